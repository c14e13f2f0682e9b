/** The run along the clock: what was asked when, how long it took, and what came of it. */
import type { Observation } from '../../model/observation.ts';
import { markup, type Markup } from './markup.ts';
import { minuteOf } from '../telling.ts';
import { badge, counted, leftOut, scrolling } from './pieces.ts';
import { section, type Scene } from './scene.ts';

const MOST = 60;

export const OUTCOME: Readonly<Record<Observation['outcome']['status'], { readonly mark: string; readonly says: string; readonly shade: string }>> = {
  observed: { mark: '✓', says: 'observed', shade: 'good' }, failed: { mark: '✗', says: 'refused', shade: 'bad' },
  skipped: { mark: '–', says: 'not asked', shade: 'open' }, crashed: { mark: '!', says: 'a mistake of crosslines', shade: 'bad' },
};

export function timeline(scene: Scene): Markup | undefined {
  const { observations, startedAt, ms } = scene.report;
  if (observations.length === 0) return undefined;
  const start = Date.parse(startedAt);
  const end = observations.reduce((latest, one) => Math.max(latest, Date.parse(one.at) + one.ms - start), Math.max(ms, 1));
  const shown = [...observations].sort((a, b) => weight(b) - weight(a)).slice(0, MOST).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return section(scene, 'timeline', 'The run, along the clock', [
    markup`<p>Began ${minuteOf(startedAt)} UTC, took ${seconds(ms)}, asked ${counted(observations.length, 'question')}${
      observations.length > MOST ? '; shown are those that failed and those that took longest' : ''}.</p>`,
    scrolling('Timeline', markup`<table class="timeline plain"><thead><tr><th scope="col">Question</th><th scope="col">About</th>
<th scope="col">Outcome</th><th scope="col" class="number">After</th><th scope="col" class="number">Took</th>
<th scope="col" class="bars"><span class="visually-hidden">Drawn</span></th></tr></thead>
<tbody>${shown.map((one) => row(one, start, end))}</tbody></table>`),
    leftOut(observations.length - shown.length, 'questions', 'were answered sooner'),
  ]);
}

function weight({ outcome, ms }: Observation): number {
  return (outcome.status === 'crashed' || outcome.status === 'failed' ? 1e9 : 0) + ms;
}

function row({ kind, subject, at, ms, outcome: { status } }: Observation, start: number, end: number): Markup {
  const { mark, says, shade } = OUTCOME[status];
  // What was brought along is older than the run.
  const after = Math.max(Date.parse(at) - start, 0);
  const percent = (part: number): string => `${Number((Math.min(part / end, 1) * 100).toFixed(2))}%`;
  return markup`<tr><th scope="row">${kind}</th><td class="subject">${subject}</td><td>${badge(shade, mark, says)}</td>
<td class="number">${seconds(after)}</td><td class="number">${seconds(ms)}</td>
<td class="bars"><svg aria-hidden="true" width="100%" height="12"><rect class="${shade}" x="${percent(after)}"
width="${percent(Math.max(ms, end / 200))}" height="100%" rx="2"/></svg></td></tr>`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
