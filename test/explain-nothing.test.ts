/** Texts that explain nothing: other faults of mail and Windows, sound logs, other systems, talk. All are made up after what people paste. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causes } from '../src/causes/index.ts';
import { explain } from '../src/explain.ts';
import type { ExplainContext } from '../src/explain-context.ts';
import { readPastedText } from '../src/protocol/pasted-text.ts';

const folder = join(import.meta.dirname, 'explain-nothing');
const files = readdirSync(folder).sort().map((name) => ({ name, texts: readFileSync(join(folder, name), 'utf8').split(/^-----$/m).map((text) => text.trim()) }));
const CONTEXTS: readonly ExplainContext[] = [{}, { direction: 'onprem-to-onprem' }, { direction: 'onprem-to-cloud' }, { direction: 'cloud-to-onprem' }];

describe.each(files)('$name', ({ texts }) => {
  test.each(texts.map((text) => [text.slice(0, 60).replace(/\s+/g, ' '), text]))('%s', (_, text) => {
    for (const context of CONTEXTS) {
      const { status, findings } = explain(readPastedText(text, 'paste'), context, causes, '2026-11-20T09:00:00.000Z');
      expect(findings.map(({ cause, confidence }) => `${cause} ${confidence}`)).toEqual([]);
      expect(['not-a-failure', 'insufficient-evidence']).toContain(status);
    }
  });
});

test('there are enough of them, each once', () => {
  const all = files.flatMap(({ texts }) => texts);
  expect(all.length).toBeGreaterThanOrEqual(40);
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((text) => text === '')).toEqual([]);
});
