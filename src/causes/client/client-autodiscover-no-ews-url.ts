import { search, startOf } from '../autodiscover/sight.ts';
import { defineCause, proves, suggests } from '../cause.ts';
import { inAnswer } from '../sight.ts';

/**
 * Autodiscover answered in plain XML, which Outlook reads, with settings that lack the availability URL; what the other dialects have to
 * say helps Outlook nothing. A web site that answers in place of Exchange is a cause of its own.
 * Source: MS-OXDSCLI 2.2.4.1.1.2.5 (ASUrl).
 */
const settingsWithoutUrl = search('requester', ({ steps, serverBuild }) => steps.some(({ outcome, method, availabilityUrl }, index) =>
  outcome === 'settings' && availabilityUrl === undefined && method !== 'soap' && method !== 'json'
    && (serverBuild !== null || startOf(index, steps) !== 'https-root-domain')));

export default defineCause({
  id: 'client-autodiscover-no-ews-url',
  layer: 'autodiscover',
  title: 'Autodiscover gives the client no availability address',
  explanation: 'Outlook asks Autodiscover where to look up the availability of others. The answer for {requester} contains no such address, '
    + 'so Outlook has nobody to ask and shows cross lines for everybody.',
  concerns: 'exchange',
  signs: [
    proves('Autodiscover answered for {requester}, without an availability URL (ASUrl)', settingsWithoutUrl),
    suggests('the text says that the client got no availability URL', inAnswer(({ text }) => /failed to get asurl/i.test(text))),
  ],
  remedy: [
    'Set the addresses of the EWS virtual directory: Set-WebServicesVirtualDirectory "{requesterServer}\\EWS (Default Web Site)" -InternalUrl … -ExternalUrl …',
    'Recycle the application pool MSExchangeAutodiscoverAppPool, so that the answer is made anew.',
    'In Outlook: Test E-mail AutoConfiguration must then list an Availability Service URL.',
  ],
  confirm: ['Get-WebServicesVirtualDirectory -Server {requesterServer} | Format-List InternalUrl,ExternalUrl'],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
