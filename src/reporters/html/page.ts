/** A report as one page that needs nothing else: no script, no request. To be looked at, printed, and attached to a ticket. */
import type { Report } from '../../model/report.ts';
import { policyOf } from '../../protocol/page-policy.ts';
import { closing, minuteOf } from '../telling.ts';
import { patterns } from './calendar-strip.ts';
import { causesInDetail } from './evidence.ts';
import { firstScreen } from './first-screen.ts';
import { autodiscoverSteps, certificates } from './gathered.ts';
import { lookups } from './lookups.ts';
import { markup, Markup, type Insert } from './markup.ts';
import { matrix } from './matrix.ts';
import { inFull, shownInFull } from './observations.ts';
import { style } from './style.ts';
import { timeline } from './timeline.ts';
import { section, sceneOf, type Scene } from './scene.ts';

export function html(reports: readonly Report[]): string {
  const scenes = reports.map((report, index) => {
    const among = reports.length > 1;
    return sceneOf(report, among ? `r${index + 1}-` : '', among ? 2 : 1, (groups) => shownInFull(report, groups));
  });
  const [only] = scenes;
  const title = reports.length === 1 ? reports[0]?.scenario.title : `${reports.length} scenarios`;
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} – crosslines</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
${patterns}
<main id="main" tabindex="-1">
${scenes.length === 1 && only !== undefined ? oneReport(only) : severalReports(scenes)}
</main>
${footer(reports)}
</body>
</html>
`.toString();
}

function severalReports(scenes: readonly Scene[]): Markup {
  return markup`<header class="first overview"><p class="eyebrow">crosslines</p><h1>${scenes.length} scenarios</h1>
<ul class="scenarios">${scenes.map(({ report, prefix, problems }) => markup`<li>
<span class="mark ${problems.length === 0 ? 'shown' : 'hash-marks'}" aria-hidden="true">${problems.length === 0 ? '✓' : '✗'}</span>
<a href="#${prefix}report">${report.scenario.title}</a><span>${closing(report)}</span></li>`)}</ul></header>
${scenes.map((scene) => markup`<article class="report" id="${scene.prefix}report" aria-labelledby="${scene.prefix}top">
${oneReport(scene)}</article>`)}`;
}

function oneReport(scene: Scene): Markup {
  const parts: readonly (readonly [name: string, title: string, body: Markup | undefined])[] = [
    ['matrix', 'Matrix', matrix(scene)], ['causes', 'Causes', causesInDetail(scene)], ['lookups', 'Lookups', lookups(scene)],
    ['autodiscover', 'Autodiscover', autodiscoverSteps(scene)], ['certificates', 'Certificates', certificates(scene)],
    ['timeline', 'Timeline', timeline(scene)], ['seen', 'Everything seen', inFull(scene)],
  ];
  const held = parts.filter(([, , body]) => body !== undefined);
  return markup`${firstScreen(scene)}
${held.length === 0 ? undefined : markup`<nav class="parts"
aria-label="${scene.level === 1 ? 'Parts of this page' : `Parts of ${scene.report.scenario.title}`}"><ul>${held.map(([name, title]) =>
  markup`<li><a href="#${scene.prefix}${name}">${title}</a></li>`)}</ul></nav>`}
${notices(scene)}
${held.map(([, , body]) => body)}`;
}

function notices(scene: Scene): Insert {
  const { notices: all, observations } = scene.report;
  const crashed = observations.filter(({ outcome }) => outcome.status === 'crashed');
  if (all.length === 0 && crashed.length === 0) return undefined;
  return section(scene, 'notes', 'Good to know', markup`<ul class="notes">
${all.slice(0, 40).map(({ says }) => markup`<li>${says}</li>`)}${all.length > 40 ? markup`<li>${all.length - 40} more, in the JSON report</li>` : undefined}
${crashed.slice(0, 10).map(({ id, outcome }) => markup`<li><strong>A mistake of crosslines itself</strong>
at ${id}: ${outcome.status === 'observed' ? '' : outcome.reason}</li>`)}</ul>`);
}

function footer(reports: readonly Report[]): Markup {
  const [first] = reports;
  return markup`<footer><p>${first === undefined ? undefined
  : `Made by crosslines ${first.tool.version} from a run of ${minuteOf(first.startedAt)} UTC. `}
This page holds no script, asks nothing of any server, and no password is in it; names of people and servers are.
<b>Confirmed</b>: what was observed proves it. <b>Likely</b>: the signs point to it, and none against.
<b>Possible</b>: other causes leave the same traces.</p></footer>`;
}
