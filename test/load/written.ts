/** Scenario files for tests: a good one, line by line, so that a test changes a line and knows where its complaint must stand. */
import { FileError, readScenario, type Loaded, type LoadOptions } from '../../src/load.ts';

const LINES: readonly string[] = [
  'servers:',
  '  ex16: { version: exchange-2016, windows: "2012R2", ews: https://mail16.contoso.test/EWS/Exchange.asmx }',
  '  ex19: { version: exchange-2019 }',
  'signIn:',
  '  corp: { method: ntlm, user: CONTOSO\\svc, password: "${env:CORP_PASSWORD}" }',
  'mailboxes:',
  '  anna: { address: anna@contoso.test, server: ex16, signIn: corp }',
  '  boris: { address: boris@contoso.test, server: ex19, signIn: corp }',
  'lookups:',
  '  - anna -> boris',
];

export const environment = (name: string): string | undefined => (name === 'CORP_PASSWORD' ? 'from the environment' : undefined);

/** The good scenario with other text on some lines (numbered from 1; null: line left out), and further lines behind it. */
export function written(changes: Readonly<Record<number, string | null>> = {}, ...more: readonly string[]): string {
  const lines = LINES.map((line, index) => (changes[index + 1] === undefined ? line : changes[index + 1] ?? null));
  return [...lines.filter((line) => line !== null), ...more, ''].join('\n');
}

export function read(yaml: string, file = 'world.yaml', options: Partial<LoadOptions> = {}): Loaded {
  return readScenario(yaml, file, { environment, ...options });
}

/** What is said of a scenario with mistakes: one line each. Fails when there is nothing to say, or another error comes. */
export function complaintsAbout(yaml: string, file = 'world.yaml'): readonly string[] {
  try {
    read(yaml, file);
  } catch (error) {
    if (error instanceof FileError) return error.message.split('\n');
    throw error;
  }
  throw new Error('the scenario was read without complaint');
}
