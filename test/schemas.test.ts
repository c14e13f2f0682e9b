/** The schemas themselves, and that the one of scenarios and the loader mean the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LabError, readSection } from '../mocks/section.ts';
import { namesIn } from '../src/commands/named-scenarios.ts';
import { FileError, readScenario } from '../src/load.ts';
import { tlsForPrograms } from '../src/reporters/tls-result.ts';
import { hostileReports, report } from './reporters/made-reports.ts';
import { beyondSchema, misfits, schemaNames, schemaOf, type SchemaName } from './schemas.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Every schema within a schema, with its place. */
function within(schema: unknown, at = ''): readonly (readonly [string, Schema])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([key, value]) => within(value, `${at}/${key}`));
  return Array.isArray(schema) ? inner : [[at, schema as Schema], ...inner];
}

describe.each(schemaNames)('the schema %s', (name) => {
  it('can be used, and knows every member: what it does not name is refused', () => {
    expect(misfits(name as SchemaName, 7)).not.toEqual([]);
    const open = within(schemaOf(name)).filter(([at, schema]) => 'properties' in schema && !('additionalProperties' in schema) && !/\/(properties|if|then|not)(\/|$)/.test(at));
    expect(open.map(([at]) => at)).toEqual([]);
  });
});

it('every member of a scenario is described', () => {
  const objects = within(schemaOf('scenario')).filter(([at, schema]) => 'properties' in schema && 'additionalProperties' in schema && !at.endsWith('/properties'));
  expect(objects.length).toBeGreaterThan(15);
  const silent = objects.flatMap(([at, { properties }]) => Object.entries(properties as Readonly<Record<string, Schema>>).filter(([, one]) => !('description' in one)).map(([key]) => `${at}: ${key}`));
  expect(silent).toEqual([]);
});

describe('reports', () => {
  it('are described whatever the world said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      for (const one of reports) expect(misfits('report', { ...one, tool: report().tool, observations: [] })).toEqual([]);
    }));
    expect(misfits('report', [report(), report()])).toEqual([]);
  });

  it.each([
    ['a member that nobody knows', { ...report(), extra: 1 }], ['no verdicts', { ...report(), verdicts: undefined }],
    ['a fact of another kind', { ...report(), observations: report().observations.map((one) => ({ ...one, kind: 'certificate' })) }],
    ['a fact with a member that nobody knows', { ...report(), observations: report().observations.map((one) => ({ ...one, outcome: { status: 'observed', fact: { ...('fact' in one.outcome ? one.outcome.fact : {}), more: 1 } } })) }],
  ])('with %s are not', (_, one) => {
    expect(misfits('report', one)).not.toEqual([]);
  });

  it('a port that could not be asked is described', () => {
    expect(misfits('tls', tlsForPrograms({ endpoint: 'x:443', ms: 1, reason: 'no route' }))).toEqual([]);
    expect(misfits('tls', { ...tlsForPrograms({ endpoint: 'x:443', ms: 1, reason: 'no route' }), faults: [] })).not.toEqual([]);
  });
});

const scenarios = join(import.meta.dirname, '..', 'scenarios');

it.each(namesIn(scenarios))('%s is a scenario by the schema', (name) => {
  expect(misfits('scenario', parse(readFileSync(join(scenarios, `${name}.yaml`), 'utf8')))).toEqual([]);
});

/** What the method of a sign-in has no use for is not looked at by the loader. */
const UNUSED = /^\/signIn\/\w+\/(tenant|clientId|secretFile|certificate|deviceCode|passwordFile|tokenFile) /;

const good = {
  title: 'A good one',
  servers: {
    ex16: { version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx', nodes: ['a.contoso.test'] },
    ex19: { version: 'exchange-2019' }, online: { version: 'exchange-online', tenant: 'contoso.onmicrosoft.com', nationalCloud: 'worldwide', api: 'both' },
  },
  signIn: {
    corp: { method: 'ntlm', user: 'CONTOSO\\svc', password: '${env:SECRET}', impersonate: true, channelBinding: 'off' },
    m365: { method: 'oauth', tenant: 'contoso.onmicrosoft.com', clientId: '00001111-aaaa-2222-bbbb-3333cccc4444', secret: '${env:SECRET}' },
  },
  mailboxes: {
    anna: { address: 'anna@contoso.test', server: 'ex16', signIn: 'corp' }, boris: { address: 'boris@contoso.test', server: 'ex19', signIn: 'corp', anchorMailbox: 'b@contoso.test' },
    carla: { address: 'carla@contoso.test', server: 'online', signIn: 'm365' },
  },
  lookups: ['anna -> boris', 'boris → anna'],
  window: { from: '2026-11-23T08:00:00Z', hours: 24, intervalMinutes: 30 },
  repeat: 2,
  expect: { 'anna -> boris': 'hash-marks', 'causes': { 'anna -> boris': ['dns-name-not-resolved'] } },
  connectTo: { 'mail16.contoso.test:443': '127.0.0.1:8443' },
  trustHosts: ['x.test'],
  scp: ['https://autodiscover.contoso.test/'],
  evidence: { 'ex16': ['./ex16.reg'], 'on-premises': ['./x.txt'] },
  knownEvent: { mailbox: 'boris', start: '2026-11-23T10:00:00+01:00', end: '2026-11-23T11:00:00+01:00' },
};

/** Paths of all members. */
function pathsIn(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...at, key]))];
}

/** The value with another one in a place, or, `undefined`, without it. */
function changed(value: unknown, [key, ...rest]: readonly string[], change: unknown): unknown {
  if (key === undefined) return change;
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => (String(index) !== key ? [item] : rest.length === 0 && change === undefined ? [] : [changed(item, rest, change)]));
  const members = Object.entries(value as object).map(([name, member]) => [name, name === key ? changed(member, rest, change) : member as unknown] as const);
  const all = members.some(([name]) => name === key) ? members : [...members, [key, change] as const];
  return Object.fromEntries(all.filter(([, member]) => member !== undefined));
}

const VALUES = [
  undefined, null, true, false, 'on', 'off', 0, 1, 5, 6, 8, 9, 30, 1008, 1009, 1441, 1.5, -1, '', ' ', 'x', 'anna', 'ex16', 'corp', 'now', 'shown', 'ews', 'graph', 'china',
  'exchange-2010', 'exchange-online', 'exchange-2017', '2012R2', 2016, '2017', 'ntlm', 'basic', 'oauth', 'token', 'none', 'kerberos', '${env:SECRET}', '${env:}', 'secret',
  'https://x.test/', 'HTTPS://x.test', 'http://x.test/', 'https://u:p@x.test/', 'https://', 'a@b.test', 'o\'neill@b.test', 'ä@b.test', 'a@b', 'anna -> boris', 'anna -> boris -> anna', '-> boris', 'anna →',
  'x.test:443', 'x.test:0', '[::1]:65535', 'x:65536', 'contoso.test', '2026-11-23T08:00:00Z', '2026-13-23T08:00:00Z', '2026-11-23T08:00:00+01:00', [], ['x'], [1], [null], {}, { x: 1 },
  { matrix: ['anna', 'boris'] }, { matrix: ['anna'] }, { causes: {} },
];

it.each([
  'lab: []',
  'lab: { server: {} }',
  'lab: { servers: { ex16: { faults: silent } } }',
  'lab: { servers: { ex16: { build: "15" } } }',
  'lab: { servers: { ex16: { basic: perhaps } } }',
  'lab: { servers: { ex16: { registry: { schannel: { "TLS 1.2": { both: on } } } } } }',
  'lab: { servers: { ex16: { registry: { dotnet: { SystemDefaultTlsVersions: 2 } } } } }',
  'lab: { balancers: { vip: { nodes: [a] } } }',
  'lab: { servers: { ex16: { registry: [] , sinceRestart: {} } } }', 'lab: { organizations: { a: { graph: perhaps } } }', 'lab: { organizations: { a: { ewsApplications: [others] } } }',
  'lab: { webSites: { contoso.test: { fault: [] } } }',
  'lab: { mailboxes: { anna@contoso.test: { busy: ["0930"] } } }',
  'lab: { accounts: { x: { impersonation: 1 } } }',
  'lab: { applications: { m365: { user: [] } } }',
  'lab: { organizations: { a: { forests: x } } }',
  'lab: { relationships: [{ from: a, to: b, by: post }] }',
  'lab: { relationships: [{ from: a, to: b, by: organization-relationship, target: http://x }] }',
  'lab: { autodiscover: [] }',
  'lab: { missingNames: x }',
])('%s is refused by the lab and by the schema', (section) => {
  const { lab } = parse(section) as { readonly lab: unknown };
  expect(() => readSection(lab, () => new Uint8Array())).toThrow(LabError);
  expect(misfits('scenario', { ...good, lab })).not.toEqual([]);
});

it('the loader and the schema of scenarios mean the same', () => {
  expect(misfits('scenario', good)).toEqual([]);
  let [taken, refused] = [0, 0];
  fc.assert(fc.property(fc.constantFrom(...pathsIn(good)), fc.constantFrom(...VALUES), fc.option(fc.constantFrom('more', 'api', 'deviceCode', 'certificate'), { nil: undefined }), (path, value, added) => {
    const target = changed(good, added === undefined ? path : [...path.slice(0, -1), added], value);
    let complaints: readonly string[] = [];
    try {
      readScenario(JSON.stringify(target), 'made.yaml', { environment: () => 'secret' });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      complaints = error.complaints.map(({ says }) => says);
    }
    const against = target === undefined ? ['nothing'] : misfits('scenario', target);
    const structural = complaints.filter((says) => !beyondSchema.test(says));
    if (complaints.length === 0) taken++; else refused++;
    if (complaints.length === 0) expect(against.filter((one) => !UNUSED.test(one)), 'taken by the loader').toEqual([]);
    if (structural.length > 0) expect(against, structural.join('\n')).not.toEqual([]);
  }), { numRuns: 1000 });
  expect([taken > 50, refused > 50]).toEqual([true, true]);
});
