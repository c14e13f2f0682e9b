import type { SignInSchemesFact } from '../../model/facts.ts';
import { defineCause, doubts, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, ports, published, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/** Words of sign-in pages and their addresses (WAP and AD FS, F5 APM, NetScaler, TMG, Entra application proxy); a maintenance page has none. */
const SIGN_IN = /password|sign[ -]?(?:in|on)|log[ -]?(?:on|in)|\/adfs\/|\/my\.policy|\/vpn\/|\bsaml|oauth2?\/|\bauth(?:enticat\w*)?\b|\bsso\b/i;

/** Something other than Exchange asks who is there: a redirect, a page, or a challenge that Exchange does not make. */
function isForeignDoor(fact: SignInSchemesFact): boolean {
  if (fact.exchangeHeaders.length > 0) return false;
  if (fact.status >= 300 && fact.status < 400) return SIGN_IN.test(fact.location ?? '');
  if (fact.status === 200) return SIGN_IN.test(fact.bodyStart);
  // IIS itself refuses, before Exchange sets any header: with Basic alone switched on it looks like this.
  return fact.status === 401 && !/microsoft-iis/i.test(fact.server ?? '') && !fact.schemes.some((scheme) => /^(ntlm|negotiate|kerberos|bearer)/i.test(scheme));
}

const door = (end: 'requester' | 'target') => ports(end, 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && isForeignDoor(outcome.fact), published);

/** Our own request was met by the device: no Exchange answered it. */
const ownRequestMet = inAnswer(({ exchange }) => exchange.headers['x-feserver'] === undefined && exchange.headers['x-beserver'] === undefined
  && (exchange.body === 'html' || exchange.status === 401 || (exchange.status !== null && exchange.status >= 300 && exchange.status < 400)));

export default defineCause({
  id: 'reverse-proxy-preauthentication',
  layer: 'proxy',
  title: 'A device before Exchange asks for a sign-in of its own',
  explanation: 'Before the request reaches Exchange, a reverse proxy or load balancer wants its own sign-in. '
    + 'Servers and Outlook cannot answer that, so the request never arrives, and the user gets cross lines.',
  concerns: 'network',
  signs: [
    suggests('what answers at the published name is not Exchange, and it asks for a sign-in', any(all(ownRequestMet, door('requester')), all(saysStatus(401), door('target')))),
    hints('the call between the servers was refused with 401', saysStatus(401)),
    doubts('the published names answer as Exchange does', all(ports('requester', 'sign-in-schemes',
      ({ outcome }) => outcome.status === 'observed' && !isForeignDoor(outcome.fact), published), ports('target', 'sign-in-schemes',
      ({ outcome }) => outcome.status === 'observed' && !isForeignDoor(outcome.fact), published))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Let /ews/exchange.asmx, /ews/exchange.asmx/wssecurity, /autodiscover/autodiscover.svc and /autodiscover/autodiscover.svc/wssecurity pass without '
      + 'pre-authentication, in a rule that stands before the general one.',
  ],
  confirm: ['HttpProxy\\Ews logs on Exchange hold no entry for the time of the lookup: the device answered.', 'Ask the Exchange server directly (its own name) and compare the answer.'],
  references: [{ title: 'Hybrid deployment prerequisites', url: 'https://learn.microsoft.com/exchange/hybrid-deployment-prerequisites' }],
});
