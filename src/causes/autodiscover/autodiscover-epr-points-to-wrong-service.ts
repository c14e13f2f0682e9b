import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { autodiscoverElsewhere } from '../organization-relationship/configured.ts';
import { all, any, hasCode, inAnswer, sameServersShown, sameServersShownElsewhere } from '../sight.ts';

/** Output of Test-OrganizationRelationship. Source: Microsoft Q&A 108027. */
const testFailed = inAnswer(({ text }) =>
  /AutodiscoverServiceCallFailed|the autodiscover call failed\.|unable to retrieve organization relationships from remote organization/i.test(text));

/** "The response from the Autodiscover service at '<URL>' failed", with another path. Source of the sentence: Resolve free/busy errors. */
const namesAnotherService = inAnswer(({ text }) => {
  const path = /autodiscover service at ['’"]https?:\/\/[^/'’"\s]+(\/[^'’"\s]*)['’"]/i.exec(text)?.[1];
  return path !== undefined && !/\/autodiscover\.(?:svc|xml)/i.test(path);
});

/** The test for relationships was sent to the path of EWS, as the log of the target shows it. Source: Microsoft Q&A 108027. */
const testWentToEws = inAnswer(({ text }) => /post \/ews\/exchange\.asmx\S* .{0,300}TestOrganizationRelationship\//i.test(text));

export default defineCause({
  id: 'autodiscover-epr-points-to-wrong-service',
  layer: 'autodiscover',
  title: 'Exchange Online was given the address of another service for Autodiscover',
  explanation: 'Exchange Online asks Autodiscover where calendars on-premises are, and the address that it was given for this is that of '
    + 'another service. That service does not understand the question, so nothing is learnt. Users in the cloud get cross lines.',
  directions: ['cloud-to-onprem'],
  concerns: 'tenant',
  signs: [
    suggests('the address that was asked as Autodiscover has another path', all(hasCode('ErrorAutoDiscoverFailed'), namesAnotherService)),
    suggests('the test of the relationship was sent to the address of EWS', testWentToEws),
    hints('Autodiscover of the other organization could not be used (WS-Security that is off looks the same)', testFailed),
    hints('the asking side asks Autodiscover at a path that is none of its own (with TargetSharingEpr it is not asked)', autodiscoverElsewhere),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the path in TargetAutodiscoverEpr or DiscoveryEndpoint is not that of Autodiscover',
      all(any(testFailed, hasCode('ErrorAutoDiscoverFailed')), autodiscoverElsewhere),
      'in Exchange Online: Get-OrganizationRelationship | Format-List TargetAutodiscoverEpr; Get-IntraOrganizationConnector | Format-List '
      + 'DiscoveryEndpoint'),
  ],
  remedy: [
    'In Exchange Online, correct the address: Set-OrganizationRelationship <name> -TargetAutodiscoverEpr '
      + 'https://<host>/autodiscover/autodiscover.svc/WSSecurity',
  ],
  confirm: [
    'Get-OrganizationRelationship | Format-List TargetAutodiscoverEpr: the path must be /autodiscover/autodiscover.svc/WSSecurity.',
    'The IIS log on-premises holds POST /EWS/Exchange.asmx/WSSecurity by TestOrganizationRelationship/1.1 with 500.',
  ],
  references: [{
    title: 'Exchange 2019 CU6 and Exchange Online free/busy (Microsoft Q&A)',
    url: 'https://learn.microsoft.com/en-us/answers/questions/108027/exchange-2019-cu6-and-exchange-online-free-busy-on',
  }],
});
