/** What the causes about devices look at: who answered, at which end, and what stands in the page that came back. */
import { answererAt } from '../../exchange/who-wrote-it.ts';
import type { DoorAnswer, DoorSeen, LookupExchange, PartnerDoorsFact, SignInSchemesFact } from '../../model/facts.ts';
import { all, any, inAnswer, partnerDoors, ports, published, says } from '../sight.ts';
import type { See } from '../cause.ts';

export { answererAt, answererIn, type Answerer } from '../../exchange/who-wrote-it.ts';

export type End = 'requester' | 'target';

/** What answers at the published name of one end. */
export function door(end: End, test: (fact: SignInSchemesFact) => boolean): See {
  return ports(end, 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed' && test(outcome.fact), published);
}

/** Exchange Online has no perimeter of the organization: the sign holds only while that end is on-premises. */
export function onPremises(end: End, see: See): See {
  return (lookup, evidence) => (evidence.server(lookup[end].server).version === 'exchange-online' ? [] : see(lookup, evidence));
}

/** The same for what is said of calls from Exchange Online. */
export function fromTheCloud(see: See): See {
  return (lookup, evidence) => (evidence.server(lookup.requester.server).version === 'exchange-online' ? see(lookup, evidence) : []);
}

/** Our own request brought nothing that Exchange would send as an answer, but this. */
export function ownRequest(test: (exchange: LookupExchange) => boolean): See {
  return inAnswer(({ answer, exchange }) => answer === null && exchange.fault === null && exchange.failure === null && test(exchange));
}

/** A failure was met, and what is seen at that place fits: the call between the servers at the target, our own request at the requester. */
export function metAt({ call, own }: { readonly call: See; readonly own: See }, at: (end: End) => See): See {
  return any(onPremises('target', all(call, at('target'))), onPremises('requester', all(own, at('requester'))));
}

/** In these words a calling server says that no XML came back. Source: Microsoft Learn, Resolve free/busy errors (both sentences). */
export const noXmlCameBack: See = any(says('response-not-well-formed-xml'),
  inAnswer(({ text }) => /response received from the service didn['’]t contain valid xml/i.test(text)));

/**
 * The same of .NET's client for web services, which names both content types in every language: "Client found response content type of
 * 'text/html; charset=utf-8', but expected 'text/xml'". Source: Microsoft Learn, WSUS troubleshooting; not documented for free/busy.
 */
export const pageCameBack: See = inAnswer(({ text }) => /['’"]text\/html\b[^'’"]{0,60}['’"].{1,80}['’"]text\/xml['’"]/i.test(text));

/** Words of sign-in pages and their addresses (WAP and AD FS, F5 APM, NetScaler, TMG, Entra application proxy); a maintenance page has none. */
const SIGN_IN = /password|sign[ -]?(?:in|on)|log[ -]?(?:on|in)|\/adfs\/|\/my\.policy|\/vpn\/|\bsaml|oauth2?\/|\bauth(?:enticat\w*)?\b|\bsso\b/i;

/** Something other than Exchange asks who is there: a redirect, a page, or a challenge that Exchange does not make. */
export function isForeignDoor(fact: DoorSeen): boolean {
  if (fact.exchangeHeaders.length > 0) return false;
  if (fact.status >= 300 && fact.status < 400) return SIGN_IN.test(fact.location ?? '');
  if (fact.status === 200) return SIGN_IN.test(fact.bodyStart);
  // IIS itself refuses, before Exchange sets any header: with Basic alone switched on it looks like this.
  return fact.status === 401 && !/microsoft-iis/i.test(fact.server ?? '')
    && !fact.schemes.some((scheme) => /^(ntlm|negotiate|kerberos|bearer)/i.test(scheme));
}

/** The addresses of the target's server at which other organizations ask, those for their passes among them. */
const doorsOf = ({ ewsPasses, autodiscoverPasses, autodiscover }: PartnerDoorsFact): readonly DoorAnswer[] =>
  [ewsPasses, autodiscoverPasses, autodiscover];

/** At an address for other organizations something else than Exchange asks for a sign-in. */
export const foreignForPartners: See = partnerDoors((fact) => doorsOf(fact).some(({ seen }) => seen !== null && isForeignDoor(seen)));

/** Exchange answers, yet the certificate at the published name is not that of the machine's own name: a device between begins TLS anew. */
export const tlsEndsBefore = (end: End): See => all(door(end, (fact) => answererAt(fact) === 'exchange'), (lookup, evidence) => {
  const shown = evidence.endpoints(lookup[end].server).filter(({ role }) => role !== 'back-end').flatMap(({ host, port, role }) => {
    const observation = evidence.of('certificate', `${host}:${port}`);
    return observation?.outcome.status === 'observed' ? [{ role, observation, print: observation.outcome.fact.leaf.fingerprint256 }] : [];
  });
  const outside = shown.filter(({ role }) => role === 'published');
  const machines = shown.filter(({ role }) => role === 'own');
  if (outside.length === 0 || machines.length === 0) return undefined;
  const differ = outside.every(({ print }) => machines.every((machine) => machine.print !== print));
  return differ ? [...outside, ...machines].map(({ observation }) => observation) : [];
});

/** Asks the published name as a stranger does, without credentials; shows status, Server header and Exchange's headers. */
export const askPublishedName = 'from outside the network: curl.exe -si https://<published name>/EWS/Exchange.asmx '
  + '(401 with X-FEServer or Microsoft-IIS is Exchange)';
