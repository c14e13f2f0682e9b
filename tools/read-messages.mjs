// `npm run messages -- FOLDER`: reads every recorded message of a folder with the codecs of the program and prints a table of what they make of it.
// For messages that must not be committed: recordings of real servers, cases of customers.
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npm run messages -- FOLDER');
  process.exit(2);
}
const out = join(mkdtempSync(join(tmpdir(), 'crosslines-messages-')), 'codecs.mjs');
await build({
  stdin: {
    contents: "export { decodeUserAvailabilityAnswer } from './src/protocol/user-availability-answer.ts'; export { decodePoxAnswer } from './src/protocol/autodiscover-pox.ts'; export { parseXml } from './src/protocol/xml.ts';",
    resolveDir: '.', loader: 'ts',
  },
  outfile: out, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'error',
});
const { decodeUserAvailabilityAnswer, decodePoxAnswer, parseXml } = await import(pathToFileURL(out).href);

/** HTTP traces hold several messages: each part that begins like XML is one. */
function messagesOf(file) {
  const bytes = readFileSync(file);
  if (!file.endsWith('.trace')) return [bytes];
  return bytes.toString('utf8').split(/^(?=[<>] (?:POST|GET|HTTP\/1))/m).map((part) => part.replace(/^[<>] /gm, '').trim())
    .flatMap((part) => { const at = part.indexOf('<?xml'); return at < 0 ? [] : [Buffer.from(part.slice(at))]; });
}

function reading(bytes) {
  const document = parseXml(bytes);
  if ('problem' in document) return document.problem;
  if (document.root.name === 'Autodiscover') {
    const pox = decodePoxAnswer(bytes);
    return `autodiscover ${pox.kind}${pox.kind === 'settings' ? ` (${pox.protocols.length} protocols)` : pox.kind === 'error' ? ` ${pox.code}` : ''}`;
  }
  const two = decodeUserAvailabilityAnswer(bytes, 1);
  const answer = two.answerCount > 1 ? decodeUserAvailabilityAnswer(bytes, two.answerCount) : two;
  if (answer.body === 'fault') return `fault ${answer.fault?.responseCode ?? answer.fault?.faultCode ?? ''}`;
  if (answer.body === 'answer') return `availability ${answer.answers.map(({ responseCode, mergedFreeBusy }) => `${responseCode}${mergedFreeBusy ? ` ${mergedFreeBusy.length} digits` : ''}`).join(', ')}${answer.executedBy ? ` by ${answer.executedBy}` : ''}`;
  return `${answer.body} <${document.root.name}>`;
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(xml|trace)$/.test(name) && statSync(join(folder, name)).isFile()).sort();
const width = Math.max(0, ...files.map((name) => name.length));
for (const name of files) {
  for (const message of messagesOf(join(folder, name))) {
    let says;
    try {
      says = reading(message);
    } catch (error) {
      says = `CRASH ${error instanceof Error ? error.stack : error}`;
      process.exitCode = 1;
    }
    console.log(`${name.padEnd(width)}  ${says}`);
  }
}
