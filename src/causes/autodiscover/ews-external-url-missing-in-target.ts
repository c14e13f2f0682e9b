import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { externalUrlEmpty, externalUrlSet } from '../server-health/configured.ts';
import { all, any, hasCode, inAnswer, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { isInsideOnly, lacksExternalUrl, othersFailAlike, search } from './sight.ts';

const lacking = inAnswer(({ text }) => lacksExternalUrl(text));
const none = hasCode('ErrorSharingNoExternalEwsAvailable');

export default defineCause({
  id: 'ews-external-url-missing-in-target',
  layer: 'autodiscover',
  title: 'The other organization publishes no address for its calendars',
  explanation: 'Autodiscover of the other organization answers, but it does not say at which outside address calendars can be asked for: none '
    + 'is set (ExternalUrl). So nobody there can be asked from outside.',
  directions: ['onprem-to-onprem', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    // Source: office-developer-exchange-docs, responsecode.md.
    suggests('the server answered that the other organization has no external availability URL', none),
    suggests('the external URL is missing for every mailbox on {targetServer} that was asked for', all(lacking, othersFailAlike(lacksExternalUrl))),
    hints('Autodiscover of the other side failed over the setting ExternalEwsUrl (it can be a matter of this one mailbox)', lacking),
    hints('Autodiscover for {target} gives an internal address only', all(any(lacking, none), search('target', isInsideOnly))),
    hints('ExternalUrl of every EWS virtual directory of the other organization is empty', externalUrlEmpty),
    doubts('every EWS virtual directory of the other organization has an ExternalUrl', all(any(lacking, none), externalUrlSet)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('ExternalUrl of the EWS virtual directories is empty', all(any(lacking, none), externalUrlEmpty),
      'in the organization of {target}: Get-WebServicesVirtualDirectory | Format-List Server,ExternalUrl'),
  ],
  remedy: [
    'In the organization of {target}, on every server: Set-WebServicesVirtualDirectory "{targetServer}\\EWS (Default Web Site)" -ExternalUrl '
      + 'https://<published name>/ews/exchange.asmx',
  ],
  confirm: [
    'Get-WebServicesVirtualDirectory | Format-List Server,ExternalUrl on all servers of that organization',
    'Lookups within that organization work; a question to its Autodiscover for ExternalEwsUrl of {target} brings no value.',
  ],
  references: [
    {
      title: 'Cross-forest or hybrid free/busy lookups fail',
      url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Exchange/ExchangeServer/administration/cross-forest-or-hybrid-free-busy-lookups-fail.md',
    },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
  ],
});
