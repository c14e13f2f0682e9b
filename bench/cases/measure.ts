/** Explains every case as it stands and changed in transit, and prints what came of it. */
import { baselineOf } from './baseline.ts';
import { readCases, type Case } from './collected.ts';
import { count, HEAD, rowOf, share, table } from './figures.ts';
import { judge, type Judged } from './judged.ts';
import { mutations } from './mutations.ts';

const isGuess = ({ confidence }: Case): boolean => confidence === 'guess';

/**
 * @param json the file of cases
 * @param areaOf the folder of each cause
 */
export function measure(json: string, areaOf: ReadonlyMap<string, string>, print: (line: string) => void): void {
  const cases = readCases(json);
  const nearest = baselineOf(cases);
  const judged = cases.map((one) => judge(one));
  for (const line of table(['case', 'accepted cause', 'place', 'found'], judged.map(told))) print(line);

  const settled = judged.filter(({ one }) => !isGuess(one));
  const near = ({ one }: Judged): readonly string[] => nearest(one, one.input_text);
  const area = ({ one }: Judged): string => areaOf.get(one.cause_id) ?? 'unknown here';
  print('');
  for (const line of table(HEAD, [
    rowOf('all with a settled cause', count(settled, near)),
    ...[...new Set(settled.map(area))].sort().map((name) => rowOf(`  ${name}`, count(settled.filter((one) => area(one) === name), near))),
    rowOf('only guessed', count(judged.filter(({ one }) => isGuess(one)), near)),
  ])) print(line);
  print('wanted of settled cases: top 1 in at least 92 %, top 3 in at least 98 %, wrong and sure in none');

  print('');
  const rows = Object.entries(mutations).map(([name, mutate]) => {
    const changed = settled.map(({ one }) => judge(one, mutate(one.input_text, one.id)));
    const counted = count(changed, ({ one }) => nearest(one, mutate(one.input_text, one.id)));
    const lost = count(settled, near).top1 - counted.top1;
    return [...rowOf(name, counted), `${lost} (${share(lost, settled.length)})`];
  });
  for (const line of table([...HEAD.with(0, 'changed in transit'), 'top 1 lost'], rows)) print(line);
}

function told({ one, place, findings, status, wronglySure }: Judged): readonly string[] {
  const found = findings.slice(0, 4).map(({ cause, confidence }) => `${cause} (${confidence})`).join(', ');
  const wrong = wronglySure.length === 0 ? '' : `WRONG AND SURE: ${wronglySure.join(', ')}; `;
  const more = findings.length > 4 ? ` and ${findings.length - 4} more` : '';
  return [`${one.id}${isGuess(one) ? ' (guess)' : ''}`, one.cause_id, place === 0 ? '-' : `${place}`, `${wrong}${found || status}${more}`];
}
