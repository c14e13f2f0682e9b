/** A network for Autodiscover that answers from a table. */
import type { AutodiscoverFact } from '../../src/model/facts.ts';
import type { Attempt } from '../../src/model/failure.ts';
import type { HttpAnswer, HttpRequest, Network, ServiceRecord } from '../../src/network/port.ts';
import probe from '../../src/probes/autodiscover.ts';
import { evidenceOf } from '../../src/evidence.ts';
import { scenario } from './loopback.ts';

export const ADDRESS = 'boris@contoso.test';
export const ROOT = 'https://contoso.test/autodiscover/autodiscover.xml';
export const HOST = 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml';
export const PLAIN = 'http://autodiscover.contoso.test/autodiscover/autodiscover.xml';
export const SVC = 'https://autodiscover.contoso.test/autodiscover/autodiscover.svc';
export const JSON_URL = 'https://autodiscover.contoso.test/autodiscover/autodiscover.json?Email=boris%40contoso.test&Protocol=Ews&RedirectCount=0';

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signedIn?: Answer;
  /** Why the network keeps credentials back. */
  readonly withheld?: string;
  /** What the verifier says of the certificate: then credentials are kept back too. */
  readonly problem?: string;
  /** Speaks nothing newer. */
  readonly tls?: 'TLSv1.0';
}
/** undefined: the name does not exist. */
export type Replies = Readonly<Record<string, Answer>>;

export const pox = (inner: string): string => `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account><AccountType>email</AccountType>${inner}</Account></Response></Autodiscover>`;
export const settings = (urls: string): string => pox(`<Action>settings</Action>${urls}`);
export const protocol = (type: string, url: string): string => `<Protocol><Type>${type}</Type><ASUrl>${url}</ASUrl></Protocol>`;
export const poxError = (code: number, message: string): string =>
  `<Autodiscover><Response><Error><ErrorCode>${code}</ErrorCode><Message>${message}</Message></Error></Response></Autodiscover>`;
export const redirectUrl = (url: string): string => pox(`<Action>redirectUrl</Action><RedirectUrl>${url}</RedirectUrl>`);
export const redirectAddr = (address: string): string => pox(`<Action>redirectAddr</Action><RedirectAddr>${address}</RedirectAddr>`);
/** Asks for credentials, and answers so with them. */
export const behindSignIn = (body: string, status = 200): Answer => ({ status: 401, headers: { 'WWW-Authenticate': 'NTLM' }, signedIn: { status, body } });
export const EXCHANGE: Answer = behindSignIn(settings(protocol('EXCH', 'https://in.contoso.test/EWS/Exchange.asmx') + protocol('EXPR', 'https://out.contoso.test/EWS/Exchange.asmx')));

export interface World {
  readonly replies: Replies;
  readonly services?: readonly ServiceRecord[];
  /** Turns that an answer takes, by URL; `Infinity`: it never comes. */
  readonly turns?: (url: string) => number;
}

interface Imagined {
  readonly network: Network;
  /** `POST https://…`, with ` signed in`, in the order in which questions began. */
  readonly asked: string[];
  readonly requests: HttpRequest[];
}

export function imagined({ replies, services = [], turns = () => 0 }: World): Imagined {
  const asked: string[] = [];
  const requests: HttpRequest[] = [];
  const wait = async (url: string): Promise<void> => {
    const count = turns(url);
    if (count === Infinity) await new Promise(() => undefined);
    for (let left = count; left > 0; left--) await Promise.resolve();
  };
  const send = async (request: HttpRequest): Promise<Attempt<HttpAnswer>> => {
    const signedIn = request.signIn !== undefined;
    asked.push(`${request.method} ${request.url}${signedIn ? ' signed in' : ''}`);
    requests.push(request);
    await wait(request.url);
    const reply = replies[request.url];
    if (reply === undefined) return { ok: false, failure: { kind: 'name-not-resolved', message: 'the name does not exist in DNS' } };
    if (reply.tls !== undefined && request.minVersion !== 'TLSv1') return { ok: false, failure: { kind: 'tls-alert', message: 'alert 70', alert: 70 } };
    if (signedIn && reply.problem !== undefined) return { ok: false, failure: { kind: 'certificate', message: `the certificate does not verify (${reply.problem})` } };
    const given = signedIn && reply.withheld === undefined ? reply.signedIn ?? reply : reply;
    return { ok: true, value: {
      status: given.status, headers: Object.entries(given.headers ?? {}), body: new TextEncoder().encode(given.body ?? ''),
      tls: { version: reply.tls ?? 'TLSv1.2', cipherSuite: 'x', verified: reply.problem === undefined, problem: reply.problem ?? null, trusted: true },
      signIn: !signedIn ? { id: '', method: 'none', outcome: 'none' }
        : reply.withheld !== undefined ? { id: 'corp', method: 'basic', outcome: 'withheld', reason: reply.withheld }
          : { id: 'corp', method: 'basic', outcome: given.status === 401 ? 'rejected' : 'accepted' },
      timings: { connectMs: 0, tlsMs: 0, firstByteMs: 0, totalMs: 0 },
    } };
  };
  const unused = (): never => { throw new Error('not asked here'); };
  const network: Network = {
    within: () => network, now: () => 0, random: unused, resolve: unused, handshake: unused, negotiate: unused, wait: unused, listen: unused, send,
    async services(name) {
      asked.push(`SRV ${name}`);
      await wait(name);
      return services.length > 0 && name === '_autodiscover._tcp.contoso.test' ? { ok: true, value: services }
        : { ok: false, failure: { kind: 'name-not-resolved', message: `the name ${name} does not exist in DNS` } };
    },
  };
  return { network, asked, requests };
}

export interface Wish extends Omit<World, 'replies'> {
  readonly address?: string;
  readonly scp?: readonly string[];
}

export type Discovered = AutodiscoverFact & Omit<Imagined, 'network'>;

/** What the probe makes of a world; the mailbox signs in as `corp`. */
export async function discovered(replies: Replies, { address = ADDRESS, scp, ...world }: Wish = {}): Promise<Discovered> {
  const { network, asked, requests } = imagined({ replies, ...world });
  const boris = { id: 'boris', address, server: 'ex19', signIn: 'corp' };
  const asks = { ...scenario, mailboxes: { boris }, lookups: [], ...(scp === undefined ? {} : { scp }) };
  const attempt = await probe.gather(address, network, evidenceOf(asks, new Map()));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { ...attempt.value, asked, requests };
}

export const outcomes = ({ steps }: AutodiscoverFact): readonly string[] => steps.map(({ method, outcome }) => `${method} ${outcome}`);
