import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { howFar, progressOf } from '../../src/commands/progress.ts';
import { recordedTerminal } from './recorded-terminal.ts';

describe('how far a run is', () => {
  test.each<readonly [string, number, number, number, string]>([
    ['nothing of the time at the start', 3, 12, 1500, '3 of 12 questions answered'],
    ['the time alone while answers are few', 4, 12, 8000, '4 of 12 questions answered in 8 s'],
    ['what is left at the same pace, and what that rests on', 10, 30, 8000, '10 of 30 questions answered in 8 s; about 16 s more if no new ones come up'],
    ['longer times in minutes', 10, 130, 20_000, '10 of 130 questions answered in 20 s; about 4 min more if no new ones come up'],
    ['nothing more when all is answered', 30, 30, 20_000, '30 of 30 questions answered in 20 s'],
    ['nothing without a question', 0, 0, 5000, '0 of 0 questions answered in 5 s'],
  ])('says %s', (_, answered, known, ms, said) => {
    expect(howFar(answered, known, ms)).toBe(said);
  });
});

describe('progress', () => {
  afterEach(() => { vi.useRealTimers(); });

  it('is silent in a pipe, and where nobody wants it', () => {
    for (const [interactive, quiet] of [[false, false], [true, true]] as const) {
      const terminal = { ...recordedTerminal(), interactive };
      const progress = progressOf(terminal, quiet);
      progress.show(1, 2);
      progress.tell('a\n');
      progress.end();
      expect(terminal.told()).toBe('a\n');
    }
  });

  it('goes on while a server takes its time, on one line, and leaves nothing behind', () => {
    vi.useFakeTimers();
    const terminal = { ...recordedTerminal(), interactive: true, columns: 60 };
    const progress = progressOf(terminal, false);
    progress.show(6, 8);
    progress.tell('credentials go to mail.contoso.test\n');
    vi.advanceTimersByTime(3000);
    progress.end();
    vi.advanceTimersByTime(10_000);
    const lines = terminal.told().split('\r\u001b[K');
    expect(lines).toEqual(['', '6 of 8 questions answered', 'credentials go to mail.contoso.test\n6 of 8 questions answered', '6 of 8 questions answered in 2 s; about 1 s more if no new ', '6 of 8 questions answered in 3 s; about 1 s more if no new ', '']);
  });
});
