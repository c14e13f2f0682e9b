import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUserAvailabilityRequest } from '../../src/protocol/user-availability-request.ts';
import type { UserAvailabilityRequest } from '../../src/protocol/user-availability-request.ts';
import { allChildren, attribute, child, children, fitsOneLineOfXml, parseXml, text } from '../../src/protocol/xml.ts';
import type { XmlElement } from '../../src/protocol/xml.ts';

const plain: UserAvailabilityRequest = {
  targets: ['boris@contoso.test'], from: '2026-11-23T09:30:15Z', to: '2026-11-23T10:30:15Z', intervalMinutes: 30,
};

async function envelopeOf(request: UserAvailabilityRequest): Promise<XmlElement> {
  const outcome = parseXml(await encodeUserAvailabilityRequest(request));
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.root;
}

function addresses(root: XmlElement): readonly (string | null)[] {
  const array = child(root, 'Body', 'GetUserAvailabilityRequest', 'MailboxDataArray');
  return children(array, 'MailboxData').flatMap((data) => children(child(data, 'Email'), 'Address').map(text));
}

describe('the request', () => {
  test('says what is asked, and no more', async () => {
    const root = await envelopeOf(plain);
    expect(allChildren(child(root, 'Header')).map(({ name }) => name)).toEqual(['RequestServerVersion', 'TimeZoneContext']);
    expect(attribute(child(root, 'Header', 'RequestServerVersion'), 'Version')).toBe('Exchange2010');
    expect(attribute(child(root, 'Header', 'TimeZoneContext', 'TimeZoneDefinition'), 'Id')).toBe('UTC');
    const options = child(root, 'Body', 'GetUserAvailabilityRequest', 'FreeBusyViewOptions');
    expect(text(child(options, 'TimeWindow', 'StartTime'))).toBe('2026-11-23T09:30:15');
    expect(text(child(options, 'TimeWindow', 'EndTime'))).toBe('2026-11-23T10:30:15');
    expect(text(child(options, 'MergedFreeBusyIntervalInMinutes'))).toBe('30');
    expect(text(child(options, 'RequestedView'))).toBe('MergedOnly');
    expect(addresses(root)).toEqual(['boris@contoso.test']);
  });

  test('the window is in UTC whatever zone it is written in', async () => {
    const root = await envelopeOf({ ...plain, from: '2026-11-23T23:00:00-05:00', to: '2026-11-25T00:00:00+01:00' });
    const window = child(root, 'Body', 'GetUserAvailabilityRequest', 'FreeBusyViewOptions', 'TimeWindow');
    expect([text(child(window, 'StartTime')), text(child(window, 'EndTime'))]).toEqual(['2026-11-24T04:00:00',
      '2026-11-24T23:00:00']);
  });

  test('a hundred targets in order, on behalf of somebody', async () => {
    const targets = Array.from({ length: 100 }, (_, at) => `user${at}@contoso.test`);
    const root = await envelopeOf({ ...plain, targets, impersonate: 'anna&o\'b@contoso.test' });
    expect(addresses(root)).toEqual(targets);
    expect(text(child(root, 'Header', 'ExchangeImpersonation', 'ConnectingSID', 'SmtpAddress'))).toBe('anna&o\'b@contoso.test');
  });

  test('the text is the same each time and does not depend on the call before', async () => {
    const first = await encodeUserAvailabilityRequest(plain);
    await encodeUserAvailabilityRequest({ ...plain, targets: ['x@contoso.test'], impersonate: 'y@contoso.test' });
    expect(await encodeUserAvailabilityRequest(plain)).toBe(first);
    expect(await Promise.all([1, 2, 3].map(() => encodeUserAvailabilityRequest(plain)))).toEqual([first, first, first]);
  });
});

describe('hostile addresses', () => {
  test.each([
    'r&d@x.test', 'r&amp;d@x.test', 'x</t:Address><t:Address>evil@x', ']]>@x', '<!--@x', '"\'@x.test', '&#60;@x',
      'grün@köln.test',
  ])('%s stays one element', async (address) => {
    expect(addresses(await envelopeOf({ ...plain, targets: [address, 'after@x.test'] }))).toEqual([address, 'after@x.test']);
  });

  test('any address is refused or stays itself', async () => {
    const address = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));
    await fc.assert(fc.asyncProperty(address, async (raw) => {
      const wanted = `a${raw}z`;
      if (fitsOneLineOfXml(wanted)) expect(addresses(await envelopeOf({ ...plain, targets: [wanted] }))).toEqual([wanted]);
      else await expect(encodeUserAvailabilityRequest({ ...plain, targets: [wanted] })).rejects.toBeInstanceOf(RangeError);
    }), { numRuns: 50 });
  });
});

test.each<[string, Partial<UserAvailabilityRequest>]>([
  ['no target', { targets: [] }], ['101 targets', { targets: Array.from({ length: 101 }, () => 'a@x') }],
  ['an empty address', { targets: ['a@x', ' '] }], ['a line end in an address', { targets: ['a@x\r\nb'] }],
  ['an empty impersonation', { impersonate: '' }], ['no date', { from: 'tomorrow' }],
  ['a window that ends before it begins', { to: '2026-11-22T00:00:00Z' }], ['an empty window', { to: plain.from }],
  ['a window shorter than the interval', { intervalMinutes: 90 }], ['a small interval', { intervalMinutes: 4 }],
  ['a large interval', { intervalMinutes: 1_441 }], ['half a minute', { intervalMinutes: 30.5 }],
])('%s is refused', async (_, change) => {
  await expect(encodeUserAvailabilityRequest({ ...plain, ...change })).rejects.toBeInstanceOf(RangeError);
});
