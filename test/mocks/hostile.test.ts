import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFirstFlight, sharedVersion } from '../../mocks/client-hello.ts';
import { autodiscoverAnswer } from '../../mocks/pox.ts';
import { planLab } from '../../mocks/plan.ts';
import { LabError } from '../../mocks/section.ts';
import { readAvailabilityCall } from '../../mocks/availability-call.ts';
import { readEnvelope, SoapRefusal } from '../../mocks/soap.ts';
import { question, world } from './lab-client.ts';

/** A ClientHello with the given versions and no more than one extension. */
function hello(version: number, supported: readonly number[] | null): Buffer {
  const list = supported?.flatMap((item) => [item >> 8, item & 255]) ?? [];
  const extensions = supported ? [0, 43, 0, list.length + 1, list.length, ...list] : [];
  const body = [
    version >> 8,
    version & 255,
    ...new Array<number>(32).fill(7),
    0,
    0,
    2,
    0,
    0x2f,
    1,
    0,
    ...(supported ? [0, extensions.length, ...extensions] : []),
  ];
  return Buffer.from([22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length, ...body]);
}

describe('a first flight', () => {
  it.each([
    ['TLS 1.0 for a server of 1.2', hello(0x0301, null), ['TLSv1.2'], 'none'],
    ['TLS 1.2 for a server of 1.0', hello(0x0303, null), ['TLSv1'], 'shared'],
    ['SSL 3.0 for a server of 1.0', hello(0x0300, null), ['TLSv1'], 'none'],
    ['a list with 1.2 for a server of 1.2', hello(0x0303, [0x0304, 0x0303]), ['TLSv1.2'], 'shared'],
    ['a list with 1.3 only for a server of 1.2', hello(0x0303, [0x0304]), ['TLSv1.2'], 'old-field-only'],
    ['a list with 1.0 only for a server of 1.2 and 1.3', hello(0x0303, [0x0301]), ['TLSv1.2', 'TLSv1.3'], 'none'],
  ] as const)('%s', (_title, bytes, accepts, outcome) => {
    const flight = readFirstFlight(bytes);
    expect(flight.kind).toBe('hello');
    if (flight.kind === 'hello') expect(sharedVersion(flight, accepts)).toBe(outcome);
    for (let length = 1; length < bytes.length; length += 1)
      expect(readFirstFlight(bytes.subarray(0, length)).kind).toBe('incomplete');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 120 }), fc.nat({ max: 255 }), (noise, where, value) => {
        readFirstFlight(Buffer.from(noise));
        const spoilt = hello(0x0303, [0x0304]);
        spoilt[where % spoilt.length] = value;
        readFirstFlight(spoilt);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a call', () => {
  it('is refused by SoapRefusal and nothing else', () => {
    const good = question({ targets: ['anna@contoso.test'] });
    fc.assert(
      fc.property(fc.nat({ max: good.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 30 }), (from, length, noise) => {
        try {
          readAvailabilityCall(readEnvelope(good.slice(0, from) + noise + good.slice(from + length), ['Exchange2016']), 62);
        } catch (error) {
          expect(error).toBeInstanceOf(SoapRefusal);
        }
      }),
      { numRuns: 300 },
    );
    expect(() => readEnvelope(`<!DOCTYPE a [<!ENTITY b "c">]>${good}`, [])).toThrow(SoapRefusal);
  });

  it('to Autodiscover always gets an answer', () => {
    const plan = planLab({}, world);
    const [server] = plan.servers;
    if (server === undefined) throw new Error('the world has no server');
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (noise) => {
        expect(
          autodiscoverAnswer(plan, server, `<Autodiscover><Request>${noise}</Request></Autodiscover>`, 0),
        ).toMatch(/<ErrorCode>6/);
      }),
      { numRuns: 100 },
    );
  });
});

it('a section is refused by LabError and nothing else', () => {
  fc.assert(
    fc.property(
      fc.anything({ maxDepth: 3 }),
      fc.constantFrom('servers', 'mailboxes', 'accounts', 'missingNames'),
      (noise, key) => {
        for (const section of [noise, { [key]: noise }, { servers: { ex16: noise } }]) {
          try {
            planLab(section, world);
          } catch (error) {
            expect(error).toBeInstanceOf(LabError);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
