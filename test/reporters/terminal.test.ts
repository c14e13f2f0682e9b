import { describe, expect, it } from 'vitest';
import type { FailurePattern, Finding, Report, Verdict } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';

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

const text = (of: Report, columns = 80): string => reporters.terminal([of], { columns, colours: false });

describe('the report at a terminal', () => {
  it('says what the user sees, why, what showed it and what to do', () => {
    expect(text(report())).toBe([
      'A scenario', '',
      '✗ anna@contoso.test sees CROSS LINES instead of the availability of',
      '  boris@contoso.test (ex16 asks ex19), expected: shown',
      '  Why     A host name that the lookup needs does not resolve – confirmed',
      '          dns-name-not-resolved',
      '          The asking side looks for the other server by a name that its DNS does',
      '          not know.',
      '  Seen    • the answer names it – the server\'s words: "Proxy web request failed.',
      '            → The remote name could not be resolved: \'ex19\'"',
      '  Against it worked yesterday',
      '  Repair  1. Create the record.',
      '          2. Or correct the name.',
      '  For     the network administrator', '',
      '1 lookup: 1 with cross lines; 1 not as expected.', '',
    ].join('\n'));
  });

  it('tells each reason once for lookups between the same servers', () => {
    const carla = verdict({ lookup: { ...verdict().lookup, id: 'carla -> boris', requester: 'carla@contoso.test' } });
    const lines = text(report({ verdicts: [verdict(), carla] })).split('\n');
    expect(lines.filter((line) => line.includes('Create the record'))).toHaveLength(1);
    expect(lines).toContain('  Why     as for anna -> boris: dns-name-not-resolved');
  });

  it('says intermittent, not observed, and ended early', () => {
    const attempts = [{ availability: 'hash-marks', node: 'a', by: 'answers' }, { availability: 'shown', node: 'b', by: 'answers' }] as const;
    const lines = text(report({ verdicts: [verdict({ attempts, patterns: [pattern] })] }), 100).split('\n');
    expect(lines[2]).toContain('CROSS LINES now and then');
    expect(lines.slice(0, 5)).toContain('  When    Intermittent: 1 of 2 lookups failed (HTTP 503), on a, never on b. To settle it, ask again.');
    const blind = text(report({ interrupted: true, verdicts: [verdict({ availability: 'not-observed', notObserved: 'no credentials were given', findings: [] })] }), 120);
    expect(blind).toContain('? What anna@contoso.test sees of boris@contoso.test could not be observed (ex16 asks ex19), expected: shown\n  Because no credentials were given');
    expect(blind).toContain('The run was ended early');
  });

  it('names what no cause explains', () => {
    expect(text(report({ verdicts: [verdict({ findings: [] })] }), 120)).toContain('no known cause fits what was seen');
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
    for (const columns of [60, 80, 120]) for (const line of text(report(), columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text(report())).not.toContain('\u001b');
    expect(reporters.terminal([report()], { columns: 80, colours: true })).toContain('\u001b[31m');
  });
});
