// `node tools/browser/run.mjs [NAME…] [--screenshots DIR]`: the HTML report of every scenario that has a lab, opened in Debian's Chromium. Ends
// with 1 where axe finds a violation (light, dark, narrow with everything unfolded), the page is wider than the screen, the console has something
// to say, a request leaves the page, or there is a script in it. Needs the Debian package chromium. With --screenshots it also keeps pictures.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { inspector, openBrowser, photograph, CHROMIUM } from './inspect.mjs';

if (!existsSync(CHROMIUM)) {
  console.error(`Not installed: ${CHROMIUM}. apt-get install --no-install-recommends chromium`);
  process.exit(2);
}
const words = process.argv.slice(2);
const at = words.indexOf('--screenshots');
const pictures = at < 0 ? undefined : words.splice(at, 2)[1];
if (pictures !== undefined) mkdirSync(pictures, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), 'crosslines-browser-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const bundle = join(folder, 'run.mjs');
await build({
  stdin: {
    contents: "export { runScenario } from './test/run-scenario.ts'; export { reporters } from './src/reporters/index.ts';",
    resolveDir: join(import.meta.dirname, '..', '..'), loader: 'ts',
  },
  outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
  alias: { '@ewsjs/xhr': './src/protocol/no-xhr.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { runScenario, reporters } = await import(pathToFileURL(bundle).href);

const root = join(import.meta.dirname, '..', '..', 'scenarios');
const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  .filter((name) => /^lab:/m.test(readFileSync(join(root, name), 'utf8')))
  .map((name) => name.split(sep).join('/').replace(/\.yaml$/, '')).filter((name) => words.length === 0 || words.includes(name)).sort();
if (names.length === 0 || names.length < words.length) {
  console.error(`No such scenario with a lab: ${words.filter((name) => !names.includes(name)).join(', ')}`);
  process.exit(2);
}

const browser = await openBrowser();
const reports = [];
let wrong = 0;

/** One page: made, opened, looked at. */
async function look(name, shown, inspect) {
  const file = join(folder, `${name.replaceAll('/', '_')}.html`);
  writeFileSync(file, reporters.html(shown, { columns: 100, colours: false, toFile: true }));
  const complaints = await inspect(file);
  wrong += complaints.length > 0 ? 1 : 0;
  console.log(`${complaints.length > 0 ? 'WRONG' : 'right'}  ${name}${complaints.map((one) => `\n       ${one}`).join('')}`);
  if (pictures !== undefined) await photograph(browser, file, join(pictures, name.replaceAll('/', '_')));
}

const waiting = [...names];
await Promise.all(Array.from({ length: 3 }, async () => {
  const inspect = await inspector(browser);
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const { report } = await runScenario({ file: join(root, `${name}.yaml`) });
    reports.push(report);
    await look(name, [report], inspect);
  }
}));
if (reports.length > 1) await look(`${reports.length} scenarios on one page`, reports.slice(0, 8), await inspector(browser));
await browser.close();
console.log(`\n${wrong === 0 ? 'All' : `${wrong} wrong of`} ${names.length} pages${wrong === 0 ? ' are right' : ''}.`);
process.exit(wrong > 0 ? 1 : 0);
