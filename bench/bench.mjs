// `npm run bench`: figures, never pass or fail. Start-up beside an empty Node; a run beside its slowest chain of answers.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const wall = (args) => {
  const startedAt = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - startedAt;
};

const PAIRS = 21;
const help = [];
const empty = [];
for (let pair = 0; pair <= PAIRS; pair++) {
  const both = [wall(['out/cli.js', '--help']), wall(['-e', '0'])];
  if (pair > 0) { help.push(both[0]); empty.push(both[1]); } // the first pair warms the disk cache
}
const ratios = help.map((ms, index) => ms / empty[index]);
console.log(`start-up, ${PAIRS} pairs: crosslines --help ${median(help).toFixed(0)} ms, node -e 0 ${median(empty).toFixed(0)} ms, `
  + `ratio ${median(ratios).toFixed(2)} (wanted: at most 1.50)`);

const folder = mkdtempSync(join(tmpdir(), 'crosslines-bench-'));
const file = join(folder, 'run-time.mjs');
await build({
  entryPoints: ['bench/run-time.ts'], outfile: file, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
  alias: { '@ewsjs/xhr': './src/protocol/no-xhr.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { runTime } = await import(pathToFileURL(file).href);
await runTime((line) => { console.log(line); });
process.exit(0);
