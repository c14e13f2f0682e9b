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

/** Reports whose every text may be anything. */
export const hostileReports: fc.Arbitrary<readonly Report[]> = fc.array(
  fc.tuple(
    fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(']]>', '<!--', '&#0;', '::error::x', '\r\n::set-env name=x::y', '|\n| x', '\ud800', '\u0000\u001b[2J')),
    fc.constantFrom('shown', 'hash-marks', 'not-observed'), fc.boolean(), fc.boolean(),
  ).map(([text, availability, met, interrupted]) => report({
    interrupted, scenario: { name: text, title: text }, notices: [{ says: text, observation: null }], observations: [crash(text), lookedUp({})],
    verdicts: [verdict({
      availability, met, notObserved: text, lookup: { id: text, requester: text, target: text, requesterServer: text, targetServer: text },
      answer: { ...verdict().answer, messageText: text },
      findings: [{ ...finding, title: text, cause: text, explanation: text, remedy: [text], supporting: [{ says: text, observation: text }] }],
    })],
  })), { maxLength: 3 });
