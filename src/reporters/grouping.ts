/** Lookups that share one cause, so that it is told once for all of them. */
import type { Confidence, Finding, Sight, Verdict } from '../model/report.ts';
import { expectationOf, sightOf, sightSentence, toldOf } from './telling.ts';

/** Lookups from one server to another. */
export interface Route {
  readonly requesterServer: string;
  readonly targetServer: string;
  /** The one with the surest finding first. */
  readonly verdicts: readonly Verdict[];
}

export interface Group {
  readonly sight: Sight;
  /** The lookup with the surest findings: what is told of it holds for the others. */
  readonly leading: Verdict;
  /** Its findings that are told in full. */
  readonly findings: readonly Finding[];
  readonly routes: readonly Route[];
  readonly verdicts: readonly Verdict[];
}

/** The worst first. */
export const sightsInOrder: readonly Sight[] = ['hash-marks', 'now-and-then', 'wrong-times', 'not-observed', 'shown'];
const SURE: readonly Confidence[] = ['confirmed', 'likely', 'possible', 'undetermined', 'ruled-out'];

/** Cross lines before all else, what was expected after what was not, large groups first. Lookups that show availability are one group. */
export function groupsOf(verdicts: readonly Verdict[]): readonly Group[] {
  const groups = [...gathered(verdicts, kindOf).values()].map((members): Group => {
    const sorted = surestFirst(members);
    const [leading] = sorted as [Verdict, ...Verdict[]];
    const routes = [...gathered(sorted, ({ lookup }) => `${lookup.requesterServer}\n${lookup.targetServer}`).values()].map((own): Route => {
      const [{ lookup }] = own as [Verdict, ...Verdict[]];
      return { requesterServer: lookup.requesterServer, targetServer: lookup.targetServer, verdicts: own };
    });
    return { sight: sightOf(leading), leading, findings: toldOf(leading).full, routes, verdicts: sorted };
  });
  const unmet = (group: Group): number => (group.verdicts.some(({ met }) => !met) ? 0 : 1);
  return groups.sort((a, b) => sightsInOrder.indexOf(a.sight) - sightsInOrder.indexOf(b.sight) || unmet(a) - unmet(b) || b.verdicts.length - a.verdicts.length);
}

function gathered(verdicts: readonly Verdict[], key: (verdict: Verdict) => string): ReadonlyMap<string, readonly Verdict[]> {
  const found = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const members = found.get(key(verdict));
    if (members === undefined) found.set(key(verdict), [verdict]);
    else members.push(verdict);
  }
  return found;
}

/** What lookups have in common that are told together: causes, and machines that a failure hangs on; without a cause what the server said. */
export function kindOf(verdict: Verdict): string {
  const sight = sightOf(verdict);
  if (sight === 'shown') return sight;
  const causes = toldOf(verdict).full.map(({ cause, confidence }) => (confidence === 'possible' ? `perhaps ${cause}` : cause));
  const machines = verdict.patterns.flatMap((pattern) => pattern.machines);
  const { requester, target } = verdict.lookup;
  const said = causes.length > 0 ? [] : [(verdict.notObserved ?? verdict.answer.responseCode ?? '').replaceAll(requester, '').replaceAll(target, '')];
  return [sight, ...causes, '', ...machines, '', ...said].join('\n');
}

function surestFirst(verdicts: readonly Verdict[]): readonly Verdict[] {
  const rank = ({ findings }: Verdict): number => SURE.indexOf(findings[0]?.confidence ?? 'ruled-out');
  return [...verdicts].sort((a, b) => rank(a) - rank(b));
}

/** More people than these are counted. */
const MOST_NAMED = 2;

/** Who cannot see whom, as one sentence without its full stop. */
export function headlineOf({ sight, verdicts }: Group): string {
  const requesters = [...new Set(verdicts.map(({ lookup }) => lookup.requester))];
  const targets = [...new Set(verdicts.map(({ lookup }) => lookup.target))];
  const named = (people: readonly string[]): string => (people.length <= MOST_NAMED ? people.join(' and ') : `${people.length} people`);
  const among = requesters.length > 1 && requesters.length === targets.length && requesters.every((one) => targets.includes(one));
  const who = named(requesters);
  const whose = !among ? named(targets) : targets.length === 2 ? 'the other' : 'others of them';
  const many = requesters.length > 1;
  const be = targets.length === 1 || whose === 'the other' ? 'is' : 'are';
  switch (sight) {
    case 'hash-marks': return `${who} cannot see when ${whose} ${be} free`;
    case 'now-and-then': return `Now and then, ${who} cannot see when ${whose} ${be} free`;
    case 'wrong-times': return `${who} ${many ? 'see' : 'sees'} the appointments of ${whose} at the wrong times`;
    case 'not-observed': return `Whether ${who} can see when ${whose} ${be} free is not known`;
    case 'shown': return `${who} can see when ${whose} ${be} free`;
  }
}

/** Ways that are named; lookups on others are counted. */
const MOST_WAYS = 3;

/** What the lookups of a group brought and on which ways, as one sentence without its full stop. */
export function groupSentence(group: Group): string {
  const { sight, leading, verdicts, routes } = group;
  if (verdicts.length === 1) return sightSentence(leading);
  const [{ requesterServer, targetServer }] = routes as [Group['routes'][0]];
  const ways = routes.length === 1 ? ` from ${requesterServer} to ${targetServer}` : '';
  return `${verdicts.length} lookups${ways} ${MANY[sight]}${routes.length === 1 ? '' : `: ${waysOf(group)}`}`;
}

const MANY: Readonly<Record<Group['sight'], string>> = {
  'hash-marks': 'bring CROSS LINES', 'now-and-then': 'bring CROSS LINES now and then', 'wrong-times': 'show the availability at WRONG TIMES',
  'not-observed': 'could not be observed', 'shown': 'show the availability',
};

function waysOf({ routes }: Group): string {
  const named = routes.slice(0, MOST_WAYS).map(({ requesterServer, targetServer, verdicts }) => `${verdicts.length} from ${requesterServer} to ${targetServer}`);
  const rest = routes.slice(MOST_WAYS).reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  return `${named.join(', ')}${rest === 0 ? '' : ` and ${rest} on other ways`}`;
}

/** How that compares to what was expected, to be put after the sentence; empty where there is nothing to say. */
export function expectationsOf({ verdicts }: Group): string {
  const [first] = verdicts as [Verdict];
  const said = expectationOf(first);
  if (verdicts.every((verdict) => expectationOf(verdict) === said)) return said;
  const unmet = verdicts.filter(({ met }) => !met).length;
  return unmet === 0 ? ', as expected' : `, ${unmet} of them not as expected`;
}
