import { identify } from '../../exchange/identity.ts';
import { dialledByDefault } from '../../exchange/outgoing-tls.ts';
import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests, unlessSeen, whereSeen, type See } from '../cause.ts';
import { buildSeenAt } from '../server-health/sight.ts';
import { all, notVisibleFromHere, othersShown, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { callsInLogs } from '../logged.ts';
import {
  asFiles, askWitness, callsModernTls, callsOnlyOldTls, handshakeBroken, readRegistry, seenCallsWith, TLS12_UPDATES, tlsReferences, tooOldForTls12,
} from './sight.ts';

/** Exchange Online accepts nothing below TLS 1.2. Source: Microsoft Learn, technical reference details about encryption. */
const dialsBelow12AsInstalled: See = (lookup, evidence) => {
  const { version, windows, versionShownBy } = identify(lookup.requester.server, evidence);
  const dialled = dialledByDefault(version, windows);
  const shownBy = versionShownBy ?? evidence.of('user-availability', lookup.requester.address);
  if (dialled === null || shownBy === undefined) return undefined;
  return [...dialled.versions, ...dialled.possibly].some((offered) => offered === 'TLSv1.2' || offered === 'TLSv1.3') ? [] : [shownBy];
};

export default defineCause({
  id: 'tls12-outbound-to-cloud-not-enabled',
  layer: 'tls',
  title: 'The on-premises server does not use TLS 1.2 when it calls Exchange Online',
  explanation: 'Exchange Online accepts TLS 1.2 and newer only. {requesterServer} ({requesterVersion}) still calls it with an older version of '
    + 'this encryption, so the call is refused before anything is asked. The user gets cross lines for every colleague in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('the call to Exchange Online broke off during the handshake, and {requesterVersion} as installed dials with nothing newer than TLS 1.0',
      all(handshakeBroken, dialsBelow12AsInstalled)),
    hints('the call to Exchange Online broke off as a failed TLS handshake does (a firewall or proxy can cause the same words)', handshakeBroken),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('the same server shows other mailboxes in Exchange Online',
      othersShown((other, lookup, evidence) => other.requester.server === lookup.requester.server
        && evidence.server(other.target.server).version === 'exchange-online')),
    excludes('a witness saw that {requesterServer} dials with TLS 1.2', seenCallsWith(true)),
    doubts('logs of other servers show that {requesterServer} calls with TLS 1.2', callsInLogs('modern')),
    proves('the settings of {requesterMachine} let it dial with nothing newer than TLS 1.1', callsOnlyOldTls,
      readRegistry + asFiles),
    proves('a witness saw that {requesterServer} dials with nothing newer than TLS 1.1', all(handshakeBroken, seenCallsWith(false)), askWitness),
    doubts('the settings of {requesterMachine} let it dial with TLS 1.2, if it was restarted since they were made', callsModernTls),
    proves('Invoke-WebRequest on {requesterServer} fails "on a send" instead of answering 401', notVisibleFromHere,
      'on {requesterServer}, as SYSTEM: Invoke-WebRequest https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc (401 is healthy)'),
    suggests('{requesterServer} last called other servers with nothing newer than TLS 1.1, as their logs show, although they had newer versions',
      all(handshakeBroken, callsInLogs('old'))),
  ],
  remedy: [
    whereSeen('Where the build was seen and is older', tooOldForTls12('requester'),
      `Bring {requesterServer} to an update that supports ${TLS12_UPDATES}.`),
    'On {requesterMachine}, let .NET use it: SystemDefaultTlsVersions = 1 and SchUseStrongCrypto = 1 (DWORD) under '
      + 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319.',
    'Set the same under v2.0.50727, and both also under HKLM\\SOFTWARE\\Wow6432Node.',
    'Set Enabled = 1 and DisabledByDefault = 0 under SCHANNEL\\Protocols\\TLS 1.2 for Client and Server.',
    unlessSeen('Where no build was seen', buildSeenAt('requester'), `Make sure that Exchange has an update that supports ${TLS12_UPDATES}.`),
    'Restart, and do it on every Exchange server: one that was left out makes the fault come and go.',
  ],
  confirm: [readRegistry, 'Capture one call: the ClientHello names TLS 1.0 as its version.'],
  references: [
    ...tlsReferences,
    { title: 'Free/busy issues and TLS 1.2 in hybrid',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/free-busy-sharing-issues-tls12' },
  ],
});
