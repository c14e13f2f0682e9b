import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report, Verdict } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { printable } from '../../src/protocol/printable.ts';
import { crash, finding, hostileReports, report, shown, verdict } from './made-reports.ts';

const place = { columns: 80, colours: false };
const annotated = (...reports: readonly Report[]): string => reporters.github(reports, place);
/**
 * A workflow command by its grammar, `::name key=value,key=value::data`, where %, CR and LF are escaped, in values also : and ,.
 * Source: GitHub Docs, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts.
 */
function readCommand(line: string): { readonly name: string; readonly properties: Readonly<Record<string, string>>; readonly data: string } {
  const [whole, name = '', list = '', data = ''] = /^::([a-z-]+)(?: ((?:[A-Za-z]+=[^:,\r\n]*,?)+))?::([^\r\n]*)$/.exec(line) ?? [];
  if (whole === undefined || /%(?!25|0A|0D|3A|2C)/.test(line)) throw new Error(`not a command: ${line}`);
  const unescaped = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const pairs = list.split(',').map((one) => [one.slice(0, one.indexOf('=')), unescaped(one.slice(one.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(pairs) as Record<string, string>, data: unescaped(data) };
}

const summarized = (...reports: readonly Report[]): string => reporters.github(reports, { ...place, toFile: true });

describe('annotations for GitHub Actions', () => {
  it('are an error for each unmet lookup, with the cause and the repair, and one line about all', () => {
    expect(annotated(report())).toBe([
      '::error title=anna -> boris::anna@contoso.test sees CROSS LINES instead of the availability of boris@contoso.test (ex16 asks ex19)'
        + '%0AWhy: A host name does not resolve – confirmed [dns-name-not-resolved]%0AThe asking side does not know the name.'
        + '%0ARepair 1: Create the record.%0ARepair 2: Or correct the name.%0AFor the network administrator',
      '::notice title=A & B::2 lookups: 1 shown, 1 with cross lines.', '',
    ].join('\n'));
  });

  it('are a warning for what was not observed, a notice for a notice, an error for our own mistakes', () => {
    const blind = verdict({ availability: 'not-observed', notObserved: '100% blind', findings: [] });
    expect(annotated(report({ verdicts: [blind], notices: [{ says: 'look', observation: null }], observations: [crash('bad')], interrupted: true })).split('\n')).toEqual([
      '::warning title=anna -> boris::What anna@contoso.test sees of boris@contoso.test could not be observed (ex16 asks ex19)%0ABecause: 100%25 blind',
      '::error title=A mistake of crosslines itself::certificate x:443: bad',
      '::notice title=A & B::look', '::warning title=A & B::The run was ended early.',
      '::notice title=A & B::1 lookup: 1 not observed.', '',
    ]);
  });

  it('are one for all lookups that share a cause', () => {
    const of = (index: number): Verdict => verdict({ lookup: { ...verdict().lookup, id: `anna -> p${index}`, target: `p${index}@contoso.test` } });
    const [first, ...more] = annotated(report({ verdicts: Array.from({ length: 30 }, (_, index) => of(index)) })).trimEnd().split('\n').map(readCommand);
    expect(first?.properties['title']).toBe('30 lookups');
    expect(first?.data.split('\n').slice(0, 2)).toEqual([
      '30 lookups from ex16 to ex19 bring CROSS LINES', `${Array.from({ length: 20 }, (_, index) => `anna -> p${index}`).join(', ')} and 10 more`,
    ]);
    expect(more).toHaveLength(1);
  });

  it('escape what would end a property', () => {
    expect(annotated(report({ verdicts: [], scenario: { name: 's', title: 'a,b: 50%' } }))).toBe('::notice title=a%2Cb%3A 50%25::Nothing was looked up.\n');
  });

  it('are one command per line whatever the world said, and say what it said', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const commands = annotated(...reports).split('\n').slice(0, -1).map(readCommand);
      for (const { name, properties, data } of commands) {
        expect(['error', 'warning', 'notice']).toContain(name);
        expect(Object.keys(properties)).toEqual(['title']);
        expect(data).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
      const titles = reports.map(({ scenario }) => printable(scenario.title, 200));
      const said = commands.filter(({ data }) => /^Nothing was looked up\.$|^\d+ lookups?: /.test(data)).map(({ properties }) => properties['title']);
      expect(said).toEqual(expect.arrayContaining(titles));
    }));
  });
});

describe('the summary of a step', () => {
  it('is a table of the lookups', () => {
    expect(summarized(report({ notices: [{ says: 'look *here*', observation: null }] }))).toBe([
      '### A &#38; B', '',
      '| Lookup | What the user sees | Why | For |', '| --- | --- | --- | --- |',
      '| anna&#64;contoso.test → boris&#64;contoso.test | ✗ cross lines | A host name does not resolve – confirmed (dns-name-not-resolved) | the network administrator |',
      '| boris&#64;contoso.test → anna&#64;contoso.test | ✓ availability |  |  |', '',
      '- look &#42;here&#42;', '',
      '2 lookups: 1 shown, 1 with cross lines.', '',
    ].join('\n'));
  });

  it('says why something was not observed, and names each reader once', () => {
    const blind = verdict({ availability: 'not-observed', notObserved: 'no password', findings: [finding, { ...finding, cause: 'other' }] });
    const [row = ''] = summarized(report({ verdicts: [blind, shown] })).split('\n').slice(4);
    expect(row).toContain('| ? not observed | no password<br>A host name');
    expect(row.match(/the network administrator/g)).toHaveLength(1);
  });

  it('stays within what GitHub takes, and begins with what is wrong where not all has room', () => {
    const many = (count: number): readonly Verdict[] => Array.from({ length: count }, () => shown);
    const text = summarized(report({ verdicts: [...many(3000), verdict()] }), report());
    expect(Buffer.byteLength(text)).toBeLessThan(400_000);
    const [row = ''] = text.split('\n').slice(4);
    expect(row).toContain('cross lines');
    const rows = text.split('\n').filter((line) => line.startsWith('| ')).length;
    expect(text).toContain(`${3001 - (rows - 2 - 2 - 2)} more lookups have no room here`);
  });

  it('holds no markup of the world\'s, and every row has its four cells', () => {
    fc.assert(fc.property(hostileReports, (reports) => {
      const text = summarized(...reports);
      expect(text.replaceAll('<br>', '')).not.toMatch(/[<>[\]`*\\@]|https?:|www\./i);
      for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row.match(/\|/g)).toHaveLength(5);
    }));
  });
});
