/** Mail servers that go over to TLS, and those that do not. */
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { enumerate } from '../../../src/probes/tls/enumeration.ts';
import { readSmtpReply, smtpKeywords } from '../../../src/protocol/smtp.ts';
import { network } from '../loopback.ts';
import { certified, endServers, everything, plainServer, type Standing } from './servers.ts';

afterAll(endServers);

const EXCHANGE = '250-mail.contoso.test Hello [127.0.0.1]\r\n250-SIZE 37748736\r\n250-X-ANONYMOUSTLS\r\n250-STARTTLS\r\n250 CHUNKING\r\n';
const secureContext = createSecureContext({ ...certified(), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });

interface Replies {
  readonly greeting?: string;
  readonly ehlo?: string;
  readonly starttls?: string;
}

/** Every reply in two pieces. */
function mailServer({ greeting = '220 mail.contoso.test ESMTP\r\n', ehlo = EXCHANGE, starttls = '220 2.0.0 ready\r\n' }: Replies): Promise<Standing> {
  const write = (socket: Socket, text: string): void => {
    socket.write(text.slice(0, 5));
    setImmediate(() => socket.write(text.slice(5)));
  };
  return plainServer((socket) => {
    write(socket, greeting);
    socket.once('data', (first: Buffer) => {
      expect(first.toString()).toBe('EHLO [127.0.0.1]\r\n');
      write(socket, ehlo);
      socket.once('data', (second: Buffer) => {
        expect(second.toString()).toBe('STARTTLS\r\n');
        if (!starttls.startsWith('220')) { write(socket, starttls); return; }
        socket.write(starttls);
        const secured = new TLSSocket(socket, { isServer: true, secureContext });
        secured.on('error', () => socket.destroy());
      });
    });
  });
}

const asked = (standing: Standing) => enumerate('mail.contoso.test:25', network({ 'mail.contoso.test:25': standing.at }), { ...everything, starttls: 'smtp' });

describe('a mail server', () => {
  it('is enumerated like any other, each connection with its own talk', async () => {
    const server = await mailServer({});
    const attempt = await asked(server);
    expect(attempt).toMatchObject({
      ok: true,
      value: { starttls: { protocol: 'smtp', greeting: 'mail.contoso.test ESMTP', keywords: ['SIZE', 'X-ANONYMOUSTLS', 'STARTTLS', 'CHUNKING'] }, connections: server.count() },
    });
    if (!attempt.ok) throw new Error('not reached');
    expect(attempt.value.versions.filter(({ outcome }) => outcome === 'accepted').map(({ version }) => version)).toEqual(['TLSv1.2']);
    expect(attempt.value.certificate?.leaf.names).toEqual(['mail.contoso.test']);
    expect(attempt.value.compatibility.filter(({ agreed }) => agreed !== null)).toHaveLength(7);
  });

  it.each([
    [{ greeting: '554 no service\r\n' }, 554, /greets with 554 no service/],
    [{ greeting: '421 too many connections\r\n' }, 421, /421 too many connections: it is too busy or closing/],
    [{ starttls: '454 TLS not available\r\n' }, 454, /answers STARTTLS with 454 .*not available there for now/],
    [{ ehlo: '250-mail.contoso.test\r\n250 SIZE\r\n' }, undefined, /does not offer STARTTLS/],
    [{ ehlo: '502 not implemented\r\n' }, 502, /answers EHLO with 502/],
    [{ greeting: 'SSH-2.0-OpenSSH_9.2\r\n' }, undefined, /does not speak SMTP/],
  ] as const)('that does not come along: %j', async (replies, code, says) => {
    const attempt = await asked(await mailServer(replies));
    expect(attempt).toMatchObject({ ok: false, failure: { kind: 'starttls', message: expect.stringMatching(says), ...(code === undefined ? {} : { code }) } });
  });

  it('is asked again when it is busy', async () => {
    let connections = 0;
    const good = await mailServer({});
    const { connect } = await import('node:net');
    const attempt = await asked(await plainServer((socket) => {
      connections++;
      if (connections % 5 === 0) { socket.end('421 4.3.2 Service not available\r\n'); return; }
      const onward = connect(Number(good.at.split(':')[1]), '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      socket.pipe(onward);
      onward.pipe(socket);
    }));
    if (!attempt.ok) throw new Error(attempt.failure.message);
    expect(attempt.value.versions.find(({ version }) => version === 'TLSv1.2')).toMatchObject({ outcome: 'accepted', complete: true });
    expect(attempt.value.connections).toBe(connections);
  });
});

describe('replies', () => {
  it('are read over any number of lines, and only when complete', () => {
    const bytes = Buffer.from('250-one\r\n250-two words\r\n250 three\r\nrest');
    for (let length = 0; length < bytes.indexOf('rest'); length++) expect(readSmtpReply(bytes.subarray(0, length))).toBe('incomplete');
    expect(readSmtpReply(bytes)).toEqual({ reply: { code: 250, lines: ['one', 'two words', 'three'] }, bytes: bytes.indexOf('rest') });
    expect(smtpKeywords({ code: 250, lines: ['host', 'size 100', 'AUTH=LOGIN', 'STARTTLS'] })).toEqual(['SIZE', 'AUTH', 'STARTTLS']);
  });

  it.each(['HTTP/1.1 400\r\n', '250-a\r\n220 b\r\n', '600 x\r\n', 'x', '25\r\n', '\r\n'])('are not %j', (text) => {
    expect(readSmtpReply(Buffer.from(text))).toBe('not-smtp');
  });

  it('are read from anything without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('', '220 ', '250-'), (bytes, start) => {
      const read = readSmtpReply(Buffer.concat([Buffer.from(start), bytes]));
      if (typeof read === 'object') expect(read.reply.lines.every((line) => /^[^\p{Cc}]*$/u.test(line))).toBe(true);
    }));
  });
});
