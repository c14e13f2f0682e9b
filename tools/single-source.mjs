// `npm run signs:single-source`: what rests on one source alone. Wordings of which the table has one place of origin, with the causes
// whose signs look for them, and causes with one reference. A list for whoever looks for a second source; never pass or fail.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-sources-'));
const file = join(folder, 'known.mjs');
await build({
  stdin: {
    contents: "export { causes } from './src/causes/index.ts'; export { errorTextRows } from './src/exchange/error-texts-table.ts';",
    resolveDir: '.', loader: 'ts',
  },
  outfile: file, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { causes, errorTextRows } = await import(pathToFileURL(file).href);
rmSync(folder, { recursive: true });

const sources = readdirSync('src/causes', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: basename(name, '.ts'), text: readFileSync(join('src/causes', name), 'utf8') }));
const rows = errorTextRows.reduce((known, row) => known.set(row[0], [...(known.get(row[0]) ?? []), row]), new Map());
const single = [...rows].filter(([, found]) => found.length === 1);
console.log(`${single.length} of ${rows.size} meanings are known by one wording from one place:`);
for (const [meaning, [[, language, text, origin]]] of single) {
  const users = sources.filter((one) => one.text.includes(`'${meaning}'`)).map(({ name }) => name);
  console.log(`- ${meaning} (${language}, ${origin}): "${text}"; looked for by ${users.length === 0 ? 'no sign of its own' : users.join(', ')}`);
}
const alone = causes.filter(({ references }) => new Set(references.map(({ url }) => url)).size === 1);
console.log(`\n${alone.length} of ${causes.length} causes rest on one reference:`);
for (const { id, references: [{ title, url }] } of alone) console.log(`- ${id}: ${title}, ${url}`);
