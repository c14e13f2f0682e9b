import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { ask, at, basic, handshake, lookUp, onBehalfOf, question, world } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ mailboxes: { 'boris@contoso.test': { busy: ['0900-1030'] } } }, world);
});
afterAll(() => lab.stop());

const ews16 = 'https://mail16.contoso.test/EWS/Exchange.asmx';
const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';

describe('TLS', () => {
  it.each([
    ['mail16.contoso.test:443', 'TLSv1', 'TLSv1 ECDHE-RSA-AES256-SHA trusted'],
    ['mail16.contoso.test:443', 'TLSv1.1', 'TLSv1.1 ECDHE-RSA-AES256-SHA trusted'],
    ['ex16.contoso.test:444', 'TLSv1.2', 'TLSv1.2 ECDHE-RSA-AES256-SHA384 trusted'],
    ['mail19.contoso.test:443', 'TLSv1', 'ECONNRESET read'],
    ['ex19.contoso.test:444', 'TLSv1.1', 'ECONNRESET read'],
    ['ex19.contoso.test:444', 'TLSv1.2', 'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 trusted'],
    ['autodiscover.contoso.test:443', 'TLSv1.2', 'TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 trusted'],
  ] as const)('%s and %s: %s', async (name, version, outcome) => {
    expect(await handshake(lab, name, version)).toBe(outcome);
  });

  it('survives garbage, plain HTTP and clients that reset', async () => {
    const { host, port } = at(lab, 'mail16.contoso.test:443');
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\u0016\u0003\u0001\u0000\u0005hello', '\u0080\u002e\u0001']) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, host, () => socket.write(bytes, 'latin1'));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve();
        });
      });
    }
    await new Promise<void>((resolve) => {
      const socket = connect(port, host, () => socket.resetAndDestroy());
      socket.on('close', () => {
        resolve();
      });
    });
    expect((await ask(lab, ews16)).status).toBe(401);
  });
});

describe('clients that go away', () => {
  /** Opens TLS to the front end of 2016 and leaves in the middle of `sent`. */
  function leaveDuring(sent: string): Promise<void> {
    return new Promise((resolve) => {
      const raw = connect(at(lab, 'mail16.contoso.test:443'));
      const secure = connectTls({ socket: raw, servername: 'mail16.contoso.test', ca: lab.caPem }, () => {
        secure.write(sent, () => raw.resetAndDestroy());
      });
      for (const socket of [raw, secure]) socket.on('error', () => undefined);
      raw.on('close', () => {
        resolve();
      });
    });
  }

  it('do not disturb the others', async () => {
    const credentials = basic('anna')['Authorization'] ?? '';
    const head = 'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: mail16.contoso.test\r\n';
    const bodies = [
      'GARBAGE\r\n\r\n', head, `${head}Authorization: ${credentials}\r\nContent-Length: 5000\r\n\r\n<Env`,
      `${head}Authorization: ${credentials}\r\nContent-Length: 2\r\n\r\n<a`, `${head}Authorization: NTLM AAAA\r\n\r\n`,
    ];
    await Promise.all(bodies.map(leaveDuring));
    expect((await lookUp(lab, 'anna', ['carla@contoso.test'])).status).toBe(200);
  });

  it('may send more than a server takes', async () => {
    const { body } = await ask(lab, ews16, { method: 'POST', headers: basic('anna'), body: ' '.repeat(500_000) });
    expect(body).toContain('ErrorRequestStreamTooBig');
  });
});

describe('the front end', () => {
  it('asks an unknown client to sign in', async () => {
    const { status, headers, body } = await ask(lab, ews16);
    expect(status).toBe(401);
    expect(body).toBe('');
    expect(headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value)).toEqual([
      'Negotiate',
      'NTLM',
      'Basic realm="mail16.contoso.test"',
    ]);
    expect(
      headers
        .map(([name]) => name)
        .filter((name) => name !== 'Date')
        .at(-1),
    ).toBe('X-FEServer');
    expect(headers).toContainEqual(['Server', 'Microsoft-IIS/8.5']);
    expect(headers.some(([name]) => name === 'Connection')).toBe(false);
  });

  it('refuses a wrong password and takes a token', async () => {
    const wrong = { Authorization: `Basic ${Buffer.from('CONTOSO\\anna:wrong').toString('base64')}` };
    expect((await ask(lab, ews16, { headers: wrong })).status).toBe(401);
    expect((await ask(lab, ews16, { headers: { Authorization: 'Bearer letmein' } })).status).toBe(200);
    expect((await ask(lab, ews16, { headers: { Authorization: 'Bearer other' } })).status).toBe(401);
  });

  it('shows its build to OWA clients, its name to monitors, and nothing else', async () => {
    const owa = await ask(lab, 'https://mail16.contoso.test/owa/');
    expect(owa.status).toBe(302);
    expect(owa.headers).toContainEqual(['X-OWA-Version', '15.1.2507.57']);
    expect((await ask(lab, 'https://mail16.contoso.test/owa/auth/logon.aspx')).body).toContain('/owa/auth/15.1.2507/');
    expect((await ask(lab, 'https://mail16.contoso.test/ews/healthcheck.htm')).body).toBe('200 OK<br/>EX16.CONTOSO.TEST');
    expect((await ask(lab, 'https://mail16.contoso.test/')).status).toBe(404);
  });

  it('names machine after machine behind a balancer', async () => {
    const balanced = await startLab(
      {},
      {
        ...world,
        servers: world.servers.map((server) => (server.id === 'ex16' ? { ...server, nodes: ['ex16a', 'ex16b'] } : server)),
      },
    );
    const seen = [];
    for (let turn = 0; turn < 3; turn += 1)
      seen.push((await ask(balanced, ews16)).headers.find(([name]) => name === 'X-FEServer')?.[1]);
    await balanced.stop();
    expect(seen).toEqual(['EX16A', 'EX16B', 'EX16A']);
  });
});

describe('availability', () => {
  it('shows a colleague on the same server', async () => {
    const { status, headers, body } = await lookUp(lab, 'anna', ['carla@contoso.test']);
    expect(status).toBe(200);
    expect(body).toContain('>FreeBusyMerged</FreeBusyViewType>');
    expect(body).toContain('>000000000200020000000000</MergedFreeBusy>');
    expect(body).toContain('MajorBuildNumber="2507" MinorBuildNumber="57" Version="V2017_07_11"');
    for (const header of [
      ['X-BEServer', 'EX16'],
      ['X-CalculatedBETarget', 'ex16.contoso.test'],
      ['X-FEServer', 'EX16'],
    ]) {
      expect(headers).toContainEqual(header);
    }
  });

  it('shows a colleague on 2016 to a user on 2019', async () => {
    expect((await lookUp(lab, 'boris', ['anna@contoso.test'])).body).toContain('<ResponseCode>NoError</ResponseCode>');
  });

  it('fails from 2016 as installed to 2019, in the words of .NET', async () => {
    const { status, body } = await lookUp(lab, 'anna', ['boris@contoso.test', 'carla@contoso.test']);
    expect(status).toBe(200);
    expect(body).toContain(
      'Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---&gt; System.Net.WebException: '
        + 'The underlying connection was closed: An unexpected error occurred on a send. ---&gt; System.IO.IOException: '
        + 'Unable to read data from '
        + 'the transport connection: An existing connection was forcibly closed by the remote host. ---&gt; '
        + 'System.Net.Sockets.SocketException: '
        + 'An existing connection was forcibly closed by the remote host&#xD;\n'
        + '. Name of the server where exception originated: EX16. LID: 43532',
    );
    expect(body).toContain(`<ExceptionCode xmlns="${errors}">5016</ExceptionCode>`);
    expect([...body.matchAll(/<ResponseCode>(\w+)/g)].map(([, code]) => code)).toEqual([
      'ErrorProxyRequestProcessingFailed',
      'NoError',
    ]);
  });

  it('works from 2016 to 2019 once .NET may use what Windows offers', async () => {
    const repaired = await startLab(
      { servers: { ex16: { registry: { dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } } } } },
      world,
    );
    const { body } = await lookUp(repaired, 'anna', ['boris@contoso.test']);
    await repaired.stop();
    expect(body).toContain('<ResponseCode>NoError</ResponseCode>');
  });

  it('sends nothing where no TLS version is left to offer', async () => {
    const dumb = await startLab({ servers: { ex16: { registry: { schannel: { 'TLS 1.0': { client: 'off' } } } } } }, world);
    const { body } = await lookUp(dumb, 'anna', ['boris@contoso.test']);
    await dumb.stop();
    expect(body).toContain('because they do not possess a common algorithm');
  });

  it('does not know everybody', async () => {
    const { body } = await lookUp(lab, 'anna', ['nobody@contoso.test']);
    expect(body).toContain('<ResponseCode>ErrorMailRecipientNotFound</ResponseCode>');
    expect(body).toMatch(/5009<.*LID: 57660/s);
  });

  it('cuts the view to what others may see', async () => {
    expect((await lookUp(lab, 'anna', ['carla@contoso.test'], { view: 'DetailedMerged' })).body).toContain('>FreeBusyMerged<');
    expect((await lookUp(lab, 'anna', ['anna@contoso.test'], { view: 'DetailedMerged' })).body).toContain('>DetailedMerged<');
    const merged = (await lookUp(lab, 'boris', ['boris@contoso.test'], { view: 'MergedOnly', interval: 30 })).body;
    expect(merged).toContain(`>${'0'.repeat(18)}222${'0'.repeat(27)}</MergedFreeBusy>`);
    expect(merged).not.toContain('WorkingHours');
  });

  it.each([
    [
      'more than 100 targets',
      { targets: Array.from({ length: 101 }, (_, index) => `a${index}@contoso.test`) },
      'ErrorMailboxDataArrayTooBig',
    ],
    ['no target', { targets: [] }, 'ErrorMailboxDataArrayEmpty'],
    ['a window backwards', { to: '2026-11-19T00:00:00Z' }, 'ErrorInvalidTimeInterval'],
    ['a window of 63 days', { to: '2027-01-22T00:00:00Z' }, 'ErrorTimeIntervalTooBig'],
    ['an interval of a minute', { interval: 1 }, 'ErrorInvalidMergedFreeBusyInterval'],
    ['no view', { view: 'None' }, 'ErrorInvalidFreeBusyViewType'],
    ['a version to come', { header: '<q:RequestServerVersion Version="Exchange2031"/>' }, 'ErrorInvalidServerVersion'],
    ['another mailbox without the right', { header: onBehalfOf('carla@contoso.test') }, 'ErrorImpersonateUserDenied'],
  ])('refuses %s as a whole', async (_title, more, code) => {
    const { status, body } = await lookUp(lab, 'anna', ['carla@contoso.test'], more);
    expect(status).toBe(500);
    expect(body).toContain(`a:${code}</faultcode>`);
  });

  it('wants a time zone for each target', async () => {
    expect((await lookUp(lab, 'anna', ['carla@contoso.test'], { timeZone: false })).body).toContain(
      '<ResponseCode>ErrorTimeZone</ResponseCode>',
    );
    const header = '<q:TimeZoneContext><q:TimeZoneDefinition Id="UTC"/></q:TimeZoneContext>';
    expect((await lookUp(lab, 'anna', ['carla@contoso.test'], { timeZone: false, header })).body).toContain('NoError');
  });
});

describe('routing', () => {
  it('runs the call where the mailbox is on whose behalf it is made', async () => {
    const { headers, body } = await lookUp(lab, 'svc', ['carla@contoso.test'], { header: onBehalfOf('anna@contoso.test') });
    expect(body).toContain('NoError');
    expect(headers).toContainEqual(['X-BEServer', 'EX16']);
  });

  it('goes by the anchor mailbox, over a connection of its own', async () => {
    const { headers, body } = await ask(lab, 'https://mail19.contoso.test/EWS/Exchange.asmx', {
      method: 'POST',
      headers: { ...basic('svc'), 'X-AnchorMailbox': 'anna@contoso.test' },
      body: question({ targets: ['boris@contoso.test'], header: onBehalfOf('anna@contoso.test') }),
    });
    expect(headers).toContainEqual(['X-BEServer', 'EX16']);
    expect(headers).toContainEqual(['X-FEServer', 'EX19']);
    expect(body).toContain('MajorBuildNumber="2507"');
    expect(body).toContain('An unexpected error occurred on a send');
  });

  it('is unavailable where the front end cannot reach the back end', async () => {
    const { status, headers } = await ask(lab, ews16, {
      method: 'POST',
      headers: basic('boris'),
      body: question({ targets: ['boris@contoso.test'] }),
    });
    expect(status).toBe(503);
    expect(headers).toContainEqual(['X-FEServer', 'EX16']);
    expect(headers.some(([name]) => name === 'X-BEServer')).toBe(false);
  });

  it('gives a shared name to the newest server', async () => {
    const shared = await startLab(
      {},
      { ...world, servers: world.servers.map((server) => ({ ...server, ews: 'https://mail.contoso.test/EWS/Exchange.asmx' })) },
    );
    const { headers } = await ask(shared, 'https://mail.contoso.test/EWS/Exchange.asmx', {
      method: 'POST',
      headers: basic('anna'),
      body: question({ targets: ['carla@contoso.test'] }),
    });
    await shared.stop();
    expect(headers).toContainEqual(['X-FEServer', 'EX19']);
    expect(headers).toContainEqual(['X-BEServer', 'EX16']);
  });
});

describe('Autodiscover', () => {
  const post = (address: string): ReturnType<typeof ask> =>
    ask(lab, 'https://autodiscover.contoso.test/Autodiscover/Autodiscover.xml', {
      method: 'POST',
      headers: basic('anna'),
      body:
        `<Autodiscover><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>`
        + 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
        + '</AcceptableResponseSchema></Request></Autodiscover>',
    });

  it('gives the URL of the mailbox’s own server', async () => {
    const { body } = await post('anna@contoso.test');
    expect(body.match(/<ASUrl>https:\/\/mail16\.contoso\.test\/EWS\/Exchange\.asmx</g)).toHaveLength(2);
    expect(body).toContain('<ServerVersion>73C189CB</ServerVersion>');
  });

  it('says 500 to strangers, 600 to nonsense and 401 to nobody', async () => {
    expect((await post('eve@contoso.test')).body).toContain('<ErrorCode>500</ErrorCode>');
    expect(
      (await ask(lab, 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml', { headers: basic('anna') })).body,
    ).toContain('<ErrorCode>600</ErrorCode>');
    expect((await ask(lab, 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml')).status).toBe(401);
  });
});
