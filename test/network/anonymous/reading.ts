/** Reads texts as a tape is read: some to learn from, then others to replace in. */
import { addresses } from '../../../src/network/anonymous/addresses.ts';
import { learnFrom } from '../../../src/network/anonymous/answers.ts';
import { pseudonyms } from '../../../src/network/anonymous/pseudonyms.ts';
import { readText, type Reading } from '../../../src/network/anonymous/text.ts';

/** @param taught texts that are read first */
export function reading(...taught: readonly string[]): Reading {
  const one: Reading = { names: pseudonyms(), addresses: addresses(), addressesSeen: new Set(), strangers: new Map(), learning: true, blob: () => undefined };
  for (const text of taught) {
    learnFrom(text, one);
    readText(text, one);
  }
  return { ...one, learning: false };
}
