import { defineCause, doubts, suggests } from '../cause.ts';
import { all, askedFromHere, notVisibleFromHere } from '../sight.ts';
import { addressNotKnown } from './sight.ts';

// No document describes this for availability, and no text is known: it is only named as something to look at.
export default defineCause({
  id: 'personal-contact-shadows-gal-entry',
  layer: 'directory',
  title: 'Outlook takes the address from the user\'s own contacts, not the address list',
  explanation: 'The user keeps a contact of their own for the colleague, and Outlook takes the address from there. Where that address is '
    + 'outdated or belongs to somewhere else, nobody is asked who could answer.',
  concerns: 'helpdesk',
  signs: [
    suggests('the attendee in the meeting is a personal contact, and the entry of the Global Address List is shown',
      all(addressNotKnown, notVisibleFromHere),
      'in Outlook of {requester}: open the properties of the attendee; then pick the same person from the Global Address List'),
    doubts('crosslines asked with the address itself, not with what Outlook remembers, and it was not known either',
      all(addressNotKnown, askedFromHere)),
  ],
  remedy: [
    'Remove the attendee and the stored suggestion, and pick the person from the Global Address List.',
    'If that helps, delete the personal contact, or make it anew from the entry of the address list.',
  ],
  confirm: [
    'Only users who keep such a contact are concerned; a colleague without one is shown the availability.',
    'In the Address Book of Outlook, Tools, Options: which list is searched first?',
  ],
  references: [
    { title: 'Information about the Outlook AutoComplete list',
      url: 'https://learn.microsoft.com/outlook/troubleshoot/contacts/information-about-the-outlook-autocomplete-list' },
    { title: 'How to use the Internet free/busy feature',
      url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/how-to-use-internet-freebusy-feature' },
  ],
});
