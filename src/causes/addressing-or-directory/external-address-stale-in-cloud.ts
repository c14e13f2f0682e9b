import { defineCause, doubts, hints, proves, suggests, type See } from '../cause.ts';
import { all, answerOf, hasCode, inAnswer, notVisibleFromHere, targetShownToOthers } from '../sight.ts';
import { wayIsOpen } from './sight.ts';

/** Source of the wording: Microsoft Learn, Resolve free/busy errors. */
const FOREST = /forest\/domain ["']?([a-z0-9.-]{1,253}?)["']? could(?:n['’]t| not) be found/i;

/** The domain that Exchange Online looked for is not the one of the colleague's address: so another address stands in its entry. */
const anotherDomainAsked: See = (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  const domain = FOREST.exec(found.text)?.[1]?.toLowerCase();
  const own = lookup.target.address.slice(lookup.target.address.lastIndexOf('@') + 1).toLowerCase();
  return domain !== undefined && domain !== own ? [found.observation] : [];
};

const PRIMARY = /\b(?:PrimarySmtpAddress|WindowsEmailAddress|mail|UserPrincipalName) ?: ?[^\s@]{1,64}@([a-z0-9.-]{1,253})/i;
const OUTSIDE = /\b(?:ExternalEmailAddress|targetAddress) ?: ?\{?(?:SMTP:)?[^\s@]{1,64}@([a-z0-9.-]{1,253})/i;

/**
 * Properties of the entry as Get-MailUser or Get-ADUser lists them: the domain of the outside address selects whom the cloud asks. An address of
 * the organization's own cloud, or of the domain that the entry has besides, is right. Source: OfficeDocs-Support 4456110.
 */
const leadsElsewhere = inAnswer(({ text }) => {
  const outside = OUTSIDE.exec(text)?.[1]?.toLowerCase();
  const own = PRIMARY.exec(text)?.[1]?.toLowerCase();
  return outside !== undefined && outside !== own && !outside.endsWith('.onmicrosoft.com');
});

// Which codes come of it is an inference from the case of a domain without relationship, so a code alone is a hint and no more.
export default defineCause({
  id: 'external-address-stale-in-cloud',
  layer: 'directory',
  title: 'The cloud keeps an outdated outside address of the colleague',
  explanation: 'Exchange Online keeps an outside address for each colleague on-premises, and asks the organization that this address belongs '
    + 'to. That of {target} is an old one in another domain, so the wrong place is asked.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    // Source: OfficeDocs-Support 4456110: the domain of ExternalEmailAddress selects the relationship that is used.
    suggests('Exchange Online looked for another domain than that of {target}, while it shows other mailboxes of {targetServer}',
      all(anotherDomainAsked, wayIsOpen)),
    hints('Exchange Online looked for another domain than that of {target}', anotherDomainAsked),
    hints('Exchange Online finds no way to {target}, while it shows others of {targetServer} (a domain missing in the relationship looks so too)',
      all(hasCode('ErrorAddressSpaceNotFound', 'ErrorMailRecipientNotFound'), wayIsOpen)),
    hints('the entry in the cloud leads to an address of another domain than its own, as far as the pasted properties show', leadsElsewhere),
    doubts('the same address is shown to a requester on another server', all(hasCode('ErrorMailRecipientNotFound'), targetShownToOthers)),
    proves('ExternalEmailAddress of {target} is not its primary address on-premises', notVisibleFromHere,
      'Exchange Online PowerShell: Get-MailUser {target} | Format-List ExternalEmailAddress,EmailAddresses'),
  ],
  remedy: [
    'On-premises, note down the attribute targetAddress of {target}, then clear it: a mailbox user has none.',
    'Change any address of {target} (add one for the time being), then Start-ADSyncSyncCycle -PolicyType Delta: only then the cloud computes the '
      + 'outside address anew.',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-MailUser {target} | Format-List ExternalEmailAddress',
    'On-premises: Get-ADUser <name> -Properties targetAddress | Format-List targetAddress (empty is right)',
  ],
  references: [
    { title: 'Free/busy lookups fail from Exchange Online to on-premises',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/hybrid-freebusy-lookups-fail' },
    { title: 'No free/busy information could be retrieved',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/no-free-busy-information-retrieved' },
  ],
});
