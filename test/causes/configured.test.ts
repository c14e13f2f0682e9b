/** Configuration that was brought along: what it proves, what it speaks against, and that a setting of the wrong side is no sign. */
import { describe, expect, test } from 'vitest';
import type { Confidence } from '../../src/model/report.ts';
import type { Observation } from '../../src/model/observation.ts';
import { lookups, refusal, type ScenarioParts } from '../built-evidence.ts';
import { readFormatList } from '../../src/protocol/format-list.ts';
import { configurationOf } from '../../src/readers/cmdlet-output.ts';
import { observationsOf } from '../../src/readers/reader.ts';
import { FIELD, SERVERS, weighed } from './worlds.ts';

const AT = '2026-11-20T09:00:00.000Z';
const PLACES: ScenarioParts['servers'] = {
  ...SERVERS, cloud: { version: 'exchange-online', tenant: 'contoso.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  other: { version: 'exchange-online', tenant: 'fabrikam.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
};
const PEOPLE: ScenarioParts['mailboxes'] = { anna: 'ex16', boris: 'ex19', dora: 'ex13', cleo: 'cloud', cora: 'cloud', xenia: 'other' };

type Config = readonly (readonly [side: 'on-premises' | 'cloud' | 'ex16' | 'ex19', text: string])[];
const configured = (config: Config): readonly Observation[] => observationsOf(configurationOf(config.map(([side, text], index) => ({
  source: `${index}.txt`, server: side.startsWith('ex') ? side : null, side: side === 'cloud' ? 'cloud' : 'on-premises', list: readFormatList(text),
}))), AT);

const TO_CLOUD = (enabled: string, more = ''): string =>
  `TargetAddressDomains : {contoso.mail.onmicrosoft.com}\nDiscoveryEndpoint : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc\nTargetSharingEpr :\nEnabled : ${enabled}\n${more}`;
const TO_PREMISES = (enabled: string, epr = ''): string =>
  `TargetAddressDomains : {contoso.test}\nDiscoveryEndpoint : https://mail16.contoso.test/autodiscover/autodiscover.svc\nTargetSharingEpr : ${epr}\nEnabled : ${enabled}\n`;
const RELATIONSHIP = (domains: string, more: string): string => `Name : r\nDomainNames : {${domains}}\n${more}`;
const ROUTING = 'contoso.mail.onmicrosoft.com';
const OVERRIDE = (enabled: string): string => `Name : EnableExchangeHybrid3PAppFeature\nComponentName : Global\nSectionName : ExchangeOnpremAsThirdPartyAppId\nParameters : {Enabled=${enabled}}\n`;
const EVOSTS = (application: string, more = 'Enabled : True'): string => `Name : EvoSts - 1\nType : AzureAD\nIssuerIdentifier : https://sts.windows.net/0f3c9b7a-1111-2222-3333-444455556666/\nApplicationIdentifier : ${application}\nRealm : 0f3c9b7a-1111-2222-3333-444455556666\n${more}\n`;
const VDIR = (more: string, identity = 'EX16\\EWS (Default Web Site)'): string => `Identity : ${identity}\nInternalNLBBypassUrl :\nServer : EX16\n${more}\n`;

// Source of the texts: Microsoft Learn, Resolve free/busy errors; exchange-web-services reference, ResponseCode.
const PROXY = 'Proxy web request failed. , inner exception: ';
const UNUSABLE = 'The mail recipient is not found in Active Directory., inner exception: Microsoft.Exchange.InfoWorker.Common.Availability.InvalidOrganizationRelationshipForRequestDispatcherException: The organization relationship can\'t be used. LID: 52108';
const NO_WAY = 'Configuration information for forest/domain contoso.test could not be found in Active Directory. LID: 47932';
const FORBIDDEN = `${PROXY}The request failed with HTTP status 403: Forbidden.`;
const REFUSED = `${PROXY}The request failed with HTTP status 401: Unauthorized.`;
const DENIED = 'The caller does not have access to free/busy data.';
const SECURITY = `${PROXY}An error occurred when verifying security for the message.`;
const MOVED = `${PROXY}The request failed with the error message: Object moved`;
const NO_URL = 'The response from the Autodiscover service at \'https://autodiscover.contoso.test/autodiscover/autodiscover.svc/WSSecurity\' failed due to an error in user setting \'ExternalEwsUrl\'. Error message: InvalidSetting.';
const ISSUER = `${PROXY}The issuer of the token is unknown. Issuer was '00000001-0000-0000-c000-000000000000@99999999-aaaa-bbbb-cccc-dddddddddddd'.`;

const INVALID_USER = NO_URL.replace('InvalidSetting', 'InvalidUser');
const GATEWAY = `${PROXY}The request failed with HTTP status 504: Gateway Timeout`;
const NO_TOKEN = `${PROXY}Microsoft.Exchange.Net.WSTrust.SoapFaultException: Soap fault exception received.`;
const AGENT = 'https://b0c1d2e3-0000-4000-8000-00000000000b.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx';
const IDENTIFIER = 'AccountNamespace : FYDIBOHF25SPDLT.contoso.test\nDomains : {FYDIBOHF25SPDLT.contoso.test, contoso.test}\nEnabled : True\nDelegationTrustLink : Microsoft Federation Gateway';

function judged(lookup: string, [text, code]: readonly [string, string], config: Config): (cause: string) => Confidence | 'not weighed' {
  const [requester = '', target = ''] = lookup.split(' -> ');
  const answer = lookups(requester, { [target]: { answer: refusal(code, text) } });
  return weighed(lookup, [...FIELD, answer, ...configured(config)], PLACES, PEOPLE).confidence;
}

const OUT = 'anna -> cleo';
const IN = 'cleo -> anna';
const [P, D, N, A, R] = ['ErrorProxyRequestProcessingFailed', 'ErrorNoFreeBusyAccess', 'ErrorAddressSpaceNotFound', 'ErrorAutoDiscoverFailed', 'ErrorMailRecipientNotFound'];

/** cause, lookup, text and code, without configuration, then [configuration, confidence]… */
const rows: readonly (readonly [string, string, readonly [string, string], Confidence, ...(readonly [string, Config, Confidence])[]])[] = [
  ['hybrid-agent-unhealthy', IN, [GATEWAY, P], 'possible',
    ['the tenant calls an agent', [['cloud', TO_PREMISES('True', AGENT)]], 'likely'],
    ['the tenant calls the published name', [['cloud', TO_PREMISES('True', 'https://mail16.contoso.test/EWS/Exchange.asmx')]], 'possible'],
    ['an agent on the wrong side', [['on-premises', TO_CLOUD('True').replace('TargetSharingEpr :', `TargetSharingEpr : ${AGENT}`)]], 'possible']],
  ['federation-application-not-found', IN, [NO_TOKEN, P], 'undetermined',
    ['another name in the relationship', [['on-premises', IDENTIFIER], ['cloud', RELATIONSHIP('contoso.test', 'TargetApplicationUri : FYDIBOHF25SPDLT.old.test')]], 'confirmed'],
    ['the same name, in another case', [['on-premises', IDENTIFIER], ['cloud', RELATIONSHIP('contoso.test', 'TargetApplicationUri : fydibohf25spdlt.Contoso.test')]], 'ruled-out'],
    ['of the wrong side', [['cloud', `${IDENTIFIER}\nOriginatingServer : x.PROD.OUTLOOK.COM`], ['cloud', RELATIONSHIP('contoso.test', 'TargetApplicationUri : FYDIBOHF25SPDLT.old.test')]], 'undetermined']],
  ['federated-proxy-address-missing', OUT, [INVALID_USER, A], 'likely',
    ['the domain is federated', [['on-premises', IDENTIFIER]], 'possible'],
    ['the domain is not', [['on-premises', IDENTIFIER.replace(', contoso.test', '')]], 'likely'],
    ['the list is cut off', [['on-premises', IDENTIFIER.replace(', contoso.test', '...')]], 'likely']],
  ['ioc-disabled-after-hcw', OUT, [UNUSABLE, R], 'possible',
    ['off', [['on-premises', TO_CLOUD('False')]], 'likely'],
    ['off while OAuth works', [['on-premises', `${TO_CLOUD('False')}\n\nTask : Checking EWS API Call Under Oauth\nDetail : x\nResultType : Success`]], 'confirmed'],
    ['on', [['on-premises', TO_CLOUD('True')]], 'ruled-out'],
    ['off on the other side only', [['cloud', TO_PREMISES('False')]], 'possible']],
  ['orgrel-domain-missing-on-source', IN, [NO_WAY, N], 'likely',
    ['listed nowhere', [['cloud', `${TO_PREMISES('True').replace('contoso.test}', 'other.test}')}\n\n${RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : True')}`]], 'confirmed'],
    ['listed by a relationship that is off', [['cloud', `${TO_PREMISES('False')}\n\n${RELATIONSHIP('contoso.test', 'Enabled : False\nFreeBusyAccessEnabled : True')}`]], 'confirmed'],
    ['listed', [['cloud', TO_PREMISES('True')]], 'possible'],
    ['the list is cut off', [['cloud', `${TO_PREMISES('True').replace('contoso.test}', 'other.test...}')}\n\n${RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : True')}`]], 'likely'],
    ['missing on the other side only', [['on-premises', `${TO_CLOUD('True')}\n\n${RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : True')}`]], 'likely']],
  ['orgrel-freebusy-not-enabled', IN, [DENIED, D], 'possible',
    ['not given by the target', [['on-premises', RELATIONSHIP('contoso.test', 'Enabled : True\nFreeBusyAccessEnabled : True\nFreeBusyAccessLevel : None')]], 'confirmed'],
    ['not asked for', [['cloud', RELATIONSHIP('contoso.test', 'Enabled : True\nFreeBusyAccessEnabled : False\nFreeBusyAccessLevel : LimitedDetails')]], 'confirmed'],
    ['level None of the asking side is what it gives, not what it asks for', [['cloud', RELATIONSHIP('contoso.test', 'Enabled : True\nFreeBusyAccessEnabled : True\nFreeBusyAccessLevel : None')]], 'possible'],
    ['a relationship with others', [['on-premises', RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : False\nFreeBusyAccessLevel : None')]], 'possible']],
  ['requester-domain-missing-in-target-relationship', IN, [DENIED, D], 'possible',
    ['missing', [['on-premises', RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : True')]], 'confirmed'],
    ['there', [['on-premises', RELATIONSHIP('contoso.test', 'Enabled : True\nFreeBusyAccessEnabled : True')]], 'possible'],
    ['missing on the asking side', [['cloud', RELATIONSHIP('other.test', 'Enabled : True\nFreeBusyAccessEnabled : True')]], 'possible']],
  ['orgrel-target-parameters-invalid', OUT, [UNUSABLE, R], 'possible',
    ['no endpoint', [['on-premises', RELATIONSHIP(ROUTING, 'Enabled : True\nTargetApplicationUri : outlook.com\nTargetSharingEpr :\nTargetAutodiscoverEpr :')]], 'confirmed'],
    ['another application', [['on-premises', RELATIONSHIP(ROUTING, 'Enabled : True\nTargetApplicationUri : contoso.test\nTargetSharingEpr :\nTargetAutodiscoverEpr : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity')]], 'confirmed'],
    ['right', [['on-premises', RELATIONSHIP(ROUTING, 'Enabled : True\nTargetApplicationUri : outlook.com\nTargetSharingEpr :\nTargetAutodiscoverEpr : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity')]], 'possible']],
  ['target-sharing-epr-wrong', IN, [MOVED, P], 'likely',
    ['another host', [['cloud', TO_PREMISES('True', 'https://old.contoso.test/EWS/Exchange.asmx')]], 'confirmed'],
    ['another path', [['cloud', TO_PREMISES('True', 'https://mail16.contoso.test/owa')]], 'confirmed'],
    ['right', [['cloud', TO_PREMISES('True', 'https://mail16.contoso.test/EWS/Exchange.asmx')]], 'possible'],
    ['empty', [['cloud', `${TO_PREMISES('True')}\n\n${RELATIONSHIP('contoso.test', 'Enabled : True\nTargetSharingEpr :\nTargetApplicationUri : x')}`]], 'ruled-out'],
    ['the Hybrid Agent', [['cloud', TO_PREMISES('True', 'https://0a.resource.mailboxMigration.his.msappproxy.net/EWS/Exchange.asmx')]], 'possible']],
  ['autodiscover-epr-points-to-wrong-service', IN, [NO_URL, A], 'undetermined',
    ['another path', [['cloud', RELATIONSHIP('contoso.test', 'Enabled : True\nTargetAutodiscoverEpr : https://mail16.contoso.test/EWS/Exchange.asmx/WSSecurity')]], 'confirmed']],
  ['ews-external-url-missing-in-target', IN, [NO_URL, A], 'possible',
    ['empty', [['on-premises', VDIR('ExternalUrl :')]], 'confirmed'],
    ['set', [['on-premises', VDIR('ExternalUrl : https://mail16.contoso.test/EWS/Exchange.asmx')]], 'possible'],
    ['empty on the back end, as it should be', [['on-premises', `${VDIR('ExternalUrl : https://mail16.contoso.test/EWS/Exchange.asmx')}\n${VDIR('ExternalUrl :', 'EX16\\EWS (Exchange Back End)')}`]], 'possible']],
  ['wssecurity-disabled-or-needs-reset', IN, [SECURITY, P], 'possible',
    ['off', [['on-premises', VDIR('WSSecurityAuthentication : False')]], 'confirmed'],
    ['on: it may be stuck', [['on-premises', VDIR('WSSecurityAuthentication : True')]], 'possible']],
  ['oauth-vdir-authentication-off', IN, [REFUSED, P], 'possible',
    ['off', [['on-premises', VDIR('OAuthAuthentication : False')]], 'confirmed'],
    ['on', [['on-premises', VDIR('OAuthAuthentication : True')]], 'possible']],
  ['oauth-authserver-overwritten-for-other-tenant', IN, [ISSUER.replace('The issuer of the token is unknown', 'error_category="invalid_issuer"'), P], 'possible',
    ['none of that tenant', [['on-premises', EVOSTS('1')]], 'confirmed'],
    ['one of that tenant', [['on-premises', EVOSTS('1').replaceAll('0f3c9b7a-1111-2222-3333-444455556666', '99999999-aaaa-bbbb-cccc-dddddddddddd')]], 'possible'],
    ['one of that tenant, off', [['on-premises', EVOSTS('1', 'Enabled : False').replaceAll('0f3c9b7a-1111-2222-3333-444455556666', '99999999-aaaa-bbbb-cccc-dddddddddddd')]], 'confirmed']],
  ['oauth-broken-while-ioc-enabled', OUT, [REFUSED, P], 'possible',
    ['on, and the test fails', [['on-premises', `${TO_CLOUD('True')}\n\nTask : Checking EWS API Call Under Oauth\nDetail : x\nResultType : Error`]], 'confirmed'],
    ['off', [['on-premises', TO_CLOUD('False')]], 'ruled-out']],
  ['dedicated-hybrid-app-not-activated', OUT, [FORBIDDEN, P], 'possible',
    ['no override', [['on-premises', `[PS] C:\\>Get-SettingOverride\n[PS] C:\\>`]], 'confirmed'],
    ['the override is off', [['on-premises', OVERRIDE('false')]], 'confirmed'],
    ['on, with an application', [['on-premises', `${OVERRIDE('true')}\n\n${EVOSTS('0a0a0a0a-1111-2222-3333-444455556666')}`]], 'ruled-out'],
    ['on, without an application', [['on-premises', `${OVERRIDE('true')}\n\n${EVOSTS('')}`]], 'confirmed']],
  ['ews-blocked-in-exchange-online', OUT, [FORBIDDEN, P], 'possible',
    ['off in the tenant', [['cloud', 'EwsEnabled : False\nEwsAllowedAppIDs :\nOAuth2ClientProfileEnabled : True']], 'confirmed'],
    ['off on-premises', [['on-premises', 'EwsEnabled : False\nOAuth2ClientProfileEnabled : True']], 'possible'],
    ['off for the mailbox', [['cloud', 'PrimarySmtpAddress : cleo@contoso.test\nOWAEnabled : True\nEwsEnabled : False']], 'confirmed'],
    ['off for another mailbox', [['cloud', 'PrimarySmtpAddress : cora@contoso.test\nOWAEnabled : True\nEwsEnabled : False']], 'possible'],
    ['the list lacks the application', [['cloud', 'EwsEnabled : True\nEwsAllowedAppIDs : 1b1b1b1b-1111-2222-3333-444455556666'], ['on-premises', EVOSTS('0a0a0a0a-1111-2222-3333-444455556666')]], 'confirmed'],
    ['the list holds it', [['cloud', 'EwsEnabled : True\nEwsAllowedAppIDs : 1b1b1b1b-1111-2222-3333-444455556666,0a0a0a0a-1111-2222-3333-444455556666'], ['on-premises', EVOSTS('0a0a0a0a-1111-2222-3333-444455556666')]], 'possible']],
  ['ews-application-access-policy-onprem', IN, [FORBIDDEN, P], 'possible',
    ['not on the list', [['on-premises', 'EwsApplicationAccessPolicy : EnforceAllowList\nEwsAllowList : {OWA/*, Outlook*}\nEwsBlockList :\nOAuth2ClientProfileEnabled : True']], 'confirmed'],
    ['on the list', [['on-premises', 'EwsApplicationAccessPolicy : EnforceAllowList\nEwsAllowList : {OWA/*, ASProxy*}\nEwsBlockList :\nOAuth2ClientProfileEnabled : True']], 'possible'],
    ['blocked by name', [['on-premises', 'EwsApplicationAccessPolicy : EnforceBlockList\nEwsAllowList :\nEwsBlockList : {ASProxy/*}\nOAuth2ClientProfileEnabled : True']], 'confirmed']],
  ['federation-cert-expired', IN, [SECURITY, P], 'undetermined',
    ['ended', [['on-premises', 'Name : Microsoft Federation Gateway\nOrgPrivCertificate : [Subject] CN=Federation [Issuer] CN=Federation [Serial Number] 01 [Not Before] 4/23/2020 1:00:00 AM [Not After] 4/23/2025 1:00:00 AM [Thumbprint] 00\nTokenIssuerUri : urn:federation:MicrosoftOnline']], 'confirmed'],
    ['good', [['on-premises', 'Name : Microsoft Federation Gateway\nOrgPrivCertificate : [Subject] CN=Federation [Issuer] CN=Federation [Not Before] 23.04.2025 01:00:00 [Not After] 23.04.2030 01:00:00 [Thumbprint] 00\nTokenIssuerUri : urn:federation:MicrosoftOnline']], 'ruled-out']],
];

describe.each(rows.map((row) => ({ row, name: `${row[0]}, ${row[1]}` })))('$name', ({ row: [cause, lookup, said, without, ...cases] }) => {
  test(`with the text alone: ${without}`, () => { expect(judged(lookup, said, [])(cause)).toBe(without); });
  test.each(cases)('%s', (_, config, confidence) => { expect(judged(lookup, said, config)(cause)).toBe(confidence); });
});

test('an address space of the tenant with a method that is no longer taken is likely', () => {
  const space = 'ForestName : contoso.test\nAccessMethod : OrgWideFB\nUserName : x';
  expect(judged('cleo -> xenia', ['x', P], [['cloud', space]])('availability-address-space-orgwidefb-deprecated')).toBe('likely');
  expect(judged('cleo -> xenia', ['x', P], [['cloud', space.replace('OrgWideFB', 'OrgWideFBToken')]])('availability-address-space-orgwidefb-deprecated')).toBe('ruled-out');
});

test('on-premises, another server\'s configuration says nothing of this one', () => {
  const own = judged('anna -> boris', [FORBIDDEN, P], [['ex19', 'EwsApplicationAccessPolicy : EnforceAllowList\nEwsAllowList : {OWA*}\nIsMixedMode : False']]);
  const others = judged('anna -> boris', [FORBIDDEN, P], [['ex16', 'EwsApplicationAccessPolicy : EnforceAllowList\nEwsAllowList : {OWA*}\nIsMixedMode : False']]);
  expect([own('ews-application-access-policy-onprem'), others('ews-application-access-policy-onprem')]).toEqual(['confirmed', 'possible']);
});
