import { defineCause, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { authCertificateEnded, authCertificateGood } from './configured.ts';
import { all, any, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { exchangeOAuthCertificate, words } from './sight.ts';

/** Event 4999 (Watson) in the Application log. Source: OfficeDocs-Support, ews-app-pool-crashes.md. */
const issuerCrashed = words(/v1profilelocaltokenissuer/, /oauthtokenrequestfailedexception/);

/** Event 5011 in the System log. The same source; any crash of that pool leaves it. */
const poolCrashed = words(/msexchangeservicesapppool/, /suffered a fatal communication error/);

/**
 * The token service found the certificate, but past its time. Source: MicrosoftDocs/azure-docs, texts of AADSTS50012 ("[Reason - The key used is
 * expired."); AADSTS700027 is its successor.
 */
const keyExpired = words(/aadsts(?:50012|700027)\b/, /the key used is expired/);

export default defineCause({
  id: 'oauth-certificate-expired',
  layer: 'sign-in',
  title: 'The certificate with which Exchange signs its requests has expired',
  explanation: 'Exchange signs its requests to other organizations with the Auth certificate, which holds for five years. It has expired, so '
    + 'requests are refused. The web services of Exchange may crash every few minutes, too.',
  concerns: 'exchange',
  signs: [
    suggests('the web services crashed in the class that signs tokens, as they do when the Auth certificate has expired', issuerCrashed),
    suggests('the token service says that the key with which {requesterServer} signs is expired', keyExpired),
    hints('the application pool of the web services crashed (other faults crash it too)', poolCrashed),
    suggests('the certificate that Get-AuthConfig names is past its end', ifShown(authCertificateEnded)),
    excludes('the certificate that Get-AuthConfig names is not past its end', authCertificateGood),
    proves('the Auth certificate is past its end', all(any(issuerCrashed, keyExpired, poolCrashed), authCertificateEnded),
      'on an Exchange server: (Get-AuthConfig).CurrentCertificateThumbprint | Get-ExchangeCertificate | Format-List Thumbprint,NotAfter'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Make a new Auth certificate on one Exchange server, by the command of the next step. When asked to replace the SMTP certificate, answer No.',
    'New-ExchangeCertificate -KeySize 2048 -PrivateKeyExportable $true -SubjectName "CN=Microsoft Exchange Server Auth Certificate" '
      + '-FriendlyName "Microsoft Exchange Server Auth Certificate" -DomainName <domain> -Services SMTP',
    'Put it in use: Set-AuthConfig -NewCertificateThumbprint <thumbprint> -NewCertificateEffectiveDate (Get-Date); Set-AuthConfig '
      + '-PublishCertificate; Set-AuthConfig -ClearPreviousCertificate; then restart MSExchangeServiceHost and IIS. It takes up to an hour.',
    'In a hybrid, let the cloud know it: run the Hybrid Configuration Wizard again, or ConfigureExchangeHybridApplication.ps1 -UpdateCertificate.',
  ],
  confirm: [
    '(Get-AuthConfig).CurrentCertificateThumbprint | Get-ExchangeCertificate | Format-List Thumbprint,NotAfter',
    'Application log: event 4999 with V1ProfileLocalTokenIssuer; System log: event 5011 about MSExchangeServicesAppPool, every 10 to 15 minutes',
  ],
  references: [
    { title: 'EWS application pool crashes', url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/ews-app-pool-crashes' },
    { title: 'Cannot access OWA or ECP if the OAuth certificate is expired',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-access-owa-or-ecp-if-oauth-expired' },
    exchangeOAuthCertificate,
  ],
});
