// `node tools/registry-import/run.mjs`: every file that `crosslines fix` writes is imported by hivexregedit, which is not ours, into a hive, and what
// the hive then holds is compared with the table of the remedy. Needs the Debian package libwin-hivex-perl. Ends with 1 where something differs.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { emptyHive } from './hive.mjs';

if (spawnSync('hivexregedit', ['--help']).error !== undefined) {
  console.error('Not installed: hivexregedit. apt-get install --no-install-recommends libwin-hivex-perl');
  process.exit(2);
}
const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'crosslines-registry-import-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const PREFIX = 'HKEY_LOCAL_MACHINE';
const tables = join(folder, 'tables.mjs');
await build({
  stdin: { contents: "export { remedyFor, repairableCauses, suiteOrderFor } from './src/exchange/registry-remedy.ts'; export { versions } from './src/exchange/versions.ts';", resolveDir: root },
  bundle: true, platform: 'node', format: 'esm', outfile: tables, logLevel: 'error',
});
const { remedyFor, repairableCauses, suiteOrderFor, versions } = await import(pathToFileURL(tables).href);

/** A hive into which the files were imported, as `path\nname` → text of the value; the parents of every key come first. */
function imported(files) {
  const hive = join(folder, 'hive');
  writeFileSync(hive, emptyHive());
  const texts = files.map((file) => {
    const bytes = readFileSync(file);
    if (bytes[0] !== 0xff || bytes[1] !== 0xfe) throw new Error(`${file} does not begin with the mark of UTF-16LE`);
    const text = bytes.subarray(2).toString('utf16le');
    if (/[^\r]\n|\r[^\n]/.test(text)) throw new Error(`${file} has lines that do not end in CRLF`);
    return text;
  });
  const keys = texts.flatMap((text) => [...text.matchAll(/^\[-?HKEY_LOCAL_MACHINE\\([^\]\r]+)\]/gm)].map(([, path]) => path));
  const parents = new Set(keys.flatMap((path) => path.split('\\').map((_, at, parts) => parts.slice(0, at + 1).join('\\'))));
  const first = `Windows Registry Editor Version 5.00\n\n${[...parents].sort((a, b) => a.length - b.length).map((path) => `[${PREFIX}\\${path}]\n\n`).join('')}`;
  for (const text of [first, ...texts.map((one) => one.replaceAll('\r\n', '\n'))]) {
    const file = join(folder, 'import.reg');
    writeFileSync(file, text);
    execFileSync('hivexregedit', ['--merge', '--prefix', PREFIX, hive, file], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const values = new Map();
  let path = '';
  for (const line of execFileSync('hivexregedit', ['--export', '--prefix', PREFIX, hive, '\\'], { encoding: 'utf8' }).replaceAll('\\\n', '').split('\n')) {
    const [, key] = /^\[HKEY_LOCAL_MACHINE\\?(.*)\]$/.exec(line) ?? [];
    if (key !== undefined) path = key.replace(/^\\/, '');
    const [, name, value] = /^"(.*?)"=(.*)$/.exec(line) ?? [];
    if (name !== undefined) values.set(`${path}\n${name}`, value);
  }
  return values;
}

/** As hivexregedit writes a value. */
function written(data) {
  if (data.type === 'dword') return `dword:${data.value.toString(16).padStart(8, '0')}`;
  return `hex(1):${[...Buffer.from(`${data.value}\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0')).join(',')}`;
}

let files = 0;
const wrong = [];
for (const [exchange, { windows: systems, tls12From }] of Object.entries(versions)) {
  for (const windows of tls12From === null ? [] : systems) {
    for (const cause of repairableCauses) {
      const suiteOrder = cause === 'tls-cipher-suite-mismatch';
      if (suiteOrder && suiteOrderFor(windows) === null) continue;
      const out = mkdtempSync(join(folder, 'fix-'));
      execFileSync(process.execPath, [join(root, 'out', 'cli.js'), 'fix', cause, '--exchange', exchange, '--windows', windows, '--out', out, ...(suiteOrder ? ['--suite-order'] : [])], { stdio: ['ignore', 'ignore', 'inherit'] });
      const names = readdirSync(out).filter((name) => name.endsWith('.reg')).map((name) => join(out, name));
      const remedy = names.find((name) => !name.endsWith('-rollback.reg'));
      const back = names.find((name) => name.endsWith('-rollback.reg'));
      const expected = new Map(remedyFor(cause, exchange, windows, suiteOrder).map(({ path, name, data }) => [`${path.replace('HKLM\\', '')}\n${name}`, written(data)]));
      const held = imported([remedy]);
      const where = `${cause}, ${exchange} on ${windows}`;
      for (const key of new Set([...expected.keys(), ...held.keys()])) {
        if (expected.get(key)?.toLowerCase() !== held.get(key)?.toLowerCase()) wrong.push(`${where}: ${key.replace('\n', ' ')} is ${held.get(key)}, expected ${expected.get(key)}`);
      }
      const after = imported([remedy, back]);
      if (after.size > 0) wrong.push(`${where}: the way back leaves ${[...after.keys()].join(', ').replaceAll('\n', ' ')}`);
      files += names.length;
    }
  }
}
console.log(`${files} files of crosslines fix were imported by hivexregedit; ${wrong.length} differences`);
for (const one of wrong.slice(0, 20)) console.error(one);
process.exit(wrong.length === 0 ? 0 : 1);
