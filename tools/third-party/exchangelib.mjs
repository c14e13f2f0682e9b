import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';

/**
 * Asks all questions in one run of Debian's Python. Throws Error where it does not end well within 40 seconds.
 * @param {{ names: string[], caFile: string, home: string, questions: object[] }} asked
 */
export async function askExchangelib({ names, caFile, home, questions }) {
  const python = spawn('/usr/bin/python3', [join(import.meta.dirname, 'free-busy.py')], {
    env: { PATH: '/usr/bin:/bin', HOME: home, REQUESTS_CA_BUNDLE: caFile },
    timeout: 40_000,
    killSignal: 'SIGKILL',
  });
  const kill = () => python.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve, reject) => {
    python.on('error', reject);
    python.on('close', (code, signal) => resolve(signal ?? code));
  });
  python.stdin.on('error', () => undefined);
  python.stdin.end(JSON.stringify({ names, questions }));
  const [output, complaints, how] = await Promise.all([text(python.stdout), text(python.stderr), ended]);
  process.removeListener('exit', kill);
  if (how !== 0) throw new Error(`exchangelib ended with ${how}: ${complaints.slice(-2000)}`);
  return JSON.parse(output);
}
