/** Tapes that can be handed to strangers. */
import { anonymized, type Replaced } from '../network/anonymous/tape.ts';

/** The tape as it is written to a file, and what to tell of it. */
export function anonymousTape(file: string, lines: readonly string[]): { readonly text: string; readonly says: string } {
  const { lines: others, replaced } = anonymized(lines);
  return { text: others.map((line) => `${line}\n`).join(''), says: spoken(file, replaced) };
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
