/** Every command line that a document shows is one that the program takes, and names scenarios, causes and files that there are. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';
import { reporters } from '../../src/reporters/index.ts';
import { commandLine, commandLinesIn, commandsIn, understood } from './command-lines.ts';

const root = join(import.meta.dirname, '..', '..');
const markdownIn = (folder: string): readonly string[] => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
/** Pages of causes speak of commands in sentences ("crosslines run from outside"), so names are not looked for there. */
const pages = markdownIn('docs/causes');
const documents = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...pages];
const commands = commandLine();
const shown = documents.flatMap((file) => commandLinesIn(file, readFileSync(join(root, file), 'utf8')));

/** A name that stands for what the reader has; what is only named in a sentence may be one. */
const isPlaceholder = (word: string): boolean => word === '…' || /^[A-Z][A-Z_-]*$|[<>…]/.test(word);
const isFile = (word: string): boolean => /\.\w+$|[\\/]\w+\.\w+/.test(word);

const valuesOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Things that a command line names and that do not exist. */
function unknownNames(name: string, given: readonly string[], options: Readonly<Record<string, unknown>>): readonly string[] {
  const scenarios = [...(name === 'run' || name === 'lab' ? given : []), ...valuesOf(options['scenario'])];
  const ids = name === 'explain' || name === 'fix' ? given : [];
  const ours = [...given, ...Object.values(options).flatMap(valuesOf)].filter((word) => /^(?:docs|scenarios)\//.test(word));
  const formats = valuesOf(options['format']).map((format) => format.split('=')[0] ?? '');
  return [
    ...scenarios.filter((word) => !isPlaceholder(word) && !isFile(word) && !existsSync(join(root, 'scenarios', `${word}.yaml`))).map((word) => `scenario ${word}`),
    ...ids.filter((word) => !isPlaceholder(word) && !isFile(word) && !/^AADSTS\d+$/.test(word) && !causes.some(({ id }) => id === word)).map((word) => `cause ${word}`),
    ...ours.filter((word) => !existsSync(join(root, word.split('=')[0] ?? ''))).map((word) => `file ${word}`),
    ...formats.filter((word) => !isPlaceholder(word) && !Object.hasOwn(reporters, word)).map((word) => `format ${word}`),
  ];
}

describe('command lines in documents', () => {
  test('are found', () => {
    expect(shown.filter(({ whole }) => whole).length).toBeGreaterThan(40);
    expect(shown.filter(({ whole }) => !whole).length).toBeGreaterThan(40);
    expect([...new Set(shown.filter(({ whole }) => whole).map(({ words: [name] }) => name))]).toEqual(expect.arrayContaining(['run', 'check', 'explain', 'audit', 'compare', 'witness']));
  });

  test('are ones that the program takes', () => {
    const wrong = shown.flatMap(({ at, words, whole }) => {
      const { mistake } = understood(words, commands, { missing: !whole });
      return mistake === null ? [] : [`${at}: crosslines ${words.join(' ')}: ${mistake}`];
    });
    expect(wrong).toEqual([]);
  });

  test('name what there is', () => {
    const wrong = shown.filter(({ at }) => !pages.some((page) => at.startsWith(page))).flatMap(({ at, words, whole }) => {
      const { name, given, options } = understood(words, commands, { missing: !whole });
      return unknownNames(name, given, options).map((what) => `${at}: there is no ${what}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('a command line is read as a shell reads it', () => {
  test.each<[string, readonly (readonly string[])[]]>([
    ['crosslines run a.yaml --lookup "a@x -> b@x"    # two people', [['run', 'a.yaml', '--lookup', 'a@x -> b@x']]],
    ['npm run build && A=1 node out/cli.js tls x:25 | tee crosslines.txt', [['tls', 'x:25']]],
    ["crosslines explain < error.txt; /usr/bin/crosslines check --user 'C\\n' > out", [['explain'], ['check', '--user', 'C\\n']]],
    ['source <(crosslines completion bash)', [['completion', 'bash']]],
    ['# crosslines run it', []],
    ['cd crosslines && echo svc-crosslines run', []],
  ])('%s', (line, expected) => {
    expect(commandsIn(line)).toEqual(expected);
  });

  test.each([
    [['run'], 'run needs scenario'], [['run', 'a', '--formt', 'json'], 'there is no option --formt of run'], [['walk'], 'there is no command "walk"'],
    [['tls', 'a', 'b'], 'tls takes no more than 1 arguments: a b'], [['run', 'a', '--format', 'json', '--mock'], null],
  ] as const)('%j: %s', (words, mistake) => {
    expect(understood(words, commands).mistake).toBe(mistake);
  });

  test('in blocks of documents, over lines that go on, and in sentences', () => {
    const document = 'Do `crosslines list\ncauses`.\n\n```sh\ncrosslines run a.yaml \\\n  --mock\n```\n\n<!-- output: crosslines walk -->\n```text\ncrosslines walks\n```\n\n```yaml\n- run: crosslines run b.yaml\n```\n';
    expect(commandLinesIn('x.md', document).map(({ at, words }) => `${at} ${words.join(' ')}`)).toEqual(['x.md:6 run a.yaml --mock', 'x.md:15 run b.yaml', 'x.md:1 list causes']);
  });
});
