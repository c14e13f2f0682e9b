// `npm run bench:logs`: figures, never pass or fail. `crosslines audit` over logs of 200 MB, beside what one would otherwise run over the same file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const BYTES = Number(process.env.BYTES ?? 200 * 1_048_576);
const folder = mkdtempSync(join(tmpdir(), 'crosslines-bench-'));
const made = join(folder, 'logs-made.mjs');
await build({ entryPoints: ['bench/logs-made.ts'], outfile: made, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error' });
const { kinds, make } = await import(pathToFileURL(made).href);
const file = join(folder, 'made.log');
const sizes = join(folder, 'size.cjs');
const size = join(folder, 'size');
writeFileSync(sizes, `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(size)}, JSON.stringify(process.resourceUsage())));`);
const wall = (command, args) => {
  const startedAt = performance.now();
  spawnSync(command, args, { stdio: 'pipe', maxBuffer: 1e9, env: { ...process.env, LC_ALL: 'C' } });
  return (performance.now() - startedAt) / 1000;
};

/** What an administrator would type instead: it finds lines, or counts them by caller and version. */
const OTHERS = {
  'SMTP protocol log': { grep: ['-cE', 'SP_PROT_TLS1_[01]_|negotiation failed'], awk: '/SP_PROT_TLS1_/ { match($0, /TLS1_[0-3]/); split($6, peer, ":"); n[peer[1] " " substr($0, RSTART, RLENGTH)]++ } END { for (k in n) print k, n[k] }', by: ',' },
  'IIS log': { grep: ['-c', 'ASProxy/'], awk: '/ASProxy\\// { n[$9 " " $10 " " $12 " " $16]++ } END { for (k in n) print k, n[k] }', by: ' ' },
  'events as XML': { grep: ['-c', '<EventID[^>]*>4002<'], awk: '/>4002<\\/EventID>/ { match($0, /https:[^ ]*/); n[substr($0, RSTART, RLENGTH)]++ } END { for (k in n) print k, n[k] }', by: ' ' },
};
console.log(`${(BYTES / 1_048_576).toFixed(0)} MB of             audit     of CPU   memory        grep  awk, counted by caller`);
for (const kind of Object.keys(kinds)) {
  make(kind, file, BYTES);
  const own = wall(process.execPath, ['-r', sizes, 'out/cli.js', 'audit', file, '--format', 'json']);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(size, 'utf8'));
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  const peak = maxRSS / 1024;
  const { grep, awk, by } = OTHERS[kind];
  console.log(`${kind.padEnd(18)} ${own.toFixed(1).padStart(6)} s ${cpu.toFixed(1).padStart(6)} s ${peak.toFixed(0).padStart(5)} MB ${wall('grep', [...grep, file]).toFixed(1).padStart(11)} s ${wall('awk', ['-F', by, awk, file]).toFixed(1).padStart(10)} s`);
}
rmSync(folder, { recursive: true });
