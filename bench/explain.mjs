// `npm run bench:explain`: figures, never pass or fail. Start-up of an explanation beside an empty Node; logs of ten megabytes beside what else reads them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-bench-'));
const made = join(folder, 'noise.mjs');
await build({ entryPoints: ['bench/explain-noise.ts'], outfile: made, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error' });
const { kinds, noise } = await import(pathToFileURL(made).href);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const wall = (command, args) => {
  const startedAt = performance.now();
  spawnSync(command, args, { stdio: 'ignore' });
  return performance.now() - startedAt;
};
// Linux tells the largest size of a process that has not ended; a process preloaded with this reads its own when it exits.
const sizes = join(folder, 'size.cjs');
const size = join(folder, 'size');
writeFileSync(sizes, `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(size)}, String(process.resourceUsage().maxRSS)));`);
const peak = (args) => {
  spawnSync(process.execPath, ['-r', sizes, ...args], { stdio: 'ignore' });
  return Number(readFileSync(size, 'utf8')) / 1024;
};

const paste = join(folder, 'paste.txt');
writeFileSync(paste, 'Proxy web request failed. ---> System.Net.WebException: The request failed with HTTP status 401: Unauthorized. LID: 43532');
const PAIRS = 21;
for (const args of [['explain', paste], ['--version']]) {
  const pairs = Array.from({ length: PAIRS + 1 }, () => [wall(process.execPath, ['out/cli.js', ...args]), wall(process.execPath, ['-e', '0'])]).slice(1);
  console.log(`start-up, ${PAIRS} pairs: crosslines ${args[0]} ${median(pairs.map(([own]) => own)).toFixed(0)} ms, node -e 0 `
    + `${median(pairs.map(([, empty]) => empty)).toFixed(0)} ms, ratio ${median(pairs.map(([own, empty]) => own / empty)).toFixed(2)}`);
}

const READ = 'const text = require("fs").readFileSync(process.argv[1], "utf8"); console.log(text.split("\\n").filter((line) => /failed/.test(line)).length)';
console.log('\n10 MB of                        crosslines explain       grep -c   node -e, lines with "failed"');
for (const kind of Object.keys(kinds)) {
  const file = join(folder, 'log.txt');
  writeFileSync(file, noise(kind, 10_000_000));
  const own = median(Array.from({ length: 3 }, () => wall(process.execPath, ['out/cli.js', 'explain', file])));
  const grep = median(Array.from({ length: 3 }, () => wall('grep', ['-c', 'failed', file])));
  const node = median(Array.from({ length: 3 }, () => wall(process.execPath, ['-e', READ, file])));
  console.log(`${kind.padEnd(30)} ${own.toFixed(0).padStart(6)} ms ${peak(['out/cli.js', 'explain', file]).toFixed(0).padStart(5)} MB `
    + `${grep.toFixed(0).padStart(8)} ms ${node.toFixed(0).padStart(8)} ms ${peak(['-e', READ, file]).toFixed(0).padStart(5)} MB`);
}
rmSync(folder, { recursive: true });
