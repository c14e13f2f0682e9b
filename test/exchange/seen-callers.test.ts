import { describe, expect, test } from 'vitest';
import { hellosSeenOf } from '../../src/exchange/seen-legs.ts';
import { strangersIn, strangersInWords } from '../../src/exchange/seen-callers.ts';
import type { SeenCall, WitnessedCallsFact } from '../../src/model/facts.ts';
import { noticesOf } from '../../src/notices.ts';
import { built, observation, scenarioOf } from '../built-evidence.ts';
import { seenHello, witnessed } from '../seen-hello.ts';

const scenario = scenarioOf({
  servers: { ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' }, ex19: { version: 'exchange-2019' } },
  mailboxes: { anna: 'ex16', boris: 'ex19' }, lookups: ['anna -> boris'],
});
const hello = (from: string, profile = '2012R2-net-legacy'): SeenCall =>
  ({ from, at: '2026-11-20T09:00:00.000Z', end: 'enough', content: { kind: 'client-hello', hello: seenHello(profile) } });
const http = (from: string, control = true): SeenCall =>
  ({ from, at: '2026-11-20T09:00:01.000Z', end: 'enough', content: { kind: 'http', method: 'POST', path: '/x', userAgent: null, via: null, control } });
const asked = (...calls: readonly SeenCall[]): WitnessedCallsFact => ({ ...witnessed('ex16'), mailbox: 'anna@contoso.test', calls });
const named = (...addresses: readonly string[]) =>
  observation('name-resolution', 'mail16.contoso.test', { status: 'observed', fact: { host: 'mail16.contoso.test', addresses } });

describe('whose a ClientHello is', () => {
  test.each<[string, WitnessedCallsFact, readonly string[], readonly string[]]>([
    ['of where the control came from', asked(hello('10.0.0.16'), http('10.0.0.16')), [], []],
    ['of where the control came from, as a socket of both families shows it', asked(hello('::ffff:10.0.0.16'), http('10.0.0.16')), [], []],
    ['of an address of the server, without the control', asked(hello('10.0.0.16')), ['10.0.0.16'], []],
    ['of another address than the control', asked(hello('10.0.0.99'), http('10.0.0.16')), ['10.0.0.16'], ['10.0.0.99']],
    ['of nobody known, without the control', asked(hello('10.0.0.99')), ['10.0.0.16'], ['10.0.0.99']],
    ['plain HTTP of anybody is no control', asked(hello('10.0.0.99'), http('10.0.0.99', false)), [], ['10.0.0.99']],
    ['of whom the user says, where nobody was asked', { ...asked(hello('10.0.0.99')), mailbox: null }, [], []],
  ])('%s', (_, fact, addresses, strangers) => {
    const evidence = built(scenario, named(...addresses), observation('witnessed-calls', 'ex16', { status: 'observed', fact }));
    expect(strangersIn('ex16', fact, evidence)).toEqual(strangers);
    expect(hellosSeenOf('ex16', evidence) === undefined).toBe(strangers.length > 0);
    expect(noticesOf(evidence).map(({ says }) => says).filter((says) => says.startsWith('Nothing shows that'))).toHaveLength(strangers.length);
  });

  test('what a stranger sent is left out, and what the server sent counts', () => {
    const fact = asked(hello('10.0.0.99'), hello('10.0.0.16', '2012R2-net-tls12'), http('10.0.0.16'));
    const evidence = built(scenario, observation('witnessed-calls', 'ex16', { status: 'observed', fact }));
    expect(hellosSeenOf('ex16', evidence)?.map(({ newest }) => newest)).toEqual(['TLSv1.2']);
    expect(strangersInWords('ex16', fact, evidence)).toBe('Nothing shows that the ClientHello from 10.0.0.99 is ex16\'s: the control, which only ex16 could send, came from 10.0.0.16. '
      + 'NAT, a proxy or a second address of that server look so, and so does another machine. It is not weighed as that server\'s.');
  });
});
