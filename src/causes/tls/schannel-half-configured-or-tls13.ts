import { acceptedByDefault } from '../../exchange/outgoing-tls.ts';
import { identify } from '../../exchange/identity.ts';
import { schannelDefaults } from '../../exchange/windows.ts';
import type { TlsVersion } from '../../model/facts.ts';
import { defineCause, excludes, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { accepts, all, othersShown, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { lookupsArriveByLog, noClientCredential, schannelAtFailure } from '../logged.ts';
import {
  besideLookup, handshakeBroken, handshakeBrokenWithoutCommonVersion, reachesAnotherThatAcceptsNoMore, readRegistry,
  readRegistryOn, requesterRoleOff, seenLegComesTo, targetRoleOff, tlsReferences,
} from './sight.ts';

const MODERN: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/** The port of the calling server accepts TLS 1.2, which its Windows has off as installed: somebody set the values for the server role. */
const serverRoleWasSet: See = (lookup, evidence) => {
  const accepted = accepts(lookup.requester.server, evidence);
  const { version, windows, windowsShownBy } = identify(lookup.requester.server, evidence);
  const asInstalled = windows === undefined ? null : acceptedByDefault(version, windows);
  if (accepted?.atMachine !== true || asInstalled === null) return undefined;
  const set = accepted.versions.includes('TLSv1.2') && ![...asInstalled.versions, ...asInstalled.possibly].includes('TLSv1.2');
  return set ? [accepted.observation, ...(windowsShownBy === undefined ? [] : [windowsShownBy])] : [];
};

/** The called server itself reaches a peer that accepts nothing below TLS 1.2, while its own port accepts nothing above 1.1. */
const clientRoleAhead: See = all(
  (lookup, evidence) => {
    const accepted = accepts(lookup.target.server, evidence);
    if (accepted?.atMachine !== true) return undefined;
    return accepted.versions.some((version) => MODERN.includes(version)) ? [] : [accepted.observation];
  },
  othersShown((other, lookup, evidence) => {
    const there = other.target.server === other.requester.server ? undefined : accepts(other.target.server, evidence);
    return other.requester.server === lookup.target.server && there !== undefined && there.versions.every((version) => MODERN.includes(version));
  }),
);

/** A port accepts TLS 1.3 although its Windows does not have it. */
const tls13Forced: See = (lookup, evidence) => {
  const ends = [lookup.requester.server, lookup.target.server]
    .map((id) => ({ accepted: accepts(id, evidence), windows: identify(id, evidence).windows }));
  if (ends.every(({ accepted, windows }) => accepted === undefined || windows === undefined)) return undefined;
  return ends.flatMap(({ accepted, windows }) => (accepted?.versions.includes('TLSv1.3') && windows !== undefined
    && !schannelDefaults(windows, 'server', ['on', 'unknown']).includes('TLSv1.3') ? [accepted.observation] : []));
};

/** Source: Microsoft Learn, Schannel events: a fatal error while creating a TLS credential, the local settings of protocols are at fault. */
const schannelCredential = besideLookup(({ text }) => /\bschannel\b/i.test(text) && /\b36871\b/.test(text));

export default defineCause({
  id: 'schannel-half-configured-or-tls13',
  layer: 'tls',
  title: 'TLS, the encryption between servers, was switched over only in part',
  explanation: 'On one of the two servers TLS 1.2, the newer encryption, is switched on for one role only: for calls that it receives or for '
    + 'calls that it makes. So one direction works, and in the other the two cannot agree on an encryption.',
  concerns: 'exchange',
  signs: [
    suggests('the port of {requesterServer} accepts TLS 1.2, which its Windows has off as installed: the values for incoming connections were set, '
      + 'yet its own calls still fail', all(handshakeBrokenWithoutCommonVersion, serverRoleWasSet)),
    suggests('{targetServer} itself reaches a server that accepts nothing below TLS 1.2, while its own port refuses TLS 1.2: only outgoing calls '
      + 'were switched',
      all(handshakeBroken, clientRoleAhead)),
    hints('a port accepts TLS 1.3, which its Windows does not have: forced on, or another device ends TLS before it',
      all(handshakeBroken, tls13Forced)),
    hints('the call broke off as a failed TLS handshake does, without a common version as installed', handshakeBrokenWithoutCommonVersion),
    suggests('Schannel on {requesterServer} could not make a credential for calls of its own at the moments at which they failed',
      all(handshakeBroken, schannelAtFailure('requester', noClientCredential))),
    lookupsArriveByLog,
    hints('Schannel on one of the servers cannot make a credential for TLS (event 36871)', schannelCredential),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('{requesterServer} reaches another server that accepts only TLS versions which {targetServer} accepts too',
      reachesAnotherThatAcceptsNoMore),
    excludes('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} answers that one', seenLegComesTo('agreed')),
    proves('the registry values of the Client and Server roles, or of .NET, differ', requesterRoleOff, readRegistry),
    proves('the registry values of the Client and Server roles differ', targetRoleOff, readRegistryOn('{targetMachine}')),
  ],
  remedy: [
    'On the server that was changed, set Enabled = 1 and DisabledByDefault = 0 under SCHANNEL\\Protocols\\TLS 1.2, in Client and in Server.',
    'Define SystemDefaultTlsVersions = 1 and SchUseStrongCrypto = 1 under .NETFramework\\v4.0.30319, also under Wow6432Node.',
    'Switch TLS 1.3 off where Exchange does not support it (before Exchange 2019 CU15, or before Windows Server 2022).',
    'Restart the server, do the same on every Exchange server, and {again}.',
  ],
  confirm: ['HealthChecker.ps1 (CSS-Exchange): its TLS rows say "Half Disabled" or "Misconfigured".', readRegistryOn('the server that was changed')],
  references: [
    ...tlsReferences,
    { title: 'HealthChecker: TLS configuration check',
      url: 'https://microsoft.github.io/CSS-Exchange/Diagnostics/HealthChecker/TLSConfigurationCheck/' },
  ],
});
