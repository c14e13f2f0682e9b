import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { noCertificateNamed } from './configured.ts';
import { all, any, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { exchangeOAuthCertificate, resolveFreeBusyErrors, words } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors. */
const missing = words(/missing signing certificate/);

/** What the Hybrid Configuration Wizard says. Source: OfficeDocs-Support, exchange-oauth-authentication-could-not-find-the-authorization.md. */
const notFound = words(/couldn't find the authorization certificate with thumbprint/);

/** The wizard left OAuth out, for whatever reason. Source: diecknet.de, Exchange Hybrid HCW8064 OAuth. */
const withoutOAuth = words(/\bhcw8064\b/);

export default defineCause({
  id: 'oauth-signing-certificate-missing',
  layer: 'sign-in',
  title: 'The certificate with which Exchange signs its requests to the cloud is missing',
  explanation: 'Exchange proves who it is to the other organization by a certificate of its own, the Auth certificate. The one that its '
    + 'configuration names is not there any more, so Exchange cannot ask.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the certificate for signing is missing', all(missing, words(/oauth/))),
    proves('the wizard names it: the certificate with the entered thumbprint was not found', notFound),
    suggests('the answer speaks of a missing certificate for signing', missing),
    hints('the Hybrid Configuration Wizard could not set OAuth up (HCW8064), which a missing certificate causes among others', withoutOAuth),
    suggests('Get-AuthConfig names no certificate to sign with', ifShown(noCertificateNamed)),
    proves('the thumbprint in the configuration is empty, or a server does not hold that certificate',
      all(any(missing, notFound, withoutOAuth), noCertificateNamed),
      'on every Exchange server: Get-AuthConfig | Format-List CurrentCertificateThumbprint; Get-ExchangeCertificate -Thumbprint <that thumbprint>'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'If another Exchange server still holds the certificate, export it there with its private key and import it on the others.',
    'Otherwise make a new one, and answer No when asked to replace the SMTP certificate: New-ExchangeCertificate -KeySize 2048 '
      + '-PrivateKeyExportable $true -SubjectName "CN=Microsoft Exchange Server Auth Certificate" -FriendlyName "Microsoft Exchange Server Auth '
      + 'Certificate" -DomainName <domain> -Services SMTP',
    'Put it in use: Set-AuthConfig -NewCertificateThumbprint <thumbprint> -NewCertificateEffectiveDate (Get-Date); Set-AuthConfig '
      + '-PublishCertificate; Set-AuthConfig -ClearPreviousCertificate',
    'Run the Hybrid Configuration Wizard again (with a dedicated hybrid app: ConfigureExchangeHybridApplication.ps1 -UpdateCertificate), so that '
      + 'the cloud knows the new certificate.',
  ],
  confirm: [
    'Get-AuthConfig | Format-List CurrentCertificateThumbprint; Get-ExchangeCertificate -Thumbprint <that thumbprint>, on every Exchange server',
    'MonitorExchangeAuthCertificate.ps1 (CSS-Exchange), without parameters: it only reports',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'Exchange OAuth authentication could not find the authorization certificate',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/exchange-oauth-authentication-could-not-find-the-authorization' },
    exchangeOAuthCertificate,
  ],
});
