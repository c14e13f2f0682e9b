/** Long logs: what matters is found wherever it stands, what is there over and over is counted, and nothing grows with the log. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds, noise } from '../../bench/explain-noise.ts';
import { PastedReader, wholeLimit, type Pasted } from '../../src/protocol/pasted-bytes.ts';
import { readPassages } from '../../src/protocol/pasted-text.ts';

const SIZE = 1_500_000;

function readIn(bytes: Uint8Array, part: number): Pasted | null {
  const reader = new PastedReader();
  for (let at = 0; at < bytes.length; at += part) reader.push(bytes.subarray(at, at + part));
  return reader.end();
}
function pastedOf(bytes: Uint8Array, part = 1_000_003): Pasted {
  const pasted = readIn(bytes, part);
  if (pasted === null) throw new Error('no text');
  return pasted;
}
const kept = ({ passages }: Pasted): number => passages.reduce((sum, { text }) => sum + text.length, 0);
const facts = (pasted: Pasted) => readPassages(pasted.passages, 'log');

describe.each(Object.keys(kinds))('among %s', (kind) => {
  test.each([['beginning', 0], ['middle', 0.5], ['end', 1]] as const)('a failure at the %s is found whole', (_, place) => {
    const pasted = pastedOf(Buffer.from(noise(kind, SIZE, place)));
    expect(kept(pasted)).toBeLessThan(300_000);
    expect(facts(pasted).find(({ text }) => text.includes('An unexpected error occurred on a send'))).toMatchObject({
      responseCodes: expect.arrayContaining(['ErrorProxyRequestProcessingFailed']), lids: [43532], requestTypes: ['CrossSite'],
      serverNames: expect.arrayContaining(['EX16A']),
    });
  });
});

test('UTF-16 with its mark, and UTF-8 with letters of another script, cut anywhere', () => {
  const text = `${noise('event log, Format-List', 400_000, 1, false)}Ошибка при отправке. ${'Имя журнала: Приложение '.repeat(20)}\nProxy web request failed. LID: 43532\n`;
  for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text)]) {
    const pasted = pastedOf(bytes, 65_537);
    expect(pasted.passages.map((one) => one.text).join('')).toContain('Имя журнала: Приложение');
    expect(pasted.passages.map((one) => one.text).join('')).not.toContain('\ufffd');
    expect(facts(pasted)[0]).toMatchObject({ lids: [43532] });
  }
});

test('the same failure a thousand times is one, with its number, whatever the servers are called', () => {
  const line = (at: number): string => `2026-03-04 09:${String(at % 60).padStart(2, '0')}:01 Autodiscover failed for e-mail address user${at}@contoso.test with error `
    + `System.Net.WebException: The remote name could not be resolved: 'host${at}.contoso.test'. LID: 33676\n`;
  const found = facts(pastedOf(Buffer.from(Array.from({ length: 1000 }, (_, at) => line(at)).join(''))));
  expect(found.map(({ times }) => times)).toEqual([1000]);
});

test('a failure that differs in its status is another one', () => {
  const line = (at: number, status: number): string => `2026-03-04 09:12:01 Autodiscover failed for e-mail address u${at}@contoso.test. The request failed with HTTP status ${status}: x. LID: 33676\n`;
  const log = [...Array.from({ length: 1000 }, (_, at) => line(at, 401)), line(1, 404), ...Array.from({ length: 1000 }, (_, at) => line(at, 401))].join('');
  const found = facts(pastedOf(Buffer.from(log)));
  expect(found.map(({ statuses, times }) => [statuses, times])).toEqual([[[401], 2000], [[404], 1]]);
});

test('each record of a dated log stands alone', () => {
  const noiseLine = '2026-03-04 09:12:01 10.0.0.5 GET /owa 443 - 200 0 0 15\n';
  const { passages } = pastedOf(Buffer.from(`${noiseLine.repeat(4000)}2026-03-04 09:12:02 Proxy web request failed. LID: 43532\n${noiseLine.repeat(4000)}`));
  expect(passages.map(({ text }) => text)).toEqual(['2026-03-04 09:12:02 Proxy web request failed. LID: 43532\n']);
});

test('of a log without any failure the beginning tells what it is', () => {
  const { passages, leftOut } = pastedOf(Buffer.from('The quick brown fox jumps over the lazy dog.\n'.repeat(5000)));
  expect(passages).toHaveLength(1);
  expect(passages[0]?.text).toMatch(/^The quick/);
  expect(leftOut).toBe(0);
});

test('what is no text is refused also where it is long', () => {
  expect(readIn(Uint8Array.from({ length: 300_000 }, (_, index) => (Math.imul(index, 2654435761) >>> 9) & 255), 65_536)).toBeNull();
});

test('however a log arrives in parts, the same is found', () => {
  const log = Buffer.from(noise('SOAP traces', 300_000, 0.7));
  const texts = (part: number): readonly string[] => facts(pastedOf(log, part)).map(({ text }) => text.slice(0, 200));
  const whole = texts(log.length);
  fc.assert(fc.property(fc.integer({ min: 5000, max: 200_000 }), (part) => { expect(texts(part)).toEqual(whole); }), { numRuns: 10 });
});

test('a short paste is read whole', () => {
  const text = 'x'.repeat(wholeLimit);
  expect(pastedOf(Buffer.from(text)).passages).toEqual([{ text, times: 1 }]);
});
