/** What signs look at in logs and headers that were brought along. Nobody has to bring them: what was not brought is no gap. */
import { connectionsBetween, dialledInLogs, isOneMachine, type SeenConnection } from '../exchange/connections-seen.ts';
import { schannelBeside } from '../exchange/logged-failures.ts';
import { accepts } from '../exchange/tls-seen.ts';
import { tlsVersionsInOrder } from '../exchange/windows.ts';
import type { ConnectionTls, SchannelEvent } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import { doubts, type See, type Sign } from './cause.ts';
import { ifShown } from './configured.ts';

const OLD: readonly ConnectionTls[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1'];
const MODERN: readonly ConnectionTls[] = ['TLSv1.2', 'TLSv1.3'];

/** Connections from the requester's server to the target's pass a test. */
const between = (test: (one: SeenConnection) => boolean): See => ifShown((lookup, evidence) => {
  const seen = connectionsBetween(lookup.requester.server, lookup.target.server, evidence);
  return seen === undefined ? undefined : once(seen.filter(test).map(({ observation }) => observation));
});

/**
 * Lookups that the requester's server passed on arrived: a failed handshake never reaches a log of IIS. Source: Microsoft Security blog 2017-09-07.
 */
const lookupsArrive = between(({ log, caller, tls }) => log !== 'smtp' && log !== 'headers' && caller?.program === 'ASProxy' && tls !== 'none');

/** What speaks against every cause that keeps a call from arriving: calls did arrive, though perhaps at another time or by another machine. */
export const lookupsArriveByLog: Sign = doubts(
  'the log of {targetServer} shows lookups that {requesterServer} passed on and that arrived, though perhaps before this failure began',
  lookupsArrive,
);

const isMail = ({ log }: SeenConnection): boolean => log === 'smtp' || log === 'headers';

/** Mail from the requester's server to the target's could not agree on TLS. The settings of Windows hold for mail and lookups alike. */
export const mailAgreesOnNoTls = between((one) => isMail(one) && one.tls === 'failed');

/** Mail from the requester's server to the target's goes with TLS 1.2 or newer. It does not use .NET, so it shows nothing of the values there. */
export const mailGoesWithModernTls = between((one) => isMail(one) && MODERN.includes(one.tls));

/** The requester's server called others with nothing newer than a version that the target refuses. */
export const calledOthersTooOld: See = ifShown((lookup, evidence) => {
  const dialled = dialledInLogs(lookup.requester.server, evidence);
  const target = accepts(lookup.target.server, evidence);
  if (dialled === undefined || target === undefined || !isOneMachine(lookup.target.server, evidence)) return undefined;
  const offered = tlsVersionsInOrder.slice(0, tlsVersionsInOrder.indexOf(dialled.newest) + 1);
  return target.versions.some((version) => offered.includes(version)) ? [] : once([...dialled.observations, target.observation]);
});

/** Its newest call that a log shows left with TLS 1.1 or older, or with TLS 1.2 or newer. */
export const callsInLogs = (which: 'old' | 'modern'): See => ifShown((lookup, evidence) => {
  const dialled = dialledInLogs(lookup.requester.server, evidence);
  return dialled === undefined ? undefined : (which === 'old' ? OLD : MODERN).includes(dialled.newest) ? dialled.observations : [];
});

/** Schannel at one end wrote an event of this kind at the moments at which the event log of the requester's server has failures of this lookup. */
export const schannelAtFailure = (end: 'requester' | 'target', test: (event: SchannelEvent, id: number) => boolean): See =>
  ifShown((lookup, evidence) => schannelBeside(end, test, lookup, evidence));

/** The client asked for a version, and none of its suites is there. Source: Microsoft Learn, Schannel Events, 36874. */
export const refusedSuites = ({ protocol }: SchannelEvent, id: number): boolean => id === 36874 && protocol !== null && MODERN.includes(protocol);

/**
 * Alert 70 is `protocol_version`; a client that asks for an old version finds no suite either. Sources: RFC 5246 7.2.2; Microsoft Learn, Schannel
 * Events.
 */
export const refusedVersion = ({ protocol, alert }: SchannelEvent, id: number): boolean =>
  (id === 36874 && protocol !== null && OLD.includes(protocol)) || (id === 36888 && alert === 70);

/** No credential for calls could be made, so that nothing was sent at all. Source: Microsoft Learn, Schannel Events, 36871. */
export const noClientCredential = ({ role }: SchannelEvent, id: number): boolean => id === 36871 && role === 'client';

function once(observations: readonly Observation[]): readonly Observation[] {
  return [...new Set(observations)];
}
