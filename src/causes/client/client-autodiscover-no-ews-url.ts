import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { search } from '../autodiscover/sight.ts';
import { textHas } from '../sight.ts';
import { outlookFindsNoServer, settingsWithoutUrl } from './sight.ts';

export default defineCause({
  id: 'client-autodiscover-no-ews-url',
  layer: 'autodiscover',
  title: 'Autodiscover does not tell the client where to ask for availability',
  explanation: 'Outlook asks Autodiscover where to look up the availability of others. The answer for {requester} holds no such address, so '
    + 'Outlook has nobody to ask and shows cross lines for everybody.',
  concerns: 'exchange',
  signs: [
    proves('Autodiscover answered for {requester}, without an availability URL (ASUrl)', settingsWithoutUrl),
    suggests('the text says that the client got no availability URL', textHas(/failed to get asurl/)),
    hints('Outlook says that it could not determine the server (a wrong proxy on the computer gives the same)', outlookFindsNoServer),
    doubts('Autodiscover of {requester} gave an availability URL', search('requester', ({ availabilityUrl }) => availabilityUrl !== null)),
  ],
  remedy: [
    'Set both addresses of the web services: Set-WebServicesVirtualDirectory "{requesterServer}\\EWS (Default Web Site)" -InternalUrl '
      + 'https://<name>/EWS/Exchange.asmx -ExternalUrl https://<name>/EWS/Exchange.asmx',
    'On-premises, recycle the application pool MSExchangeAutodiscoverAppPool, so that the answer is made anew.',
    'In Outlook: Test E-mail AutoConfiguration must then list an Availability Service URL.',
  ],
  confirm: [
    'Get-WebServicesVirtualDirectory -Server {requesterServer} | Format-List InternalUrl,ExternalUrl',
    'In Outlook, Ctrl and right-click on its symbol beside the clock: Test E-mail AutoConfiguration lists no Availability Service URL.',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
