import { defineCause, directionOf, doubts, hints, suggests, type See } from '../cause.ts';
import { acrossOrganizations } from '../organization-relationship/sight.ts';
import { sameForest } from '../permissions/sight.ts';
import { all, any, askedOf, hasCode, says, targetShownToOthers, wholeAnswer } from '../sight.ts';
import { wayIsOpen } from './sight.ts';

const unknown = any(hasCode('ErrorMailRecipientNotFound'), says('recipient-not-resolved'));

const anotherTenant: See = (lookup, evidence) =>
  (directionOf(lookup, evidence) === 'within-cloud' ? acrossOrganizations(lookup, evidence) : []);

/** On-premises, and between on-premises and its own cloud, the users of both sides are in the directory. Two tenants share none. */
const hasOneDirectory: See = (lookup, evidence) => {
  const asked = askedOf(lookup, evidence);
  return asked === undefined ? undefined : directionOf(lookup, evidence) === 'within-cloud' ? [] : [asked];
};

export default defineCause({
  id: 'recipient-not-found-in-directory',
  layer: 'directory',
  title: 'The address is not known in the organization that was asked',
  explanation: 'The server of {requester} does not find {target} in its directory, so it does not know whom to ask. The address is misspelt or '
    + 'deleted, or it belongs to an organization with which no sharing is set up.',
  concerns: 'directory',
  signs: [
    suggests('the server answered that it cannot resolve {target} to anybody in its directory, and blames nothing else',
      all(hasCode('ErrorMailRecipientNotFound'), any(wholeAnswer, wayIsOpen, sameForest))),
    hints('the server answered that it cannot resolve {target} to anybody in its directory (a relationship that is missing looks so too)', unknown),
    hints('{requesterServer} has a directory of both sides, in which {target} should be', all(unknown, hasOneDirectory)),
    // Source: Microsoft Learn, Resolve free/busy errors: the same code when a relationship with the other organization is broken.
    doubts('{target} belongs to another tenant, which nobody sees without a relationship', all(unknown, anotherTenant)),
    doubts('the text blames an organization relationship, not the address', says('organization-relationship-unusable')),
    doubts('the same address is shown to a requester on another server', targetShownToOthers),
  ],
  remedy: [
    'Check the address {target}: its spelling, whether it is an alias, and whether the mailbox still exists.',
    'In Outlook remove the stored entry of this name (nickname cache) and pick it from the address list anew.',
    'If the mailbox is in another organization, synchronize it as a mail user, or set up a relationship with its domain.',
  ],
  confirm: ['Get-Recipient {target} in the requester\'s organization'],
  references: [
    { title: 'No free/busy information could be retrieved',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/no-free-busy-information-retrieved' },
  ],
});
