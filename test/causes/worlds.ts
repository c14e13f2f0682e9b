/** Worlds of facts for the causes: two servers as the field has them, the cloud, and texts as servers write them. */
import { causes } from '../../src/causes/index.ts';
import { weighAll } from '../../src/diagnose.ts';
import type { Confidence, Finding } from '../../src/model/report.ts';
import type { Observation } from '../../src/model/observation.ts';
import {
  built, certificate, door, failed, fingerprint, good, lookupOf, lookups, observation, refusal, scenarioOf, tls, type ScenarioParts, type Try,
} from '../built-evidence.ts';

export const SERVERS: ScenarioParts['servers'] = {
  ex16: { version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
  ex19: { version: 'exchange-2019', windows: '2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
  ex13: { version: 'exchange-2013', windows: '2008R2', ews: 'https://mail13.contoso.test/EWS/Exchange.asmx' },
  ex10: { version: 'exchange-2010', windows: '2008R2', ews: 'https://mail10.contoso.test/EWS/Exchange.asmx' },
  cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
};

const MAILBOXES: ScenarioParts['mailboxes'] = {
  anna: 'ex16', alma: 'ex16', boris: 'ex19', carla: 'ex19', dora: 'ex13', otto: 'ex10', cleo: 'cloud', cora: 'cloud', fritz: { server: 'ex-free' },
};

export interface Weighed {
  readonly findings: readonly Finding[];
  /** Likely and confirmed, sorted. */
  readonly found: readonly string[];
  readonly possible: readonly string[];
  readonly of: (cause: string) => Finding;
  readonly confidence: (cause: string) => Confidence | 'not weighed';
  /** Observations that support a cause, each once. */
  readonly supporting: (cause: string) => readonly string[];
  readonly opposing: (cause: string) => readonly string[];
}

/** Weighs all causes for the first of the lookups. */
export function weighed(
  ids: string | readonly string[], observations: readonly Observation[], servers: ScenarioParts['servers'] = SERVERS, mailboxes: ScenarioParts['mailboxes'] = MAILBOXES,
): Weighed {
  const all = typeof ids === 'string' ? [ids] : ids;
  const scenario = scenarioOf({ servers: { 'ex-free': { version: 'exchange-2016' }, ...servers }, mailboxes, lookups: all });
  const evidence = built(scenario, ...observations);
  const findings = weighAll(lookupOf(evidence, all[0] ?? ''), evidence, causes);
  const of = (cause: string): Finding => {
    const finding = findings.find((one) => one.cause === cause);
    if (finding === undefined) throw new Error(`${cause} was not weighed`);
    return finding;
  };
  const at = (...wanted: readonly Confidence[]): readonly string[] => findings.filter(({ confidence }) => wanted.includes(confidence)).map(({ cause }) => cause).sort();
  const cited = (citations: Finding['supporting']): readonly string[] => [...new Set(citations.map((one) => one.observation))].sort();
  return {
    findings, of, found: at('confirmed', 'likely'), possible: at('possible'),
    confidence: (cause) => findings.find((one) => one.cause === cause)?.confidence ?? 'not weighed',
    supporting: (cause) => cited(of(cause).supporting), opposing: (cause) => cited(of(cause).opposing),
  };
}

/** Facts about an Exchange 2016 on 2012 R2 and a 2019 as the field has them when all is well, seen from a client. */
export const FIELD: readonly Observation[] = [
  ...['mail16', 'mail19', 'ex16', 'ex19'].map((name) => observation('name-resolution', `${name}.contoso.test`, { status: 'observed', fact: { host: `${name}.contoso.test`, addresses: ['10.0.0.16'] } })),
  fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '6.3.9600', dnsComputer: 'ex16.contoso.test' } }),
  fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', ntlm: { windowsBuild: '10.0.17763', dnsComputer: 'ex19.contoso.test' } }),
  tls('mail16.contoso.test:443', ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']), tls('ex16.contoso.test:443', ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']),
  tls('mail19.contoso.test:443', ['TLSv1.2']), tls('ex19.contoso.test:443', ['TLSv1.2']), tls('ex19.contoso.test:444', ['TLSv1.2']),
  // A firewall between clients and back ends is usual.
  failed('tls-versions', 'ex16.contoso.test:444', 'connect-timeout'),
  certificate('mail16.contoso.test:443'), certificate('mail19.contoso.test:443'),
  // The public certificate does not hold the machines' own names, and the back end shows the one that setup made.
  certificate('ex16.contoso.test:443', { nameMatches: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
  certificate('ex19.contoso.test:443', { nameMatches: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
  certificate('ex19.contoso.test:444', { trusted: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT', leaf: { selfSigned: true, names: ['ex19', 'ex19.contoso.test'] } }),
  // Kerberos alone is offered.
  door('mail16.contoso.test:443', { schemes: ['Negotiate'] }), door('mail19.contoso.test:443', { schemes: ['Negotiate'], exchangeHeaders: [], server: 'Microsoft-IIS/10.0' }),
];

/** The field, with some facts replaced or taken out (by id). */
export function field(...changes: readonly (Observation | string)[]): readonly Observation[] {
  const gone = new Set(changes.map((change) => (typeof change === 'string' ? change : change.id)));
  return [...FIELD.filter(({ id }) => !gone.has(id)), ...changes.filter((change) => typeof change !== 'string')];
}

/** `anna` on 2016 asks for `boris` on 2019, and the call between the servers fails with this text. */
export function said(text: string, code = 'ErrorProxyRequestProcessingFailed', more: Partial<Try> = {}): Observation {
  return lookups('anna', { boris: { answer: refusal(code, text), executedBy: '15.1.2507.57', headers: { 'x-feserver': 'EX16', 'x-calculatedbetarget': 'ex16.contoso.test' }, ...more } });
}

/** Another lookup that works. */
export const works: Try = { answer: good() };

/** As Exchange 2013 and later write it. */
export function modern(...chain: readonly string[]): string {
  return `Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---> ${chain.join(' ---> ')}\r\n`
    + '   at System.Web.Services.Protocols.WebClientAsyncResult.WaitForResponse()\r\n. Name of the server where exception originated: EX16. LID: 43532';
}

/** As Exchange 2010 writes it. */
export function plain(inner: string): string {
  return `Proxy web request failed. , inner exception: ${inner}`;
}

/** Error texts. Sources: cases collected from Microsoft Learn ("Resolve free/busy errors", Q&A 142364) and public issues; translations as quoted in public. */
export const TEXT = {
  /** Q&A 142364, event 4002. */
  send: modern('System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send.',
    'System.IO.IOException: Unable to read data from the transport connection: An existing connection was forcibly closed by the remote host.',
    'System.Net.Sockets.SocketException: An existing connection was forcibly closed by the remote host'),
  /** Resolve free/busy errors, "An existing connection was forcibly closed by the remote host"; 2010's form. */
  receive: plain('System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a receive. System.IO.IOException: Unable to read data from the transport connection: '
    + 'An existing connection was forcibly closed by the remote host. System.Net.Sockets.SocketException: An existing connection was forcibly closed by the remote host.'),
  channel: modern('System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.'),
  algorithm: modern('System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send.',
    'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm'),
  sendGerman: modern('System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen: Unerwarteter Fehler beim Senden.',
    'System.Net.Sockets.SocketException: Eine vorhandene Verbindung wurde vom Remotehost geschlossen'),
  sendFrench: plain('System.Net.WebException: La connexion sous-jacente a été fermée : Une erreur inattendue s’est produite lors de l’envoi.'),
  sendJapanese: modern('System.Net.WebException: 接続が切断されました: 送信時に、予期しないエラーが発生しました。', 'System.Net.Sockets.SocketException: 既存の接続はリモート ホストに強制的に切断されました。'),
  trust: modern('System.Net.WebException: The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
    'System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure.'),
  trustGerman: plain('System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen: Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden.'),
  trustFrench: modern('System.Net.WebException: La connexion sous-jacente a été fermée : Impossible d’établir une relation de confiance pour le canal sécurisé SSL/TLS.'),
  trustJapanese: modern('System.Security.Authentication.AuthenticationException: 検証プロシージャによると、リモート証明書は無効です。'),
  unable: plain('System.Net.WebException: Unable to connect to the remote server ; System.Net.Sockets.SocketException: A connection attempt failed because the connected party did not properly respond '
    + 'after a period of time, or established connection failed because connected host has failed to respond 10.0.0.19:444 at System.Net.Sockets.Socket.EndConnect(IAsyncResult asyncResult)'),
  refused: modern('System.Net.WebException: Unable to connect to the remote server', 'System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it 10.0.0.19:444'),
  unableGerman: plain('System.Net.WebException: Die Verbindung mit dem Remoteserver kann nicht hergestellt werden.'),
  unableFrench: plain('System.Net.WebException: Impossible de se connecter au serveur distant'),
  unableJapanese: modern('System.Net.WebException: リモート サーバーに接続できません。'),
  name: modern('System.Net.WebException: The remote name could not be resolved: \'ex19.contoso.test\''),
  nameGerman: plain('System.Net.WebException: Der Remotename konnte nicht aufgelöst werden: \'ex19.contoso.test\''),
  nameFrench: plain('System.Net.WebException: Le nom distant n’a pas pu être résolu: \'ex19.contoso.test\''),
  status401: 'Proxy web request failed. ,inner exception: The request failed with HTTP status 401: Unauthorized.',
  status401French: plain('System.Net.WebException: Le serveur distant a retourné une erreur : (401) Non autorisé.'),
  status503: 'Proxy web request failed, inner exception: System.Net.WebException: The request failed with HTTP status 503: Service Unavailable...',
  autodiscover404: 'Autodiscover failed for email address boris@contoso.test with error System.Net.WebException: The request failed with HTTP status code 404 Not Found.',
  /** ecederstrand/exchangelib issue 1060. */
  rest404: plain('System.Net.WebException: The remote server returned an error: (404) Not Found.\r\n   at System.Net.HttpWebRequest.EndGetResponse(IAsyncResult asyncResult)\r\n'
    + '   at Microsoft.Exchange.InfoWorker.Common.Availability.Proxy.RestService.EndGetSchedule(IAsyncResult asyncResult)'),
  timeout: 'Microsoft.Exchange.InfoWorker.Common.Availability.TimeoutExpiredException: Request could not be processed in time. Timeout occurred during \'Waiting-For-Request-Completion\'.\r\n'
    + '. Name of the server where exception originated: EX16. LID: 43404',
  noAccess: 'Microsoft.Exchange.InfoWorker.Common.Availability.NoFreeBusyAccessException: The caller does not have access to free/busy data.\r\n. Name of the server where exception originated: EX19. LID: 44348',
  notFound: 'Microsoft.Exchange.InfoWorker.Common.Availability.MailRecipientNotFoundException: Unable to resolve e-mail address boris@contoso.test to an Active Directory object.\r\n. Name of the server where exception originated: EX16. LID: 57660',
  relationship: 'The mail recipient is not found in Active Directory., inner exception: Microsoft.Exchange.InfoWorker.Common.Availability.InvalidOrganizationRelationshipForRequestDispatcherException: '
    + 'The organization relationship Fabrikam can\'t be used. Please confirm that the organization relationship is configured correctly.\r\n. Name of the server where exception originated: EX16.',
  expiry: plain('System.Web.Services.Protocols.SoapException: The certificate CN=mail19.contoso.test is not within its validity period when verifying against the current system clock or the timestamp in the signed file'),
  suites: modern('System.ComponentModel.Win32Exception: An TLS 1.2 connection request was received from a remote client application, but none of the cipher suites supported by the client application are supported by the server.'),
  /** OfficeDev/ews-managed-api issue 210. */
  internal: plain('System.Web.Services.Protocols.SoapException: An internal server error occurred. The operation failed.\r\n'
    + '   at Microsoft.Exchange.InfoWorker.Common.Availability.Proxy.Service.EndGetUserAvailability(IAsyncResult asyncResult)'),
  /** Exchange Team, Configuring inter-org free/busy in a single server Exchange Server 2007 organization (event 4003). */
  publicFolder403: 'Microsoft.Exchange.InfoWorker.Common.Availability.PublicFolderRequestProcessingException: The remote server returned an error: (403) Forbidden.. '
    + 'The request information is http://mail.contoso.test/public/?Cmd=freebusy&start=2008-08-04T12:00:00Z&end=2008-09-03T12:00:00Z',
  /** Resolve free/busy errors. */
  immutableId: 'The email address "XGuNpVunD0afQeVNfyoUIQ==" isn\'t correct. Please use this format: user name, the @ sign, followed by the domain name. For example, tonysmith@contoso.com.',
  invalidUser: 'Autodiscover failed for email address anna@contoso.test with error The response from the Autodiscover service at \'https://Autodiscover/Autodiscover.svc/WSSecurity\' '
    + 'failed due to an error in user setting \'ExternalEwsUrl\'. Error message: InvalidUser.',
  addressSpace: 'Configuration information for forest/domain fourthcoffee.test could not be found in Active Directory.',
  /** Nobody has seen this one. */
  generic: modern('System.InvalidOperationException: The flux capacitor reported condition 42 while talking to the peer.'),
} as const;
