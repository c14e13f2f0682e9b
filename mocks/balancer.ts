import type { IncomingMessage } from 'node:http';
import { Agent as PlainAgent, request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { readBody } from './answer.ts';
import type { Answer, HeaderLines } from './answer.ts';
import { refusedByFirewall, notPublished, unavailable, wrongNameBehind } from './device-pages.ts';
import type { BalancerPlan } from './plan.ts';
import { preAuthentication } from './pre-authentication.ts';

/** Longest body that passes, either way. */
const bodyLimit = 4 * 1024 * 1024;
/** Headers that belong to one connection and are made anew on the next. */
const ofTheConnection = ['content-length', 'connection', 'keep-alive', 'date'];

/** Gives the addresses in turn, over and over. The list must not be empty. */
export function taker(addresses: readonly string[]): () => number {
  let taken = 0;
  return () => {
    taken += 1;
    return (taken - 1) % addresses.length;
  };
}

/**
 * A balancer that ends TLS: it reads each request and hands it on over TLS to one machine, the same one for all requests of a
 * connection, so that NTLM survives. `addresses`: of the machines' front ends, or of their ports without TLS where it offloads TLS, in the
 * order of the plan. `caPem`: whom it trusts where it checks names.
 */
export function balance(plan: BalancerPlan, addresses: readonly string[], caPem: string): (request: IncomingMessage) => Promise<Answer> {
  const take = taker(addresses);
  const lanes = new WeakMap<Socket, { readonly index: number; readonly agent: PlainAgent }>();
  const laneOf = (socket: Socket): { readonly index: number; readonly agent: PlainAgent } => {
    const known = lanes.get(socket);
    if (known !== undefined) return known;
    const lane = { index: take(), agent: plan.faults.has('offloads-tls') ? new PlainAgent(lone) : new Agent(lone) };
    lanes.set(socket, lane);
    socket.once('close', () => {
      lane.agent.destroy();
    });
    return lane;
  };
  return async (request) => {
    const own = ownAnswer(plan, request);
    if (own !== null) {
      request.resume();
      return own;
    }
    const { index, agent } = laneOf(request.socket);
    try {
      const answer = await handedOn(request, addresses[index] ?? '', agent, callOf(plan, caPem));
      const cookie = ['Set-Cookie', `BIGipServer~Exchange~pool_443=${machineCookie(index)}; path=/; Httponly; Secure`] as const;
      return plan.cookie ? { ...answer, headers: [...answer.headers, cookie] } : answer;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongNameBehind(plan);
      return unavailable(plan);
    }
  };
}

const lone = { keepAlive: true, maxSockets: 1 };

/** What the device says without asking any machine; null: it hands the request on. */
function ownAnswer(plan: BalancerPlan, request: IncomingMessage): Answer | null {
  if (plan.faults.has('answers-503')) return unavailable(plan);
  if (plan.faults.has('guards-passes') && /\/wssecurity(\/|\?|$)/i.test(request.url ?? '')) return preAuthentication(plan.name)(request);
  if (!/^\/ews(\/|$)/i.test(request.url ?? '')) return null;
  if (plan.faults.has('rejects-requests')) return refusedByFirewall(plan);
  return plan.faults.has('ews-not-published') ? notPublished(plan) : null;
}

/** How the device calls the machines. */
export type Call = { readonly tls: false } | { readonly tls: true; readonly checked: { readonly servername: string; readonly ca: string } | null };

function callOf({ name, faults }: BalancerPlan, ca: string): Call {
  if (faults.has('offloads-tls')) return { tls: false };
  // A name of before, which the publishing rule still has.
  return { tls: true, checked: faults.has('wrong-name-behind') ? { servername: `retired.${name.split('.').slice(1).join('.')}`, ca } : null };
}

export async function handedOn(request: IncomingMessage, address: string, agent: PlainAgent, call: Call): Promise<Answer> {
  const body = await readBody(request, bodyLimit);
  const [host = '127.0.0.1', port = '1'] = address.split(':');
  return new Promise((resolve, reject) => {
    const wanted = {
      host,
      port: Number(port),
      agent,
      method: request.method,
      path: request.url,
      headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !ofTheConnection.includes(name))),
    };
    const answered = (response: IncomingMessage): void => {
      readBody(response, bodyLimit).then((text) => {
        resolve({ status: response.statusCode ?? 502, headers: linesOf(response), body: text });
      }, reject);
    };
    // Inside, a balancer speaks with its machines as they can, and trusts them whatever they show unless it was told to check.
    const tls = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    const onward = call.tls
      ? httpsRequest({ ...wanted, ...tls, rejectUnauthorized: call.checked !== null, ...call.checked }, answered)
      : httpRequest(wanted, answered);
    onward.on('error', reject);
    onward.end(body);
  });
}

function linesOf({ rawHeaders }: IncomingMessage): HeaderLines {
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !ofTheConnection.includes(name.toLowerCase()) ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
  );
}

/**
 * Value of the cookie by which a BIG-IP finds the machine again: its address as a little-endian number, its port with the bytes
 * swapped. The machines are given addresses from 10.0.0.11 on. Source: nmap's http-bigip-cookie.
 */
function machineCookie(index: number): string {
  const address = Buffer.from([10, 0, 0, (11 + index) % 256]).readUInt32LE(0);
  const port = ((443 & 0xff) << 8) | (443 >> 8);
  return `${address}.${port}.0000`;
}
