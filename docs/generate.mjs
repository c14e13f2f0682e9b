// Fills the blocks of the documents that show commands and their output: `<!-- output: crosslines … -->` before a code block.
// Writes the schemas of results, the reference of scenarios (from their schema), the man page (from --help), and into docs/causes the page of each cause
// and the guide to them. With --check it only compares. Nothing shown in a document is typed by hand.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { manPage } from './man-page.mjs';
import { resultSchemas } from './result-schemas.mjs';
import { scenarioReference } from './scenario-reference.mjs';

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const check = process.argv.includes('--check');
const files = ['README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
let stale = 0;

/** Times are those of the run in which an output was made; every other run gives others. */
function timeless(output) {
  return output.replace(/'time'=[\d.]+s/g, '\'time\'=2.178s').replace(/^(crosslines_run_duration_seconds\S*) .*$/gm, '$1 2.178')
    .replace(/^(crosslines_run_timestamp_seconds\S*) .*$/gm, '$1 1795281684.154').replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-11-21T17:21:22.000Z')
    .replace(/ time="[\d.]+"/g, ' time="2.178"').replace(/ timestamp="[\dT:-]+"/g, ' timestamp="2026-11-21T17:21:22"');
}

for (const file of files) {
  const before = readFileSync(file, 'utf8');
  let after = before;
  for (const [block, command] of before.matchAll(/<!-- output: (crosslines [^\n]*?) -->\n```[a-z]*\n(?:[\s\S]*?\n)??```(?=\n)/g)) {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain).slice(1);
    // A scenario that finds a fault ends with 1: its output is wanted all the same.
    const { stdout } = await run(process.execPath, ['out/cli.js', ...words], { env: { ...process.env, COLUMNS: '100', NO_COLOR: '1' } }).catch((error) => error);
    if (stdout === undefined || stdout.trim() === '') throw new Error(`${file}: ${command} prints nothing`);
    after = after.replace(block, () => `<!-- output: ${command} -->\n\`\`\`text\n${timeless(stdout).trimEnd()}\n\`\`\``);
  }
  if (after === before) continue;
  stale++;
  if (check) console.error(`${file} shows outputs that the program no longer gives; run npm run docs`);
  else writeFileSync(file, after);
}
const made = new Map([
  ...[...resultSchemas()].map(([name, text]) => [`schemas/${name}`, text]),
  ['docs/crosslines.1', manPage((name) => execFileSync(process.execPath, ['out/cli.js', ...(name === '' ? [] : [name]), '--help'], { encoding: 'utf8' }), version)],
  ['docs/scenario.md', scenarioReference(JSON.parse(readFileSync('schemas/scenario.schema.json', 'utf8')))],
]);
for (const [file, text] of made) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale++;
  if (check) console.error(`${file} is not what it is made from; run npm run docs`);
  else writeFileSync(file, text);
}
const out = join(mkdtempSync(join(tmpdir(), 'crosslines-pages-')), 'pages.mjs');
await build({
  stdin: {
    contents: "export { causePage, decisionGuide } from './src/cause-page.ts'; export { confusionsOf } from './src/confusions.ts'; export { causes } from './src/causes/index.ts';",
    resolveDir: '.', loader: 'ts',
  },
  outfile: out, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { causePage, confusionsOf, decisionGuide, causes } = await import(pathToFileURL(out).href);
const folder = 'docs/causes';
if (!check) mkdirSync(folder, { recursive: true });
const pages = new Map([
  ['README.md', decisionGuide(causes)],
  ...causes.map((cause) => [`${cause.id}.md`, causePage(cause, confusionsOf(cause, causes), { markdown: true, columns: 100 })]),
]);
for (const [name, page] of pages) {
  const file = `${folder}/${name}`;
  if (existsSync(file) && readFileSync(file, 'utf8') === page) continue;
  stale++;
  if (check) console.error(`${file} is not what the causes say; run npm run docs`);
  else writeFileSync(file, page);
}
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  if (pages.has(name)) continue;
  stale++;
  if (check) console.error(`${folder}/${name} is the page of no cause; run npm run docs`);
  else rmSync(`${folder}/${name}`);
}
process.exit(check && stale > 0 ? 1 : 0);
