/** The enumeration against real servers, and against sockets that behave as Windows and devices on the way do. */
import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { tlsRemarks } from '../../../src/exchange/tls-remarks.ts';
import type { TlsEnumerationFact } from '../../../src/model/facts.ts';
import { clientHelloProfiles } from '../../../src/exchange/client-hellos.ts';
import { enumerate } from '../../../src/probes/tls/enumeration.ts';
import { network } from '../loopback.ts';
import { alert, certificateMessage, hex, inRecords, message, number, prefixed, serverHello } from '../../protocol/tls/server-flight-maker.ts';
import { madeCertificate } from '../../protocol/certificate-maker.ts';
import { certified, endServers, enumerated, EVERY, everything, ofVersion, plainServer, tlsServer, type Standing } from './servers.ts';

afterAll(endServers);

const accepted = ({ versions }: TlsEnumerationFact) => versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version);
const faults = (fact: TlsEnumerationFact) => tlsRemarks(fact).filter(({ weight }) => weight === 'fault').map(({ says }) => says);

/** Suites and other parts of a hello, read apart from the code under test. */
function hello(bytes: Buffer): { readonly version: number; readonly suites: readonly number[]; readonly extensions: readonly number[]; readonly length: number } {
  const suites: number[] = [], extensions: number[] = [];
  let at = 44 + bytes.readUInt8(43);
  const end = at + 2 + bytes.readUInt16BE(at);
  for (at += 2; at < end; at += 2) suites.push(bytes.readUInt16BE(at));
  at += 1 + bytes.readUInt8(at) + 2;
  for (; at + 4 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) extensions.push(bytes.readUInt16BE(at));
  return { version: bytes.readUInt16BE(9), suites, extensions, length: bytes.length };
}

/** Hands what passes on to another server. */
function through(standing: Standing, passes: (first: Buffer) => boolean, refuse: (socket: Socket) => void): Promise<Standing> {
  return plainServer((socket) => socket.once('data', (first: Buffer) => {
    if (!passes(first)) { refuse(socket); return; }
    const onward = connect(Number(standing.at.split(':')[1]), '127.0.0.1', () => { onward.write(first); });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.pipe(socket);
    socket.pipe(onward);
  }));
}

const reset = (socket: Socket): void => { socket.resetAndDestroy(); };

describe('cipher suites', () => {
  it('come in the server\'s order', async () => {
    const order = ['AES128-SHA', 'ECDHE-RSA-AES256-GCM-SHA384', 'AES256-SHA256', 'ECDHE-RSA-AES128-SHA'];
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${order.join(':')}:@SECLEVEL=0` }));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      serverOrder: true, complete: true, refusal: { outcome: 'alert', alert: 40 },
      cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
    });
  });

  it('are known to follow the client, strong ones first then', async () => {
    const ciphers = 'AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:AES256-SHA256:@SECLEVEL=0';
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers, honorCipherOrder: false }));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      serverOrder: false, cipherSuites: ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    });
  });

  it('are told from their opposite: weak ones first is an order too', async () => {
    const ciphers = 'AES128-SHA:AES256-SHA256:ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0';
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers }));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      serverOrder: true, cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
    });
  });

  it('include rare and anonymous ones, each at its place in the server\'s order', async () => {
    const ciphers = 'ECDHE-ARIA128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ADH-AES128-SHA256:AES128-SHA:@SECLEVEL=0';
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers, dhparam: 'auto' }));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      serverOrder: true, complete: true, cipherSuites: ['TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        'TLS_DH_anon_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    });
    expect(fact.certificate).not.toBeNull();
  });

  it('are the usual ones where a device on the way resets hellos with rare ones', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ARIA128-GCM-SHA256:AES256-SHA:AES128-SHA:@SECLEVEL=0' });
    const fact = await enumerated(await through(behind, (first) => first[0] !== 0x16 || !hello(first).suites.includes(0xc060), reset));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      serverOrder: true, complete: true, cipherSuites: ['TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    });
  });

  it('with rare ones among them are not all asked for twice', async () => {
    const strong = ['ECDHE-RSA-AES256-GCM-SHA384'], weak = ['AES256-GCM-SHA384', 'AES128-GCM-SHA256', 'AES256-SHA256', 'AES128-SHA256', 'AES256-SHA', 'AES128-SHA',
      'CAMELLIA256-SHA', 'CAMELLIA128-SHA', 'ECDHE-RSA-AES256-SHA', 'ECDHE-RSA-AES128-SHA'];
    const asking = async (order: readonly string[]) => {
      const server = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${order.join(':')}:@SECLEVEL=0` });
      return { fact: await enumerated(server, { predict: true }), count: server.count() };
    };
    const usual = await asking([...strong, ...weak]);
    const mixed = await asking([...strong, 'ECDHE-ARIA256-GCM-SHA384', 'AES256-CCM8', ...weak, 'ARIA128-GCM-SHA256']);
    const names = ofVersion(usual.fact, 'TLSv1.2').cipherSuites;
    expect(ofVersion(mixed.fact, 'TLSv1.2')).toMatchObject({
      serverOrder: true, complete: true, cipherSuites: [
        names[0], 'TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384', 'TLS_RSA_WITH_AES_256_CCM_8', ...names.slice(1), 'TLS_RSA_WITH_ARIA_128_GCM_SHA256',
      ],
    });
    // Each of the three, those that did not fit beside them, and the four that are placed; a second walk would be fourteen.
    expect(mixed.count - usual.count).toBeLessThanOrEqual(9);
  });

  it('are all of them, and take fewer connections than the usual scanners', async () => {
    const server = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.3', ciphers: 'DEFAULT:@SECLEVEL=0', dhparam: 'auto' });
    const fact = await enumerated(server);
    expect(fact.versions.map(({ cipherSuites }) => cipherSuites.length)).toEqual([0, 0, 6, 6, 20, 3]);
    expect(fact.connections).toBe(server.count());
    // sslscan 2.0.7 needs 88 and nmap 7.93 71 for TLS 1.0 to 1.2 of such a server, without the hellos of Windows.
    const scanned = await enumerated(await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT:@SECLEVEL=0', dhparam: 'auto' }));
    expect(scanned.connections).toBeLessThan(71);
  });

  it('are none where a version is on but has no usable one, and that is said', async () => {
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0' }));
    expect(fact.versions.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual([
      'SSLv2 alert', 'SSLv3 alert', 'TLSv1.0 no-usable-suite', 'TLSv1.1 no-usable-suite', 'TLSv1.2 accepted', 'TLSv1.3 alert',
    ]);
    const with13 = await enumerated(await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.3', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:TLS_AES_256_GCM_SHA384:@SECLEVEL=0' }));
    expect(ofVersion(with13, 'TLSv1.0').outcome).toBe('no-usable-suite');
  });
});

describe('servers of the field', () => {
  it('insists on secure renegotiation: nothing but the last signal is missed', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2' });
    const signals = (first: Buffer): boolean => first[0] === 0x16 && (hello(first).suites.includes(0xff) || hello(first).extensions.includes(0xff01));
    const fact = await enumerated(await through(behind, signals, reset));
    expect(accepted(fact)).toEqual(['TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    expect(fact.compatibility.every(({ agreed }) => agreed !== null)).toBe(true);
  });

  it('resets instead of sending alerts: its lists are complete all the same', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA:AES128-SHA:@SECLEVEL=0' });
    // An alert on its way back becomes a reset.
    const fact = await enumerated(await plainServer((socket) => {
      const onward = connect(Number(behind.at.split(':')[1]), '127.0.0.1');
      onward.on('error', () => socket.destroy());
      onward.on('data', (data: Buffer) => { if (data[0] === 0x15) socket.resetAndDestroy(); else socket.write(data); });
      socket.on('data', (data: Buffer) => onward.write(data));
      socket.on('close', () => onward.destroy());
    }));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      cipherSuites: ['TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'], serverOrder: true, complete: true, refusal: { outcome: 'reset' },
    });
    expect(ofVersion(fact, 'TLSv1.0').outcome).toBe('reset');
  });

  it('gives up on us halfway: the list is not called complete', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: EVERY });
    let hellos = 0;
    const fact = await enumerated(await through(behind, () => ++hellos < 12, reset), { profiles: [] });
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({ outcome: 'accepted', complete: false });
    expect(tlsRemarks(fact).some(({ says }) => /may be incomplete/.test(says))).toBe(true);
  });

  it('falls silent: the versions are not called off for longer than the limit', async () => {
    const fact = await enumerated(await plainServer((socket) => { socket.resume(); }), { limits: { totalMs: 10_000, helloMs: 30 } });
    expect(new Set(fact.versions.map(({ outcome }) => outcome))).toEqual(new Set(['timeout']));
    expect(faults(fact)[0]).toMatch(/^No version of TLS is accepted/);
  });

  it('answers TLS 1.3 with TLS 1.2, as Windows Server 2019 does', async () => {
    const answer = inRecords(Buffer.concat([serverHello({ version: 0x0303, suite: 0xc030, extensions: [[0xff01, hex('00')]] }), message(14)]), [9999]);
    const fact = await enumerated(await plainServer((socket) => socket.once('data', (first: Buffer) => {
      if (first[0] === 0x16 && hello(first).version === 0x0303 && (hello(first).suites.includes(0xc030) || hello(first).extensions.includes(43))) socket.end(answer);
      else reset(socket);
    })));
    expect(ofVersion(fact, 'TLSv1.3')).toMatchObject({ outcome: 'closed', answered: 'TLSv1.2' });
    expect(accepted(fact)).toEqual(['TLSv1.2']);
    expect(ofVersion(fact, 'TLSv1.2').cipherSuites).toEqual(['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']);
  });

  it('drops long hellos: short ones find the same suites', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:CAMELLIA256-SHA:AES128-SHA:@SECLEVEL=0' });
    const fact = await enumerated(await through(behind, (first) => first.length < 230, reset));
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({
      outcome: 'accepted', serverOrder: true,
      cipherSuites: ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_CAMELLIA_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    });
  });

  it('is bound to a name: without one there is nothing, and that is said', async () => {
    const behind = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const fact = await enumerated(await through(behind, (first) => first[0] === 0x16 && hello(first).extensions.includes(0), reset));
    expect(fact.withoutSni).toBe('refused');
    expect((await enumerated(behind)).withoutSni).toBe('same-certificate');
  });

  it('speaks SSL 3.0 and 2.0: imitations', async () => {
    const ssl3 = inRecords(Buffer.concat([serverHello({ version: 0x0300, suite: 0x0005 }), message(14)]), [9999]);
    const ssl2 = (() => {
      const body = Buffer.concat([Uint8Array.of(4, 0, 1), number(2, 2), number(2, 3), number(2, 3), number(2, 0), hex('aabbcc'), hex('0700c0')]);
      return Buffer.concat([number(2, 0x8000 | body.length), body]);
    })();
    const fact = await enumerated(await plainServer((socket) => socket.once('data', (first: Buffer) => {
      if ((first[0] ?? 0) >= 0x80) socket.end(ssl2);
      else if (hello(first).suites.includes(5)) socket.end(ssl3);
      else socket.end(alert(2, 40));
    })));
    expect(accepted(fact)).toEqual(['SSLv2', 'SSLv3']);
    expect(ofVersion(fact, 'SSLv2').cipherSuites).toEqual(['SSL_CK_DES_192_EDE3_CBC_WITH_MD5']);
    expect(ofVersion(fact, 'SSLv3').cipherSuites).toEqual(['TLS_RSA_WITH_RC4_128_SHA']);
    expect(faults(fact).join()).toMatch(/Accepts SSL 2\.0 and SSL 3\.0, which is broken/);
  });

  it('speaks something else: a mail server is told how to be asked', async () => {
    const fact = await enumerated(await plainServer((socket) => { socket.write('220 mail.contoso.test Microsoft ESMTP MAIL Service ready\r\n'); }));
    expect(fact.foreign).toEqual({ protocol: 'smtp', start: '220 mail.contoso.test Microsoft ESMTP MAIL Service ready..' });
    expect(tlsRemarks(fact)[0]).toMatchObject({ weight: 'fault', remedy: 'It is a mail server: ask it with --starttls smtp.' });
    expect(fact.connections).toBe(6);
  });

  it('never has more connections open than allowed', async () => {
    let open = 0, most = 0;
    const behind = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2' });
    const counted = await plainServer((socket) => {
      open++;
      most = Math.max(most, open);
      const onward = connect(Number(behind.at.split(':')[1]), '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.on('close', () => { open--; onward.destroy(); });
      socket.pipe(onward);
      onward.pipe(socket);
    });
    await enumerated(counted);
    // What the test's network allows; the command allows four.
    expect(most).toBeLessThanOrEqual(8);
  });

  it('is a failure where nothing listens', async () => {
    const attempt = await enumerate('mail.contoso.test:443', network({ 'mail.contoso.test:443': '127.0.0.1:1' }), everything);
    expect(attempt).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });
});

describe('what else a port shows', () => {
  it('extensions, groups, application protocols', async () => {
    const fact = await enumerated(await tlsServer({
      minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1', 'h2'], ecdhCurve: 'P-384:X25519', dhparam: 'auto',
    }));
    expect(fact).toMatchObject({
      compression: false, secureRenegotiation: true, extendedMasterSecret: true, tickets: true, ocsp: false, withoutSni: 'same-certificate', dhBits: 2048,
    });
    expect(fact.alpn).toEqual(['http/1.1', 'h2']);
    const none = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }), { profiles: [] });
    expect(none.alpn).toEqual([]);
    expect(new Set(fact.curves)).toEqual(new Set(['secp384r1', 'x25519']));
    expect(new Set(fact.groups13)).toEqual(new Set(['secp384r1', 'x25519']));
  });

  it('a stapled OCSP answer', async () => {
    const stapling = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, (server) => {
      server.on('OCSPRequest', (_certificate, _issuer, answer) => { answer(null, Buffer.from('an answer')); });
    });
    expect((await enumerated(stapling, { profiles: [] })).ocsp).toBe(true);
  });

  it('compression and old renegotiation: an imitation', async () => {
    const fact = await enumerated(await plainServer((socket) => socket.once('data', (first: Buffer) => {
      if (first[0] === 0x16 && hello(first).version === 0x0303 && hello(first).suites.includes(0xc030)) {
        socket.end(inRecords(Buffer.concat([serverHello({ version: 0x0303, suite: 0xc030, compression: 1 }), message(14)]), [999]));
      } else { socket.end(alert(2, 40)); }
    })));
    expect(fact).toMatchObject({ compression: true, secureRenegotiation: false, extendedMasterSecret: false, tickets: false });
    expect(fact.compatibility.at(-1)).toMatchObject({ profile: 'exchange2019-setup', outcome: 'accepted', brokenOffBy: 'renegotiation' });
    expect(faults(fact).join()).toMatch(/Secure renegotiation .* is not confirmed/);
  });

  it('the certificate: trusted with its own root, for the name, in time', async () => {
    const { cert } = certified();
    const server = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    expect((await enumerated(server, {}, [cert])).certificate).toMatchObject({ trusted: true, problem: null, nameMatches: true, withinDates: true });
    const untrusted = await enumerated(server);
    expect(untrusted.certificate).toMatchObject({ trusted: false, leaf: { selfSigned: true, keyBits: 2048 } });
    expect(faults(untrusted)).toEqual(['The certificate is self-signed and not trusted here.']);
  });

  it('both certificates of a server with two keys', async () => {
    const fact = await enumerated(await tlsServer({
      minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', cert: [certified().cert, certified('P-256').cert], key: [certified().key, certified('P-256').key],
    }));
    expect([fact.certificate?.leaf.keyType, fact.otherCertificate?.keyType].sort()).toEqual(['ec', 'rsa']);
  });

  it('the certificate of TLS 1.3 alone, which is encrypted', async () => {
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }));
    expect(fact.certificate?.leaf.names).toEqual(['mail.contoso.test']);
    expect(fact.secureRenegotiation).toBeNull();
  });

  it('an expired certificate for another name', async () => {
    const { certificatePem, keyPem } = madeCertificate({
      key: 'RSA-SHA1', subject: [['CN', 'old.contoso.test']], issuer: [['CN', 'Old CA']], names: [['dns', 'old.contoso.test']],
      notBefore: '2016-01-01T00:00:00Z', notAfter: '2018-01-01T00:00:00Z',
    });
    const fact = await enumerated(await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', cert: certificatePem, key: keyPem }));
    expect(faults(fact)).toEqual([
      'The certificate is valid from 2016-01-01 to 2018-01-01 only.',
      'The certificate is not for mail.contoso.test but for old.contoso.test.',
      'The issuer of the certificate is not trusted here, or a certificate between is not sent along.',
      'A certificate of the chain is signed with sha1WithRSAEncryption, which is no longer safe.',
    ]);
  });
});

describe('the list of authorities for client certificates', () => {
  const name = (index: number, bytes: number): Buffer => {
    const text = `Root ${index} `.padEnd(bytes - 13, 'x');
    const value = Buffer.concat([hex('0603550403'), hex('0c'), number(1, text.length), Buffer.from(text)]);
    const attribute = Buffer.concat([hex('30'), number(1, value.length), value]);
    const relative = Buffer.concat([hex('31'), number(1, attribute.length), attribute]);
    return Buffer.concat([hex('30'), number(1, relative.length), relative]);
  };
  const asking = (count: number): Promise<Standing> => {
    const list = Buffer.concat(Array.from({ length: count }, (_, index) => prefixed(2, name(index, 106))));
    const request = message(13, Buffer.concat([prefixed(1, hex('0140')), prefixed(2, hex('0401')), prefixed(2, list)]));
    const flight = Buffer.concat([
      serverHello({ version: 0x0303, suite: 0xc030, extensions: [[0xff01, hex('00')]] }), certificateMessage(madeCertificate({ key: 'RSA-SHA256' }).der), request, message(14),
    ]);
    return plainServer((socket) => socket.once('data', (first: Buffer) => {
      if (first[0] === 0x16 && hello(first).version === 0x0303 && hello(first).suites.includes(0xc030)) socket.end(inRecords(flight, [4096]));
      else socket.end(alert(2, 40));
    }));
  };

  it('355 roots: too long for Windows, with the remedy', async () => {
    const fact = await enumerated(await asking(355), { profiles: [] });
    expect(fact.clientCertificateRequest).toMatchObject({ requested: true, authorities: 355, bytes: 355 * 108 });
    expect(fact.clientCertificateRequest?.names[354]).toMatch(/^CN=Root 354 x+$/);
    const told = tlsRemarks(fact).find(({ says }) => /authorities/.test(says));
    expect(told).toMatchObject({ weight: 'fault', says: expect.stringMatching(/too long for Windows clients.*355 authorities, 38,340 bytes/) });
    expect(told?.remedy).toMatch(/SendTrustedIssuerList = 0/);
  });

  it('cut at 16 KB, as Schannel does', async () => {
    const fact = await enumerated(await asking(151), { profiles: [] });
    expect(fact.clientCertificateRequest?.bytes).toBe(16_308);
    expect(tlsRemarks(fact).find(({ says }) => /truncated/.test(says))?.weight).toBe('fault');
  });

  it('85 roots: no harm', async () => {
    expect(tlsRemarks(await enumerated(await asking(85), { profiles: [] })).find(({ says }) => /authorities/.test(says))?.weight).toBe('note');
  });
});

describe('servers that nobody would run', () => {
  it('takes whatever is offered, whatever that is: the enumeration ends with our list', async () => {
    const fact = await enumerated(await plainServer((socket) => socket.once('data', (first: Buffer) => {
      if (first[0] !== 0x16) { socket.destroy(); return; }
      const { version, suites } = hello(first);
      socket.end(inRecords(serverHello({ version, suite: suites[0] ?? 0, extensions: [] }), [7]));
    })), { profiles: [], limits: { totalMs: 20_000, helloMs: 2000 } });
    expect(ofVersion(fact, 'TLSv1.2').cipherSuites.length).toBeGreaterThan(80);
    expect(fact.connections).toBeLessThan(400);
  });

  it('chooses what was not offered: nothing is believed of it', async () => {
    const fact = await enumerated(await plainServer((socket) => socket.once('data', () => {
      socket.end(inRecords(serverHello({ version: 0x0303, suite: 0x1234 }), [99]));
    })), { profiles: [] });
    expect(ofVersion(fact, 'TLSv1.2')).toMatchObject({ cipherSuites: [], complete: false });
  });

  it('drips endlessly: it ends with the limits', async () => {
    const dripping = Buffer.from(inRecords(certificateMessage(Buffer.alloc(60_000)), [1]));
    const fact = await enumerated(await plainServer((socket) => {
      let at = 0;
      const drip = setInterval(() => { socket.write(dripping.subarray(at, ++at)); }, 1);
      socket.resume();
      socket.on('close', () => { clearInterval(drip); });
    }), { limits: { totalMs: 400, helloMs: 40 } });
    expect(accepted(fact)).toEqual([]);
  });
});

describe('less than all', () => {
  it('the versions alone take one connection each', async () => {
    const server = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2' });
    const fact = await enumerated(server, { what: 'versions', profiles: [] });
    expect(accepted(fact)).toEqual(['TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    expect({ connections: fact.connections, counted: server.count() }).toEqual({ connections: 6, counted: 6 });
  });

  it('one hello of Windows takes one', async () => {
    const server = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    const fact = await enumerated(server, { what: 'profiles', profiles: clientHelloProfiles.filter(({ id }) => id === '2012R2-net-legacy') });
    expect(fact).toMatchObject({ connections: 1, versions: [], compatibility: [{ profile: '2012R2-net-legacy', outcome: 'alert', alert: 70, agreed: null }] });
    expect(server.count()).toBe(1);
  });
});
