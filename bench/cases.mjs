// `npm run bench:cases [-- FILE]`: explains every case of a file of collected cases and counts, beside the nearest case by its words.
// The cases are not part of the project: they are for measuring, not for matching. FILE, CROSSLINES_CASES, or the shared folder beside the project.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const file = process.argv[2] ?? process.env.CROSSLINES_CASES ?? '../shared/cases/cases.json';
if (!existsSync(file)) {
  console.error(`There is no file of cases at ${file}, so nothing was measured. Name one: npm run bench:cases -- FILE, or CROSSLINES_CASES=FILE.`);
  process.exit(2);
}
const out = join(mkdtempSync(join(tmpdir(), 'crosslines-cases-')), 'measure.mjs');
await build({
  entryPoints: ['bench/cases/measure.ts'], outfile: out, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { measure } = await import(pathToFileURL(out).href);
const areaOf = new Map(readdirSync('src/causes', { recursive: true }).map((name) => [basename(name, '.ts'), dirname(name)]));
measure(readFileSync(file, 'utf8'), areaOf, (line) => { console.log(line); });
