import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { noServerEnabledHere } from './configured.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { testOAuthOut, words } from './sight.ts';

/** English also in the output of a Spanish server, and wrapped by Format-List. Source: Microsoft Q&A 1629044. */
const noneConfigured = words(/no locally configured issuer was in the trusted_issuer list|none of them are configured locally/);

/** Said of each authorization server that does not fit, so also beside one that does. The same source. */
const oneDoesNot = words(/trusted_issuer does not include the auth server/);

export default defineCause({
  id: 'oauth-trusted-issuer-not-configured-locally',
  layer: 'sign-in',
  title: 'Exchange is not set up for the sign-in service that the called address trusts',
  explanation: 'The address that {requesterServer} asks for calendars accepts tokens of one token service only, and Exchange here is not set up '
    + 'for that one. So no token is made. Mostly the address is of another Microsoft cloud, such as the one in China.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    proves('the test names it: none of the issuers that the address trusts is configured here', noneConfigured),
    hints('an authorization server is not among those that the address trusts', oneDoesNot),
    proves('no authorization server of {requesterServer} is enabled', all(any(noneConfigured, oneDoesNot), noServerEnabledHere)),
    proves('the connector leads to an address of another cloud instance', all(any(noneConfigured, oneDoesNot), notVisibleFromHere),
      'on {requesterServer}: Get-AuthServer | Format-List Name,IssuerIdentifier,Realm,Enabled; Get-IntraOrganizationConnector | Format-List '
        + 'DiscoveryEndpoint,TargetSharingEpr'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  // The posted case has no answer: the steps follow from what the address says that it trusts.
  remedy: [
    'See whether the connector leads to the cloud of the tenant (worldwide: outlook.office365.com): Get-IntraOrganizationConnector | '
      + 'Format-List DiscoveryEndpoint,TargetSharingEpr',
    'If it does not, correct it (China: partner.outlook.cn).',
    'If the address is right, run the Hybrid Configuration Wizard for that cloud, which adds the authorization server that it trusts.',
  ],
  confirm: [
    `${testOAuthOut}: the challenge line lists trusted_issuers and authorization_uri of the address.`,
    'Get-AuthServer | Format-List Name,IssuerIdentifier,Realm,Enabled (worldwide: 00000001-0000-0000-c000-000000000000)',
  ],
  references: [{ title: 'Test-OAuthConnectivity: Microsoft.Exchange.Security.OAuth',
    url: 'https://learn.microsoft.com/en-us/answers/questions/1629044/test-oauthconnectivity-microsoft-exchange-security' }],
});
