import { mailTipsCame } from '../../exchange/mail-tips.ts';
import { defineCause, directionOf, doubts, excludes, hints, proves, suggests, type See } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { connectorOff, freeBusyOnBothSides, givenToGroupOnly, notAskedFor, notGiven } from './configured.ts';
import { all, any, hasCode, listed, sameServersShown, says, targetShownToOthers } from '../sight.ts';
import { namesCode } from '../server-health/sight.ts';
import {
  acrossOrganizations, noInformationRetrieved, othersThereRefused, refused, relationshipUnusable, responseCodeReference, withinOneOrganization,
  writtenByOtherSide,
} from './sight.ts';

const notFound = any(hasCode('ErrorMailRecipientNotFound'), says('recipient-not-resolved'));
const unknownThere = all(notFound, acrossOrganizations);
/** Source: Microsoft Learn, No free/busy information could be retrieved (two Microsoft 365 organizations). */
const unknownInCloud: See = (lookup, evidence) => (directionOf(lookup, evidence) === 'within-cloud' ? notFound(lookup, evidence) : []);

const refusedThere = all(refused, any(acrossOrganizations, writtenByOtherSide));

export default defineCause({
  id: 'orgrel-freebusy-not-enabled',
  layer: 'federation',
  title: 'The relationship between the two organizations does not share free/busy',
  explanation: 'Two organizations see each other\'s calendars only where both have a relationship with free/busy switched on in it. Here it is '
    + 'missing, switched off, or limited to a group.',
  concerns: 'exchange',
  signs: [
    // Source: office-developer-exchange-docs, responsecode.md: "the organizational relationship does not have free/busy enabled".
    proves('the answer names it: the relationship has free/busy switched off', namesCode('ErrorInvalidOrganizationRelationshipForFreeBusy')),
    hints('{target} of another organization is not found (a misspelt address looks the same)', unknownThere),
    hints('both mailboxes are in Exchange Online, which knows {target} unless it belongs to another organization', unknownInCloud),
    hints('the other organization refused (the permission on the calendar looks the same)', refusedThere),
    // MailTips and free/busy are switched on apart from each other. Source: Microsoft Learn, Set-OrganizationRelationship.
    suggests('the other organization gives MailTips of {target} over the same way, and refuses free/busy of every mailbox of {targetServer} that was '
      + 'asked for', all(refusedThere, mailTipsCame, othersThereRefused)),
    hints('the other organization gives MailTips of {target} over the same way, and refuses free/busy', all(refusedThere, mailTipsCame)),
    hints('a relationship that was pasted shares no free/busy',
      any(listed('FreeBusyAccessEnabled', 'False\\b'), listed('FreeBusyAccessLevel', 'None\\b'))),
    suggests('the relationship of the asking side, which is used because no connector is on, does not ask for free/busy',
      ifShown(all(notAskedFor, connectorOff))),
    hints('the relationship of the asking side does not ask for free/busy (with a connector that is on it is not used)', notAskedFor),
    hints('the relationship of the other organization does not give free/busy', notGiven),
    hints('the relationship of the other organization gives free/busy of a group only', all(refusedThere, givenToGroupOnly)),
    doubts('the relationships of both organizations have free/busy switched on', freeBusyOnBothSides),
    excludes('the text blames the values in a relationship', relationshipUnusable),
    // FreeBusyAccessScope limits a relationship to a group, so that one mailbox is shown and another is not.
    doubts('another mailbox is shown over the same two servers', sameServersShown),
    doubts('the same address is shown to a requester on another server', targetShownToOthers),
    excludes('the two belong to one organization, where no relationship is used', withinOneOrganization),
    proves('FreeBusyAccessEnabled is False, or FreeBusyAccessScope names a group without {target}',
      all(any(unknownThere, refusedThere), any(notAskedFor, notGiven)),
      'on both sides: Get-OrganizationRelationship | Format-List Name,DomainNames,Enabled,FreeBusyAccessEnabled,FreeBusyAccessLevel,'
        + 'FreeBusyAccessScope'),
  ],
  remedy: [
    'Make sure first that the address of {target} is right.',
    'If no relationship exists: New-OrganizationRelationship, on both sides when both should see.',
    'If the owner of the calendars agrees: Set-OrganizationRelationship <name> -FreeBusyAccessEnabled $true -FreeBusyAccessLevel AvailabilityOnly '
      + '(LimitedDetails shows subjects and places too)',
    'Where FreeBusyAccessScope names a group, add {target} to it.',
  ],
  confirm: [
    'On both sides: Get-OrganizationRelationship | Format-Table '
      + 'Name,DomainNames,Enabled,FreeBusyAccessEnabled,FreeBusyAccessLevel,FreeBusyAccessScope',
  ],
  references: [noInformationRetrieved, responseCodeReference],
});
