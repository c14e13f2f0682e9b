/** Worlds with other faults than they ship with: none, because everything was repaired, or two at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { namesIn } from '../src/commands/named-scenarios.ts';
import { found, runScenario } from './run-scenario.ts';

type Entry = Record<string, unknown>;
type Room = Record<string, Entry | null>;
interface Written {
  readonly servers: Record<string, { readonly version: string }>;
  readonly signIn?: Record<string, Entry>;
  readonly lab?: { servers?: Room; balancers?: Room; mailboxes?: Room; webSites?: Room; accounts?: Room; organizations?: Room; relationships?: Entry[]; missingNames?: unknown };
}

const folder = join(import.meta.dirname, '..', 'scenarios');
const written = (name: string): Written => parse(readFileSync(join(folder, `${name}.yaml`), 'utf8')) as Written;

/**
 * The values that documents recommend, for the versions whose setup does not write them. TLS 1.1 besides, because the lab cannot leave a gap
 * between the TLS 1.0 and 1.2 of a Windows Server 2008 R2.
 */
const ON = { client: 'on', server: 'on' };
const RECOMMENDED = { schannel: { 'TLS 1.1': ON, 'TLS 1.2': ON }, dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } };
const WITHOUT_THEM = ['exchange-2010', 'exchange-2013', 'exchange-2016'];

/**
 * The same world without any fault: the usual builds, the recommended values in every registry, and the role that asking for others needs. Without what it
 * says about itself, so that scenarios that differ in their faults alone come to the same.
 */
function repaired(name: string): string {
  const world = written(name);
  const { signIn = {}, lab = {} } = world;
  const stripped = ({ faults: _faults, refuses: _refuses, registry: _registry, impersonation: _impersonation, tls: _tls, build: _build, ewsApplications: _list, nodes, ...rest }: Entry): Entry =>
    ({ ...rest, ...(nodes === undefined ? {} : { nodes: Array.isArray(nodes) ? nodes : eachStripped(nodes as Room) }) });
  const eachStripped = (room: Room = {}): Room => Object.fromEntries(Object.entries(room).map(([id, entry]) => [id, stripped(entry ?? {})]));
  // In a hybrid the wizard makes the relationships anew, and nothing brings an Exchange 2013 back but a newer version.
  const online = Object.values(world.servers).filter(({ version }) => version === 'exchange-online').length;
  const isHybrid = online > 0 && online < Object.keys(world.servers).length;
  const servers = Object.fromEntries(Object.entries(world.servers).map(([id, server]) =>
    [id, isHybrid && server.version === 'exchange-2013' ? { ...server, version: 'exchange-2016' } : server]));
  const gone = ['missingNames', ...(isHybrid ? ['relationships'] : [])];
  const healthy = Object.fromEntries(Object.entries(lab).filter(([room]) => !gone.includes(room)).map(([room, entries]) =>
    [room, Array.isArray(entries) ? (entries as Entry[]).map(stripped) : typeof entries === 'object' ? eachStripped(entries as Room) : entries],
  )) as Readonly<Record<string, Room>>;
  const machines = Object.fromEntries(Object.entries(servers).map(([id, { version }]) =>
    [id, { ...healthy['servers']?.[id], ...(WITHOUT_THEM.includes(version) ? { registry: RECOMMENDED } : {}) }]));
  const allowed = Object.fromEntries(Object.entries(signIn).map(([id, entry]) => [id, { ...entry, impersonate: true }]));
  return stringify({ ...world, servers, title: 'repaired', expect: undefined, evidence: undefined, signIn: allowed, lab: { ...healthy, servers: machines } }, { sortMapEntries: true, aliasDuplicateObjects: false });
}

describe('after the repair everybody is shown', () => {
  const worlds = new Map<string, readonly string[]>();
  for (const name of namesIn(folder)) worlds.set(repaired(name), [...worlds.get(repaired(name)) ?? [], name]);

  it.each([...worlds].map(([yaml, names]) => [names.join(', '), yaml]))('%s', async (_names, yaml) => {
    const { report } = await runScenario({ yaml });
    for (const { lookup, availability, notObserved, answer, findings } of report.verdicts) {
      expect([lookup.id, availability, findings], `${notObserved ?? ''} ${answer.messageText ?? ''}`).toEqual([lookup.id, 'shown', []]);
    }
  });
});

/** Faults by server, mailbox (an address) or balancer before the 2016 (`vip`). */
type Faults = Readonly<Record<string, readonly string[]>>;
/** Causes of `anna -> boris` and `boris -> anna`. */
type Found = readonly [readonly string[], readonly string[]];

/** Two healthy servers with these faults. */
async function causesWith(faults: Faults): Promise<Found> {
  const world = written('exchange-2016-tls-1.2-enabled-beside-2019');
  const lab: Record<string, Room> = { servers: { ...world.lab?.servers }, balancers: {}, mailboxes: {} };
  for (const [id, names] of Object.entries(faults)) {
    const room = id === 'vip' ? 'balancers' : id.includes('@') ? 'mailboxes' : 'servers';
    lab[room] = { ...lab[room], [id]: { ...lab[room]?.[id], ...(id === 'vip' ? { name: 'mail16.contoso.test' } : {}), faults: names } };
  }
  const { report } = await runScenario({ yaml: stringify({ ...world, lab }) });
  const of = (id: string): readonly string[] => report.verdicts.filter(({ lookup }) => lookup.id === id).flatMap(found);
  return [of('anna -> boris'), of('boris -> anna')];
}

describe('one scenario over other faults gives those faults\' causes', () => {
  it.each([
    ['expired-certificate', 'cert-expired-on-ews-endpoint'],
    ['untrusted-certificate', 'cert-untrusted-issuer-on-ews-endpoint'],
    ['tiny-key-certificate', 'cert-too-weak-for-the-caller'],
    ['gcm-only-suites', 'tls-cipher-suite-mismatch'],
    ['unreachable-from-peers', 'no-responding-cas-in-site'],
    ['lookups-time-out', 'request-timed-out'],
    ['ews-application-pool-stopped', 'ews-app-pool-or-component-down'],
  ])('%s on the 2019', async (fault, cause) => {
    expect((await causesWith({ ex19: [fault] }))[0]).toEqual([cause]);
  });
});

describe('two faults at once', () => {
  it.each<readonly [string, Faults, Found]>([
    ['on two servers, one for each direction', { ex16: ['unreachable-from-peers'], ex19: ['lookups-time-out'] },
      [['request-timed-out'], ['no-responding-cas-in-site']]],
    ['before one server and in the calendar of another', { vip: ['rejects-requests'], 'anna@contoso.test': ['default-permission-none'] },
      [['response-not-wellformed-xml'], ['calendar-default-permission-none']]],
    ['on two servers, both certificates, of which everybody meets the own server\'s first', { ex16: ['wrong-name-certificate'], ex19: ['expired-certificate'] },
      [['cert-name-mismatch-on-ews-endpoint'], ['cert-expired-on-ews-endpoint']]],
    ['in two mailboxes', { 'anna@contoso.test': ['store-unavailable'], 'boris@contoso.test': ['default-permission-none'] },
      [['calendar-default-permission-none'], ['mailbox-temporarily-unavailable']]],
    ['in one certificate, and neither hides the other', { ex19: ['expired-certificate', 'wrong-name-certificate'] },
      [['cert-expired-on-ews-endpoint', 'cert-name-mismatch-on-ews-endpoint'], ['cert-expired-on-ews-endpoint', 'cert-name-mismatch-on-ews-endpoint']]],
    ['in one certificate, expired and of an unknown issuer', { ex19: ['expired-certificate', 'untrusted-certificate'] },
      [['cert-expired-on-ews-endpoint', 'cert-untrusted-issuer-on-ews-endpoint'], ['cert-expired-on-ews-endpoint', 'cert-untrusted-issuer-on-ews-endpoint']]],
  ])('%s', async (_title, faults, causes) => {
    expect(await causesWith(faults)).toEqual(causes);
  });

  it.each<readonly [string, Faults, readonly string[], Faults, readonly string[]]>([
    ['TLS, and behind it a certificate', { ex16: ['tls-1.0-only'], ex19: ['expired-certificate'] }, ['tls-version-mismatch-between-exchange-servers'],
      { ex19: ['expired-certificate'] }, ['cert-expired-on-ews-endpoint']],
    ['a device before the requester, and a calendar', { vip: ['ews-not-published'], 'boris@contoso.test': ['default-permission-none'] }, ['perimeter-path-not-published'],
      { 'boris@contoso.test': ['default-permission-none'] }, ['calendar-default-permission-none']],
    ['a stopped service, and a calendar in it', { ex19: ['ews-application-pool-stopped'], 'boris@contoso.test': ['being-moved'] }, ['ews-app-pool-or-component-down'],
      { 'boris@contoso.test': ['being-moved'] }, ['mailbox-temporarily-unavailable']],
    ['a refused connection, and a store that nobody gets to ask', { ex19: ['unreachable-from-peers', 'lookups-time-out'] }, ['no-responding-cas-in-site'],
      { ex19: ['lookups-time-out'] }, ['request-timed-out']],
  ])('%s: the first hides the second until it is repaired', async (_title, both, first, left, second) => {
    expect([(await causesWith(both))[0], (await causesWith(left))[0]]).toEqual([first, second]);
  });
});
