import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests, unlessSeen, whereSeen } from '../cause.ts';
import { buildSeenAt } from '../server-health/sight.ts';
import { all, any, saidToRun, sameServersShown, sameServersShownElsewhere, unless } from '../sight.ts';
import {
  calledOthersTooOld, callsInLogs, lookupsArriveByLog, mailAgreesOnNoTls, mailGoesWithModernTls, refusedVersion, schannelAtFailure,
} from '../logged.ts';
import {
  asFiles, askWitness, failsBetweenVersions, handshakeBroken, handshakeBrokenWithoutCommonVersion, legComesTo, machineNotSeen, mailDroppedToo,
  portContradictsRegistry, reachesAnotherThatAcceptsNoMore, readRegistry, seenLegComesTo, sentFromHere,
  settingsShareNothing, settingsShareSomething, somethingInCommonAsInstalled, TLS12_UPDATES, tlsReferences,
  tooOldForTls12,
} from './sight.ts';

const with2010 = any(saidToRun('requester', 'exchange-2010'), saidToRun('target', 'exchange-2010'));
const oneIsTooOld = any(tooOldForTls12('requester'), tooOldForTls12('target'));

export default defineCause({
  id: 'tls-version-mismatch-between-exchange-servers',
  layer: 'tls',
  title: 'The two Exchange servers share no version of TLS, the encryption',
  explanation: '{requesterServer} ({requesterVersion}) asks {targetServer} ({targetVersion}) for the calendar, encrypted by TLS, and no version '
    + 'of TLS suits both. So the call ends before anything is asked.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the call from {requesterMachine} broke off during the handshake, and {targetServer} accepts no TLS version that {requesterVersion} '
      + 'dials with '
      + 'as installed ({requesterDials})', handshakeBrokenWithoutCommonVersion),
    suggests('the handshake of {requesterVersion} was tried from here: as installed {targetServer} refuses it, and with TLS 1.2 switched on it '
      + 'succeeds',
      all(handshakeBroken, legComesTo('no-shared-version', 'as-installed', sentFromHere), legComesTo('agreed', 'tls12-on', sentFromHere))),
    hints('the call from {requesterMachine} to {targetMachine} broke off as a failed TLS handshake does (firewalls can cause the same '
      + 'words)', handshakeBroken),
    hints('the failure follows the line between versions of Exchange that as installed may share no version of TLS', failsBetweenVersions),
    suggests('Schannel on {targetServer} refused a version of TLS, or the suites of an old one, at the moments at which calls from '
      + '{requesterServer} failed',
      all(handshakeBroken, schannelAtFailure('target', refusedVersion))),
    hints('mail from {requesterServer} to {targetServer} could not agree on TLS either', all(handshakeBroken, mailAgreesOnNoTls)),
    hints('mail from {requesterServer} to {targetServer} goes with TLS 1.2, so Windows and its cipher suites fit, and the values of .NET '
      + 'are what is left',
      all(handshakeBroken, mailGoesWithModernTls)),
    hints('mail between the two servers, which run different versions, is dropped as well', mailDroppedToo),
    doubts('only the published name of {targetServer} was seen, and a device before the machine may accept other TLS versions than the machine '
      + 'does', machineNotSeen),
    doubts('{targetServer} accepts a TLS version that {requesterVersion} dials with as installed', somethingInCommonAsInstalled),
    doubts('even with TLS 1.2 switched on, {requesterServer} shares no cipher suite with {targetServer}: the values alone would not repair it',
      all(handshakeBroken, legComesTo('no-shared-suite', 'tls12-on'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('{requesterServer} reaches another server that accepts only TLS versions which {targetServer} accepts '
      + 'too', reachesAnotherThatAcceptsNoMore),
    excludes('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} answers that one', seenLegComesTo('agreed')),
    doubts('logs of other servers show that {requesterServer} calls with TLS 1.2', callsInLogs('modern')),
    lookupsArriveByLog,
    proves('the settings of {requesterMachine} let it dial only with TLS versions that {targetServer} refuses', settingsShareNothing,
      readRegistry + asFiles),
    proves('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} refuses that one: they share no TLS version',
      unless(settingsShareSomething, all(handshakeBroken, seenLegComesTo('no-shared-version'))), askWitness),
    doubts('the registry of {targetMachine} switches TLS 1.2 on, which its port refuses: not in force before a restart',
      portContradictsRegistry('target')),
    doubts('the settings of {requesterMachine} let it dial with a TLS version that {targetServer} accepts, if it was restarted since they were made',
      settingsShareSomething),
    suggests('{requesterServer} last called other servers with no TLS version that {targetServer} accepts, as their logs show, although they had '
      + 'newer ones', all(handshakeBroken, calledOthersTooOld)),
  ],
  remedy: [
    whereSeen('Where a build was seen and is older', oneIsTooOld,
      `Bring the older server to an update that supports ${TLS12_UPDATES}.`),
    whereSeen('For Exchange 2010', with2010, 'On {olderServer|every older server} set SystemDefaultTlsVersions = 1 (DWORD) under '
      + 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v2.0.50727 and HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v2.0.50727.'),
    unlessSeen('For newer versions', with2010, 'On {olderServer|every older server} set SystemDefaultTlsVersions = 1 and SchUseStrongCrypto = 1 '
      + '(DWORD) under HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319.'),
    unlessSeen('For newer versions', with2010,
      'Set the same under HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319: they let .NET use TLS 1.2.'),
    'On {olderServer|every older server} set Enabled = 1 and DisabledByDefault = 0 under SCHANNEL\\Protocols\\TLS 1.2\\Client and under TLS '
      + '1.2\\Server.',
    unlessSeen('Where the builds were not seen', any(oneIsTooOld, all(buildSeenAt('requester'), buildSeenAt('target'))),
      `Make sure that the older server has an update that supports ${TLS12_UPDATES}.`),
    'Do the same on every other server as old as that one, and restart each: the values count only after that. Then {again}.',
  ],
  confirm: [
    'On {requesterMachine}: Get-ItemProperty "HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319" | Format-List '
      + 'SystemDefaultTlsVersions,SchUseStrongCrypto',
    'On {requesterMachine}: Get-WinEvent -FilterHashtable @{LogName="Application";ProviderName="MSExchange Availability";Id=4002} -MaxEvents 5 | '
      + 'Format-List Message',
    'HealthChecker.ps1 (CSS-Exchange) on both servers: its TLS section names values that differ.',
  ],
  references: [
    ...tlsReferences,
    { title: 'Exchange 2019 free/busy issue with Exchange 2013/2016',
      url: 'https://crucialcarrier.com/exchange-2019-free-busy-issue-with-exchange-2013-2016' },
    { title: 'Free/busy issue after disabling TLS 1.0 (Microsoft Q&A)',
      url: 'https://learn.microsoft.com/en-us/answers/questions/142364/exchange-server-2016-free-busy-issue-after-disabli' },
  ],
});
