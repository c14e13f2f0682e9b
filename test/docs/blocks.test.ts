/** What documents show besides command lines: YAML, JSON and PowerShell that can be read, scenarios that load, links that lead somewhere. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readScenario } from '../../src/load.ts';
import { readScript } from '../powershell-grammar.ts';
import { blocksOf } from './command-lines.ts';

const root = join(import.meta.dirname, '..', '..');
const documents = ['README.md', 'CONTRIBUTING.md', ...['docs', 'docs/causes'].flatMap((folder) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`))];
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const blocks = documents.flatMap((file) => blocksOf(textOf(file)).filter(({ output }) => !output).map((block) => ({ ...block, at: `${file}:${block.line}` })));
const written = (...languages: readonly string[]) => blocks.filter(({ language }) => languages.includes(language));

/** Headings as GitHub makes anchors of them: lower case, spaces to dashes, other signs left out, a number after the second of the same name. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...markdown.replace(/^( *)```[\s\S]*?^\1```/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
  return new Set(headings.map((anchor) => {
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  }));
}

describe('blocks of documents', () => {
  test('PowerShell is PowerShell', () => {
    const scripts = written('powershell');
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.flatMap(({ at, text }) => readScript(text).wrong.map((wrong) => `${at}: ${wrong}`))).toEqual([]);
  });

  test('YAML is YAML', () => {
    expect(written('yaml').length).toBeGreaterThan(15);
    // Several ways to write the same key stand below each other in docs/oauth.md, as a choice.
    expect(written('yaml').flatMap(({ at, text }) => parseAllDocuments(text, { uniqueKeys: false }).flatMap(({ errors }) => errors.map(({ message }) => `${at}: ${message}`)))).toEqual([]);
  });

  test('JSON is JSON', () => {
    expect(written('json', 'jsonc').flatMap(({ at, text }) => {
      try {
        JSON.parse(text);
        return [];
      } catch (error) {
        return [`${at}: ${(error as Error).message}`];
      }
    })).toEqual([]);
  });

  test('a whole scenario loads', () => {
    const scenarios = written('yaml').filter(({ text }) => ['servers', 'mailboxes', 'lookups'].every((key) => new RegExp(`^${key}:`, 'm').test(text)));
    expect(scenarios.length).toBeGreaterThan(0);
    for (const { at, text } of scenarios) expect(() => readScenario(text, at, { environment: () => 'x' }), at).not.toThrow();
  });
});

test('links between documents lead to a file and a heading that there are', () => {
  const broken = documents.flatMap((file) => [...textOf(file).replace(/^( *)```[\s\S]*?^\1```/gm, '').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(root, target))) return [`${file}: ${link}`];
    return anchor === undefined || !target.endsWith('.md') || anchorsOf(textOf(target)).has(anchor) ? [] : [`${file}: ${link}: there is no such heading`];
  }));
  expect(broken).toEqual([]);
});
