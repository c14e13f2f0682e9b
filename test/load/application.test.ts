/** Sign-ins by OAuth in a scenario: what is read, and what is complained of. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateAuthority } from '../../mocks/authority.ts';
import type { Credential } from '../../src/network/credentials.ts';
import { rootAuthority } from '../network/certificates.ts';
import { complaintsAbout, read, written } from './written.ts';

const clientId = '11112222-aaaa-3333-bbbb-4444cccc5555';
const online = '  cloud: { version: exchange-online }';
const signIn = (fields: string): string => `  m365: { method: oauth, tenant: contoso.onmicrosoft.com, clientId: ${clientId}${fields} }`;
/** The good scenario with a cloud, whose boris signs in so. */
const world = (line: string, server = online): string =>
  written({ 3: `  ex19: { version: exchange-2019 }\n${server}`, 5: line, 7: '  anna: { address: anna@contoso.test, server: ex16 }',
    8: '  boris: { address: boris@contoso.test, server: cloud, signIn: m365 }' });
const environment = (name: string): string | undefined => ({ APP_SECRET: 'the secret', APP_PASSWORD: 'opens it' })[name];

let folder: string;
let files: Readonly<Record<'app' | 'locked' | 'elliptic' | 'keyOfAnother' | 'noKey', string>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crosslines-test-'));
  const app = await (await certificateAuthority(Date.now())).issue(['app']);
  const elliptic = await (await rootAuthority()).issue(['app']);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const { createPrivateKey } = await import('node:crypto');
  files = {
    app: `${app.certPem}\n${app.keyPem}`,
    locked: `${app.certPem}\n${createPrivateKey(app.keyPem).export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'opens it' }).toString()}`,
    elliptic: `${elliptic.cert}\n${elliptic.key}`,
    keyOfAnother: `${app.certPem}\n${other.export({ format: 'pem', type: 'pkcs1' }).toString()}`,
    noKey: app.certPem,
  };
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), pem);
});

const credentialOf = (fields: string): Credential | undefined =>
  read(world(signIn(fields)), join(folder, 'world.yaml'), { environment }).credentials.get('m365');

describe('a sign-in by OAuth', () => {
  it('is an application with its cloud, and always asks on behalf of a mailbox unless a user signs in', () => {
    const { scenario, credentials } = read(world(signIn(', secret: "${env:APP_SECRET}"'),
      '  cloud: { version: exchange-online, nationalCloud: us-gov }'), 'world.yaml', { environment });
    expect(scenario.signIns['m365']).toEqual({
      id: 'm365', method: 'oauth', impersonate: true, channelBinding: true,
      oauth: { tenant: 'contoso.onmicrosoft.com', clientId, flow: 'secret', nationalCloud: 'us-gov' },
    });
    const credential = credentials.get('m365');
    expect(credential?.known === true && credential.secret.reveal()).toBe('the secret');
    expect(JSON.stringify(scenario)).not.toContain('the secret');
    expect(read(world(signIn(', deviceCode: true'))).scenario.signIns['m365']).toMatchObject({ impersonate: false, oauth: { flow: 'device-code',
      nationalCloud: 'worldwide' } });
    expect(read(world(signIn(', deviceCode: true'))).credentials.has('m365')).toBe(false);
    expect(read(world(signIn(''))).credentials.get('m365')).toEqual({ known: false, why: 'no secret was given' });
  });

  it('by certificate reads certificate and key from one file, also a key with a password', () => {
    for (const fields of [', certificate: ./app.pem', ', certificate: ./locked.pem, password: "${env:APP_PASSWORD}"']) {
      const credential = credentialOf(fields);
      const pem = credential?.known === true ? credential.secret.reveal() : '';
      expect(pem, fields).toMatch(/^-----BEGIN CERTIFICATE-----[\s\S]+-----BEGIN PRIVATE KEY-----/);
    }
  });

  it.each([
    [', certificate: ./locked.pem', /has a key that cannot be read; if it has a password, name it as password$/],
    [', certificate: ./locked.pem, password: "${env:APP_SECRET}"', /cannot be opened with its password$/],
    [', certificate: ./elliptic.pem', /not RSA/],
    [', certificate: ./keyOfAnother.pem', /does not belong to its certificate/],
    [', certificate: ./noKey.pem', /no PEM private key/],
    [', certificate: ./missing.pem', /cannot be read/],
  ])('%s: is known to be of no use before anything is sent', (fields, why) => {
    const credential = credentialOf(fields);
    expect(credential?.known === false && credential.why).toMatch(why);
  });

  it('with imitated servers reads no certificate', () => {
    const { credentials } = read(`${world(signIn(', certificate: ./app.pem'))}lab: {}\n`, join(folder, 'world.yaml'), { labSecret: () => 'made up' });
    expect(credentials.get('m365')).toEqual({ known: false, why: 'the imitated servers make the certificate' });
  });

  it.each([
    ['  m365: { method: oauth }', [/m365 has no tenant/, /m365 has no clientId/]],
    [`  m365: { method: oauth, tenant: "contoso onmicrosoft/../x", clientId: ${clientId} }`, [/tenant of signIn m365 is .*expected a domain/]],
    ['  m365: { method: oauth, tenant: contoso.test, clientId: my-app }', [/clientId of signIn m365 is no id/]],
    [signIn(', secret: hunter2'), [/secret of signIn m365 must not be written into a scenario/]],
    [signIn(', secret: "${env:A}", deviceCode: true'), [/more than one of secret, certificate and deviceCode/]],
    [signIn(', secret: "${env:A}", impersonate: false'), [/always asks on behalf of one/]],
  ])('%s: complaint', (line, complaints) => {
    const said = complaintsAbout(world(line));
    expect(said).toHaveLength(complaints.length);
    complaints.forEach((complaint, index) => { expect(said[index]).toMatch(complaint); });
    expect(said.join()).not.toContain('hunter2');
  });

  it('is for one cloud', () => {
    const two = world(signIn(', deviceCode: true'), `${online}\n  gov: { version: exchange-online, nationalCloud: us-gov }`)
      .replace('lookups:', '  carla: { address: carla@contoso.test, server: gov, signIn: m365 }\nlookups:');
    expect(complaintsAbout(two)).toEqual([expect.stringMatching(/signIn m365 is used in the clouds worldwide and us-gov/) as string]);
    expect(complaintsAbout(world(signIn(', deviceCode: true'), '  cloud: { version: exchange-2019, nationalCloud: china }')))
      .toEqual([expect.stringMatching(/nationalCloud of server cloud is for exchange-online only/) as string]);
  });
});
