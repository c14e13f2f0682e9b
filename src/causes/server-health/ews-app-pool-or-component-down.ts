import { defineCause, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, ports, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/**
 * A 503 of IIS. One by http.sys (`Microsoft-HTTPAPI`) at a published name may be a proxy's; at the machine's own name it is how a stopped
 * application pool answers. Source: OfficeDocs-Support, Resolve free/busy errors (503); Microsoft Learn, HTTP.sys error log (AppOffline).
 */
const byIis = (server: string | null | undefined): boolean => /microsoft-iis/i.test(server ?? '');

const ownAnswer503 = inAnswer(({ exchange }) => exchange.status === 503 && byIis(exchange.headers['server']));

export default defineCause({
  id: 'ews-app-pool-or-component-down',
  layer: 'mailbox',
  title: 'The Exchange web services of a server are stopped',
  explanation: 'The server is there, but the part of Exchange that answers for calendars is stopped: it says "service unavailable". '
    + 'So nothing is answered, and the user gets cross lines.',
  concerns: 'exchange',
  signs: [
    suggests('{requesterName} itself answers 503 to the lookup', ownAnswer503),
    suggests('the call between the servers was answered with 503, and so is a request from here to {targetServer}', all(saysStatus(503),
      ports('target', 'sign-in-schemes', ({ outcome }, { role }) => outcome.status === 'observed'
        && outcome.fact.status === 503
        && (byIis(outcome.fact.server) || (role !== 'published' && /microsoft-httpapi/i.test(outcome.fact.server ?? '')))))),
    hints('the call between the servers was answered with 503 (a reverse proxy can answer so too)',
      any(saysStatus(503), inAnswer(({ exchange }) => exchange.status === 503))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Start the application pools MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool in IIS on the server that answers 503.',
    'Start stopped services (Test-ServiceHealth) and components: Set-ServerComponentState <server> -Component <name> -Requester HealthAPI -State '
      + 'Active',
    'If a pool stops again at once, look for an expired Exchange Auth certificate and at the Application log.',
  ],
  confirm: [
    'Get-ServerComponentState {targetServer}; Test-ServiceHealth {targetServer}',
    'Get-WebAppPoolState MSExchangeServicesAppPool on the server',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
