/** Tapes that can be handed to strangers. */
import { writeFileSync } from 'node:fs';
import { anonymized, type Replaced } from '../network/anonymous/tape.ts';
import { printable } from '../protocol/printable.ts';

/** The tape as it is written to a file, and what to tell of it. */
export function anonymousTape(file: string, lines: readonly string[]): { readonly text: string; readonly says: string } {
  const { lines: others, replaced } = anonymized(lines);
  return { text: others.map((line) => `${line}\n`).join(''), says: spoken(file, replaced) };
}

/**
 * Writes what a run kept. A tape that cannot be anonymized is not written, and the report is not lost with it.
 * @param tell told what was replaced
 * @param warn told that nothing was written, and why
 */
export function writeAnonymously(file: string, lines: readonly string[], tell: (text: string) => void, warn: (text: string) => void): void {
  let made: ReturnType<typeof anonymousTape>;
  try {
    made = anonymousTape(file, lines);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    warn(`crosslines: ${file} stays empty, because the tape could not be anonymized; this is a mistake of crosslines itself: ${printable(why, 300)}\n`);
    return;
  }
  writeFileSync(file, made.text);
  tell(made.says);
}

function spoken(file: string, { names, domains, addresses, ids }: Replaced): string {
  const counted = [
    some(names, 'name of people and machines', 'names of people and machines'), some(domains, 'domain'),
    some(addresses, 'IP address', 'IP addresses'), some(ids, 'id'),
  ].filter((one) => one !== '').join(', ');
  return `${file} is anonymized: replaced ${counted || 'nothing'}. Look it over before you hand it on: builds, dates and free and busy times stay, `
    + 'and so may a name that stands nowhere but in running text.\n';
}

function some(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
