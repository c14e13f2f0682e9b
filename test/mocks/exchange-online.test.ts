/** Exchange Online as a peer: TLS 1.2 only, its dialect, and calls between it and servers on premises in both directions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab, LabWorld } from '../../mocks/lab.ts';
import { ask, basic, handshake, onBehalfOf, question } from './lab-client.ts';
import type { Got } from './lab-client.ts';

const hybrid: LabWorld = {
  servers: [
    { id: 'ex16', version: 'exchange-2016', windows: '2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'cloud', version: 'exchange-online', nodes: [] },
  ],
  mailboxes: [
    { address: 'anna@contoso.test', server: 'ex16' },
    { address: 'boris@contoso.test', server: 'cloud' },
  ],
  accounts: [
    { user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true },
    { token: 'letmein', mailbox: 'boris@contoso.test', impersonate: true },
  ],
};
const online = 'https://outlook.office365.com/EWS/Exchange.asmx';
const able = { servers: { ex16: { registry: { dotnet: { SystemDefaultTlsVersions: 1 } } } } };

function fromPremises(lab: Lab): Promise<Got> {
  return ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', {
    method: 'POST', headers: basic('svc'), body: question({ targets: ['boris@contoso.test'], header: onBehalfOf('anna@contoso.test') }),
  });
}

function fromCloud(lab: Lab, target = 'anna@contoso.test'): Promise<Got> {
  return ask(lab, online, {
    method: 'POST', headers: { Authorization: 'Bearer letmein' }, body: question({ targets: [target], header: onBehalfOf('boris@contoso.test') }),
  });
}

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(able, hybrid);
});
afterAll(() => lab.stop());

describe('Exchange Online', () => {
  it('accepts TLS 1.2 and nothing else', async () => {
    expect(await handshake(lab, 'outlook.office365.com:443', 'TLSv1.2')).toMatch(/^TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 trusted$/);
    expect(await handshake(lab, 'outlook.office365.com:443', 'TLSv1.1')).toBe('ECONNRESET read');
    expect([...lab.routes.keys()].filter((name) => name.includes('exchangelabs'))).toEqual([]);
  });

  it('asks for a token, and for nothing else', async () => {
    const { status, headers } = await ask(lab, online);
    expect(status).toBe(401);
    expect(headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value.split(' ')[0])).toEqual(['Bearer']);
    expect((await ask(lab, online, { headers: basic('svc') })).status).toBe(401);
  });

  it('answers in its dialect', async () => {
    const { status, headers, body } = await fromCloud(lab, 'nobody@contoso.test');
    expect(status).toBe(200);
    expect(body).toContain('Version="V2018_01_08" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:xsd=');
    expect(body).toContain('<s:Body><GetUserAvailabilityResponse xmlns="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:xsi=');
    expect(body).toMatch(/<ExceptionType [^>]+>MailRecipientNotFoundException<\/ExceptionType>/);
    expect(headers.map(([name]) => name)).toEqual(
      expect.arrayContaining(['X-CalculatedFETarget', 'X-BackEndHttpStatus', 'X-BEServer', 'X-FEServer']),
    );
    expect(headers.find(([name]) => name === 'X-CalculatedBETarget')?.[1]).toMatch(/^pr3pr01mb\d{4}\.eurprd01\.prod\.exchangelabs\.com$/);
  });
});

describe('calls between the organizations', () => {
  it('pass in both directions when nothing is wrong', async () => {
    expect((await fromPremises(lab)).body).toContain('NoError');
    expect((await fromCloud(lab)).body).toContain('NoError');
  });

  it('fail towards the cloud when .NET offers TLS 1.0 only', async () => {
    const asInstalled = await startLab({}, hybrid);
    const { body } = await fromPremises(asInstalled);
    expect((await fromCloud(asInstalled)).body).toContain('NoError');
    await asInstalled.stop();
    expect(body).toContain('An existing connection was forcibly closed by the remote host');
  });

  it.each([
    ['a device that wants its own sign-in', { faults: ['pre-authentication'] }, 'The request failed with HTTP status 401: Unauthorized.'],
    ['a certificate that ended', { faults: ['expired-certificate'] }, 'Could not establish trust relationship for the SSL/TLS secure channel.'],
    ['TLS 1.0 only', { faults: ['tls-1.0-only'] }, 'Could not create SSL/TLS secure channel.'],
  ])('fail towards the published name: %s', async (_title, ex16, words) => {
    const faulty = await startLab({ servers: { ex16 } }, hybrid);
    const { body } = await fromCloud(faulty);
    await faulty.stop();
    expect(body).toContain(words);
  });

  it('need the header that stands for the security token', async () => {
    const { status, body } = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx/WSSecurity', { method: 'POST', body: '<x/>' });
    expect(status).toBe(500);
    expect(body).toContain('An error occurred when verifying security for the message.');
  });
});

describe('a tenant that refuses EWS', () => {
  const OFF = 'EWS is disabled for this user or tenant';
  const LIST = 'EWS is blocked by policy for this user or tenant';
  const reason = ({ status, headers, body }: Got): readonly unknown[] => [status, headers.find(([name]) => name === 'X-EWS-Policy-Reason')?.[1], body];

  it.each([
    ['switched off', { faults: ['ews-off'] }, [403, OFF, ''], true],
    ['with a list of nobody', { ewsApplications: [] }, [403, LIST, ''], true],
    ['with a list of this tool', { ewsApplications: ['tool'] }, [200, undefined, expect.anything()], true],
    ['with a list of the servers', { ewsApplications: ['servers'] }, [403, LIST, ''], false],
    ['with a list of both', { ewsApplications: ['servers', 'tool'] }, [200, undefined, expect.anything()], false],
  ] as const)('%s', async (_title, said, own, serverIsRefused) => {
    const strict = await startLab({ ...able, organizations: { tenant: { servers: ['cloud'], ...said } } }, hybrid);
    try {
      expect(reason(await fromCloud(strict))).toEqual(own);
      expect((await fromPremises(strict)).body.includes('HTTP status 403: Forbidden')).toBe(serverIsRefused);
      // Without a good token nothing tells.
      expect((await ask(strict, online)).status).toBe(401);
    } finally {
      await strict.stop();
    }
  });
});

describe('what the token service tells everybody', () => {
  const about = async (name: string) => {
    const { status, body } = await ask(lab, `https://login.microsoftonline.com/${name}/v2.0/.well-known/openid-configuration`);
    return { status, said: JSON.parse(body) as Record<string, string> };
  };

  it('the id of the tenant, by the domain of its mailboxes; the challenge on premises trusts it', async () => {
    const { status, said } = await about('Contoso.test');
    expect(status).toBe(200);
    const id = /^https:\/\/login\.microsoftonline\.com\/([0-9a-f-]{36})\/v2\.0$/.exec(said['issuer'] ?? '')?.[1];
    const { headers } = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { headers: { Authorization: 'Bearer' } });
    expect(headers.find(([name, value]) => name === 'WWW-Authenticate' && value.startsWith('Bearer'))?.[1]).toContain(`@${id}"`);
  });

  it('nothing about a domain that it does not know', async () => {
    const { status, said } = await about('fabrikam.test');
    expect([status, said['error_description']]).toEqual([400, expect.stringContaining('AADSTS90002')]);
  });
});
