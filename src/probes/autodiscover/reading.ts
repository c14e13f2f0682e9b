/** What an answer to one of Autodiscover's questions says: the step for the trace, and where to go from there. */
import type { AutodiscoverFact, AutodiscoverStepOutcome } from '../../model/facts.ts';
import type { HttpAnswer } from '../../network/port.ts';
import { decodeJsonAnswer } from '../../protocol/autodiscover-json.ts';
import { decodePoxAnswer, type PoxProtocol } from '../../protocol/autodiscover-pox.ts';
import { decodeGetUserSettingsAnswer, ewsUrlSettings } from '../../protocol/autodiscover-soap.ts';
import { headerOf, schemesOf } from '../sign-in-schemes.ts';
import type { Dialect } from './places.ts';

export type Found = Pick<AutodiscoverFact, 'availabilityUrl' | 'from'>;

export interface Reading {
  readonly outcome: AutodiscoverStepOutcome;
  /** A sentence without its subject. Not yet printable. */
  readonly detail: string;
  /** The answer held settings: this, or nothing, is what the search was for. */
  readonly settings?: { readonly found: Found | null; readonly serverBuild: string | null };
  /** Where the answer leads; URLs are https. */
  readonly next?: { readonly url: string } | { readonly address: string };
  /** Autodiscover itself has answered here, though not with settings; `unknown-address`: it does not know the address. */
  readonly alive?: 'error' | 'unknown-address';
}

/** Reads an answer that is complete, whatever its status. */
export function readAnswer(dialect: Dialect, url: string, answer: HttpAnswer): Reading {
  const { status } = answer;
  if (status >= 300 && status < 400) return readLocation(url, answer);
  if (url.startsWith('http:')) {
    return status === 200 ? { outcome: 'not-autodiscover', detail: 'answers 200 instead of a redirect' } : readStatus(answer);
  }
  if (dialect === 'json') return readJson(answer);
  if (status === 401) return readChallenge(answer);
  // Faults of SOAP come with 500.
  if (dialect === 'soap' && (status === 200 || status === 500)) return readSoap(answer);
  return status === 200 ? readPox(answer) : readStatus(answer);
}

function readStatus({ status }: HttpAnswer): Reading {
  return { outcome: 'http-status', detail: `answers ${status}` };
}

function readChallenge(answer: HttpAnswer): Reading {
  const { signIn } = answer;
  if (signIn.outcome === 'withheld') return { outcome: 'withheld', detail: `credentials were not sent: ${signIn.reason ?? ''}` };
  const offers = schemesOf(answer);
  const offered = offers.length > 0 ? ` (it offers ${offers.join(', ')})` : '';
  const unasked = `asks for credentials${offered}, and there are none`;
  return { outcome: 'rejected', detail: signIn.outcome === 'none' ? unasked : signIn.reason ?? 'refused the credentials' };
}

/** Source: protocol facts §3.4: 301 and 302 are followed to https. */
function readLocation(from: string, answer: HttpAnswer): Reading {
  const target = headerOf(answer, 'location') ?? '';
  const url = URL.canParse(target, from) ? new URL(target, from) : null;
  if (target === '' || url?.protocol !== 'https:') {
    return { outcome: 'http-status', detail: `answers ${answer.status} and points to ${target || 'nowhere'}, which is not followed` };
  }
  return leadTo(url.href);
}

function leadTo(target: string): Reading {
  const url = httpsUrl(target);
  return url === null ? { outcome: 'redirect-url', detail: `points to ${target}, which is no https URL and not followed` }
    : { outcome: 'redirect-url', detail: `points to ${url}`, next: { url } };
}

function leadToAddress(address: string): Reading {
  return { outcome: 'redirect-address', detail: `points to the address ${address}`, next: { address } };
}

function readPox(answer: HttpAnswer): Reading {
  const decoded = decodePoxAnswer(answer.body);
  switch (decoded.kind) {
    case 'settings': {
      const builds = decoded.protocols.flatMap(({ serverVersion }) => serverVersion ?? []);
      return withSettings(foundInPox(decoded.protocols), builds[0] ?? null);
    }
    case 'redirect-address': return leadToAddress(decoded.address);
    case 'redirect-url': return leadTo(decoded.url);
    case 'error': {
      const alive = decoded.code === UNKNOWN_ADDRESS ? 'unknown-address' : 'error';
      return { outcome: 'error', detail: `answers error ${decoded.code ?? ''}: ${decoded.message}`, alive };
    }
    case 'not-autodiscover': return notAutodiscover(decoded.what, answer);
  }
}

/** Source: MS-OXDSCLI, ErrorCode 500. */
const UNKNOWN_ADDRESS = 500;

function readSoap(answer: HttpAnswer): Reading {
  const decoded = decodeGetUserSettingsAnswer(answer.body);
  switch (decoded.kind) {
    case 'settings': {
      const [best] = ewsUrlSettings.flatMap((from) => {
        const availabilityUrl = httpsUrl(decoded.settings[from] ?? '');
        return availabilityUrl === null ? [] : [{ availabilityUrl, from }];
      });
      return withSettings(best ?? null, null);
    }
    case 'redirect-address': return leadToAddress(decoded.address);
    case 'redirect-url': return leadTo(decoded.url);
    case 'error': return { outcome: 'error', detail: `answers error ${decoded.code}: ${decoded.message}`, alive: 'error' };
    case 'fault': return { outcome: 'error', detail: `answers with a fault: ${decoded.fault.message}`, alive: 'error' };
    case 'not-autodiscover': return answer.status === 200 ? notAutodiscover(decoded.what, answer) : readStatus(answer);
  }
}

/** V2 wants no credentials: a server that asks for some does not have it. */
function readJson(answer: HttpAnswer): Reading {
  const decoded = decodeJsonAnswer(answer.body);
  if (decoded.kind === 'error') return { outcome: 'error', detail: `answers error ${decoded.code}: ${decoded.message}`, alive: 'error' };
  if (answer.status !== 200) return readStatus(answer);
  if (decoded.kind === 'not-autodiscover') return notAutodiscover(decoded.what, answer);
  const availabilityUrl = httpsUrl(decoded.url);
  return withSettings(availabilityUrl === null ? null : { availabilityUrl, from: 'Url' }, null);
}

function notAutodiscover(what: string, { body }: HttpAnswer): Reading {
  const title = /<title[^>]{0,200}>([^<]{1,100})/i.exec(new TextDecoder('utf-8').decode(body.subarray(0, 4000)))?.[1]?.trim();
  const seen = `${what}${title ? `, titled "${title}"` : ''}`;
  return { outcome: 'not-autodiscover', detail: `answers 200 with something that is no Autodiscover answer (${seen})` };
}

function withSettings(found: Found | null, serverBuild: string | null): Reading {
  const detail = found === null ? 'answers with settings, without an availability URL' : 'answers with settings';
  return { outcome: 'settings', detail, settings: { found, serverBuild } };
}

/** Outside names first: they work from everywhere in most organizations. Source: MS-OXDSCLI 2.2.4.1.1.2.3 (EXPR, EXCH). */
function foundInPox(protocols: readonly PoxProtocol[]): Found | null {
  for (const from of ['EXPR', 'EXCH'] as const) {
    const availabilityUrl = httpsUrl(protocols.find(({ type, asUrl }) => type === from && asUrl !== null)?.asUrl ?? '');
    if (availabilityUrl !== null) return { availabilityUrl, from };
  }
  return null;
}

/** The URL in the form in which it is compared and asked; null where it is none, not https, or holds a user name. */
function httpsUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' ? href : null;
}

/** Adds to a step what it should be read with: whose answer it was, and over which connection. */
export function circumstances(answer: HttpAnswer): { readonly server?: string; readonly remark: string } {
  const { tls } = answer;
  const server = headerOf(answer, 'server');
  const old = tls !== null && /^TLSv1(\.[01])?$/.test(tls.version) ? ` (over ${tls.version})` : '';
  const foreign = tls !== null && !tls.verified ? ` (its certificate does not verify: ${tls.problem ?? 'unknown reason'})` : '';
  return { remark: `${old}${foreign}`, ...(server === null ? {} : { server }) };
}
