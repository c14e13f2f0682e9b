import { defineCause, excludes, proves } from '../cause.ts';
import { inAnswer, notVisibleFromHere } from '../sight.ts';
import { domainOfTargetShown, withinOneOrganization } from './sight.ts';

/** Documented with "sub filters", posted with "subfilters". Source: OfficeDocs-Support; blog.yannickreekmans.be. */
const SENTENCE = /sub ?filters exceeds maximum allowed number of 250/i;

export default defineCause({
  id: 'orgrel-domain-limit-exceeded',
  layer: 'federation',
  title: 'One relationship was given more domains than it can hold',
  explanation: 'An organization relationship holds 238 mail domains at most, and more than that were given to it. So it was not made or not '
    + 'changed, and mailboxes in those domains are not shown.',
  concerns: 'exchange',
  signs: [
    proves('the text names it: the filter over the domains exceeds 250 parts', inAnswer(({ text }) => SENTENCE.test(text.replace(/\s+/g, ' ')))),
    excludes('another mailbox of the same domain is shown over the same two servers', domainOfTargetShown),
    excludes('the two belong to one organization, where no relationship is used', withinOneOrganization),
    proves('the organization has more than 238 mail domains, and not all of them stand in a relationship', notVisibleFromHere,
      'on the side that reports it: (Get-OrganizationRelationship).DomainNames.Count; (Get-AcceptedDomain).Count'),
  ],
  remedy: ['Keep the first 238 domains in the wizard\'s relationship, and make a second one with the same targets and access settings for the rest: '
    + 'New-OrganizationRelationship'],
  confirm: ['Count the domains that are handed to New- or Set-OrganizationRelationship, or selected in the wizard: more than 238.',
    'On that side: Get-OrganizationRelationship | Format-List Name,DomainNames'],
  references: [
    { title: 'Total number of explicit and implicit sub filters exceeds maximum allowed number of 250', url: 'https://github.com/MicrosoftDocs/'
      + 'OfficeDocs-Support/blob/public/Exchange/ExchangeHybrid/hybrid-configuration-wizard-errors/'
      + 'total-number-of-explicit-and-implicit-sub-filters-exceeds-maximum-250-error.md' },
    { title: 'New-OrganizationRelationship', url: 'https://learn.microsoft.com/powershell/module/exchangepowershell/new-organizationrelationship' },
  ],
});
