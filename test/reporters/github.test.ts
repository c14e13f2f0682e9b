import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { crash, finding, hostileReports, report, shown, verdict } from './made-reports.ts';

const place = { columns: 80, colours: false };
const annotated = (...reports: readonly Report[]): string => reporters.github(reports, place);
const summarized = (...reports: readonly Report[]): string => reporters.github(reports, { ...place, toFile: true });

describe('annotations for GitHub Actions', () => {
  it('are an error for each unmet lookup, with the cause and the repair, and one line about all', () => {
    expect(annotated(report())).toBe([
      '::error title=anna -> boris::anna@contoso.test sees CROSS LINES instead of the availability of boris@contoso.test (ex16 asks ex19), expected: shown'
        + '%0AWhy: A host name does not resolve – confirmed [dns-name-not-resolved]%0AThe asking side does not know the name.'
        + '%0ARepair 1: Create the record.%0ARepair 2: Or correct the name.%0AFor the network administrator',
      '::notice title=A & B::2 lookups: 1 shown, 1 with cross lines; 1 not as expected.', '',
    ].join('\n'));
  });

  it('are a warning for what was not observed, a notice for a notice, an error for our own mistakes', () => {
    const blind = verdict({ availability: 'not-observed', notObserved: '100% blind', findings: [] });
    expect(annotated(report({ verdicts: [blind], notices: [{ says: 'look', observation: null }], observations: [crash('bad')], interrupted: true })).split('\n')).toEqual([
      '::warning title=anna -> boris::What anna@contoso.test sees of boris@contoso.test could not be observed (ex16 asks ex19), expected: shown%0ABecause: 100%25 blind',
      '::error title=A mistake of crosslines itself::certificate x:443: bad',
      '::notice title=A & B::look', '::warning title=A & B::The run was ended early.',
      '::notice title=A & B::1 lookup: 1 not observed; 1 not as expected.', '',
    ]);
  });

  it('escape what would end a property', () => {
    expect(annotated(report({ verdicts: [], scenario: { name: 's', title: 'a,b: 50%' } }))).toBe('::notice title=a%2Cb%3A 50%25::0 lookups: ; all as expected.\n');
  });

  it('are one command per line whatever the world said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const lines = annotated(...reports).split('\n').slice(0, -1);
      for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,\r\n]*::[^\r\n]*$/);
      expect(lines.join('')).not.toMatch(/%(?!25|0A|3A|2C)/);
    }));
  });
});

describe('the summary of a step', () => {
  it('is a table of the lookups', () => {
    expect(summarized(report({ notices: [{ says: 'look *here*', observation: null }] }))).toBe([
      '### A &#38; B', '',
      '| Lookup | What the user sees | Why | For |', '| --- | --- | --- | --- |',
      '| anna&#64;contoso.test → boris&#64;contoso.test | ✗ cross lines, expected&#58; shown | A host name does not resolve – confirmed (dns-name-not-resolved) | the network administrator |',
      '| boris&#64;contoso.test → anna&#64;contoso.test | ✓ availability |  |  |', '',
      '- look &#42;here&#42;', '',
      '2 lookups: 1 shown, 1 with cross lines; 1 not as expected.', '',
    ].join('\n'));
  });

  it('says why something was not observed, and names each reader once', () => {
    const blind = verdict({ availability: 'not-observed', notObserved: 'no password', findings: [finding, { ...finding, cause: 'other' }] });
    const [row = ''] = summarized(report({ verdicts: [blind, shown] })).split('\n').slice(4);
    expect(row).toContain('| ? not observed, expected&#58; shown | no password<br>A host name');
    expect(row.match(/the network administrator/g)).toHaveLength(1);
  });

  it('holds no markup of the world\'s, and every row has its four cells', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const text = summarized(...reports);
      expect(text.replaceAll('<br>', '')).not.toMatch(/[<>[\]`*\\]/);
      for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row.match(/\|/g)).toHaveLength(5);
    }));
  });
});
