// Bundles src/cli.ts into out/. What nearly every start needs is one file with the code that V8 made of it (main.cjs, main.cache);
// every other command is a chunk that is loaded when it is asked for.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Commands in the first file: those whose start is noticed. */
const AT_ONCE = ['explain', 'tls'];
const cli = readFileSync('src/cli.ts', 'utf8');
const IMPORT = /import\('\.\/commands\/([\w-]+)\.ts'\)/g;
const lazily = [...new Set([...cli.matchAll(IMPORT)].map(([, name]) => name))]
  .filter((name) => !AT_ONCE.includes(name));

// commander starts a program for a subcommand that is a file of its own. There is none here, and loading what starts programs
// costs more than commander.
const withoutPrograms = {
  name: 'without-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ },
      ({ importer, path }) => (/[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};
const chunksApart = {
  name: 'chunks-apart',
  setup({ onLoad }) {
    // What V8 keeps of a script cannot import: the launcher does it.
    const apart = (found, name) => (lazily.includes(name) ? `__import('./${name}.mjs')` : found);
    onLoad({ filter: /[\\/]src[\\/]cli\.ts$/ }, () => ({ contents: cli.replace(IMPORT, apart), loader: 'ts' }));
  },
};
const common = { bundle: true, platform: 'node', target: 'node20', legalComments: 'none', outdir: 'out' };

rmSync('out', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: lazily.map((name) => `src/commands/${name}.ts`),
  splitting: true,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  keepNames: true,
  // The EWS library's own transport (axios, tough-cookie, des.js) is never used: it only builds the request text.
  alias: { '@ewsjs/xhr': './src/protocol/no-xhr.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
await build({
  ...common,
  entryPoints: { main: 'src/cli.ts' },
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  outExtension: { '.js': '.cjs' },
  plugins: [withoutPrograms, chunksApart],
  // Neither of these commands signs in to anything.
  external: ['@azure/msal-node'],
  define: { 'import.meta.url': '__url' },
  banner: {
    js: '(function (require, __filename, __import) { const __url = require("node:url").pathToFileURL(__filename).href;'
      + 'const exports = {}, module = { exports };',
  },
  footer: { js: '})' },
});
writeFileSync('out/package.json', '{ "type": "commonjs" }\n');
copyFileSync('launch.cjs', 'out/cli.js');
chmodSync('out/cli.js', 0o755);
// Explaining something and asking a port first lets V8 keep the functions, too, that these call.
const sample = 'Log Name: Application\nSource: MSExchange Availability\nEvent ID: 4002\nComputer: ex01.contoso.test\n'
  + 'Process 1: ProxyWebRequest FederatedCrossForest from S-1-1 to https://ex02.contoso.test/EWS/Exchange.asmx failed. The exception returned is System.Net.WebException: Proxy web request failed. ---> '
  + 'The request failed with HTTP status 401: Unauthorized.\n. Name of the server where exception originated: EX01. LID: 43532';
const { status } = spawnSync(process.execPath, ['-r', './keep.cjs', 'out/cli.js', 'explain'], { input: sample, stdio: ['pipe', 'ignore', 'inherit'] });
if (status !== 0) throw new Error('explaining the sample or asking the port did not end as expected; see keep.cjs');
