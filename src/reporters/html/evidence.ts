/** A cause in full: what showed it, what speaks against it, what would settle it, every step of the repair. */
import type { Citation, Finding, Reference, Verdict } from '../../model/report.ts';
import { headlineOf, type Group } from '../grouping.ts';
import { noCause, quotesOf, toldOf, whom, type Quote } from '../telling.ts';
import { ladder } from './ladder.ts';
import { lines, markup, type Insert, type Markup } from './markup.ts';
import { leftOut, unbroken } from './pieces.ts';
import { heading, section, type Scene } from './scene.ts';

const MOST_GROUPS = 24;
/** Handshakes drawn for one group. */
const MOST_LADDERS = 3;
const MOST_CITED = 6;
const MOST_OTHERS = 8;

export function causesInDetail(scene: Scene): Markup | undefined {
  if (scene.problems.length === 0) return undefined;
  return section(scene, 'causes', scene.problems.length === 1 ? 'The cause in detail' : 'The causes in detail', [
    scene.problems.slice(0, MOST_GROUPS).map((group, index) => detail(group, index, scene)),
    leftOut(scene.problems.length - MOST_GROUPS, 'kinds of trouble', 'are not told in detail'),
  ]);
}

function detail(group: Group, index: number, scene: Scene): Markup {
  const { findings, leading, routes } = group;
  const id = `${scene.prefix}cause-${index + 1}`;
  const ladders = routes.slice(0, MOST_LADDERS);
  return markup`<article class="cause" aria-labelledby="${id}">
${scene.problems.length === 1 ? markup`<div id="${id}" class="anchor" role="presentation"></div>` : heading(scene, 2, headlineOf(group), id)}
${findings.map((finding) => findingOf(finding, scene))}
${findings.length === 0 ? answerOf(leading) : undefined}
${otherCauses(leading)}
${ladders.map((route) => ladder(route, scene))}
${leftOut(routes.length - ladders.length, 'ways between servers', 'with the same cause are not drawn')}
</article>`;
}

function findingOf(finding: Finding, scene: Scene): Markup {
  const { title, cause, confidence, words, supporting, opposing, missing, remedy, confirm, references, concerns } = finding;
  return markup`<div class="finding">
${heading(scene, scene.problems.length === 1 ? 2 : 3, title)}
<p class="id"><span class="badge ${confidence}">${confidence}</span> <code>${cause}</code> · for ${whom[concerns]}</p>
<div class="columns">
<div>${part('Seen', claims(supporting, words, scene))}
${part('Speaks against it', opposing.length === 0 ? markup`<p class="nothing">Nothing was seen that does.</p>` : claims(opposing, null, scene))}
${missing.length === 0 ? undefined : part(confidence === 'confirmed' ? 'Was not looked at' : 'Would settle it',
  markup`<ul class="claims">${missing.map(({ says, observe }) => markup`<li><p>${unbroken(observe)}</p><p class="shows">would show that ${says}</p>
</li>`)}</ul>`)}</div>
<div>${part('Repair', markup`<ol class="steps">${remedy.map((step) => markup`<li>${unbroken(step)}</li>`)}</ol>`)}
${confirm.length === 0 ? undefined : part('Make sure, reading only', markup`<ul class="claims">
${confirm.map((step) => markup`<li>${unbroken(step)}</li>`)}</ul>`)}
${references.length === 0 ? undefined : part('Read on', markup`<ul class="claims">
${references.map((one) => markup`<li>${link(one)}</li>`)}</ul>`)}</div>
</div>
${words === null ? undefined : quoted(words)}
</div>`;
}

/** Nobody reads the outline of a page for these: they are no headings. */
function part(title: string, body: Insert): Markup {
  return markup`<div class="evidence"><p class="label">${title}</p>${body}</div>`;
}

function quoted(words: string): Markup {
  return markup`<details class="quote"><summary>What the server said</summary><blockquote>${lines([words.slice(0, 4000)])}</blockquote></details>`;
}

function answerOf({ answer: { responseCode, messageText }, notObserved }: Verdict): Markup {
  return markup`<div class="finding"><p>${notObserved ?? noCause}</p>
${responseCode === null ? undefined : markup`<p>The server answered <code>${responseCode}</code>.</p>`}
${messageText === null ? undefined : quoted(messageText)}</div>`;
}

/** Each claim once, with the observations that show it; what was quoted already is not quoted again. */
function claims(supporting: readonly Citation[], words: string | null, scene: Scene): Markup {
  const quotes = quotesOf({ supporting, words }, scene.summaries);
  return markup`<ul class="claims">${[...new Set(supporting.map(({ says }) => says))].map((says) => {
    const own = quotes.filter((one) => one.says === says);
    return markup`<li><p>${says}</p>${own.slice(0, MOST_CITED).map((one) => markup`<p class="shows">${cited(one, scene)}</p>`)}${
      own.length > MOST_CITED ? markup`<p class="shows">and ${own.length - MOST_CITED} more observations</p>` : undefined}</li>`;
  })}</ul>`;
}

function cited({ observation, quote }: Quote, { numbers, inFull, prefix }: Scene): Insert {
  const number = numbers.get(observation);
  return number !== undefined && inFull.has(number) ? markup`${quote} <a href="#${prefix}seen-${number}">in full</a>` : quote;
}

/** Links lead only where everybody may look; anything else is shown as text. */
function link({ title, url }: Reference): Insert {
  const safe = /^https:\/\/[a-z0-9.-]+(?:[/?#]\S*)?$/i.test(url);
  return safe ? markup`<a href="${url}" rel="noreferrer">${title}</a>` : `${title} (${url})`;
}

function otherCauses(verdict: Verdict): Insert {
  const { others } = toldOf(verdict);
  if (others.length === 0) return undefined;
  return markup`<p class="others"><b>Also possible</b>, with less to show for it: ${others.slice(0, MOST_OTHERS).map(({ title, cause }, index) =>
    markup`${index > 0 ? '; ' : undefined}${title} (<code>${cause}</code>)`)}${
    others.length > MOST_OTHERS ? ` and ${others.length - MOST_OTHERS} more` : undefined}.</p>`;
}
