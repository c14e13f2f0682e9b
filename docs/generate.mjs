// Fills the blocks of the documents that show commands and their output: `<!-- output: crosslines … -->` before a code block.
// With --check it only compares. Nothing shown in a document is typed by hand.
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const check = process.argv.includes('--check');
const files = ['README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
let stale = 0;

for (const file of files) {
  const before = readFileSync(file, 'utf8');
  let after = before;
  for (const [block, command] of before.matchAll(/<!-- output: (crosslines [^\n]*?) -->\n```[a-z]*\n(?:[\s\S]*?\n)??```(?=\n)/g)) {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain).slice(1);
    // A scenario that finds a fault ends with 1: its output is wanted all the same.
    const { stdout } = await run(process.execPath, ['out/cli.js', ...words], { env: { ...process.env, COLUMNS: '100', NO_COLOR: '1' } }).catch((error) => error);
    after = after.replace(block, () => `<!-- output: ${command} -->\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\``);
  }
  if (after === before) continue;
  stale++;
  if (check) console.error(`${file} shows outputs that the program no longer gives; run npm run docs`);
  else writeFileSync(file, after);
}
process.exit(check && stale > 0 ? 1 : 0);
