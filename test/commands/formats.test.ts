/** Where renderings go, and with which code a command ends. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync, lstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isPlugin } from '../../src/commands/exit-codes.ts';
import { readFormats, writeReports } from '../../src/commands/formats.ts';
import { reporters } from '../../src/reporters/index.ts';
import { crash, finding, report, shown, verdict } from '../reporters/made-reports.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-formats-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const wrote = (formats: readonly string[], reports = [report()], environment: Readonly<Record<string, string>> = {}) => {
  const terminal = recordedTerminal(environment);
  return { code: writeReports(reports, readFormats(formats), terminal, {}), output: terminal.output() };
};

const possible = report({ verdicts: [verdict({ findings: [{ ...finding, confidence: 'possible' }] })] });
const blind = report({ verdicts: [verdict({ availability: 'not-observed', notObserved: 'x', findings: [] })] });
const good = report({ verdicts: [shown] });

describe('a command ends with', () => {
  it.each([
    ['all well', [good], 0, 0], ['a cause found', [report()], 1, 2], ['a possible cause', [possible], 1, 1], ['nothing observed', [blind], 3, 3],
    ['a possible cause, and nothing observed elsewhere', [blind, possible], 1, 1], ['all of it', [good, blind, possible, report()], 1, 2],
    ['ended early', [report({ verdicts: [shown], interrupted: true })], 3, 3], ['our own mistake', [report({ verdicts: [shown], observations: [crash('x')] })], 3, 3],
  ] as const)('%s', (_, reports, code, plugin) => {
    expect(wrote(['terminal'], [...reports]).code).toBe(code);
    expect(wrote(['nagios'], [...reports]).code).toBe(plugin);
    expect(wrote(['json', `nagios=${join(folder, 'line')}`], [...reports]).code).toBe(code);
  });

  it('the codes of a plugin are known from the bare words', () => {
    expect([['run', 'x', '--format', 'nagios'], ['run', '--format=nagios', 'x']].map(isPlugin)).toEqual([true, true]);
    expect([['run', 'nagios'], ['run', '--format', 'json', 'nagios'], ['run', '--format', 'nagios=file'], ['--format']].map(isPlugin)).toEqual([false, false, false, false]);
  });
});

describe('into files', () => {
  it('every format goes', () => {
    for (const name of Object.keys(reporters)) {
      const file = join(folder, `all.${name}`);
      expect(wrote([`${name}=${file}`]).output).toBe('');
      expect(readFileSync(file, 'utf8').length).toBeGreaterThan(20);
    }
  });

  it('Prometheus text replaces the file in one step, keeps its rights, and leaves nothing beside it', () => {
    const own = join(folder, 'collector');
    mkdirSync(own);
    const [file, link] = [join(own, 'crosslines.prom'), join(own, 'link.prom')];
    writeFileSync(file, 'before');
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    const before = statSync(file);
    wrote([`prometheus=${link}`]);
    expect(readFileSync(file, 'utf8')).toContain('crosslines_lookups{');
    expect(statSync(file).mode).toBe(before.mode);
    expect(statSync(file).ino).not.toBe(before.ino);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(own).sort()).toEqual(['crosslines.prom', 'link.prom']);
  });

  it('what cannot be replaced is told by its own name, and nothing is left beside it', () => {
    const missing = join(folder, 'nowhere', 'x.prom');
    expect(() => wrote([`prometheus=${missing}`])).toThrow(expect.objectContaining({ code: 'ENOENT', path: missing }) as Error);
    expect(() => wrote([`prometheus=${folder}`])).toThrow(expect.objectContaining({ code: 'EISDIR' }) as Error);
    expect(wrote(['prometheus=/dev/null']).output).toBe('');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('annotations for GitHub Actions', () => {
  it('bring the summary along where a job says where it goes, and add to it', () => {
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'before\n');
    expect(wrote(['github'], [report()], { GITHUB_STEP_SUMMARY: file }).output).toMatch(/^::error /);
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n### A &#38; B\n/);
  });

  it.each([['no annotations', ['json']], ['a summary that goes elsewhere', ['github', `github=${join(folder, 'elsewhere.md')}`]]])('not with %s', (_, formats) => {
    const file = join(folder, 'untouched.md');
    wrote(formats, [report()], { GITHUB_STEP_SUMMARY: file });
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});
