import { defineCause, doubts, excludes, hints, proves, shownOtherwise } from '../cause.ts';
import { connectorOff, connectorOn, oauthTestFails, oauthTestSucceeds } from '../organization-relationship/configured.ts';
import { foreignServiceName } from './configured.ts';
import { all, any, lacks, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { isFederated, oauthSetup, speaksOfOAuth, tellsWhy, testOAuthIn, testOAuthOut, toCloud, words } from './sight.ts';

const refused = any(saysStatus(401), words(/oauthtokenrequestfailedexception/));

/** On-premises a bare 401 has nearer reasons; where the text tells why, another cause of this folder says so. */
const byToken = all(refused, any(speaksOfOAuth, toCloud(refused)), lacks(tellsWhy));

// The roof over the other causes of this folder: nothing sets it apart from them, so it never says more than a hint.
export default defineCause({
  id: 'oauth-broken-while-ioc-enabled',
  layer: 'sign-in',
  title: 'Sign-in between the two organizations (OAuth) is broken',
  explanation: 'The two organizations sign in to each other with OAuth tokens, as their intra-organization connector says, and that fails. As '
    + 'long as the connector is on, Exchange tries nothing else, although an organization relationship may be sound.',
  directions: ['onprem-to-cloud', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    hints('the other organization refused the sign-in (401) in a lookup that uses OAuth', byToken),
    hints('Get-AuthConfig gives Exchange a name of service that is not its own', foreignServiceName),
    excludes('no connector of the asking side for the other organization is on, so OAuth is not used', connectorOff),
    doubts('the test of OAuth succeeds on the asking side', all(byToken, oauthTestSucceeds)),
    doubts('the call went to the address for federated sharing, where no OAuth token is used', all(byToken, isFederated)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the connector is enabled for this domain, and the OAuth test fails', all(byToken, connectorOn, oauthTestFails),
      'on-premises or in Exchange Online, where {requester} is: Test-OAuthConnectivity -Service EWS -TargetUri '
      + 'https://{targetName}/ews/exchange.asmx -Mailbox {requester} -Verbose | Format-List'),
  ],
  remedy: [
    'Run Test-OAuthConnectivity in the failing direction: its text names what is broken (certificate, service principal name, account, authorization '
      + 'server), and that is what to mend.',
    'Run the Hybrid Configuration Wizard again with OAuth.',
    'Where a federation trust exists, go round it meanwhile on the asking side: Set-IntraOrganizationConnector <connector> -Enabled $false. This is '
      + 'also the way out where Exchange 2010 servers remain.',
  ],
  confirm: ['Get-IntraOrganizationConnector | Format-List Name,TargetAddressDomains,DiscoveryEndpoint,Enabled, on both sides',
    testOAuthOut, testOAuthIn],
  references: [
    { title: 'Cannot view free/busy information',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-view-freebusy-information' },
    { title: 'OAuth troubleshooting', url: 'https://learn.microsoft.com/en-us/archive/blogs/exovoice/oauth-troubleshooting' },
    oauthSetup,
  ],
});
