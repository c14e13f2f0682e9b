/** Every lookup with its row of the scheduling assistant, those that go wrong first. */
import type { Verdict } from '../../model/report.ts';
import type { Group } from '../grouping.ts';
import { marks, minuteOf, sightNames, sightOf } from '../telling.ts';
import { calendarStrip, hours, legend } from './calendar-strip.ts';
import { markup, type Insert, type Markup } from './markup.ts';
import { badge, counted, jointed, leftOut, scrolling } from './pieces.ts';
import { section, type Scene } from './scene.ts';

/** Rows that stand open per group; those after them are folded away, and from `MOST` on left out. */
const OPEN = 24;
const MOST = 2500;

export function lookups(scene: Scene): Markup | undefined {
  const { verdicts } = scene.report;
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const sameWindow = verdicts.every(({ window }) => window.from === first.window.from && window.to === first.window.to);
  let room = MOST;
  const tables = scene.groups.map((group, index) => {
    const shown = group.verdicts.slice(0, room);
    room -= shown.length;
    return shown.length === 0 ? undefined : ofGroup(group, shown, index, sameWindow, scene);
  });
  return section(scene, 'lookups', 'What the scheduling assistant shows', [
    markup`<p>One row for each lookup, from ${minuteOf(first.window.from)} to ${minuteOf(first.window.to)}${
      sameWindow ? '' : ' and the like'}; times in UTC.</p>`,
    legend(), tables, leftOut(verdicts.length - MOST, 'lookups', 'would make the page too long'),
  ]);
}

function ofGroup({ sight, findings, verdicts }: Group, shown: readonly Verdict[], index: number, sameWindow: boolean, scene: Scene): Markup {
  const caption = markup`<span class="mark ${sight}" aria-hidden="true">${marks[sight]}</span> ${counted(verdicts.length, 'lookup')}: ${sightNames[sight]}${
    findings.length === 0 ? undefined : markup` – ${findings.map(({ title }) => title).join('; ')}`}`;
  const window = sameWindow ? shown[0]?.window : undefined;
  const folded = shown.slice(OPEN);
  const name = `Lookups, group ${index + 1}`;
  return markup`${scrolling(name, table(shown.slice(0, OPEN), caption, window, scene))}${folded.length === 0 ? undefined
    : markup`<details class="rest"><summary>${counted(folded.length, 'more lookup')} of this kind</summary>
${scrolling(`${name}, the rest`, table(folded, 'The rest', window, scene))}</details>`}`;
}

function table(verdicts: readonly Verdict[], caption: Insert, window: Verdict['window'] | undefined, scene: Scene): Markup {
  return markup`<table class="lookups"><caption>${caption}</caption>
<thead><tr><th scope="col">Who asks</th><th scope="col">For whom</th>
<th scope="col" class="strips"><span class="visually-hidden">What is shown</span>${window === undefined ? undefined : hours(window)}</th>
<th scope="col">Answer</th></tr></thead>
<tbody>${verdicts.map((verdict) => row(verdict, scene))}</tbody></table>`;
}

function row(verdict: Verdict, scene: Scene): Markup {
  const { lookup, met, expected } = verdict;
  const sight = sightOf(verdict);
  return markup`<tr><th scope="row">${jointed(lookup.requester)}<span class="server">${lookup.requesterServer}</span></th>
<td>${jointed(lookup.target)}<span class="server">${lookup.targetServer}</span></td>
<td class="strips">${calendarStrip(verdict, scene)}</td><td>${badge(sight, marks[sight], sightNames[sight])}${
  met || expected === 'shown' ? undefined : markup`<span class="server">expected: ${expected}</span>`}${answered(verdict)}</td></tr>`;
}

function answered({ answer: { responseCode }, attempts }: Verdict): Insert {
  const good = attempts.filter(({ availability }) => availability === 'shown').length;
  return [
    responseCode === null || responseCode === 'NoError' ? undefined : markup`<span class="server"><code>${responseCode}</code></span>`,
    attempts.length > 1 ? markup`<span class="server">${good} of ${attempts.length} attempts shown</span>` : undefined,
  ];
}
