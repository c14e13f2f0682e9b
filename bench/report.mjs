// `npm run bench:report`: figures, never pass or fail. How long the HTML of many lookups takes to make, and, where Debian's Chromium is
// installed, until it has read it (DOMContentLoaded). Beside it the same for an empty page: what remains is ours.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CHROMIUM, openBrowser } from '../tools/browser/inspect.mjs';

const ROUNDS = 5;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), 'crosslines-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const bundle = join(folder, 'reporters.mjs');
await build({
  stdin: {
    contents: "export { reporters } from './src/reporters/index.ts'; export { manyLookups } from './test/reporters/many-lookups.ts';",
    resolveDir: join(import.meta.dirname, '..'), loader: 'ts',
  },
  outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { reporters, manyLookups } = await import(pathToFileURL(bundle).href);

const place = { columns: 100, colours: false, toFile: true };
const pages = [['an empty page', '<!DOCTYPE html><html lang="en"><title>x</title><p>x</p></html>']];
for (const count of [1, 500, 2000]) {
  const report = manyLookups(count);
  const times = [];
  let text = '';
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    text = reporters.html([report], place);
    times.push(performance.now() - startedAt);
  }
  pages.push([`${count} lookups`, text]);
  console.log(`HTML of ${count} lookups: made in ${median(times).toFixed(0)} ms, the first time ${times[0].toFixed(0)} ms, ${(text.length / 1024).toFixed(0)} kB${count === 2000 ? ' (wanted: under 2000 ms)' : ''}`);
}
if (!existsSync(CHROMIUM)) {
  console.log(`${CHROMIUM} is not installed: how long it takes to read them was not measured.`);
  process.exit(0);
}
const browser = await openBrowser();
for (const [name, text] of pages) {
  const file = join(folder, 'page.html');
  writeFileSync(file, text);
  const ready = [];
  const loaded = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    const { content, all } = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return { content: entry.domContentLoadedEventEnd, all: entry.loadEventEnd };
    });
    ready.push(content);
    loaded.push(all);
    await page.close();
  }
  console.log(`${name} in Chromium: DOMContentLoaded after ${median(ready).toFixed(0)} ms, loaded after ${median(loaded).toFixed(0)} ms${name.startsWith('2000') ? ' (wanted: under 1000 ms)' : ''}`);
}
await browser.close();
process.exit(0);
