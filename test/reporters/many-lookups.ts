/** A made report of many lookups: four causes on the ways between eight servers. */
import { finding, lookedUp, report, shown, verdict } from './made-reports.ts';
import type { Report, Verdict } from '../../src/model/report.ts';

export function manyLookups(count: number): Report {
  const verdicts = Array.from({ length: count }, (_, index): Verdict => {
    const lookup = {
      id: `p${index} -> q${index}`, requester: `person${index % 97}@contoso.test`, target: `person${index}@fabrikam.test`,
      requesterServer: `ex${index % 8}`, targetServer: `ex${(index >> 3) % 8}`,
    };
    const mergedFreeBusy = Array.from({ length: 48 }, (_unused, slot) => String((index * 7 + slot * slot) % 5)).join('');
    if (index % 3 === 0) return { ...shown, lookup, answer: { ...shown.answer, freeBusyViewType: 'MergedOnly', mergedFreeBusy } };
    const cause = `cause-${index % 4}`;
    return verdict({
      lookup,
      findings: [
        { ...finding, cause, title: `Cause ${index % 4}`, supporting: [{ says: 'the answer names it', observation: `user-availability ${lookup.requester}` }] },
        ...Array.from({ length: 6 }, (_unused, other) => ({ ...finding, cause: `other-${other}`, confidence: 'undetermined' as const })),
      ],
    });
  });
  const requesters = [...new Set(verdicts.map(({ lookup }) => lookup.requester))];
  const observations = requesters.map((requester, index) => ({
    ...lookedUp({ targets: verdicts.filter(({ lookup }) => lookup.requester === requester).map(({ lookup }) => lookup.target) }, index),
    id: `user-availability ${requester}`, subject: requester,
  }));
  return report({ verdicts, observations });
}
