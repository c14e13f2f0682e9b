/** Reports for the tests of reporters, and hostile ones. */
import fc from 'fast-check';
import type { LookupExchange, UserAvailabilityFact } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Finding, Report, Verdict } from '../../src/model/report.ts';

export const finding: Finding = {
  cause: 'dns-name-not-resolved', title: 'A host name does not resolve', confidence: 'confirmed', words: 'The remote name could not be resolved: \'ex19\'',
  supporting: [{ says: 'the answer names it', observation: 'user-availability anna@contoso.test' }], opposing: [{ says: 'it worked <yesterday>', observation: 'x' }],
  missing: [{ says: 'the name resolves', observe: 'Resolve-DnsName' }], concerns: 'network', explanation: 'The asking side does not know the name.',
  remedy: ['Create the record.', 'Or correct the name.'], confirm: [], references: [],
};

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    lookup: { id: 'anna -> boris', requester: 'anna@contoso.test', target: 'boris@contoso.test', requesterServer: 'ex16', targetServer: 'ex19' },
    availability: 'hash-marks',
    answer: { responseCode: null, freeBusyViewType: 'None', mergedFreeBusy: null, executedBy: null, messageText: 'The remote name could not be resolved: \'ex19\'' },
    window: { from: '2026-01-05T08:00:00.000Z', to: '2026-01-06T08:00:00.000Z', intervalMinutes: 30 },
    attempts: [], patterns: [], expected: 'shown', met: false, findings: [finding], ...changes,
  };
}

export const shown = verdict({
  availability: 'shown', met: true, findings: [],
  lookup: { id: 'boris -> anna', requester: 'boris@contoso.test', target: 'anna@contoso.test', requesterServer: 'ex19', targetServer: 'ex16' },
});

export function report(changes: Partial<Report> = {}): Report {
  return {
    schema: 'crosslines-report/1', tool: { name: 'crosslines', version: '0' }, scenario: { name: 'lab/s', title: 'A & B' }, startedAt: '2026-01-05T08:00:00.123Z', ms: 2345,
    interrupted: false, verdicts: [verdict(), shown], notices: [], observations: [lookedUp({}, 1234)], ...changes,
  };
}

/** The observation of anna's lookup of boris. */
export function lookedUp(exchange: Partial<LookupExchange>, ms = 0): Observation {
  const fact: UserAvailabilityFact = {
    requester: 'anna@contoso.test', url: 'https://mail.contoso.test/', targets: {},
    exchanges: [{
      url: 'https://mail.contoso.test/', targets: ['boris@contoso.test'], status: 200, failure: null, signIn: null, headers: {}, tls: null,
      executedBy: null, body: 'answer', fault: null, bodyStart: '', timings: null, ...exchange,
    }],
  };
  return {
    id: 'user-availability anna@contoso.test', kind: 'user-availability', subject: 'anna@contoso.test', at: '2026-01-05T08:00:00.000Z', ms,
    outcome: { status: 'observed', fact }, summary: 'asked',
  };
}

export function crash(reason: string): Observation {
  return { id: 'certificate x:443', kind: 'certificate', subject: 'x:443', at: '2026-01-05T08:00:00.000Z', ms: 0, outcome: { status: 'crashed', reason }, summary: reason };
}

/** What ends, begins or forges something in one of the formats. */
const HOSTILE = [
  ']]>', '<!--', '&#0;', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\ud800', '\u0000\u001b[2J\u202e', '::error::x', '\r\n::set-env name=x::y', '##[add-path]x',
  '|\n| x', '[x](https://evil.test)', '![x](https://evil.test)', '@contoso/all www.evil.test', '| \'shown\'=99', 'x\nOK - all is well|\'shown\'=99', '$USER1$`id`$(id)',
  '"} 1\ncrosslines_lookups 7', '\\"', '\\', '# HELP x', '=cmd|\' /C calc\'!A0', '@SUM(1)', '\t=1+1', '\r=1+1', '+1', '-1', 'a;=1+1', 'a,=1+1', '"=1+1', '\'=1+1', '\uff1d1',
];

/** Words that a reader of reports may count on. */
const FIXED = new Set(['schema', 'kind', 'status', 'availability', 'expected', 'confidence', 'concerns', 'by', 'end', 'at', 'startedAt', 'from', 'to']);

/** The same with the text in place of every other text. */
function filledWith<T>(value: T, text: string): T {
  if (typeof value === 'string') return text as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => filledWith(item, text)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, FIXED.has(key) ? member as unknown : filledWith(member as unknown, text)])) as T;
}

/** Reports whose every text may be anything. */
export const hostileReports: fc.Arbitrary<readonly Report[]> = fc.array(
  fc.tuple(
    fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE)), fc.constantFrom('shown', 'hash-marks', 'not-observed'),
    fc.constantFrom('confirmed', 'likely', 'possible', 'undetermined'), fc.boolean(), fc.boolean(),
  ).map(([text, availability, confidence, met, interrupted]) => filledWith(report({
    interrupted, notices: [{ says: '', observation: null }], observations: [crash(''), lookedUp({})],
    verdicts: [verdict({
      availability, met, ...(availability === 'not-observed' ? { notObserved: '' } : {}), expectedCauses: [''],
      answer: { responseCode: '', freeBusyViewType: '', mergedFreeBusy: '', executedBy: '', messageText: '' },
      attempts: [{ availability: 'hash-marks', node: '', by: 'answers' }],
      patterns: [{ failure: '', failed: 1, of: 2, intermittent: true, machines: [''], end: 'target', by: 'answers', says: '', settle: '' }],
      findings: [{ ...finding, confidence, confirm: [''], references: [{ title: '', url: '' }] }],
    })],
  }), text)), { maxLength: 3 });
