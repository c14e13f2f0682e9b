import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askLine } from '../../src/commands/ask-line.ts';
import { explainError } from '../../src/commands/errors.ts';

describe('a question on the terminal', () => {
  test('gets what was typed, without the spaces around it', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askLine('Who', input, output);
    input.write('  anna@contoso.com \r\n');
    expect(await answer).toBe('anna@contoso.com');
    expect(String(output.read())).toBe('Who: ');
  });

  test('that is left by Ctrl-D ends the program with a clear line and exit code 3', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = askLine('Who', input, output).catch((error: unknown) => explainError(error));
    input.end();
    expect(await answer).toEqual({ says: 'ended at a question; nothing was looked up.', exitCode: 3 });
  });
});
