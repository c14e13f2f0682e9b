// `npm run cases -- FILE`: explains every case of a file of collected cases and prints a table: was the accepted cause found, a plausible one, or none?
// For cases that must not be committed. A case: { id, input_text, context: { source_version, target_version, direction }, cause_id, plausible_cause_ids }.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run cases -- FILE');
  process.exit(2);
}
const out = join(mkdtempSync(join(tmpdir(), 'crosslines-cases-')), 'explain.mjs');
await build({
  stdin: {
    contents: "export { explain } from './src/explain.ts'; export { readPastedText } from './src/protocol/pasted-text.ts'; export { causes } from './src/causes/index.ts';",
    resolveDir: '.', loader: 'ts',
  },
  outfile: out, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { explain, readPastedText, causes } = await import(pathToFileURL(out).href);

const DIRECTIONS = ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem'];

/** One version, where the case names exactly one. */
function versionOf(words) {
  if (!words) return undefined;
  if (/^exchange online$/i.test(words)) return 'exchange-online';
  const years = /^exchange (?:server )?(2007|2010|2013|2016|2019|se)\b(?![-/])/i.exec(words);
  if (years) return `exchange-${years[1].toLowerCase()}`;
  return /exchange/i.test(words) ? 'on-premises' : undefined;
}

const known = new Set(causes.map(({ id }) => id));
const totals = { all: {}, known: {} };
const rows = JSON.parse(readFileSync(file, 'utf8')).map((one) => {
  const { direction, source_version: from, target_version: to } = one.context ?? {};
  const directed = DIRECTIONS.includes(direction);
  const context = directed ? { direction, requesterVersion: versionOf(from), targetVersion: versionOf(to) } : {};
  // A direction and a version that contradict each other: the direction is what the case is about.
  if (directed && (context.requesterVersion === 'exchange-online') !== direction.startsWith('cloud')) delete context.requesterVersion;
  if (directed && (context.targetVersion === 'exchange-online') !== direction.endsWith('cloud')) delete context.targetVersion;
  const { status, findings } = explain(readPastedText(one.input_text, one.id), context, causes, new Date(0).toISOString());
  const ids = findings.map(({ cause }) => cause);
  const outcome = ids[0] === one.cause_id ? 'hit' : ids.includes(one.cause_id) ? 'listed' : ids.some((id) => one.plausible_cause_ids?.includes(id)) ? 'plausible' : 'miss';
  for (const total of [totals.all, ...(known.has(one.cause_id) ? [totals.known] : [])]) total[outcome] = (total[outcome] ?? 0) + 1;
  const found = findings.slice(0, 4).map(({ cause, confidence }) => `${cause} (${confidence})`).join(', ');
  return [one.id, `${one.cause_id}${known.has(one.cause_id) ? '' : ' [unknown]'}`, status, outcome, found + (findings.length > 4 ? ` and ${findings.length - 4} more` : '')];
});
const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
const told = (total) => ['hit', 'listed', 'plausible', 'miss'].map((outcome) => `${total[outcome] ?? 0} ${outcome}`).join(', ');
console.log(`\nall ${rows.length} cases: ${told(totals.all)}`);
console.log(`cases whose cause is known here: ${told(totals.known)}`);
