import { defineCause, doubts, excludes, hints, proves, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { namesTargetRightly } from './configured.ts';
import { all, any } from '../sight.ts';
import { reads, requesterShownOthers, tokenServiceRefused } from './sight.ts';

/**
 * Source: diecknet.de, Exchange hybrid, HCW8064 and OAuth (May 2020). The fault's 0x80048800 only says "not authenticated" and counts for
 * nothing.
 */
const named = reads(/\baadsts901124\b/);
const namespaceUnknown = reads(/application '?fydibohf25spdlt\.[^']{1,260}'? does not exist/);

export default defineCause({
  id: 'federation-application-not-found',
  layer: 'federation',
  title: 'The token service does not know the federated organization',
  explanation: 'To ask the other organization, Exchange needs a pass from the token service of Microsoft. The service does not know that '
    + 'organization by the name that the relationship gives, so there is no pass.',
  concerns: 'exchange',
  signs: [
    proves('the token service names it: the application does not exist (AADSTS901124)', named),
    suggests('the text says that the application of the federated domain does not exist', namespaceUnknown),
    excludes('{requester} is shown another mailbox of {targetServer}', requesterShownOthers),
    hints('the relationship of the asking side names the organization of {target} by another name than its own', ifShown(namesTargetRightly(false))),
    doubts('the relationship of the asking side names the organization of {target} as that names itself',
      all(any(namespaceUnknown, tokenServiceRefused), namesTargetRightly(true))),
    proves('the namespace of the trust and the URI in the relationship differ', all(tokenServiceRefused, namesTargetRightly(false)),
      'Get-FederatedOrganizationIdentifier | Format-List AccountNamespace; Get-OrganizationRelationship | Format-List TargetApplicationUri'),
  ],
  remedy: [
    'Compare AccountNamespace of the federated organization with TargetApplicationUri of the relationship that points to it, and correct the '
      + 'relationship.',
    'Let the two sides ask each other by OAuth instead: run the Hybrid Configuration Wizard again, and enable the connectors '
      + '(Set-IntraOrganizationConnector -Enabled $true) on both sides.',
    'Otherwise recreate the federation trust and its federated domains.',
  ],
  confirm: [
    'Outlook on the web, F12, Network: the answer of GetUserAvailabilityInternal holds AADSTS901124.',
    'Get-FederatedOrganizationIdentifier -IncludeExtendedDomainInfo | Format-List',
  ],
  references: [{ title: 'Exchange hybrid: HCW8064 and OAuth', url: 'https://diecknet.de/en/2020/05/01/Exchange-Hybrid-HCW8064-OAuth/' }],
});
