/** Two runs beside each other: what became of each lookup, and what else differs that tells why. Pure. */
import { differencesOf } from './compare-observations.ts';
import { changesInOrder, type Change, type ComparedLookup, type ComparedSide, type Comparison, type Reason } from './model/comparison.ts';
import type { FactKind } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { Report, Sight, Verdict } from './model/report.ts';
import { isLeading, sightOf } from './reporters/telling.ts';

/** A saved report and where it lies. */
export interface SavedRuns {
  readonly file: string;
  readonly reports: readonly Report[];
}

const MOST_REASONS = 12;
const WORSE: readonly Sight[] = ['shown', 'wrong-times', 'now-and-then', 'hash-marks'];
/** With this cause nothing has changed yet, whatever was said before. */
const WAITS_FOR_RESTART = 'tls-settings-not-in-force';

/** Reports of one scenario each; several are paired by the names of their scenarios. */
export function compareRuns(before: SavedRuns, after: SavedRuns): Comparison {
  const single = before.reports.length === 1 && after.reports.length === 1;
  const names = [...new Set([...after.reports, ...before.reports].map(({ scenario }) => scenario.name))];
  const pairs = single
    ? [{ name: null, was: before.reports[0], is: after.reports[0] }]
    : names.map((name) => ({
        name,
        was: before.reports.find(({ scenario }) => scenario.name === name),
        is: after.reports.find(({ scenario }) => scenario.name === name),
      }));
  const lookups = pairs.flatMap(({ name, was, is }) => comparedLookups(name, was, is));
  return {
    schema: 'crosslines-comparison/1',
    of: 'runs',
    before: sideOf(before),
    after: sideOf(after),
    lookups: changesInOrder.flatMap((change) => lookups.filter((lookup) => lookup.change === change)),
    settings: [],
    values: [],
    notices: noticesOf(before, after),
  };
}

function sideOf({ file, reports }: SavedRuns): ComparedSide {
  return { files: [file], at: reports.map(({ startedAt }) => startedAt).sort()[0] ?? null };
}

function noticesOf(before: SavedRuns, after: SavedRuns): readonly string[] {
  const [was, is] = [sideOf(before).at, sideOf(after).at];
  const [tool] = before.reports.map((report) => report.tool.version);
  const [later] = after.reports.map((report) => report.tool.version);
  return [
    ...(was !== null && is !== null && Date.parse(is) < Date.parse(was)
      ? [`${after.file}, given as the later one, is older than ${before.file}: were they given the other way round?`]
      : []),
    ...[before, after].flatMap(({ file, reports }) =>
      reports.some(({ interrupted }) => interrupted) ? [`The run of ${file} was ended early: what was not answered by then is not observed.`] : [],
    ),
    ...(tool !== undefined && later !== undefined && tool !== later
      ? [`The runs are by different versions of crosslines (${tool}, ${later}): a cause that differs may be a better diagnosis.`]
      : []),
  ];
}

type Observed = ReadonlyMap<string, Observation>;

function comparedLookups(scenario: string | null, before: Report | undefined, after: Report | undefined): readonly ComparedLookup[] {
  const filed = new Map<string, Verdict[]>();
  for (const was of before?.verdicts ?? []) filed.set(peopleOf(was), [...(filed.get(peopleOf(was)) ?? []), was]);
  const old: Observed = new Map(before?.observations.map((observation) => [observation.id, observation]));
  const one = (was: Verdict | null, is: Verdict | null): ComparedLookup => {
    const change = changeOf(was, is);
    const because = was === null || is === null || before === undefined || after === undefined ? [] : reasonsOf(change, was, is, { before, after, old });
    return { scenario, change, before: was, after: is, because: because.slice(0, MOST_REASONS) };
  };
  const compared = (after?.verdicts ?? []).map((is) => {
    const same = filed.get(peopleOf(is)) ?? [];
    const was = same.find(({ lookup }) => lookup.id === is.lookup.id) ?? same[0];
    filed.set(peopleOf(is), same.filter((other) => other !== was));
    return one(was ?? null, is);
  });
  return [...compared, ...[...filed.values()].flat().map((was) => one(was, null))];
}

/** The same two people are the same lookup, whatever it is called. */
function peopleOf({ lookup: { requester, target } }: Verdict): string {
  return `${requester}\0${target}`.toLowerCase();
}

/** The likely causes, by id. */
function leading({ findings }: Verdict): readonly string[] {
  return findings.filter(isLeading).map(({ cause }) => cause);
}

function changeOf(before: Verdict | null, after: Verdict | null): Change {
  if (after === null) return 'removed';
  if (before === null) return 'added';
  const [was, is] = [sightOf(before), sightOf(after)];
  if (is === 'not-observed') return 'not-observed';
  if (was === 'not-observed') return 'first-observed';
  if (is !== was) {
    if (is === 'shown') return 'repaired';
    if (was === 'shown') return 'broken';
    return WORSE.indexOf(is) > WORSE.indexOf(was) ? 'worse' : 'better';
  }
  const [old, now] = [leading(before), leading(after)];
  if (now[0] === WAITS_FOR_RESTART || is === 'shown') return 'unchanged';
  return old.length === now.length && old.every((cause) => now.includes(cause)) ? 'unchanged' : 'changed';
}

interface Runs {
  readonly before: Report;
  readonly after: Report;
  /** Observations of the first, by id. */
  readonly old: Observed;
}

function reasonsOf(change: Change, before: Verdict, after: Verdict, runs: Runs): readonly Reason[] {
  const moved = (['requester', 'target'] as const).flatMap((end): readonly Reason[] => {
    const [old, now] = [before.lookup[`${end}Server`], after.lookup[`${end}Server`]];
    return old === now ? [] : [{ says: `${after.lookup[end]} is on ${now} now, before on ${old}`, observation: null }];
  });
  const seen = observedChanges(before, after, runs);
  const [finding] = after.findings.filter(isLeading);
  const [claim] = finding?.cause === WAITS_FOR_RESTART ? finding.supporting : [];
  const waits = claim === undefined ? [] : [{ says: `not in force, because a restart is missing: ${claim.says}`, observation: claim.observation }];
  const found = [...waits, ...moved, ...seen];
  if (found.length > 0) return found;
  if (change === 'unchanged') return sightOf(after) === 'shown' ? [] : [{ says: 'nothing that was seen has changed since', observation: null }];
  return change === 'not-observed'
    ? []
    : [
        {
          observation: null,
          says: `nothing else that is visible from here has changed; what ${after.lookup.requesterServer} offers when it calls others, `
            + 'and what lies between the servers, is not',
        },
      ];
}

/** The kinds that tell most come first; the answer itself is told anyway. */
const KINDS: readonly FactKind[] = [
  'server-state',
  'registry',
  'configuration',
  'tls-versions',
  'fingerprint',
  'certificate',
  'name-resolution',
  'partner-doors',
  'sign-in-schemes',
  'autodiscover',
  'tenant',
];

function observedChanges(before: Verdict, after: Verdict, { before: was, after: is, old }: Runs): readonly Reason[] {
  const relevant = new Set(
    [before, after].flatMap(({ findings }) =>
      findings.flatMap(({ supporting, opposing }) => [...supporting, ...opposing].map(({ observation }) => observation)),
    ),
  );
  const ends = [after.lookup.requesterServer, after.lookup.targetServer];
  const servers = [...(was.servers ?? []), ...(is.servers ?? [])].filter(({ id }) => ends.includes(id));
  const subjects = new Set([
    ...ends,
    after.lookup.requester,
    after.lookup.target,
    ...servers.flatMap(({ endpoints }) => [...endpoints, ...endpoints.map((name) => name.replace(/:\d+$/, ''))]),
  ]);
  const found = KINDS.flatMap((kind) =>
    is.observations
      .filter((now) => now.kind === kind && (relevant.has(now.id) || subjects.has(now.subject)))
      .flatMap((now) => differencesOf(old.get(now.id), now).map((says) => ({ says, now }))),
  );
  // Several ports of one machine mostly change alike.
  const alike = new Map<string, { readonly says: string; readonly now: Observation }[]>();
  for (const difference of found) {
    const rest = difference.says.replace(difference.now.subject, '');
    alike.set(rest, [...(alike.get(rest) ?? []), difference]);
  }
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            says:
              others.length === 0
                ? first.says
                : first.says.replace(first.now.subject, () => `${first.now.subject} (also ${others.map(({ now }) => now.subject).join(', ')})`),
            observation: first.now.id,
          },
        ],
  );
}
