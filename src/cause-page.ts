/** The page of a cause, and the guide from what an answer says to the causes that leave it. One renderer for terminal and documents. */
import type { Cause, Direction, Sign, Step } from './causes/cause.ts';
import { directions, supportedBy, telling, wordings, type Confusion } from './confusions.ts';
import { AGAIN, REQUESTER, REQUESTER_SERVER, TARGET, TARGET_SERVER, spoken } from './explain-words.ts';
import { layout } from './reporters/layout.ts';
import { whom } from './reporters/telling.ts';

export interface PagePlace {
  readonly markdown: boolean;
  readonly columns: number;
}

type Block =
  | { readonly kind: 'title' | 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'list' | 'steps'; readonly items: readonly string[] };

const title = (text: string): Block => ({ kind: 'title', text });
const heading = (text: string): Block => ({ kind: 'heading', text });
const paragraph = (text: string): Block => ({ kind: 'text', text });
const steps = (items: readonly string[]): Block => ({ kind: 'steps', items });
const list = (items: readonly string[]): Block => ({ kind: 'list', items });

const WAYS: Readonly<Record<Direction, string>> = {
  'onprem-to-onprem': 'between servers on-premises', 'onprem-to-cloud': 'from a server on-premises to Exchange Online',
  'cloud-to-onprem': 'from Exchange Online to a server on-premises', 'within-cloud': 'within Exchange Online',
};

const WEIGHTS: Readonly<Record<Sign['weight'], string>> = {
  proves: 'Proves it', suggests: 'Suggests it', hints: 'Fits, as it fits others', doubts: 'Speaks against it', excludes: 'Rules it out',
};

/** What a cause is: what the user sees, why, how to confirm and repair it, what it is confused with and how to tell them apart. */
export function causePage(cause: Cause, confusions: readonly Confusion[], place: PagePlace): string {
  return render([
    title(prose(cause.title)),
    paragraph(`Id: ${code(cause.id, place)}. Layer: ${cause.layer}. It concerns ${whom[cause.concerns]}.`),
    heading('What the user sees'),
    paragraph(`Cross lines (hash marks) instead of a colleague's availability${cause.directions === undefined ? '' : `, in lookups ${cause.directions.map((one) => WAYS[one]).join(', or ')}`}.`),
    heading('Why'), paragraph(prose(cause.explanation)),
    heading('What shows it'), list(cause.signs.map((sign) => `${WEIGHTS[sign.weight]}: ${told(sign, place)}`)),
    ...(cause.unopposed === undefined ? [] : [paragraph(`Nothing else speaks against it: ${cause.unopposed}`)]),
    heading('How to confirm'), list(cause.confirm.map(command)),
    heading('How to repair'), steps(cause.remedy.map((step) => command(stepOnPage(step)))),
    heading('What it is confused with'),
    ...(confusions.length === 0 ? [paragraph('No other cause is known to leave the same words.')]
      : confusions.flatMap((confusion) => confused(confusion, place))),
    heading('References'), list(cause.references.map((one) => (place.markdown ? `[${one.title}](${one.url})` : `${one.title}: ${one.url}`))),
  ], place);
}

function confused({ other, shared, tellsThis, tellsOther }: Confusion, place: PagePlace): readonly Block[] {
  const name = place.markdown ? `[${prose(other.title)}](${other.id}.md)` : `${prose(other.title)} (${other.id})`;
  const more = shared.length > 3 ? ` and ${shared.length - 3} more` : '';
  return [
    paragraph(`${name}. Both leave: ${shared.slice(0, 3).map((text) => `"${text}"`).join(', ')}${more}.`),
    list([...tellsThis.map((sign) => `This one, ${verb(sign)}: ${told(sign, place)}`),
      ...tellsOther.map((sign) => `The other, ${verb(sign)}: ${told(sign, place)}`)]),
  ];
}

const stepOnPage = (step: Step): string => (typeof step === 'string' ? step : `${step.where}: ${step.says}`);

const verb = ({ weight }: Sign): string => (weight === 'excludes' ? 'but not if' : weight === 'proves' ? 'certainly if' : 'rather if');

function told({ says, observe }: Sign, place: PagePlace): string {
  return `${prose(says)}${observe === undefined ? '' : `. To see it: ${code(command(observe), place, ':')}`}`;
}

/** The decision guide: what an answer says, the causes that leave it on each way, and what splits them. */
export function decisionGuide(causes: readonly Cause[]): string {
  const place: PagePlace = { markdown: true, columns: 100 };
  return render([
    title('From what an answer says to its cause'),
    paragraph('Made from the signs of the causes by `npm run docs`. Every wording and response code that is known to be left by a failed lookup was weighed alone, on each way a lookup can go. '
      + 'Where several causes leave the same words, the words cannot decide: what decides stands beside each of them.'),
    ...directions.flatMap((direction) => guideOf(direction, causes)),
    heading('All causes'), list(causes.map(({ id, title: name }) => `[${prose(name)}](${id}.md)`)),
  ], place);
}

function guideOf(direction: Direction, causes: readonly Cause[]): readonly Block[] {
  const groups = new Map<string, { readonly says: string[]; readonly members: readonly Cause[] }>();
  for (const wording of wordings) {
    const members = supportedBy(wording, direction, causes).flatMap(({ cause }) => causes.find(({ id }) => id === cause) ?? []);
    if (members.length === 0) continue;
    const key = members.map(({ id }) => id).sort().join(' ');
    const known = groups.get(key) ?? { says: [], members };
    known.says.push(wording.says);
    groups.set(key, known);
  }
  const sorted = [...groups.values()].sort((a, b) => b.members.length - a.members.length || b.says.length - a.says.length);
  const place: PagePlace = { markdown: true, columns: 100 };
  return [
    heading(`Lookups ${WAYS[direction]}`),
    ...(sorted.length === 0 ? [paragraph('No wording alone points to a cause.')] : []),
    ...sorted.flatMap(({ says, members }): readonly Block[] => [
      paragraph(says.map((text) => `"${text}"`).join(', ')),
      list(members.map((cause) => `[${prose(cause.title)}](${cause.id}.md)${members.length === 1 ? '' : `: ${telling(cause).slice(0, 1).map((sign) => `${verb(sign)} ${told(sign, place)}`).join('')}`}`)),
    ]),
  ];
}

const PLACES: Readonly<Record<string, string>> = {
  requester: REQUESTER, target: TARGET, requesterServer: REQUESTER_SERVER, targetServer: TARGET_SERVER,
  requesterName: REQUESTER_SERVER, targetName: TARGET_SERVER, requesterHost: REQUESTER_SERVER,
  requesterMachine: REQUESTER_SERVER, targetMachine: TARGET_SERVER, seenAt: 'the server',
  again: AGAIN, requesterVersion: 'Exchange', targetVersion: 'Exchange', requesterDials: 'the versions that its Windows and update give',
};

/** Words in braces as places to fill in; {word|what stands there otherwise} as the latter. */
function command(text: string): string {
  return text.replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (whole, name: string, otherwise: string | undefined) => otherwise ?? PLACES[name] ?? whole);
}

const prose = (text: string): string => spoken(command(text));

/** @param after nothing is set as code that would break it */
function code(text: string, { markdown }: PagePlace, after?: string): string {
  return !markdown || text.includes('`') || (after !== undefined && text.length > 300) ? text : `\`${text}\``;
}

function render(blocks: readonly Block[], { markdown, columns }: PagePlace): string {
  return markdown ? `${blocks.map(markdownOf).join('\n\n')}\n` : plainText(blocks, columns);
}

/** Places to fill in would be tags of HTML, and a bar would end the cell of a table. */
const escaped = (text: string): string => text.split(/(`[^`]*`)/).map((part, index) => (index % 2 === 1 ? part : part.replace(/[<>*_]/g, (sign) => `\\${sign}`))).join('');

function markdownOf(block: Block): string {
  switch (block.kind) {
    case 'title': return `# ${escaped(block.text)}`;
    case 'heading': return `## ${escaped(block.text)}`;
    case 'text': return escapedLinks(block.text);
    case 'list': return block.items.map((item) => `- ${escapedLinks(item)}`).join('\n');
    case 'steps': return block.items.map((item, index) => `${index + 1}. ${escapedLinks(item)}`).join('\n');
  }
}

/** Escapes prose, but not the addresses of links. */
const escapedLinks = (text: string): string => text.split(/(\]\([^)\s]*\))/).map((part, index) => (index % 2 === 1 ? part : escaped(part))).join('');

function plainText(blocks: readonly Block[], columns: number): string {
  const page = layout({ columns, colours: false });
  const lines = blocks.flatMap((block): readonly string[] => {
    switch (block.kind) {
      case 'title': return [page.line(block.text), ''];
      case 'heading': return ['', page.line(block.text)];
      case 'text': return [page.wrap('  ', block.text)];
      case 'list': return block.items.map((item) => page.wrap('  - ', item));
      case 'steps': return block.items.map((item, index) => page.wrap(`  ${index + 1}. `, item));
    }
  });
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}
