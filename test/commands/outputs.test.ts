/** Which characters a result for people may hold, and that one for programs is left alone. */
import { describe, expect, it, test } from 'vitest';
import { placeOf, readOutputs, writeOutputs, type ReportingOptions } from '../../src/commands/outputs.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const said = '✗ Grüße – 3 → 4…\n';

function written(format: 'terminal' | 'json', options: ReportingOptions, screenIsAscii: boolean): string {
  const terminal = { ...recordedTerminal(), ascii: screenIsAscii };
  let text = '';
  writeOutputs(readOutputs([format], ['terminal', 'json']), { ...terminal, write: (part) => { text += part; } }, options, { people: () => said, programs: () => ({ said }) });
  return text;
}

describe('nothing but ASCII', () => {
  it('reaches a screen that shows no more, or whoever asks for it, however a line was made', () => {
    for (const text of [written('terminal', {}, true), written('terminal', { ascii: true }, false)]) expect(text).toBe('x Gr\\xfc\\xdfe - 3 -> 4...\n');
    expect(written('terminal', {}, false)).toBe(said);
  });

  it('is no matter of programs', () => {
    expect(JSON.parse(written('json', { ascii: true }, true))).toEqual({ said });
  });
});

test('a file is read anywhere: the screen of whoever writes it says nothing', () => {
  const terminal = { ...recordedTerminal(), ascii: true, colours: true, columns: 70 };
  expect(placeOf('report.txt', terminal, {})).toEqual({ columns: 100, colours: false, toFile: true });
  expect(placeOf('report.txt', terminal, { ascii: true, details: true })).toEqual({ columns: 100, colours: false, toFile: true, ascii: true, details: true });
  expect(placeOf(undefined, terminal, { color: false })).toEqual({ columns: 70, colours: false, ascii: true });
});
