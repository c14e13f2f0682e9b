import type { TlsVersionsFact } from '../../model/facts.ts';
import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, says, unless } from '../sight.ts';
import { fromTheCloud } from '../proxy-or-load-balancer/sight.ts';
import { lookupsArriveByLog, mailAgreesOnNoTls, mailGoesWithModernTls, refusedSuites, schannelAtFailure } from '../logged.ts';
import {
  askWitness, besideLookup, handshakeBroken, legComesTo, noSuiteForOnline, nothingInCommonAsInstalled, seenLegComesTo, somethingInCommonAsInstalled,
  suiteListSharesNothing, tlsReferences,
} from './sight.ts';

/** Text of Schannel event 36874. Source: Microsoft Learn, Schannel events. */
const namesSuites = inAnswer(({ text }) => /none of the cipher suites supported by the client application are supported by the server/i.test(text));

/**
 * TLS 1.2, in which servers meet today, is on without a usable suite, or nothing but such versions is on. An old version without suites
 * beside a good one hurts nobody.
 */
function lacksSuites({ versions }: TlsVersionsFact): boolean {
  const unusable = versions.filter(({ outcome }) => outcome === 'no-usable-suite');
  return unusable.some(({ version }) => version === 'TLSv1.2') || (unusable.length > 0 && versions.every(({ outcome }) => outcome !== 'accepted'));
}

/** Source: Microsoft Learn, Schannel events; 36880 and others only report success. */
const schannelSuites = besideLookup(({ text }) => /\bschannel\b/i.test(text) && /\b3687[34]\b/.test(text));

export default defineCause({
  id: 'tls-cipher-suite-mismatch',
  layer: 'tls',
  title: 'The two servers speak the same TLS version but share no cipher suite',
  explanation: '{requesterServer} and {targetServer} speak a common version of TLS, the encryption, but share no way to encrypt (cipher suite). '
    + 'So the call between them ends before anything is asked.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: no cipher suite is supported by both', namesSuites),
    suggests('a port of {targetServer} has a TLS version switched on in which no cipher suite is usable, and the call broke off during the handshake',
      all(handshakeBroken, ports('target', 'tls-versions', ({ outcome }) => outcome.status === 'observed' && lacksSuites(outcome.fact)))),
    suggests('{targetServer} accepts no cipher suite that the Windows of {requesterServer} offers, even with TLS 1.2 switched on',
      all(handshakeBroken, legComesTo('no-shared-suite', 'tls12-on'))),
    suggests('{targetServer} accepts no cipher suite that {requesterVersion} as installed offers in the TLS version that they share',
      all(handshakeBroken, legComesTo('no-shared-suite', 'as-installed'))),
    suggests('{targetName} accepts none of the cipher suites that Microsoft 365 uses', all(handshakeBroken, noSuiteForOnline)),
    hints('the call broke off during the handshake although {targetServer} accepts a TLS version that {requesterVersion} dials with as installed',
      all(says('ssl-tls-channel-not-created', 'no-common-algorithm', 'connection-closed-on-send', 'connection-forcibly-closed'),
        somethingInCommonAsInstalled)),
    hints('Schannel on one of the servers reports a handshake without a suite that both support (event 36874 or 36873)', schannelSuites),
    suggests('Schannel on {targetServer} found no common cipher suite for a client with TLS 1.2 at the moments at which calls from '
      + '{requesterServer} failed',
      all(handshakeBroken, schannelAtFailure('target', refusedSuites))),
    hints('mail from {requesterServer} to {targetServer} could not agree on TLS either', all(handshakeBroken, mailAgreesOnNoTls)),
    doubts('mail from {requesterServer} to {targetServer} agrees on a cipher suite of TLS 1.2', mailGoesWithModernTls),
    lookupsArriveByLog,
    hints('Exchange Online gave up making the secure channel (an old version of TLS leaves the same words)',
      fromTheCloud(says('ssl-tls-channel-not-created'))),
    doubts('the two have no TLS version in common as installed, which explains the failure already',
      unless(any(legComesTo('no-shared-suite', 'tls12-on'), suiteListSharesNothing), nothingInCommonAsInstalled)),
    doubts('the two do share a cipher suite: {targetServer} answers the handshake that {requesterVersion} as installed begins',
      legComesTo('agreed', 'as-installed')),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} answers that one', seenLegComesTo('agreed')),
    proves('the cipher suites of the two servers have none in common', notVisibleFromHere,
      'on each of the two servers that is on-premises: Get-TlsCipherSuite | Format-Table Name'),
    proves('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} refuses its cipher suites in the TLS version that they '
      + 'share',
      all(handshakeBroken, seenLegComesTo('no-shared-suite')), askWitness),
    proves('the list of cipher suites in the registry of {requesterMachine} holds none that {targetServer} accepts', suiteListSharesNothing,
      'on {requesterMachine}: reg export of SOFTWARE\\Policies\\Microsoft\\Cryptography, read by --evidence FILE=SERVER'),
  ],
  remedy: [
    'On both servers, restore a list of cipher suites that the two have in common: ECDHE with AES-GCM, and for Windows Server 2012 R2 also '
      + 'ECDHE with AES-CBC SHA-256/384.',
    'Check the group policy "SSL Cipher Suite Order" and templates of tools such as IIS Crypto that were applied lately.',
    'Check that the key of the certificate (RSA or ECDSA) fits an enabled suite.',
  ],
  confirm: [
    'On {targetServer}: Get-WinEvent -FilterHashtable @{LogName="System";ProviderName="Schannel";Id=36874} -MaxEvents 5 | Format-List Message',
    'HealthChecker.ps1 (CSS-Exchange) lists the cipher suites of each Exchange server on-premises.',
  ],
  references: [
    ...tlsReferences,
    { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
  ],
});
