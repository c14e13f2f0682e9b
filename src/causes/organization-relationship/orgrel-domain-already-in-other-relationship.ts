import { defineCause, excludes, proves } from '../cause.ts';
import { inAnswer, notVisibleFromHere } from '../sight.ts';
import { domainOfTargetShown, withinOneOrganization } from './sight.ts';

/** Source: OfficeDocs-Support, the-domains-already-exist-in-another-organization-error; Set-OrganizationRelationship. */
const SENTENCE = /already exists? in another organization relationship|domains can only exist in one organization relationship/i;

export default defineCause({
  id: 'orgrel-domain-already-in-other-relationship',
  layer: 'federation',
  title: 'The mail domain stands in another organization relationship already',
  explanation: 'A mail domain can stand in one organization relationship only, and this one stands in another, perhaps forgotten one. So the '
    + 'intended one was not made, and lookups go nowhere or to the wrong place.',
  concerns: 'exchange',
  signs: [
    proves('the text names it: the domain exists in another organization relationship',
      inAnswer(({ text }) => SENTENCE.test(text.replace(/\s+/g, ' ')))),
    excludes('another mailbox of the same domain is shown over the same two servers', domainOfTargetShown),
    excludes('the two belong to one organization, where no relationship is used', withinOneOrganization),
    proves('another relationship than the intended one lists the domain of {target}', notVisibleFromHere,
      'on the asking side: Get-OrganizationRelationship | Format-Table Name,DomainNames,Enabled'),
  ],
  remedy: [
    'If nobody needs the domain in the other relationship, take it out there: Set-OrganizationRelationship <other> -DomainNames '
      + '@{Remove="<domain>"}',
    'Then add it to the right one: Set-OrganizationRelationship <name> -DomainNames @{Add="<domain>"}',
    'An obsolete one: Remove-OrganizationRelationship <other>.',
    'Where the cmdlet itself fails with "Couldn\'t find object", the leftover is out of reach: ask Microsoft support to remove it.',
  ],
  confirm: ['On the side that reports it: Get-OrganizationRelationship | Format-Table Name,DomainNames,Enabled'],
  references: [
    { title: 'The domains already exist in another organization relationship', url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/'
      + 'Exchange/ExchangeHybrid/hybrid-configuration-wizard-errors/the-domains-already-exist-in-another-organization-error.md' },
    { title: 'Set-OrganizationRelationship', url: 'https://learn.microsoft.com/powershell/module/exchangepowershell/set-organizationrelationship' },
  ],
});
