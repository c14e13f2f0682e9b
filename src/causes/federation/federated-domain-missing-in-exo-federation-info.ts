import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, saysStatus } from '../sight.ts';
import { reads } from './sight.ts';

/** Every failure of Get-FederationInformation says so. Source: KB 2773628; Microsoft Learn Q&A 1099479. */
const notReceived = any(reads(/federation information could not be received from the external organization/),
  inAnswer(({ text }) => /\bGetFederationInformationFailedException\b/i.test(text)));

/** Another domain of the same tenant was answered: the output of both commands was pasted. Source: Microsoft Learn Q&A 1099479. */
const siblingAnswered = all(notReceived, reads(/\btargetapplicationuri(?:: ?| +)\S{0,20}outlook\.com\b/));

export default defineCause({
  id: 'federated-domain-missing-in-exo-federation-info',
  layer: 'federation',
  title: 'Exchange Online leaves one domain out of what it says about the tenant',
  explanation: 'To set up a relationship, one organization asks the other for its federated domains. Exchange Online leaves one domain out of '
    + 'its answer, so the relationship lacks it. Users get cross lines for everybody in that domain.',
  concerns: 'tenant',
  signs: [
    suggests('the federation information failed for one domain, and came for another of Exchange Online', siblingAnswered),
    hints('the federation information could not be received (DNS, firewalls and a broken Autodiscover leave the same words)', notReceived),
    doubts('the text names status 405, which is a matter of the server that was asked', all(notReceived, saysStatus(405))),
    proves('the same command succeeds for another accepted domain of that tenant, and its list lacks this one', all(notReceived, notVisibleFromHere),
      'Get-FederationInformation -DomainName <failing domain>, then the same for <tenant>.onmicrosoft.com; compare with Get-AcceptedDomain of that '
        + 'tenant'),
  ],
  remedy: [
    'Create the relationship from the answer for another domain of that tenant, and add the missing one: Set-OrganizationRelationship <relationship> '
      + '-DomainNames @{Add="<domain>"}',
    'With hundreds of domains the command may only run out of time: Get-FederationInformation -BypassAdditionalDomainValidation',
    'That the service lists the domain again, only Microsoft can bring about: a support case of the tenant that owns it.',
  ],
  confirm: ['Get-FederationInformation -DomainName <failing domain> beside Get-FederationInformation -DomainName <tenant>.onmicrosoft.com'],
  references: [
    {
      title: 'Exchange Online: Get-FederationInformation for a new organization relationship (Q&A 1099479)',
      url: 'https://learn.microsoft.com/en-us/answers/questions/1099479/exchange-online-get-federationinformation-new-orga',
    },
    { title: 'Get-FederationInformation', url: 'https://learn.microsoft.com/powershell/module/exchange/get-federationinformation' },
  ],
});
