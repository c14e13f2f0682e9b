// `node tools/third-party/run.mjs`: exchangelib and DavMail, as Debian ships them, read free/busy from the lab. Prints what they got
// and ends with 1 where it is not what they should have got. Needs the Debian packages python3-exchangelib and davmail-server.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { askDavmail } from './davmail.mjs';
import { askExchangelib } from './exchangelib.mjs';
import { buildOf, worlds } from './worlds.mjs';

const missing = ['/usr/bin/davmail-server', '/usr/lib/python3/dist-packages/exchangelib'].filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`Not installed: ${missing.join(', ')}. apt-get install --no-install-recommends python3-exchangelib davmail-server`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'crosslines-third-party-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
setTimeout(() => {
  console.error('The clients took longer than 85 seconds.');
  process.exit(1);
}, 85_000).unref();

/** Minutes of one digit of the merged view. */
const minutes = 15;

/** Digits that a client must get: 2 where a busy time touches the interval. */
function digits(from, to, busy) {
  const times = busy.map((range) => range.split('/').map(Date.parse));
  const step = minutes * 60_000;
  return Array.from({ length: (Date.parse(to) - Date.parse(from)) / step }, (_, index) => {
    const start = Date.parse(from) + index * step;
    return times.some(([begins, ends]) => begins < start + step && ends > start) ? '2' : '0';
  }).join('');
}

/** What is wrong with an answer; empty where nothing is. */
function complaints({ client, id, expect }, answer) {
  if (expect.refusal !== undefined)
    return answer.refusal === expect.refusal && answer.text.includes(expect.saying) ? [] : [`not ${expect.refusal} (${expect.saying})`];
  if (answer.busy === undefined) return [`not ${expect.busy.join(', ')}`];
  return [
    ...(answer.busy.join() === expect.busy.join() ? [] : [`not ${expect.busy.join(', ')}`]),
    ...(client !== 'exchangelib' || answer.merged === digits(answer.from, answer.to, expect.busy) ? [] : [`merged view ${answer.merged}`]),
    ...(client !== 'exchangelib' || answer.build === buildOf(id) ? [] : [`build ${answer.build}`]),
  ];
}

/** Busy times without their date, or the refusal with the innermost of what went wrong. */
function shown({ busy, refusal, text }) {
  if (busy !== undefined) return busy.map((range) => range.replaceAll(/\d{4}-\d\d-\d\dT/g, '')).join(' ') || 'free';
  const innermost = text.split(' ---> ').at(-1).split(/\r?\n/)[0].replace(/^[\w.]+: /, '');
  return innermost === '' ? refusal : `${refusal}: ${innermost}`;
}

const bundle = join(folder, 'lab.mjs');
await build({
  stdin: { contents: "export { startLab } from './mocks/lab.ts';", resolveDir: join(import.meta.dirname, '..', '..'), loader: 'ts' },
  outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { startLab } = await import(pathToFileURL(bundle).href);

/** All answers of one world, in the order of its questions. */
async function answersIn({ section, world, questions }, number) {
  const lab = await startLab(section, world);
  try {
    const home = join(folder, `world-${number}`);
    const caFile = join(folder, `lab-ca-${number}.pem`);
    writeFileSync(caFile, lab.caPem);
    const names = [...lab.hosts.keys()];
    const put = questions.map((question) => {
      const host = `mail-${question.id}.contoso.test`;
      const account = world.accounts.find(({ user }) => user === `CONTOSO\\${question.user}`);
      const [, port] = lab.routes.get(`${host}:443`).split(':');
      return { ...question, minutes, user: account.user, password: account.password, url: `https://${host}:${port}/EWS/Exchange.asmx` };
    });
    const answers = new Map();
    const take = async (asked, answering) => {
      for (const [index, answer] of (await answering).entries()) answers.set(asked[index], answer);
    };
    const byExchangelib = put.filter(({ client }) => client === 'exchangelib');
    await take(byExchangelib, askExchangelib({ names, caFile, home, questions: byExchangelib }));
    // One DavMail serves one URL.
    for (const id of new Set(put.filter(({ client }) => client === 'davmail').map((question) => question.id))) {
      const asked = put.filter((question) => question.client === 'davmail' && question.id === id);
      await take(asked, askDavmail({ names, caFile, home: join(home, id), questions: asked }));
    }
    return put.map((question) => answers.get(question));
  } finally {
    await lab.stop();
  }
}

let wrong = 0;
for (const [number, world] of worlds.entries()) {
  console.log(`\n${world.title}`);
  const answers = await answersIn(world, number);
  for (const [index, question] of world.questions.entries()) {
    const answer = answers[index];
    const found = complaints(question, answer);
    wrong += found.length > 0 ? 1 : 0;
    const asks = `${question.client.padEnd(11)}  ${question.id}  ${(answer.method ?? question.method).toLowerCase().padEnd(7)}  `;
    const whom = `${question.target.split('@')[0].padEnd(6)}  ${question.date}  ${question.zone.padEnd(16)}  `;
    console.log(`${found.length > 0 ? 'WRONG' : 'right'}  ${asks}${whom}${shown(answer)}${found.map((one) => `  !! ${one}`).join('')}`);
  }
}
const count = worlds.reduce((sum, { questions }) => sum + questions.length, 0);
console.log(`\n${count - wrong} of ${count} answers are right.`);
process.exitCode = wrong > 0 ? 1 : 0;
