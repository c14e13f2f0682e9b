import { describe, expect, test } from 'vitest';
import type { LookupExchange } from '../src/model/facts.ts';
import { noticesOf } from '../src/notices.ts';
import type { Observation } from '../src/model/observation.ts';
import { built, door, fingerprint, good, lookups, observation, refusal, scenarioOf } from './built-evidence.ts';

const scenario = scenarioOf({
  servers: {
    ex16: { version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: { server: 'ex16', signIn: 'corp' }, boris: 'ex19', carla: 'ex19' },
  lookups: ['anna -> boris', 'anna -> carla', 'boris -> anna'],
  signIns: { corp: { user: 'CONTOSO\\svc', impersonate: true } },
});
const tls = (more: Partial<NonNullable<LookupExchange['tls']>>): LookupExchange['tls'] => ({ version: 'TLSv1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', verified: true, steppedDown: false, ...more });

describe('notices', () => {
  test('none where all is as the scenario says', () => {
    expect(noticesOf(built(scenario))).toEqual([]);
    expect(noticesOf(built(scenario,
      lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.57', tls: tls({}) } }),
      fingerprint('mail16.contoso.test:443', { ntlm: { windowsBuild: '6.3.9600', clockOffsetSeconds: -300 } }),
      // The scenario does not say which Windows: nothing to contradict.
      fingerprint('mail19.contoso.test:443', { ntlm: { windowsBuild: '10.0.17763', clockOffsetSeconds: 300 } })))).toEqual([]);
  });

  test('a version and a Windows that lie, each with what shows it', () => {
    const notices = noticesOf(built(scenario,
      lookups('anna', { boris: { answer: good(), executedBy: '15.0.1497.48' } }),
      fingerprint('mail16.contoso.test:443', { ntlm: { windowsBuild: '6.1.7601' } })));
    expect(notices.map(({ observation }) => observation)).toEqual(['user-availability anna@contoso.test', 'fingerprint mail16.contoso.test:443']);
    expect(notices[0]?.says).toMatch(/calls ex16 Exchange 2016, but .* executed by Exchange 2013 \(build 15\.0\.1497\.48\)/);
    expect(notices[1]?.says).toMatch(/puts ex16 on Windows Server 2012 R2, but it names itself Windows Server 2008 R2/);
  });

  test('settings that were written after the last start, and who the server is', () => {
    const path = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
    const state = (at: string) => observation('server-state', 'ex16', { status: 'observed', fact: {
      server: 'ex16', computer: 'EX16', collectedAt: null, lastBoot: '2026-11-10T03:00:00.000Z', windowsBuild: '6.1.7601', exchangeBuild: '15.1.2507.39', dotnetRelease: null,
      keysWritten: [{ path: 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', at: '2026-11-01T00:00:00.000Z' }, { path, at }],
    } });
    expect(noticesOf(built(scenario, state('2026-11-09T00:00:00.000Z'))).map(({ says }) => says)).toEqual([
      'The scenario puts ex16 on Windows Server 2012 R2, but it names itself Windows Server 2008 R2. The diagnosis goes by what was seen.',
    ]);
    expect(noticesOf(built(scenario, state('2026-11-12T10:30:00.000Z'))).map(({ says }) => says)).toContain(
      `ex16 was last started on 2026-11-10 03:00 UTC, and keys that hold TLS settings were written after that, last on 2026-11-12 10:30 UTC (${path}). Such values count only after a restart of the server.`);
    const events = observation('windows-events', 'ex16', { status: 'observed', fact: {
      server: 'ex16', machine: null, files: [], events: [], restarts: [{ what: 'started', at: '2026-11-13T03:00:00.000Z', said: '' }], others: 0, leftOut: 0,
    } });
    expect(noticesOf(built(scenario, state('2026-11-12T10:30:00.000Z'), events)).map(({ says }) => says).join()).not.toContain('were written after that');
  });

  test('old TLS, an unverified certificate and withheld credentials are said once each, however many exchanges there were', () => {
    const notices = noticesOf(built(scenario,
      lookups('anna', {
        boris: { answer: good(), tls: tls({ version: 'TLSv1.0', steppedDown: true, verified: false }) },
        carla: { answer: good(), tls: tls({ version: 'TLSv1.0', steppedDown: true, verified: false }) },
      }),
      lookups('boris', { anna: { status: 401, signIn: { id: 'corp', method: 'ntlm', outcome: 'withheld', reason: 'its domain is foreign' } } })));
    expect(notices.map(({ says }) => says)).toEqual([
      expect.stringMatching(/only be asked over TLS 1\.0/), expect.stringMatching(/did not verify; credentials went there because --allow-untrusted/),
      'No credentials went to mail.contoso.test for boris@contoso.test: its domain is foreign.',
    ]);
  });

  test('an unverified certificate without credentials sent is no notice', () => {
    expect(noticesOf(built(scenario, lookups('anna', { boris: { status: 401, tls: tls({ verified: false }), signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected' } } }))).map(({ says }) => says).join()).not.toContain('did not verify');
  });

  test.each([[301, /301 seconds ahead of/], [-4000, /4000 seconds behind/]] as const)('a clock %d seconds off', (clockOffsetSeconds, words) => {
    expect(noticesOf(built(scenario, fingerprint('mail19.contoso.test:443', { ntlm: { clockOffsetSeconds } })))).toEqual([
      { says: expect.stringMatching(words), observation: 'fingerprint mail19.contoso.test:443' },
    ]);
  });
});

describe('how much of a tenant\'s policy on EWS was seen', () => {
  const hybrid = scenarioOf({
    servers: { ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' }, cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' } },
    mailboxes: { anna: 'ex16', cleo: 'cloud', cora: 'cloud' }, lookups: ['anna -> cleo', 'cleo -> cora'],
  });
  const forbidden = lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', 'The request failed with HTTP status 403: Forbidden.') } });
  const own = (reason: string) => lookups('cleo', { cora: { status: 403, body: 'empty', headers: { 'x-ews-policy-reason': reason } } });
  const about = (...observations: Parameters<typeof built> extends readonly [unknown, ...infer Rest] ? Rest : never) =>
    noticesOf(built(hybrid, ...observations)).filter(({ says }) => says.includes('cloud'));

  test.each([
    ['nobody asked there', [forbidden], /was not seen/, 'user-availability anna@contoso.test'],
    ['our token was refused', [forbidden, lookups('cleo', { cora: { status: 401, body: 'empty' } })], /was not seen/, 'user-availability anna@contoso.test'],
    ['we are served', [forbidden, lookups('cleo', { cora: { answer: good(), executedBy: '15.20.8769.35' } })], /is not switched off there.*not set yet, on with a list;/, 'user-availability cleo@contoso.test'],
    ['we are refused by the switch', [own('EWS is disabled for this user or tenant')], /off for the tenant or for the mailbox/, 'user-availability cleo@contoso.test'],
    ['we are refused by a list', [own('EWS is blocked by policy for this user or tenant')], /cannot be seen from here/, 'user-availability cleo@contoso.test'],
  ] as const)('%s', (_, observations, words, shownBy) => {
    expect(about(...observations)).toEqual([{ says: expect.stringMatching(words), observation: shownBy }]);
  });

  test('nothing is said where no call was forbidden', () => {
    expect(about(lookups('anna', { cleo: { answer: good() } }), lookups('cleo', { cora: { answer: refusal('ErrorNoFreeBusyAccess') } }))).toEqual([]);
  });
});

describe('what a challenge on-premises tells of tenants', () => {
  const OURS = 'a0000000-0000-4000-8000-00000000000a';
  const OTHER = 'b0000000-0000-4000-8000-00000000000b';
  const hybrid = (tenant: string, nationalCloud?: 'us-gov'): ReturnType<typeof scenarioOf> => scenarioOf({
    servers: {
      ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
      cloud: { version: 'exchange-online', tenant, ...(nationalCloud === undefined ? {} : { nationalCloud }) },
    },
    mailboxes: { anna: 'ex16', cleo: 'cloud' }, lookups: ['anna -> cleo'],
  });
  const challenge = (realm: string, authorizationUri: string | null = null): Observation => door('mail16.contoso.test:443', { bearer: 'offered', challenge: {
    clientId: null, realm: null, trustedIssuers: [{ principal: '00000001-0000-0000-c000-000000000000', realm }], tokenTypes: [], authorizationUri, issuerKind: null, error: null,
  } });
  const said = (...given: Parameters<typeof built>): readonly string[] => noticesOf(built(...given)).map(({ says }) => says);
  const known = (tenantId: string): Observation => observation('tenant', 'contoso.onmicrosoft.com', { status: 'observed', fact: {
    domain: 'contoso.onmicrosoft.com', url: 'https://login.microsoftonline.com/x', status: 200, tenantId, refusal: null, authority: null, cloudInstance: null, region: null, subRegion: null,
  } });

  test('another tenant, known by its id or by what the token service says', () => {
    expect(said(hybrid(OURS), challenge(OTHER))).toEqual([expect.stringContaining(`takes tokens of tenant ${OTHER}, and not of ${OURS}`)]);
    expect(said(hybrid('contoso.onmicrosoft.com'), challenge(OTHER), known(OURS))).toEqual([expect.stringContaining(`not of contoso.onmicrosoft.com (${OURS}), to which cloud belongs`)]);
  });

  test('nothing where it fits, where any tenant is trusted, or where the id is not known', () => {
    for (const realm of [OURS, '*']) expect(said(hybrid(OURS), challenge(realm))).toEqual([]);
    expect(said(hybrid('contoso.onmicrosoft.com'), challenge(OTHER))).toEqual([]);
    expect(said(scenario, challenge(OTHER))).toEqual([]);
  });

  test('hybrid modern authentication, and that of another cloud', () => {
    const uri = 'https://login.microsoftonline.com/common/oauth2/authorize';
    expect(said(hybrid(OURS), challenge(OURS, uri))).toEqual([expect.stringContaining('sends users to login.microsoftonline.com to sign in (hybrid modern authentication is on there)')]);
    expect(said(hybrid(OURS, 'us-gov'), challenge(OURS, uri))[1]).toBe('mail16.contoso.test belongs to the cloud of login.microsoftonline.com, while cloud is in that of login.microsoftonline.us.');
    expect(said(hybrid(OURS), challenge(OURS, 'https://sts.contoso.test/adfs/oauth2/authorize'))).toHaveLength(1);
    expect(said(hybrid(OURS), challenge(OURS, 'nonsense'))).toEqual([]);
  });
});
