import { defineCause, doubts, hints, suggests } from '../cause.ts';
import { isForeignSettings, search, startOf } from './sight.ts';

/** Not IIS: Exchange answers by no other server. */
const FOREIGN = /apache|nginx|litespeed|openresty|cloudflare|unix|linux/i;

/** Nothing gave an address, and a web server that is not Exchange's asks for credentials at the root domain: Outlook asks the user there. */
const foreignChallenge = search('requester', ({ availabilityUrl, steps }) => availabilityUrl === null && steps.some(({ status, server }, index) =>
  status === 401 && FOREIGN.test(server ?? '') && startOf(index, steps) === 'https-root-domain'));

export default defineCause({
  id: 'autodiscover-root-domain-answered-by-third-party',
  layer: 'autodiscover',
  title: 'The company\'s web site answers Autodiscover in place of Exchange',
  explanation: 'Outlook first asks the web site of the mail domain where the mailbox is. That site answers, although it knows nothing of '
    + 'Exchange, so Outlook never asks Exchange itself. It has nobody to ask for availability and shows cross lines for everybody.',
  concerns: 'network',
  signs: [
    suggests('the web site of the mail domain answers with settings for other mail programs, without any build of Exchange',
      search('requester', isForeignSettings),
      'crosslines autodiscover {requester}'),
    hints('a web server that is not Exchange\'s asks for credentials at the mail domain, and no other place gave an address', foreignChallenge),
    doubts('Autodiscover of {requester} gave an availability URL elsewhere', search('requester', ({ availabilityUrl }) => availabilityUrl !== null)),
  ],
  remedy: [
    'Have the web host stop answering /autodiscover on the root domain, so that the question fails there and Outlook goes on to Exchange.',
    'Meanwhile only, in Outlook: HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover, ExcludeHttpsRootDomain = 1 (DWORD); remove it '
      + 'afterwards.',
  ],
  confirm: [
    'curl.exe -si https://<mail domain>/autodiscover/autodiscover.xml: the Server header names Apache, UNIX or Linux, or the answer holds '
      + '<Type>IMAP</Type>.',
    'Outlook on the web shows availability, and new Outlook profiles come up as IMAP.',
  ],
  references: [
    {
      title: 'Issues when using the Autodiscover service',
      url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Exchange/ExchangeOnline/outlook-issues/issues-when-using-autodiscover-service.md',
    },
    {
      title: 'How to control Autodiscover via Group Policy',
      url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Outlook/Client/profiles-and-accounts/how-to-control-autodiscover-via-group-policy.md',
    },
  ],
});
