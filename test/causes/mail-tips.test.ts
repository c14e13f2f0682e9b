/** What MailTips that came over the same way say for and against causes. */
import { describe, expect, test } from 'vitest';
import type { MailTip } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { exchangeDefaults, lookups, observation, refusal, type Try } from '../built-evidence.ts';
import { field, TEXT, weighed } from './worlds.ts';

const SWITCH = 'orgrel-freebusy-not-enabled';
const DOMAIN = 'requester-domain-missing-in-target-relationship';
const CALENDAR = 'calendar-default-permission-none';

function tips(requester: string, targets: readonly string[], more: Partial<MailTip> = {}): Observation {
  const tip: MailTip = { responseClass: 'Success', responseCode: 'NoError', messageText: '', mailboxFull: false, pending: [], ...more };
  const address = `${requester}@contoso.test`;
  return observation('mail-tips', address, { status: 'observed', fact: {
    requester: address, exchange: exchangeDefaults, tips: Object.fromEntries(targets.map((target) => [`${target}@contoso.test`, tip])),
  } });
}

const refused: Try = { answer: refusal('ErrorNoFreeBusyAccess', 'The caller does not have access to free/busy data.') };
const ID = 'mail-tips cleo@contoso.test';

describe('free/busy refused by the other organization', () => {
  const asked = lookups('cleo', { anna: refused, alma: refused });
  const both = ['cleo -> anna', 'cleo -> alma'];

  test('of every mailbox, while their MailTips come: the relationship gives no free/busy', () => {
    const seen = weighed(both, [...field(), asked, tips('cleo', ['anna', 'alma'])]);
    expect([seen.found, seen.supporting(SWITCH).includes(ID), seen.opposing(DOMAIN).includes(ID)]).toEqual([[SWITCH], true, true]);
    expect(seen.confidence(CALENDAR)).toBe('possible');
  });

  test.each([
    ['without MailTips', []], ['where MailTips came too late', [tips('cleo', ['anna', 'alma'], { mailboxFull: null, pending: ['MailboxFullStatus'] })]],
    ['where MailTips are refused', [tips('cleo', ['anna', 'alma'], { responseClass: 'Error', responseCode: 'ErrorMailTipsDisabled', mailboxFull: null })]],
    ['where a tip is called pending although it is there', [tips('cleo', ['anna', 'alma'], { pending: ['All'] })]],
  ] as const)('%s it stays open', (_, observations) => {
    const seen = weighed(both, [...field(), asked, ...observations]);
    expect([seen.confidence(SWITCH), seen.opposing(DOMAIN)]).toEqual(['possible', []]);
  });

  test('of one mailbox alone is rather the calendar', () => {
    const seen = weighed('cleo -> anna', [...field(), lookups('cleo', { anna: refused }), tips('cleo', ['anna'])]);
    expect([seen.found, seen.confidence(SWITCH)]).toEqual([[CALENDAR], 'possible']);
  });
});

describe('a way that MailTips take', () => {
  const opposes = (tip: readonly Observation[], executedBy: string | null = null): readonly string[] => weighed('anna -> cleo', [
    ...field(), lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.trust), executedBy } }), ...tip,
  ]).opposing('m365-root-ca-missing-on-exchange-server');

  test('is not closed, so that causes on it are doubted', () => {
    expect([opposes([]), opposes([tips('anna', ['cleo'])])]).toEqual([[], ['mail-tips anna@contoso.test']]);
  });

  test('is another one than that of availability, where an Exchange SE may ask by Microsoft Graph', () => {
    expect(opposes([tips('anna', ['cleo'])], '15.2.2562.41')).toEqual([]);
  });
});
