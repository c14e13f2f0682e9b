/** What authorization servers, certificates, partner applications, overrides and trusts say. */
import type { ConfigurationObject } from '../model/facts.ts';
import { flagOf, textOf } from './configuration.ts';

/** Exchange as an application. Source: microsoft/CSS-Exchange, FreeBusyChecker; Microsoft Learn, Resolve free/busy errors. */
export const exchangeApplication = '00000002-0000-0ff1-ce00-000000000000';

/** An authorization server in Entra ID or its forerunner, which is switched on. undefined: Enabled was not shown. */
export const isEnabledServer = (object: ConfigurationObject): boolean | undefined => flagOf(object, 'Enabled');

/** Does it speak for the tenant? undefined: nothing that names a tenant was shown. */
export function isOfTenant(object: ConfigurationObject, tenant: string): boolean | undefined {
  const named = ['Realm', 'IssuerIdentifier', 'AuthMetadataUrl', 'TokenIssuingEndpoint'].flatMap((name) => textOf(object, name) ?? []);
  return named.length === 0 ? undefined : named.some((text) => text.toLowerCase().includes(tenant.toLowerCase()));
}

/** EvoSTS. Source: microsoft/CSS-Exchange, HealthChecker (Type AzureAD). undefined: neither type nor issuer was shown. */
export function isEntra(object: ConfigurationObject): boolean | undefined {
  const [type, issuer, name] = [textOf(object, 'Type'), textOf(object, 'IssuerIdentifier'), textOf(object, 'Name')];
  if (type !== undefined) return type.toLowerCase() === 'azuread';
  if (issuer !== undefined && /\bsts\.windows\.net\b|login\.(?:microsoftonline|windows)\b/i.test(issuer)) return true;
  return name === undefined ? undefined : /^evosts/i.test(name) ? true : undefined;
}

/** The application under which the servers ask. Source: the same (ApplicationIdentifier). undefined: not shown; empty: none. */
export const applicationOf = (object: ConfigurationObject): string | undefined => textOf(object, 'ApplicationIdentifier')?.toLowerCase();

/** No certificate for signing is named. Source: Microsoft Learn, Set-AuthConfig. */
export function namesNoCertificate(object: ConfigurationObject): boolean | undefined {
  const thumbprint = textOf(object, 'CurrentCertificateThumbprint');
  return thumbprint === undefined ? undefined : !/[0-9a-f]{40}/i.test(thumbprint);
}

/** The service calls itself by another name than that of Exchange. Source: the same page (ServiceName). */
export function hasForeignServiceName(object: ConfigurationObject): boolean | undefined {
  const name = textOf(object, 'ServiceName');
  return name === undefined ? undefined : name.toLowerCase() !== exchangeApplication;
}

/** The partner application of Exchange Online. */
export const isExchangeOnline = (object: ConfigurationObject): boolean | undefined => {
  const application = applicationOf(object);
  return application !== undefined ? application === exchangeApplication : textOf(object, 'Name') === undefined ? undefined
    : /exchange online/i.test(textOf(object, 'Name') ?? '');
};

/** It is switched off, or no account stands for it. Source: Microsoft Learn, Resolve free/busy errors (linked account). */
export function lacksAccount(object: ConfigurationObject): boolean | undefined {
  const [on, account] = [flagOf(object, 'Enabled'), textOf(object, 'LinkedAccount')];
  if (on === false || account === '') return true;
  return account === undefined ? undefined : false;
}

/** Is this the override of that section, and on? Source: microsoft/CSS-Exchange, ConfigureExchangeHybridApplication.ps1 and HealthChecker. */
export function overrides(object: ConfigurationObject, section: 'ExchangeOnpremAsThirdPartyAppId' | 'RouteThroughMSGraph'): boolean | undefined {
  const [named, parameters] = [textOf(object, 'SectionName'), textOf(object, 'Parameters')];
  if (named === undefined || parameters === undefined) return undefined;
  return named.toLowerCase() === section.toLowerCase() && /\benabled\s*=\s*true\b/i.test(parameters);
}

/** Trust of the tenant made with the gateway for consumers. Source: Microsoft Learn, Resolve free/busy errors (292841, where 260563 is right). */
export function isOfConsumers(object: ConfigurationObject): 'application' | 'address' | false | undefined {
  const [application, uri] = [textOf(object, 'ApplicationIdentifier'), textOf(object, 'ApplicationUri')];
  if (application !== undefined && /\b292841\b/.test(application)) return 'application';
  if (uri !== undefined && /outlook\.live\.com/i.test(uri)) return 'address';
  return application === undefined && uri === undefined ? undefined : false;
}

const DATE = /(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})/;

/**
 * Is the date past, in whichever order day and month stand? undefined: it cannot be told, as with names of months in other languages.
 * @param at ISO 8601
 */
export function isPast(date: string, at: string): boolean | undefined {
  const found = DATE.exec(date);
  if (found === null) return undefined;
  const [first = 0, second = 0, third = 0] = found.slice(1).map(Number);
  const made = (year: number, month: number, day: number): readonly number[] =>
    (month < 1 || month > 12 || day < 1 || day > 31 || year < 1990 || year > 2200 ? [] : [Date.UTC(year, month - 1, day + 1)]);
  // The day after, so that no zone of time makes a difference.
  const readings = first > 31 ? made(first, second, third) : [...made(third, first, second), ...made(third, second, first)];
  if (readings.length === 0) return undefined;
  const now = Date.parse(at);
  if (readings.every((end) => end < now)) return true;
  return readings.every((end) => end - 2 * 86_400_000 > now) ? false : undefined;
}

/** Certificates within Get-FederationTrust are shown in full: `[Not After] 3/4/2025 …`. Source: X509Certificate2.ToString, Microsoft Learn. */
export function federationCertificateEnded(object: ConfigurationObject, at: string): boolean | undefined {
  const text = ['OrgPrivCertificate', 'OrgCertificate'].flatMap((name) => textOf(object, name) ?? []).find((one) => /\[Not After\]/i.test(one));
  const end = text === undefined ? null : /\[Not After\]\s*([^[]{1,80})/i.exec(text);
  return end === null ? undefined : isPast(end[1] ?? '', at);
}

/** Thumbprints that a trust or the configuration of tokens names. */
export function thumbprintIn(object: ConfigurationObject, name: string): string | undefined {
  return /\b[0-9a-f]{40}\b/i.exec(textOf(object, name) ?? '')?.[0].toLowerCase();
}

/** A certificate in Get-ExchangeCertificate is past its end. Source: Microsoft Learn, Get-ExchangeCertificate (Status DateInvalid). */
export function certificateEnded(object: ConfigurationObject, at: string): boolean | undefined {
  if (textOf(object, 'Status')?.toLowerCase() === 'dateinvalid') return true;
  const end = textOf(object, 'NotAfter');
  return end === undefined ? undefined : isPast(end, at);
}

/** A step of Test-OAuthConnectivity failed. Source: Microsoft Learn, Test-OAuthConnectivity (ResultType). */
export function testFailed(object: ConfigurationObject): boolean | undefined {
  const result = textOf(object, 'ResultType')?.toLowerCase();
  return result === undefined ? undefined : result === 'error';
}
