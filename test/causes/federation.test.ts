/** Federation: tokens of another organization that are refused, certificates and clocks, and texts of the wizard. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import type { ScenarioParts } from '../built-evidence.ts';
import { door, fingerprint, lookups, refusal } from '../built-evidence.ts';
import { FIELD, field, plain, SERVERS, TEXT, weighed, works, type Weighed } from './worlds.ts';

const METADATA = 'federation-metadata-stale';
const EXPIRED = 'federation-cert-expired';
const MISSING = 'federation-cert-missing-on-some-servers';
const BROKEN = 'federation-cert-reference-broken';
const GATEWAY = 'federation-trust-wrong-gateway-instance';
const UNKNOWN = 'federation-application-not-found';
const CLOCK = 'clock-skew';
const MISMATCH = 'delegation-token-password-mismatch';
const PASSWORD = 'delegation-token-password-expired';
const PROVISION = 'delegation-token-provision-needed';
const MEMBER = 'delegation-token-member-name-invalid';
const DOMAIN = 'federated-domain-missing-in-exo-federation-info';
const PROOF = 'federation-domain-proof-missing';
const DELETED = 'federation-org-identifier-points-to-deleted-trust';
const RATE = 'federation-provisioning-rate-limited';
const SETTLING = 'federation-provisioning-not-settled';
const WSSECURITY = 'wssecurity-disabled-or-needs-reset';
const HANDLER = 'svc-handler-mapping-missing';
const LEGACY = 'exchange2013-cu5-cu6-wssecurity-to-legacy';
const AREA: readonly string[] = [METADATA, EXPIRED, MISSING, BROKEN, GATEWAY, UNKNOWN, CLOCK, MISMATCH, PASSWORD, PROVISION, MEMBER, DOMAIN, PROOF, DELETED,
  RATE, SETTLING, WSSECURITY, HANDLER, LEGACY];

/** Sources: Microsoft Learn, Resolve free/busy errors, unless a line says otherwise. */
const SAID = {
  verifying: 'Autodiscover failed for email address anna@contoso.test with error System.Web.Services.Protocols.SoapHeaderException: An error occurred when verifying '
    + 'security for the message at System.Web. Services.Protocols. SoapHttpClientProtocol. ReadResponse(SoapClientMessage message, WebResponse response)',
  tokens: 'ProxyWebRequestProcessingException ErrorProxyRequestProcessingFailed\nProxy web request failed. , inner exception: An error occurred when processing the '
    + 'security tokens in the message.',
  /** The location id stays where the sentence is translated or lost. */
  lid: 'Die Webproxyanforderung ist fehlgeschlagen. LID: 59916',
  /** Free/busy lookups stop working. */
  validation: 'Id : TokenValidation\nType: Error\nMessage : Failed to validate delegation token.',
  /** johanveldhuis.nl, Troubleshooting federated sharing, part III (event 4002). */
  cutFederated: 'Process 1212: ProxyWebRequest FederatedCrossForest from S-1-5-21-1 to https://mail.domain.com/ews/exchange.asmx/WSSecurity failed. Caller SIDs: '
    + 'WSSecurity. The exception returned is Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: System.Net.WebException: The '
    + 'underlying connection was closed: An unexpected error occurred on a receive. —> System.IO.IOException: Unable to read data from the transport connection: '
    + 'An existing connection was forcibly closed by the remote host.',
  /** KB 3057905 (event 4002). */
  crossSite: 'Process 6424: ProxyWebRequest CrossSite from UserA@contoso.mail.onmicrosoft.com to https://inner.contoso.test:443/ews/exchange.asmx failed.\r\nCaller SIDs: '
    + 'WSSecurity. The exception returned is\r\nMicrosoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException:\r\nSystem.Net.WebException: The '
    + 'underlying connection was closed: An unexpected error occurred on a receive.\r\n---> System.IO.IOException: Unable to read data from the transport '
    + 'connection: An existing connection was forcibly closed by the remote host.',
  /** blog.rmilne.ca, July 2020: a line of the IIS log, cut off. */
  arrived: '2020-07-17 17:34:48 10.0.0.12 POST /autodiscover/autodiscover.svc/WSSecurity - 443 - 52.96.32.133 ASAutoDi',
  /** risual.com, March 2018 (Test-FederationTrust). */
  notFound: 'Id : OrganizationCertificate\nType : Error\nMessage : Unable to find the certificate referenced by property OrgPrivCertificate in the\nFederationTrust object.\n\n'
    + 'Error: GetOrganizationCertificates(federationTrust) returned null when called in Process()',
  /** KB 3215261. */
  thumbprint: 'Federation certificate with the thumbprint [certificate thumbprint]cannot be found.\n+ CategoryInfo: InvalidArgument: (:) [Set-FederationTrust], '
    + 'FederationCertificateInvalidException',
  /** KB 2810692. */
  next: '[PS] C:>Set-FederationTrust -Identity "Microsoft Federation Gateway" -PublishFederationCertificate\nFederation certificate with the thumbprint "A1B2" cannot be '
    + 'found.\n+ CategoryInfo : InvalidResult: (:) [Set-FederationTrust], FederationCertificateInvalidException',
  invalidGerman: '+ CategoryInfo : InvalidResult: (:) [Set-FederationTrust], FederationCertificateInvalidException',
  /** nbe.blogspot.com, March 2010. */
  publishing: 'An error occurred accessing Windows Live. Detailed information: "The request failed with HTTP status 403: Forbidden.".\n+ CategoryInfo: '
    + 'ResourceUnavailable: (:) [Set-FederationTrust], LiveDomainServicesAccessException',
  consumers: 'ApplicationIdentifier : 292841\r\nApplicationUri        : outlook.live.com',
  link: 'DelegationTrustLink : WindowsLiveID',
  organizations: 'ApplicationIdentifier : 260563\r\nApplicationUri        : outlook.com',
  /** diecknet.de, May 2020. */
  application: 'Error 0x80048800\nwst:FailedAuthentication\nAADSTS901124: Application \'fydibohf25spdlt.example.com\' does not exist.',
  /** KB 3107293. */
  outOfSync: 'Unable to federate your domain, your system time appears to be more than five minutes out of sync with the time on our federation servers.',
  accessDenied: 'Set-FederatedOrganizationIdentifier\': An error occurred while attempting to provision Exchange to the Partner STS. Detailed Information "An unexpected '
    + 'result was received from Windows Live. Detailed information: "1007 AccessDenied: Access Denied.".".',
  passwords: 'Soap fault exception received. The entered and stored passwords do not match.',
  /** Faults of the token service, as tests of other clients in public repositories hold them. */
  passwordsFault: '<psf:value>0x80048821</psf:value><psf:internalerror><psf:code>0x80041012</psf:code><psf:text>…</psf:text></psf:internalerror>',
  eitherFault: '<S:Value>wst:FailedAuthentication</S:Value> <psf:value>0x80048821</psf:value>',
  change: 'The password has to be changed',
  expired: 'The password for the account has expired',
  provision: 'Provision is needed before federated account can be logged in. ErrorWin32InteropError',
  member: 'S:Fault xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Code><S:Value>S:Sender</S:Value><S:Subcode><S:Value>wst:FailedAuthentication</S:Value></S:Subcode>'
    + '</S:Code><S:Detail><psf:error><psf:value>0x80048821</psf:value><psf:internalerror><psf:code>0x80041034</psf:code><psf:text>The specified member name is either '
    + 'invalid or empty. </psf:text> Microsoft.Exchange.Net.WSTrust.SoapFaultException: Soap fault exception received.',
  memberName: 'The specified member name is\n   either invalid or empty.',
  /** KB 2773628. */
  method405: 'Federation Information could not be received from the external organization\nHTTP Error\n405 Method Not Allowed\n<Date><Time> 10.10.10.1 POST '
    + '/EWS/mrsproxy.svc - 443 test\\admin 10.10.10.12 - 405 0 1 15',
  log405: '2026-11-20 09:00:01 10.10.10.1 POST /Autodiscover/Autodiscover.svc/WSSecurity - 443 - 52.96.0.1 ASAutoDiscover/CrossForest/EmailDomain - 405 0 1 15',
  log405Other: '10.10.10.1 POST /Autodiscover/Autodiscover.svc - 443 - - 401 0 0 1\r\n10.10.10.1 POST /EWS/Exchange.asmx - 443 - - 405 0 1 15',
  /** KB 2626696. */
  wizard405: 'Request failed with http status 405: method not allowed\nExecution of the Get-FederationInformation cmdlet had thrown an exception.\nException has been thrown '
    + 'by the target of an invocation\nERROR:System.Management.Automation.RemoteException: Federation information could not be received from the external organization',
  /** eightwone.com; Microsoft Learn Q&A 1099479. */
  noInformation: 'Federation information could not be received from the external organization.\nGet-FederationInformation : The discovery process returned the following '
    + 'results: Type=Failure;Url=https://autodiscover.example.com/autodiscover/autodiscover.svc;Exception=Discovery for domain example.com failed.;',
  sibling: 'TargetApplicationUri : outlook.com\nDomainNames : {contoso.onmicrosoft.com}\nFederation information could not be received from the external organization.',
  /** OfficeDocs-Support, proof-of-domain-ownership-has-failed-error.md. */
  proof: 'Proof of domain ownership has failed. Make sure that the TXT record for the specified domain is available in DNS.',
  record: 'Make sure that the TXT record for the specified domain is available in DNS.',
  /** KB 2995731. */
  deleted: 'Execution of the Set-FederatedOrganizationIdentifier cmdlet has thrown an exception. This may indicate invalid parameters in your hybrid configuration settings. '
    + 'Federation trust "contoso.test/Configuration/Deleted Objects/Microsoft Federation Gateway  \nDEL: 0a0b" wasn\'t found. Make sure you have typed it correctly.',
  /** KB 3027942. */
  rate: 'Detailed information: "MaxUriReached MaxUriReached: Same URI cannot be attached to different AppId on a single day."',
  /** OfficeDocs-Support, request-failed-with-http-status-403-forbidden.md. */
  settling: 'An error occurred while attempting to provision Exchange to the Partner STS. Detailed Information ""An error occurred accessing Windows Live. Detailed '
    + 'information: ""The request failed with HTTP status 403: Forbidden."".""',
  /** newsignature.com (symptom). */
  notContacted: 'The recipient\'s server could not be contacted',
} as const;

const MAILBOXES: ScenarioParts['mailboxes'] = { anna: 'ex16', boris: 'ex19', carla: 'ex19', dora: 'ex13', otto: 'ex10', cleo: 'cloud', cora: 'cloud' };

const asks = (requester: string, target: string, text: string, code = 'ErrorProxyRequestProcessingFailed'): Observation => lookups(requester, { [target]: { answer: refusal(code, text) } });
const weigh = (ids: readonly string[], observations: readonly Observation[]): Weighed => weighed(ids, observations, SERVERS, MAILBOXES);
const toPremises = (text: string): Weighed => weigh(['cleo -> anna'], [...FIELD, asks('cleo', 'anna', text)]);
const toCloud = (text: string): Weighed => weigh(['anna -> cleo'], [...FIELD, asks('anna', 'cleo', text)]);
const between = (text: string): Weighed => weigh(['anna -> boris'], [...FIELD, asks('anna', 'boris', text)]);
/** Cleo fails at one mailbox, and a second lookup is shown. */
const beside = (other: string, text: string, ...more: readonly Observation[]): Weighed => {
  const [requester = '', target = ''] = other.split(' -> ');
  const tries = requester === 'cleo' ? [lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text) }, [target]: works })]
    : [asks('cleo', 'anna', text), lookups(requester, { [target]: works })];
  return weigh(['cleo -> anna', other], [...FIELD, ...more, ...tries]);
};
const clock = (host: string, build: string, clockOffsetSeconds: number | null, more: object = {}): Observation =>
  fingerprint(`${host}:443`, { exchangeBuild: build, ntlm: { windowsBuild: '6.3.9600', clockOffsetSeconds, ...more } });

describe('as posted in public: the cause is possible or better, and nothing of the area stands above it', () => {
  test.each([
    [WSSECURITY, SAID.verifying, toPremises], [METADATA, SAID.tokens, toPremises], [METADATA, SAID.lid, toPremises], [METADATA, SAID.validation, toPremises],
    [METADATA, SAID.validation, toCloud], [METADATA, `${SAID.validation}\n${SAID.tokens}\n${SAID.verifying}`, toPremises], [METADATA, SAID.tokens, between],
    [WSSECURITY, SAID.cutFederated, between], [WSSECURITY, SAID.arrived, toPremises], [MISSING, SAID.crossSite, toPremises], [MISSING, SAID.notFound, toCloud],
    [BROKEN, SAID.thumbprint, toCloud], [BROKEN, SAID.next, toPremises], [EXPIRED, SAID.publishing, toCloud], [MISMATCH, SAID.passwords, toPremises],
    [PASSWORD, SAID.change, toPremises], [PASSWORD, SAID.expired, toPremises], [PROVISION, SAID.provision, toPremises], [MEMBER, SAID.member, toPremises],
    [HANDLER, SAID.method405, toPremises], [HANDLER, SAID.wizard405, toPremises], [UNKNOWN, SAID.application, toPremises], [UNKNOWN, SAID.application, toCloud],
    [GATEWAY, SAID.consumers, toPremises], [CLOCK, SAID.outOfSync, toCloud], [DOMAIN, SAID.noInformation, toCloud], [PROOF, SAID.proof, toCloud],
    [DELETED, SAID.deleted, toCloud], [RATE, SAID.rate, toCloud], [SETTLING, SAID.settling, toCloud],
  ] as const)('%s: %s', (cause, text, way) => {
    const seen = way(text);
    expect([...seen.found, ...seen.possible]).toContain(cause);
    expect(seen.findings.map((finding) => finding.cause).find((one) => AREA.includes(one))).toBe(cause);
    expect(seen.found.filter((one) => AREA.includes(one) && one !== cause)).toEqual([]);
    expect(seen.possible.length, seen.possible.join()).toBeLessThanOrEqual(3);
  });
});

describe('only where the words name the cause itself they prove it', () => {
  test.each([
    [BROKEN, SAID.thumbprint, 'confirmed'], [BROKEN, SAID.invalidGerman, 'likely'], [BROKEN, SAID.notFound, 'possible'], [BROKEN, SAID.tokens, 'ruled-out'],
    [MISSING, SAID.notFound, 'likely'], [MISSING, SAID.crossSite, 'possible'], [MISSING, SAID.cutFederated, 'possible'], [MISSING, SAID.tokens, 'ruled-out'],
    // The words alone, without the address for tokens: a firewall leaves them as well.
    [MISSING, TEXT.receive, 'undetermined'], [WSSECURITY, TEXT.receive, 'ruled-out'],
    [GATEWAY, SAID.consumers, 'confirmed'], [GATEWAY, SAID.link, 'likely'], [GATEWAY, SAID.organizations, 'ruled-out'], [GATEWAY, TEXT.status401, 'undetermined'],
    [UNKNOWN, SAID.application, 'confirmed'], [UNKNOWN, 'Application \'fydibohf25spdlt.contoso.test\' does not exist.', 'likely'], [UNKNOWN, SAID.member, 'undetermined'],
    // "Not authenticated" stands in every fault of that service.
    [UNKNOWN, '<psf:authstate>0x80048800</psf:authstate>', 'ruled-out'],
    [MISMATCH, SAID.passwords, 'confirmed'], [MISMATCH, SAID.passwordsFault, 'confirmed'], [MISMATCH, 'The entered and stored passwords do not match.', 'likely'],
    [MISMATCH, SAID.eitherFault, 'possible'], [MISMATCH, SAID.expired, 'ruled-out'],
    [MEMBER, SAID.member, 'confirmed'], [MEMBER, SAID.memberName, 'likely'], [MEMBER, SAID.eitherFault, 'possible'], [MEMBER, TEXT.immutableId, 'ruled-out'],
    [PASSWORD, SAID.expired, 'likely'], [PASSWORD, SAID.passwords, 'ruled-out'], [PROVISION, SAID.provision, 'confirmed'], [PROVISION, 'ErrorWin32InteropError', 'ruled-out'],
    [DOMAIN, SAID.noInformation, 'possible'], [DOMAIN, SAID.sibling, 'likely'], [DOMAIN, SAID.proof, 'ruled-out'],
    [PROOF, SAID.proof, 'confirmed'], [PROOF, SAID.record, 'possible'], [PROOF, SAID.rate, 'ruled-out'],
    [DELETED, SAID.deleted, 'confirmed'], [DELETED, SAID.thumbprint, 'ruled-out'], [RATE, SAID.rate, 'confirmed'], [RATE, SAID.settling, 'ruled-out'],
    [SETTLING, SAID.settling, 'possible'], [SETTLING, SAID.publishing, 'ruled-out'], [SETTLING, SAID.accessDenied, 'ruled-out'],
    [HANDLER, SAID.log405, 'likely'], [HANDLER, SAID.log405Other, 'ruled-out'], [HANDLER, plain('System.Net.WebException: Der Remoteserver hat einen Fehler zurückgegeben: (405) Unzulässige Methode.'), 'likely'],
    [HANDLER, TEXT.autodiscover404, 'ruled-out'],
    [WSSECURITY, SAID.verifying, 'possible'], [WSSECURITY, SAID.tokens, 'ruled-out'],
    [WSSECURITY, '10.0.0.12 POST /EWS/Exchange.asmx/WSSecurity - 443 - 52.96.32.133 ASProxy/CrossForest/EmailDomain - 200 0 0 15', 'ruled-out'],
    [WSSECURITY, '10.0.0.12 POST /EWS/Exchange.asmx/WSSecurity - 443 - - - 500 0 0 15\r\n10.0.0.12 POST /EWS/Exchange.asmx/WSSecurity - 443 - - - 200 0 0 15', 'possible'],
    [EXPIRED, SAID.tokens, 'possible'], [EXPIRED, SAID.accessDenied, 'possible'], [EXPIRED, SAID.verifying, 'undetermined'], [EXPIRED, SAID.provision, 'ruled-out'],
    [METADATA, SAID.passwords, 'ruled-out'],
  ] as const)('%s: %s', (cause, text, confidence) => {
    expect(toPremises(text).confidence(cause)).toBe(confidence);
  });
});

describe('another server of the same organization is reached', () => {
  const seen = beside('cleo -> boris', SAID.verifying);

  test('then it is the virtual directories of this one, not the trust that they share', () => {
    expect([seen.found, seen.confidence(METADATA)]).toEqual([[WSSECURITY], 'possible']);
    expect(seen.opposing(METADATA)).toEqual(['user-availability cleo@contoso.test']);
  });

  test('which a server of another organization, or the cloud itself, does not tell', () => {
    const mailboxes = { ...MAILBOXES, frieda: { server: 'ex19', address: 'frieda@fabrikam.test' } };
    const tries = lookups('cleo', { anna: { answer: refusal('ErrorAutoDiscoverFailed', SAID.verifying) }, cora: works });
    expect(weigh(['cleo -> anna', 'cleo -> cora'], [...FIELD, tries]).confidence(WSSECURITY)).toBe('possible');
    expect(weighed(['cleo -> anna', 'cleo -> frieda'], [...FIELD, tries], SERVERS, mailboxes).confidence(WSSECURITY)).toBe('possible');
  });

  test('the same two servers showing another mailbox rule out what would concern the servers', () => {
    const mailboxes = { ...MAILBOXES, alma: 'ex16' };
    const tries = lookups('cleo', { anna: { answer: refusal('ErrorAutoDiscoverFailed', `${SAID.verifying} ${SAID.tokens}`) }, alma: works });
    const ruled = weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, tries], SERVERS, mailboxes);
    for (const cause of [WSSECURITY, METADATA, EXPIRED, MISSING, CLOCK]) expect(ruled.confidence(cause)).toBe('ruled-out');
  });
});

describe('an Exchange 2010 asks by federation only', () => {
  const ways = (target: string, text: string): Weighed => weigh([`cleo -> ${target}`, `${target} -> cora`], [
    ...FIELD, asks('cleo', target, text), lookups(target, { cora: works })]);
  // The other way round means the same two servers.
  const seen = ways('otto', SAID.tokens);

  test('where it gets tokens of its own, its certificate is good and the metadata is old', () => {
    expect([seen.found, seen.confidence(EXPIRED)]).toEqual([[METADATA], 'possible']);
    expect(seen.opposing(EXPIRED)).toEqual(['user-availability otto@contoso.test']);
  });

  test('an Exchange 2016 may have asked by OAuth, which says nothing about the certificate', () => {
    expect([ways('anna', SAID.tokens).found, ways('anna', SAID.tokens).opposing(EXPIRED)]).toEqual([[], []]);
  });

  test('"verifying" is not set apart by it', () => {
    expect(ways('otto', SAID.verifying).found).toEqual([]);
  });
});

describe(CLOCK, () => {
  const at = (seconds: number | null, text: string = SAID.verifying, ...more: readonly Observation[]): Weighed =>
    weigh(['cleo -> anna'], [...field(clock('mail16.contoso.test', '15.1.2507.57', seconds)), ...more, asks('cleo', 'anna', text)]);

  test.each([[301, 'likely'], [-4000, 'likely'], [300, 'ruled-out'], [-12, 'ruled-out'], [null, 'possible']] as const)('a clock that is %s seconds off', (seconds, confidence) => {
    const seen = at(seconds);
    const told = seen.confidence(CLOCK) === 'undetermined' ? 'ruled-out' : seen.confidence(CLOCK);
    expect(told).toBe(confidence);
    if (confidence === 'likely') expect([seen.found, seen.supporting(CLOCK)]).toEqual([[CLOCK], ['fingerprint mail16.contoso.test:443', 'user-availability cleo@contoso.test']]);
  });

  test('a wrong clock without a refused token accuses nobody', () => {
    expect(at(4000, TEXT.status503).found).toEqual([]);
  });

  test('a wrong clock of this machine is doubted when another forest is off by the same', () => {
    const other = [clock('mail19.contoso.test', '15.2.1748.10', 4010, { dnsTree: 'fabrikam.test' })];
    const ours = weigh(['cleo -> anna'], [
      ...field(clock('mail16.contoso.test', '15.1.2507.57', 4000, { dnsTree: 'contoso.test' }), ...other), asks('cleo', 'anna', SAID.verifying)]);
    expect(ours.confidence(CLOCK)).toBe('possible');
  });

  test('the text that names it counts whatever the clocks say now', () => {
    expect(toPremises(SAID.outOfSync).confidence(CLOCK)).toBe('confirmed');
  });

  test('"1007" and 5039 only make it possible, and only while no clock was seen', () => {
    for (const text of [SAID.accessDenied, 'The attendee’s server couldn’t be found. For more information, please contact your helpdesk. (Error Code: 5039)']) {
      expect([at(null, text).confidence(CLOCK), at(0, text).found]).toEqual(['possible', []]);
      expect(at(0, text).possible).not.toContain(CLOCK);
    }
  });
});

describe(HANDLER, () => {
  const blocked = door('mail16.contoso.test:443', { exchangeHeaders: [], schemes: ['Basic realm="Remote Access"'], server: null });
  test('is doubted where a device answers at the published name', () => {
    expect(weigh(['cleo -> anna'], [...field(blocked), asks('cleo', 'anna', SAID.wizard405)]).confidence(HANDLER)).toBe('possible');
  });
});

describe(LEGACY, () => {
  const with2013 = (build: string, text: string): Weighed =>
    weigh(['cleo -> dora'], [...FIELD, fingerprint('mail13.contoso.test:443', { exchangeBuild: build }), asks('cleo', 'dora', text)]);

  test.each(['15.0.913.22', '15.0.995.29'])('possible, never likely, with build %s: no error text of it is known', (build) => {
    expect(with2013(build, SAID.notContacted).confidence(LEGACY)).toBe('possible');
    expect(with2013(build, plain('System.Net.WebException: The remote server returned an error: (500) Internal Server Error.')).confidence(LEGACY)).toBe('possible');
    expect(with2013(build, TEXT.status401).confidence(LEGACY)).toBe('ruled-out');
  });

  test('not with another build', () => {
    expect(with2013('15.0.1497.48', SAID.notContacted).confidence(LEGACY)).toBe('ruled-out');
  });
});

describe('a token is made for one user', () => {
  test.each([[MISMATCH, SAID.passwords], [PASSWORD, SAID.expired], [PROVISION, SAID.provision], [MEMBER, SAID.member], [UNKNOWN, SAID.application]])('%s', (cause, text) => {
    // Another user of the cloud who is shown the same colleague says nothing for this one.
    const mailboxes = { ...MAILBOXES, alma: 'ex16' };
    const tries = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } });
    const others = weighed(['cleo -> anna', 'cora -> alma'], [...FIELD, tries, lookups('cora', { alma: works })], SERVERS, mailboxes);
    expect(others.found).toEqual([cause]);
    // Words that name a cause, beside a lookup that contradicts them: both are shown.
    const same = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text) }, alma: works });
    expect(weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, same], SERVERS, mailboxes).found).toEqual([]);
  });

  test('a code for the password of the asking account is not one for a token', () => {
    const seen = weigh(['cleo -> anna'], [...FIELD, asks('cleo', 'anna', SAID.expired, 'ErrorPasswordExpired')]);
    expect([seen.confidence(PASSWORD), seen.found]).toEqual(['possible', []]);
  });
});

describe('as texts arrive', () => {
  test('smart quotes, capitals and wrapped lines change nothing', () => {
    for (const [cause, text] of [[PROOF, SAID.proof], [DELETED, SAID.deleted], [BROKEN, SAID.next], [MEMBER, SAID.member], [UNKNOWN, SAID.application]] as const) {
      const wrapped = text.replace(/ /g, '\r\n     ').replace(/'/g, '’').replace(/"/g, '“').toUpperCase();
      expect(toPremises(wrapped).confidence(cause), wrapped).toBe('confirmed');
    }
  });

  test('no text of the area makes a cause of another direction appear', () => {
    const cloudOnly = [GATEWAY, MISMATCH, PASSWORD, PROVISION, MEMBER, LEGACY, WSSECURITY, HANDLER];
    for (const text of Object.values(SAID)) {
      for (const cause of cloudOnly) expect(toCloud(text).confidence(cause)).toBe('not weighed');
    }
  });

  test('no text of another area makes one of these likely', () => {
    for (const text of Object.values(TEXT)) {
      for (const seen of [toPremises(text), toCloud(text), between(text)]) expect(seen.found.filter((one) => AREA.includes(one)), text).toEqual([]);
    }
  });

  test('every cause of the two folders has its row here', () => {
    const files = ['federation', 'authentication-wssecurity'].flatMap((folder) => readdirSync(join(import.meta.dirname, '../../src/causes', folder)));
    expect(files.filter((file) => file !== 'sight.ts' && file !== 'configured.ts').map((file) => file.replace(/\.ts$/, '')).sort()).toEqual([...AREA].sort());
  });
});
