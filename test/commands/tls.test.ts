/** `crosslines tls` in this process, against servers on loopback. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { replay } from '../../src/commands/replay.ts';
import { tls, type TlsOptions } from '../../src/commands/tls.ts';
import { clientHelloProfiles } from '../../src/exchange/client-hellos.ts';
import { certified, endServers, plainServer, tlsServer, type Standing } from '../probes/tls/servers.ts';
import { recordedTerminal } from './recorded-terminal.ts';

afterAll(endServers);

const { cert } = certified();

async function asked(standing: Standing, options: TlsOptions = {}, target = 'mail.contoso.test') {
  const terminal = recordedTerminal();
  const world = { routes: new Map([['mail.contoso.test:443', standing.at], ['mail.contoso.test:25', standing.at]]), hosts: new Map([['mail.contoso.test', ['127.0.0.1']]]), caPem: cert };
  return { code: await tls(target, { quiet: true, ...options }, terminal, world), text: terminal.output(), terminal };
}

describe('crosslines tls', () => {
  it('gives programs what the interface promises', async () => {
    const { code, text } = await asked(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }), { format: ['json'] });
    const found = JSON.parse(text) as { readonly versions: readonly { readonly version: string; readonly outcome: string }[]; readonly compatibility: readonly unknown[] };
    expect(code).toBe(0);
    expect(Object.keys(found)).toEqual(expect.arrayContaining([
      'schema', 'endpoint', 'connections', 'ms', 'versions', 'certificate', 'groups', 'compression', 'renegotiation', 'extendedMasterSecret', 'tickets',
      'alpn', 'ocsp', 'withoutSni', 'starttls', 'clientCertificateRequest', 'compatibility',
    ]));
    expect(found).toMatchObject({
      schema: 'crosslines-tls/1', endpoint: 'mail.contoso.test:443', renegotiation: 'secure', starttls: null, faults: [],
      certificate: { subject: 'CN=mail.contoso.test', names: ['mail.contoso.test'], keyBits: 2048, signatureAlgorithm: 'sha256WithRSAEncryption', chain: [], trusted: true, problem: null },
      clientCertificateRequest: { requested: false, authorities: 0, bytes: 0, names: [], truncated: false },
    });
    expect(found.versions.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual([
      'SSLv2 alert', 'SSLv3 alert', 'TLSv1.0 alert', 'TLSv1.1 alert', 'TLSv1.2 accepted', 'TLSv1.3 accepted',
    ]);
    expect(found.compatibility).toHaveLength(clientHelloProfiles.length);
    expect(found.compatibility[3]).toEqual({ profile: '2012R2-net-legacy', outcome: 'alert', alert: 70, agreed: null });
  });

  it('tells people first what is accepted, what is wrong, and whom it hurts', async () => {
    const ciphers = 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0';
    const { code, text } = await asked(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers }));
    expect(code).toBe(1);
    expect(text.split('\n').slice(3, 8)).toEqual([
      'Accepts   TLS 1.2',
      'Refuses   SSL 2.0, TLS 1.0, TLS 1.1, TLS 1.3 (alert 70, protocol_version); SSL 3.0 (alert 40,',
      '          handshake_failure)',
      '✗ Wrong   No connection for Exchange on Windows Server 2008 R2, 2012 R2 with TLS 1.2: they share no',
      '          cipher suite or curve with it.',
    ]);
    expect(text).toContain('✗ 2012R2-net-tls12        no connection: alert 40, handshake_failure');
    expect(text).toContain('✓ exchange2019-setup      TLS 1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
  });

  it('sends the hello of one kind of server', async () => {
    const standing = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const old = await asked(standing, { as: '2012R2-net-legacy' });
    expect({ code: old.code, count: standing.count() }).toEqual({ code: 1, count: 1 });
    expect(old.text).toContain('✗ 2012R2-net-legacy no connection: alert 70, protocol_version');
    expect((await asked(standing, { as: 'exchange2019-setup' })).code).toBe(0);
  });

  it('computes the table instead of sending eleven hellos', async () => {
    const standing = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
    const sent = await asked(standing);
    const before = standing.count();
    const { code, text } = await asked(standing, { predict: true });
    const table = (page: string): string => page.slice(page.indexOf('What Exchange servers get'));
    expect(code).toBe(sent.code);
    expect(table(text)).toBe(table(sent.text).replace('that dial as', 'that dial as (computed)'));
    expect(standing.count() - before).toBe(before - clientHelloProfiles.length);
  });

  it.each([{}, { predict: true }])('is replayed from its tape, without a network: %j', async (how) => {
    const tape = join(mkdtempSync(join(tmpdir(), 'crosslines-tls-')), 'tls.tape');
    const standing = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
    const { code, text } = await asked(standing, { record: tape, format: ['json'], ...how });
    const connections = standing.count();
    const terminal = recordedTerminal();
    expect(await replay(tape, { format: ['json'] }, terminal)).toBe(code);
    expect(terminal.output()).toBe(text);
    expect(standing.count()).toBe(connections);
  });

  it('asks for versions alone', async () => {
    const standing = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2' });
    const { code, text } = await asked(standing, { versions: true });
    expect({ code, count: standing.count() }).toEqual({ code: 0, count: 6 });
    expect(text).toContain('Accepts   TLS 1.0, TLS 1.1, TLS 1.2\n');
  });

  it('shows nothing of a server that could steer the terminal', async () => {
    const { code, text } = await asked(await plainServer((socket) => { socket.write('220 \u001b[2J\u202email ESMTP\u0007\r\n'); }));
    expect(code).toBe(1);
    expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(text).toContain('ask it with --starttls smtp');
  });

  it('3: nothing is there, or the time is over', async () => {
    const gone = await plainServer(() => undefined);
    const { code, text } = await asked({ ...gone, at: '127.0.0.1:1' });
    expect({ code, text }).toEqual({ code: 3, text: '? mail.contoso.test:443 could not be asked: mail.contoso.test:443 refused the connection\n' });
    const silent = await plainServer((socket) => { socket.resume(); });
    expect((await asked(silent, { timeout: '0.05', format: ['json'] })).code).toBe(3);
    const refused = await asked(await plainServer((socket) => { socket.end('421 busy\r\n'); }), { starttls: 'smtp' });
    expect({ code: refused.code, text: refused.text.replace(/\s+/g, ' ') }).toEqual({
      code: 3, text: '? mail.contoso.test:25 could not be asked: the mail server mail.contoso.test:25 greets with 421 busy: it is too busy or closing ',
    });
  });

  it.each([
    ['mail contoso', {}, /"mail contoso" is no host to ask; expected HOST or HOST:PORT/],
    ['mail.contoso.test:99999', {}, /is no host to ask/],
    ['mail.contoso.test', { as: '2012R2' }, /--as 2012R2 is not known; expected 2008R2-net-legacy, /],
    ['mail.contoso.test', { starttls: 'imap' }, /--starttls imap is not known; expected smtp/],
    ['mail.contoso.test', { format: ['junit'] }, /--format junit is not known; expected terminal or json/],
    ['mail.contoso.test', { connections: '0' }, /--connections 0 is not a whole number from 1 to 32/],
    ['mail.contoso.test', { pause: '1s' }, /--pause 1s is not a whole number/],
    ['mail.contoso.test', { versions: true, as: '2019-net-tls12' }, /--as and --versions/],
    ['mail.contoso.test', { versions: true, predict: true }, /leave --as and --versions out/],
  ] as const)('2: %s %j', async (target, options, says) => {
    await expect(tls(target, options as TlsOptions, recordedTerminal())).rejects.toThrow(says);
    await expect(tls(target, options as TlsOptions, recordedTerminal())).rejects.toThrow(UsageError);
  });
});
