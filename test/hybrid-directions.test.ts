/** Worlds of a hybrid in which on-premises → cloud is as it ships, and cloud → on-premises has a fault of its own: each direction gets its causes alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Verdict } from '../src/model/report.ts';
import { found, possible, runScenario } from './run-scenario.ts';

const folder = join(import.meta.dirname, '..', 'scenarios', 'hybrid');

type Entry = Record<string, unknown>;
interface World {
  readonly servers: Record<string, Entry>;
  readonly evidence?: unknown;
  readonly lookups: readonly string[];
  readonly lab: { readonly servers: Record<string, Entry>; readonly organizations?: Record<string, { readonly servers: readonly string[] }> };
}

const written = (name: string): World => parse(readFileSync(join(folder, `${name}.yaml`), 'utf8')) as World;

const APP = 'dedicated-hybrid-app-not-activated';
const EWS = 'ews-blocked-in-exchange-online';

/** Causes of on-premises → cloud, by scenario. */
const WORLDS: readonly (readonly [name: string, causes: readonly string[], availability: 'shown' | 'hash-marks'])[] = [
  ['ews-with-allow-list', [], 'shown'],
  ['exchange-se-by-graph', [], 'shown'],
  ['ews-switched-off', [EWS], 'hash-marks'],
  ['ews-list-without-servers', [EWS], 'hash-marks'],
  ['dedicated-app-missing', [APP], 'hash-marks'],
  ['dedicated-app-not-activated', [APP], 'hash-marks'],
  ['dedicated-app-build-too-old', [APP], 'hash-marks'],
  ['dedicated-app-certificate-not-uploaded', ['oauth-certificate-not-in-entra'], 'hash-marks'],
  ['exchange-2013-shared-application', ['exchange2013-without-dedicated-hybrid-app'], 'hash-marks'],
  ['exchange-se-times-shifted', ['graph-path-timezone-shift'], 'shown'],
];

interface Fault {
  readonly faults?: readonly string[];
  /** A device before the published name. */
  readonly device?: Entry;
  /** Exchange Online asks by federation. */
  readonly federation?: boolean;
  readonly cause: string;
}

/** Faults of cloud → on-premises. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'OAuth is off on the virtual directories': { faults: ['oauth-off'], cause: 'oauth-vdir-authentication-off' },
  'tokens of another tenant are taken': { faults: ['another-tenant-trusted'], cause: 'oauth-authserver-overwritten-for-other-tenant' },
  'Autodiscover is gone': { faults: ['autodiscover-404'], cause: 'autodiscover-endpoint-404' },
};
const DEVICES: Readonly<Record<string, Fault>> = {
  'the perimeter accepts TLS 1.0 only': { device: { tls: ['TLS 1.0'] }, cause: 'tls12-inbound-endpoint-not-available' },
  'the perimeter wants a sign-in of its own': {
    device: { tls: ['TLS 1.2'], faults: ['guards-passes'] }, federation: true, cause: 'reverse-proxy-preauthentication',
  },
};

/** The world with a fault in the other direction: of the server, or of a device before the name at which everybody asks it. */
function composed(world: World, { faults, device, federation }: Fault): string {
  const id = Object.keys(world.servers).find((server) => server !== 'cloud') ?? '';
  const { lab } = world;
  const named = (server: string, usual: string): string =>
    Object.entries(lab.organizations ?? {}).find(([, { servers }]) => servers.includes(server))?.[0] ?? usual;
  const [premises, cloud] = [named(id, 'on-premises'), named('cloud', 'exchange-online')];
  return stringify({
    ...world, expect: undefined, lookups: ['anna -> boris', 'boris -> anna'],
    servers: { ...world.servers, [id]: { ...world.servers[id], ews: 'https://mail.contoso.test/EWS/Exchange.asmx' } },
    lab: {
      ...lab, servers: { ...lab.servers, [id]: { ...lab.servers[id], ...(faults === undefined ? {} : { faults }) } },
      ...(device === undefined ? {} : { balancers: { perimeter: { name: 'mail.contoso.test', ...device } } }),
      ...(federation === true ? { relationships: [
        { from: premises, to: cloud, by: 'intra-organization-connector' }, { from: cloud, to: premises, by: 'organization-relationship' },
      ] } : {}),
    },
  });
}

async function verdictsOf(name: string, yaml: string): Promise<readonly [out: Verdict, back: Verdict]> {
  const { report } = await runScenario({ yaml, file: join(folder, `${name}.yaml`) });
  const [out, back] = report.verdicts;
  if (out === undefined || back === undefined) throw new Error('There were two lookups.');
  return [out, back];
}

/**
 * A device that ends TLS breaks the channel binding of NTLM (extended protection), which 2019 and SE have on: there nobody could be asked at the
 * published name.
 */
const bindsChannels = (name: string): boolean =>
  Object.values(written(name).servers).some(({ version }) => version === 'exchange-2019' || version === 'exchange-se');

describe.each(WORLDS)('%s, and cloud → on-premises', (name, causes, availability) => {
  const faults = { ...FAULTS, ...(bindsChannels(name) ? {} : DEVICES) };

  it.each(Object.entries(faults))('%s', async (_title, fault) => {
    const [out, back] = await verdictsOf(name, composed(written(name), fault));
    expect([out.availability, found(out)], out.notObserved ?? out.answer.messageText ?? '').toEqual([availability, causes]);
    // Without EWS only Microsoft Graph tells of the other direction, and hands on less of what lay beneath: what wants a sign-in is seen, and no 401.
    const unsure = name === 'ews-switched-off' && fault.federation === true;
    expect([back.availability, found(back)], back.notObserved ?? back.answer.messageText ?? '').toEqual(['hash-marks', unsure ? [] : [fault.cause]]);
    if (unsure) expect(possible(back)).toEqual([fault.cause]);

    const remedies = (verdict: Verdict): readonly string[] => verdict.findings
      .filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely').flatMap(({ remedy }) => remedy);
    expect(remedies(out).filter((step) => remedies(back).includes(step))).toEqual([]);
    expect(remedies(out).join('\n')).not.toMatch(/VirtualDirectory|pre-authentication|inbound/i);
    expect(remedies(back).join('\n')).not.toMatch(/EwsAllowedAppIDs|EwsEnabled|ConfigureExchangeHybridApplication|SettingOverride/i);
  });
});

describe('without what an administrator brought nobody can tell who is refused and why', () => {
  it.each(['ews-list-without-servers', 'dedicated-app-missing', 'dedicated-app-not-activated'])('%s: both are possible, and what would settle it is named', async (name) => {
    const [out] = await verdictsOf(name, composed({ ...written(name), evidence: undefined }, { cause: '' }));
    expect([found(out), [...possible(out)].sort()]).toEqual([[], [APP, EWS]]);
    const settles = out.findings.filter(({ confidence }) => confidence === 'possible').flatMap(({ missing }) => missing.map(({ observe }) => observe)).join('\n');
    expect(settles).toContain('Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy');
    expect(settles).toContain('Get-SettingOverride');
    expect(settles).toContain('Get-AuthServer');
  });
});
