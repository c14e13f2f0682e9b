/** Causes of permission: damaged rights on a calendar, and calls into another forest. */
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { weighAll } from '../../src/diagnose.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Confidence } from '../../src/model/report.ts';
import { built, door, fingerprint, lookupOf, lookups, refusal, scenarioOf, type Try } from '../built-evidence.ts';
import { FIELD, field, plain, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const ACL = 'calendar-acl-broken';
const ACCOUNT = 'cross-forest-service-account-rejected';
const RIGHT = 'cross-forest-token-serialization-right-missing';
const HEADER = 'exchange2016-addressspace-header-bug';
const CONSUMER = 'consumer-mailbox-lookup-unauthorized';
const ASKED = 'user-availability anna@contoso.test';
const PORTS = ['fingerprint mail16.contoso.test:443', 'fingerprint mail19.contoso.test:443'];

/** The field, with the 2019 in this forest. */
function inForest(tree: string, ...changes: readonly Observation[]): readonly Observation[] {
  return field(
    fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '6.3.9600', dnsTree: 'contoso.test',
      dnsComputer: 'ex16.contoso.test' } }),
    fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', ntlm: { windowsBuild: '10.0.17763', dnsTree: tree,
      dnsComputer: 'ex19.contoso.test' } }), ...changes,
  );
}

const other = inForest('fabrikam.test');
const OLD_2016: Partial<Try> = { executedBy: '15.1.1531.3' };

describe('calendar-default-permission-none', () => {
  test('is doubted where the refusal came from another organization by federation', () => {
    const from = (responseSource: string | null): readonly Observation[] =>
      [...FIELD, said('', '', { answer: refusal('ErrorNoFreeBusyAccess', TEXT.noAccess, { responseSource }) })];
    expect(weighed('anna -> boris', from(null)).confidence('calendar-default-permission-none')).toBe('likely');
    expect(weighed('anna -> boris', from('https://outlook.office365.com/EWS/Exchange.asmx/WSSecurity')).confidence('calendar-default-permission-none')).toBe('possible');
  });
});

describe(ACL, () => {
  const denied: Try = { answer: refusal('ErrorNoFreeBusyAccess', TEXT.noAccess) };

  test('confirmed by the code that says so', () => {
    const seen = weighed('anna -> boris', [...FIELD, said('', 'ErrorInvalidSecurityDescriptor')]);
    expect([seen.found, seen.of(ACL).confidence]).toEqual([[ACL], 'confirmed']);
  });

  test('only possible by a refusal, also when one other is shown the calendar', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.noAccess, 'ErrorNoFreeBusyAccess')]).confidence(ACL)).toBe('possible');
    expect(weighed(['anna -> boris', 'dora -> boris'], [...FIELD, lookups('anna', { boris: denied }), lookups('dora',
      { boris: works })]).confidence(ACL)).toBe('possible');
  });

  test('likely when several others are shown it: then Default is not None', () => {
    const seen = weighed(['anna -> boris', 'dora -> boris', 'otto -> boris'], [...FIELD, lookups('anna', { boris: denied }), lookups('dora',
      { boris: works }), lookups('otto', { boris: works })]);
    expect(seen.found).toEqual([ACL]);
    expect(seen.supporting(ACL)).toEqual([ASKED, 'user-availability dora@contoso.test', 'user-availability otto@contoso.test']);
  });

  test('undetermined by any other failure', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.noAccess)]).confidence(ACL)).toBe('undetermined');
  });
});

describe(ACCOUNT, () => {
  test('confirmed by the code, also where a server hands it on', () => {
    expect(weighed('anna -> boris', [...FIELD, said('', 'ErrorInvalidCrossForestCredentials')]).of(ACCOUNT).confidence).toBe('confirmed');
    expect(weighed('anna -> boris', [...FIELD, said(plain('System.Web.Services.Protocols.SoapException: '
      + 'ErrorInvalidCrossForestCredentials'))]).found).toEqual([ACCOUNT]);
  });

  test('likely when Exchange of another forest refuses a server that does send the account', () => {
    const seen = weighed('anna -> boris', [...other, said(TEXT.status401)]);
    expect(seen.found).toEqual([ACCOUNT]);
    expect(seen.supporting(ACCOUNT)).toEqual(expect.arrayContaining([...PORTS, ASKED]));
    expect(weighed('anna -> boris', [...other, said(TEXT.status401French)]).found).toEqual([ACCOUNT]);
  });

  test('only possible when an address for federated sharing was called, or when no Exchange answers at the name', () => {
    const federated = lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401,
      { responseSource: 'https://mail19.contoso.test/EWS/Exchange.asmx/WSSecurity' }) } });
    expect(weighed('anna -> boris', [...other, federated]).confidence(ACCOUNT)).toBe('possible');
    const covered = inForest('fabrikam.test', fingerprint('mail19.contoso.test:443', { ntlm: { dnsTree: 'fabrikam.test' } }),
      door('mail19.contoso.test:443', { schemes: ['NTLM'], exchangeHeaders: [], server: null }));
    expect(weighed('anna -> boris', [...covered, said(TEXT.status401)]).found).toEqual([]);
  });

  test('a bare 401 is a hint, a call within the organization is none, and in one forest it is ruled out', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.status401)]).confidence(ACCOUNT)).toBe('possible');
    const crossSite = `ProxyWebRequest CrossSite from S-1-5 to https://ex19:444/ews failed. ${TEXT.status401}`;
    expect(weighed('anna -> boris', [...FIELD, said(crossSite)]).confidence(ACCOUNT)).toBe('undetermined');
    expect(weighed('anna -> boris', [...inForest('CONTOSO.test'), said(TEXT.status401)]).confidence(ACCOUNT)).toBe('ruled-out');
  });

  test('ruled out when the same two servers show another mailbox', () => {
    const refused: Try = { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401), executedBy: '15.1.2507.57' };
    expect(weighed(['anna -> boris', 'anna -> carla'], [...other, lookups('anna', { boris: refused,
      carla: works })]).confidence(ACCOUNT)).toBe('ruled-out');
  });
});

describe(HEADER, () => {
  test('likely by a build before CU11 and another forest; the account is then no more than possible', () => {
    const seen = weighed('anna -> boris', [...other, said(TEXT.status401, undefined, OLD_2016)]);
    expect(seen.found).toEqual([HEADER]);
    expect(seen.confidence(ACCOUNT)).toBe('possible');
  });

  test('only possible while the forests are not known', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.status401, undefined, OLD_2016)]);
    expect([seen.found, seen.confidence(HEADER)]).toEqual([[], 'possible']);
  });

  test.each(['15.1.1591.8', '15.1.2507.57', '15.0.1497.2', '15.2.1748.10'])('ruled out by build %s', (executedBy) => {
    expect(weighed('anna -> boris', [...other, said(TEXT.status401, undefined, { executedBy })]).confidence(HEADER)).toBe('ruled-out');
  });

  test('ruled out by another failure and in one forest', () => {
    expect(weighed('anna -> boris', [...inForest('contoso.test'), said(TEXT.status401, undefined, OLD_2016)]).confidence(HEADER)).toBe('ruled-out');
    expect(weighed('anna -> boris', [...other, said(TEXT.send, undefined, OLD_2016)]).confidence(HEADER)).toBe('ruled-out');
    expect(weighed('cleo -> anna', [...other]).confidence(HEADER)).toBe('not weighed');
  });
});

describe(RIGHT, () => {
  test('confirmed by the code that names the right', () => {
    expect(weighed('anna -> boris', [...FIELD, said('', 'ErrorTokenSerializationDenied')]).of(RIGHT).confidence).toBe('confirmed');
  });

  test('likely when another forest does not allow the call, only possible while the forests are not known, doubtful in one forest', () => {
    expect(weighed('anna -> boris', [...other, said('', 'ErrorProxyRequestNotAllowed')]).found).toEqual([RIGHT]);
    expect(weighed('anna -> boris', [...FIELD, said('', 'ErrorProxyRequestNotAllowed')]).confidence(RIGHT)).toBe('possible');
    const one = weighed('anna -> boris', [...inForest('contoso.test'), said('', 'ErrorProxyRequestNotAllowed')]);
    expect([one.confidence(RIGHT), one.opposing(RIGHT)]).toEqual(['possible', [...PORTS, ASKED].sort()]);
  });

  test('undetermined by any other failure', () => {
    expect(weighed('anna -> boris', [...other, said(TEXT.status401)]).confidence(RIGHT)).toBe('undetermined');
  });
});

describe(CONSUMER, () => {
  const between = (from: string, to: string, text: string): Confidence | undefined => {
    const at = (id: string, domain: string) => ({ server: 'cloud', address: `${id}@${domain}` });
    const scenario = scenarioOf({ servers: SERVERS, mailboxes: { cleo: at('cleo', from), cora: at('cora', to) }, lookups: ['cleo -> cora'] });
    const asked = JSON.stringify(lookups('cleo', { cora: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } }));
    const evidence = built(scenario, JSON.parse(asked.replaceAll('cleo@contoso.test', `cleo@${from}`).replaceAll('cora@contoso.test',
      `cora@${to}`)) as Observation);
    return weighAll(lookupOf(evidence, 'cleo -> cora'), evidence, causes).find(({ cause }) => cause === CONSUMER)?.confidence;
  };

  test('likely by 401 between two private addresses', () => {
    expect(between('outlook.com', 'hotmail.com', TEXT.status401)).toBe('likely');
  });

  test('nothing by another failure, or where one address is of an organization', () => {
    expect(between('outlook.com', 'hotmail.com', TEXT.rest404)).toBe('ruled-out');
    expect(between('outlook.com', 'fabrikam.test', TEXT.status401)).toBe('ruled-out');
    expect(between('fabrikam.test', 'myoutlook.com', TEXT.status401)).toBe('ruled-out');
    expect(weighed('anna -> cleo', [...FIELD]).confidence(CONSUMER)).toBe('not weighed');
  });
});
