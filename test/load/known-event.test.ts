import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/load.ts';

const scenario = (server: string, more: string): string => [
  `servers: { cloud: { ${server} } }`,
  'mailboxes: { anna: { address: a@contoso.test, server: cloud }, boris: { address: b@contoso.test, server: cloud } }',
  'lookups: [anna -> boris]',
  more,
  '',
].join('\n');
const read = (server: string, more = '') => readScenario(scenario(server, more), 'x.yaml', { environment: () => undefined }).scenario;
const ONLINE = 'version: exchange-online';

describe('knownEvent', () => {
  it.each([
    ['"2026-11-23T10:00:00+01:00", end: "2026-11-23T11:30+01:00"', { start: '2026-11-23T09:00:00.000Z', end: '2026-11-23T10:30:00.000Z', offsetMinutes: 60 }],
    ['2026-11-23T10:00:00-03:30, end: 2026-11-23T11:00:00-03:30', { start: '2026-11-23T13:30:00.000Z', end: '2026-11-23T14:30:00.000Z', offsetMinutes: -210 }],
    ['2026-11-23T10:00:00Z, end: 2026-11-23T11:00:00Z', { start: '2026-11-23T10:00:00.000Z', end: '2026-11-23T11:00:00.000Z', offsetMinutes: 0 }],
  ])('is read with the offset of the user\'s clock: %s', (written, expected) => {
    expect(read(ONLINE, `knownEvent: { mailbox: boris, start: ${written} }`).knownEvent).toEqual({ mailbox: 'boris', ...expected });
  });

  it.each([
    ['{ mailbox: boris }', /knownEvent has no start\.[\s\S]*knownEvent has no end\./],
    ['{ mailbox: dora, start: 2026-11-23T10:00:00Z, end: 2026-11-23T11:00:00Z }', /mailbox of knownEvent is "dora", which is not one of anna or boris/],
    ['{ mailbox: boris, start: 2026-11-23T10:00:00, end: 2026-11-23T11:00:00Z }', /start of knownEvent is "2026-11-23T10:00:00"; expected a moment with its offset from UTC/],
    ['{ mailbox: boris, start: 2026-11-23T10:00:00+15:00, end: 2026-11-23T11:00:00Z }', /start of knownEvent/],
    ['{ mailbox: boris, start: 2026-13-23T10:00:00Z, end: tomorrow }', /start of knownEvent[\s\S]*end of knownEvent is "tomorrow"/],
    ['{ mailbox: boris, start: 2026-11-23T10:00:00Z, end: 2026-11-23T10:00:00Z }', /knownEvent ends before it starts/],
    ['{ mailbox: boris, start: 2026-11-23T10:00:00Z, end: 2026-11-25T10:00:00Z }', /must not be longer than a day/],
    ['{ mailbox: boris, start: 2026-11-23T10:00:00Z, end: 2026-11-23T11:00:00Z, subject: x }', /knownEvent has no "subject"/],
  ])('refuses %s', (written, says) => {
    expect(() => read(ONLINE, `knownEvent: ${written}`)).toThrow(says);
  });
});

describe('a server\'s API and cloud', () => {
  it('are read', () => {
    expect(read(`${ONLINE}, api: graph, nationalCloud: us-gov`).servers['cloud']).toMatchObject({ api: 'graph', nationalCloud: 'us-gov' });
    expect(read('version: exchange-se, api: ews').servers['cloud']).toMatchObject({ api: 'ews' });
    expect(read(ONLINE).servers['cloud']).not.toHaveProperty('api');
  });

  it.each([
    [`${ONLINE}, api: rest`, /api of server cloud is "rest", which is not one of ews, graph or both/],
    ['version: exchange-2019, api: both', /Microsoft Graph serves mailboxes in exchange-online only/],
    ['version: exchange-2019, nationalCloud: china', /nationalCloud of server cloud is for exchange-online only/],
    [`${ONLINE}, nationalCloud: mars`, /nationalCloud of server cloud is "mars"/],
  ])('refuses %s', (server, says) => {
    expect(() => read(server)).toThrow(says);
  });
});
