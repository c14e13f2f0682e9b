/** The way from a server on-premises to Microsoft 365: proxies, firewalls, the token service. */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { certificate, lookups, refusal } from '../built-evidence.ts';
import { FIELD, modern, plain, TEXT, weighed, works } from './worlds.ts';

const TOKEN = 'mfg-or-token-service-unreachable-from-onprem';
const NOT_SET = 'outbound-proxy-not-set-on-exchange';
const REFUSES = 'outbound-proxy-requires-auth-or-denies';
const BLOCKS = 'outbound-proxy-or-firewall-blocks-m365';
const ALL = [TOKEN, NOT_SET, REFUSES, BLOCKS];
const ANNA = 'user-availability anna@contoso.test';

/** Sources: Microsoft Learn, Resolve free/busy errors; byronwright.blogspot.com 2014/09; KB 3067292 and 3068838; translations as quoted in public. */
const SAID = {
  extSts: 'Failed to communicate with https://login.microsoftonline.com/extSTS.srf., inner exception: Unable to connect to the remote server.',
  metadata: 'Unable to access the Federation Metadata document from the federation partner. Detailed information: "Unable to connect to the remote server."',
  notRead: 'Unable to retrieve federation metadata from the security token service.',
  noToken: 'Failed to request delegation token: token came back as null.',
  found5039: 'The attendee\'s server couldn\'t be found. For more information, please contact your helpdesk. (Error Code: 5039)',
  proxy: plain('System.Net.WebException: The remote server returned an error: (407) Proxy Authentication Required.'),
  proxyGerman: plain('System.Net.WebException: Der Remoteserver hat einen Fehler zurückgegeben: (407) Proxyauthentifizierung erforderlich.'),
  proxyFrench: plain('System.Net.WebException: Le serveur distant a retourné une erreur : (407) Authentification proxy requise.'),
  denied: 'Information:Using custom InternetWebProxy http://proxy.contoso.test:8080/ System.Net.WebException: The remote server returned an error: (403) Forbidden.\r\n'
    + '   at System.Net.HttpWebRequest.GetRequestStream(TransportContext& context)',
  forbidden: plain('System.Net.WebException: The remote server returned an error: (403) Forbidden.'),
  cutOff: 'An error occurred accessing Windows Live. Detailed information: "The underlying connection was closed: The connection was closed unexpectedly.".',
  closed: modern('System.Net.WebException: The underlying connection was closed: The connection was closed unexpectedly.'),
  closedRussian: plain('System.Net.WebException: Базовое соединение закрыто: Соединение было неожиданно закрыто.'),
} as const;

const asks = (requester: string, target: string, text: string): Observation => lookups(requester, { [target]: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } });
const toCloud = (text: string) => weighed('anna -> cleo', [...FIELD, asks('anna', 'cleo', text)]);
/** A 2019 dials TLS 1.2 as installed. */
const modernToCloud = (text: string, ...known: readonly Observation[]) => weighed('boris -> cleo', [...FIELD, ...known, asks('boris', 'cleo', text)]);

describe(TOKEN, () => {
  test('confirmed by the text that names the token service', () => {
    const seen = toCloud(SAID.extSts);
    expect([seen.found, seen.of(TOKEN).confidence, seen.supporting(TOKEN)]).toEqual([[TOKEN], 'confirmed', [ANNA]]);
  });

  test('not named where TLS did not fit: then the token service was reached', () => {
    const seen = toCloud('Failed to communicate with https://login.microsoftonline.com/extSTS.srf. ---> System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.');
    expect([seen.confidence(TOKEN), seen.found.filter((id) => id.includes('tls'))]).not.toContain('confirmed');
  });

  test('likely when the token service gave no metadata', () => {
    expect(toCloud(SAID.notRead).found).toEqual([TOKEN]);
  });

  test.each([SAID.metadata, SAID.noToken, TEXT.unable, TEXT.refused, TEXT.unableGerman, TEXT.unableFrench, TEXT.unableJapanese])('only possible by what a missing proxy leaves too: %s', (text) => {
    const seen = toCloud(text);
    expect([seen.found, seen.confidence(TOKEN)]).toEqual([[], 'possible']);
    expect(seen.of(TOKEN).missing.map(({ observe }) => observe).join()).toContain('extSTS.srf');
  });

  test('ruled out by other texts, and when another mailbox there is shown', () => {
    expect(toCloud(TEXT.status401).confidence(TOKEN)).toBe('ruled-out');
    const both = lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.unable) }, cora: works });
    expect(weighed(['anna -> cleo', 'anna -> cora'], [...FIELD, both]).confidence(TOKEN)).toBe('ruled-out');
  });
});

describe(NOT_SET, () => {
  test.each([SAID.metadata, SAID.found5039, TEXT.unable, TEXT.unableGerman])('possible, never likely: nothing from here tells it from a closed firewall or a wrong clock: %s', (text) => {
    const seen = toCloud(text);
    expect([seen.confidence(NOT_SET), seen.supporting(NOT_SET)]).toEqual(['possible', [ANNA]]);
    expect(seen.of(NOT_SET).missing.map(({ observe }) => observe).join()).toContain('InternetWebProxy');
  });

  test('ruled out by other texts', () => {
    expect(toCloud(TEXT.status401).confidence(NOT_SET)).toBe('ruled-out');
  });
});

describe(REFUSES, () => {
  test.each([SAID.proxy, SAID.proxyGerman, SAID.proxyFrench])('confirmed by 407: %s', (text) => {
    const seen = toCloud(text);
    expect([seen.found, seen.of(REFUSES).confidence, seen.supporting(REFUSES)]).toEqual([[REFUSES], 'confirmed', [ANNA]]);
  });

  test('only possible by a 403 while the tunnel was opened, nothing by a bare one', () => {
    expect(toCloud(SAID.denied).confidence(REFUSES)).toBe('possible');
    expect(toCloud(SAID.forbidden).confidence(REFUSES)).toBe('ruled-out');
  });
});

describe(BLOCKS, () => {
  test('likely when the sign-in service of Microsoft was cut off', () => {
    for (const seen of [toCloud(SAID.cutOff), modernToCloud(SAID.cutOff)]) expect(seen.found).toEqual([BLOCKS]);
    expect(toCloud(SAID.cutOff).supporting(BLOCKS)).toEqual([ANNA]);
  });

  test.each([SAID.closed, SAID.closedRussian, TEXT.channel])('only possible by what old TLS leaves too: %s', (text) => {
    expect(modernToCloud(text).confidence(BLOCKS)).toBe('possible');
    expect(modernToCloud(text).found).toEqual([]);
  });

  test('a certificate of the cloud that is not trusted here only supports it', () => {
    const inspected = certificate('outlook.office365.com:443', { trusted: false, problem: 'SELF_SIGNED_CERT_IN_CHAIN', leaf: { issuer: 'CN=Contoso Inspection' } });
    const seen = modernToCloud(TEXT.trust, inspected);
    expect([seen.confidence(BLOCKS), seen.supporting(BLOCKS)]).toEqual(['possible', ['certificate outlook.office365.com:443', 'user-availability boris@contoso.test']]);
    expect(modernToCloud(TEXT.trust, certificate('outlook.office365.com:443')).confidence(BLOCKS)).toBe('undetermined');
  });

  test('TLS below 1.2 as installed explains a failed handshake before any firewall does', () => {
    const seen = toCloud(TEXT.channel);
    expect([seen.found, seen.confidence(BLOCKS), seen.opposing(BLOCKS)]).toEqual([['tls12-outbound-to-cloud-not-enabled'], 'possible', [ANNA]]);
  });

  test('ruled out by other texts', () => {
    expect(toCloud(TEXT.status401).confidence(BLOCKS)).toBe('ruled-out');
  });
});

test('none of them is weighed in another direction, whatever the text', () => {
  for (const [requester, target] of [['cleo', 'anna'], ['anna', 'boris'], ['cleo', 'cora']] as const) {
    for (const text of [...Object.values(SAID), ...Object.values(TEXT)]) {
      const seen = weighed(`${requester} -> ${target}`, [...FIELD, asks(requester, target, text)]);
      for (const cause of ALL) expect(seen.confidence(cause), text).toBe('not weighed');
    }
  }
});

test('at most three are possible on the way out by any text', () => {
  for (const text of [...Object.values(SAID), ...Object.values(TEXT)]) {
    for (const seen of [toCloud(text), modernToCloud(text)]) expect(seen.possible.length, `${text}: ${seen.possible.join()}`).toBeLessThanOrEqual(3);
  }
});
