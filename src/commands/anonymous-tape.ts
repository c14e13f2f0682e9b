/** Tapes that can be handed to strangers. */
import { anonymized, type Replaced } from '../network/anonymous/tape.ts';

/** The tape as it is written to a file, and what to tell of it. */
export function anonymousTape(file: string, lines: readonly string[]): { readonly text: string; readonly says: string } {
  const { lines: others, replaced } = anonymized(lines);
  return { text: others.map((line) => `${line}\n`).join(''), says: spoken(file, replaced) };
}

function spoken(file: string, { names, domains, addresses, ids }: Replaced): string {
  const counted = [some(names, 'name'), some(domains, 'domain'), some(addresses, 'IP address', 'IP addresses'), some(ids, 'id')].join(', ');
  return `${file} is anonymized: ${counted} replaced. Look it over before you hand it on: times, builds and dates of certificates stay, and so does a name `
    + 'that only running text tells.\n';
}

function some(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
