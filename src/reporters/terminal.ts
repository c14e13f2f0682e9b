/** The report for people at a terminal: what each user sees, why, what would settle it, what to do; each cause once, in few lines. */
import type { Report } from '../model/report.ts';
import { briefly } from './brief.ts';
import { headline, inDetail } from './details.ts';
import { groupsOf, type Group } from './grouping.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';
import { matrixLines } from './matrix-lines.ts';
import { closing, summariesOf } from './telling.ts';

/** Kinds of trouble that are told; of more than these nobody reads the last. */
const MOST_GROUPS = 12;
/** Lookups that show availability and are told one by one; more are counted. */
const MOST_SHOWN = 6;
const MOST_NOTES = 6;

/** Paragraphs of lines. */
type Blocks = readonly (readonly string[])[];

export function terminal(reports: readonly Report[], place: Place): string {
  const page = layout(place);
  return reports.map((report) => `${reportText(report, place, page)}\n`).join('\n');
}

function reportText(report: Report, { details }: Place, page: Layout): string {
  const blocks: Blocks = [
    [page.bold(page.wrap('', report.scenario.title))],
    ...(details === true ? inFull(report, page) : inShort(report, page)),
    report.interrupted ? [page.yellow(page.wrap('', 'The run was ended early: what was not answered by then is missing here.'))] : [],
    [page.wrap('', closing(report))],
  ];
  return blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n');
}

/** Every lookup in the order of the scenario. */
function inFull(report: Report, page: Layout): Blocks {
  const summaries = summariesOf(report);
  const told = new Map<string, string>();
  return [
    ...report.verdicts.map((verdict) => inDetail(verdict, summaries, told, page)),
    matrixLines(report, page), notes(report, page),
  ];
}

function inShort(report: Report, page: Layout): Blocks {
  const summaries = summariesOf(report);
  const groups = groupsOf(report.verdicts);
  const troubles = groups.filter(({ sight }) => sight !== 'shown');
  const told = troubles.slice(0, MOST_GROUPS).map((group) => briefly(group, summaries, page));
  const untold = troubles.slice(MOST_GROUPS);
  const all = notes(report, page);
  return [
    ...told,
    untold.length === 0 ? [] : [page.wrap('', `${untold.reduce((sum, { verdicts }) => sum + verdicts.length, 0)} more lookups with trouble, of ${untold.length} more kinds.`)],
    groups.filter(({ sight }) => sight === 'shown').flatMap((group) => shownLines(group, page)),
    matrixLines(report, page),
    [...all.slice(0, MOST_NOTES), ...(all.length <= MOST_NOTES ? [] : [`and ${all.length - MOST_NOTES} more notes`])],
    troubles.length === 0 && all.length <= MOST_NOTES ? [] : [page.dim(page.wrap('', '--details: all that was seen, every step. --format html=report.html: a page for a ticket.'))],
  ];
}

function notes({ notices }: Report, page: Layout): readonly string[] {
  return notices.map(({ says }) => page.wrap('Note      ', says));
}

/** What is well needs few words; what nobody expected to be well is named. */
function shownLines({ verdicts }: Group, page: Layout): readonly string[] {
  const named = verdicts.length <= MOST_SHOWN ? verdicts : verdicts.filter(({ met }) => !met).slice(0, MOST_SHOWN);
  const counted = verdicts.length - named.length;
  return [
    ...named.map((verdict) => headline(verdict, page)),
    ...(counted === 0 ? [] : [page.green(page.wrap('✓ ', `${counted}${named.length === 0 ? '' : ' more'} lookups show the availability`))]),
  ];
}
