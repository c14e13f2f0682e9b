import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { encodeUserAvailabilityRequest } from '../../src/protocol/user-availability-request.ts';

const request = {
  targets: ['r&d@contoso.test'], from: '2026-11-23T09:30:00Z', to: '2026-11-23T17:00:00Z', intervalMinutes: 30,
};

// A CommonJS module that is imported lazily looks different in a bundle, and its own transport is replaced there.
test('the bundled encoder writes the same text, in any time zone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crosslines-bundle-'));
  try {
    await build({
      stdin: {
        contents: `import { encodeUserAvailabilityRequest } from './src/protocol/user-availability-request.ts';
          process.stdout.write(await encodeUserAvailabilityRequest(${JSON.stringify(request)}));`,
        resolveDir: process.cwd(),
      },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      keepNames: true,
      alias: { '@ewsjs/xhr': './src/protocol/no-xhr.ts' },
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = "
        + "__createRequire(import.meta.url);" },
    });
    const env = { ...process.env, TZ: 'America/New_York' };
    const text = execFileSync(process.execPath, [join(folder, 'stdin.mjs')], { encoding: 'utf8', env });
    expect(text).toBe(await encodeUserAvailabilityRequest(request));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
