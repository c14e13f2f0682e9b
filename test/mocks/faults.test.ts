import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { mailboxFaultNames, serverFaultNames } from '../../mocks/faults.ts';
import type { ServerFault } from '../../mocks/faults.ts';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { ask, at, basic, handshake, lookUp, onBehalfOf, question, world } from './lab-client.ts';
import type { Got } from './lab-client.ts';

/** 2016 with its .NET values set, so that nothing but the fault keeps it from its peer. */
const able = { registry: { dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } } };
const tested = new Set<string>();

async function within<T>(section: unknown, use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab(section, world, { peerTimeoutMs: 400 });
  try {
    return await use(lab);
  } finally {
    await lab.stop();
  }
}

/** A lab in which ex19 has the fault and ex16 could reach it. */
function with19<T>(fault: ServerFault, use: (lab: Lab) => Promise<T>): Promise<T> {
  tested.add(fault);
  return within({ servers: { ex16: able, ex19: { faults: [fault] } } }, use);
}

const annaToBoris = (lab: Lab): Promise<Got> => lookUp(lab, 'anna', ['boris@contoso.test']);
const borisToBoris = (lab: Lab): Promise<Got> => lookUp(lab, 'boris', ['boris@contoso.test']);
const ews19 = 'https://mail19.contoso.test/EWS/Exchange.asmx';

describe('certificates', () => {
  it.each([
    ['expired-certificate', 'CERT_HAS_EXPIRED'],
    ['not-yet-valid-certificate', 'CERT_NOT_YET_VALID'],
    ['wrong-name-certificate', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['untrusted-certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('%s: peers do not trust it, nor do clients', (fault, problem) =>
    with19(fault, async (lab) => {
      for (const name of ['mail19.contoso.test:443', 'ex19.contoso.test:444']) {
        expect(await handshake(lab, name, 'TLSv1.2')).toMatch(new RegExp(`${problem}$`));
      }
      const { body } = await annaToBoris(lab);
      expect(body).toContain('Could not establish trust relationship for the SSL/TLS secure channel.');
      expect(body).toContain('The remote certificate is invalid according to the validation procedure.');
    }),
  );

  it('weak-certificate: old peers take it, security level 1 does not', () =>
    with19('weak-certificate', async (lab) => {
      expect(await handshake(lab, 'mail19.contoso.test:443', 'TLSv1.2')).toMatch(/trusted$/);
      expect(await handshake(lab, 'mail19.contoso.test:443', 'TLSv1.2', { ciphers: 'DEFAULT@SECLEVEL=2' })).not.toMatch(
        /trusted$/,
      );
      expect((await annaToBoris(lab)).body).toContain('NoError');
    }));

  it('tiny-key-certificate: no peer takes it', () =>
    with19('tiny-key-certificate', async (lab) => {
      expect((await annaToBoris(lab)).body).toContain('Could not establish trust relationship for the SSL/TLS secure channel');
    }));
});

describe('TLS', () => {
  it('gcm-only-suites: a peer on 2012 R2 has no suite to offer', () =>
    with19('gcm-only-suites', async (lab) => {
      expect((await annaToBoris(lab)).body).toContain('The request was aborted: Could not create SSL/TLS secure channel.');
      expect(await handshake(lab, 'mail19.contoso.test:443', 'TLSv1.2', { ciphers: 'ECDHE-RSA-AES256-SHA384' })).toBe(
        'alert number 40',
      );
    }));

  it('tls-1.0-only: 2019 cannot reach it', () => {
    tested.add('tls-1.0-only');
    return within({ servers: { ex16: { faults: ['tls-1.0-only'] } } }, async (lab) => {
      expect(await handshake(lab, 'mail16.contoso.test:443', 'TLSv1')).toMatch(/^TLSv1 /);
      expect((await lookUp(lab, 'boris', ['anna@contoso.test'])).body).toContain('Could not create SSL/TLS secure channel');
    });
  });

  it('tls-alert-instead-of-reset: the hello is answered', () =>
    with19('tls-alert-instead-of-reset', async (lab) => {
      expect(await handshake(lab, 'mail19.contoso.test:443', 'TLSv1')).toBe('alert number 70');
    }));
});

describe('the way between servers', () => {
  it('unreachable-from-peers', () =>
    with19('unreachable-from-peers', async (lab) => {
      expect((await annaToBoris(lab)).body).toContain(
        'Unable to connect to the remote server ---&gt; System.Net.Sockets.SocketException',
      );
      expect((await borisToBoris(lab)).body).toContain('NoError');
    }));

  it('silent-to-peers', () =>
    with19('silent-to-peers', async (lab) => {
      expect((await annaToBoris(lab)).body).toContain("Timeout occurred during 'Waiting-For-Request-Completion'");
      expect((await borisToBoris(lab)).body).toContain('NoError');
    }));

  it('a name that DNS does not know', () =>
    within({ servers: { ex16: able }, missingNames: ['ex19.contoso.test'] }, async (lab) => {
      expect((await annaToBoris(lab)).body).toContain("The remote name could not be resolved: 'ex19.contoso.test'");
      expect(lab.hosts.has('ex19.contoso.test')).toBe(false);
      expect(lab.routes.has('ex19.contoso.test:444')).toBe(false);
    }));

  it('pre-authentication-to-peers', () =>
    with19('pre-authentication-to-peers', async (lab) => {
      expect((await annaToBoris(lab)).body).toContain('The request failed with HTTP status 401: Unauthorized.');
      expect((await borisToBoris(lab)).body).toContain('NoError');
    }));

  it('pre-authentication', () =>
    with19('pre-authentication', async (lab) => {
      const get = await ask(lab, ews19);
      expect([
        get.status,
        get.headers.find(([name]) => name === 'Location')?.[1]?.startsWith('https://mail19.contoso.test/access/login'),
      ]).toEqual([302, true]);
      const post = await borisToBoris(lab);
      expect(post.status).toBe(401);
      expect(post.headers).toContainEqual(['WWW-Authenticate', 'Basic realm="Remote Access contoso.test"']);
      expect(post.headers.some(([name]) => name === 'X-FEServer')).toBe(false);
      expect((await ask(lab, 'https://ex19.contoso.test/EWS/Exchange.asmx')).headers.at(-2)?.[0]).toBe('X-FEServer');
      expect((await annaToBoris(lab)).body).toContain('NoError');
    }));
});

describe('the services', () => {
  it('ews-application-pool-stopped', () =>
    with19('ews-application-pool-stopped', async (lab) => {
      const { status, headers, body } = await ask(lab, ews19);
      expect(status).toBe(503);
      expect(headers).toContainEqual(['Server', 'Microsoft-HTTPAPI/2.0']);
      expect(body).toContain('Service Unavailable');
      expect((await ask(lab, 'https://mail19.contoso.test/owa/')).status).toBe(302);
      expect((await annaToBoris(lab)).body).toContain('The request failed with HTTP status 503: Service Unavailable.');
    }));

  it('web-services-do-not-start: a page about program files, before anybody signs in', () =>
    with19('web-services-do-not-start', async (lab) => {
      const { status, body } = await ask(lab, ews19);
      expect(status).toBe(500);
      expect(body).toContain('<title>Could not load file or assembly &#39;Microsoft.Exchange.');
      expect((await ask(lab, 'https://mail19.contoso.test/owa/')).status).toBe(302);
      expect((await annaToBoris(lab)).body).toContain('The request failed with HTTP status 500: Internal Server Error.');
    }));

  it('unreachable-from-clients: the published name refuses, peers get through', () =>
    with19('unreachable-from-clients', async (lab) => {
      expect(await handshake(lab, 'mail19.contoso.test:443', 'TLSv1.2')).toBe('ECONNREFUSED connect');
      expect((await annaToBoris(lab)).body).toContain('NoError');
    }));

  it('throttled', () =>
    with19('throttled', async (lab) => {
      const { status, body } = await borisToBoris(lab);
      expect(status).toBe(500);
      expect(body).toMatch(/a:ErrorServerBusy<.*<t:Value Name="BackOffMilliseconds">\d+</s);
      expect((await annaToBoris(lab)).body).toContain('SoapException: The server cannot service this request right now.');
    }));

  it('empty-500', () =>
    with19('empty-500', async (lab) => {
      const { status, body, headers } = await borisToBoris(lab);
      expect([status, body]).toEqual([500, '']);
      expect(headers).toContainEqual(['X-FEServer', 'EX19']);
      expect((await annaToBoris(lab)).body).toContain('The request failed with HTTP status 500: Internal Server Error.');
    }));

  it('html-200', () =>
    with19('html-200', async (lab) => {
      expect((await borisToBoris(lab)).body).toMatch(/^<html>/);
      expect((await annaToBoris(lab)).body).toContain("content type of 'text/html; charset=utf-8', but expected 'text/xml'");
    }));

  it('truncated-answer', () =>
    with19('truncated-answer', async (lab) => {
      const { complete, body } = await borisToBoris(lab);
      expect(complete).toBe(false);
      expect(body).toMatch(/^<\?xml/);
      expect((await annaToBoris(lab)).body).toContain('The connection was closed unexpectedly.');
    }));

  it('lookups-time-out', () =>
    with19('lookups-time-out', async (lab) => {
      for (const { body } of await Promise.all([borisToBoris(lab), annaToBoris(lab)])) {
        expect(body).toMatch(/ErrorTimeoutExpired|Waiting-For-Request-Completion/);
      }
    }));
});

describe('sign-in', () => {
  it('negotiate-only', () =>
    with19('negotiate-only', async (lab) => {
      const { headers } = await ask(lab, ews19);
      expect(headers.filter(([name]) => name === 'WWW-Authenticate')).toEqual([['WWW-Authenticate', 'Negotiate']]);
      expect((await borisToBoris(lab)).status).toBe(401);
    }));
});

describe('Autodiscover', () => {
  const post = (lab: Lab): Promise<Got> =>
    ask(lab, 'https://autodiscover.contoso.test/autodiscover/autodiscover.xml', {
      method: 'POST',
      headers: basic('boris'),
      body:
        '<Autodiscover><Request><EMailAddress>boris@contoso.test</EMailAddress><AcceptableResponseSchema>'
        + 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
        + '</AcceptableResponseSchema></Request></Autodiscover>',
    });
  it('autodiscover-404', () =>
    with19('autodiscover-404', async (lab) => {
      expect((await post(lab)).status).toBe(404);
    }));
  it('autodiscover-without-urls', () =>
    with19('autodiscover-without-urls', async (lab) => {
      const { body } = await post(lab);
      expect(body).toContain('<Type>EXPR</Type>');
      expect(body).not.toMatch(/ASUrl|EwsUrl/);
    }));
});

describe('mailboxes', () => {
  it('default-permission-none', () => {
    tested.add('default-permission-none');
    return within(
      { servers: { ex16: able }, mailboxes: { 'boris@contoso.test': { faults: ['default-permission-none'] } } },
      async (lab) => {
        const { body } = await annaToBoris(lab);
        expect(body).toMatch(/<ResponseCode>ErrorNoFreeBusyAccess<.*>5037<.*EX19<.*LID: 47652/s);
        expect((await borisToBoris(lab)).body).toContain('NoError');
      },
    );
  });

  it.each([
    ['being-moved', 'ErrorMailboxMoveInProgress'],
    ['store-unavailable', 'ErrorMailboxStoreUnavailable'],
  ] as const)('%s: the documented code, for this mailbox alone', (fault, code) => {
    tested.add(fault);
    return within({ servers: { ex16: able }, mailboxes: { 'boris@contoso.test': { faults: [fault] } } }, async (lab) => {
      const { body } = await lookUp(lab, 'anna', ['boris@contoso.test', 'dora@contoso.test']);
      expect(body).toMatch(new RegExp(`<ResponseCode>${code}<.*<ResponseCode>NoError<`, 's'));
      expect(body).not.toContain('ExceptionType');
    });
  });

  it('refuses: one requester, and nobody else', () =>
    within({ servers: { ex16: able }, mailboxes: { 'boris@contoso.test': { refuses: ['Anna@contoso.test'] } } }, async (lab) => {
      expect((await annaToBoris(lab)).body).toMatch(/<ResponseCode>ErrorNoFreeBusyAccess<.*LID: 44348/s);
      const carla = await lookUp(lab, 'svc', ['boris@contoso.test'], { header: onBehalfOf('carla@contoso.test') });
      expect(carla.body).toContain('NoError');
    }));

  it('unknown-recipient', () => {
    tested.add('unknown-recipient');
    return within(
      { servers: { ex16: able }, mailboxes: { 'boris@contoso.test': { faults: ['unknown-recipient'] } } },
      async (lab) => {
        expect((await annaToBoris(lab)).body).toContain('<ResponseCode>ErrorMailRecipientNotFound</ResponseCode>');
      },
    );
  });

  it('no-data', () => {
    tested.add('no-data');
    return within({ mailboxes: { 'carla@contoso.test': { faults: ['no-data'] } } }, async (lab) => {
      expect((await lookUp(lab, 'anna', ['carla@contoso.test'])).body).toContain(`>${'5'.repeat(24)}</MergedFreeBusy>`);
    });
  });
});

describe('the lab itself', () => {
  it('ends every connection when it stops', async () => {
    const lab = await startLab({}, world);
    const { host, port } = at(lab, 'mail16.contoso.test:443');
    const socket = connect(port, host);
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await lab.stop();
    await closed;
  });

  it('delays answers where it is told to', async () => {
    const lab = await startLab({}, world, { delayMs: 60 });
    const before = performance.now();
    await ask(lab, ews19, { method: 'POST', headers: basic('boris'), body: question({ targets: ['boris@contoso.test'] }) });
    await lab.stop();
    // Twice 60, less what the event loop is late: a timer counts from the time at which its turn of the loop began.
    expect(performance.now() - before).toBeGreaterThanOrEqual(100);
  });

  it('has a test for every fault', () => {
    for (const elsewhere of ['extended-protection', 'extended-protection-required']) tested.add(elsewhere); // in ntlm.test.ts
    tested.add('stale-mailbox-location'); // in exchange-2010.test.ts
    for (const fault of ['oauth-off', 'wssecurity-off', 'svc-handler-mapping-missing', 'another-tenant-trusted', 'autodiscover-oauth-off']) tested.add(fault); // in organizations.test.ts
    const graph = ['access-denied', 'cannot-proxy', 'does-not-serve-mailboxes', 'invalid-audience', 'throttled-at-first', 'times-out'];
    for (const fault of graph) tested.add(`graph-${fault}`); // in graph.test.ts
    tested.add('throttled-at-first'); // there
    expect([...tested].sort()).toEqual([...serverFaultNames, ...mailboxFaultNames].sort());
  });
});
