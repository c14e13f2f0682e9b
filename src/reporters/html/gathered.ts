/** What was found on the way: the steps of Autodiscover and the certificates. */
import type { AutodiscoverFact, CertificateFact, FactKind, FactOf } from '../../model/facts.ts';
import { METHODS, OUTCOMES } from '../autodiscover-trace.ts';
import { markup, type Insert, type Markup } from './markup.ts';
import { badge,  counted, leftOut, scrolling, tableHead } from './pieces.ts';
import { heading, section, type Scene } from './scene.ts';

const MOST_SEARCHES = 20;
const MOST_STEPS = 30;
const MOST_CERTIFICATES = 60;
const MOST_NAMES = 6;

function factsOf<K extends FactKind>(kind: K, { report }: Scene): readonly { readonly subject: string; readonly fact: FactOf[K] }[] {
  return report.observations.flatMap(({ kind: is, subject, outcome }) =>
    (is === kind && outcome.status === 'observed' ? [{ subject, fact: outcome.fact as FactOf[K] }] : []));
}

export function autodiscoverSteps(scene: Scene): Markup | undefined {
  const searches = factsOf('autodiscover', scene);
  if (searches.length === 0) return undefined;
  // A search that found nothing is what somebody wants to see.
  const sorted = [...searches].sort((a, b) => Number(a.fact.availabilityUrl !== null) - Number(b.fact.availabilityUrl !== null));
  return section(scene, 'autodiscover', 'Autodiscover, step by step', [
    sorted.slice(0, MOST_SEARCHES).map(({ fact }) => search(fact, scene)), leftOut(sorted.length - MOST_SEARCHES, 'searches', 'are left out'),
  ]);
}

function search({ address, steps, availabilityUrl }: AutodiscoverFact, scene: Scene): Markup {
  return markup`${heading(scene, 2, address)}
<p>${availabilityUrl === null ? badge('bad', '✗', 'no availability URL')
  : markup`${badge('good', '✓', 'found')} <code>${availabilityUrl}</code>`}</p>
${scrolling(`Steps of Autodiscover for ${address}`, markup`<table class="plain"><thead><tr><th scope="col">Step</th><th scope="col">Where</th>
<th scope="col">What came of it</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>${steps.slice(0, MOST_STEPS).map(({ method, url, outcome, detail, ms }, index) => markup`<tr>
<th scope="row">${index + 1}. ${METHODS[method]}</th><td><code>${url}</code></td>
<td><b>${OUTCOMES[outcome]}</b>: ${detail}</td><td class="number">${Math.round(ms)} ms</td></tr>`)}</tbody></table>`)}
${leftOut(steps.length - MOST_STEPS, 'steps', 'are left out')}`;
}

/** Each certificate once, with the ports that show it; those with something wrong first. */
export function certificates(scene: Scene): Markup | undefined {
  const shown = new Map<string, { readonly fact: CertificateFact; readonly at: string[]; wrong: readonly string[] }>();
  for (const { subject, fact } of factsOf('certificate', scene)) {
    const wrong = wrongWith(fact);
    const key = [fact.leaf.fingerprint256, ...wrong].join('\n');
    const known = shown.get(key);
    if (known === undefined) shown.set(key, { fact, at: [subject], wrong });
    else known.at.push(subject);
  }
  if (shown.size === 0) return undefined;
  const sorted = [...shown.values()].sort((a, b) => b.wrong.length - a.wrong.length);
  return section(scene, 'certificates', 'Certificates', [
    scrolling('Certificates', markup`<table class="plain">${tableHead('Subject', 'Names', 'Issuer', 'Valid', 'Judged from here', 'Shown at')}
<tbody>${sorted.slice(0, MOST_CERTIFICATES).map(({ fact: { leaf }, at, wrong }) => markup`<tr><th scope="row">${leaf.subject || '(empty)'}</th>
<td>${few(leaf.names)}</td><td>${leaf.issuer || '(empty)'}</td>
<td class="dates">${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)}</td><td>${wrong.length === 0 ? badge('good', '✓', 'in order')
  : wrong.map((one) => [badge('bad', '✗', one), ' '])}</td><td>${few(at)}</td></tr>`)}</tbody></table>`),
    leftOut(sorted.length - MOST_CERTIFICATES, 'certificates', 'are left out, all of them in order or with fewer faults'),
  ]);
}

function wrongWith({ trusted, nameMatches, withinDates, problem }: CertificateFact): readonly string[] {
  const wrong = [...(withinDates ? [] : ['not within its dates']), ...(nameMatches ? [] : ['for another name']), ...(trusted ? [] : ['issuer not trusted here'])];
  return wrong.length === 0 && problem !== null ? [problem] : wrong;
}

function few(names: readonly string[]): Insert {
  return `${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ` and ${counted(names.length - MOST_NAMES, 'other')}` : ''}`;
}
