import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests, unlessSeen, whereSeen } from '../cause.ts';
import { all, any, sameServersShown, sameServersShownElsewhere, unless } from '../sight.ts';
import {
  asFiles, askWitness, besideBrokenHandshake, handshakeBroken, legComesTo, machineNotSeen, nothingInCommonAsInstalled, portContradictsRegistry,
  readRegistry, readRegistryOn, seenLegComesTo, settingsShareSomething, startedSince, suiteListSharesNothing, tlsReferences, writtenAfterStart,
} from './sight.ts';

const collected = (machine: string): string =>
  `on ${machine}: the script of "crosslines collect", which notes the last start and when the settings were written`;
const setYetBroken = unless(startedSince('requester'), all(handshakeBroken, settingsShareSomething));
const targetContradicts = unless(startedSince('target'), besideBrokenHandshake(portContradictsRegistry('target')));

const WHOLE = 'the whole machine: services that run keep what they opened with the old settings.';

export default defineCause({
  id: 'tls-settings-not-in-force',
  layer: 'tls',
  title: 'TLS 1.2 is set on a server, but not in force before it is restarted',
  explanation: 'A server was given TLS settings with which it would reach the other one, and the call still breaks off as it did with the old '
    + 'ones. Windows and Exchange take such settings only when the server is restarted.',
  directions: ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('{requesterMachine} was last started before its TLS settings were written, which let it dial with a version that {targetServer} accepts',
      all(setYetBroken, writtenAfterStart('requester')), collected('{requesterMachine}')),
    proves('{targetMachine} was last started before its TLS settings were written, and its port refuses TLS 1.2, which they switch on',
      all(targetContradicts, writtenAfterStart('target')), collected('{targetMachine}')),
    proves('the registry of {requesterMachine} lets it dial with a version that {targetServer} accepts, yet its call broke off, and its own port, '
      + 'too, behaves as before the values were set', all(setYetBroken, portContradictsRegistry('requester')), readRegistry + asFiles),
    proves('the registry of {requesterMachine} lets it dial with a version that {targetServer} accepts, yet a witness saw it dial with a ClientHello '
      + 'that {targetServer} refuses', all(setYetBroken, seenLegComesTo('no-shared-version')), askWitness),
    suggests('the registry of {requesterMachine} lets it dial with a version that {targetServer} accepts, yet its call broke off as it does with '
      + 'the values of installation', all(setYetBroken, nothingInCommonAsInstalled)),
    proves('the registry of {targetMachine} switches TLS 1.2 on for calls that it gets, yet its port refuses TLS 1.2',
      targetContradicts, readRegistryOn('{targetMachine}') + asFiles),
    hints('the registry of {requesterMachine} lets it dial with a version that {targetServer} accepts, yet its call broke off', setYetBroken),
    doubts('even with these values {requesterServer} shares no cipher suite with {targetServer}',
      all(handshakeBroken, any(legComesTo('no-shared-suite', 'tls12-on'), suiteListSharesNothing))),
    doubts('only the published name of {targetServer} was seen, and a device before the machine may accept other TLS versions than the machine '
      + 'does', unless(portContradictsRegistry('requester'), machineNotSeen)),
    excludes('a witness saw with which ClientHello {requesterServer} dials, and {targetServer} answers that one',
      unless(targetContradicts, all(handshakeBroken, seenLegComesTo('agreed')))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    whereSeen('Where the calling server has them', setYetBroken, `Restart {requesterMachine}, ${WHOLE}`),
    whereSeen('Where the called server has them', targetContradicts, `Restart {targetMachine}, ${WHOLE}`),
    unlessSeen('Otherwise', any(setYetBroken, targetContradicts), `Restart the server whose settings were changed, ${WHOLE}`),
    'If it was restarted since, check that the export is of this very server, and that every server behind the same name has the values.',
    'Then {again}, with --baseline and the report from before.',
  ],
  confirm: [
    'On the server that was changed: Get-WmiObject Win32_OperatingSystem | Format-List LastBootUpTime (digits: year, month, day, time)',
    readRegistry,
  ],
  references: [
    ...tlsReferences,
    { title: 'Transport Layer Security (TLS) registry settings', url: 'https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings' },
  ],
});
