/** What a change did, for people and for programs: what became worse stands on top. */
import type { Change, ComparedLookup, ComparedSetting, Comparison, ComparedVerdict, ComparisonResult } from '../model/comparison.ts';
import type { Verdict } from '../model/report.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';
import { isLeading, linesOf, minuteOf, sightNames, sightOf, sightSentence } from './telling.ts';

const MOST_REASONS = 5;
const MOST_VALUES = 20;
const MOST_NAMES = 8;

/** Mark, label and colour of each, and how many of them are counted in the first line. */
const SAID: Readonly<Record<Change, { readonly label: string; readonly colour: 'red' | 'yellow' | 'green' | 'dim'; readonly counted: string }>> = {
  broken: { label: '✗ Broken  ', colour: 'red', counted: 'broken' },
  worse: { label: '✗ Worse   ', colour: 'red', counted: 'worse' },
  'not-observed': { label: '? Unseen  ', colour: 'yellow', counted: 'not observed again' },
  removed: { label: '? Gone    ', colour: 'yellow', counted: 'not asked again' },
  changed: { label: '· Changed ', colour: 'yellow', counted: 'changed' },
  unchanged: { label: '· As was  ', colour: 'dim', counted: 'unchanged' },
  better: { label: '✓ Better  ', colour: 'green', counted: 'better' },
  repaired: { label: '✓ Repaired', colour: 'green', counted: 'repaired' },
  'first-observed': { label: '· Seen now', colour: 'dim', counted: 'observed for the first time' },
  added: { label: '· New     ', colour: 'dim', counted: 'new' },
};

export function comparisonForPeople(comparison: Comparison, place: Place): string {
  const page = layout(place);
  const { lookups, settings, values, notices } = comparison;
  const told = new Map<string, string>();
  const sections = [
    [firstLine(comparison, page), page.dim(page.wrap('', sides(comparison)))],
    ...lookups.filter((lookup) => !stayedWell(lookup)).map((lookup) => lookupLines(lookup, told, page)),
    wellLines(lookups.filter(stayedWell), page),
    settings.map((setting) => settingLine(setting, page)),
    values.length === 0
      ? []
      : [
          page.bold('Values that differ'),
          ...values.slice(0, MOST_VALUES).map(({ server, says, lines }) => page.wrap('  ', `${server}: ${says} [${linesOf(lines)}]`)),
          ...(values.length > MOST_VALUES ? [`  and ${values.length - MOST_VALUES} more`] : []),
        ],
    notices.map((says) => page.wrap('Note      ', says)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function counts({ lookups, settings }: Comparison): ReadonlyMap<Change, number> {
  const all = [...lookups, ...settings].map(({ change }) => change);
  return new Map((Object.keys(SAID) as Change[]).map((change) => [change, all.filter((one) => one === change).length]));
}

function firstLine(comparison: Comparison, page: Layout): string {
  const counted = counts(comparison);
  const parts = [...counted]
    .filter(([, number]) => number > 0)
    .map(([change, number]) => `${number} ${SAID[change].counted}`)
    .join(', ');
  const worse = (counted.get('broken') ?? 0) + (counted.get('worse') ?? 0);
  const open = (counted.get('not-observed') ?? 0) + (counted.get('removed') ?? 0);
  const mended = (counted.get('repaired') ?? 0) + (counted.get('better') ?? 0);
  const what = comparison.of === 'runs' ? 'Lookups' : 'Settings';
  if (parts === '') return 'There is nothing to compare: neither side holds anything.';
  if (worse > 0) return page.red(page.wrap('✗ ', `Something became worse. ${what}: ${parts}.`));
  if (open > 0) return page.yellow(page.wrap('? ', `Nothing that was seen again became worse, but not all was. ${what}: ${parts}.`));
  return mended > 0
    ? page.green(page.wrap('✓ ', `Better than before, and nothing became worse. ${what}: ${parts}.`))
    : page.wrap('· ', `Neither better nor worse. ${what}: ${parts}.`);
}

function sides({ before, after }: Comparison): string {
  const [was, is] = [before, after].map(({ files, at }) => `${files.join(', ')}${at === null ? '' : ` (${minuteOf(at)} UTC)`}`);
  return `before: ${was ?? ''}; after: ${is ?? ''}`;
}

const stayedWell = ({ change, after }: ComparedLookup): boolean =>
  change === 'unchanged' && after?.availability === 'shown' && sightOf(after) === 'shown';

function wellLines(lookups: readonly ComparedLookup[], page: Layout): readonly string[] {
  if (lookups.length === 0) return [];
  const names = lookups
    .slice(0, MOST_NAMES)
    .map((lookup) => named(lookup))
    .join(', ');
  return [
    page.dim(
      page.wrap(
        `${SAID.unchanged.label} `,
        `shown, as before: ${names}${lookups.length > MOST_NAMES ? ` and ${lookups.length - MOST_NAMES} more` : ''}`,
      ),
    ),
  ];
}

function named({ scenario, before, after }: ComparedLookup): string {
  return `${scenario === null ? '' : `${scenario}: `}${(after ?? before)?.lookup.id ?? ''}`;
}

/** @param told what differs, and for which lookup that was told already */
function lookupLines(lookup: ComparedLookup, told: Map<string, string>, page: Layout): readonly string[] {
  const { change, before, after, because, scenario } = lookup;
  const { label, colour } = SAID[change];
  const place = scenario === null ? '' : `${scenario}: `;
  const cause = after === null ? undefined : after.findings.find(isLeading);
  const was = before?.findings.find(isLeading);
  const settle = change === 'unchanged' && cause?.confidence !== 'confirmed' ? cause?.missing[0] : undefined;
  const key = because.map(({ says }) => says).join('\n');
  const again = told.get(key);
  if (key !== '' && again === undefined) told.set(key, named(lookup));
  return [
    page[colour](page.wrap(`${label} `, `${place}${headline(lookup)}`)),
    ...(change === 'repaired' && was !== undefined ? [page.wrap('  Was       ', `${was.title} (${was.cause})`)] : []),
    ...(change === 'changed' && was !== undefined && was.cause !== cause?.cause ? [page.wrap('  Was       ', `${was.title} (${was.cause})`)] : []),
    ...(cause !== undefined && change !== 'repaired'
      ? [page.wrap(change === 'changed' ? '  Now       ' : '  Why       ', `${cause.title} – ${cause.confidence} (${cause.cause})`)]
      : []),
    ...(after?.notObserved === undefined ? [] : [page.wrap('  Because   ', after.notObserved)]),
    ...(after?.toObserve === undefined ? [] : [page.wrap('  Next      ', after.toObserve)]),
    ...(again !== undefined
      ? [page.wrap('  Differs   ', `as for ${again}`)]
      : because.slice(0, MOST_REASONS).map(({ says }, index) => page.wrap(index === 0 ? '  Differs   ' : '            ', `• ${says}`, '  '))),
    ...(again === undefined && because.length > MOST_REASONS ? [`            • and ${because.length - MOST_REASONS} more`] : []),
    ...(settle === undefined ? [] : [page.wrap('  Settle    ', `${settle.observe} (would show: ${settle.says})`)]),
    ...(cause !== undefined && (change === 'broken' || change === 'worse' || change === 'changed' || change === 'unchanged')
      ? [page.wrap('  Repair    ', cause.remedy[0] ?? '')]
      : []),
  ];
}

function headline({ change, before, after }: ComparedLookup): string {
  if (after === null) return before === null ? '' : `${sightSentence(before)}: so it was before; it was not asked again`;
  const [now, then] = [sightSentence(after), before === null ? '' : sightNames[sightOf(before)]];
  return change === 'unchanged' ? `${now}, as before` : then === '' ? now : `${now}; before: ${then}`;
}

function settingLine({ change, says, lines }: ComparedSetting, page: Layout): string {
  const { label, colour } = SAID[change];
  return page[colour](page.wrap(`${label} `, `${says}${lines.length === 0 ? '' : ` [${linesOf(lines)}]`}`));
}

/** The comparison for programs. */
export function comparisonForPrograms(comparison: Comparison): ComparisonResult {
  const state = (verdict: Verdict | null): ComparedVerdict | null =>
    verdict === null
      ? null
      : {
          availability: verdict.availability,
          notObserved: verdict.notObserved ?? null,
          causes: verdict.findings.filter(isLeading).map(({ cause, title, confidence }) => ({ cause, title, confidence })),
        };
  return {
    ...comparison,
    counts: Object.fromEntries(counts(comparison)),
    lookups: comparison.lookups.map(({ scenario, change, before, after, because }) => ({
      ...(after ?? before)?.lookup,
      scenario,
      change,
      before: state(before),
      after: state(after),
      because,
    })),
  };
}
