import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, any, notVisibleFromHere } from '../sight.ts';
import { resolveFreeBusyErrors, words } from './sight.ts';

/**
 * The code has several reasons, which stand in brackets behind it: an expired or malformed key too. Source: Microsoft Learn, Resolve free/busy errors
 * (AADSTS50012); answers of the token service quoted in public repositories (AADSTS700027, its successor).
 */
const refused = words(/aadsts(?:50012|700027)\b/);
const unknownKey = all(refused, words(/the key was not found/));

/** What Test-OAuthConnectivity says about any refusal of the client. The same source. */
const noToken = words(/invalid_client/, /aadsts70002\b|unable to get token from auth server/);

export default defineCause({
  id: 'oauth-certificate-not-in-entra',
  layer: 'sign-in',
  title: 'The cloud does not know the certificate with which Exchange signs its requests',
  explanation: '{requesterServer} signs its requests to Microsoft 365 with the Auth certificate, and Microsoft 365 has no such certificate on '
    + 'file. So no request gets through, and the user gets cross lines for colleagues in the cloud. Mostly it was renewed on-premises and never '
    + 'uploaded.',
  directions: ['onprem-to-cloud'],
  concerns: 'tenant',
  signs: [
    proves('the token service names it: the key with which {requesterServer} signs was not found', unknownKey),
    hints('the token service refuses the signature of {requesterServer} (an expired or malformed key looks so too)', refused),
    hints('the token service refuses {requesterServer} as a client', noToken),
    doubts('the token service knows the key, but it is expired', words(/the key used is expired/)),
    proves('the application in Entra ID does not hold that thumbprint', all(any(refused, noToken), notVisibleFromHere),
      'on {requesterServer}: Get-AuthConfig; beside it, in Graph PowerShell: Get-MgServicePrincipal -Filter '
      + '"appId eq \'00000002-0000-0ff1-ce00-000000000000\'" -Property KeyCredentials (or the dedicated hybrid app)'),
  ],
  remedy: [
    'Upload the certificate now in use: with the dedicated hybrid app .\\ConfigureExchangeHybridApplication.ps1 -UpdateCertificate, otherwise run '
      + 'the Hybrid Configuration Wizard again.',
    'If the service name was changed, set it back: Get-AuthConfig | Format-List ServiceName must show 00000002-0000-0ff1-ce00-000000000000.',
  ],
  confirm: [
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} -Verbose | '
      + 'Format-List (names the thumbprint)',
    'Get-AuthConfig | Format-List CurrentCertificateThumbprint,ServiceName',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'OAuth certificates with hybrid Exchange', url: 'https://byronwright.blogspot.com/2021/02/oauth-certificates-with-hybrid-exchange.html' },
    { title: 'CSS-Exchange: ConfigureExchangeHybridApplication',
      url: 'https://microsoft.github.io/CSS-Exchange/Hybrid/ConfigureExchangeHybridApplication/' },
  ],
});
