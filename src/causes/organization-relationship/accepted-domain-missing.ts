import { defineCause, excludes, hints, suggests } from '../cause.ts';
import { inAnswer, notVisibleFromHere, sameServersShown } from '../sight.ts';
import { withinOneOrganization } from './sight.ts';

/** The wizard's sentences. Source: OfficeDocs-Support 3087155 and 3067179. A lookup itself never says so. */
const SENTENCE = /domain .{1,260}? (?:isn['’]t|is not) an accepted domain (?:for|in)\b|no accepted domains (?:were )?found on/is;
const CODE = /\bHCW80(?:04|09|16|17|29|30)\b/;

export default defineCause({
  id: 'accepted-domain-missing',
  layer: 'federation',
  title: 'A mail domain is known to one half of the hybrid only',
  explanation: 'Both halves of a hybrid, on-premises and cloud, must know each mail domain as their own (accepted domain). One is missing on '
    + 'one side, so the two were not joined for it.',
  concerns: 'exchange',
  signs: [
    suggests('the Hybrid Configuration wizard says that a domain is not an accepted domain', inAnswer(({ text }) => SENTENCE.test(text))),
    hints('the Hybrid Configuration wizard ended with a code about domains', inAnswer(({ text }) => CODE.test(text))),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
    excludes('the two belong to one organization', withinOneOrganization),
    suggests('the mail domain of one of the two is an accepted domain on one side only', notVisibleFromHere,
      'on-premises and in Exchange Online PowerShell: Get-AcceptedDomain | Format-Table Name,DomainName,DomainType'),
  ],
  remedy: [
    'Add the domain on the side that lacks it: on-premises New-AcceptedDomain, in Microsoft 365 in the admin center (Settings, Domains), and '
      + 'verify it.',
    'Run the Hybrid Configuration wizard again and select the domain.',
  ],
  confirm: ['On both sides: Get-AcceptedDomain | Format-Table Name,DomainName,DomainType'],
  references: [
    { title: 'HCW errors about accepted domains', url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Exchange/ExchangeHybrid/'
      + 'hybrid-configuration-wizard-errors/hcw-erros-about-accepted-domains.md' },
    { title: 'Hybrid domain isn\'t an accepted domain for the cloud organization', url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/'
      + 'Exchange/ExchangeHybrid/hybrid-configuration-wizard-errors/hybrid-domain-domain-isnt-accepted-domain-for-cloud-organization-error.md' },
  ],
});
