/** How a server on-premises answers at the addresses at which other organizations ask it, to somebody who proves nothing. */
import type { Evidence } from '../model/evidence.ts';
import type { AutodiscoverCapabilities, DoorAnswer, PartnerDoorsFact } from '../model/facts.ts';
import type { Attempt } from '../model/failure.ts';
import type { HttpAnswer, Network } from '../network/port.ts';
import {
  decodeFederationInformation, emptySoapRequest, encodeGetFederationInformation, faultIn, federationSoapAction,
} from '../protocol/autodiscover-federation.ts';
import { decodeJsonAnswer, encodeJsonQuestion } from '../protocol/autodiscover-json.ts';
import { printable } from '../protocol/printable.ts';
import { endpointOf, lowestTls } from './endpoints.ts';
import { callsFromOutside } from './hybrid.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';
import { bearerOf, challengeIn, doorSeen, headerOf } from './sign-in-schemes.ts';

/**
 * Five requests for each server, none with credentials, and only where a call from another organization to it failed. EWS is asked at its
 * published name, Autodiscover at autodiscover.<domain>, where the Hybrid Configuration wizard sends the others, or at the published name
 * where that does not answer.
 */
export default defineProbe({
  kind: 'partner-doors',
  title: 'how a server answers at the addresses for other organizations: pre-authentication, OAuth of Autodiscover, federation',
  afterOthers: true,
  subjects: (evidence) => [...callsFromOutside(evidence).keys()].flatMap((id): readonly Subject[] => {
    const place = placeOf(id, evidence);
    return place === null ? [{ name: id, skip: 'no published name of it is known' }] : [{ name: id }];
  }),
  async gather(id, network, evidence) {
    const place = placeOf(id, evidence);
    if (place === null) throw new Error(`no published name of ${id} is known`);
    const { ews, address, domain } = place;
    const ask = asking(network, evidence);
    const usual = `https://autodiscover.${domain}`;
    const first = await federationAt(usual, domain, ask);
    const there = first.ok ? usual : ews;
    const [answered, passesToEws, passesToAutodiscover, emptyToken, json] = await Promise.all([
      first.ok ? first : federationAt(ews, domain, ask),
      ask('passes for EWS', `${ews}/EWS/Exchange.asmx/WSSecurity`, emptySoapRequest),
      ask('passes for Autodiscover', `${there}${SERVICE}/WSSecurity`, emptySoapRequest),
      ask('empty token', `${there}${SERVICE}`, emptySoapRequest, { Authorization: 'Bearer' }),
      ask('Autodiscover V2', encodeJsonQuestion(there, address), null),
    ]);
    const v2 = json.ok && json.value.status === 200 ? decodeJsonAnswer(json.value.body) : null;
    return observed({
      server: id,
      ewsPasses: doorAnswer(`${ews}/EWS/Exchange.asmx/WSSecurity`, passesToEws),
      autodiscoverPasses: doorAnswer(`${there}${SERVICE}/WSSecurity`, passesToAutodiscover),
      autodiscover: doorAnswer(`${there}${SERVICE}`, answered),
      federation: answered.ok ? decodeFederationInformation(answered.value.body, domain) : null,
      capabilities: capabilitiesIn([answered, emptyToken, passesToAutodiscover].flatMap((one) => (one.ok ? [one.value] : []))),
      bearer: emptyToken.ok ? bearerOf(emptyToken.value) : null,
      challenge: emptyToken.ok ? challengeIn(emptyToken.value) : null,
      availabilityUrl: v2?.kind === 'url' ? printable(v2.url, 300) : null,
    });
  },
  summarize: (fact) => printable(parts(fact).join('; '), 600),
});

const SERVICE = '/autodiscover/autodiscover.svc';

type Ask = (label: string, url: string, body: string | null, headers?: Readonly<Record<string, string>>) => Promise<Attempt<HttpAnswer>>;

function asking(network: Network, evidence: Evidence): Ask {
  return (label, url, body, headers = {}) => network.send({
    label: `${label} at ${new URL(url).host}`, url, method: body === null ? 'GET' : 'POST', ...(body === null ? {} : { body }),
    headers: { 'User-Agent': 'crosslines', ...(body === null ? {} : { 'Content-Type': 'text/xml; charset=utf-8' }), ...headers },
    minVersion: lowestTls(evidence, endpointOf(url)) ?? 'TLSv1.2', timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
  });
}

function federationAt(origin: string, domain: string, ask: Ask): Promise<Attempt<HttpAnswer>> {
  const url = `${origin}${SERVICE}`;
  return ask('federation information', url, encodeGetFederationInformation(domain, url), { SOAPAction: federationSoapAction });
}

interface Place {
  /** Scheme, host and port at which its EWS is published. */
  readonly ews: string;
  /** A mailbox there that somebody outside asked for, and its domain. */
  readonly address: string;
  readonly domain: string;
}

function placeOf(id: string, evidence: Evidence): Place | null {
  const mailbox = callsFromOutside(evidence).get(id);
  const published = evidence.endpoints(id).find(({ role }) => role === 'published');
  if (mailbox === undefined || published === undefined) return null;
  const { address } = mailbox;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const port = published.port === 443 ? '' : `:${published.port}`;
  return { ews: `https://${published.host}${port}`, address, domain };
}

function doorAnswer(url: string, attempt: Attempt<HttpAnswer>): DoorAnswer {
  return attempt.ok ? { url, seen: doorSeen(url, attempt.value), fault: faultIn(attempt.value.body) } : { url, seen: null, failure: attempt.failure };
}

/** Source: EWS Managed API, AutodiscoverService: which of these headers are there tells which endpoints are enabled. */
const CAPABILITIES = ['x-soap-enabled', 'x-wssecurity-enabled', 'x-oauth-enabled'];

function capabilitiesIn(answers: readonly HttpAnswer[]): AutodiscoverCapabilities {
  const value = (name: string): string | null => answers.map((answer) => headerOf(answer, name)).find((one) => one !== null) ?? null;
  // A header that is missing beside another of its kind says that this is not enabled.
  const speaks = CAPABILITIES.some((name) => value(name) !== null);
  const flag = (name: string): boolean | null => {
    const said = value(name)?.trim().toLowerCase();
    return said === 'true' ? true : said === 'false' || (said === undefined && speaks) ? false : null;
  };
  const issuer = value('x-federationtrusttokenissueruri');
  return {
    soap: flag('x-soap-enabled'), wsSecurity: flag('x-wssecurity-enabled'), oauth: flag('x-oauth-enabled'),
    federationIssuer: issuer === null ? null : printable(issuer, 200),
  };
}

function parts({ ewsPasses, autodiscoverPasses, autodiscover, federation, bearer, availabilityUrl }: PartnerDoorsFact): readonly string[] {
  const told = federation === null ? null
    : federation.error === null
      ? `federation information for ${federation.domain}: ${federation.applicationUri ?? 'no application'}, ${federation.domains.join(' ')}`
      : `no federation information for ${federation.domain}: ${federation.error}`;
  return [
    ...[ewsPasses, autodiscoverPasses, autodiscover].map((door) => `${door.url} answers ${door.seen === null ? `nothing: ${door.failure.message}`
      : `${door.seen.status}${door.fault === null ? '' : ` (${door.fault})`}`}`),
    ...(bearer === null ? [] : [`Autodiscover offers ${bearer === 'offered' ? 'OAuth' : 'no OAuth'}`]),
    ...(told === null ? [] : [told]),
    ...(availabilityUrl === null ? [] : [`Autodiscover V2 gives ${availabilityUrl}`]),
  ];
}
