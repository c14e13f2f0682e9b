import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { FailurePattern, Finding, Report, Verdict } from '../../src/model/report.ts';
import { reporters, type Place } from '../../src/reporters/index.ts';
import { hostileReports } from './made-reports.ts';
import { manyLookups } from './many-lookups.ts';

const finding: Finding = {
  cause: 'dns-name-not-resolved', title: 'A host name that the lookup needs does not resolve', confidence: 'confirmed', words: 'Proxy web request failed. ---> System.Net.WebException: The remote name could not be resolved: \'ex19\'',
  supporting: [{ says: 'the answer names it', observation: 'user-availability anna@contoso.test' }], opposing: [{ says: 'it worked yesterday', observation: 'x' }],
  missing: [{ says: 'the name resolves there', observe: 'Resolve-DnsName' }], concerns: 'network', explanation: 'The asking side looks for the other server by a name that its DNS does not know.',
  remedy: ['Create the record.', 'Or correct the name.'], confirm: [], references: [],
};

const verdict = (changes: Partial<Verdict> = {}): Verdict => ({
  lookup: { id: 'anna -> boris', requester: 'anna@contoso.test', target: 'boris@contoso.test', requesterServer: 'ex16', targetServer: 'ex19' },
  availability: 'hash-marks',
  answer: { responseCode: 'ErrorProxyRequestProcessingFailed', freeBusyViewType: 'None', mergedFreeBusy: null, executedBy: '15.1.2507.57', messageText: "Proxy web request failed. ---> System.Net.WebException: The remote name could not be resolved: 'ex19'" },
  window: { from: '2026-01-05T08:00:00.000Z', to: '2026-01-06T08:00:00.000Z', intervalMinutes: 30 },
  attempts: [], patterns: [], expected: 'shown', met: false, findings: [finding], ...changes,
});

const pattern: FailurePattern = {
  failure: 'HTTP 503', failed: 1, of: 2, intermittent: true, machines: ['a'], end: 'requester', by: 'answers',
  says: 'Intermittent: 1 of 2 lookups failed (HTTP 503), on a, never on b.', settle: 'ask again',
};

const report = (changes: Partial<Report> = {}): Report => ({
  schema: 'crosslines-report/1', tool: { name: 'crosslines', version: '0' }, scenario: { name: 's', title: 'A scenario' }, startedAt: '2026-01-05T08:00:00.000Z', ms: 1,
  interrupted: false, verdicts: [verdict()], notices: [], observations: [], ...changes,
});

const text = (of: Report, columns = 80, place: Partial<Place> = {}): string => reporters.terminal([of], { columns, colours: false, ...place });
const lines = (...given: Parameters<typeof text>): readonly string[] => text(...given).split('\n');

/** Paragraphs about lookups that go wrong: those that begin with their mark. */
const troubles = (of: string, mark = /^[✗?x]/): readonly (readonly string[])[] => of.split('\n\n').map((block) => block.split('\n')).filter(([first]) => mark.test(first ?? ''));

/** Anna's lookups, each of somebody else on the server named. */
const lookups = (count: number, targetServer: string, changes: Partial<Verdict> = {}): readonly Verdict[] =>
  Array.from({ length: count }, (_, index) => verdict({
    lookup: { id: `anna -> ${targetServer}-${index}`, requester: 'anna@contoso.test', target: `${targetServer}-${index}@contoso.test`, requesterServer: 'ex16', targetServer }, ...changes,
  }));

const well: Partial<Verdict> = { availability: 'shown', met: true, findings: [] };

describe('the report at a terminal', () => {
  it('says what the user sees, why, what showed it and what to do', () => {
    expect(text(report())).toBe([
      'A scenario', '',
      '✗ anna@contoso.test sees CROSS LINES instead of the availability of',
      '  boris@contoso.test (ex16 asks ex19)',
      '  Why     A host name that the lookup needs does not resolve – confirmed',
      '          The asking side looks for the other server by a name that its DNS does',
      '          not know.',
      '  Seen    the answer names it – the server\'s words: "Proxy web request failed. →',
      '          The remote name could not be resolved: \'ex19\'"',
      '  Against it worked yesterday',
      '  Repair  1. Create the record.',
      '          2. Or correct the name.',
      '  For     the network administrator',
      '  More    crosslines explain dns-name-not-resolved', '',
      '--details: all that was seen, every step. --format html=report.html: a page for',
      'a ticket.', '',
      '1 lookup: 1 with cross lines.', '',
    ].join('\n'));
  });

  it('says with --details all that was seen, every step, and how to confirm it', () => {
    const said = text(report({ verdicts: [verdict({ findings: [{ ...finding, confirm: ['Resolve-DnsName ex19'] }] })] }), 80, { details: true });
    expect(said).toBe([
      'A scenario', '',
      '✗ anna@contoso.test sees CROSS LINES instead of the availability of',
      '  boris@contoso.test (ex16 asks ex19)',
      '  Why     A host name that the lookup needs does not resolve – confirmed',
      '          dns-name-not-resolved',
      '          The asking side looks for the other server by a name that its DNS does',
      '          not know.',
      '  Seen    • the answer names it – the server\'s words: "Proxy web request failed.',
      '            → The remote name could not be resolved: \'ex19\'"',
      '  Against • it worked yesterday',
      '  Repair  1. Create the record.',
      '          2. Or correct the name.',
      '  Confirm • Resolve-DnsName ex19',
      '  For     the network administrator', '',
      '1 lookup: 1 with cross lines.', '',
    ].join('\n'));
  });

  it('tells with --details each reason once for lookups between the same servers', () => {
    const carla = verdict({ lookup: { ...verdict().lookup, id: 'carla -> boris', requester: 'carla@contoso.test' } });
    const said = lines(report({ verdicts: [verdict(), carla] }), 80, { details: true });
    expect(said.filter((line) => line.includes('Create the record'))).toHaveLength(1);
    expect(said).toContain('  Why     as for anna -> boris: dns-name-not-resolved');
  });

  it('tells lookups that share a cause together, with the ways that they go', () => {
    const oneWay = lines(report({ verdicts: lookups(42, 'ex19') }), 100);
    expect(oneWay[2]).toBe('✗ 42 lookups from ex16 to ex19 bring CROSS LINES');
    expect(oneWay[3]).toBe('  Who     anna@contoso.test → ex19-0@contoso.test; likewise anna@contoso.test → ex19-1@contoso.test,');
    expect(troubles(oneWay.join('\n'))).toHaveLength(1);
    const fourWays = ['ex10', 'ex13', 'ex19', 'exse'].flatMap((server, index) => lookups(4 - index, server));
    const asExpected = lookups(1, 'ex10', { expected: 'hash-marks', met: true });
    expect(lines(report({ verdicts: [...fourWays, ...asExpected] }), 120).slice(2, 5)).toEqual([
      '✗ 11 lookups bring CROSS LINES: 5 from ex16 to ex10, 3 from ex16 to ex13, 2 from ex16 to ex19 and 1 on other ways, 10 of', '  them not as expected',
      expect.stringMatching(/^ {2}Who {5}told here: anna@contoso\.test → ex10-0@contoso\.test; likewise /),
    ]);
  });

  it('tells different causes apart, the larger group first, and what is well in one line', () => {
    const other = { findings: [{ ...finding, cause: 'another', title: 'Another cause' }] };
    const said = text(report({ verdicts: [...lookups(2, 'ex13', other), ...lookups(3, 'ex19'), ...lookups(7, 'exse', well)] }), 100);
    expect(troubles(said).map(([first]) => first)).toEqual([
      '✗ 3 lookups from ex16 to ex19 bring CROSS LINES', '✗ 2 lookups from ex16 to ex13 bring CROSS LINES',
    ]);
    expect(said).toContain('\n✓ 7 lookups show the availability\n');
  });

  it('names what shows availability and was not expected to, among many', () => {
    const said = lines(report({ verdicts: [...lookups(9, 'exse', well), ...lookups(1, 'ex19', { ...well, met: false, expected: 'hash-marks' })] }), 100);
    expect(said.slice(2, 5)).toEqual([
      '✓ anna@contoso.test sees the availability of ex19-0@contoso.test (ex16 asks ex19), expected:', '  hash-marks', '✓ 9 more lookups show the availability',
    ]);
  });

  it('says so where the causes are too many to be told', () => {
    const verdicts = Array.from({ length: 40 }, (_, index) => lookups(1, 'ex19', { findings: [{ ...finding, cause: `cause-${index}` }] })).flat();
    const said = text(report({ verdicts, notices: Array.from({ length: 9 }, (_, index) => ({ says: `note ${index}`, observation: null })) }));
    expect(troubles(said)).toHaveLength(12);
    expect(said).toContain('\n28 more lookups with trouble, of 28 more kinds.\n');
    expect(said).toContain('Note      note 5\nand 3 more notes\n');
    expect(text(report({ verdicts }), 80, { details: true }).match(/Why/g)).toHaveLength(40);
  });

  it('puts finding out before repairing where a cause is only possible', () => {
    const possible = { ...finding, confidence: 'possible' as const };
    const [block] = troubles(text(report({ verdicts: [verdict({ findings: [possible, { ...possible, cause: 'other', title: 'Another' }] })] }), 100));
    expect(block).toContain('  Settle  Resolve-DnsName (would show: the name resolves there)');
    expect(block).toContain('  Repair  only once it is confirmed: Create the record. (1 more step)');
    expect(block).toContain('  Also    possible, with less to show for it: Another (other)');
  });

  it('says intermittent, not observed, and ended early', () => {
    const attempts = [{ availability: 'hash-marks', node: 'a', by: 'answers' }, { availability: 'shown', node: 'b', by: 'answers' }] as const;
    const said = lines(report({ verdicts: [verdict({ attempts, patterns: [pattern] })] }), 100);
    expect(said[2]).toContain('CROSS LINES now and then');
    expect(said.slice(0, 5)).toContain('  When    Intermittent: 1 of 2 lookups failed (HTTP 503), on a, never on b. To settle it, ask again.');
    const blind = text(report({ interrupted: true, verdicts: [verdict({ availability: 'not-observed', notObserved: 'no credentials were given', findings: [] })] }), 120);
    expect(blind).toContain('? What anna@contoso.test sees of boris@contoso.test could not be observed (ex16 asks ex19)\n  Because no credentials were given');
    expect(blind).toContain('The run was ended early');
  });

  it('names what no cause explains', () => {
    for (const details of [false, true]) {
      const said = text(report({ verdicts: [verdict({ findings: [] })] }), 120, { details });
      expect(said).toContain('  Why     no known cause fits what was seen; 0 could not be examined from here\n  Answer  ErrorProxyRequestProcessingFailed: Proxy web');
    }
  });

  it('shows nothing of what could take over a terminal', () => {
    const hostile = 'gone\u001b[2J\u001b]0;title\u0007\u009b31m\u202eback\rover';
    const shown = text(report({
      scenario: { name: 's', title: hostile }, notices: [{ says: hostile, observation: null }],
      verdicts: [verdict({ answer: { ...verdict().answer, messageText: hostile }, findings: [] }), verdict({ findings: [{ ...finding, explanation: hostile, remedy: [hostile] }] })],
    }));

    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('keeps to its width, and colours only where it may', () => {
    for (const columns of [60, 80, 120, 200]) {
      for (const details of [false, true]) for (const line of lines(report(), columns, { details })) expect(line.length).toBeLessThanOrEqual(columns);
    }
    expect(text(report())).not.toContain('\u001b');
    expect(text(report(), 80, { colours: true })).toContain('\u001b[31m');
  });
});

describe('the last line', () => {
  test.each<readonly [string, readonly Verdict[]]>([
    ['Nothing was looked up.', []], ['2 lookups: 2 shown.', lookups(2, 'ex19', well)], ['1 lookup: 1 with cross lines.', [verdict()]],
    ['2 lookups: 1 shown, 1 with cross lines; all as expected.', [verdict({ expected: 'hash-marks', met: true }), ...lookups(1, 'ex19', well)]],
    ['2 lookups: 1 shown, 1 with cross lines; 1 not as expected.', [verdict({ expected: 'hash-marks', met: true }), ...lookups(1, 'ex19', { ...well, expected: 'hash-marks', met: false })]],
    ['2 lookups: 1 at wrong times, 1 not observed.', [verdict({ availability: 'shown' }), verdict({ availability: 'not-observed', findings: [] })]],
    ['1 lookup: 1 with cross lines; 1 not as expected.', [verdict({ expectedCauses: ['another'] })]],
  ])('is %s', (line, verdicts) => {
    expect(text(report({ verdicts })).trimEnd().split('\n').at(-1)).toBe(line);
  });
});

describe('twelve lines', () => {
  const long = {
    ...finding, confidence: 'likely' as const, title: 'A long title of a cause that says at length what is wrong with the servers',
    explanation: 'The first sentence says what happens between the two. The second says why. '.repeat(4),
    supporting: Array.from({ length: 5 }, (_, index) => ({ says: `claim ${index} of what was seen in the answers of the servers that were asked`, observation: `o${index}` })),
    missing: [{ says: 'the settings of the server let it dial only with old versions', observe: `reg query ${'"HKLM\\SOFTWARE\\A\\Long\\Path" '.repeat(6)}` }],
    remedy: Array.from({ length: 6 }, (_, index) => `Step ${index + 1} of the repair, which is described in a sentence that takes more than one line of a terminal.`),
  };
  const patterns = [{ ...pattern, says: `${pattern.says} `.repeat(3) }, pattern];

  test.each([60, 80, 100, 120, 200])('are never exceeded by what lookups brought, at %d columns', (columns) => {
    for (const count of [1, 2, 300]) {
      const said = text(report({ verdicts: lookups(count, 'a-server-with-a-long-name', { findings: [long, long, { ...long, confidence: 'possible' }], patterns }) }), columns);
      const [block = []] = troubles(said);
      expect(block.length).toBeLessThanOrEqual(12);
      expect(block.join('\n')).toMatch(/ {2}Why {5}A long title.*\n[^]* {2}Repair {2}Step 1 of the repair[^]* {2}More {4}crosslines explain/);
    }
  });

  it('cut nothing that is told in part: a text is there as a whole or not', () => {
    for (const columns of [60, 100, 200]) {
      const joined = troubles(text(report({ verdicts: lookups(1, 'ex19', { findings: [long] }) }), columns))[0]!.join(' ').replace(/\s+/g, ' ');
      for (const [start, whole] of [['The first', 'The first sentence says what happens between the two.'], ['Step 1', `${long.remedy[0]} (5 more steps)`], ['by seeing', `by seeing that ${long.missing[0]!.says}`]] as const) {
        if (joined.includes(start)) expect(joined).toContain(whole);
      }
    }
  });

  it('hold for whatever servers say, in any width, with nothing that takes over a terminal', () => {
    fc.assert(fc.property(hostileReports, fc.integer({ min: 1, max: 250 }), fc.boolean(), fc.boolean(), (reports, columns, ascii, details) => {
      const said = reporters.terminal(reports, { columns, colours: false, ascii, details });
      expect(said).not.toMatch(ascii ? /[^\n\u0020-\u007e]/ : /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
      if (!details) for (const block of troubles(said)) expect(block.length).toBeLessThanOrEqual(12);
    }));
  });
});

describe('nothing but ASCII', () => {
  it('is what a console gets that shows no more, with nothing lost', () => {
    const said = text(report({ scenario: { name: 's', title: 'Überall – „gestört“' }, verdicts: [verdict(), ...lookups(1, 'ex19', well)] }), 100, { ascii: true });
    expect(said).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(said).toContain('\\xdcberall - "gest\\xf6rt"');
    expect(said).toMatch(/\nx anna@.*\n/);
    expect(said).toMatch(/\n\+ anna@.*\n/);
  });
});

describe('the matrix of servers', () => {
  const table = (verdicts: readonly Verdict[], columns = 80): readonly string[] => {
    const block = text(report({ verdicts }), columns).split('\n\n').find((one) => one.includes('from \\ to'));
    return block === undefined ? [] : block.split('\n');
  };
  const between = (requesterServer: string, targetServer: string, changes: Partial<Verdict> = {}): Verdict =>
    verdict({ lookup: { ...verdict().lookup, requesterServer, targetServer }, ...changes });

  it('shows each server by each, marked by the worst, counted where not all are alike', () => {
    const verdicts = [
      between('ex10', 'ex19'), between('ex10', 'ex19', well), between('ex10', 'ex19', well), between('ex10', 'cloud', well), between('ex19', 'ex10', well),
      between('ex19', 'cloud', { availability: 'not-observed', notObserved: 'no credentials', findings: [] }), between('cloud', 'ex10', { ...well, findings: [finding] }),
    ];
    expect(table(verdicts)).toEqual([
      'from \\ to  ex10   ex19   cloud',
      'ex10       ·      ✗ 1/3  ✓',
      'ex19       ✓      ·      ?',
      'cloud      ✗      ·      ·',
      '✗ cross lines or wrong times, ✓ availability shown, ? not observed, 2/5: two of',
      'five lookups, · not asked',
    ]);
  });

  it('is left out where two servers are all there are', () => {
    expect(table(Array.from({ length: 9 }, (_, index) => (index % 2 === 0 ? between('a', 'b') : between('b', 'a'))))).toEqual([]);
  });

  test.each([60, 80, 200])('numbers servers whose names have no room, and says which it leaves out, at %d columns', (columns) => {
    const names = Array.from({ length: 40 }, (_, index) => `mailbox-server-${index}.contoso.test`);
    const verdicts = names.flatMap((from, row) => names.filter((to) => to !== from).map((to, column) => between(from, to, row === 39 && column === 3 ? {} : well)));
    const rows = table(verdicts, columns);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
    expect(rows.filter((row) => row.startsWith(' '))[0]).toMatch(/^ +from \\ to +1 +2 +3/);
    // The one that fails keeps its place.
    expect(rows.find((row) => row.includes('✗'))).toMatch(/mailbox-server-39/);
    expect(rows.join(' ')).toContain('have no room here, those that fare best');
  });
});

it('tells two thousand lookups on a few screens', () => {
  const said = text(manyLookups(2000), 100);
  expect(said.split('\n').length).toBeLessThan(100);
  expect(said).toMatch(/2000 lookups: \d+ shown, \d+ with cross lines/);
});
