// Bundles src/cli.ts and what it imports lazily into out/, in chunks: a command loads only what it needs.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';

rmSync('out', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'out',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  keepNames: true,
  legalComments: 'none',
  // The EWS library's own transport (axios, tough-cookie, des.js) is never used: it only builds the request text.
  alias: { '@ewsjs/xhr': './src/protocol/no-xhr.ts' },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
