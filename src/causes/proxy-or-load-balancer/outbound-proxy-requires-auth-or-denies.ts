import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { all, any, inAnswer, sameServersShown, sameServersShownElsewhere, says, saysStatus } from '../sight.ts';

/** 407 comes from proxies only. Source: byronwright.blogspot.com 2014/09. */
const wantsSignIn = any(says('proxy-auth-required-407'), saysStatus(407));

/** Raised while the tunnel was opened, not by the service: read from the stack, which nobody has confirmed. */
const refusedInTunnel = all(saysStatus(403), inAnswer(({ text }) => /GetRequestStream\(|using custom internetwebproxy/i.test(text)));

export default defineCause({
  id: 'outbound-proxy-requires-auth-or-denies',
  layer: 'proxy',
  title: 'The web proxy refuses the Exchange server',
  explanation: 'On its way to Microsoft 365, {requesterServer} meets a web proxy that wants a sign-in from it, or does not allow the address. '
    + 'Exchange has no account for a proxy, so its question ends there. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'network',
  signs: [
    proves('the answer names it: a proxy asked the Exchange server to sign in (407)', wantsSignIn),
    hints('the call was forbidden (403), it seems while the way through the proxy was opened', refusedInTunnel),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Exempt the Exchange servers from signing in to the proxy, by their addresses.',
    'Allow the Microsoft 365 addresses on it: outlook.office365.com, autodiscover-s.outlook.com, login.microsoftonline.com.',
    'Keep internal names off the proxy: the bypass list of netsh winhttp, and none but internet addresses through InternetWebProxy.',
  ],
  confirm: [
    'Get-ExchangeServer {requesterServer} | Format-List InternetWebProxy; the log of that proxy shows 407 or 403 for {requesterServer}.',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} -Verbose ("Using custom '
      + 'InternetWebProxy")',
  ],
  references: [
    { title: 'Free/busy and a proxy server (Byron Wright, September 2014)', url: 'https://byronwright.blogspot.com/2014/09/' },
    { title: 'Microsoft 365 URLs and IP address ranges', url: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges' },
  ],
});
