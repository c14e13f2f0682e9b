/** A live network that reaches names of a test by way of loopback ports. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { evidenceOf } from '../../src/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { live, type LiveNetwork } from '../../src/network/live.ts';

export const scenario: Scenario = {
  name: 'test', title: 'test',
  servers: {
    ex16: { id: 'ex16', version: 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] },
    ex19: { id: 'ex19', version: 'exchange-2019', nodes: [] },
  },
  signIns: { corp: { id: 'corp', method: 'basic', user: 'CONTOSO\\anna', impersonate: false, channelBinding: true } },
  mailboxes: {
    anna: { id: 'anna', address: 'anna@contoso.test', server: 'ex16', signIn: 'corp' },
    boris: { id: 'boris', address: 'boris@contoso.test', server: 'ex19', signIn: 'corp' },
  },
  lookups: [{
    id: 'anna -> boris', expected: 'shown',
    requester: { id: 'anna', address: 'anna@contoso.test', server: 'ex16', signIn: 'corp' }, target: { id: 'boris', address: 'boris@contoso.test', server: 'ex19', signIn: 'corp' },
  }],
  window: { from: '2026-01-05T08:00:00Z', hours: 2, intervalMinutes: 30 }, trustHosts: [],
};

/** Evidence with these observations. */
export function evidence(...observations: readonly Observation[]) {
  return evidenceOf(scenario, new Map(observations.map((observation) => [observation.id, observation])));
}

export function network(routes: Readonly<Record<string, string>>, trust: readonly string[] = []): LiveNetwork {
  return live({
    connectTo: new Map(Object.entries(routes)), hosts: new Map(Object.keys(routes).map((from) => [from.slice(0, from.lastIndexOf(':')), ['127.0.0.1']])),
    trust, signIns: scenario.signIns, credentials: new Map(),
    rules: { namedHosts: new Set(), allowUntrusted: new Set(), allowWeakTls: new Set() }, signal: new AbortController().signal,
  });
}

/** A raw TCP server; gives `127.0.0.1:port` and how to close it. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<{ readonly at: string; readonly server: Server; count(): number }> {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { at: `127.0.0.1:${(server.address() as AddressInfo).port}`, server, count: () => count };
}
