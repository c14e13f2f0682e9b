/** The row of the scheduling assistant that the requester sees, as a drawing and in words. */
import { versionOfBuild, versions } from '../../exchange/versions.ts';
import type { Verdict } from '../../model/report.ts';
import { sightOf } from '../telling.ts';
import { markup, type Markup } from './markup.ts';
import type { Scene } from './scene.ts';

/** How a time is drawn; `cross-lines`: the hatching that stands for "no information". */
export type Shade = 'free' | 'tentative' | 'busy' | 'away' | 'elsewhere' | 'cross-lines' | 'unknown';

/** A stretch of time that is drawn alike, in parts of the window. */
interface Stretch {
  readonly shade: Shade;
  readonly from: number;
  readonly to: number;
}

export const shadeNames: Readonly<Record<Shade, string>> = {
  'free': 'free', 'tentative': 'tentative', 'busy': 'busy', 'away': 'out of office', 'elsewhere': 'working elsewhere',
  'cross-lines': 'cross lines', 'unknown': 'not observed',
};

const MOST_SLOTS = 4096;
const MOST_STRETCHES = 96;
const MOST_WORDS = 4;

/** The digits of mergedFreeBusy. 4 is "working elsewhere" from Exchange 2013 on, before that "no data": see exchange/versions. */
function shadeOf(digit: string, noData: '4' | '5'): Shade {
  if (digit === noData) return 'cross-lines';
  return ({ 0: 'free', 1: 'tentative', 2: 'busy', 3: 'away', 4: 'elsewhere' } as const)[digit as '0'] ?? 'cross-lines';
}

function stretchesOf(verdict: Verdict, { servers }: Scene): readonly Stretch[] {
  const sight = sightOf(verdict);
  if (sight === 'hash-marks' || sight === 'now-and-then') return [{ shade: 'cross-lines', from: 0, to: 1 }];
  const { mergedFreeBusy, executedBy } = verdict.answer;
  if (sight === 'not-observed' || !mergedFreeBusy) return [{ shade: 'unknown', from: 0, to: 1 }];
  const version = (executedBy === null ? null : versionOfBuild(executedBy)) ?? servers.get(verdict.lookup.requesterServer)?.version;
  const noData = version !== undefined && Object.hasOwn(versions, version) ? versions[version as keyof typeof versions].noDataDigit : '5';
  const digits = mergedFreeBusy.slice(0, MOST_SLOTS);
  const found: Stretch[] = [];
  for (let at = 0; at < digits.length;) {
    let end = at + 1;
    while (end < digits.length && digits[end] === digits[at]) end++;
    found.push({ shade: shadeOf(digits[at] ?? '', noData), from: at / digits.length, to: end / digits.length });
    at = end;
  }
  return found;
}

/** The strip, and below it the same in words. */
export function calendarStrip(verdict: Verdict, scene: Scene): Markup {
  const stretches = stretchesOf(verdict, scene);
  const words = inWords(stretches, verdict);
  return markup`<svg class="strip" role="img" aria-label="${words}" width="100%" height="20">${drawn(stretches)}</svg>
<span class="words" aria-hidden="true">${words}</span>`;
}

/** The strip alone, large, without words: they stand beside it. */
export function largeStrip(verdict: Verdict, scene: Scene): Markup {
  const stretches = stretchesOf(verdict, scene);
  return markup`<svg class="strip large" role="img" aria-label="${inWords(stretches, verdict)}" width="100%" height="34">${drawn(stretches)}</svg>`;
}

function drawn(stretches: readonly Stretch[]): readonly Markup[] {
  return stretches.slice(0, MOST_STRETCHES).filter(({ shade }) => shade !== 'free').map(({ shade, from, to }) =>
    markup`<rect class="${shade}" x="${percent(from)}" width="${percent(to - from)}" height="100%"/>`);
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))}%`;
}

function inWords(stretches: readonly Stretch[], { window, availability }: Verdict): string {
  const [only] = stretches;
  if (only !== undefined && stretches.length === 1) {
    if (only.shade === 'unknown') return availability === 'shown' ? 'shown, without times' : 'not observed';
    return only.shade === 'cross-lines' ? 'cross lines for the whole time' : `${shadeNames[only.shade]} for the whole time`;
  }
  const start = Date.parse(window.from);
  const length = Date.parse(window.to) - start;
  const telling = stretches.filter(({ shade }) => shade !== 'free');
  const at = (part: number): string => (length > 86_400_000 ? `${day(start + part * length)} ` : '') + clock(start + part * length);
  const told = telling.slice(0, MOST_WORDS);
  const byShade = [...new Set(told.map(({ shade }) => shade))].map((shade) =>
    `${shadeNames[shade]} ${told.filter((one) => one.shade === shade).map(({ from, to }) => `${at(from)}–${at(to)}`).join(', ')}`);
  return `${byShade.join('; ')}${telling.length > told.length ? ` and ${telling.length - told.length} times more` : ''}; otherwise free`;
}

function clock(at: number): string {
  return new Date(Math.round(at / 60_000) * 60_000).toISOString().slice(11, 16);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(5, 10);
}

/** The hours above a column of strips that all have this window. */
export function hours({ from, to }: Verdict['window']): Markup {
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const step = [3, 6, 24, 24 * 7].map((count) => count * 3_600_000).find((ms) => length / ms <= 9) ?? length;
  const ticks: number[] = [];
  for (let at = Math.ceil(start / step) * step; at <= start + length && ticks.length < 12; at += step) ticks.push(at);
  const place = (at: number): number => (length > 0 ? (at - start) / length : 0);
  return markup`<svg class="hours" aria-hidden="true" width="100%" height="16">${ticks.filter((at) => place(at) < 0.93).map((at) =>
    markup`<text x="${percent(place(at))}" y="12">${step < 86_400_000 ? clock(at) : day(at)}</text>`)}</svg>`;
}

/** What the shades mean; once on a page. */
export function legend(): Markup {
  const shown: readonly Shade[] = ['free', 'tentative', 'busy', 'away', 'elsewhere', 'cross-lines'];
  return markup`<ul class="legend" aria-label="What the strips mean">${shown.map((shade) =>
    markup`<li><svg class="strip" aria-hidden="true" width="34" height="16"><rect class="${shade}" width="100%" height="100%"/>
</svg> ${shadeNames[shade]}</li>`)}</ul>`;
}

/** The hatchings, once on a page. */
export const patterns: Markup = markup`<svg class="patterns" aria-hidden="true" width="0" height="0"><defs>
<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="under-hatch" width="7" height="7"/>
<path class="hatch-line" d="M0 0V7"/></pattern>
<pattern id="maybe" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="under-maybe" width="6" height="6"/>
<path class="maybe-line" d="M0 0V6"/></pattern>
<pattern id="gone" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="under-gone" width="5" height="5"/>
<path class="gone-line" d="M0 2.5H5"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="under-dots" width="6" height="6"/>
<circle class="dot" cx="3" cy="3" r="1.4"/></pattern>
</defs></svg>`;
