import { randomBytes } from 'node:crypto';
import type { ServerPlan } from './plan.ts';
import { exchangeProfiles, tlsVersions } from './profiles.ts';
import type { LabWindows } from './profiles.ts';
import { isHardened, strongCryptography } from './schannel.ts';

/** Suites of TLS 1.2 and below as Windows orders them, with those that OpenSSL lacks. Source: "Cipher Suites in TLS/SSL (Schannel SSP)". */
const olderWindows = 'c028 c027 c014 c013 9f 9e 39 33 9d 9c 3d 3c 35 2f c02c c02b c024 c023 c00a c009 6a 40 38 32 0a 13';
const windows2016 = 'c02c c02b c030 c02f 9f 9e c024 c023 c028 c027 c00a c009 c014 c013 39 33 9d 9c 3d 3c 35 2f 0a 6a 40 38 32 13';
const windows2019 = 'c02c c02b c030 c02f 9f 9e c024 c023 c028 c027 c00a c009 c014 c013 9d 9c 3d 3c 35 2f 0a';
const setup2019 = 'c02c c02b c030 c02f c024 c023 c028 c027';
const rc4 = '05 04';
/** Suites that came with TLS 1.2: GCM, and CBC with SHA-256 or SHA-384. */
const onlyTls12 = 'c030 c02f c028 c027 c02c c02b c024 c023 9f 9e 9d 9c 3d 3c 6a 40';

interface WindowsHello {
  readonly suites: string;
  /** RC4 is on by default. */
  readonly rc4: boolean;
  /** Session tickets: since Windows Server 2012 R2. */
  readonly tickets: boolean;
  readonly groups: readonly number[];
  readonly schemes: string;
}

const schemes7 = '0601 0603 0401 0501 0201 0403 0503 0203 0202';
const schemes8 = '0401 0501 0201 0403 0503 0203 0202 0601 0603';
const nist = [23, 24];
const with25519 = [29, 23, 24];

/** Of later ones nobody has written down the hello: they speak TLS 1.3. */
const hellos: Readonly<Partial<Record<LabWindows, WindowsHello>>> = {
  '2008R2': { suites: olderWindows, rc4: true, tickets: false, groups: nist, schemes: schemes7 },
  // Its list lacks DHE with CBC.
  '2012': { suites: without(olderWindows, '39 33'), rc4: true, tickets: false, groups: nist, schemes: schemes8 },
  '2012R2': { suites: olderWindows, rc4: true, tickets: true, groups: nist, schemes: schemes8 },
  '2016': { suites: windows2016, rc4: true, tickets: true, groups: with25519, schemes: schemes8 },
  '2019': { suites: windows2019, rc4: false, tickets: true, groups: with25519, schemes: schemes8 },
};

/**
 * The ClientHello with which .NET on that server begins a connection to a host, byte for byte as Schannel writes it; null where its bytes
 * are not known, or nothing can be offered.
 * Source: hellos of Internet Explorer on the same Windows as client simulations of testssl.sh hold them; JA3 tables; RFC 5246 7.4.1.2.
 */
export function schannelHello(server: ServerPlan, host: string): Buffer | null {
  const newest = server.tls.offers.at(-1);
  const own = hellos[server.windows];
  // Of a list of suites that somebody set, nobody has written down the hello.
  if (server.registry.suites !== undefined) return null;
  if (own === undefined || newest === undefined || newest === 'TLSv1.3' || exchangeProfiles[server.version].tlsBy === 'microsoft-365') return null;
  const version = 0x0301 + tlsVersions.indexOf(newest);
  const hardened = isHardened(server) && newest === 'TLSv1.2';
  const offered = hardened ? setup2019 : `${own.suites}${own.rc4 && !strongCryptography(server) ? ` ${rc4}` : ''}`;
  const suites = newest === 'TLSv1.2' ? offered : without(offered, onlyTls12);
  const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), sized(2, body)]);
  const extensions = [
    ...(/^[\d.:]+$/.test(host) ? [] : [extension(0, sized(2, Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(host))])))]),
    extension(10, sized(2, Buffer.concat((hardened ? [24, 23] : own.groups).map(u16)))),
    extension(11, Buffer.from([1, 0])),
    ...(newest === 'TLSv1.2' ? [extension(13, sized(2, words(own.schemes)))] : []),
    ...(own.tickets ? [extension(35, Buffer.alloc(0))] : []),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, Buffer.from([0])),
  ];
  const body = Buffer.concat([
    u16(version), randomBytes(32), Buffer.from([0]), sized(2, words(suites)), Buffer.from([1, 0]), sized(2, Buffer.concat(extensions)),
  ]);
  const message = Buffer.concat([Buffer.from([1, 0]), sized(2, body)]);
  return Buffer.concat([Buffer.from([22]), u16(version), sized(2, message)]);
}

function without(list: string, gone: string): string {
  const left = gone.split(' ');
  return list.split(' ').filter((one) => !left.includes(one)).join(' ');
}

function words(list: string): Buffer {
  return Buffer.concat(list.split(' ').map((one) => u16(parseInt(one, 16))));
}

function u16(value: number): Buffer {
  return Buffer.from([value >>> 8, value & 0xff]);
}

function sized(bytes: 1 | 2, body: Buffer): Buffer {
  return Buffer.concat([bytes === 1 ? Buffer.from([body.length]) : u16(body.length), body]);
}
