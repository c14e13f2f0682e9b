/** How logs are told to people. */
import { nameOfBuild } from '../exchange/builds.ts';
import { spokenTls } from '../exchange/windows.ts';
import type { ConnectionTls, LogFile, Peer } from '../model/facts.ts';
import type { Layout } from './layout.ts';

const OLD: readonly ConnectionTls[] = ['SSLv3', 'TLSv1.0', 'TLSv1.1'];

export const isOld = (tls: ConnectionTls): boolean => OLD.includes(tls);
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
export const when = (at: string | null): string => (at === null ? '' : at.slice(0, 16).replace('T', ' '));

export function spoken(tls: ConnectionTls): string {
  switch (tls) {
    case 'none': return 'no TLS';
    case 'unstated': return 'not said';
    case 'failed': return 'failed';
    default: return spokenTls(tls);
  }
}

export function names(files: readonly LogFile[]): string {
  return `${files.slice(0, 3).map(({ name }) => name).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
}

export function peerSaid({ address, name }: Peer): string {
  return name === null ? address ?? 'not named' : address === null ? name : `${name} (${address})`;
}

export function buildSaid(build: string): string {
  const known = nameOfBuild(build);
  return known === null ? build : `${known.name} (${build})`;
}

export function damageLines(files: readonly LogFile[], page: Layout): readonly string[] {
  return files.filter(({ damaged }) => damaged > 0).map(({ name, damaged, damagedLines }) => {
    const where = `${damagedLines.join(', ')}${damaged > damagedLines.length ? ', …' : ''}`;
    const says = damaged === 1 ? `A line of ${name} could not be read and was passed over: line ${where}.`
      : `${damaged} lines of ${name} could not be read and were passed over: lines ${where}.`;
    return page.yellow(page.wrap('· Damaged ', says));
  });
}
