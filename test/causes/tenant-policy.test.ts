/** Causes that lie in what a tenant or an organization lets callers do. */
import { describe, expect, test } from 'vitest';
import { milestonesInWords } from '../../src/exchange/ews-retirement.ts';
import type { Observation } from '../../src/model/observation.ts';
import { fault, fingerprint, good, lookups, refusal, type ScenarioParts, type Try } from '../built-evidence.ts';
import { field, FIELD, modern, plain, SERVERS, TEXT, weighed, type Weighed } from './worlds.ts';

const APP = 'dedicated-hybrid-app-not-activated';
const EWS = 'ews-blocked-in-exchange-online';
const LIST = 'ews-application-access-policy-onprem';
const TENANT = 'cross-tenant-m365-policy-missing';
const SPACE = 'availability-address-space-orgwidefb-deprecated';
const OLD = 'exchange2013-without-dedicated-hybrid-app';
const RIGHTS = 'dedicated-hybrid-app-permission-missing';
const AREA = [APP, EWS, LIST, TENANT, SPACE, OLD, RIGHTS];

const PLACES: ScenarioParts['servers'] = {
  ...SERVERS,
  cloud: { version: 'exchange-online', tenant: 'contoso.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  other: { version: 'exchange-online', tenant: 'fabrikam.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
};
const PEOPLE: ScenarioParts['mailboxes'] = {
  anna: 'ex16', boris: 'ex19', bruno: 'ex19', carla: 'ex19', dora: 'ex13', otto: 'ex10', cleo: 'cloud', cora: 'cloud', xenia: 'other', yara: 'other',
};

const DISABLED = 'EWS is disabled for this user or tenant';
const BLOCKED = 'EWS is blocked by policy for this user or tenant';
/** .NET's text in a call from server to server; the shape is that of public texts with other statuses. */
const FORBIDDEN = modern('System.Net.WebException: The remote server returned an error: (403) Forbidden.');

const seen = (ids: string | readonly string[], observations: readonly Observation[]): Weighed => weighed(ids, observations, PLACES, PEOPLE);
const fails = (text: string, more: Partial<Try> = {}, code = 'ErrorProxyRequestProcessingFailed'): Try => ({ answer: refusal(code, text), ...more });
const asks = (requester: string, target: string, text: string, more: Partial<Try> = {}): Observation => lookups(requester, { [target]: fails(text, more) });
const works: Try = { answer: good() };

const forests = (tree: string): readonly Observation[] => field(
  fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '6.3.9600', dnsTree: 'contoso.test' } }),
  fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', ntlm: { windowsBuild: '10.0.17763', dnsTree: tree } }),
);

describe('cases of the field', () => {
  // Sources: A: blog.appelcloud.dk; K: OfficeDocs-Support 3082946.
  const cases: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    ['A test of OAuth', 'anna -> cleo', 'Task        : Checking EWS API Call Under Oauth\nDetail      : The configuration was last successfully loaded at 01-01-0001 00:00:00 UTC. This was '
      + '1065056271 minutes ago\n\n              Exchange Response Details:\n              HTTP response message:\n              Exception:\n              System.Net.WebException: '
      + 'The remote server returned an error: (403) Forbidden.\n\nResultType  : Error', APP, [EWS]],
    ['K EWS log', 'anna -> boris', 'AuthError=User not allowed to access EWS;,FaultInnerException=Microsoft.Exchange.Services.Core.Types.ServiceAccessDeniedException: Access is denied. Check '
      + 'credentials and try again.;ExceptionHandlerBase_ProvideFault_FaultException=System.ServiceModel.FaultException: Access is denied. Check credentials and try again.', LIST, []],
    ['K IIS log', 'anna -> boris', 'IIS Logs:  2015-06-08 04:19:25 <IP Address> POST /EWS/Exchange.asmx &CorrelationID=<empty>;&ClientId=JQJLGECZ0MGEHVVWEBZG&cafeReqId=9f422915-0721-48ce-b2c6-'
      + '4406d2c1b49d; 443 domain\\serviceaccount <IP Address> ASProxy/CrossForest/EmailDomain/EXCH/08.03.0083.000 - 403 0 0 718', LIST, []],
  ];

  test.each(cases)('%s', (_, id, text, cause, plausible) => {
    const [requester = '', target = ''] = id.split(' -> ');
    const found = seen(id, [...FIELD, asks(requester, target, text)]);
    const ofArea = found.findings.filter((one) => AREA.includes(one.cause) && ['confirmed', 'likely', 'possible'].includes(one.confidence)).map((one) => one.cause);
    expect(ofArea[0]).toBe(cause);
    expect(ofArea.slice(1).filter((one) => !plausible.includes(one))).toEqual([]);
  });

  test('texts that name nothing of it leave the whole area silent', () => {
    for (const text of [TEXT.send, TEXT.status401, TEXT.rest404, TEXT.timeout, TEXT.internal, TEXT.notFound, TEXT.generic, 'Error code: 5016']) {
      for (const [requester, target] of [['anna', 'cleo'], ['cleo', 'anna'], ['cleo', 'xenia'], ['anna', 'boris']] as const) {
        const found = seen(`${requester} -> ${target}`, [...FIELD, asks(requester, target, text)]);
        expect([...found.found, ...found.possible].filter((one) => AREA.includes(one)), text).toEqual([]);
      }
    }
  });
});

describe(EWS, () => {
  const own = (reason?: string): Observation => lookups('cleo', { cora: {
    status: 403, body: 'empty', headers: { 'content-type': 'text/plain', ...(reason === undefined ? {} : { 'x-ews-policy-reason': reason }) },
  } });

  test('confirmed by the header that says it is off', () => {
    const found = seen('cleo -> cora', [...FIELD, own(DISABLED)]);
    expect([found.found, found.of(EWS).confidence]).toEqual([[EWS], 'confirmed']);
    expect(found.supporting(EWS)).toEqual(['user-availability cleo@contoso.test']);
  });

  test('likely by the header that names a policy, since that may be about this tool; confirmed when it stands in a text', () => {
    expect(seen('cleo -> cora', [...FIELD, own(BLOCKED)]).of(EWS).confidence).toBe('likely');
    for (const text of [`HTTP/1.1 403 Forbidden\nX-EWS-Policy-Reason: ${BLOCKED}`, `${FORBIDDEN} ${BLOCKED.replace('for this', 'for\r\n  this')}`, DISABLED]) {
      expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', text)]).of(EWS).confidence, text).toBe('confirmed');
    }
  });

  test('only possible by 403 alone, whether we are refused or a server is', () => {
    expect(seen('cleo -> cora', [...FIELD, own()]).confidence(EWS)).toBe('possible');
    const server = seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN)]);
    expect([server.found, server.confidence(EWS), server.confidence(APP)]).toEqual([[], 'possible', 'possible']);
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', plain('System.Net.WebException: リモート サーバーがエラーを返しました: (403) 使用不可能'))])
      .confidence(EWS)).toBe('possible');
  });

  test('403 of a server on-premises is none of it; another mailbox that is shown speaks against it', () => {
    expect(seen('cleo -> anna', [...FIELD, asks('cleo', 'anna', FORBIDDEN)]).confidence(EWS)).toBe('ruled-out');
    const shown = seen(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: fails(FORBIDDEN), cora: works })]);
    expect([shown.confidence(EWS), shown.opposing(EWS).length]).toEqual(['possible', 1]);
  });

  test('likely for the call of a server, where the tenant told this tool that EWS is off', () => {
    const found = seen(['anna -> cleo', 'cleo -> cora'], [...FIELD, asks('anna', 'cleo', FORBIDDEN), own(DISABLED)]);
    expect([found.found, found.confidence(APP)]).toEqual([[EWS], 'possible']);
    expect(found.supporting(EWS)).toEqual(['user-availability anna@contoso.test', 'user-availability cleo@contoso.test']);
    // A list that keeps this tool out says nothing about the servers.
    expect(seen(['anna -> cleo', 'cleo -> cora'], [...FIELD, asks('anna', 'cleo', FORBIDDEN), own(BLOCKED)]).confidence(EWS)).toBe('possible');
  });

  test('where EWS serves this tool it is not switched off', () => {
    const served = lookups('cleo', { cora: { ...works, executedBy: '15.20.8769.35' } });
    const found = seen(['anna -> cleo', 'cleo -> cora'], [...FIELD, asks('anna', 'cleo', FORBIDDEN), served]);
    expect([found.confidence(EWS), found.opposing(EWS)]).toEqual(['possible', ['user-availability anna@contoso.test', 'user-availability cleo@contoso.test']]);
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN)]).opposing(EWS)).toEqual([]);
  });

  test('a 403 over the rights of our token is none of it', () => {
    const rights = lookups('cleo', { cora: { status: 403, body: 'empty', headers: { 'x-ms-diagnostics': '2000008;reason="The token contains not enough scope to make this call."' } } });
    expect(seen('cleo -> cora', [...FIELD, rights]).confidence(EWS)).toBe('ruled-out');
  });

  test('tells the dates, and takes none of them as a sign', () => {
    const found = seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', TEXT.send)]);
    expect(found.of(EWS).confirm.join(' ')).toContain(milestonesInWords);
    expect(found.confidence(EWS)).toBe('ruled-out');
  });
});

describe(APP, () => {
  test.each([
    ['15.1.2507.39', 'anna'], ['15.2.1544.11', 'boris'], ['15.2.1258.12', 'boris'],
  ])('likely by 403 to build %s, which knows no application of its own', (executedBy, requester) => {
    const found = seen(`${requester} -> cleo`, [...FIELD, asks(requester, 'cleo', FORBIDDEN, { executedBy })]);
    expect([found.found, found.confidence(EWS)]).toEqual([[APP], 'possible']);
  });

  test.each(['15.1.2507.55', '15.1.2507.61'])('only possible by 403 to build %s, which does', (executedBy) => {
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN, { executedBy })]).confidence(APP)).toBe('possible');
  });

  test('ruled out for Exchange 2010, when others there are shown, and by another failure', () => {
    expect(seen('otto -> cleo', [...FIELD, asks('otto', 'cleo', FORBIDDEN, { executedBy: '14.3.513.0' })]).confidence(APP)).toBe('ruled-out');
    const old: Partial<Try> = { executedBy: '15.1.2507.39' };
    expect(seen(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: fails(FORBIDDEN, old), cora: works })]).confidence(APP)).toBe('ruled-out');
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', TEXT.send, old)]).confidence(APP)).toBe('ruled-out');
    expect(seen('cleo -> anna', [...FIELD, asks('cleo', 'anna', FORBIDDEN)]).confidence(APP)).toBe('not weighed');
  });

  test('doubted where the tenant\'s policy is named, a web proxy refused, federation is used, or it was long ago', () => {
    const old: Partial<Try> = { executedBy: '15.1.2507.39' };
    const doubted = [
      asks('anna', 'cleo', `${FORBIDDEN} ${BLOCKED}`, old),
      asks('anna', 'cleo', plain('System.Net.WebException: The remote server returned an error: (403) Forbidden.\r\n   at System.Net.HttpWebRequest.GetRequestStream()'), old),
      asks('anna', 'cleo', `${FORBIDDEN} https://outlook.office365.com/EWS/Exchange.asmx/WSSecurity`, old),
      { ...asks('anna', 'cleo', FORBIDDEN, old), at: '2025-06-01T09:00:00.000Z' },
    ];
    for (const one of doubted) expect(seen('anna -> cleo', [...FIELD, one]).confidence(APP)).toBe('possible');
  });
});

describe(LIST, () => {
  test('likely when a server of another forest forbids the call and serves this tool', () => {
    const both = [asks('anna', 'boris', FORBIDDEN), lookups('bruno', { carla: works })];
    const found = seen(['anna -> boris', 'bruno -> carla'], [...forests('fabrikam.test'), ...both]);
    expect(found.found).toEqual([LIST]);
    expect(found.supporting(LIST)).toEqual(expect.arrayContaining(['user-availability anna@contoso.test', 'user-availability bruno@contoso.test']));
    expect(seen(['anna -> boris', 'bruno -> carla'], [...forests('contoso.test'), ...both]).confidence(LIST)).toBe('possible');
  });

  test('only possible by 403 alone, also from the cloud; a missing TLS (403.4) is something else', () => {
    expect(seen('anna -> boris', [...FIELD, asks('anna', 'boris', FORBIDDEN)]).confidence(LIST)).toBe('possible');
    expect(seen('cleo -> anna', [...FIELD, asks('cleo', 'anna', FORBIDDEN)]).confidence(LIST)).toBe('possible');
    expect(seen('anna -> boris', [...FIELD, asks('anna', 'boris', `${FORBIDDEN} HTTP Error 403.4 - Forbidden`)]).found).not.toContain(LIST);
    expect(seen('anna -> boris', [...FIELD, asks('anna', 'boris', `${FORBIDDEN} HTTP Error 403.4 - Forbidden`)]).confidence(LIST)).toBe('ruled-out');
  });

  test('ruled out when another mailbox is shown there, and never on the way into the cloud', () => {
    const shown = lookups('anna', { boris: fails(FORBIDDEN), carla: works });
    expect(seen(['anna -> boris', 'anna -> carla'], [...FIELD, shown]).confidence(LIST)).toBe('ruled-out');
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN)]).confidence(LIST)).toBe('not weighed');
  });
});

describe('between two tenants', () => {
  test('error 7002 makes the access policy possible, 5016 does not', () => {
    const coded = (exceptionCode: string): Observation => lookups('cleo', { xenia: { answer: refusal('ErrorProxyRequestProcessingFailed', 'Failed.', { exceptionCode }) } });
    expect(seen('cleo -> xenia', [...FIELD, coded('7002')]).confidence(TENANT)).toBe('possible');
    expect(seen('cleo -> xenia', [...FIELD, coded('5016')]).confidence(TENANT)).toBe('undetermined');
    expect(seen('cleo -> xenia', [...FIELD, asks('cleo', 'xenia', 'Error code: 7002')]).confidence(TENANT)).toBe('possible');
    expect(seen('cleo -> xenia', [...FIELD, asks('cleo', 'xenia', 'took 7002 ms')]).confidence(TENANT)).toBe('undetermined');
  });

  test('in one tenant both are ruled out; nothing that is observed makes an old method likely', () => {
    const one = seen('cleo -> cora', [...FIELD, lookups('cleo', { cora: { answer: refusal('', 'Error code: 7002', { exceptionCode: '7002' }) } })]);
    expect([one.confidence(TENANT), one.confidence(SPACE)]).toEqual(['ruled-out', 'ruled-out']);
    expect(seen('cleo -> xenia', [...FIELD, asks('cleo', 'xenia', TEXT.internal)]).confidence(SPACE)).toBe('undetermined');
    expect(seen(['cleo -> xenia', 'cleo -> yara'], [...FIELD, lookups('cleo', { xenia: fails('Failed.'), yara: works })]).confidence(SPACE)).toBe('ruled-out');
  });
});

test('a fault of the service is none of it', () => {
  const own = lookups('cleo', { cora: { status: 500, body: 'fault', fault: fault('ErrorAccessDenied', 'Access is denied. Check credentials and try again.') } });
  const found = seen('cleo -> cora', [...FIELD, own]);
  expect([...found.found, ...found.possible].filter((one) => AREA.includes(one))).toEqual([]);
});

describe(OLD, () => {
  const on2013: Partial<Try> = { executedBy: '15.0.1497.48' };

  test('likely by 403 to an Exchange 2013, which no setting of an application explains; the application is ruled out', () => {
    const found = seen('dora -> cleo', [...FIELD, asks('dora', 'cleo', FORBIDDEN, on2013)]);
    expect([found.found, found.confidence(APP), found.confidence(EWS)]).toEqual([[OLD], 'ruled-out', 'possible']);
    expect(found.of(OLD).remedy[0]).toContain('No update of Exchange 2013');
  });

  test('only possible where the version is said and not seen, by federation, through a web proxy, or long ago', () => {
    const doubted = [
      asks('dora', 'cleo', FORBIDDEN),
      asks('dora', 'cleo', `${FORBIDDEN} https://outlook.office365.com/EWS/Exchange.asmx/WSSecurity`, on2013),
      asks('dora', 'cleo', plain('System.Net.WebException: The remote server returned an error: (403) Forbidden.\r\n   at System.Net.HttpWebRequest.GetRequestStream()'), on2013),
      { ...asks('dora', 'cleo', FORBIDDEN, on2013), at: '2025-06-01T09:00:00.000Z' },
    ];
    for (const one of doubted) expect(seen('dora -> cleo', [...FIELD.filter(({ subject }) => !subject.includes('ex13') && !subject.includes('mail13')), one]).confidence(OLD)).toBe('possible');
  });

  test('ruled out for another version, by another failure, and where the same servers show another mailbox', () => {
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN, { executedBy: '15.1.2507.39' })]).confidence(OLD)).toBe('ruled-out');
    expect(seen('dora -> cleo', [...FIELD, asks('dora', 'cleo', TEXT.send, on2013)]).confidence(OLD)).toBe('ruled-out');
    expect(seen(['dora -> cleo', 'dora -> cora'], [...FIELD, lookups('dora', { cleo: fails(FORBIDDEN, on2013), cora: works })]).confidence(OLD)).toBe('ruled-out');
    expect(seen('cleo -> dora', [...FIELD, asks('cleo', 'dora', FORBIDDEN)]).confidence(OLD)).toBe('not weighed');
  });
});

describe(RIGHTS, () => {
  const refused = (status: number, reason: string): string =>
    modern(`System.Net.WebException: The remote server returned an error: (${status}). diagnostics: 2000008;reason="${reason}";error_category="invalid_grant"`);
  const tooFew = refused(403, 'The token contains not enough scope to make this call.');

  test.each([
    tooFew, refused(401, 'The token contains no permissions, or permissions can not be understood.'), refused(401, 'The token contains'),
    modern('Autodiscover failed. The request failed with HTTP status 401: Unauthorized. 2000008;reason="Something that is said since yesterday."'),
  ])('likely, and it alone, where Exchange Online says so of the token: %j', (text) => {
    const found = seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', text)]);
    expect(found.found).toEqual([RIGHTS]);
    expect(found.of(RIGHTS).remedy[0]).toContain('Grant admin consent');
  });

  test('only possible where the call went by federation', () => {
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', `${tooFew} https://outlook.office365.com/EWS/Exchange.asmx/WSSecurity`)]).confidence(RIGHTS)).toBe('possible');
  });

  test('ruled out without those words, for a version without an application, and where the same servers show another mailbox', () => {
    expect(seen('anna -> cleo', [...FIELD, asks('anna', 'cleo', FORBIDDEN)]).confidence(RIGHTS)).toBe('ruled-out');
    expect(seen('dora -> cleo', [...FIELD, asks('dora', 'cleo', tooFew, { executedBy: '15.0.1497.48' })]).confidence(RIGHTS)).toBe('ruled-out');
    expect(seen(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: fails(tooFew), cora: works })]).confidence(RIGHTS)).toBe('ruled-out');
    expect(seen('cleo -> anna', [...FIELD, asks('cleo', 'anna', tooFew)]).confidence(RIGHTS)).toBe('not weighed');
  });
});
