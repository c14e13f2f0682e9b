/** The causes, by area. A new one: its file, its two lines here, its world in scenarios/lab/. */
import type { Cause } from './cause.ts';
import dnsNameNotResolved from './dns/dns-name-not-resolved.ts';
import ewsEndpointUnreachable from './network/ews-endpoint-unreachable.ts';
import firewallBlocksInboundFromExchangeOnline from './network/firewall-blocks-inbound-from-exchange-online.ts';
import noRespondingCasInSite from './network/no-responding-cas-in-site.ts';
import schannelHalfConfiguredOrTls13 from './tls/schannel-half-configured-or-tls13.ts';
import tlsCipherSuiteMismatch from './tls/tls-cipher-suite-mismatch.ts';
import tlsVersionMismatchBetweenExchangeServers from './tls/tls-version-mismatch-between-exchange-servers.ts';
import tls12InboundEndpointNotAvailable from './tls/tls12-inbound-endpoint-not-available.ts';
import tls12OutboundToCloudNotEnabled from './tls/tls12-outbound-to-cloud-not-enabled.ts';
import certExpiredOnEwsEndpoint from './certificate/cert-expired-on-ews-endpoint.ts';
import certNameMismatchOnEwsEndpoint from './certificate/cert-name-mismatch-on-ews-endpoint.ts';
import certUntrustedIssuerOnEwsEndpoint from './certificate/cert-untrusted-issuer-on-ews-endpoint.ts';
import m365RootCaMissingOnExchangeServer from './certificate/m365-root-ca-missing-on-exchange-server.ts';
import reverseProxyPreauthentication from './proxy-or-load-balancer/reverse-proxy-preauthentication.ts';
import autodiscoverEndpoint404 from './autodiscover/autodiscover-endpoint-404.ts';
import clientAutodiscoverNoEwsUrl from './client/client-autodiscover-no-ews-url.ts';
import calendarDefaultPermissionNone from './permissions/calendar-default-permission-none.ts';
import recipientNotFoundInDirectory from './addressing-or-directory/recipient-not-found-in-directory.ts';
import ewsThrottled from './throttling-or-timeout/ews-throttled.ts';
import requestTimedOut from './throttling-or-timeout/request-timed-out.ts';
import ewsAppPoolOrComponentDown from './server-health/ews-app-pool-or-component-down.ts';

export const causes: readonly Cause[] = [
  dnsNameNotResolved,
  ewsEndpointUnreachable,
  firewallBlocksInboundFromExchangeOnline,
  noRespondingCasInSite,
  schannelHalfConfiguredOrTls13,
  tlsCipherSuiteMismatch,
  tlsVersionMismatchBetweenExchangeServers,
  tls12InboundEndpointNotAvailable,
  tls12OutboundToCloudNotEnabled,
  certExpiredOnEwsEndpoint,
  certNameMismatchOnEwsEndpoint,
  certUntrustedIssuerOnEwsEndpoint,
  m365RootCaMissingOnExchangeServer,
  reverseProxyPreauthentication,
  autodiscoverEndpoint404,
  clientAutodiscoverNoEwsUrl,
  calendarDefaultPermissionNone,
  recipientNotFoundInDirectory,
  ewsThrottled,
  requestTimedOut,
  ewsAppPoolOrComponentDown,
];
