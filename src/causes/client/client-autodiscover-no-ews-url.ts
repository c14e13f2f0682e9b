import { isForeignSettings } from '../autodiscover/sight.ts';
import { defineCause, proves, suggests, type See } from '../cause.ts';
import { inAnswer } from '../sight.ts';

/** Autodiscover answered with settings, and no availability URL is among them. A web site that answers in place of Exchange is a cause of its own. */
const settingsWithoutUrl: See = (lookup, evidence) => {
  const observation = evidence.of('autodiscover', lookup.requester.address);
  const fact = evidence.fact('autodiscover', lookup.requester.address);
  if (observation === undefined || fact === undefined) return undefined;
  return fact.availabilityUrl === null && !isForeignSettings(fact) && fact.steps.some(({ outcome }) => outcome === 'settings') ? [observation] : [];
};

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
