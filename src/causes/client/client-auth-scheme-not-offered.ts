import { defineCause, excludes, hints, suggests } from '../cause.ts';
import { answererAt, door } from '../proxy-or-load-balancer/sight.ts';
import { all, inAnswer, says, textHas } from '../sight.ts';
import { schemesNamed } from './sight.ts';

const notOffered = inAnswer(({ text }) => {
  const named = schemesNamed(text);
  return named !== undefined && !named.offered.includes(named.used);
});
const offered = inAnswer(({ text }) => {
  const named = schemesNamed(text);
  return named !== undefined && named.offered.includes(named.used);
});

/** The sign-in of our own lookup, refused before its password was looked at. */
const own = all(inAnswer(({ exchange }) => exchange.signIn?.outcome === 'not-offered'),
  door('requester', (fact) => answererAt(fact) === 'exchange'));
/** Exchange offers nothing with which a Windows computer signs in without asking. */
const nothingOfWindows = door('requester', ({ schemes }) => schemes.length > 0
  && !schemes.some((scheme) => /^(?:ntlm|negotiate|bearer)\b/i.test(scheme)));

/** Source: OfficeDocs-ConnectivityAnalyzer, two articles of these names. */
const analyzer = textHas(/no supported authentication methods found in response|all required authentication methods could not be found/);

export default defineCause({
  id: 'client-auth-scheme-not-offered',
  layer: 'sign-in',
  title: 'The caller signs in by a method that the server does not offer',
  explanation: 'The server says by which methods one may sign in, and the caller uses another one, for example name and password (Basic). So it '
    + 'is refused before anybody looks at the password.',
  concerns: 'exchange',
  signs: [
    suggests('the text names the method that was used and those that are offered: it is not among them', notOffered),
    excludes('the text names the method that was used among those that are offered: then the credentials were refused', offered),
    suggests('Exchange at {requesterName} offers neither Negotiate nor NTLM, and refused this sign-in unseen', all(own, nothingOfWindows)),
    hints('Exchange at {requesterName} does not offer the method of the sign-in that was used', own),
    hints('the text says that the method to sign in was refused (wrong credentials give the same sentence)', says('auth-scheme-not-accepted')),
    hints('the Connectivity Analyzer missed a method to sign in', analyzer),
  ],
  remedy: [
    'Let the caller use a method that is offered: Negotiate or NTLM on-premises, OAuth (modern authentication) for Exchange Online.',
    'Where a device stands before Exchange, check that it does not remove methods from the answer of Exchange.',
    'Only where the caller can do nothing else: Set-WebServicesVirtualDirectory with the switch of that method, for example -BasicAuthentication '
      + '$true, over TLS alone; then iisreset /noforce. Exchange Online has no Basic any more.',
  ],
  confirm: [
    'curl.exe -si https://{requesterName}/EWS/Exchange.asmx: the lines WWW-Authenticate are what is offered (for a call between servers, ask the '
      + 'name in the text).',
    'On-premises: Get-WebServicesVirtualDirectory | Format-List Server,*Authentication*',
  ],
  references: [
    { title: 'Calendar overlay is unsupported (the sentence with both methods)',
      url: 'https://learn.microsoft.com/sharepoint/troubleshoot/sites/calendar-overlay-unsupported' },
    { title: 'Set-WebServicesVirtualDirectory', url: 'https://learn.microsoft.com/powershell/module/exchange/set-webservicesvirtualdirectory' },
    { title: 'All required authentication methods could not be found',
      url: 'https://learn.microsoft.com/connectivity-analyzer/all-required-authentication-methods-could-not-be-found' },
  ],
});
