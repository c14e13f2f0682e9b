/** What separates causes that leave the same words: each row says which stands first, and which must be silent or behind. All texts are ours. */
import { describe, expect, test } from 'vitest';
import { causes } from '../src/causes/index.ts';
import { explain } from '../src/explain.ts';
import type { ExplainContext } from '../src/explain-context.ts';
import { readPastedText } from '../src/protocol/pasted-text.ts';

const ids = (text: string, context: ExplainContext = {}): readonly string[] =>
  explain(readPastedText(text, 'paste'), context, causes, '2026-11-20T09:00:00.000Z').findings.map(({ cause }) => cause);

const HERE = { direction: 'onprem-to-onprem' } as const;
const OUT = { direction: 'onprem-to-cloud' } as const;
const IN = { direction: 'cloud-to-onprem' } as const;
const CLOUD = { requesterVersion: 'exchange-online', targetVersion: 'exchange-online' } as const;

const S401 = 'Proxy web request failed. ---> System.Net.WebException: The request failed with HTTP status 401: Unauthorized.';
const CHANNEL = 'Proxy web request failed. ---> System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.';
const CUT = 'System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a receive. ---> System.Net.Sockets.'
  + 'SocketException: An existing connection was forcibly closed by the remote host';
const FEDERATED_CUT = `ProxyWebRequest FederatedCrossForest to https://mail.fabrikam.test/ews/exchange.asmx/WSSecurity failed. ${CUT}`;
const UNKNOWN = 'MailRecipientNotFoundException: Unable to resolve e-mail address bob@fabrikam.test to an Active Directory object.';
const REFUSED = '<ResponseCode>ErrorNoFreeBusyAccess</ResponseCode><ResponseSource>https://mail.fabrikam.test/EWS/Exchange.asmx';
const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const LEGACY = 'legacy-freebusy-folder-replica-missing';
const BUG = 'exchange2016-addressspace-header-bug';
const DELAY = 'dedicated-hybrid-app-propagation-delay';
const STALE = 'external-address-stale-in-cloud';

describe('the first', () => {
  test.each<[string, ExplainContext, string]>([
    [S401, { ...HERE, requesterVersion: 'exchange-2016' }, BUG],
    [S401, { ...HERE, requesterVersion: 'exchange-2019' }, 'cross-forest-service-account-rejected'],
    [S401, IN, 'reverse-proxy-preauthentication'],
    [CHANNEL, OUT, 'm365-root-ca-missing-on-exchange-server'],
    [CHANNEL, { ...OUT, requesterVersion: 'exchange-2010' }, 'tls12-outbound-to-cloud-not-enabled'],
    [`Set-FederatedOrganizationIdentifier: An error occurred while attempting to provision Exchange to the Partner STS. ${CHANNEL}`, OUT,
      'outbound-proxy-or-firewall-blocks-m365'],
    [`${FEDERATED_CUT}\n   at System.Net.Security._SslStream.EndRead(IAsyncResult asyncResult)`, HERE, 'wssecurity-disabled-or-needs-reset'],
    [`ProxyWebRequest CrossSite to https://ex02.contoso.test/ews/exchange.asmx failed. Caller SIDs: WSSecurity. ${CUT}`, IN,
      'federation-cert-missing-on-some-servers'],
    [UNKNOWN, CLOUD, 'orgrel-freebusy-not-enabled'],
    [UNKNOWN, HERE, 'recipient-not-found-in-directory'],
    [`${REFUSED}/WSSecurity</ResponseSource>`, OUT, 'requester-domain-missing-in-target-relationship'],
    [`${REFUSED}</ResponseSource>`, OUT, 'calendar-default-permission-none'],
    ['The request failed with HTTP status 503: Service Unavailable', IN, 'ews-app-pool-or-component-down'],
    ['HCW8064 The wizard has completed, but OAuth was not set up.', {}, 'ioc-disabled-after-hcw'],
    ['Users on Exchange 2013 cannot see the calendars of users on Exchange 2019, only hash marks.', {}, MISMATCH],
    ['LastError: 421 4.4.2 Connection dropped due to SocketError', { ...HERE, requesterVersion: 'exchange-2013', targetVersion: 'exchange-2019' },
      MISMATCH],
    ['Hybrid configuration failed: execution failed: Configure Legacy Exchange Support', {}, LEGACY],
    ['Identity : \\NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY\\EX:/o=contoso\nReplicas : {}', {}, LEGACY],
    ['Since we enabled the dedicated hybrid application half an hour ago free/busy of cloud users is not shown.', OUT, DELAY],
    ['PrimarySmtpAddress : anna@contoso.test\nExternalEmailAddress : SMTP:anna@old.test', IN, STALE],
    ['Outlook on the web: {"ErrorCode":31,"WasSuccessful":false,"CalendarFolder":null} "ResponseCode":"ErrorNoFreeBusyAccess"', CLOUD,
      'corrupted-calendar'],
    ['Autodiscover: The name on the security certificate is invalid or does not match the name of the site mail.contoso.test', HERE,
      'cert-name-mismatch-on-ews-endpoint'],
    ['The request was aborted: Could not create SSL/TLS secure cha', OUT, 'm365-root-ca-missing-on-exchange-server'],
  ])('%s %j', (text, context, cause) => {
    expect(ids(text, context)[0]).toBe(cause);
  });
});

describe('silent', () => {
  test.each<[string, ExplainContext, string]>([
    [`ProxyWebRequest CrossSite to https://ex02.contoso.test:444/ews failed. ${S401}`, { ...HERE, requesterVersion: 'exchange-2016' }, BUG],
    [`${FEDERATED_CUT}\n   at System.Net.Security._SslStream.EndRead(IAsyncResult asyncResult)`, HERE, MISMATCH],
    ['Users on Exchange 2013 cannot see the calendars of users on Exchange 2016, only hash marks.', {}, MISMATCH],
    ['LastError: 421 4.4.2 Connection dropped due to SocketError', HERE, MISMATCH],
    ['Identity : \\NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY\\EX:/o=contoso\nReplicas : {EX10}', {}, LEGACY],
    ['The dedicated hybrid application was enabled an hour ago, and free/busy works.', OUT, DELAY],
    ['PrimarySmtpAddress : anna@contoso.test\nExternalEmailAddress : SMTP:anna@contoso.test', IN, STALE],
    ['ExternalEmailAddress : SMTP:anna@contoso.mail.onmicrosoft.com', IN, STALE],
  ])('%s %j', (text, context, cause) => {
    expect(ids(text, context)).not.toContain(cause);
  });
});

/** What the commands under `confirm` print where the cause is there, and where it is not. */
describe('pasted settings', () => {
  test.each<[string, string, string, ExplainContext?]>([
    ['orgrel-freebusy-not-enabled', 'DomainNames : {contoso.test}\nFreeBusyAccessEnabled : False', 'FreeBusyAccessEnabled : True'],
    ['wssecurity-disabled-or-needs-reset', 'WSSecurityAuthentication : False', 'WSSecurityAuthentication : True', IN],
    ['oauth-vdir-authentication-off', 'OAuthAuthentication : False', 'OAuthAuthentication : True', IN],
    ['ioc-disabled-after-hcw', 'TargetAddressDomains : {contoso.test}\nEnabled : False', 'TargetAddressDomains : {contoso.test}\nEnabled : True'],
    ['calendar-default-permission-none', 'FolderName User AccessRights\nCalendar Default {None}', 'FolderName User AccessRights\nCalendar Default '
      + '{AvailabilityOnly}\nCalendar Anonymous {None}'],
    ['federation-cert-missing-on-some-servers', 'Site : HQ State : NotInstalled', 'Site : HQ State : Installed'],
    ['ews-blocked-in-exchange-online', 'EwsEnabled : False', 'EwsEnabled : True'],
    ['ews-app-pool-or-component-down', 'EX01 EwsProxy Inactive', 'EX01 EwsProxy Active'],
  ])('%s', (cause, bad, good, context) => {
    expect(ids(bad, context)[0]).toBe(cause);
    expect(ids(good, context)).not.toContain(cause);
  });
});
