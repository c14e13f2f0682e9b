/** The causes, by area. A new one: its file, its two lines here, its world in scenarios/lab/. */
import type { Cause } from './cause.ts';
import dnsNameNotResolved from './dns/dns-name-not-resolved.ts';
import dnsInternalZoneLacksAutodiscover from './dns/dns-internal-zone-lacks-autodiscover.ts';
import ewsEndpointUnreachable from './network/ews-endpoint-unreachable.ts';
import firewallBlocksInboundFromExchangeOnline from './network/firewall-blocks-inbound-from-exchange-online.ts';
import noRespondingCasInSite from './network/no-responding-cas-in-site.ts';
import mfgOrTokenServiceUnreachableFromOnprem from './network/mfg-or-token-service-unreachable-from-onprem.ts';
import schannelHalfConfiguredOrTls13 from './tls/schannel-half-configured-or-tls13.ts';
import tlsCipherSuiteMismatch from './tls/tls-cipher-suite-mismatch.ts';
import tlsVersionMismatchBetweenExchangeServers from './tls/tls-version-mismatch-between-exchange-servers.ts';
import tls12InboundEndpointNotAvailable from './tls/tls12-inbound-endpoint-not-available.ts';
import tls12OutboundToCloudNotEnabled from './tls/tls12-outbound-to-cloud-not-enabled.ts';
import tlsSettingsNotInForce from './tls/tls-settings-not-in-force.ts';
import certExpiredOnEwsEndpoint from './certificate/cert-expired-on-ews-endpoint.ts';
import certNameMismatchOnEwsEndpoint from './certificate/cert-name-mismatch-on-ews-endpoint.ts';
import certTooWeakForTheCaller from './certificate/cert-too-weak-for-the-caller.ts';
import certUntrustedIssuerOnEwsEndpoint from './certificate/cert-untrusted-issuer-on-ews-endpoint.ts';
import m365RootCaMissingOnExchangeServer from './certificate/m365-root-ca-missing-on-exchange-server.ts';
import reverseProxyPreauthentication from './proxy-or-load-balancer/reverse-proxy-preauthentication.ts';
import extendedProtectionConflict from './proxy-or-load-balancer/extended-protection-conflict.ts';
import hybridAgentUnhealthy from './proxy-or-load-balancer/hybrid-agent-unhealthy.ts';
import outboundProxyNotSetOnExchange from './proxy-or-load-balancer/outbound-proxy-not-set-on-exchange.ts';
import outboundProxyOrFirewallBlocksM365 from './proxy-or-load-balancer/outbound-proxy-or-firewall-blocks-m365.ts';
import outboundProxyRequiresAuthOrDenies from './proxy-or-load-balancer/outbound-proxy-requires-auth-or-denies.ts';
import perimeterPathNotPublished from './proxy-or-load-balancer/perimeter-path-not-published.ts';
import perimeterServiceUnavailable from './proxy-or-load-balancer/perimeter-service-unavailable.ts';
import responseNotWellformedXml from './proxy-or-load-balancer/response-not-wellformed-xml.ts';
import reverseProxyBackendCertNameMismatch from './proxy-or-load-balancer/reverse-proxy-backend-cert-name-mismatch.ts';
import uagSsoStripsAuthentication from './proxy-or-load-balancer/uag-sso-strips-authentication.ts';
import oauthSigningCertificateMissing from './authentication-oauth/oauth-signing-certificate-missing.ts';
import oauthCertificateExpired from './authentication-oauth/oauth-certificate-expired.ts';
import oauthCertificateNotInEntra from './authentication-oauth/oauth-certificate-not-in-entra.ts';
import oauthAuthserverMetadataStale from './authentication-oauth/oauth-authserver-metadata-stale.ts';
import oauthEvostsKeyRollover from './authentication-oauth/oauth-evosts-key-rollover.ts';
import oauthUserContextAmbiguous from './authentication-oauth/oauth-user-context-ambiguous.ts';
import oauthUserContextNotFound from './authentication-oauth/oauth-user-context-not-found.ts';
import oauthAudienceInvalidSslOffload from './authentication-oauth/oauth-audience-invalid-ssl-offload.ts';
import oauthSpnMissing from './authentication-oauth/oauth-spn-missing.ts';
import oauthPartnerApplicationLinkedAccount from './authentication-oauth/oauth-partner-application-linked-account.ts';
import oauthBrokenWhileIocEnabled from './authentication-oauth/oauth-broken-while-ioc-enabled.ts';
import oauthVdirAuthenticationOff from './authentication-oauth/oauth-vdir-authentication-off.ts';
import exchange2016Cu8OauthArchiveBug from './authentication-oauth/exchange2016-cu8-oauth-archive-bug.ts';
import hybridAppOverrideInDauthOnlyOrg from './authentication-oauth/hybrid-app-override-in-dauth-only-org.ts';
import graphPathDelegatedMailbox403 from './authentication-oauth/graph-path-delegated-mailbox-403.ts';
import oauthAuthserverOverwrittenForOtherTenant from './authentication-oauth/oauth-authserver-overwritten-for-other-tenant.ts';
import oauthTrustedIssuerNotConfiguredLocally from './authentication-oauth/oauth-trusted-issuer-not-configured-locally.ts';
import oauthTenantUnknownAcceptedDomain from './authentication-oauth/oauth-tenant-unknown-accepted-domain.ts';
import oauthIocWithExchange2010Servers from './authentication-oauth/oauth-ioc-with-exchange2010-servers.ts';
import autodiscoverEndpoint404 from './autodiscover/autodiscover-endpoint-404.ts';
import autodiscoverAnchorMailboxMissing from './autodiscover/autodiscover-anchor-mailbox-missing.ts';
import autodiscoverCloudScpMissing from './autodiscover/autodiscover-cloud-scp-missing.ts';
import autodiscoverEprPointsToWrongService from './autodiscover/autodiscover-epr-points-to-wrong-service.ts';
import autodiscoverRootDomainAnsweredByThirdParty from './autodiscover/autodiscover-root-domain-answered-by-third-party.ts';
import ewsExternalUrlMissingInTarget from './autodiscover/ews-external-url-missing-in-target.ts';
import outlookAnywhereBlockedInTarget from './autodiscover/outlook-anywhere-blocked-in-target.ts';
import requesterDomainMissingInTargetRelationship from './organization-relationship/requester-domain-missing-in-target-relationship.ts';
import orgrelDomainMissingOnSource from './organization-relationship/orgrel-domain-missing-on-source.ts';
import hybridMinimalConfiguration from './organization-relationship/hybrid-minimal-configuration.ts';
import orgrelFreebusyNotEnabled from './organization-relationship/orgrel-freebusy-not-enabled.ts';
import orgrelTargetParametersInvalid from './organization-relationship/orgrel-target-parameters-invalid.ts';
import iocDisabledAfterHcw from './organization-relationship/ioc-disabled-after-hcw.ts';
import targetSharingEprWrong from './organization-relationship/target-sharing-epr-wrong.ts';
import hybridMeshThirdParty from './organization-relationship/hybrid-mesh-third-party.ts';
import acceptedDomainMissing from './organization-relationship/accepted-domain-missing.ts';
import orgrelDomainAlreadyInOtherRelationship from './organization-relationship/orgrel-domain-already-in-other-relationship.ts';
import orgrelDomainLimitExceeded from './organization-relationship/orgrel-domain-limit-exceeded.ts';
import dedicatedHybridAppNotActivated from './tenant-policy/dedicated-hybrid-app-not-activated.ts';
import ewsBlockedInExchangeOnline from './tenant-policy/ews-blocked-in-exchange-online.ts';
import ewsApplicationAccessPolicyOnprem from './tenant-policy/ews-application-access-policy-onprem.ts';
import crossTenantM365PolicyMissing from './tenant-policy/cross-tenant-m365-policy-missing.ts';
import availabilityAddressSpaceOrgwidefbDeprecated from './tenant-policy/availability-address-space-orgwidefb-deprecated.ts';
import exchange2013WithoutDedicatedHybridApp from './tenant-policy/exchange2013-without-dedicated-hybrid-app.ts';
import dedicatedHybridAppPermissionMissing from './tenant-policy/dedicated-hybrid-app-permission-missing.ts';
import clientAutodiscoverNoEwsUrl from './client/client-autodiscover-no-ews-url.ts';
import wssecurityDisabledOrNeedsReset from './authentication-wssecurity/wssecurity-disabled-or-needs-reset.ts';
import svcHandlerMappingMissing from './authentication-wssecurity/svc-handler-mapping-missing.ts';
import exchange2013Cu5Cu6WssecurityToLegacy from './authentication-wssecurity/exchange2013-cu5-cu6-wssecurity-to-legacy.ts';
import clockSkew from './federation/clock-skew.ts';
import federationMetadataStale from './federation/federation-metadata-stale.ts';
import federationCertExpired from './federation/federation-cert-expired.ts';
import federationCertMissingOnSomeServers from './federation/federation-cert-missing-on-some-servers.ts';
import federationCertReferenceBroken from './federation/federation-cert-reference-broken.ts';
import federationTrustWrongGatewayInstance from './federation/federation-trust-wrong-gateway-instance.ts';
import federationApplicationNotFound from './federation/federation-application-not-found.ts';
import delegationTokenPasswordMismatch from './federation/delegation-token-password-mismatch.ts';
import delegationTokenPasswordExpired from './federation/delegation-token-password-expired.ts';
import delegationTokenProvisionNeeded from './federation/delegation-token-provision-needed.ts';
import delegationTokenMemberNameInvalid from './federation/delegation-token-member-name-invalid.ts';
import federatedDomainMissingInExoFederationInfo from './federation/federated-domain-missing-in-exo-federation-info.ts';
import federationDomainProofMissing from './federation/federation-domain-proof-missing.ts';
import federationOrgIdentifierPointsToDeletedTrust from './federation/federation-org-identifier-points-to-deleted-trust.ts';
import federationProvisioningRateLimited from './federation/federation-provisioning-rate-limited.ts';
import federationProvisioningNotSettled from './federation/federation-provisioning-not-settled.ts';
import clientWinhttpProxyWrong from './client/client-winhttp-proxy-wrong.ts';
import outlookFreebusysupportRegistryMissing from './client/outlook-freebusysupport-registry-missing.ts';
import clientAuthSchemeNotOffered from './client/client-auth-scheme-not-offered.ts';
import requestWindowInvalid from './client/request-window-invalid.ts';
import tooManyAttendees from './client/too-many-attendees.ts';
import mergedFreebusyIntervalInvalid from './client/merged-freebusy-interval-invalid.ts';
import invalidSmtpAddressInRequest from './client/invalid-smtp-address-in-request.ts';
import outlookClientCacheStaleRecipient from './client/outlook-client-cache-stale-recipient.ts';
import personalContactShadowsGalEntry from './client/personal-contact-shadows-gal-entry.ts';
import graphGetscheduleOnpremMailboxUnsupported from './client/graph-getschedule-onprem-mailbox-unsupported.ts';
import tooManyCalendarEntries from './calendar-data/too-many-calendar-entries.ts';
import corruptedCalendar from './calendar-data/corrupted-calendar.ts';
import invalidWorkingHours from './calendar-data/invalid-working-hours.ts';
import graphPathTimezoneShift from './calendar-data/graph-path-timezone-shift.ts';
import calendarDefaultPermissionNone from './permissions/calendar-default-permission-none.ts';
import calendarAclBroken from './permissions/calendar-acl-broken.ts';
import crossForestServiceAccountRejected from './permissions/cross-forest-service-account-rejected.ts';
import crossForestTokenSerializationRightMissing from './permissions/cross-forest-token-serialization-right-missing.ts';
import exchange2016AddressspaceHeaderBug from './permissions/exchange2016-addressspace-header-bug.ts';
import consumerMailboxLookupUnauthorized from './permissions/consumer-mailbox-lookup-unauthorized.ts';
import recipientNotFoundInDirectory from './addressing-or-directory/recipient-not-found-in-directory.ts';
import immutableidNotAnAddress from './addressing-or-directory/immutableid-not-an-address.ts';
import federatedProxyAddressMissing from './addressing-or-directory/federated-proxy-address-missing.ts';
import remoteRoutingAddressWrong from './addressing-or-directory/remote-routing-address-wrong.ts';
import externalAddressStaleInCloud from './addressing-or-directory/external-address-stale-in-cloud.ts';
import recipientNotFoundExternal404 from './addressing-or-directory/recipient-not-found-external-404.ts';
import ewsThrottled from './throttling-or-timeout/ews-throttled.ts';
import requestTimedOut from './throttling-or-timeout/request-timed-out.ts';
import ewsAppPoolOrComponentDown from './server-health/ews-app-pool-or-component-down.ts';
import dedicatedHybridAppPropagationDelay from './server-health/dedicated-hybrid-app-propagation-delay.ts';
import legacyFreebusyFolderReplicaMissing from './server-health/legacy-freebusy-folder-replica-missing.ts';
import publicVdirRequiresSsl2007 from './server-health/public-vdir-requires-ssl-2007.ts';
import redirectLoopAfterMailboxMove2010To2013 from './server-health/redirect-loop-after-mailbox-move-2010-to-2013.ts';
import exchange2010BeforeSp3 from './server-health/exchange2010-before-sp3.ts';
import mailboxTemporarilyUnavailable from './server-health/mailbox-temporarily-unavailable.ts';
import serviceSideRegression from './server-health/service-side-regression.ts';
import ewsWebconfigAssemblyPathBroken from './server-health/ews-webconfig-assembly-path-broken.ts';
import plainHttpToSslRequiredVdir from './server-health/plain-http-to-ssl-required-vdir.ts';
import exchange2007Dotnet35sp1OofXmlBug from './server-health/exchange2007-dotnet35sp1-oof-xml-bug.ts';
import legacyFreebusyMessageStaleLegacydn from './server-health/legacy-freebusy-message-stale-legacydn.ts';

export const causes: readonly Cause[] = [
  dnsNameNotResolved,
  dnsInternalZoneLacksAutodiscover,
  ewsEndpointUnreachable,
  firewallBlocksInboundFromExchangeOnline,
  noRespondingCasInSite,
  mfgOrTokenServiceUnreachableFromOnprem,
  schannelHalfConfiguredOrTls13,
  tlsCipherSuiteMismatch,
  tlsVersionMismatchBetweenExchangeServers,
  tls12InboundEndpointNotAvailable,
  tls12OutboundToCloudNotEnabled,
  tlsSettingsNotInForce,
  certExpiredOnEwsEndpoint,
  certNameMismatchOnEwsEndpoint,
  certTooWeakForTheCaller,
  certUntrustedIssuerOnEwsEndpoint,
  m365RootCaMissingOnExchangeServer,
  reverseProxyPreauthentication,
  extendedProtectionConflict,
  hybridAgentUnhealthy,
  outboundProxyNotSetOnExchange,
  outboundProxyOrFirewallBlocksM365,
  outboundProxyRequiresAuthOrDenies,
  perimeterPathNotPublished,
  perimeterServiceUnavailable,
  responseNotWellformedXml,
  reverseProxyBackendCertNameMismatch,
  uagSsoStripsAuthentication,
  oauthSigningCertificateMissing,
  oauthCertificateExpired,
  oauthCertificateNotInEntra,
  oauthAuthserverMetadataStale,
  oauthEvostsKeyRollover,
  oauthUserContextAmbiguous,
  oauthUserContextNotFound,
  oauthAudienceInvalidSslOffload,
  oauthSpnMissing,
  oauthPartnerApplicationLinkedAccount,
  oauthBrokenWhileIocEnabled,
  oauthVdirAuthenticationOff,
  exchange2016Cu8OauthArchiveBug,
  hybridAppOverrideInDauthOnlyOrg,
  graphPathDelegatedMailbox403,
  oauthAuthserverOverwrittenForOtherTenant,
  oauthTrustedIssuerNotConfiguredLocally,
  oauthTenantUnknownAcceptedDomain,
  oauthIocWithExchange2010Servers,
  autodiscoverEndpoint404,
  autodiscoverAnchorMailboxMissing,
  autodiscoverCloudScpMissing,
  autodiscoverEprPointsToWrongService,
  autodiscoverRootDomainAnsweredByThirdParty,
  ewsExternalUrlMissingInTarget,
  outlookAnywhereBlockedInTarget,
  requesterDomainMissingInTargetRelationship,
  orgrelDomainMissingOnSource,
  hybridMinimalConfiguration,
  orgrelFreebusyNotEnabled,
  orgrelTargetParametersInvalid,
  iocDisabledAfterHcw,
  targetSharingEprWrong,
  hybridMeshThirdParty,
  acceptedDomainMissing,
  orgrelDomainAlreadyInOtherRelationship,
  orgrelDomainLimitExceeded,
  dedicatedHybridAppNotActivated,
  ewsBlockedInExchangeOnline,
  ewsApplicationAccessPolicyOnprem,
  crossTenantM365PolicyMissing,
  availabilityAddressSpaceOrgwidefbDeprecated,
  exchange2013WithoutDedicatedHybridApp,
  dedicatedHybridAppPermissionMissing,
  clientAutodiscoverNoEwsUrl,
  wssecurityDisabledOrNeedsReset,
  svcHandlerMappingMissing,
  exchange2013Cu5Cu6WssecurityToLegacy,
  clockSkew,
  federationMetadataStale,
  federationCertExpired,
  federationCertMissingOnSomeServers,
  federationCertReferenceBroken,
  federationTrustWrongGatewayInstance,
  federationApplicationNotFound,
  delegationTokenPasswordMismatch,
  delegationTokenPasswordExpired,
  delegationTokenProvisionNeeded,
  delegationTokenMemberNameInvalid,
  federatedDomainMissingInExoFederationInfo,
  federationDomainProofMissing,
  federationOrgIdentifierPointsToDeletedTrust,
  federationProvisioningRateLimited,
  federationProvisioningNotSettled,
  clientWinhttpProxyWrong,
  outlookFreebusysupportRegistryMissing,
  clientAuthSchemeNotOffered,
  requestWindowInvalid,
  tooManyAttendees,
  mergedFreebusyIntervalInvalid,
  invalidSmtpAddressInRequest,
  outlookClientCacheStaleRecipient,
  personalContactShadowsGalEntry,
  graphGetscheduleOnpremMailboxUnsupported,
  tooManyCalendarEntries,
  corruptedCalendar,
  invalidWorkingHours,
  graphPathTimezoneShift,
  calendarDefaultPermissionNone,
  calendarAclBroken,
  crossForestServiceAccountRejected,
  crossForestTokenSerializationRightMissing,
  exchange2016AddressspaceHeaderBug,
  consumerMailboxLookupUnauthorized,
  recipientNotFoundInDirectory,
  immutableidNotAnAddress,
  federatedProxyAddressMissing,
  remoteRoutingAddressWrong,
  externalAddressStaleInCloud,
  recipientNotFoundExternal404,
  ewsThrottled,
  requestTimedOut,
  ewsAppPoolOrComponentDown,
  dedicatedHybridAppPropagationDelay,
  legacyFreebusyFolderReplicaMissing,
  publicVdirRequiresSsl2007,
  redirectLoopAfterMailboxMove2010To2013,
  exchange2010BeforeSp3,
  mailboxTemporarilyUnavailable,
  serviceSideRegression,
  ewsWebconfigAssemblyPathBroken,
  plainHttpToSslRequiredVdir,
  exchange2007Dotnet35sp1OofXmlBug,
  legacyFreebusyMessageStaleLegacydn,
];
