/** Exchange 2010 beside its successors: its own dialect, calls up, calls handed down, and the loop after a move. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab, LabWorld } from '../../mocks/lab.ts';
import { ask, basic, handshake, onBehalfOf, question } from './lab-client.ts';
import type { Got } from './lab-client.ts';

const mixed: LabWorld = {
  servers: [
    { id: 'ex10', version: 'exchange-2010', ews: 'https://mail10.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'ex13', version: 'exchange-2013', ews: 'https://mail13.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'ex19', version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx', nodes: [] },
  ],
  mailboxes: [
    { address: 'anna@contoso.test', server: 'ex10' },
    { address: 'carla@contoso.test', server: 'ex10' },
    { address: 'boris@contoso.test', server: 'ex13' },
    { address: 'dora@contoso.test', server: 'ex19' },
  ],
  accounts: [{ user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true }],
};
const ews = (host: string): string => `https://${host}.contoso.test/EWS/Exchange.asmx`;
/** Basic is off on an Exchange 2010 as installed; the clients of these tests know nothing else. */
const reachable = { servers: { ex10: { basic: 'on' } } };

/** Asks `host` as `requester` about targets. */
function look(lab: Lab, host: string, requester: string, targets: readonly string[], more = {}): Promise<Got> {
  return ask(lab, ews(host), {
    method: 'POST',
    headers: { ...basic('svc'), 'Content-Type': 'text/xml; charset=utf-8' },
    body: question({ targets: targets.map((name) => `${name}@contoso.test`), header: onBehalfOf(`${requester}@contoso.test`), ...more }),
  });
}
const codes = ({ body }: Got): readonly string[] => [...body.matchAll(/<ResponseCode>(\w+)/g)].map(([, code]) => code ?? '');
const names = ({ headers }: Got): readonly string[] => headers.map(([name]) => name);
const value = ({ headers }: Got, wanted: string): string | undefined => headers.find(([name]) => name === wanted)?.[1];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(reachable, mixed);
});
afterAll(() => lab.stop());

describe('Exchange 2010 itself', () => {
  it('speaks TLS 1.0 only, as Windows Server 2008 R2 does', async () => {
    expect(await handshake(lab, 'mail10.contoso.test:443', 'TLSv1')).toMatch(/^TLSv1 .* trusted$/);
    // It answers with TLS 1.0, which that client does not take.
    expect(await handshake(lab, 'mail10.contoso.test:443', 'TLSv1.2')).toBe('ERR_SSL_UNSUPPORTED_PROTOCOL');
    expect(lab.routes.has('ex10.contoso.test:444')).toBe(false);
  });

  it('asks for NTLM and Negotiate, on a line each, and names no front end', async () => {
    const plain = await startLab({}, mixed);
    const got = await ask(plain, ews('mail10'));
    await plain.stop();
    expect(got.status).toBe(401);
    expect(got.headers.filter(([name]) => name === 'WWW-Authenticate')).toEqual([
      ['WWW-Authenticate', 'Negotiate'],
      ['WWW-Authenticate', 'NTLM'],
    ]);
    expect(value(got, 'Server')).toBe('Microsoft-IIS/7.5');
    expect(names(got).filter((name) => /^(x-feserver|request-id)$/i.test(name))).toEqual([]);
  });

  it('answers with its headers and its schema', async () => {
    const got = await look(lab, 'mail10', 'anna', ['carla']);
    expect(names(got).filter((name) => name !== 'Date')).toEqual([
      'Cache-Control', 'Transfer-Encoding', 'Content-Type', 'Server', 'Set-Cookie', 'X-AspNet-Version', 'X-Powered-By',
    ]);
    expect(value(got, 'X-AspNet-Version')).toBe('2.0.50727');
    expect(got.body).toContain('MajorVersion="14" MinorVersion="3" MajorBuildNumber="513" MinorBuildNumber="0" Version="Exchange2010_SP2"');
  });

  it('knows no version after its own, no window above 42 days, no health page, and 4 for no data', async () => {
    const later = await look(lab, 'mail10', 'anna', ['carla'], {
      header: '<q:RequestServerVersion Version="Exchange2013"/>',
    });
    expect(later.body).toContain('ErrorInvalidServerVersion');
    const long = await look(lab, 'mail10', 'anna', ['carla'], { from: '2026-11-01T00:00:00Z', to: '2026-12-14T00:00:00Z' });
    expect(long.body).toContain('The allowed limit = 42 days; the actual limit = 43 days.');
    expect((await ask(lab, 'https://mail10.contoso.test/ews/healthcheck.htm')).status).toBe(404);
    const page = await ask(lab, 'https://mail10.contoso.test/owa/auth/logon.aspx');
    expect(page.body).toContain('/owa/14.3.513.0/themes/');
    const empty = await startLab({ ...reachable, mailboxes: { 'carla@contoso.test': { faults: ['no-data'] } } }, mixed);
    expect((await look(empty, 'mail10', 'anna', ['carla'])).body).toContain(`>${'4'.repeat(24)}</MergedFreeBusy>`);
    await empty.stop();
  });

  it('says plainly what failed, and what lay beneath', async () => {
    const { body } = await look(lab, 'mail10', 'anna', ['dora', 'nobody']);
    expect(body).toContain(
      '<MessageText>Proxy web request failed. , inner exception: System.Net.WebException: The underlying connection was closed: ',
    );
    expect(body).toContain('<MessageText>Unable to resolve e-mail address nobody@contoso.test to an Active Directory object.</MessageText>');
    expect(body).not.toMatch(/LID:|ExceptionMessage|originated/);
    expect(body).toContain('>EX10</ExceptionServerName>');
  });

  it('says of a peer\'s error which URL answered', async () => {
    const closed = await startLab({ ...reachable, mailboxes: { 'boris@contoso.test': { faults: ['default-permission-none'] } } }, mixed);
    const { body } = await look(closed, 'mail10', 'anna', ['boris']);
    await closed.stop();
    expect(body).toContain('<ResponseCode>ErrorNoFreeBusyAccess</ResponseCode>');
    expect(body).toMatch(/<ResponseSource [^>]+>https:\/\/ex13\.contoso\.test\/ews\/exchange\.asmx<\/ResponseSource><\/MessageXml>/);
  });
});

describe('between the versions', () => {
  it('a 2010 asks a newer server at its own name on 443, and is asked there', async () => {
    expect(codes(await look(lab, 'mail10', 'anna', ['boris']))).toEqual(['NoError']);
    expect(codes(await look(lab, 'mail13', 'boris', ['anna']))).toEqual(['NoError']);
    const closed = await startLab({ servers: { ex10: { basic: 'on', faults: ['unreachable-from-peers'] } } }, mixed);
    const refused = await look(closed, 'mail13', 'boris', ['anna']);
    await closed.stop();
    expect(refused.body).toContain('actively refused it 127.0.0.1:443');
  });

  it('a front end hands the calls of a mailbox on 2010 down, where they are executed', async () => {
    const got = await look(lab, 'mail13', 'anna', ['carla']);
    expect(got.status).toBe(200);
    expect(value(got, 'X-CalculatedBETarget')).toBe('ex10.contoso.test');
    expect(names(got)).not.toContain('X-BEServer');
    expect(value(got, 'X-FEServer')).toBe('EX13');
    expect(got.body).toContain('Version="Exchange2010_SP2"');
  });

  it('a 2010 never hands up: it sends the caller to the newer server', async () => {
    const got = await look(lab, 'mail10', 'boris', ['anna']);
    expect([got.status, value(got, 'Location')]).toEqual([302, ews('mail13')]);
  });

  it('stale-mailbox-location: the front end reports 500 for what the 2010 sent back', async () => {
    const loop = await startLab({ servers: { ex10: { basic: 'on' }, ex13: { faults: ['stale-mailbox-location'] } } }, mixed);
    const moved = await look(loop, 'mail13', 'boris', ['anna']);
    const asked = await look(loop, 'mail10', 'anna', ['boris']);
    await loop.stop();
    expect([moved.status, moved.body, value(moved, 'X-CalculatedBETarget'), value(moved, 'X-FEServer')]).toEqual([
      500, '', 'ex10.contoso.test', 'EX13',
    ]);
    expect(codes(asked)).toEqual(['NoError']);
  });
});
