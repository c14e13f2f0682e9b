/** What was asked and answered, in full and folded away: as much of it as a page can bear, and what the findings cite before all else. */
import type { Report } from '../../model/report.ts';
import type { Group } from '../grouping.ts';
import { lines, markup, type Markup } from './markup.ts';
import { OUTCOME } from './timeline.ts';
import { badge, leftOut } from './pieces.ts';
import { section, type Scene } from './scene.ts';

const MOST = 120;
const MOST_LINES = 160;
const LONGEST_VALUE = 400;
const DEEPEST = 12;

/** Numbers of the observations that the page holds: those cited by what is told, then the others in their order. */
export function shownInFull({ observations }: Report, groups: readonly Group[]): ReadonlySet<number> {
  const numbers = new Map(observations.map(({ id }, index) => [id, index]));
  const shown = new Set<number>();
  const cited = groups.flatMap(({ findings }) => findings.flatMap(({ supporting, opposing }) => [...supporting, ...opposing]));
  for (const { observation } of cited) {
    const number = numbers.get(observation);
    if (number !== undefined && shown.size < MOST) shown.add(number);
  }
  for (let number = 0; number < observations.length && shown.size < MOST; number++) shown.add(number);
  return shown;
}

export function inFull(scene: Scene): Markup | undefined {
  const { report: { observations }, inFull: shown, prefix } = scene;
  if (shown.size === 0) return undefined;
  return section(scene, 'seen', 'Everything that was seen', [
    markup`<p>Every question with its answer, as the JSON report has it. Passwords, tokens and cookies never reach a report.</p>`,
    [...shown].sort((a, b) => a - b).map((number) => {
      const one = observations[number];
      if (one === undefined) return undefined;
      const { mark, says, shade } = OUTCOME[one.outcome.status];
      return markup`<details class="raw" id="${prefix}seen-${number}"><summary><b>${one.kind}</b> ${one.subject} ${badge(shade, mark, says)}</summary>
<p>${one.summary}</p><pre tabindex="0" aria-label="${`${one.kind} ${one.subject}`}">${lines(written(one.outcome))}</pre></details>`;
    }),
    leftOut(observations.length - shown.size, 'observations', 'are left out'),
  ]);
}

/** As JSON, line by line, up to a bound. */
function written(value: unknown): readonly string[] {
  const out: string[] = [];
  const put = (line: string): void => { if (out.length <= MOST_LINES) out.push(line); };
  const walk = (name: string, member: unknown, depth: number, comma: string): void => {
    if (out.length > MOST_LINES) return;
    const indent = '  '.repeat(depth);
    if (typeof member !== 'object' || member === null) {
      put(`${indent}${name}${scalar(member)}${comma}`);
      return;
    }
    const list = Array.isArray(member);
    const members = Object.entries(member);
    const [open, close] = list ? ['[', ']'] : ['{', '}'];
    if (members.length === 0 || depth >= DEEPEST) {
      put(`${indent}${name}${open}${members.length === 0 ? '' : '…'}${close}${comma}`);
      return;
    }
    put(`${indent}${name}${open}`);
    for (const [index, [key, one]] of members.entries()) {
      if (out.length > MOST_LINES) return;
      walk(list ? '' : `${scalar(key)}: `, one, depth + 1, index < members.length - 1 ? ',' : '');
    }
    put(`${indent}${close}${comma}`);
  };
  walk('', value, 0, '');
  return out.length <= MOST_LINES ? out : [...out.slice(0, MOST_LINES), '… and more, in the JSON report'];
}

function scalar(value: unknown): string {
  if (typeof value !== 'string' || value.length <= LONGEST_VALUE) return JSON.stringify(value) ?? 'null';
  return `${JSON.stringify(value.slice(0, LONGEST_VALUE))} … ${value.length} characters`;
}
