import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { connectorOff, connectorOn, oauthTestSucceeds } from './configured.ts';
import { all, any, inAnswer, lacks, listed, sameServersShown, textHas } from '../sight.ts';
import { runs } from '../server-health/sight.ts';
import { relationshipUnusable, withinOneOrganization } from './sight.ts';

/** The wizard ended without OAuth. Source: diecknet.de 2020/05/01. Why it failed stands elsewhere in its log. */
const wizardLeftOAuth = inAnswer(({ text }) => /\bHCW8064\b|was not able to perform the OAuth portion/i.test(text));

export default defineCause({
  id: 'ioc-disabled-after-hcw',
  layer: 'federation',
  title: 'The calendar connector between the two organizations (OAuth) is switched off',
  explanation: 'The wizard that joins on-premises Exchange and Microsoft 365 made a connector for calendars but left it switched off. Exchange '
    + 'then takes an older way that was never completed.',
  concerns: 'exchange',
  signs: [
    hints('a relationship that cannot be used was taken, as happens when the connector is off', relationshipUnusable),
    hints('the Hybrid Configuration wizard ended without setting up OAuth', wizardLeftOAuth),
    hints('it names no certificate as the reason; without OAuth it leaves the connectors that it makes switched off',
      all(wizardLeftOAuth, lacks(textHas(/authorization certificate with thumbprint|missing signing certificate/)))),
    hints('a connector that was pasted is switched off',
      all(textHas(/intraorganizationconnector|targetaddressdomains|discoveryendpoint/), listed('Enabled', 'False\\b'))),
    suggests('the connector of the asking side for the other organization is off', all(any(relationshipUnusable, wizardLeftOAuth), connectorOff)),
    hints('the connector of the asking side is off (where federation is used instead, that is as it should be)', connectorOff),
    excludes('the connector of the asking side is on', connectorOn),
    // Source: OfficeDocs-Support 3137325.
    excludes('{requesterServer} runs Exchange 2010, which knows no such connector', runs('requester', 'exchange-2007', 'exchange-2010')),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
    excludes('the two belong to one organization, where no connector is used', withinOneOrganization),
    proves('the connector of the asking side is off while OAuth works',
      all(any(relationshipUnusable, wizardLeftOAuth), connectorOff, oauthTestSucceeds),
      'on the asking side: Get-IntraOrganizationConnector | Format-List Name,Enabled; Test-OAuthConnectivity -Service EWS -TargetUri '
        + 'https://<EWS address of the other side> -Mailbox {requester}'),
  ],
  remedy: [
    'Make sure that OAuth works: Test-OAuthConnectivity on both sides (after HCW8064 look at the Auth certificate first: Get-AuthConfig).',
    'Then switch the connector on, on-premises and in Exchange Online: Get-IntraOrganizationConnector | Set-IntraOrganizationConnector -Enabled '
      + '$true',
  ],
  confirm: ['On both sides: Get-IntraOrganizationConnector | Format-List Name,Enabled,TargetAddressDomains',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://<EWS address of the other side> -Mailbox {requester}'],
  references: [
    { title: 'Exchange hybrid free/busy not working (Microsoft Q&A)',
      url: 'https://learn.microsoft.com/en-us/answers/questions/1296869/exchange-hybrid-free-busy-not-working-after-changi' },
    { title: 'Exchange Hybrid: HCW8064 and OAuth', url: 'https://diecknet.de/en/2020/05/01/Exchange-Hybrid-HCW8064-OAuth/' },
  ],
});
