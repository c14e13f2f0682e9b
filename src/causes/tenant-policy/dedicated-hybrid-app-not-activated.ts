import { knowsDedicatedApplication, milestones } from '../../exchange/ews-retirement.ts';
import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests, unlessSeen, whereSeen } from '../cause.ts';
import { dedicatedOff, dedicatedOn, entraWithApplication, entraWithoutApplication } from '../authentication-oauth/configured.ts';
import { all, any, inAnswer, othersShown, sameServersShown, sameServersShownElsewhere, says, unless } from '../sight.ts';
import { builtSo, runs } from '../server-health/sight.ts';
import { beforeAnyBlock, byFederation, dedicatedApplication, forbidden, forbiddenByProxy, policyNamed, toldUsOff } from './sight.ts';

const tooOld = builtSo('requester', ({ build }) => knowsDedicatedApplication(build) === false);

/** Test-OAuthConnectivity never loaded a configuration. Seen beside healthy results too. Source: blog.appelcloud.dk. */
const neverLoaded = all(says('oauth-test-config-loaded'), inAnswer(({ text }) => /\b01[-/.]01[-/.]0001\b|\b0001-01-01\b|\b1\/1\/0001\b/.test(text)));

const BUILDS = '2016 CU23 15.1.2507.55, 2019 CU14 15.2.1544.25, 2019 CU15 15.2.1748.24, SE 15.2.2562.17, or later';

const failed = any(forbidden, neverLoaded);

/**
 * What the tenant knows no application for, or has disabled. Exchange names its own in EvoSTS (ApplicationIdentifier).
 * Source: MicrosoftDocs/entra-docs, reference-error-codes.md; CSS-Exchange, ConfigureExchangeHybridApplication.
 */
const applicationUnknown = inAnswer(({ text }) => /\b(?:AADSTS|sign-in error code:? ?)(?:70001|700011|700016|7000112)\b/i.test(text));

const toTheCloud = othersShown((other, lookup, evidence) => other.requester.server === lookup.requester.server
  && evidence.server(other.target.server).version === 'exchange-online');

export default defineCause({
  id: 'dedicated-hybrid-app-not-activated',
  layer: 'sign-in',
  title: 'The Exchange servers still ask Exchange Online under the old shared identity',
  explanation: `Since ${milestones.sharedApplication.from} Exchange Online refuses servers that come under the identity which all organizations `
    + 'shared. Each organization needs an application of its own (dedicated hybrid app), and here it is missing or not switched on. '
    + 'Users on-premises get cross lines for colleagues in the cloud. Calls in the other direction come under another identity and do not '
    + 'depend on it.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('Exchange Online forbade the call (403), and {requesterServer} runs an update that knows no application of its '
      + 'own', all(forbidden, tooOld)),
    hints('Exchange Online forbade the call (403); EWS that is switched off there, or a web proxy, looks the same', forbidden),
    hints('the test of OAuth says that its configuration was never loaded', neverLoaded),
    hints('the token service does not know the application under which {requesterServer} asks, or it is disabled (another program\'s looks the same)',
      applicationUnknown),
    doubts('the answer names a policy of the tenant as the reason', policyNamed),
    doubts('Exchange Online told this tool that EWS is off for the tenant or its mailbox', all(forbidden, toldUsOff)),
    doubts('the call was forbidden while the way through a web proxy was opened', forbiddenByProxy),
    doubts('the call went by federation, where no application is involved', all(forbidden, byFederation)),
    doubts(`the lookup was made before ${milestones.firstTest.from}, when nothing was blocked yet`, all(forbidden, beforeAnyBlock)),
    excludes('{requesterServer} runs Exchange 2010 or older, which never comes under an '
      + 'application', runs('requester', 'exchange-2007', 'exchange-2010')),
    excludes('{requesterServer} runs Exchange 2013, for which there is no such application', runs('requester', 'exchange-2013')),
    hints('the setting override for the dedicated hybrid app is not on', unless(failed, dedicatedOff)),
    excludes('the setting override is on, and EvoSTS names an application', all(dedicatedOn, entraWithApplication)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    doubts('{requesterServer} shows other mailboxes in Exchange Online', toTheCloud),
    proves('EvoSts names no application: it was never made, or never entered here', all(failed, entraWithoutApplication),
      'on {requesterServer}: Get-AuthServer | Format-List Name,Type,ApplicationIdentifier'),
    proves('no setting override makes the servers use an application of their own: it is not switched on', all(failed, dedicatedOff),
      'on {requesterServer}: Get-SettingOverride | Format-List Name,ComponentName,SectionName,Parameters (EnableExchangeHybrid3PAppFeature)'),
  ],
  remedy: [
    whereSeen('Where an older build was seen', tooOld,
      `Bring every Exchange server to a build that knows the application (${BUILDS}): one left out fails now and then.`),
    'See by which way lookups go: Get-IntraOrganizationConnector | Format-List Name,Enabled. Where none is on, they go by federation: '
      + 'do not switch the application on, it would break them.',
    unlessSeen('Where none was seen', tooOld,
      `Make sure that every Exchange server has a build that knows the application (${BUILDS}): one left out fails now and then.`),
    'Download ConfigureExchangeHybridApplication.ps1 of Microsoft and run it with -FullyConfigureExchangeHybridApplication; or, when the wizard has '
      + 'made the application, with -ConfigureAuthServer -EnableExchangeHybridApplicationOverride.',
    'Wait an hour, or Restart-WebAppPool MSExchangeServicesAppPool on every server.',
    'While Exchange Online asks for a list of EWS applications, put the new application on it: Set-OrganizationConfig -EwsAllowedAppIDs.',
  ],
  confirm: [
    'Get-SettingOverride | Format-List Name,ComponentName,SectionName,Parameters (EnableExchangeHybrid3PAppFeature, ExchangeOnpremAsThirdPartyAppId)',
    'Get-AuthServer | Format-List Name,Type,ApplicationIdentifier (EvoSts with the id of the application)',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} | Format-List: (403) Forbidden. '
      + 'It tests only the server on which it runs.',
    'Get-ExchangeServer | Format-List Name,AdminDisplayVersion, or HealthChecker.ps1 for the exact builds',
  ],
  references: [
    dedicatedApplication,
    { title: 'CSS-Exchange: ConfigureExchangeHybridApplication', url: 'https://github.com/microsoft/CSS-Exchange/blob/main/docs/Hybrid/'
      + 'ConfigureExchangeHybridApplication.md' },
    { title: 'The Exchange hybrid wake-up call: when free/busy stops working',
      url: 'https://blog.appelcloud.dk/the-exchange-hybrid-wake-up-call-when-free-busy-stops-working' },
  ],
});
