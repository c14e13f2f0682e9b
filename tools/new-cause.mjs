// `npm run cause:new <id> <area>`: begins a cause. Makes its file, its two lines in the index, its row in test/floors.test.ts and its tests to write.
// What a cause says cannot be made: it is left empty, and the tests refuse it until it is written.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const INDEX = 'src/causes/index.ts';
const FLOORS = 'test/floors.test.ts';
const MAX_LENGTH = 60;

/** Where causes of an area sit most often; others lie in the mailbox. */
const LAYERS = {
  'addressing-or-directory': 'directory', 'authentication-oauth': 'sign-in', 'authentication-wssecurity': 'sign-in', 'autodiscover': 'autodiscover',
  'certificate': 'certificate', 'client': 'autodiscover', 'dns': 'dns', 'federation': 'federation', 'network': 'network',
  'organization-relationship': 'federation', 'proxy-or-load-balancer': 'proxy', 'tenant-policy': 'federation', 'tls': 'tls',
};

class Refusal extends Error {}

const read = (file) => readFileSync(join(root, file), 'utf8');

function areasOf(floors) {
  const list = /const AREAS = \[([^\]]*)\]/.exec(floors)?.[1];
  if (list === undefined) throw new Refusal(`${FLOORS} no longer holds the list AREAS that this command reads.`);
  return Array.from(list.matchAll(/'([^']+)'/g), ([, area]) => area);
}

function existing() {
  return readdirSync(join(root, 'src/causes'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, 'src/causes', name)).filter((file) => file.endsWith('.ts') && file !== 'sight.ts')
      .map((file) => ({ area: name, id: file.slice(0, -'.ts'.length) })));
}

function check(id, area, areas) {
  if (id === undefined) throw new Refusal('usage: npm run cause:new <id> <area>');
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id)) {
    throw new Refusal(`'${id}' is no id of a cause: expected two or more words in lower case with hyphens between, such as calendar-acl-broken.`);
  }
  if (id.length > MAX_LENGTH) throw new Refusal(`'${id}' has ${id.length} characters; an id of a cause has at most ${MAX_LENGTH}.`);
  const taken = existing().find((cause) => cause.id === id);
  if (taken !== undefined) throw new Refusal(`The cause ${id} exists already: src/causes/${taken.area}/${id}.ts.`);
  if (area === undefined) throw new Refusal(`The area of ${id} is missing: expected one of ${areas.join(', ')}.`);
  if (!areas.includes(area)) throw new Refusal(`'${area}' is no area: expected one of ${areas.join(', ')}.`);
}

const causeFile = (id, area) => `import { defineCause } from '../cause.ts';

export default defineCause({
  id: '${id}',
  layer: '${LAYERS[area] ?? 'mailbox'}',
  title: '',
  explanation: '',
  concerns: 'exchange',
  signs: [],
  remedy: [],
  confirm: [],
  references: [],
});
`;

/** Inserts a line after the last line that matches, or else after the last that matches `otherwise`. */
function inserted(text, line, matching, otherwise, file) {
  const lines = text.split('\n');
  const at = [matching, otherwise].map((pattern) => lines.findLastIndex((one) => pattern.test(one))).find((index) => index >= 0);
  if (at === undefined) throw new Refusal(`${file} no longer has the shape that this command knows: no line like ${otherwise}.`);
  return [...lines.slice(0, at + 1), line, ...lines.slice(at + 1)].join('\n');
}

function indexWith(text, id, area) {
  const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const imported = inserted(text, `import ${name} from './${area}/${id}.ts';`, new RegExp(`^import \\w+ from '\\./${area}/`), /^import \w+ from '\.\/.*\//, INDEX);
  const neighbours = Array.from(text.matchAll(new RegExp(`^import (\\w+) from '\\./${area}/`, 'gm')), ([, neighbour]) => neighbour);
  const among = neighbours.length === 0 ? /(?!)/ : new RegExp(`^  (?:${neighbours.join('|')}),$`);
  return inserted(imported, `  ${name},`, among, /^ {2}\w+,$/, INDEX);
}

/** Tests of an area lie in the file of its name, beside older ones that hold several areas. */
function testsWith(id, area) {
  const file = `test/causes/${area}.test.ts`;
  const begin = existsSync(join(root, file)) ? read(file)
    : `/** Causes of the area ${area}. */\nimport { describe, test } from 'vitest';\n`;
  return [file, `${begin.trimEnd()}

describe('${id}', () => {
  test.todo('likely with its evidence');
  test.todo('only possible by what it shares with the causes it is confused with');
  test.todo('ruled out');
});
`];
}

/** Path and content of every file that changes; nothing is written before all of them are known. */
function planned(id, area) {
  const floors = read(FLOORS);
  check(id, area, areasOf(floors));
  const row = existsSync(join(root, `scenarios/lab/${id}.yaml`)) ? []
    : [[FLOORS, inserted(floors, `    '${id}': 'test/causes',`, /^ {4}'[\w-]+': '(?:test\/causes|needs .*|scenarios\/.*)',$/, /SHOWN_ELSEWHERE: .* = \{$/, FLOORS)]];
  return [[`src/causes/${area}/${id}.ts`, causeFile(id, area)], [INDEX, indexWith(read(INDEX), id, area)], testsWith(id, area), ...row];
}

/** Begins the cause that the words name (id, area). Returns the files that were written; throws a sentence where the words are no good. */
export function newCause(words) {
  const [id, area, ...more] = words;
  if (more.length > 0) throw new Refusal(`'${more[0]}' is too much: expected an id and an area.`);
  return planned(id, area).map(([file, content]) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    return file;
  });
}

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(newCause(process.argv.slice(2)).join('\n'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
