/** The measuring of collected cases: what is changed in transit, what it is compared with, and what counts. All cases are made up. */
import { describe, expect, test } from 'vitest';
import { baselineOf } from '../../bench/cases/baseline.ts';
import { contextOf, readCases, type Case } from '../../bench/cases/collected.ts';
import { count } from '../../bench/cases/figures.ts';
import { judge } from '../../bench/cases/judged.ts';
import { mutations } from '../../bench/cases/mutations.ts';

const made = (id: string, input_text: string, cause_id: string, more: Partial<Case> = {}): Case => ({ id, input_text, cause_id, ...more });
const UNABLE = made('unable', 'Proxy web request failed. , inner exception: System.Net.WebException: Unable to connect to the remote server',
  'firewall-blocks-inbound-from-exchange-online',
  { context: { direction: 'cloud-to-onprem', source_version: 'Exchange Online', target_version: 'Exchange 2016' } });

describe('the nearest case', () => {
  const cases = [made('a', 'red apple pie', 'one'), made('b', 'red apple tart', 'two'), made('c', 'grey stone wall', 'three')];

  test('is another one, and the words that few share count most', () => {
    const nearest = baselineOf(cases);
    expect(nearest(cases[0]!, 'red apple pie')).toEqual(['two']);
    expect(nearest(cases[2]!, 'grey stone wall')).toEqual([]);
  });
});

describe('changes in transit', () => {
  test.each(Object.entries(mutations))('%s: the same for the same case, and another for another', (name, mutate) => {
    const text = `${UNABLE.input_text} <https://mail.contoso.test/EWS/Exchange.asmx> ${UNABLE.input_text}`;
    expect(mutate(text, 'x')).toBe(mutate(text, 'x'));
    expect(mutate(text, 'x')).not.toBe(text);
    const words = (of: string): string => of.replace(/\s+/g, ' ').trim();
    if (name === 'wrapped' || name === 'indented') expect(words(mutate(text, 'x'))).toBe(words(text));
    if (name === 'among decoys') expect(mutate(text, 'x')).toContain(text);
  });
});

describe('what is known beside a case', () => {
  test.each([
    [{ direction: 'onprem-to-cloud', source_version: 'Exchange 2013', target_version: 'Exchange Online' },
      { direction: 'onprem-to-cloud', requesterVersion: 'exchange-2013', targetVersion: 'exchange-online' }],
    [{ direction: 'any', source_version: 'Exchange Online', target_version: 'Exchange Online' },
      { requesterVersion: 'exchange-online', targetVersion: 'exchange-online' }],
    [{ direction: 'cloud-to-onprem', source_version: 'Exchange 2013/2016', target_version: 'Exchange 2003/2010' },
      { direction: 'cloud-to-onprem', targetVersion: 'on-premises' }],
    [{ direction: 'any', source_version: 'WebDAV client', target_version: null }, {}],
  ] as const)('%j', (context, expected) => {
    expect(contextOf(made('a', '', 'b', { context }))).toEqual(expected);
  });
});

describe('counting', () => {
  test('a place, a miss, and one that is wrong and sure', () => {
    const judged = [judge(UNABLE), judge({ ...UNABLE, cause_id: 'clock-skew' }), judge(made('b', 'Proxy web request failed.', 'clock-skew'))];
    expect(count(judged, () => ['clock-skew'])).toEqual({ cases: 3, top1: 1, top3: 1, unexplained: 1, wronglySure: 1, baseline1: 2, baseline3: 2 });
  });

  test('a plausible cause is not wrong', () => {
    expect(judge({ ...UNABLE, cause_id: 'clock-skew', plausible_cause_ids: [UNABLE.cause_id] }).wronglySure).toEqual([]);
  });
});

test('what is no file of cases is refused', () => {
  expect(() => readCases('[{"id":"a"}]')).toThrow('expected a list of cases');
  expect(readCases(JSON.stringify([UNABLE]))).toEqual([UNABLE]);
});
