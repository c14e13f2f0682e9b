/** Causes about OAuth between organizations. Texts: Microsoft Learn, "Resolve free/busy errors" unless another source is named. */
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { SignInSchemesFact } from '../../src/model/facts.ts';
import { door, fault, fingerprint, lookups, observation, refusal, type Try } from '../built-evidence.ts';
import { FIELD, field, modern, plain, SERVERS, TEXT, weighed, works, type Weighed } from './worlds.ts';

const MISSING = 'oauth-signing-certificate-missing';
const EXPIRED = 'oauth-certificate-expired';
const NOT_IN_ENTRA = 'oauth-certificate-not-in-entra';
const STALE = 'oauth-authserver-metadata-stale';
const ROLLOVER = 'oauth-evosts-key-rollover';
const AMBIGUOUS = 'oauth-user-context-ambiguous';
const UNKNOWN = 'oauth-user-context-not-found';
const AUDIENCE = 'oauth-audience-invalid-ssl-offload';
const SPN = 'oauth-spn-missing';
const ACCOUNT = 'oauth-partner-application-linked-account';
const ROOF = 'oauth-broken-while-ioc-enabled';
const OFF = 'oauth-vdir-authentication-off';
const CU8 = 'exchange2016-cu8-oauth-archive-bug';
const OVERRIDE = 'hybrid-app-override-in-dauth-only-org';
const GRAPH = 'graph-path-delegated-mailbox-403';
const ISSUER = 'oauth-authserver-overwritten-for-other-tenant';
const NO_ISSUER = 'oauth-trusted-issuer-not-configured-locally';
const TENANT = 'oauth-tenant-unknown-accepted-domain';
const WITH_2010 = 'oauth-ioc-with-exchange2010-servers';
const FAMILY = [MISSING, EXPIRED, NOT_IN_ENTRA, STALE, ROLLOVER, AMBIGUOUS, UNKNOWN, AUDIENCE, SPN, ACCOUNT, ROOF, OFF, CU8, OVERRIDE, GRAPH, ISSUER,
  NO_ISSUER, TENANT, WITH_2010];

const IN = 'cleo -> anna';
const OUT = 'anna -> cleo';
const ONPREM = 'anna -> boris';
type Way = typeof IN | typeof OUT | typeof ONPREM;

const SAID = {
  missing: modern('Microsoft.Exchange.Security.OAuth.OAuthTokenRequestFailedException: Missing signing certificate.'),
  /** OfficeDocs-Support, exchange-oauth-authentication-could-not-find-the-authorization.md. */
  thumbprint: 'Exchange OAuth authentication couldn\u2019t find the authorization certificate with thumbprint 0A1B2C in your on-premises organization. Run '
    + 'Get-AuthConfig cmdlet to verify the CurrentCertificateThumbprint information.',
  /** diecknet.de, 2020-05-01. */
  hcw8064: 'HCW8064 - The HCW has completed, but was not able to perform the OAuth portion of your Hybrid configuration.',
  /** OfficeDocs-Support, ews-app-pool-crashes.md. */
  watson: 'Watson report about to be sent for process id: 63200, with parameters: E12IIS, c-RTL-AMD64, 15.01.1979.003, w3wp#MSExchangeServicesAppPool, '
    + 'M.Exchange.Security, M.E.S.O.V1ProfileLocalTokenIssuer..ctor, M.E.S.OAuth.OAuthTokenRequestFailedException, 6446-dumptidset, 15.01.1979.003.',
  pool: 'A process serving application pool \'MSExchangeServicesAppPool\' suffered a fatal communication error with the Windows Process Activation Service.',
  keyNotFound: 'System.Net.WebException: The remote server returned an error: (401) Unauthorized.\nError: Unable to get token from Auth Server. Error code: '
    + '\'invalid_client\'. Description: \'AADSTS70002:\nError validating credentials. AADSTS50012: Client assertion contains an invalid signature. [Reason - '
    + 'The key was\n   not found., Thumbprint of key used by client: \'0A1B2C\'.',
  /** Answer of the token service as quoted in a public repository. */
  keyNotRegistered: 'AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not '
    + 'found., Thumbprint of key used by client: \'0A1B2C\'',
  /** MicrosoftDocs, Azure Stack: the same code, another reason. */
  keyExpired: 'AADSTS70002: Error validating credentials. AADSTS50012: Client assertion contains an invalid signature. [Reason - The key used is expired., '
    + 'Thumbprint of key used by client: \'0A1B2C\'',
  clientRefused: 'Unable to get token from Auth Server. Error code: \'invalid_client\'. Description: \'AADSTS700027: something of tomorrow',
  signature: 'System.Net.WebException: The remote server returned an error: (401) Unauthorized. Boolean reloadConfig, diagnostics: 2000000; reason="The token has '
    + 'an invalid signature.";error_category="invalid_signature".',
  ambiguous: 'Exception Proxy web request failed. , inner exception: The request failed with HTTP status 401: Unauthorized diagnostics: 2000005;reason= "The user '
    + 'specified by the user-context in the token is ambiguous." ;error_category="invalid_user"',
  notExist: 'The user specified by the user-context in the token does not exist. error_category="invalid_user". 401: Unauthorized.',
  /** Microsoft Q&A, output of Test-OAuthConnectivity, as Format-List wraps it. */
  notExistWrapped: 'System.Net.WebException: The remote server returned an error: (401) Unauthorized.\r\n                 at '
    + 'System.Net.HttpWebRequest.GetResponse()\r\n              Boolean reloadConfig), diagnostics: 2000005;reason="The user specified by the user-context in the '
    + 'token\r\n              does not exist.";error_category="invalid_user"',
  invalidUser: plain('The request failed with HTTP status 401: Unauthorized diagnostics: 2000005;reason="'),
  /** MicrosoftDocs, Using hybrid Modern Authentication with Outlook for iOS and Android. */
  scheme: 'WWW-Authenticate \u2192Basic realm="mail.contoso.com"\nx-ms-diagnostics \u21922000003;reason="The hostname component of the audience claim value is '
    + 'invalid. Expected \'https://mail.contoso.com\'. Actual \'http://mail.contoso.com\'.";error_category="invalid_resource"',
  host: plain('The request failed with HTTP status 401: Unauthorized diagnostics: 2000003;reason="The hostname component of the audience claim value is invalid. '
    + 'Expected &apos;https://in.contoso.com&apos;. Actual &apos;https://mail.contoso.com&apos;.";error_category="invalid_resource"'),
  /** A 401 of Exchange Online to a program with a wrong token, quoted in a public repository: the same code, not this fault. */
  audience: 'x-ms-diagnostics: 2000003;reason="The audience claim value is invalid \'aud\'.";error_category="invalid_resource"',
  /** OfficeDocs-Support, outlook-does-not-connect-with-modern-authentication.md. */
  noResource: '"error":"invalid_resource","error_description":"AADSTS500011: The resource principal named \n<resource principal name> was not found in the tenant '
    + 'named <tenant name>.',
  noHost: 'AADSTS500011: The resource principal named https://autodiscover.contoso.com was not found in the tenant named Contoso.',
  denied: '401 Access denied',
  account: 'System.Web.Services.Protocols.SoapException: The application is missing a linked account for RBAC roles, or the linked account has no RBAC role '
    + 'assignments, or the calling users account is logon disabled.',
  /** Microsoft Support, Hybrid free/busy lookups fail between Exchange Server 2016 CU8 and O365. */
  cu8: 'Exchange Response Details:\nHTTP response message: Exception: System.Net.WebException: The remote server returned an error: (500) Internal Server Error. at '
    + 'System.Net.HttpWebRequest.GetResponse() at Microsoft.Exchange.Monitoring.TestOAuthConnectivityHelper.SendExchangeOAuthRequest(ADUser user)',
  status500: plain('System.Net.WebException: The remote server returned an error: (500) Internal Server Error.'),
  /** CSS-Exchange, ConfigureExchangeHybridApplication.ps1; the description of pull request 2399. */
  warned: 'The dedicated hybrid application feature is enabled, but your OAuth configuration appears to be incomplete',
  dauth: 'some customers ran the script in DAuth (no OAuth configured). Creating the Setting Override (SO) in this scenarios, might break workflows like Free/Busy',
  /** rafaelpfister.ch. */
  location: 'Outlook reports "Your server location could not be determined," OWA displays "No information," and the EWS logs show (403) Forbidden',
  status403: plain('System.Net.WebException: The remote server returned an error: (403) Forbidden.'),
  /** Microsoft Q&A 1524201. */
  issuer: 'Autodiscover failed for email address a@b.test with error System.Net.WebException: The request failed with HTTP status 401: Unauthorized.\r\n   at System.Web()'
    + ' and diagnostics 2000009;reason="The issuer of the token is unknown. Issuer was \'00000001-0000-0000-c000-000000000000@b0000000-0000-0000-0000-00000000000b\'.";'
    + 'error_category="invalid_issuer"., inner exception: System.Net.WebException: The request failed with HTTP status 401: Unauthorized.',
  /** Microsoft Q&A 1629044: labels in Spanish, sentences in English, wrapped. */
  noIssuer: 'Exchange detalles de respuesta:\r\n  unable to continue building token; no locally configured issuer was in\r\n              the trusted_issuer list, '
    + 'realm from challenge was also empty',
  notLocal: 'The trusted issuers contained the following entries \'00000001-0002-0000-c000-000000000000@*\'. None of them are configured\r\n     locally.',
  oneDoesNot: 'trusted_issuer does NOT include the auth server',
  /** OfficeDocs-Support, sfb-and-exchange-integration-fails.md. */
  tenant: 'HTTP/1.1 401 Unauthorized request-id: 1x-ms-diagnostics: 2000004;reason="The tenant for tenant guid \'contoso.com\' does not exist.";'
    + 'error_category="invalid_tenant"Server: Microsoft-IIS/8.5',
  tenantGuid: 'x-ms-diagnostics: 2000004;reason="The tenant for tenant guid \'b0000000-0000-0000-0000-00000000000b\' does not exist.";error_category="invalid_tenant"',
  today: plain('The request failed with HTTP status 401: Unauthorized diagnostics: 2000099;reason="A reason of tomorrow.";error_category="tomorrow"'),
  wssecurity: `${TEXT.status401} The request information is https://mail16.contoso.test/EWS/Exchange.asmx/WSSecurity`,
} as const;

function asks(way: Way, text: string, more: Partial<Try> = {}, code = 'ErrorProxyRequestProcessingFailed'): Observation {
  const [requester = '', target = ''] = way.split(' -> ');
  return lookups(requester, { [target]: { answer: refusal(code, text), ...more } });
}
const weigh = (way: Way, text: string, ...changes: readonly Observation[]): Weighed => weighed(way, [...field(...changes), asks(way, text)]);

/** How sure each cause of this folder is, without those that stay silent. */
function shown(seen: Weighed): Readonly<Record<string, string>> {
  return Object.fromEntries(FAMILY.flatMap((id) => {
    const confidence = seen.confidence(id);
    return ['confirmed', 'likely', 'possible'].includes(confidence) ? [[id, confidence]] : [];
  }));
}

describe('one text, and what the causes of this folder make of it: those named, the others silent', () => {
  const table: readonly (readonly [string, Way, string, Readonly<Record<string, string>>])[] = [
    ['no certificate to sign with', OUT, SAID.missing, { [MISSING]: 'confirmed' }],
    ['the wizard does not find it', OUT, SAID.thumbprint, { [MISSING]: 'confirmed' }],
    ['the wizard left OAuth out', OUT, SAID.hcw8064, { [MISSING]: 'possible' }],
    ['no certificate, words alone', OUT, 'Missing signing certificate', { [MISSING]: 'likely' }],
    ['the token issuer crashed', IN, SAID.watson, { [EXPIRED]: 'likely' }],
    ['the pool crashed', IN, SAID.pool, { [EXPIRED]: 'possible' }],
    ['the key was not found', OUT, SAID.keyNotFound, { [NOT_IN_ENTRA]: 'confirmed' }],
    ['the key is not registered', OUT, SAID.keyNotRegistered, { [NOT_IN_ENTRA]: 'confirmed' }],
    ['the key is expired', OUT, SAID.keyExpired, { [EXPIRED]: 'likely', [NOT_IN_ENTRA]: 'possible' }],
    ['the client is refused', OUT, SAID.clientRefused, { [NOT_IN_ENTRA]: 'possible' }],
    ['the key was not found, the other way', IN, SAID.keyNotFound, {}],
    ['the signature is invalid', IN, SAID.signature, { [STALE]: 'likely' }],
    ['the user is ambiguous', IN, SAID.ambiguous, { [AMBIGUOUS]: 'confirmed' }],
    ['the user does not exist', OUT, SAID.notExist, { [UNKNOWN]: 'confirmed' }],
    ['the user does not exist on premises', IN, SAID.notExistWrapped, { [UNKNOWN]: 'confirmed' }],
    ['a user, and the text breaks off', IN, SAID.invalidUser, { [AMBIGUOUS]: 'possible', [UNKNOWN]: 'possible', [ROOF]: 'possible' }],
    ['SSL offloading', IN, SAID.scheme, { [AUDIENCE]: 'confirmed' }],
    ['another host name', IN, SAID.host, { [AUDIENCE]: 'confirmed' }],
    ['another fault of the audience', IN, SAID.audience, {}],
    ['another host name, the other way', OUT, SAID.host, {}],
    ['the resource is not registered', IN, SAID.noResource, { [SPN]: 'likely' }],
    ['the host is not registered', IN, SAID.noHost, { [SPN]: 'confirmed' }],
    ['the test is denied', IN, SAID.denied, { [SPN]: 'possible', [UNKNOWN]: 'possible' }],
    ['no linked account', IN, SAID.account, { [ACCOUNT]: 'confirmed' }],
    ['no linked account, the other way', OUT, SAID.account, {}],
    ['the issuer is unknown', IN, SAID.issuer, { [ISSUER]: 'confirmed' }],
    ['no issuer is configured', OUT, SAID.noIssuer, { [NO_ISSUER]: 'confirmed' }],
    ['none is configured locally', OUT, SAID.notLocal, { [NO_ISSUER]: 'confirmed' }],
    ['one does not fit', OUT, SAID.oneDoesNot, { [NO_ISSUER]: 'possible' }],
    ['the domain is no tenant', ONPREM, SAID.tenant, { [TENANT]: 'confirmed' }],
    ['the domain is no tenant, asked by the cloud', IN, SAID.tenant, { [TENANT]: 'confirmed' }],
    ['a tenant by its GUID', IN, SAID.tenantGuid, { [TENANT]: 'possible' }],
    ['the script warns', OUT, SAID.warned, { [OVERRIDE]: 'likely' }],
    ['the script was run where DAuth is used', OUT, SAID.dauth, { [OVERRIDE]: 'possible' }],
    ['a reason that nobody knows', IN, SAID.today, { [ROOF]: 'possible' }],
    ['a bare 401 from the cloud', OUT, TEXT.status401, { [ROOF]: 'possible' }],
    ['a bare 401 for the cloud', IN, TEXT.status401, { [OFF]: 'possible' }],
    ['a bare 401 on premises', ONPREM, TEXT.status401, {}],
    ['a bare 401 where federation is used', IN, SAID.wssecurity, {}],
    ['a 500', IN, SAID.status500, {}],
    ['a 503', IN, TEXT.status503, {}],
    ['a 403', OUT, SAID.status403, {}],
    ['a broken handshake', IN, TEXT.receive, {}],
  ];

  test.each(table)('%s', (_, way, text, wanted) => {
    const seen = weigh(way, text);
    expect(shown(seen)).toEqual(wanted);
    expect(seen.found.filter((id) => !FAMILY.includes(id))).toEqual([]);
  });

  test('no cause is missing in the table or below', () => {
    const listed = causes.map(({ id }) => id).filter((id) => FAMILY.includes(id));
    expect(listed).toHaveLength(19);
  });
});

describe('as pasted', () => {
  const whole = 'Fwd: help!\r\n> ' + 'x'.repeat(500) + '\r\n';
  test.each([[IN, SAID.scheme, AUDIENCE], [IN, SAID.issuer, ISSUER], [OUT, SAID.keyNotFound, NOT_IN_ENTRA], [IN, SAID.account.toUpperCase(), ACCOUNT],
    [IN, SAID.ambiguous.replaceAll('"', '&quot;'), AMBIGUOUS]] as const)('%s: amid other text, in a fault without headers', (way, text, cause) => {
    const [requester = '', target = ''] = way.split(' -> ');
    expect(weighed(way, [lookups(requester, { [target]: { status: 500, body: 'fault', fault: fault(null, `${whole}${text}\r\n${whole}`) } })]).found).toEqual([cause]);
  });
});

describe('the header x-ms-diagnostics', () => {
  const header = '2000009;reason="The issuer of the token is unknown. Issuer was \'x@y\'.";error_category="invalid_issuer"';
  const own = (status: number): Observation => lookups('cleo', { anna: { status, body: 'empty', headers: { 'x-ms-diagnostics': header } } });

  test('counts where it comes with an answer, and not where our own sign-in was refused', () => {
    expect(weighed(IN, [...FIELD, own(500)]).found).toEqual([ISSUER]);
    for (const status of [401, 403]) expect(shown(weighed(IN, [...FIELD, own(status)]))).toEqual({});
  });
});

describe('OAuth switched off', () => {
  const at = (bearer: SignInSchemesFact['bearer'], more: Partial<SignInSchemesFact> = {}): Observation => door('mail16.contoso.test:443', { bearer, ...more });
  const DOOR = 'sign-in-schemes mail16.contoso.test:443';

  test('likely when Exchange does not offer it to who asks with it, at EWS or Autodiscover, in any language', () => {
    for (const text of [TEXT.status401, TEXT.status401French, 'Autodiscover failed for email address. ,inner exception: The request failed with HTTP status 401: Unauthorized.']) {
      const seen = weigh(IN, text, at('not-offered'));
      expect(seen.found, text).toEqual([OFF]);
      expect(seen.supporting(OFF)).toEqual([DOOR, 'user-availability cleo@contoso.test']);
    }
  });

  test('doubtful where it is offered, and only possible where that was not seen', () => {
    const offered = weigh(IN, TEXT.status401, at('offered'));
    expect([offered.confidence(OFF), offered.opposing(OFF)]).toEqual(['possible', [DOOR, 'user-availability cleo@contoso.test']]);
    expect(weigh(IN, TEXT.status401).confidence(OFF)).toBe('possible');
  });

  test('not where the text gives a reason, where federation is used, or for another status', () => {
    for (const text of [SAID.issuer, SAID.today, SAID.notExist, SAID.wssecurity, TEXT.status503]) expect(weigh(IN, text, at('not-offered')).confidence(OFF), text).toBe('ruled-out');
  });

  test('not for Exchange 2010, which has none, and not the other way', () => {
    const old = fingerprint('mail10.contoso.test:443', { exchangeBuild: '14.3.513.0' });
    const asked = lookups('cleo', { otto: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) } });
    const seen = weighed('cleo -> otto', [old, door('mail10.contoso.test:443', { bearer: 'not-offered' }), asked]);
    expect([seen.confidence(OFF), seen.confidence(WITH_2010)]).toEqual(['ruled-out', 'possible']);
    expect(weigh(OUT, TEXT.status401, at('not-offered')).confidence(OFF)).toBe('not weighed');
  });

  test('a device that asks for a sign-in is that', () => {
    const device: Partial<SignInSchemesFact> = { schemes: ['Basic realm="Remote Access"'], server: 'BigIP', exchangeHeaders: [] };
    expect(weigh(IN, TEXT.status401, at(null, device)).found).toEqual(['reverse-proxy-preauthentication']);
  });

  test('excluded when another mailbox of the same server is shown', () => {
    const both = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) }, alma: works });
    expect(weighed([IN, 'cleo -> alma'], [...field(at('not-offered')), both]).confidence(OFF)).toBe('ruled-out');
  });
});

describe('by the build of the server', () => {
  const built = (exchangeBuild: string): Observation => fingerprint('mail16.contoso.test:443', { exchangeBuild, ntlm: { windowsBuild: '6.3.9600', dnsComputer: 'ex16.contoso.test' } });

  test('an invalid signature may be of outdated keys before 2016 CU17', () => {
    expect(shown(weigh(IN, SAID.signature, built('15.1.1979.3')))).toEqual({ [STALE]: 'likely', [ROLLOVER]: 'possible' });
    expect(weigh(IN, SAID.signature, built('15.1.2044.4')).confidence(ROLLOVER)).toBe('ruled-out');
    expect(weigh(IN, SAID.issuer, built('15.1.1979.3')).confidence(ROLLOVER)).toBe('ruled-out');
  });

  test('now and then only, both are possible', () => {
    const asked = lookups('cleo', { anna: [{ answer: refusal('ErrorProxyRequestProcessingFailed', SAID.signature) }, works] });
    expect(shown(weighed(IN, [...field(built('15.1.1979.3')), asked]))).toEqual({ [STALE]: 'possible', [ROLLOVER]: 'possible' });
    expect(shown(weighed(IN, [...FIELD, asked]))).toEqual({ [STALE]: 'likely' });
  });

  test('a 500 is the defect of CU8 where that is installed', () => {
    expect(shown(weigh(IN, SAID.status500, built('15.1.1415.7')))).toEqual({ [CU8]: 'likely' });
    expect(shown(weighed(IN, [asks(IN, SAID.cu8)]))).toEqual({ [CU8]: 'possible' });
    expect(weigh(IN, SAID.cu8, built('15.1.1466.3')).confidence(CU8)).toBe('ruled-out');
    expect(weigh(IN, TEXT.status503, built('15.1.1415.7')).confidence(CU8)).toBe('ruled-out');
  });

  const se = { ...SERVERS, ex16: { version: 'exchange-se', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' } } as const;
  const from = (exchangeBuild: string, text: string): Weighed => weighed(OUT, [...field(built(exchangeBuild)), asks(OUT, text)], se);

  test('a 403 may be the defect of Exchange SE', () => {
    for (const text of [SAID.location, SAID.status403]) {
      expect(shown(from('15.2.2562.49', text)), text).toEqual({ [GRAPH]: 'possible' });
      expect(from('15.2.2562.49', text).opposing(GRAPH)).toEqual([]);
    }
    expect(from('15.2.2562.53', SAID.location).opposing(GRAPH)).not.toEqual([]);
    expect(from('15.2.2562.17', SAID.status403).confidence(GRAPH)).toBe('undetermined');
    expect(shown(weighed(OUT, [asks(OUT, SAID.location)]))).toEqual({ [GRAPH]: 'possible' });
    expect(weigh(OUT, SAID.location).confidence(GRAPH)).toBe('ruled-out');
    expect(from('15.2.2562.49', TEXT.status401).confidence(GRAPH)).toBe('ruled-out');
  });

  test('the dedicated app is for Exchange 2016 and later', () => {
    const seen = weighed('dora -> cleo', [lookups('dora', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', SAID.warned), executedBy: '15.0.1497.48' } })]);
    expect(seen.confidence(OVERRIDE)).toBe('ruled-out');
  });
});

describe('other mailboxes', () => {
  test('one that is shown over the same servers speaks against what concerns the servers, not against what concerns the user', () => {
    const both = (text: string): readonly Observation[] => [...FIELD, lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text) }, alma: works })];
    const seen = (text: string): Weighed => weighed([IN, 'cleo -> alma'], both(text));
    expect(seen(SAID.signature).confidence(STALE)).toBe('ruled-out');
    // The text names it, and yet another mailbox is shown: both stand side by side.
    expect(seen(SAID.issuer).confidence(ISSUER)).toBe('possible');
    expect(seen(SAID.scheme).confidence(AUDIENCE)).toBe('possible');
    expect(seen(SAID.ambiguous).confidence(AMBIGUOUS)).toBe('confirmed');
    expect(seen(SAID.notExist).confidence(UNKNOWN)).toBe('confirmed');
    expect(seen(SAID.account).confidence(ACCOUNT)).toBe('possible');
  });

  test('a refused sign-in by OAuth is doubtful where federation is used', () => {
    expect(weigh(OUT, SAID.wssecurity).opposing(ROOF)).toEqual(['user-availability anna@contoso.test']);
  });
});

test('a 401 is possibly of the connector where an Exchange 2010 answers, alone or by the same name, and not where there is one elsewhere', () => {
  const asked = (way: string): Observation => {
    const [requester = '', target = ''] = way.split(' -> ');
    return lookups(requester, { [target]: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401) } });
  };
  const shared = { ...SERVERS, ex10: { version: 'exchange-2010', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' } } as const;
  for (const way of [IN, OUT]) {
    expect(weighed(way, [asked(way)], shared).confidence(WITH_2010), way).toBe('possible');
    expect(weighed(way, [asked(way)]).confidence(WITH_2010), way).toBe('ruled-out');
  }
  expect(weighed('cleo -> otto', [asked('cleo -> otto')]).confidence(WITH_2010)).toBe('possible');
  // Exchange 2010 itself asks by federation.
  expect(weighed('otto -> cleo', [asked('otto -> cleo')]).confidence(WITH_2010)).toBe('ruled-out');
});

describe('the tenants that a server says it trusts', () => {
  const OURS = 'a0000000-0000-4000-8000-00000000000a';
  const THEIRS = 'b0000000-0000-4000-8000-00000000000b';
  const SERVICE = '00000001-0000-0000-c000-000000000000';
  const challenge = (...issuers: readonly (readonly [string, string | null])[]): SignInSchemesFact['challenge'] => ({
    clientId: '00000002-0000-0ff1-ce00-000000000000', realm: null, trustedIssuers: issuers.map(([principal, realm]) => ({ principal, realm })), tokenTypes: [],
    authorizationUri: null, issuerKind: null, error: null,
  });
  const at = (...issuers: readonly (readonly [string, string | null])[]): Observation => door('mail16.contoso.test:443', { bearer: 'offered', challenge: challenge(...issuers) });
  const tenant = (tenantId: string | null): Observation => observation('tenant', 'contoso.test', { status: 'observed', fact: {
    domain: 'contoso.test', url: 'https://login.microsoftonline.com/contoso.test/v2.0/.well-known/openid-configuration', status: 200, tenantId, refusal: null,
    authority: 'login.microsoftonline.com', cloudInstance: null, region: null, subRegion: null,
  } });
  const DOOR = 'sign-in-schemes mail16.contoso.test:443';
  const ASKED = 'user-availability cleo@contoso.test';

  test('likely where they are others than that of the requester', () => {
    for (const issuers of [[[SERVICE, THEIRS]], [[SERVICE, THEIRS], [`https://sts.windows.net/${THEIRS}/`, null]]] as const) {
      const seen = weigh(IN, TEXT.status401, at(...issuers), tenant(OURS));
      expect([seen.confidence(ISSUER), seen.found]).toEqual(['likely', [ISSUER]]);
      expect(seen.supporting(ISSUER)).toEqual([DOOR, 'tenant contoso.test', ASKED]);
    }
  });

  test('silent where that of the requester is among them, or any is', () => {
    for (const issuers of [[[SERVICE, THEIRS], [SERVICE, OURS.toUpperCase()]], [[SERVICE, '*']], [[`https://sts.windows.net/${OURS}/`, null]], [[SERVICE, 'contoso.test']]] as const) {
      expect(weigh(IN, TEXT.status401, at(...issuers), tenant(OURS)).found, JSON.stringify(issuers)).not.toContain(ISSUER);
      expect(weigh(IN, TEXT.status401, at(...issuers), tenant(OURS)).opposing(ISSUER)).toContain(DOOR);
    }
  });

  test('not known without the id of the tenant, by a name that may be its own, or where a partner application alone is trusted', () => {
    for (const [observed, known] of [
      [at([SERVICE, THEIRS]), tenant(null)], [at([SERVICE, 'fabrikam.test']), tenant(OURS)], [at(), tenant(OURS)],
      [at(['00000004-0000-0ff1-ce00-000000000000', THEIRS]), tenant(OURS)],
    ] as const) {
      expect([weigh(IN, TEXT.status401, observed, known).supporting(ISSUER), weigh(IN, TEXT.status401, observed, known).opposing(ISSUER)]).toEqual([[], []]);
    }
    expect(weigh(IN, TEXT.status401, at([SERVICE, THEIRS])).confidence(ISSUER)).toBe('undetermined');
  });

  test('no sign where the call failed otherwise, and doubted beside a refusal over its issuer where the tenant is trusted', () => {
    expect(weigh(IN, TEXT.send, at([SERVICE, THEIRS]), tenant(OURS)).confidence(ISSUER)).toBe('ruled-out');
    const category = plain('The request failed with HTTP status 401: Unauthorized diagnostics: 2000009;reason="x";error_category="invalid_issuer"');
    expect(weigh(IN, category, at([SERVICE, THEIRS]), tenant(OURS)).confidence(ISSUER)).toBe('likely');
    const doubted = weigh(IN, category, at([SERVICE, OURS]), tenant(OURS));
    expect([doubted.confidence(ISSUER), doubted.opposing(ISSUER)]).toEqual(['possible', [DOOR, 'tenant contoso.test', ASKED]]);
  });
});
