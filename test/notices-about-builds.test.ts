/** Missing updates, contradictions between machines, and devices that speak for them: each said once, with what shows it. */
import { describe, expect, test } from 'vitest';
import { noticesOf } from '../src/notices.ts';
import type { BuildShown, FingerprintFact } from '../src/model/facts.ts';
import type { Observation } from '../src/model/observation.ts';
import { autodiscover, built, fingerprint, good, lookups, refusal, scenarioOf, tls } from './built-evidence.ts';

const scenario = scenarioOf({
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
    cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: 'ex16', boris: 'ex19', cleo: 'cloud' }, lookups: ['anna -> boris', 'boris -> anna', 'cleo -> anna'],
});
const ran = (who: string, build: string): Observation => lookups(who, { [who === 'anna' ? 'boris' : 'anna']: { answer: good(), executedBy: build } });
const shows = (endpoint: string, builds: readonly (readonly [BuildShown['by'], string])[], more: Parameters<typeof fingerprint>[1] = {}): Observation => fingerprint(endpoint, {
  exchangeBuild: builds.find(([by]) => by !== 'login page')?.[1] ?? null, builds: builds.map(([by, build]) => ({ by, build })), ...more,
});
const said = (...observations: readonly Observation[]): readonly (readonly [string, string | null])[] =>
  noticesOf(built(scenario, ...observations)).map(({ says, observation }) => [says, observation]);
const HEADER = 'X-OWA-Version';
const FRONT = 'mail16.contoso.test:443';

describe('updates', () => {
  test('one that does not support TLS 1.2 is named with the one that does', () => {
    expect(said(ran('anna', '15.1.845.34'))).toEqual([
      ['ex16 runs Exchange 2016 CU5 (15.1.845.34), which does not support TLS 1.2; Exchange 2016 CU8 or later does.', 'user-availability anna@contoso.test'],
    ]);
  });

  test.each([
    ['by its header', shows(FRONT, [[HEADER, '15.1.845.34']]), 'Exchange 2016 CU5 (15.1.845.34)'],
    ['by its sign-in page', shows(FRONT, [['login page', '15.1.845']]), 'Exchange 2016 CU5 (15.1.845)'],
    ['by Autodiscover', autodiscover('anna@contoso.test', [], { serverBuild: '15.1.845' }), 'Exchange 2016 CU5 (15.1.845)'],
    ['by a build nobody lists', shows(FRONT, [[HEADER, '15.1.845.35']]), 'Exchange 2016 CU5 or close to it (15.1.845.35)'],
  ])('seen %s', (_name, observation, update) => {
    expect(said(observation)).toEqual([[`ex16 runs ${update}, which does not support TLS 1.2; Exchange 2016 CU8 or later does.`, observation.id]]);
  });

  test('one that supports TLS 1.2, but nothing without the old versions', () => {
    expect(said(ran('anna', '15.1.1415.2'))[0]?.[0]).toBe(
      'ex16 runs Exchange 2016 CU8 (15.1.1415.2), which supports TLS 1.2 but not that TLS 1.0 and 1.1 are switched off; Exchange 2016 CU9 or later does.');
  });

  test('of a version that no update helps', () => {
    expect(said(ran('anna', '8.3.517.0')).map(([says]) => says)).toContainEqual(expect.stringMatching(/^ex16 runs Exchange 2007 SP3 .*no update of Exchange 2007 does\.$/));
  });

  test('TLS 1.3 on a machine whose Exchange does not support it', () => {
    const own = 'ex19.contoso.test:443';
    const on = (windowsBuild: string, build: string) => said(
      shows('mail19.contoso.test:443', [[HEADER, build]], { ntlm: { windowsBuild, dnsComputer: 'ex19.contoso.test' } }), tls(own, ['TLSv1.2', 'TLSv1.3']), tls('mail19.contoso.test:443', ['TLSv1.2']));
    expect(on('10.0.20348', '15.2.1544.9')).toEqual([
      ['ex19 runs Exchange 2019 CU14 Mar24SU (15.2.1544.9), which does not support TLS 1.3, but ex19.contoso.test:443 accepts it; Exchange 2019 CU15 or later does.', `tls-versions ${own}`],
    ]);
    expect(on('10.0.20348', '15.2.1748.10')).toEqual([]);
    expect(on('10.0.17763', '15.2.1544.9')).toEqual([]);
  });

  test('nothing to say where all is well, nor of Exchange Online', () => {
    expect(said(ran('anna', '15.1.2507.57'), ran('boris', '15.2.1748.10'), ran('cleo', '15.20.8769.35'),
      shows(FRONT, [[HEADER, '15.1.2507.58'], ['export tool manifest', '15.1.2507.6'], ['login page', '15.1.2507']], { ntlm: { windowsBuild: '6.3.9600' } }), tls(FRONT, ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']),
      shows('outlook.office365.com:443', [[HEADER, '15.20.8770.1'], [HEADER, '15.20.8760.1']]))).toEqual([]);
  });
});

describe('contradictions', () => {
  test('front end and back end of different versions', () => {
    expect(said(ran('anna', '15.1.2507.57'), shows(FRONT, [[HEADER, '15.2.1748.10']]))).toEqual([
      ['The front end before ex16 is Exchange 2019 CU15 (15.2.1748.10), by X-OWA-Version at mail16.contoso.test:443, but calls of its mailboxes are executed by Exchange 2016 CU23 May25HU (15.1.2507.57): '
        + 'front end and back end are not the same.', `fingerprint ${FRONT}`],
    ]);
  });

  test('a front end that is not what the scenario says, where no call was executed', () => {
    expect(said(shows(FRONT, [['login page', '15.2.1748']]))[0]?.[0]).toMatch(/^The front end before ex16 is Exchange 2019 CU15 \(15\.2\.1748\), .*but ex16 is Exchange 2016 as the scenario has it/);
  });

  test('a mailbox that Autodiscover puts on another version', () => {
    expect(said(ran('anna', '15.1.2507.57'), autodiscover('anna@contoso.test', [], { serverBuild: '15.0.1497' }))).toEqual([
      ['ex16 is Exchange 2013 CU23 (15.0.1497), by Autodiscover for anna@contoso.test, but calls of its mailboxes are executed by Exchange 2016 CU23 May25HU (15.1.2507.57). The mailbox may have been moved.',
        'autodiscover anna@contoso.test'],
    ]);
  });

  test('sign-in page and header of different updates', () => {
    expect(said(ran('anna', '15.1.2507.57'), shows(FRONT, [[HEADER, '15.1.2507.57'], ['login page', '15.1.2375']]))).toContainEqual([
      'Not every answer of mail16.contoso.test:443 is of the same update: X-OWA-Version says Exchange 2016 CU23 May25HU (15.1.2507.57), login page says Exchange 2016 CU22 (15.1.2375). '
        + 'Machines behind that name differ, or an update was not finished.', `fingerprint ${FRONT}`]);
  });

  test('machines behind one name of different updates are named', () => {
    const behind: FingerprintFact['behind'] = { asked: 4, answered: 4, machines: [{ name: 'a.contoso.test', build: '15.1.2507.57' }, { name: 'b.contoso.test', build: '15.1.2375.28' }] };
    expect(said(shows(FRONT, [[HEADER, '15.1.2507.57']], { behind })).map(([says]) => says)).toContainEqual(expect.stringContaining('b.contoso.test says Exchange 2016 CU22'));
  });

  test.each([['10.0.20348', /names itself Windows Server 2022, on which that version is not supported/], ['10.0.14393', null], ['10.0.99999', null]] as const)(
    'Exchange 2016 that names itself Windows %s', (windowsBuild, words) => {
      expect(said(shows(FRONT, [[HEADER, '15.1.2507.57']], { ntlm: { windowsBuild } })).map(([says]) => says)).toEqual(words === null ? [] : [expect.stringMatching(words)]);
    });

  test.each([
    ['TLS 1.3 that this Windows has not', '10.0.14393', tls(FRONT, ['TLSv1.2', 'TLSv1.3']), /speaks TLS 1\.3, which Windows Server 2016, as it names itself, does not have: a device before it ends TLS/],
    ['a suite that this Windows has not', '6.3.9600', tls(FRONT, ['TLSv1.2'], { 'TLSv1.2': { cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' } }), /speaks TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, which Windows Server 2012 R2/],
    ['a suite that newer Windows has', '10.0.14393', tls(FRONT, ['TLSv1.2'], { 'TLSv1.2': { cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' } }), null],
    ['what this Windows has', '6.3.9600', tls(FRONT, ['TLSv1.0', 'TLSv1.2']), null],
  ] as const)('%s', (_name, windowsBuild, port, words) => {
    expect(said(fingerprint(FRONT, { ntlm: { windowsBuild } }), port).map(([says]) => says)).toEqual(words === null ? [] : [expect.stringMatching(words)]);
  });
});

describe('devices', () => {
  test.each([
    [{ kind: 'f5', shownBy: 'cookie BIGipServerews', sure: true }, 'Something other than Exchange answers at mail16.contoso.test:443: F5 BIG-IP, shown by cookie BIGipServerews.'],
    [{ kind: 'tmg', shownBy: 'cookie cadata01234567', sure: false }, 'Something other than Exchange seems to answer at mail16.contoso.test:443: Forefront TMG or ISA Server, shown by cookie cadata01234567.'],
  ] as const)('%j', (device, words) => {
    expect(said(fingerprint(FRONT, { device }))).toEqual([[`${words} The TLS versions and the certificate seen there may be its own.`, `fingerprint ${FRONT}`]]);
  });
});

describe('times that are shown, and wrong', () => {
  const inCloud = scenarioOf({
    servers: { se: { version: 'exchange-se', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' }, cloud: { version: 'exchange-online' }, ex19: { version: 'exchange-2019' } },
    mailboxes: { anna: 'se', cleo: 'cloud', boris: 'ex19' }, lookups: ['anna -> cleo', 'anna -> boris'],
  });
  const about = (target: 'cleo' | 'boris', executedBy: string, answer = good()): readonly string[] =>
    noticesOf(built(inCloud, lookups('anna', { [target]: { answer, executedBy } }))).map(({ says }) => says);

  test('a build of Exchange SE that shifts them over Graph is named with what mends it', () => {
    expect(about('cleo', '15.2.2562.43')).toEqual([expect.stringMatching(/^se runs Exchange SE RTM Jun26SU \(15\.2\.2562\.43\)\. .*shifted by the requester's UTC offset/)]);
  });

  test('not of a build without the defect, of cross lines, or of colleagues on-premises', () => {
    expect(about('cleo', '15.2.2562.49')).toEqual([]);
    expect(about('cleo', '15.2.2562.43', refusal('ErrorNoFreeBusyAccess'))).toEqual([]);
    expect(about('boris', '15.2.2562.43')).toEqual([]);
  });
});
