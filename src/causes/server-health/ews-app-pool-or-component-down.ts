import { defineCause, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, ports, sameServersShown, sameServersShownElsewhere, saysStatus, textHas } from '../sight.ts';
import { exchangeAnswersAt, httpSys503At, unlikeOthers } from './sight.ts';

/**
 * For a stopped application pool http.sys answers (`Microsoft-HTTPAPI`), for stopped components IIS. By http.sys at a published name it may be
 * a proxy's word. It is the machine's where the machine says so by its own name, and where Exchange answers for the other paths of that name:
 * what stands in the way of everything would answer so for all of them.
 * Source: OfficeDocs-Support, Resolve free/busy errors (503); Microsoft Learn, HTTP.sys error log (AppOffline).
 */
const byIis = (server: string | null | undefined): boolean => /microsoft-iis/i.test(server ?? '');

const ownAnswer503 = inAnswer(({ exchange }) => exchange.status === 503 && byIis(exchange.headers['server']));

/** Our own lookup met 503 of a Windows machine, be it Exchange or a Web Application Proxy. */
const windows503 = inAnswer(({ exchange }) => exchange.status === 503 && /microsoft-(?:iis|httpapi)/i.test(exchange.headers['server'] ?? ''));

/** No page and no name of a device stands in the text. Source of the order: Microsoft Learn, Resolve free/busy errors (503). */
const noDeviceNamed = inAnswer(({ exchange, text }) => exchange.body !== 'html' && !DEVICE.test(text));
const DEVICE = /reverse proxy|load balancer|web application proxy|netscaler|big-?ip|haproxy|nginx|apache|cloudflare|httpapi|no server is available/i;

export default defineCause({
  id: 'ews-app-pool-or-component-down',
  layer: 'mailbox',
  title: 'The Exchange web services of a server are stopped',
  explanation: 'On {failingMachine|one of the servers} the part of Exchange that answers for calendars is stopped, while the server itself is '
    + 'there. It says "service unavailable" (503), and nothing is answered.',
  concerns: 'exchange',
  signs: [
    suggests('{requesterHost} itself answers 503 to the lookup', ownAnswer503),
    suggests('asked by its own name, {seenAt} answers 503 as well, while another machine behind {requesterName} answers '
      + 'well', all(windows503, unlikeOthers('requester', 503))),
    suggests('{seenAt} answers 503 for the web services alone: for other paths Exchange answers there',
      any(all(windows503, exchangeAnswersAt('requester')), all(saysStatus(503), httpSys503At('target'), exchangeAnswersAt('target')))),
    suggests('the call between the servers was answered with 503, and so is a request from here to {seenAt}', all(saysStatus(503),
      ports('target', 'sign-in-schemes', ({ outcome }, { role }) => outcome.status === 'observed'
        && outcome.fact.status === 503
        && (byIis(outcome.fact.server) || (role !== 'published' && /microsoft-httpapi/i.test(outcome.fact.server ?? '')))))),
    hints('the call between the servers was answered with 503 (a reverse proxy can answer so too)',
      any(saysStatus(503), inAnswer(({ exchange }) => exchange.status === 503))),
    hints('nothing in the answer shows a device before Exchange; stopped services and application pools are what Microsoft looks for first',
      all(saysStatus(503), noDeviceNamed)),
    hints('a component of a server that answers for calendars was listed as inactive',
      textHas(/\b(?:ewsproxy|autodiscoverproxy|serverwideoffline) {1,20}inactive\b/)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Start the application pools MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool in IIS on {failingMachine|the server that answers 503}.',
    'Start stopped services (Test-ServiceHealth) and components: Set-ServerComponentState {failingMachine|<server>} -Component <name> -Requester '
      + 'HealthAPI -State Active',
    'If a pool stops again at once, look for an expired Exchange Auth certificate and at the Application log.',
  ],
  confirm: [
    'Get-ServerComponentState {targetMachine}; Test-ServiceHealth {targetMachine}',
    'Get-WebAppPoolState MSExchangeServicesAppPool on {failingMachine|the server}',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
