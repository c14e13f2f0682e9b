/** The named faults: everything that can be wrong with an imitated server or mailbox, in one table. */

/** Faults of a server, with what each one does. */
export const serverFaults = {
  'expired-certificate': 'the certificate of every port ended yesterday',
  'not-yet-valid-certificate': 'the certificate of every port begins tomorrow',
  'wrong-name-certificate': 'the certificate of every port is for another name',
  'untrusted-certificate': 'the certificate of every port is self-signed and nobody trusts it',
  'weak-certificate': 'the certificate of every port has a 1024-bit key and a SHA-1 signature',
  'tiny-key-certificate': 'the certificate of every port has a 768-bit key, which Windows does not accept as a caller',
  'gcm-only-suites': 'every port accepts only ECDHE_RSA suites with GCM',
  'tls-1.0-only': 'every port accepts, and the server itself offers, nothing but TLS 1.0',
  'tls-alert-instead-of-reset': 'a hello without a shared TLS version gets alert 70 instead of a TCP reset',
  'unreachable-from-peers': 'the port that peers call (444; 443 of the own name of an Exchange 2010) refuses connections',
  'unreachable-from-clients': 'the published name refuses connections; own names are unaffected',
  'silent-to-peers': 'the port that peers call accepts connections and never says a word',
  'ews-application-pool-stopped': 'IIS answers 503 for everything below /EWS',
  'web-services-do-not-start': 'ASP.NET finds no program files of Exchange and answers an error page for everything below /EWS',
  'pre-authentication': 'a device before the published name wants its own sign-in; own names are unaffected',
  'pre-authentication-to-peers': 'a device before the port that peers call answers them with 401',
  'autodiscover-404': 'everything below /autodiscover is answered with 404',
  'autodiscover-without-urls': 'Autodiscover answers for its mailboxes without ASUrl and EwsUrl',
  'lookups-time-out': 'the store answers later than the availability service waits',
  throttled: 'EWS answers every call with ErrorServerBusy and a back-off time of 15 minutes',
  'throttled-at-first': 'EWS answers the first call with ErrorServerBusy and a back-off time of 1.5 seconds, then as usual',
  'graph-throttled-at-first': 'Microsoft Graph answers the first call for its mailboxes with 429 and Retry-After: 1, then as usual',
  'graph-invalid-audience': 'Microsoft Graph takes every token for one made out for another service (401)',
  'graph-access-denied': 'the application lacks the permission to read calendars by Microsoft Graph (403)',
  'graph-does-not-serve-mailboxes': 'Microsoft Graph takes its mailboxes for inactive or on premises (404)',
  'graph-times-out': 'Microsoft Graph gives up waiting for the service behind it (504)',
  'graph-cannot-proxy': 'Microsoft Graph answers 200 with the error of a failed proxy request for every mailbox elsewhere',
  'negotiate-only': 'only Negotiate (Kerberos) is offered for signing in',
  'extended-protection': 'a channel binding that comes with NTLM must fit, as Exchange 2019 has it from CU14 on',
  'extended-protection-required': 'NTLM is accepted with a matching channel binding only',
  'empty-500': 'EWS answers every call with an empty 500',
  'html-200': 'EWS answers every call with a web page',
  'stale-mailbox-location': 'the front end still sends the calls of its own mailboxes to an Exchange 2010, where they were before',
  'wssecurity-off': 'calls and Autodiscover between organizations by federation are refused (WSSecurityAuthentication is False)',
  'oauth-off': 'calls and Autodiscover between organizations by OAuth are refused (OAuthAuthentication is False)',
  'autodiscover-oauth-off': 'Autodiscover refuses OAuth (OAuthAuthentication is False on its virtual directory), EWS takes it',
  'svc-handler-mapping-missing': 'IIS does not hand addresses that end in .svc to Exchange, and answers that POST is not allowed there',
  'another-tenant-trusted': 'OAuth tokens of another tenant are taken than of the one that calls (its Get-AuthServer belongs to that)',
  'truncated-answer': 'EWS announces its answer, sends half of it and closes the connection',
} as const;
export type ServerFault = keyof typeof serverFaults;

/** Faults of a mailbox, with what each one does. */
export const mailboxFaults = {
  'default-permission-none': 'the Default entry of the calendar permissions is None',
  'being-moved': 'the mailbox is being moved to another database',
  'store-unavailable': 'the database of the mailbox is not available',
  'no-data': 'the calendar yields no-data digits for the whole window',
  'unknown-recipient': 'nobody in the directory has this address',
} as const;
export type MailboxFault = keyof typeof mailboxFaults;

/** Faults of a balancer, with what each one does. Those of certificates concern the one that it shows itself. */
export const balancerFaults = {
  'expired-certificate': 'its own certificate ended yesterday',
  'wrong-name-certificate': 'its own certificate is for another name',
  'untrusted-certificate': 'its own certificate is self-signed and nobody trusts it',
  'pre-authentication': 'it wants its own sign-in, and nothing reaches the machines behind it',
  'answers-503': 'it believes that no machine is there and answers everything with a 503 of its own',
  'rejects-requests': 'its application firewall answers everything below /EWS with status 200 and a page that says so',
  'ews-not-published': 'it answers everything below /EWS with a 403 of its own; other paths are handed on',
  'guards-passes': 'it wants its own sign-in where other organizations show their passes (paths that end in WSSecurity)',
  'wrong-name-behind': 'it calls the machines by a name that their certificates do not hold, and checks that',
  'offloads-tls': 'it calls the machines without TLS, while they require SSL',
} as const;
export type BalancerFault = keyof typeof balancerFaults;

/** Faults of an organization, with what each one does. */
export const organizationFaults = {
  'anchor-mailbox-missing': 'no mailbox has the address by which other forests ask its Autodiscover',
  'hybrid-app-missing': 'servers on premises have no application of their own in the tenant, and come under the one that all organizations shared',
  'hybrid-app-not-activated': 'the servers\' own application is in the tenant, and no setting override makes them use it',
  'hybrid-app-certificate-not-uploaded': 'the servers\' own application holds another certificate than the one with which they sign',
  'hybrid-app-without-permissions': 'nobody has consented to the permissions of the servers\' own application',
  'ews-off': 'a tenant of Exchange Online that has EWS switched off (EwsEnabled is False)',
  'unknown-to-gateway': 'the federation gateway does not know its application (AccountNamespace), so it gives its servers no tokens',
  'token-service-out-of-reach': 'a firewall keeps its servers from the federation gateway',
} as const;
export type OrganizationFault = keyof typeof organizationFaults;

/** Faults of a relationship, with what each one does. */
export const relationshipFaults = {
  'account-rejected': 'the other side does not know the password of the account of the address space any more',
  'token-for-another-host': 'tokens are made out for another host than the one that is called',
  'token-of-another-tenant': 'tokens come from a tenant that the other side does not trust',
  'free-busy-not-given': 'the other side gives no free/busy over it (FreeBusyAccessLevel is None there); only of organization relationships',
  'hybrid-agent-stopped': 'the Hybrid Agent at its address (TargetSharingEpr below msappproxy.net) is stopped',
  'domain-unknown-there': 'the other side does not list the mail domain of those who ask; only of organization relationships',
} as const;
export type RelationshipFault = keyof typeof relationshipFaults;

/** Faults of an application that signs in by OAuth, with what each one does. */
export const applicationFaults = {
  'secret-is-another': 'the application has another client secret than the one that is sent',
  'secret-expired': 'the client secret has expired',
  'certificate-is-another': 'the application has another certificate than the one that is used',
  'certificate-expired': 'the certificate of the application ended yesterday',
  'consent-missing': 'nobody has consented to the permissions of the application',
  'tenant-unknown': 'no tenant has that name',
  'application-unknown': 'the tenant does not know the application',
  'application-disabled': 'the application is disabled in the tenant',
  'device-code-declined': 'the user who types the code declines',
  'device-code-expired': 'nobody types the code in time',
} as const;
export type ApplicationFault = keyof typeof applicationFaults;
/** Names of the application faults, in the order of the table. */
export const applicationFaultNames = Object.keys(applicationFaults) as readonly ApplicationFault[];

/** Names of the organization faults, in the order of the table. */
export const organizationFaultNames = Object.keys(organizationFaults) as readonly OrganizationFault[];
/** Names of the relationship faults, in the order of the table. */
export const relationshipFaultNames = Object.keys(relationshipFaults) as readonly RelationshipFault[];

/** Faults of a web site, with what each one does. */
export const webSiteFaults = {
  'answers-autodiscover': 'it answers Autodiscover with settings for other mail programs, as web hosts do',
  'wrong-name-certificate': 'its certificate is that of the web host',
} as const;
export type WebSiteFault = keyof typeof webSiteFaults;

/** Names of the web site faults, in the order of the table. */
export const webSiteFaultNames = Object.keys(webSiteFaults) as readonly WebSiteFault[];
/** Names of the balancer faults, in the order of the table. */
export const balancerFaultNames = Object.keys(balancerFaults) as readonly BalancerFault[];
/** Names of the server faults, in the order of the table. */
export const serverFaultNames = Object.keys(serverFaults) as readonly ServerFault[];
/** Names of the mailbox faults, in the order of the table. */
export const mailboxFaultNames = Object.keys(mailboxFaults) as readonly MailboxFault[];
