import { mailTipsCame } from '../../exchange/mail-tips.ts';
import { defineCause, doubts, excludes, hints, proves, suggests } from '../cause.ts';
import { requesterKnownThere, requesterUnknownThere } from './configured.ts';
import { all, any, inAnswer } from '../sight.ts';
import {
  acrossOrganizations, domainOfRequesterServed, refused, resolveFreeBusyErrors, shownToAnotherDomain, withinOneOrganization, writtenByOtherSide,
}
  from './sight.ts';

/** Output of Test-OrganizationRelationship, id and sentence. Source: OfficeDocs-Support 2667844. The missing domain need not be the requester's. */
const testWarns = inAnswer(({ text }) =>
  /LocalFederatedDomainsAreMissingFromTheRemoteOrganizationRelation|locally federated domains that aren['’]t present/i
  .test(text));

const refusedThere = all(refused, any(acrossOrganizations, writtenByOtherSide));

export default defineCause({
  id: 'requester-domain-missing-in-target-relationship',
  layer: 'federation',
  title: 'The other organization does not know the requester\'s mail domain',
  explanation: 'The other organization answers only mail domains that stand on its list for this one (relationship). The domain of {requester} '
    + 'is not on it, so everybody with such an address is refused.',
  concerns: 'exchange',
  signs: [
    suggests('the other organization refused, and shows the same calendar to somebody of another mail '
      + 'domain', all(refusedThere, shownToAnotherDomain)),
    suggests('the test of the relationship warns that domains of the asking side are missing on the other one', testWarns),
    hints('the refusal came from the other organization (the permission on the calendar looks the same)', refusedThere),
    hints('the answer was written at the address for federated calls: the other organization judged the one that asks',
      all(refused, writtenByOtherSide)),
    excludes('somebody with an address in the same mail domain is shown mailboxes there', domainOfRequesterServed),
    hints('no relationship of the other organization lists the domain of {requester}', requesterUnknownThere),
    doubts('a relationship of the other organization that is on lists the domain of {requester}', all(refusedThere, requesterKnownThere)),
    doubts('the other organization gives MailTips of {target} over the same way, so it knows who asks', all(refusedThere, mailTipsCame)),
    excludes('the two belong to one organization, where no relationship is used', withinOneOrganization),
    proves('DomainNames of the relationship on the other side lacks the domain of {requester}',
      all(any(refusedThere, testWarns), requesterUnknownThere),
      'in the organization of {target}: Get-OrganizationRelationship | Format-List Name,Enabled,DomainNames'),
  ],
  remedy: [
    'In the organization of {target}: Set-OrganizationRelationship <name> -DomainNames @{Add="<mail domain of {requester}>"}',
    'A user in the cloud who asks on-premises needs the address <name>@<tenant>.mail.onmicrosoft.com as well.',
  ],
  confirm: [
    'In the organization of {target}: Get-OrganizationRelationship | Format-List Name,Enabled,DomainNames',
    'On the asking side: Test-OrganizationRelationship -Identity <name> -UserIdentity {requester} -Verbose',
    'A colleague of {requester} with an address in another mail domain is shown the same calendar.',
  ],
  references: [
    { title: 'Cannot view free/busy information for a remote user in a hybrid deployment',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/cannot-view-freebusy-information-for-remote-user' },
    resolveFreeBusyErrors,
  ],
});
