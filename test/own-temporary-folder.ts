/** What tests write into the temporary folder goes with the run, also where a test fails before it has tidied up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'crosslines-suite-'));
  // Windows looks at TEMP, all others at TMPDIR. Source: Node.js documentation, os.tmpdir().
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  return () => { rmSync(folder, { recursive: true, force: true }); };
}
