/** TLS servers on loopback for the enumeration, and the port that reaches them by name. */
import { createServer, type TlsOptions } from 'node:tls';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsEnumerationFact } from '../../../src/model/facts.ts';
import { clientHelloProfiles } from '../../../src/exchange/client-hellos.ts';
import { enumerate, type TlsWish } from '../../../src/probes/tls/enumeration.ts';
import { madeCertificate, type KeyKind } from '../../protocol/certificate-maker.ts';
import { network, rawServer } from '../loopback.ts';

const servers: Server[] = [];

/** For afterAll. */
export function endServers(): void {
  for (const server of servers.splice(0)) server.close();
}

export interface Standing {
  readonly at: string;
  /** Connections so far. */
  count(): number;
}

export function certified(key: KeyKind = 'RSA-SHA256') {
  const { certificatePem, keyPem } = madeCertificate({ key, subject: [['CN', 'mail.contoso.test']], names: [['dns', 'mail.contoso.test']] });
  return { cert: certificatePem, key: keyPem };
}

/** Every suite of OpenSSL that goes without a password, old ones included. */
export const EVERY = 'ALL:!aNULL:!PSK:!SRP:@SECLEVEL=0';

export async function tlsServer(options: TlsOptions): Promise<Standing> {
  const server = createServer({ ...certified(), ciphers: EVERY, ...options });
  let count = 0;
  server.on('connection', () => { count++; });
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { at: `127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

export async function plainServer(onConnection: (socket: Socket) => void): Promise<Standing> {
  const { at, server, count } = await rawServer(onConnection);
  servers.push(server);
  return { at, count };
}

export const everything: TlsWish = { what: 'all', profiles: clientHelloProfiles };

export async function enumerated(standing: Standing, wish: Partial<TlsWish> = {}, trust: readonly string[] = []): Promise<TlsEnumerationFact> {
  const door = network({ 'mail.contoso.test:443': standing.at }, trust);
  const attempt = await enumerate('mail.contoso.test:443', door, { ...everything, ...wish });
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return attempt.value;
}

export const ofVersion = (fact: TlsEnumerationFact, wanted: string) => fact.versions.find(({ version }) => version === wanted)!;
