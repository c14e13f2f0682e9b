/** The fingerprint against real servers on loopback: what each source brings, and that none of them is needed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evidence.ts';
import type { FingerprintFact } from '../../src/model/facts.ts';
import probe from '../../src/probes/fingerprint.ts';
import { rootAuthority } from '../network/certificates.ts';
import { endAll, httpsServer, liveAt, rawServer } from '../network/loopback.ts';
import { avBlock, avPair, composedChallenge, nonce, timestamp, unicodeFlags } from '../protocol/ntlm-challenge-maker.ts';
import { scenario } from './loopback.ts';

const HOST = 'mail.contoso.test';
const EXPORT_TOOL = '/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application';
const authority = await rootAuthority();
const identity = await authority.issue([HOST]);
afterEach(endAll);

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

async function fingerprinted(reply: Reply, known = scenario): Promise<{ readonly fact: FingerprintFact; readonly asked: readonly string[]; readonly healthPageConnections: number; readonly summary: string }> {
  const asked: string[] = [];
  const ports = new Set<number | undefined>();
  const server = await httpsServer(identity, (request, response) => {
    asked.push(`${request.method} ${request.url}${request.headers.authorization === undefined ? '' : ` ${request.headers.authorization.slice(0, 16)}`}`);
    // One that is kept alive could serve the next page too, from the same machine.
    if (request.url?.includes('healthcheck') && request.headers.connection === 'close') ports.add(request.socket.remotePort);
    reply(request, response);
  });
  const attempt = await probe.gather(`${HOST}:443`, liveAt({ at: { [HOST]: server.port }, trust: [authority.pem] }), evidenceOf(known, new Map()));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, asked, healthPageConnections: ports.size, summary: probe.summarize(attempt.value) };
}

const challenge = Buffer.from(composedChallenge({
  flags: unicodeFlags, nonce, version: Uint8Array.of(6, 3, 0x80, 0x25, 0, 0, 0, 15),
  targetInfo: avBlock(avPair(1, 'EX16A'), avPair(3, 'EX16A.contoso.test'), avPair(4, 'contoso.test'), avPair(7, timestamp)),
})).toString('base64');

/** Exchange 2016 on two machines behind a balancer that goes round. */
function exchange(): Reply {
  let turn = 0;
  return (request, response) => {
    const path = (request.url ?? '').toLowerCase();
    const front = ['Server', 'Microsoft-IIS/8.5', 'Set-Cookie', 'BIGipServerews=1677787402.47873.0000; path=/', 'X-FEServer', 'EX16A'];
    if (path === '/ews/exchange.asmx') response.writeHead(401, [...front, 'WWW-Authenticate', `NTLM ${challenge}`, 'WWW-Authenticate', 'Negotiate']).end();
    else if (path === '/owa/') response.writeHead(302, [...front, 'X-OWA-Version', '15.1.2507.57', 'Location', '/owa/auth/logon.aspx']).end();
    else if (path === '/autodiscover/autodiscover.xml') response.writeHead(401, [...front, 'X-OWA-Version', '15.1.2507.57']).end();
    else if (path === '/owa/auth/logon.aspx') response.writeHead(200, front).end('<link href="/owa/auth/15.1.2507/themes/resources/favicon.ico">');
    else if (path === EXPORT_TOOL.toLowerCase()) response.writeHead(200, front).end('<assembly><assemblyIdentity name="microsoft.exchange.ediscovery.exporttool.application" version="15.1.2507.6"/></assembly>');
    else if (path === '/ews/healthcheck.htm') {
      turn++;
      response.writeHead(200, ['Server', 'Microsoft-IIS/8.5', 'X-OWA-Version', turn % 2 === 0 ? '15.1.2375.28' : '15.1.2507.57']).end(`200 OK<br/>EX16${turn % 2 === 0 ? 'B' : 'A'}.CONTOSO.TEST`);
    } else response.writeHead(404, front).end();
  };
}

describe('fingerprint', () => {
  it('brings everything that a server reveals, in one round without credentials', async () => {
    const { fact, asked, healthPageConnections, summary } = await fingerprinted(exchange());
    expect([...asked].sort()).toEqual([
      'GET /EWS/Exchange.asmx NTLM TlRMTVNTUAA', ...Array<string>(4).fill('GET /EWS/healthcheck.htm'), 'GET /autodiscover/autodiscover.xml',
      `GET ${EXPORT_TOOL}`, 'GET /owa/', 'GET /owa/auth/logon.aspx',
    ]);
    expect(healthPageConnections).toBe(4);
    expect(fact).toMatchObject({
      exchangeBuild: '15.1.2507.57', exchangeBuildFrom: 'X-OWA-Version', frontEnd: ['EX16A'], backEnd: null, serverHeader: 'Microsoft-IIS/8.5',
      builds: [
        { build: '15.1.2507.57', by: 'X-OWA-Version' }, { build: '15.1.2375.28', by: 'X-OWA-Version' },
        { build: '15.1.2507.6', by: 'export tool manifest' }, { build: '15.1.2507', by: 'login page' },
      ],
      behind: { asked: 4, answered: 4, machines: [{ name: 'ex16a.contoso.test', build: '15.1.2507.57' }, { name: 'ex16b.contoso.test', build: '15.1.2375.28' }] },
      device: { kind: 'f5', shownBy: 'cookie BIGipServerews', sure: true }, poolMembers: ['10.1.1.100:443'],
      ntlm: { windowsBuild: '6.3.9600', netbiosComputer: 'EX16A', dnsComputer: 'ex16a.contoso.test', dnsDomain: 'contoso.test' },
    });
    expect(JSON.stringify(fact)).not.toContain('1677787402');
    expect(summary).toBe('mail.contoso.test:443: Exchange 2016 CU23 May25HU, build 15.1.2507.57; Windows Server 2012 R2; machine ex16a.contoso.test; front end EX16A; '
      + 'at least 2 machines: ex16a.contoso.test, ex16b.contoso.test; before it F5 BIG-IP (cookie BIGipServerews)');
  });

  it('asks for one health page where the scenario names the machine', async () => {
    const { fact, asked } = await fingerprinted(exchange(), { ...scenario, servers: { ex16: { id: 'ex16', version: 'exchange-2016', nodes: ['MAIL.contoso.test'] } } });
    expect(asked).toHaveLength(6);
    expect(fact.behind).toMatchObject({ asked: 1, answered: 1 });
  });

  it.each([
    ['the manifest alone', EXPORT_TOOL.toLowerCase(), '15.1.2507.6', 'export tool manifest', 'Exchange 2016 CU23, build 15.1.2507.6'],
    ['the sign-in page alone', '/owa/auth/logon.aspx', null, null, 'Exchange 2016 CU23, build 15.1.2507'],
  ])('by %s', async (_name, only, build, from, summary) => {
    const whole = exchange();
    const result = await fingerprinted((request, response) => {
      if ((request.url ?? '').toLowerCase() === only) whole(request, response);
      else response.writeHead(404, ['Server', 'Microsoft-IIS/8.5']).end();
    });
    expect(result.fact).toMatchObject({ exchangeBuild: build, exchangeBuildFrom: from, ntlm: null, behind: { asked: 4, answered: 0, machines: [] } });
    expect(result.summary).toContain(summary);
  });

  it('lives with answers that break off, and says what a stranger reveals', async () => {
    const { fact, summary } = await fingerprinted((request, response) => {
      if (request.url === '/owa/') response.writeHead(200, ['Server', 'nginx', 'X-OWA-Version', 'none\u00a0at all']).end('<html>');
      else response.destroy();
    });
    expect(fact).toMatchObject({ exchangeBuild: null, builds: [], ntlm: null, device: { kind: 'reverse-proxy', shownBy: 'Server: nginx' }, serverHeader: 'nginx' });
    expect(summary).toBe('mail.contoso.test:443: before it a proxy (Server: nginx)');
  });

  it('takes a hostile server for what it is: bounded, printable, no false names', async () => {
    const { fact, summary } = await fingerprinted((request, response) => {
      const page = request.url?.includes('healthcheck') ? '200 OK<br/>\u001b[31mevil' : request.url?.includes('exporttool') ? '<assembly><assemblyIdentity version="15.1.' : '/owa/auth/99.99.99999/';
      response.writeHead(200, [
        'X-FEServer', Array.from({ length: 50 }, (_, index) => `E${index}\u0085`).join(','), 'X-OWA-Version', '15.1.2507.57.9', 'Server', `x\u009b31m${'y'.repeat(3000)}`,
        'WWW-Authenticate', `NTLM ${Buffer.alloc(600, 0xff).toString('base64')}`, 'Set-Cookie', 'BIGipServerx=1.2.3.4:443; path=/', 'X-BEServer', '\u009b2J',
      ]).end(page);
    });
    expect(fact).toMatchObject({ exchangeBuild: null, builds: [], ntlm: null, poolMembers: [], behind: { answered: 0, machines: [] } });
    expect(fact.frontEnd).toHaveLength(16);
    expect(JSON.stringify([fact, summary])).not.toMatch(/[\u0080-\u009f\u001b]/);
    expect(JSON.stringify(fact).length).toBeLessThan(3000);
  });

  it('is a failure when nothing answers at all', async () => {
    const server = await rawServer((socket) => { socket.destroy(); });
    const attempt = await probe.gather(`${HOST}:443`, liveAt({ at: { [HOST]: server.port } }), evidenceOf(scenario, new Map()));
    expect(attempt.ok).toBe(false);
  });
});
