/** Load balancers before the published name: turns, unlike machines, TLS of their own, answers of their own. */
import { Agent } from 'node:https';
import { describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { ask, basic, handshake, lookUp, question, world } from './lab-client.ts';

const two = {
  ...world,
  servers: world.servers.map((server) => (server.id === 'ex16' ? { ...server, nodes: ['ex16a', 'ex16b.contoso.test'] } : server)),
};
const able = { dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } };
const health = 'https://mail16.contoso.test/ews/healthcheck.htm';
const ews = 'https://mail16.contoso.test/EWS/Exchange.asmx';
const owa = 'https://mail16.contoso.test/owa/';

async function within<T>(section: unknown, use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab(section, two);
  try {
    return await use(lab);
  } finally {
    await lab.stop();
  }
}

/** Who answers `times` requests on connections of their own. */
async function whoAnswers(lab: Lab, times: number): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let turn = 0; turn < times; turn += 1) seen.push((await ask(lab, health)).body.replace('200 OK<br/>', ''));
  return seen;
}

describe('a balancer', () => {
  it('hands connections on in turn, also where the section names none', () =>
    within({}, async (lab) => {
      expect(await whoAnswers(lab, 3)).toEqual(['EX16A.CONTOSO.TEST', 'EX16B.CONTOSO.TEST', 'EX16A.CONTOSO.TEST']);
      expect(lab.hosts.get('mail16.contoso.test')).not.toEqual(lab.hosts.get('ex16a.contoso.test'));
      expect(lab.routes.has('ex16b.contoso.test:444')).toBe(true);
    }));

  it('hands on to the machines that it is given', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', nodes: ['ex16b', 'ex19'] } } }, async (lab) => {
      expect(await whoAnswers(lab, 3)).toEqual(['EX16B.CONTOSO.TEST', 'EX19.CONTOSO.TEST', 'EX16B.CONTOSO.TEST']);
    }));

  it('passes a reset on as it comes', () =>
    within({ servers: { ex16: { nodes: { ex16a: { registry: { schannel: { 'TLS 1.0': { server: 'off' } } } } } } } }, async (lab) => {
      const outcomes = [
        await handshake(lab, 'mail16.contoso.test:443', 'TLSv1'),
        await handshake(lab, 'mail16.contoso.test:443', 'TLSv1'),
      ];
      expect(outcomes.map((outcome) => outcome.split(' ')[0])).toEqual(['ECONNRESET', 'TLSv1']);
    }));

  it('stands before unlike machines: the calls of each mailbox leave from where its database is active', () =>
    within(
      {
        servers: { ex16: { registry: able, nodes: { 'ex16b.contoso.test': { registry: {} } } } },
        mailboxes: { 'carla@contoso.test': { node: 'ex16b' } },
        accounts: { 'CONTOSO\\svc': { mailbox: 'carla@contoso.test' } },
      },
      async (lab) => {
        expect((await lookUp(lab, 'anna', ['boris@contoso.test'])).body).toContain('NoError');
        expect((await lookUp(lab, 'svc', ['boris@contoso.test'])).body).toContain('ErrorProxyRequestProcessingFailed');
      },
    ));

  it('stops the application pool of one machine only', () =>
    within({ servers: { ex16: { nodes: { ex16a: { faults: ['ews-application-pool-stopped'] } } } } }, async (lab) => {
      expect([(await ask(lab, ews)).status, (await ask(lab, ews)).status]).toEqual([503, 401]);
    }));
});

describe('a balancer that ends TLS', () => {
  it('accepts versions of its own and shows a certificate of its own', () =>
    within(
      {
        servers: { ex16: { faults: ['tls-1.0-only', 'expired-certificate'] } },
        balancers: { vip: { name: 'mail16.contoso.test', tls: ['TLS 1.2', 'TLS 1.3'] } },
      },
      async (lab) => {
        expect(await handshake(lab, 'mail16.contoso.test:443', 'TLSv1')).toBe('alert number 70');
        expect(await handshake(lab, 'mail16.contoso.test:443', 'TLSv1.3')).toMatch(/ trusted$/);
        expect(await handshake(lab, 'ex16a.contoso.test:443', 'TLSv1')).toMatch(/CERT_HAS_EXPIRED$/);
        expect((await lookUp(lab, 'anna', ['carla@contoso.test'])).body).toContain('NoError');
      },
    ));

  it('can accept old versions too', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', tls: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'] } } }, async (lab) => {
      expect(await handshake(lab, 'mail16.contoso.test:443', 'TLSv1')).toMatch(/^TLSv1 .* trusted$/);
    }));

  it('keeps a connection with one machine, and says with which', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', cookie: 'on' } } }, async (lab) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const body = question({ targets: ['carla@contoso.test'] });
      const seen = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const { status, headers } = await ask(lab, ews, { method: 'POST', headers: basic('anna'), body, tls: { agent } as object });
        expect(status).toBe(200);
        seen.push(headers.filter(([name, value]) => name === 'X-FEServer' || value.startsWith('BIGip')));
      }
      agent.destroy();
      // 10.0.0.11 and port 443, as BIG-IP writes them.
      const first = [
        ['X-FEServer', 'EX16A'],
        ['Set-Cookie', 'BIGipServer~Exchange~pool_443=184549386.47873.0000; path=/; Httponly; Secure'],
      ];
      expect(seen).toEqual([first, first, first]);
    }));

  it.each([
    ['expired-certificate', 'CERT_HAS_EXPIRED'],
    ['wrong-name-certificate', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['untrusted-certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('%s concerns its own certificate only', (fault, problem) =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', faults: [fault] } } }, async (lab) => {
      expect(await handshake(lab, 'mail16.contoso.test:443', 'TLSv1.2')).toMatch(new RegExp(`${problem}$`));
      expect(await handshake(lab, 'ex16a.contoso.test:443', 'TLSv1.2')).toMatch(/ trusted$/);
    }),
  );

  it('answers-503: in its own name', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', server: 'Kemp', faults: ['answers-503'] } } }, async (lab) => {
      const { status, headers } = await ask(lab, ews);
      expect(status).toBe(503);
      expect(headers).toContainEqual(['Server', 'Kemp']);
      expect((await ask(lab, 'https://ex16a.contoso.test/EWS/Exchange.asmx')).status).toBe(401);
    }));

  it('answers 503 as well when no machine answers it', () =>
    within({ servers: { ex16: { nodes: {} } }, balancers: { vip: { name: 'mail16.contoso.test', cookie: 'on', nodes: ['ex16a'] } } }, async (lab) => {
      const got = await ask(lab, ews, { method: 'POST', headers: basic('anna'), body: 'x'.repeat(5 * 1024 * 1024) });
      expect(got.status).toBe(503);
    }));

  it('pre-authentication: nothing reaches a machine, peers do', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', faults: ['pre-authentication'] } } }, async (lab) => {
      const { status, headers } = await ask(lab, ews);
      expect([status, headers.find(([name]) => name === 'Location')?.[1]]).toEqual([
        302, expect.stringMatching(/^https:\/\/mail16\.contoso\.test\/access\/login/),
      ]);
      expect((await lookUp(lab, 'boris', ['anna@contoso.test'])).body).toContain('NoError');
    }));

  it('rejects-requests: a page with status 200 for everything below /EWS', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', faults: ['rejects-requests'] } } }, async (lab) => {
      const { status, headers, body } = await ask(lab, ews);
      expect([status, headers.find(([name]) => name === 'Server')?.[1]]).toEqual([200, 'BigIP']);
      expect(body).toContain('The requested URL was rejected.');
      expect((await ask(lab, owa)).status).toBe(302);
    }));

  it('ews-not-published: 403 in its own name, and other paths reach a machine', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', server: 'nginx', faults: ['ews-not-published'] } } }, async (lab) => {
      const { status, body } = await ask(lab, ews);
      expect([status, body.includes('<center>nginx</center>')]).toEqual([403, true]);
      expect((await ask(lab, owa)).status).toBe(302);
    }));

  it('wrong-name-behind: it refuses the machine, not the machine the client', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', faults: ['wrong-name-behind'] } } }, async (lab) => {
      const { status, body } = await ask(lab, owa);
      expect([status, body.includes('(-2146893022)')]).toEqual([500, true]);
      expect((await ask(lab, 'https://ex16a.contoso.test/EWS/Exchange.asmx')).status).toBe(401);
    }));

  it('offloads-tls: IIS insists on SSL, and does not tell the substatus', () =>
    within({ balancers: { vip: { name: 'mail16.contoso.test', faults: ['offloads-tls'] } } }, async (lab) => {
      const { status, headers, body } = await ask(lab, ews);
      expect([status, headers.find(([name]) => name === 'Server')?.[1]]).toEqual([403, 'Microsoft-IIS/8.5']);
      expect(body).not.toContain('403.4');
      expect((await ask(lab, 'https://ex16b.contoso.test/EWS/Exchange.asmx')).status).toBe(401);
    }));
});
