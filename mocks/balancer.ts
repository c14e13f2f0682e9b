import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { readBody } from './answer.ts';
import type { Answer, HeaderLines } from './answer.ts';
import type { BalancerPlan } from './plan.ts';

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
 * connection, so that NTLM survives. `addresses`: of the machines' front ends, in the order of the plan.
 */
export function balance(plan: BalancerPlan, addresses: readonly string[]): (request: IncomingMessage) => Promise<Answer> {
  const take = taker(addresses);
  const lanes = new WeakMap<Socket, { readonly index: number; readonly agent: Agent }>();
  const laneOf = (socket: Socket): { readonly index: number; readonly agent: Agent } => {
    const known = lanes.get(socket);
    if (known !== undefined) return known;
    const lane = { index: take(), agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
    lanes.set(socket, lane);
    socket.once('close', () => {
      lane.agent.destroy();
    });
    return lane;
  };
  return async (request) => {
    if (plan.faults.has('answers-503')) {
      request.resume();
      return unavailable(plan);
    }
    const { index, agent } = laneOf(request.socket);
    try {
      const answer = await handedOn(request, addresses[index] ?? '', agent);
      const cookie = ['Set-Cookie', `BIGipServer~Exchange~pool_443=${machineCookie(index)}; path=/; Httponly; Secure`] as const;
      return plan.cookie ? { ...answer, headers: [...answer.headers, cookie] } : answer;
    } catch {
      return unavailable(plan);
    }
  };
}

async function handedOn(request: IncomingMessage, address: string, agent: Agent): Promise<Answer> {
  const body = await readBody(request, bodyLimit);
  const [host = '127.0.0.1', port = '1'] = address.split(':');
  return new Promise((resolve, reject) => {
    const onward = httpsRequest(
      {
        host,
        port: Number(port),
        agent,
        method: request.method,
        path: request.url,
        headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !ofTheConnection.includes(name))),
        // Inside, a balancer trusts its machines whatever they show, and speaks with them as they can.
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
      },
      (response) => {
        readBody(response, bodyLimit).then((text) => {
          resolve({ status: response.statusCode ?? 502, headers: linesOf(response), body: text });
        }, reject);
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}

function linesOf({ rawHeaders }: IncomingMessage): HeaderLines {
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !ofTheConnection.includes(name.toLowerCase()) ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
  );
}

function unavailable(plan: BalancerPlan): Answer {
  return {
    status: 503,
    headers: [
      ['Server', plan.server],
      ['Content-Type', 'text/html'],
      ['Cache-Control', 'no-cache'],
    ],
    body: '<html><body><h1>503 Service Unavailable</h1>No server is available to handle this request.</body></html>',
  };
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
