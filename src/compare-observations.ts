/** What differs between two observations of the same thing, in words for people. */
import { tlsPlaces } from './exchange/registry-places.ts';
import { covers, valueAt } from './exchange/registry-values.ts';
import { spokenTls, windowsOfBuild, windowsVersions } from './exchange/windows.ts';
import type { FactKind, FactOf, TlsVersion } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { RegistryData, TlsRegistry } from './model/registry.ts';

/** Named in one sentence. */
const MOST_VALUES = 3;

/** Sentences without their full stop; empty: nothing differs. undefined: it was not asked then. */
export function differencesOf(before: Observation | undefined, after: Observation | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [before.outcome, after.outcome];
  if (was.status === 'observed' && is.status === 'observed') return ofFacts(before, after);
  if (was.status === 'skipped' || is.status === 'skipped' || was.status === 'crashed' || is.status === 'crashed') return [];
  if (is.status === 'failed') {
    return was.status === 'failed'
      ? was.reason === is.reason
        ? []
        : [`${after.subject} fails otherwise now: ${is.reason} (before: ${was.reason})`]
      : [`${after.subject} no longer answers: ${is.reason}`];
  }
  return [`${after.subject} answers now: ${after.summary} (before: ${was.status === 'failed' ? was.reason : before.summary})`];
}

type Differs<K extends FactKind> = (was: FactOf[K], is: FactOf[K], subject: string) => readonly string[];

/** Kinds whose facts say in a sentence what differs; of the others the summaries stand beside each other. */
const known: { readonly [K in FactKind]?: Differs<K> } = {
  'tls-versions': ({ versions: was }, { versions: is }, subject) => {
    const accepted = (versions: typeof is): readonly TlsVersion[] =>
      versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);
    const [old, now] = [accepted(was), accepted(is)];
    const [gained, lost] = [now.filter((one) => !old.includes(one)), old.filter((one) => !now.includes(one))];
    return [
      ...(lost.length > 0 ? [`${subject} no longer accepts ${spokenList(lost)}${now.length > 0 ? `, only ${spokenList(now)}` : ''}`] : []),
      ...(gained.length > 0 ? [`${subject} now accepts ${spokenList(gained)}, which it refused before`] : []),
    ];
  },
  registry: ({ registry: was }, { registry: is }, subject) => {
    const values = changedValues(was, is);
    if (values.length === 0) return [];
    const more = values.length > MOST_VALUES ? `; and ${values.length - MOST_VALUES} more` : '';
    return [
      `in the registry of ${subject} ${values.length === 1 ? 'a value differs' : `${values.length} values differ`}: `
        + `${values.slice(0, MOST_VALUES).join('; ')}${more}`,
    ];
  },
  'server-state': (was, is, subject) => [
    ...(was.lastBoot !== null && is.lastBoot !== null && was.lastBoot !== is.lastBoot
      ? [`${subject} was restarted: last start ${is.lastBoot}, before ${was.lastBoot}`]
      : []),
    ...(was.lastBoot !== null && was.lastBoot === is.lastBoot ? [`${subject} has not been restarted since: last start ${is.lastBoot}`] : []),
    ...(was.exchangeBuild !== null && is.exchangeBuild !== null && was.exchangeBuild !== is.exchangeBuild
      ? [`${subject} has build ${is.exchangeBuild} now, before ${was.exchangeBuild}`]
      : []),
  ],
  fingerprint: (was, is, subject) => [
    ...(was.exchangeBuild !== null && is.exchangeBuild !== null && was.exchangeBuild !== is.exchangeBuild
      ? [`${subject} runs build ${is.exchangeBuild} now, before ${was.exchangeBuild}`]
      : []),
    ...(windowsSaid(was.ntlm?.windowsBuild) !== windowsSaid(is.ntlm?.windowsBuild)
      ? [`${subject} runs on ${windowsSaid(is.ntlm?.windowsBuild)} now, before on ${windowsSaid(was.ntlm?.windowsBuild)}`]
      : []),
    ...(was.device?.kind !== is.device?.kind
      ? [is.device === null ? `no device betrays itself before ${subject} any more` : `a device (${is.device.kind}) answers at ${subject} now`]
      : []),
  ],
  certificate: (was, is, subject) => [
    ...(was.leaf.fingerprint256 !== is.leaf.fingerprint256
      ? [
          `${subject} shows another certificate: valid until ${is.leaf.notAfter.slice(0, 10)}, `
            + `${is.trusted ? 'trusted here' : 'not trusted here'}, name ${is.nameMatches ? 'fits' : 'does not fit'}`,
        ]
      : was.withinDates && !is.withinDates
        ? [`the certificate of ${subject} has expired since (valid until ${is.leaf.notAfter.slice(0, 10)})`]
        : was.trusted !== is.trusted
          ? [`the certificate of ${subject} is ${is.trusted ? 'trusted here now' : 'no longer trusted here'}`]
          : []),
  ],
};

function ofFacts(before: Observation, after: Observation): readonly string[] {
  const differs = known[after.kind] as Differs<FactKind> | undefined;
  if (differs !== undefined && before.outcome.status === 'observed' && after.outcome.status === 'observed') {
    return differs(before.outcome.fact, after.outcome.fact, after.subject);
  }
  return before.summary === after.summary ? [] : [`${after.summary} (before: ${before.summary})`];
}

/** Values of TLS that differ, where both sides show them; those of .NET, which decide on calls, first. */
function changedValues(was: TlsRegistry, is: TlsRegistry): readonly string[] {
  const ofDotnet = ({ path }: { readonly path: string }): number => (path.includes('.NETFramework') ? 0 : 1);
  return [...tlsPlaces]
    .sort((a, b) => ofDotnet(a) - ofDotnet(b))
    .flatMap(({ path, names }) =>
      names.flatMap((name) => {
        const [old, now] = [valueAt(was, path, name), valueAt(is, path, name)];
        const shown = (old !== undefined || covers(was, path)) && (now !== undefined || covers(is, path));
        return shown ? (valueChange(path, name, old?.data ?? null, now?.data ?? null) ?? []) : [];
      }),
    );
}

/** As a sentence; undefined: it is the same. null: it is not set. */
export function valueChange(path: string, name: string, was: RegistryData | null, is: RegistryData | null): string | undefined {
  return JSON.stringify(was) === JSON.stringify(is) ? undefined : `${name} below ${shortPath(path)} is ${dataSaid(is)} now, before ${dataSaid(was)}`;
}

/** The last parts of a key tell which one it is, and below Wow6432Node that it is of 32 bits. */
function shortPath(path: string): string {
  return `${path.split('\\').slice(-2).join('\\')}${/\\wow6432node\\/i.test(path) ? ' (32 bits)' : ''}`;
}

function dataSaid(data: RegistryData | null): string {
  if (data === null) return 'not set';
  switch (data.type) {
    case 'dword':
      return data.value > 9 ? `0x${data.value.toString(16)}` : String(data.value);
    case 'strings':
      return `${data.value.length} texts`;
    case 'binary':
      return 'bytes';
    default:
      return `the text "${data.value.slice(0, 60)}"`;
  }
}

export function spokenList(versions: readonly TlsVersion[]): string {
  const names = versions.map(spokenTls);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function windowsSaid(build: string | null | undefined): string {
  const id = build == null ? null : windowsOfBuild(build);
  return id === null ? 'an unknown Windows' : windowsVersions[id].name;
}
