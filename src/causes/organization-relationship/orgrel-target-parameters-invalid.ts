import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { connectorOff, targetsInvalid } from './configured.ts';
import { all, sameServersShown } from '../sight.ts';
import { runs } from '../server-health/sight.ts';
import { noInformationRetrieved, relationshipUnusable } from './sight.ts';

export default defineCause({
  id: 'orgrel-target-parameters-invalid',
  layer: 'federation',
  title: 'The relationship with the other organization holds wrong or empty addresses',
  explanation: 'The asking side has a relationship with the organization of {target}, but the addresses in it are empty or wrong. Exchange '
    + 'cannot use it, so nobody is asked. The user gets cross lines for everybody there.',
  concerns: 'exchange',
  signs: [
    // Exchange 2010 knows no connectors. Source: OfficeDocs-Support 3137325.
    suggests('the relationship cannot be used, and {requesterServer} runs Exchange 2010, which knows no other kind',
      all(relationshipUnusable, runs('requester', 'exchange-2010'))),
    hints('the text says that the relationship cannot be used (it is also used when the OAuth connector is merely off)', relationshipUnusable),
    suggests('the relationship of the asking side, which is used because no connector is on, has no usable address or application',
      ifShown(all(targetsInvalid, connectorOff))),
    hints('the relationship of the asking side has no usable address or application (with a connector that is on it is not used)', targetsInvalid),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
    proves('TargetApplicationUri, TargetAutodiscoverEpr or TargetSharingEpr differ from what the other side publishes',
      all(relationshipUnusable, targetsInvalid),
      'on the asking side: Get-OrganizationRelationship | Format-List Name,Target*; Get-FederationInformation -DomainName <domain of the other '
        + 'side> | '
        + 'Format-List Target*'),
  ],
  remedy: [
    'On the asking side look first whether an OAuth connector is merely off: Get-IntraOrganizationConnector | Format-List Name,Enabled',
    'Otherwise take the values that the other side publishes: Get-FederationInformation -DomainName <domain> (for the cloud '
      + '<tenant>.mail.onmicrosoft.com)',
    'Set-OrganizationRelationship <name> -TargetApplicationUri <value> -TargetAutodiscoverEpr <value>',
  ],
  confirm: [
    'On the asking side: Get-OrganizationRelationship | Format-List Name,TargetApplicationUri,TargetAutodiscoverEpr,TargetSharingEpr',
    'On the other side: Get-FederatedOrganizationIdentifier | Format-List AccountNamespace (it must be the TargetApplicationUri)',
  ],
  references: [
    noInformationRetrieved,
    { title: 'Exchange hybrid free/busy not working (Microsoft Q&A)',
      url: 'https://learn.microsoft.com/en-us/answers/questions/1296869/exchange-hybrid-free-busy-not-working-after-changi' },
  ],
});
