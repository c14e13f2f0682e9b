import { defineCause, doubts, hints, suggests } from '../cause.ts';
import { all, askedFromHere, notVisibleFromHere, textHas } from '../sight.ts';
import { addressNotKnown } from './sight.ts';

/** An X.500 address, as Outlook keeps it of colleagues. That it stands in this text is an inference: hints only. */
const directoryName = textHas(/(?:^|[^a-z0-9])\/o=[^\n]{1,200}?\/cn=/);

export default defineCause({
  id: 'outlook-client-cache-stale-recipient',
  layer: 'directory',
  title: 'Outlook on this computer remembers an old address of the colleague',
  explanation: 'Outlook suggests names that were used before, and keeps with them the address of that time. The colleague has since been moved '
    + 'or created anew, so Outlook asks for somebody who no longer exists. In Outlook on the web the same colleague is shown.',
  concerns: 'helpdesk',
  signs: [
    hints('the address that was not found is a directory name (X.500), as Outlook remembers it', all(addressNotKnown, directoryName)),
    suggests('the colleague is shown in Outlook on the web, or once the address is typed in full', all(addressNotKnown, notVisibleFromHere),
      'Outlook on the web of {requester}: a new meeting with the same colleague; then Outlook, with the suggestion deleted and the name picked from '
        + 'the address list'),
    doubts('crosslines asked with the address itself, not with what Outlook remembers, and it was not known either',
      all(addressNotKnown, askedFromHere)),
  ],
  remedy: [
    'In Outlook, begin to type the name, delete the suggestion with the cross beside it, and pick the person from the Global Address List.',
    'Download the address book anew (Send/Receive, Send/Receive Groups, Download Address Book), and delete old personal contacts of that person.',
    'If it stays: a new Outlook profile. If many are concerned: add the old LegacyExchangeDN of the colleague as an X500 address to the new object.',
  ],
  confirm: [
    'Outlook on the web of {requester} shows the colleague; so does Outlook on another computer.',
    'Get-Recipient {target} | Format-List LegacyExchangeDN,EmailAddresses: is the directory name in the text among them?',
  ],
  references: [
    { title: 'Information about the Outlook AutoComplete list',
      url: 'https://learn.microsoft.com/outlook/troubleshoot/contacts/information-about-the-outlook-autocomplete-list' },
    { title: 'Free/busy mismatch in Outlook', url: 'https://irohastack.com/en/freebusy-mismatch-in-outlook-en/' },
    { title: 'Outlook address cache and Offline Address Book',
      url: 'https://anandthearchitect.com/2008/03/20/outlook-address-cache-aka-auto-completion-cache-and-offline-address-book/' },
  ],
});
