/** With imitated servers, no real secret is read or goes anywhere. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-test-'));
writeFileSync(join(folder, 'real.txt'), 'real');

const scenario = (secretField: string, lab: boolean): string => [
  'servers: { ex16: { version: exchange-2016 } }',
  `signIn: { corp: { method: ntlm, user: 'CONTOSO\\anna'${secretField} } }`,
  'mailboxes: { anna: { address: anna@contoso.test, server: ex16, signIn: corp }, boris: { address: boris@contoso.test, server: ex16 } }',
  'lookups: [anna -> boris]', ...(lab ? ['lab: {}'] : []),
].join('\n');

const secretOf = (secretField: string, lab: boolean): string | undefined => {
  const options = { environment: () => 'real', labSecret: (name: string) => `made for ${name}` };
  const credential = readScenario(scenario(secretField, lab), join(folder, 's.yaml'), options).credentials.get('corp');
  return credential?.known ? credential.secret.reveal() : undefined;
};

describe('a scenario with imitated servers', () => {
  it.each([
    [', password: "${env:REAL}"', 'made for REAL', 'real'], [', passwordFile: real.txt', 'made for signIn corp', 'real'], ['', 'made for signIn corp', undefined],
  ])('signs in with made-up secrets: %s', (field, made, real) => {
    expect(secretOf(field, true)).toBe(made);
    expect(secretOf(field, false)).toBe(real);
  });
});
