import { didNotGetOut } from '../network/sight.ts';
import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';

/** Servers whose clocks are wrong say so too. Source: OfficeDocs-Support, troubleshoot-freebusy-issues-in-exchange-hybrid.md. */
const error5039 = inAnswer(({ text }) => /attendee['’]s server couldn['’]t be found.*error code: 5039/is.test(text));

export default defineCause({
  id: 'outbound-proxy-not-set-on-exchange',
  layer: 'proxy',
  title: 'Exchange does not know the web proxy that leads to the internet',
  explanation: 'From this network, only a web proxy leads to the internet, and {requesterServer} was not told of it. Its calls to Microsoft 365 '
    + 'end at the firewall. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    hints('{requesterServer} got no connection on its way to Microsoft 365 (a closed firewall looks the same)', didNotGetOut),
    hints('the server of the colleague could not be found (5039), which wrong clocks cause too', error5039),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('no proxy is set for Exchange while the direct way is closed', all(any(didNotGetOut, error5039), notVisibleFromHere),
      'Get-ExchangeServer | Format-List Name,InternetWebProxy; on {requesterServer}: netsh winhttp show proxy, and Test-NetConnection '
      + 'outlook.office365.com -Port 443'),
  ],
  remedy: [
    'Tell every Exchange server of it: Set-ExchangeServer {requesterServer} -InternetWebProxy http://<proxy>:<port>',
    'netsh winhttp set proxy <proxy>:<port> "<local>;*.<internal domain>", so that the names of internal Exchange servers stay off the proxy.',
  ],
  confirm: [
    'Get-ExchangeServer | Format-List Name,InternetWebProxy',
    'On {requesterServer} a browser of the administrator reaches the internet (it has a proxy of its own), and Invoke-WebRequest as SYSTEM does not.',
  ],
  references: [
    {
      title: 'Troubleshoot free/busy issues in Exchange hybrid',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/troubleshoot-freebusy-issues-in-exchange-hybrid',
    },
    { title: 'Free/busy and a proxy server (Byron Wright, September 2014)', url: 'https://byronwright.blogspot.com/2014/09/' },
  ],
});
