import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/network/credentials.ts';
import { complaintsAbout, read, written } from './written.ts';

const refused = 'of signIn corp must not be written into a scenario; write "${env:NAME}", use';
const corp = (fields: string): string => written({ 5: `  corp: { ${fields} }` });

function credentialOf(yaml: string, file?: string): Credential | undefined {
  return read(yaml, file, { environment: (name) =>
    ({ SET: 'from the environment', EMPTY: '', TOKEN: ' a.b-c_d/e+f~g== \n', BROKEN: 'a\nb' })[name] })
    .credentials.get('corp');
}

/** The secret, or why there is none. */
function told(credential: Credential | undefined): string {
  return credential === undefined ? 'none' : credential.known ? `secret: ${credential.secret.reveal()}` : credential.why;
}

describe('secrets of sign-ins', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'crosslines-'));
    const files: Readonly<Record<string, string | Uint8Array>> = {
      'unix.txt': 'Passw0rd-ÿ\n', 'windows.txt': '\uFEFFPassw0rd-ÿ\r\n', 'blanks.txt': ' two lines \n\n', 'empty.txt': '\n',
        'token.txt': '\r\na.b.c\r\n\r\n',
      'utf16.txt': Buffer.from('\uFEFFPassw0rd', 'utf16le'), 'large.txt': 'x'.repeat(64_001),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  });
  afterAll(() => { rmSync(directory, { recursive: true }); });

  it.each([
    ['a password', 'method: ntlm, user: u, password: Hunter2!',
      `5:44: password ${refused} passwordFile, or leave it out to be asked.`],
    ['a number', 'method: basic, user: u, password: 123456',
      `5:45: password ${refused} passwordFile, or leave it out to be asked.`],
    ['text around a variable', 'method: ntlm, user: u, password: "x${env:SET}"',
      `5:44: password ${refused} passwordFile, or leave it out to be asked.`],
    ['a list', 'method: ntlm, user: u, password: [Hunter2!]',
      `5:44: password ${refused} passwordFile, or leave it out to be asked.`],
    ['an alias', 'method: ntlm, user: u, password: *Hunter2',
      `5:44: password ${refused} passwordFile, or leave it out to be asked.`],
    ['nothing', 'method: ntlm, user: u, password: ', `5:45: password ${refused} passwordFile, or leave it out to be asked.`],
    ['a token', 'method: token, token: Hunter2', `5:33: token ${refused} tokenFile, or leave it out to be asked.`],
    ['a token that the method does not use', 'method: ntlm, user: u, token: Hunter2',
      `5:41: token ${refused} tokenFile, or leave it out to be asked.`],
    ['a password that the method does not use', 'method: none, password: Hunter2',
      `5:35: password ${refused} passwordFile, or leave it out to be asked.`],
  ])('refuses %s and does not repeat it', (_what, fields, says) => {
    const complaints = complaintsAbout(corp(fields));
    expect(complaints).toEqual([`world.yaml:${says}`]);
    expect(complaints.join()).not.toMatch(/Hunter2|123456/);
  });

  it.each([
    'password: ]Hunter2', 'password: !Hunter2!', 'password: !Hunt!er2', 'password: |2Hunter2', 'password: "x" Hunter2',
      'password: @Hunter2', 'password: %Hunter2',
    'password: `Hunter2', 'password: Hunter2: x', 'password: "Hunter2', 'password: [Hunter2', 'password: {Hunter2',
      'password: *Hunter2 x', 'password: &Hunter2 &x y',
    'password Hunter2', 'password: - Hunter2', 'password: ? Hunter2', 'password: >Hunter2',
  ])('does not repeat what it cannot read: %s', (line) => {
    const complaints = complaintsAbout(written({ 5: `  corp:\n    method: ntlm\n    user: u\n    ${line}` }));
    expect(complaints.join()).not.toContain('unter2');
    expect(complaints.join()).not.toContain('er2');
  });

  it.each([
    'https://svc:Hunter2@mail.contoso.test/EWS/Exchange.asmx', 'http://svc:Hunter2@mail.contoso.test/',
      'https:svc:Hunter2@mail.contoso.test/',
    '//svc:Hunter2@mail', 'https://:Hunter2@mail.contoso.test/',
  ])('does not repeat a URL that holds a password: %s', (url) => {
    expect(complaintsAbout(written({ 3: `  ex19: { version: exchange-2019, ews: "${url}" }` })))
      .toEqual(['world.yaml:3:40: ews of server ex19 must not hold a user or password; name them under signIn.']);
  });

  it.each([
    ['method: ntlm, user: u, password: "${env:SET}"', 'secret: from the environment'],
    ['method: ntlm, user: u, password: "${env:UNSET}"', 'the environment variable UNSET is not set'],
    ['method: ntlm, user: u, password: "${env:EMPTY}"', 'the environment variable EMPTY is not set'],
    ['method: ntlm, user: u', 'no password was given'],
    ['method: token, token: "${env:TOKEN}"', 'secret: a.b-c_d/e+f~g=='],
    ['method: token, token: "${env:BROKEN}"', 'the environment variable BROKEN holds characters that a token cannot have'],
    ['method: token', 'no token was given'],
    ['method: none', 'none'],
    ['method: ntlm, user: u, passwordFile: unix.txt', 'secret: Passw0rd-ÿ'],
    ['method: ntlm, user: u, passwordFile: windows.txt', 'secret: Passw0rd-ÿ'],
    ['method: ntlm, user: u, passwordFile: blanks.txt', 'secret:  two lines \n'],
    ['method: ntlm, user: u, passwordFile: empty.txt', 'the file empty.txt is empty'],
    ['method: token, tokenFile: token.txt', 'secret: a.b.c'],
    ['method: token, tokenFile: unix.txt', 'the file unix.txt holds characters that a token cannot have'],
  ])('%s', (fields, expected) => {
    expect(told(credentialOf(corp(fields), join(directory, 'world.yaml')))).toBe(expected);
  });

  it.each([
    ['utf16.txt', 'passwordFile of signIn corp is utf16.txt, which cannot be read as UTF-8 text.'],
    ['.', 'passwordFile of signIn corp is ., which cannot be read as UTF-8 text.'],
    ['large.txt', 'passwordFile of signIn corp is larger than 64000 bytes.'],
  ])('refuses the password file %s', (name, says) => {
    const file = join(directory, 'world.yaml');
    expect(complaintsAbout(corp(`method: ntlm, user: u, passwordFile: ${name}`), file)).toEqual([`${file}:5:48: ${says}`]);
  });

  it('takes passwords of imitated accounts instead of the environment where the scenario brings its servers', () => {
    const yaml = written({}, 'lab: {}');
    const { credentials } = read(yaml, 'world.yaml', { labSecret: (name) => `imitated ${name}` });
    expect(told(credentials.get('corp'))).toBe('secret: imitated CORP_PASSWORD');
  });

  it('keeps secrets out of the scenario', () => {
    const { scenario, credentials } = read(written());
    expect(scenario.signIns).toEqual({ corp: { id: 'corp', method: 'ntlm', user: 'CONTOSO\\svc', impersonate: false,
      channelBinding: true } });
    expect(JSON.stringify([scenario, [...credentials]])).not.toContain('from the environment');
  });
});
