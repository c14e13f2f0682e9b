/** What first screens show of a cause is short, stands alone, and names nothing that only this program knows. */
import { describe, expect, test } from 'vitest';
import { causePage } from '../../src/cause-page.ts';
import type { Cause, Direction } from '../../src/causes/cause.ts';
import { causes } from '../../src/causes/index.ts';
import { weighAll } from '../../src/diagnose.ts';
import { sentencesOf } from '../../src/reporters/telling.ts';
import type { Finding } from '../../src/model/report.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, fingerprint, lookupOf, scenarioOf } from '../built-evidence.ts';
import { FIELD, SERVERS } from './worlds.ts';

const lookupIn: Readonly<Record<Direction, string>> = {
  'onprem-to-onprem': 'anna -> boris', 'onprem-to-cloud': 'anna -> cleo', 'cloud-to-onprem': 'cleo -> anna', 'within-cloud': 'cleo -> cora',
};

/** Nothing was seen; servers as they are today; servers with their first updates, so that steps about old builds show. */
const worlds: Readonly<Record<string, readonly Observation[]>> = {
  unseen: [], current: FIELD,
  old: [fingerprint('ex16.contoso.test:443', { exchangeBuild: '15.1.225.42' }), fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.225.42' })],
};

const findingsIn = (lookup: string, observations: readonly Observation[], weighed: readonly Cause[] = causes): readonly Finding[] => {
  const mailboxes = { anna: 'ex16', boris: 'ex19', cleo: 'cloud', cora: 'cloud' };
  const evidence = built(scenarioOf({ servers: SERVERS, mailboxes, lookups: Object.values(lookupIn) }), ...observations);
  return weighAll(lookupOf(evidence, lookup), evidence, weighed);
};
const ways = Object.values(lookupIn).flatMap((lookup) => Object.entries(worlds).map(([world, observations]) => ({ lookup, world, observations })));

const PLACEHOLDER = /\{\w+(?:\|[^{}]*)?\}/;
const firstTwoSentences = (text: string): string => sentencesOf(text).slice(0, 2).join(' ');
const textsOf = ({ title, explanation, remedy, confirm, missing }: Finding): readonly string[] =>
  [title, explanation, ...remedy, ...confirm, ...missing.flatMap(({ says, observe }) => [says, observe])];
/** The lengths of texts that are longer than they may be. */
const tooLong = (most: number, texts: readonly (readonly [string, string])[]): readonly string[] =>
  texts.filter(([, text]) => text.length > most).map(([id, text]) => `${id} (${text.length}): ${text}`);

describe.each(ways)('$lookup, $world', ({ lookup, observations }) => {
  const findings = findingsIn(lookup, observations);

  test('a title is one line, without words to fill in', () => {
    expect(tooLong(80, findings.map(({ cause, title }) => [cause, title]))).toEqual([]);
  });

  test('the first two sentences of an explanation fill three lines at most', () => {
    expect(tooLong(240, findings.map(({ cause, explanation }) => [cause, firstTwoSentences(explanation)]))).toEqual([]);
  });

  test('the first step is one sentence or two, and what would settle it is one look', () => {
    expect(tooLong(200, findings.flatMap(({ cause, remedy: [first] }) => (first === undefined ? [] : [[cause, first] as const])))).toEqual([]);
    expect(tooLong(220, findings.flatMap(({ cause, missing }) => missing.map(({ observe }) => [cause, observe] as const)))).toEqual([]);
  });

  test('no words are left to fill in, and no id of a cause is in a text', () => {
    const ids = new RegExp(`(?<![\\w-])(?:${causes.map(({ id }) => id).join('|')})(?![\\w-])`);
    for (const finding of findings) for (const text of textsOf(finding)) expect([text.match(PLACEHOLDER), text.match(ids)], `${finding.cause}: ${text}`).toEqual([null, null]);
  });
});

test('every word in braces, in any text of any cause, is known to who fills it in', () => {
  const words = new Set(JSON.stringify(causes).match(new RegExp(PLACEHOLDER, 'g')));
  const [first] = causes;
  // What hangs on the observation of one sign is known only beside it.
  const all: Cause = { ...first!, explanation: [...words].filter((word) => !word.startsWith('{seenAt')).join(' ') };
  expect(findingsIn('anna -> boris', [], [all])[0]?.explanation.match(new RegExp(PLACEHOLDER, 'g')) ?? []).toEqual([]);
  for (const cause of causes) expect(causePage(cause, [], { markdown: false, columns: 200 }).match(PLACEHOLDER), cause.id).toBeNull();
});

test('no command of a first step removes something or switches it off, unless the step says under which condition', () => {
  for (const finding of ways.flatMap(({ lookup, observations }) => findingsIn(lookup, observations))) {
    const first = finding.remedy[0] ?? '';
    const harms = /\b(?:Remove|Disable|Clear|Uninstall)-\w+|\$(?:false|null)\b/i.test(first);
    expect(harms && !/\b(?:if|where|when|ask|agree|note|back up)\b/i.test(first), `${finding.cause}: ${first}`).toBe(false);
  }
});
