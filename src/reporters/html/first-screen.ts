/** What the users see and why, in plain words, with the first thing to do and whom it concerns. */
import { versionName } from '../../exchange/versions.ts';
import type { Concerns, Confidence, Finding, Report, Verdict } from '../../model/report.ts';
import { headlineOf, type Group, type Route } from '../grouping.ts';
import { closing, marks, sightNames, unexplained, whenOf, whom } from '../telling.ts';
import { largeStrip } from './calendar-strip.ts';
import { markup, type Insert, type Markup } from './markup.ts';
import { badge, counted, leftOut, unbroken } from './pieces.ts';
import { heading, type Scene } from './scene.ts';

/** Told on the first screens; the others are in the list of lookups. */
const MOST_PROBLEMS = 12;
const MOST_NAMES = 6;
const MOST_ROUTES = 4;

const SURE: Readonly<Record<Confidence, string>> = {
  'confirmed': 'Confirmed: what was observed proves it.', 'likely': 'Likely: the signs point to it, and none speaks against it.',
  'possible': 'Possible: other causes leave the same traces.', 'undetermined': 'Not determined.', 'ruled-out': 'Ruled out.',
};

export function firstScreen(scene: Scene): Markup {
  const { report, problems } = scene;
  const [only] = problems;
  const alone = problems.length === 1 && only !== undefined;
  return markup`<header class="first">
<p class="eyebrow">${report.scenario.title}</p>
${alone ? undefined : heading(scene, 0, overall(scene), `${scene.prefix}top`)}
${alone || problems.length === 0 ? undefined : markup`<p class="lede">${closing(report)}</p>`}
${problems.length === 0 ? allWell(report) : undefined}
${problems.slice(0, MOST_PROBLEMS).map((group, index) => problem(group, index, alone, scene))}
${leftOut(problems.length - MOST_PROBLEMS, 'kinds of trouble, with fewer lookups each,', 'stand in the list of lookups only')}
${report.interrupted ? markup`<p class="note"><strong>The run was ended early:</strong> what was not answered by then is missing here.</p>` : undefined}
</header>`;
}

function overall({ report, problems }: Scene): string {
  const total = report.verdicts.length;
  const unknown = report.verdicts.filter(({ availability }) => availability === 'not-observed').length;
  const bad = problems.reduce((sum, { verdicts }) => sum + verdicts.length, 0) - unknown;
  if (total === 0) return 'Nothing was looked up';
  if (bad + unknown === 0) return total === 1 ? 'The availability is shown' : `${total === 2 ? 'Both' : `All ${total}`} lookups show availability`;
  if (bad === 0) return `${unknown} of ${counted(total, 'lookup')} could not be observed`;
  const rest = unknown === 0 ? `for ${problems.length} reasons` : `${unknown} could not be observed`;
  return `${bad} of ${counted(total, 'lookup')} ${bad === 1 ? 'goes' : 'go'} wrong, ${rest}`;
}

function allWell({ verdicts }: Report): Markup {
  return markup`<p class="lede">${badge('shown', '✓', 'nothing to do')} ${verdicts.length === 0 ? 'The scenario names no lookups.'
    : 'Everybody who was asked for sees free and busy times, no cross lines.'}</p>`;
}

function problem(group: Group, index: number, alone: boolean, scene: Scene): Markup {
  const { sight, leading, verdicts } = group;
  const id = alone ? `${scene.prefix}top` : `${scene.prefix}problem-${index + 1}`;
  const title = markup`<span class="mark ${sight}" aria-hidden="true">${marks[sight]}</span> ${headlineOf(group)}`;
  return markup`<article class="problem ${sight}${alone ? ' alone' : ''}" aria-labelledby="${id}">
${heading(scene, alone ? 0 : 1, title, id)}
<p class="between">${between(group, scene)} ${alone ? otherwise(scene) : undefined} ${expectation(group)}</p>
${sight === 'not-observed' ? undefined : markup`<div class="sees"><p>${SEES[sight]}</p>${largeStrip(leading, scene)}</div>`}
${whenOf(leading).map((sentence) => markup`<p class="when">${sentence}</p>`)}
${answer(group, index, scene)}
${verdicts.length > 1 ? markup`<p class="names">${names(group)}</p>` : undefined}
</article>`;
}

function between({ routes }: Group, { servers }: Scene): Insert {
  const said = (id: string): Insert => {
    const version = servers.get(id)?.version ?? 'unknown';
    return markup`<b>${id}</b>${version === 'unknown' ? undefined : ` (${versionName(version)})`}`;
  };
  const one = ({ requesterServer, targetServer, verdicts }: Route, index: number): Insert => [
    index === 0 ? 'People' : '; people', markup` on ${said(requesterServer)} look ${requesterServer === targetServer ? 'each other up' : markup`up people on ${said(targetServer)}`}`,
    verdicts.length > 1 ? ` (${counted(verdicts.length, 'lookup')})` : undefined,
  ];
  return [
    routes.slice(0, MOST_ROUTES).map(one),
    routes.length > MOST_ROUTES ? ` and ${routes.length - MOST_ROUTES} more ways` : undefined, '.',
  ];
}

/** What goes well beside the one trouble. */
function otherwise({ report, groups }: Scene): string | undefined {
  const well = groups.find(({ sight }) => sight === 'shown')?.verdicts.length ?? 0;
  return well === 0 ? undefined : `${well === 1 ? 'The other lookup shows' : `The other ${well} of ${report.verdicts.length} lookups show`} availability.`;
}

function expectation({ verdicts, sight }: Group): Insert {
  const unmet = verdicts.filter(({ met }) => !met).length;
  if (unmet === 0) return sight !== 'shown' && sight !== 'wrong-times' ? markup`<span class="aside">Known trouble: the scenario expects it.</span>` : undefined;
  return unmet === verdicts.length ? undefined : markup`<span class="aside">${unmet} of ${verdicts.length} are not as the scenario expects.</span>`;
}

const SEES: Readonly<Record<Exclude<Group['sight'], 'not-observed'>, string>> = {
  'hash-marks': 'The scheduling assistant shows cross lines:', 'now-and-then': 'The scheduling assistant now and then shows cross lines:',
  'wrong-times': 'The scheduling assistant shows the busy times shifted:',
  'shown': 'The scheduling assistant shows:',
};

/** Why, what to do first, and who does it. */
function answer(group: Group, index: number, scene: Scene): Markup {
  const [finding] = group.findings;
  const { says, who } = firstStep(group);
  const more = finding === undefined ? 0 : finding.remedy.length - 1;
  return markup`<dl class="answer">
<div class="why"><dt>Why</dt><dd>${finding === undefined ? markup`<p>${withoutCause(group.leading)}</p>` : because(finding)}</dd></div>
<div class="do"><dt>Do this first</dt><dd><p>${unbroken(says)}</p>${more > 0 && finding?.confidence !== 'possible'
  ? markup`<p class="more"><a href="#${scene.prefix}cause-${index + 1}">${counted(more, 'further step')}, evidence</a></p>`
  : markup`<p class="more"><a href="#${scene.prefix}cause-${index + 1}">Evidence</a></p>`}</dd></div>
<div class="who"><dt>Who can do it</dt><dd><p><b>${who === null ? 'Whoever runs crosslines' : upper(whom[who])}</b></p>
${who === null || who === 'helpdesk' ? undefined
  : markup`<p class="more">Attach this page to the ticket.</p>`}</dd></div>
</dl>`;
}

function because({ title, confidence, explanation }: Finding): Markup {
  return markup`<p class="title">${title}</p><p>${explanation}</p><p class="sure ${confidence}">${SURE[confidence]}</p>`;
}

function withoutCause(verdict: Verdict): string {
  return upper(verdict.availability === 'not-observed' ? verdict.notObserved ?? 'the reason is not known' : unexplained(verdict).why);
}

interface FirstStep {
  readonly says: string;
  /** null: the one at this keyboard. */
  readonly who: Concerns | null;
}

function firstStep({ findings: [finding], leading, sight }: Group): FirstStep {
  if (finding === undefined) {
    const next = sight === 'not-observed' ? leading.toObserve ?? 'Mend what is said under Why, then run crosslines again.' : `${upper(unexplained(leading).next)}.`;
    return { says: next, who: null };
  }
  const [missing] = finding.missing;
  if (finding.confidence === 'possible' && missing !== undefined) return { says: `Find out whether it is so: ${missing.observe}`, who: finding.concerns };
  return { says: finding.remedy[0] ?? finding.confirm[0] ?? 'See the evidence.', who: finding.concerns };
}

function names({ verdicts, sight }: Group): Insert {
  const told = verdicts.slice(0, MOST_NAMES).map(({ lookup }) => `${lookup.requester} → ${lookup.target}`);
  return [
    markup`<b>${counted(verdicts.length, 'lookup')}</b> (${sightNames[sight]}): `, told.join(', '),
    verdicts.length > told.length ? ` and ${verdicts.length - told.length} more` : undefined,
  ];
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
