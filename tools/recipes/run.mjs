// `node tools/recipes/run.mjs`: what docs/recipes.md shows for other programs is read by them: the workflow by GitHub's own parser, the job of GitLab
// by the schema of GitLab, the rules by promtool, the check by icinga2. Needs the Debian packages prometheus and icinga2-bin. Ends with 1 where one
// refuses, or would take anything. Azure Pipelines have no such reader outside their service. The command lines themselves: test/docs.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { build } from 'esbuild';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const missing = ['promtool', 'icinga2'].filter((program) => spawnSync(program, ['--version']).status !== 0);
if (missing.length > 0) {
  console.error(`Not usable: ${missing.join(', ')}. apt-get install --no-install-recommends prometheus icinga2-bin`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'crosslines-recipes-'));
// As root, icinga2 goes on as an account of its own, which writes there too.
chmodSync(folder, 0o777);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const recipes = readFileSync(join(root, 'docs', 'recipes.md'), 'utf8');

/** The blocks below a heading that are no output. */
function blocksOf(heading, language) {
  const section = recipes.split(/^## /m).find((one) => one.startsWith(heading));
  if (section === undefined) throw new Error(`docs/recipes.md has no section ${heading}`);
  const shown = section.replace(/<!-- output: [^\n]*-->\n```[\s\S]*?^```/gm, '');
  return [...shown.matchAll(/^```([a-z]*)\n([\s\S]*?)^```/gm)].filter((match) => match[1] === language).map((match) => match[2]);
}

/** GitHub's parser takes its schema as JSON in a way that Node 20 does not; bundled, it does. */
async function readerOfGitHub() {
  const bundle = join(folder, 'github.cjs');
  await build({
    stdin: {
      contents: "export { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from '@actions/workflow-parser';", resolveDir: root, loader: 'js',
    },
    outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error',
  });
  const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = (await import(pathToFileURL(bundle).href)).default;
  return async (content) => {
    const { context, value } = parseWorkflow({ name: 'crosslines.yml', content }, new NoOperationTraceWriter());
    if (value !== undefined && context.errors.count === 0) await convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(({ message }) => message);
  };
}

/** The schema of GitLab (MIT licence), as a package of npm brings it along. */
function readerOfGitLab() {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, 'gitlab-ci-local@4.50.0'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const archive = join(folder, 'gitlab-ci-local-4.50.0.tgz');
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (sum !== '954c96f24f5751c9f88ef322d3fc6aff2bba21fc99086bb3c0c55702217110c2') throw new Error(`gitlab-ci-local 4.50.0 has another checksum: ${sum}`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  const schema = JSON.parse(readFileSync(join(folder, 'package', 'src', 'schema', 'schema.json'), 'utf8'));
  const fits = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  return (content) => (fits(parse(content)) ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
}

function readBy(program, words, file) {
  return (content) => {
    const path = join(folder, file);
    writeFileSync(path, content);
    const { status, stdout, stderr } = spawnSync(program, [...words, path], { encoding: 'utf8' });
    return status === 0 ? [] : [`${stdout}${stderr}`];
  };
}

/** What the recipe leaves to the site: a host, and the check that Icinga brings along. */
const SITE = 'object CheckCommand "dummy" { command = [ "/bin/true" ] }\nobject Host "ex16" {\n  check_command = "dummy"\n  vars.exchange = true\n}\n';
const icinga = readBy('icinga2', ['daemon', '-C', ...['LogDir', 'DataDir', 'CacheDir'].map((name) => `-D${name}=${folder}`), '-c'], 'all.conf');
const readers = [
  { who: 'the parser of GitHub', blocks: blocksOf('GitHub Actions', 'yaml'), read: await readerOfGitHub(), spoilt: ['runs-on', 'run-on'] },
  { who: 'the schema of GitLab', blocks: blocksOf('GitLab', 'yaml'), read: readerOfGitLab(), spoilt: ['always', 'allways'] },
  { who: 'promtool', blocks: blocksOf('Prometheus', 'yaml'), read: readBy('promtool', ['check', 'rules'], 'rules.yml'), spoilt: ['sum by', 'sum bye'] },
  { who: 'icinga2', blocks: blocksOf('Icinga 2', ''), read: (text) => icinga(`${SITE}${text}`), spoilt: ['check_command', 'check_comand'] },
];
let wrong = 0;
for (const { who, blocks, read, spoilt: [right, wrongly] } of readers) {
  if (blocks.length === 0) throw new Error(`docs/recipes.md shows nothing to ${who}`);
  for (const text of blocks) {
    const refused = await read(text);
    const taken = !text.includes(right) || (await read(text.replace(right, wrongly))).length === 0;
    if (refused.length > 0 || taken) wrong++;
    for (const says of refused) console.error(`${who}: ${says}`);
    if (taken) console.error(`${who} takes what is plainly wrong`);
  }
}
const by = readers.map(({ who }) => who).join(', ');
console.log(`${readers.length} recipes: ${wrong === 0 ? `read by ${by}` : `${wrong} refused, or read by nobody`}`);
process.exit(wrong === 0 ? 0 : 1);
