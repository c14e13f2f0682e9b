import { directionOf, defineCause, doubts, excludes, hints, proves, suggests, type See } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { listedNowhere, listedSomewhere } from './configured.ts';
import { all, answerOf } from '../sight.ts';
import {
  domainLookedFor, domainOf, domainOfTargetShown, noWayBack, noWayThere, otherDomainsShown, resolveFreeBusyErrors, responseCodeReference,
  withinOneOrganization,
} from './sight.ts';

/**
 * Is the domain that was looked for the one by which {target} should be looked for? For a colleague in the cloud an on-premises server takes
 * the routing domain, tenant.mail.onmicrosoft.com. Source: OfficeDocs-Support 4456110 and Resolve free/busy errors. undefined: none is named.
 */
const asked = (expected: boolean): See => (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  const domain = domainLookedFor(found.text);
  if (domain === undefined) return [];
  const own = domain === domainOf(lookup.target.address)
    || (directionOf(lookup, evidence) === 'onprem-to-cloud' && domain.endsWith('.onmicrosoft.com'));
  return own === expected ? [found.observation] : [];
};

/** In a hybrid, two sides that do not find each other at all were never joined. */
const neverJoined: See = (lookup, evidence) =>
  (['onprem-to-cloud', 'cloud-to-onprem'].includes(directionOf(lookup, evidence)) ? noWayBack(lookup, evidence) : []);

export default defineCause({
  id: 'orgrel-domain-missing-on-source',
  layer: 'federation',
  title: 'The asking side has no relationship with the colleague\'s mail domain',
  explanation: 'The server of {requester} keeps a list of the mail domains of others that it may ask (relationship or connector). The domain of '
    + '{target} is not on it, so nobody is asked. The user gets cross lines for everybody with such an address.',
  concerns: 'exchange',
  signs: [
    suggests('the asking side has no way to the domain of {target}', all(noWayThere, asked(true))),
    suggests('it has no way to {target}, while it shows mailboxes of another domain there', all(noWayThere, otherDomainsShown)),
    hints('the asking side has no way to the domain (a hybrid without any relationship, or an outdated address, looks the same)', noWayThere),
    doubts('another domain was looked for than that of {target}: then its entry in the directory may hold a wrong '
      + 'address', all(noWayThere, asked(false))),
    doubts('the other side has no way back either, as if nothing had ever been set up between the two', all(noWayThere, neverJoined)),
    excludes('another mailbox of the same domain is shown over the same two servers', domainOfTargetShown),
    suggests('no connector, relationship or address space of the asking side that is on lists the domain of {target}', ifShown(listedNowhere)),
    doubts('a connector or relationship of the asking side that is on lists the domain of {target}', listedSomewhere),
    excludes('the two belong to one organization, where no relationship is used', withinOneOrganization),
    proves('no connector and no relationship on the asking side lists the domain', all(noWayThere, listedNowhere),
      'on the asking side: Get-IntraOrganizationConnector | Format-List Name,Enabled,TargetAddressDomains; Get-OrganizationRelationship | '
        + 'Format-List Name,Enabled,DomainNames'),
  ],
  remedy: [
    'See on the asking side whether anything lists the domain of the error text: Get-IntraOrganizationConnector; Get-OrganizationRelationship',
    'If there is neither of the two, run the Hybrid Configuration wizard with "Full Hybrid Configuration" instead.',
    'With a connector (OAuth): Set-IntraOrganizationConnector <name> -TargetAddressDomains @{Add="<domain>"}',
    'With a relationship (federation): Set-OrganizationRelationship <name> -DomainNames @{Add="<domain>"}',
    'Between two tenants the other side needs a relationship with this one as well.',
  ],
  confirm: [
    'On the asking side: Get-IntraOrganizationConnector | Format-List Enabled,TargetAddressDomains',
    'On the asking side: Get-OrganizationRelationship | Format-List Enabled,DomainNames',
    'On-premises, for a colleague in the cloud: Get-RemoteMailbox {target} | Format-List RemoteRoutingAddress (its domain is the one that counts)',
  ],
  references: [resolveFreeBusyErrors, responseCodeReference],
});
