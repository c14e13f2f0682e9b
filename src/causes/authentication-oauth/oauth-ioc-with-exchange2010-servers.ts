import { defineCause, excludes, hints, proves, shownOtherwise } from '../cause.ts';
import { connectorOff, connectorOn } from '../organization-relationship/configured.ts';
import { all, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { exchange2010There, oauthSetup, withoutReason } from './sight.ts';

const refused = all(saysStatus(401), withoutReason, exchange2010There);

// No text of this state is published: nothing here is more than a hint.
export default defineCause({
  id: 'oauth-ioc-with-exchange2010-servers',
  layer: 'sign-in',
  title: 'The connector for OAuth is on, although Exchange 2010 servers still answer',
  explanation: 'The connector between the two organizations signs in with OAuth, which Exchange 2010 does not know. Where such a server answers '
    + 'or asks, the lookup fails, and nothing else is tried as long as the connector is on.',
  directions: ['onprem-to-cloud', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    hints('the call was refused with 401, and on-premises an Exchange 2010 answers or shares the name', refused),
    excludes('no connector of the asking side for the other organization is on', connectorOff),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('a connector is enabled while Exchange 2010 serves these requests', all(refused, connectorOn),
      'Get-ExchangeServer | Format-Table Name,AdminDisplayVersion; Get-IntraOrganizationConnector | Format-List '
        + 'Name,TargetAddressDomains,DiscoveryEndpoint,Enabled, on both sides'),
  ],
  remedy: [
    'See whether federation is there to fall back on: Get-FederationTrust; Get-OrganizationRelationship | Format-List Name,Enabled',
    'If it is, use federation alone as long as Exchange 2010 serves these requests: Get-IntraOrganizationConnector | '
      + 'Set-IntraOrganizationConnector -Enabled $false, on both sides.',
    'Or let every EWS and Autodiscover request of Exchange Online go to Exchange 2013 SP1 or later, and retire Exchange 2010.',
  ],
  confirm: [
    'Get-IntraOrganizationConnector | Format-List Name,TargetAddressDomains,DiscoveryEndpoint,Enabled, on both sides',
    'IIS log of the Exchange 2010 server: requests with ASProxy/CrossForest/EmailDomain at the time of the lookup',
  ],
  references: [oauthSetup, { title: 'OAuth troubleshooting', url: 'https://learn.microsoft.com/en-us/archive/blogs/exovoice/oauth-troubleshooting' }],
});
