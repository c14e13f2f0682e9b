/** What signs look at in configuration that was brought along: settings of one end of a lookup, never of the other. */
import { textOf, urlOf } from '../exchange/configuration.ts';
import { externalHost, isFrontEnd } from '../exchange/configuration-servers.ts';
import { serves, servesRouting } from '../exchange/configuration-relationships.ts';
import type { ConfigurationCmdlet, ConfigurationFact, ConfigurationObject, Side } from '../model/facts.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { LookupPlan } from '../model/scenario.ts';
import type { See } from './cause.ts';

export type End = 'requester' | 'target';

interface Shown {
  readonly observation: Observation;
  readonly fact: ConfigurationFact;
}

/** Configuration is there before anything is asked, so it never changes during a run. */
const known = new WeakMap<Evidence, readonly Shown[]>();

function allShown(evidence: Evidence): readonly Shown[] {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const found = evidence.all.flatMap((observation): readonly Shown[] => {
    const fact = observation.kind === 'configuration' ? evidence.fact('configuration', observation.subject) : undefined;
    return fact === undefined ? [] : [{ observation, fact }];
  });
  known.set(evidence, found);
  return found;
}

const placeOf = (server: string, evidence: Evidence): Side => (evidence.server(server).version === 'exchange-online' ? 'cloud' : 'on-premises');

/** What a cmdlet showed of the organization of one end. */
export function shownAt(end: End, cmdlet: ConfigurationCmdlet, lookup: LookupPlan, evidence: Evidence): readonly Shown[] {
  const shown = allShown(evidence);
  if (shown.length === 0) return shown;
  const other = lookup[end === 'requester' ? 'target' : 'requester'].server;
  const own = lookup[end].server;
  const place = placeOf(own, evidence);
  const hybrid = placeOf(other, evidence) !== place;
  return shown.filter(({ fact }) => {
    if (fact.cmdlet !== cmdlet) return false;
    if (fact.server === own) return true;
    const side = fact.side ?? (hybrid ? sideInHybrid(fact) : null);
    // Between two servers on the same side only a name tells whose it is; an address space is read where somebody asks.
    if (hybrid || own === other) return side === place;
    return fact.server === null && side === place && end === 'requester' && cmdlet === 'Get-AvailabilityAddressSpace';
  });
}

/** In a hybrid a relationship that leads to another place than Microsoft 365 was read there. */
function sideInHybrid({ objects }: ConfigurationFact): Side | null {
  const leads = (object: ConfigurationObject): boolean => ['TargetAutodiscoverEpr', 'DiscoveryEndpoint', 'TargetSharingEpr']
    .some((name) => urlOf(object, name) instanceof URL);
  return objects.some(leads) ? 'cloud' : null;
}

export interface Around {
  readonly lookup: LookupPlan;
  readonly evidence: Evidence;
  /** It is the only object that the cmdlet showed. */
  readonly alone: boolean;
  /** ISO 8601, when it was read. */
  readonly at: string;
}

/** A test of one object; undefined: what would tell was not shown. */
export type Test = (object: ConfigurationObject, around: Around) => boolean | undefined;

function tested(end: End, cmdlet: ConfigurationCmdlet, test: Test, lookup: LookupPlan, evidence: Evidence) {
  return shownAt(end, cmdlet, lookup, evidence).map(({ observation, fact }) => ({
    observation,
    results: fact.objects.map((object) => test(object, { lookup, evidence, alone: fact.objects.length === 1, at: observation.at })),
  }));
}

/** Some object passes. Absent where all were seen not to; unobserved where that cannot be told. */
export function setting(end: End, cmdlet: ConfigurationCmdlet, test: Test): See {
  return (lookup, evidence) => {
    const seen = tested(end, cmdlet, test, lookup, evidence);
    const passed = seen.filter(({ results }) => results.includes(true)).map(({ observation }) => observation);
    if (passed.length > 0) return passed;
    return seen.length === 0 || seen.some(({ results }) => results.includes(undefined)) ? undefined : [];
  };
}

/**
 * A setting that counts beside the answer, or without one. Nobody has to bring it: where it was not shown it is no gap, because the sign that
 * needs it to prove says so.
 */
export function ifShown(see: See): See {
  return (lookup, evidence) => see(lookup, evidence) ?? [];
}

/** None passes, although the cmdlet was run: it may have shown nothing at all. */
export function noSetting(end: End, cmdlet: ConfigurationCmdlet, test: Test): See {
  return (lookup, evidence) => {
    const seen = tested(end, cmdlet, test, lookup, evidence);
    if (seen.some(({ results }) => results.includes(true))) return [];
    return seen.length === 0 || seen.some(({ results }) => results.includes(undefined)) ? undefined : seen.map(({ observation }) => observation);
  };
}

/** Every object of those that a choice picks passes, and there is one. */
export function everySetting(end: End, cmdlet: ConfigurationCmdlet, pick: (object: ConfigurationObject) => boolean, test: Test): See {
  return (lookup, evidence) => {
    const seen = tested(end, cmdlet, (object, around) => (pick(object) ? test(object, around) ?? undefined : true), lookup, evidence);
    const picked = shownAt(end, cmdlet, lookup, evidence).some(({ fact }) => fact.objects.some(pick));
    if (!picked) return undefined;
    if (seen.some(({ results }) => results.includes(false))) return [];
    return seen.some(({ results }) => results.includes(undefined)) ? undefined : seen.map(({ observation }) => observation);
  };
}

/** Part after the @, in lower case; undefined: the address is not known. */
export function domainOfMailbox(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  return at < 0 ? undefined : address.slice(at + 1).toLowerCase();
}

/** Does a connector, relationship or address space of one end lead to the mailbox at the other end? */
export const leadsTo = (other: End): Test => (object, { lookup, evidence, alone }) => {
  const domain = domainOfMailbox(lookup[other].address);
  const served = domain === undefined ? undefined : serves(object, domain);
  if (served === true) return true;
  const routed = placeOf(lookup[other].server, evidence) === 'cloud' ? servesRouting(object) : false;
  if (routed === true) return true;
  if (domain !== undefined && served === false && routed === false) return false;
  // The address is not known, or the list was not shown: of one object it is likely enough that it is the one.
  return alone ? true : undefined;
};

/** Both tests of one object. */
export const both = (first: Test, second: Test): Test => (object, around) => {
  const results = [first(object, around), second(object, around)];
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
};

export const not = (test: Test): Test => (object, around) => {
  const result = test(object, around);
  return result === undefined ? undefined : !result;
};

/** Hosts at which the target is known to be asked from outside: of the scenario, of Autodiscover, of its virtual directories. */
export function hostsOfTarget(lookup: LookupPlan, evidence: Evidence): readonly string[] {
  const shown = shownAt('target', 'Get-WebServicesVirtualDirectory', lookup, evidence)
    .flatMap(({ fact }) => fact.objects.filter(isFrontEnd).flatMap((object) => externalHost(object) ?? []));
  const published = evidence.endpoints(lookup.target.server).filter(({ role }) => role === 'published').map(({ host }) => host.toLowerCase());
  return [...new Set([...shown, ...published])];
}

/** Is this mailbox the one of Get-CASMailbox? undefined: neither address nor identity tells. */
export const isMailbox = (end: End): Test => (object, { lookup, alone }) => {
  const { address } = lookup[end];
  const named = ['PrimarySmtpAddress', 'EmailAddresses', 'Identity', 'Name'].map((name) => textOf(object, name)?.toLowerCase() ?? '').join(' ');
  if (address.includes('@') && named.includes(address.toLowerCase())) return true;
  const [local = ''] = address.toLowerCase().split('@');
  if (address.includes('@') && local !== '' && named.split(/[\s/\\]+/).includes(local)) return true;
  return address.includes('@') ? (/@/.test(named) ? false : undefined) : alone ? true : undefined;
};
