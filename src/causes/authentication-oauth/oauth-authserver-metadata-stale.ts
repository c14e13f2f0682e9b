import { defineCause, doubts, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { invalidSignature, nowAndThen, resolveFreeBusyErrors, targetMayStartWithOldKeys, testOAuthIn } from './sight.ts';

export default defineCause({
  id: 'oauth-authserver-metadata-stale',
  layer: 'sign-in',
  title: 'Exchange on-premises keeps outdated keys of the cloud\'s token service',
  explanation: 'Exchange Online shows {targetServer} a signed token, and {targetServer} checks the signature by keys that it keeps. These are '
    + 'outdated or of the wrong place, so it takes the token for a forgery. The user gets cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('{targetServer} refused the token of Exchange Online, because it finds its signature invalid', invalidSignature),
    doubts('it happens now and then only, and {targetServer} runs an update that can start with outdated keys after they were changed',
      all(invalidSignature, nowAndThen, targetMayStartWithOldKeys)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the addresses of the authorization server are wrong, or a refresh of its metadata mends it', all(invalidSignature, notVisibleFromHere),
      'on {targetServer}: Get-AuthServer | Format-List Name,IssuerIdentifier,TokenIssuingEndpoint,AuthMetadataUrl,Enabled'),
  ],
  remedy: [
    'On {targetServer}: Get-AuthServer | Where-Object {$_.Enabled} | ForEach-Object { Set-AuthServer $_.Name -RefreshAuthMetadata }, then wait 15 '
      + 'minutes or run iisreset.',
    'If addresses in Get-AuthServer are wrong, run the Hybrid Configuration Wizard again.',
    'Every Exchange server needs to reach the AuthMetadataUrl through its proxy, or the keys grow old again.',
  ],
  confirm: [`${testOAuthIn} (shows 2000000, "The token has an invalid signature.")`,
    'Get-AuthServer | Format-List Name,IssuerIdentifier,AuthMetadataUrl,Enabled'],
  references: [resolveFreeBusyErrors, { title: 'Set-AuthServer', url: 'https://learn.microsoft.com/powershell/module/exchange/set-authserver' }],
});
