import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { writeAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Authority, Identity } from './authority.ts';
import { listenHttps } from './listener.ts';
import type { Port, PortTls } from './listener.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { LabPlan, ServerPlan } from './plan.ts';
import { exchangeProfiles } from './profiles.ts';

/** What answers the requests of one port. */
export type Handler = (request: IncomingMessage) => Answer | Promise<Answer>;

/** An address at which nothing listens. */
export const refusing = '127.0.0.1:1';
/** Address of a machine's own name in the lab's DNS. */
export const machine = '127.0.0.1';
/** Address of a name that has nothing to do with the organization's machines. */
export const elsewhere = '127.0.0.3';
/** Address of a name that leads to a device before several machines; this computer too. */
export const balanced = '127.0.0.2';

/** What a lab is put together from, and the ports and names that it has so far. */
export interface Building {
  readonly plan: LabPlan;
  readonly authority: Authority;
  readonly delayMs: number;
  readonly world: BackEndWorld;
  readonly ports: Port[];
  /** Where the front end of each machine listens. */
  readonly fronts: Map<ServerPlan, { readonly at: string; readonly identity: Identity }>;
  readonly routes: Map<string, string>;
  readonly hosts: Map<string, readonly string[]>;
  readonly endpoints: { readonly name: string; readonly at: string; readonly what: string }[];
}

/** Opens an HTTPS port and says where it is. */
export async function open(building: Building, tls: PortTls, handler: Handler): Promise<string> {
  return kept(building, await listenHttps(tls, answering(building, handler), building.delayMs));
}

/** Remembers the port for `stop()` and says where it is. */
export function kept(building: Building, port: Port): string {
  building.ports.push(port);
  return port.at;
}

/** Writes what the handler gives; a handler that throws costs the client its connection. */
export function answering(building: Building, handler: Handler): RequestListener {
  return (request, response) => {
    request.on('error', () => response.destroy());
    void (async () => {
      try {
        const answer = await handler(request);
        if (building.delayMs > 0) await wait(building.delayMs, undefined, { ref: false });
        writeAnswer(response, answer);
      } catch {
        // The client went away, or sent what no server would answer.
        response.destroy();
      }
    })();
  };
}

/** Enters a name into DNS and routes, and remembers it for people. */
export function enter(building: Building, name: string, port: number, at: string, what: string, address = machine): void {
  if (building.plan.missingNames.has(name)) return;
  const key = `${name}:${port}`;
  // A published name may be another server's own one; being published counts for more.
  if (building.routes.has(key) && what.endsWith('own name')) return;
  building.routes.set(key, at);
  building.hosts.set(name, [address]);
  const before = building.endpoints.findIndex((endpoint) => endpoint.name === key);
  if (before >= 0) building.endpoints.splice(before, 1);
  building.endpoints.push({ name: key, at, what });
}

/** The machine in words. */
export function whatIs(server: ServerPlan): string {
  const { built } = exchangeProfiles[server.version];
  if (built === 'cloud') return `${server.version} ${server.build}`;
  const waiting = server.waitsForRestart ? ', registry values wait for a restart' : '';
  return `${server.version} ${server.build} on Windows Server ${server.windows}${waiting}`;
}
