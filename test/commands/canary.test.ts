/** No secret in any output: a canary password, searched in every report, tape, progress line and error. */
import { createHash } from 'node:crypto';
import { readFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { md4 } from '../../src/protocol/md4.ts';
import { runScenario } from '../run-scenario.ts';
import { reporters } from '../../src/reporters/index.ts';
import { explainError } from '../../src/commands/errors.ts';
import { loadScenario } from '../../src/load.ts';

const CANARY = 'C4nary-ÄÖ&"<x>';
const USER = 'CONTOSO\\svc-crosslines';

/** Every form in which the canary could show. */
function forms(): readonly string[] {
  const utf8 = Buffer.from(CANARY, 'utf8');
  const utf16 = Buffer.from(CANARY, 'utf16le');
  const nt = Buffer.from(md4(new Uint8Array(utf16)));
  return [
    CANARY, JSON.stringify(CANARY).slice(1, -1), encodeURIComponent(CANARY), utf8.toString('base64'), utf8.toString('base64').replace(/=+$/, ''), utf8.toString('hex'),
    utf16.toString('base64').slice(0, -4), utf16.toString('hex'), nt.toString('hex'), nt.toString('base64'),
    Buffer.from(`${USER}:${CANARY}`, 'utf8').toString('base64'), createHash('sha256').update(utf8).digest('hex'), createHash('md5').update(utf8).digest('hex'),
  ];
}

const yaml = (method: string): string => readFileSync(join(import.meta.dirname, '..', '..', 'scenarios', 'exchange-2016-as-installed-beside-2019.yaml'), 'utf8')
  .replace('method: ntlm', `method: ${method}`);

describe('no secret in any output', () => {
  it.each(['ntlm', 'basic'])('%s', async (method) => {
    const hosts: string[] = [];
    const { report, tape } = await runScenario({ yaml: yaml(method) }, { environment: { CROSSLINES_PASSWORD: CANARY }, onCredentials: (host) => { hosts.push(host); } });
    expect(report.verdicts.some(({ availability }) => availability === 'shown')).toBe(true); // the password was really used
    expect(hosts).toEqual(['mail16.contoso.test', 'mail19.contoso.test']);
    const everything = [
      tape.join('\n'), ...Object.values(reporters).map((reporter) => reporter([report], { columns: 100, colours: true })), hosts.join(),
    ].join('\n');
    for (const form of forms()) expect(everything.includes(form), form).toBe(false);
    expect(everything).not.toMatch(/"authorization"/i);
    // An NTLM message of type 3 begins so in base64.
    expect(everything).not.toContain('TlRMTVNTUAAD');
  });

  it('oauth: neither the client secret, nor a token, nor a certificate\'s key', async () => {
    const file = readFileSync(join(import.meta.dirname, '..', '..', 'scenarios', 'hybrid', 'exchange-online-by-oauth.yaml'), 'utf8');
    for (const proof of ['secret: "${env:CROSSLINES_CLIENT_SECRET}"', 'certificate: ./app.pem']) {
      const { report, tape } = await runScenario(
        { yaml: file.replace('secret: "${env:CROSSLINES_CLIENT_SECRET}"', proof) },
        { environment: { CROSSLINES_PASSWORD: CANARY, CROSSLINES_CLIENT_SECRET: CANARY } },
      );
      expect(report.verdicts.map(({ availability }) => availability)).toEqual(['shown', 'shown', 'shown']);
      const everything = [tape.join('\n'), ...Object.values(reporters).map((reporter) => reporter([report], { columns: 100, colours: true }))].join('\n');
      for (const form of forms()) expect(everything.includes(form), form).toBe(false);
      const decoded = [...everything.matchAll(/"base64":"([^"]+)"/g)].map(([, part = '']) => Buffer.from(part, 'base64').toString('latin1')).join('\n');
      // So begin the header of a JSON Web Token and the base64 of a PKCS #8 key.
      expect(`${everything}${decoded}`).not.toMatch(/eyJ0eXAi|eyJhbGci|PRIVATE KEY|MII[EJ][vq]/);
      expect(everything).toContain('full_access_as_app');
    }
  });

  it('nor in the complaint about a password written into a scenario', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'crosslines-test-')), 'literal.yaml');
    writeFileSync(file, yaml('ntlm').replace('"${env:CROSSLINES_PASSWORD}"', JSON.stringify(CANARY)));
    let says = '';
    try {
      loadScenario(file, { environment: () => undefined });
    } catch (error) {
      says = explainError(error).says;
    }
    expect(says).toContain('must not be written into a scenario');
    for (const form of forms()) expect(says.includes(form), form).toBe(false);
  });
});
