import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HandshakeRequest, NegotiateRequest } from '../../src/network/port.ts';
import { rootAuthority, type Authority } from './certificates.ts';
import { endAll, httpsServer, liveAt, rawServer, valueOf } from './loopback.ts';

const authority = await rootAuthority();

afterEach(endAll);

describe('handshake', () => {
  async function shake(onConnection: (socket: Socket) => void, more: Partial<HandshakeRequest> = {}) {
    const server = await rawServer(onConnection);
    const network = liveAt({ at: { 'mail.contoso.test': server.port } });
    const { received, end } = valueOf(await network.handshake({
      label: 'x', host: 'mail.contoso.test', port: 443, send: Buffer.from('hello'), enough: () => false, timeoutMs: 3000,
        limitBytes: 1000, ...more,
    }));
    return [Buffer.from(received).toString('latin1'), end];
  }

  it('sends the bytes and returns those received', async () => {
    expect(await shake((socket) => socket.on('data', (bytes) => socket.end(`${bytes.toString('latin1')} yourself`))))
      .toEqual(['hello yourself', 'closed']);
  });

  it('ends as soon as there is enough', async () => {
    const seen: number[] = [];
    expect(await shake((socket) => socket.write('abc', () => socket.write('def')), {
      enough: (received) => seen.push(received.length) > 0 && received.length >= 6,
    })).toEqual(['abcdef', 'enough']);
    expect(seen.at(-1)).toBe(6);
  });

  it.each<readonly [string, (socket: Socket) => void, readonly unknown[], Partial<HandshakeRequest>]>([
    ['closed', (socket) => socket.end(), ['', 'closed'], {}],
    ['reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), ['', 'reset'], {}],
    ['timeout', (socket) => socket.write('a'), ['a', 'timeout'], { timeoutMs: 100 }],
    ['limit', (socket) => socket.write('x'.repeat(5000)), ['x'.repeat(1000), 'limit'], {}],
  ])('ends with %s', async (_end, onConnection, answer, more) => {
    expect(await shake(onConnection, more)).toEqual(answer);
  });

  it('stops a peer that never stops', async () => {
    let server: Socket | undefined;
    await shake((socket) => {
      server = socket;
      const more = (): void => { if (!socket.destroyed) socket.write(Buffer.alloc(65_536), () => { setImmediate(more); }); };
      more();
    });
    if (server?.closed === false) await new Promise((resolve) => server?.once('close', resolve));
  });
});

describe('negotiate', () => {

  async function session(name: string, cert: Parameters<typeof httpsServer>[0], trust: readonly string[],
    more: Partial<NegotiateRequest> = {}) {
    const server = await httpsServer(cert, () => { throw new Error('nobody asks'); });
    const network = liveAt({ at: { [name]: server.port }, trust });
    return valueOf(await network.negotiate({ label: 'x', host: name, port: 443, minVersion: 'TLSv1.2', timeoutMs: 3000,
      ...more }));
  }
  const judged = ({ verified, problem, trusted, chain }: Awaited<ReturnType<typeof session>>) =>
    [verified, problem, trusted, chain.length];

  it('verifies a certificate of a trusted root', async () => {
    const identity = await authority.issue(['mail.contoso.test', '*.apps.contoso.test']);
    const seen = await session('mail.contoso.test', identity, [authority.pem]);
    expect(judged(seen).slice(0, 3)).toEqual([true, null, true]);
    expect(Buffer.from(seen.chain[0] ?? []).equals(identity.der)).toBe(true);
    expect(judged(await session('owa.apps.contoso.test', identity, [authority.pem]))[0]).toBe(true);
  });

  it('reads several roots from one text', async () => {
    const other = await rootAuthority('Fabrikam Root CA');
    expect(judged(await session('mail.contoso.test', await authority.issue(['mail.contoso.test']),
      [`# roots\n${other.pem}\n${authority.pem}`]))[0]).toBe(true);
  });

  it.each<readonly [string, string, (authority: Authority) => ReturnType<Authority['issue']>, boolean, readonly unknown[]]>([
    ['an unknown root', 'mail.contoso.test', (by) => by.issue(['mail.contoso.test']), false,
      [false, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', false]],
    ['the wrong name', 'mail.contoso.test', (by) => by.issue(['other.contoso.test']), true,
      [false, 'ERR_TLS_CERT_ALTNAME_INVALID', true]],
    ['a name too deep for the wildcard', 'a.b.contoso.test', (by) => by.issue(['*.contoso.test']), true,
      [false, 'ERR_TLS_CERT_ALTNAME_INVALID', true]],
    ['expired, of a trusted root', 'mail.contoso.test', (by) => by.issue(['mail.contoso.test'], { expired: true }), true,
      [false, 'CERT_HAS_EXPIRED', true]],
    ['expired, of an unknown root', 'mail.contoso.test', (by) => by.issue(['mail.contoso.test'], { expired: true }), false,
      [false, 'CERT_HAS_EXPIRED', false]],
    ['a chain with its middle missing', 'mail.contoso.test', async (by) => (await by.below(false)).issue(['mail.contoso.test']),
      true,
      [false, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', false]],
    ['a whole chain', 'mail.contoso.test', async (by) => (await by.below(true)).issue(['mail.contoso.test']), true,
      [true, null, true]],
    ['a whole chain, expired', 'mail.contoso.test', async (by) =>
      (await by.below(true)).issue(['mail.contoso.test'], { expired: true }), true,
      [false, 'CERT_HAS_EXPIRED', true]],
    ['a whole chain to an unknown root', 'mail.contoso.test', async (by) => (await by.below(true)).issue(['mail.contoso.test']),
      false,
      [false, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', false]],
    ['an address that it names', '192.0.2.7', (by) => by.issue(['192.0.2.7']), true, [true, null, true]],
    ['an address that it does not name', '192.0.2.7', (by) => by.issue(['mail.contoso.test']), true,
      [false, 'ERR_TLS_CERT_ALTNAME_INVALID', true]],
  ])('judges %s', async (_what, name, issue, trusted, expected) => {
    const seen = await session(name, await issue(authority), trusted ? [authority.pem] : []);
    expect(judged(seen).slice(0, 3)).toEqual(expected);
  });

  it('judges a certificate that is its own issuer', async () => {
    // A root that serves by itself: its key is known through the authority's pem only, so one is made for the purpose.
    const other = await rootAuthority();
    const seen = await session('mail.contoso.test', await other.issue(['mail.contoso.test']), [authority.pem]);
    // Same issuer name, another key: a path must be signed, not only named.
    expect(judged(seen).slice(0, 3)).toEqual([false,
      expect.stringMatching(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE)$/), false]);
  });
});
