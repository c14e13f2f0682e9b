import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import md4 from 'js-md4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { challengeFor, checkAuthenticate, ntlmType } from '../../mocks/ntlm.ts';
import { at, world } from './lab-client.ts';

const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer => createHmac('md5', key).update(Buffer.concat(parts)).digest();
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s/g, ''), 'hex');

/** A type 1 message: Unicode, request target, NTLM, always sign, extended session security, 128, 56. */
const type1 = bytes('4e544c4d53535000 01000000 05828aa0 0000000000000000 0000000000000000');

interface Reply {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly certificate?: Buffer;
  readonly mic: boolean;
  readonly spoilMic?: boolean;
}

/** A type 3 message by a client of its own, without key exchange. Source: MS-NLMP 2.2.1.3, 3.3.2. */
function type3(type2: Buffer, { user, domain, password, certificate, mic, spoilMic = false }: Reply): Buffer {
  const infoAt = type2.readUInt32LE(44);
  const info = type2.subarray(infoAt, infoAt + type2.readUInt16LE(40) - 4);
  const additions = [
    ...(mic ? [bytes('06000400 02000000')] : []),
    ...(certificate ? [bytes('0a001000'), binding(certificate)] : []),
  ];
  const blob = Buffer.concat([
    bytes('0101000000000000'),
    Buffer.alloc(8),
    bytes('aabbccddeeff0011'),
    Buffer.alloc(4),
    info,
    ...additions,
    Buffer.alloc(8),
  ]);
  const key = hmac(Buffer.from(md4.arrayBuffer(wide(password))), wide(user.toUpperCase() + domain));
  const proof = hmac(key, type2.subarray(24, 32), blob);
  const fields = [Buffer.alloc(24), Buffer.concat([proof, blob]), wide(domain), wide(user), Buffer.alloc(0), Buffer.alloc(0)];
  const message = Buffer.alloc(88);
  bytes('4e544c4d53535000 03000000').copy(message);
  let offset = 88;
  fields.forEach((field, index) => {
    message.writeUInt16LE(field.length, 12 + index * 8);
    message.writeUInt16LE(field.length, 14 + index * 8);
    message.writeUInt32LE(offset, 16 + index * 8);
    offset += field.length;
  });
  message.writeUInt32LE(0x0208_8201 | 0, 60);
  const whole = Buffer.concat([message, ...fields]);
  if (mic) hmac(hmac(key, proof), type1, type2, whole).copy(whole, 72);
  if (spoilMic) whole[72] = (whole[72] ?? 0) ^ 1;
  return whole;
}

function binding(certificate: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash('sha256').update(certificate).digest()]);
  return createHash('md5')
    .update(Buffer.concat([Buffer.alloc(16), Buffer.from([data.length, 0, 0, 0]), data]))
    .digest();
}

interface Step {
  readonly status: number;
  readonly challenge: string;
  readonly certificate: Buffer;
}

/** Signs in over one connection; the statuses of both steps, and of a third request without credentials. */
async function signIn(
  lab: Lab,
  reply: Omit<Reply, 'certificate'> & { readonly bind?: boolean; readonly foreignBinding?: boolean },
  scheme = 'NTLM',
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const step = (authorization?: string): Promise<Step> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...at(lab, 'mail19.contoso.test:443'),
          agent,
          servername: 'mail19.contoso.test',
          ca: lab.caPem,
          path: '/EWS/Exchange.asmx',
          headers: authorization === undefined ? {} : { Authorization: authorization },
        },
        (response) => {
          const certificate = response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().raw : Buffer.alloc(0);
          response.resume();
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              certificate,
              challenge:
                response.headersDistinct['www-authenticate']
                  ?.find((line) => line.startsWith(`${scheme} `))
                  ?.slice(scheme.length + 1) ?? '',
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  const first = await step(`${scheme} ${type1.toString('base64')}`);
  const certificate = reply.foreignBinding ? Buffer.from('another') : reply.bind ? first.certificate : undefined;
  const message = type3(Buffer.from(first.challenge, 'base64'), { ...reply, ...(certificate ? { certificate } : {}) });
  const second = await step(`${scheme} ${message.toString('base64')}`);
  const third = await step();
  agent.destroy();
  return [first.status, second.status, third.status];
}

const boris = { user: 'boris', domain: 'CONTOSO', password: 'Boris#1', mic: true };
let lab: Lab;
beforeAll(async () => {
  lab = await startLab({}, world);
});
afterAll(() => lab.stop());

describe('NTLM', () => {
  it('accepts a proof, and then the connection', async () => {
    expect(await signIn(lab, boris)).toEqual([401, 200, 200]);
  });
  it('accepts it inside Negotiate', async () => {
    expect(await signIn(lab, boris, 'Negotiate')).toEqual([401, 200, 200]);
  });
  it('accepts it without a MIC and without a domain', async () => {
    expect(await signIn(lab, { ...boris, domain: '', mic: false })).toEqual([401, 200, 200]);
  });
  it('accepts a matching channel binding', async () => {
    expect(await signIn(lab, { ...boris, bind: true })).toEqual([401, 200, 200]);
  });
  it.each([
    ['a wrong password', { ...boris, password: 'wrong' }],
    ['a stranger', { ...boris, user: 'eve' }],
    ['another domain', { ...boris, domain: 'FABRIKAM' }],
    ['a spoilt MIC', { ...boris, spoilMic: true }],
    ['a channel binding to another certificate', { ...boris, foreignBinding: true }],
  ])('refuses %s', async (_title, reply) => {
    expect(await signIn(lab, reply)).toEqual([401, 401, 401]);
  });

  it('does not look at channel bindings where Exchange does not yet', async () => {
    const older = await startLab({ servers: { ex19: { build: '15.2.1258.34' } } }, world);
    const statuses = await signIn(older, { ...boris, foreignBinding: true });
    await older.stop();
    expect(statuses).toEqual([401, 200, 200]);
  });

  it('insists on channel binding where extended protection is required', async () => {
    const strict = await startLab({ servers: { ex19: { faults: ['extended-protection-required'] } } }, world);
    const statuses = [await signIn(strict, boris), await signIn(strict, { ...boris, bind: true })];
    await strict.stop();
    expect(statuses).toEqual([
      [401, 401, 401],
      [401, 200, 200],
    ]);
  });

  it('checks a binding that comes, and no more, where extended protection is on', async () => {
    const on = await startLab(
      { servers: { ex19: { build: '15.2.1258.34', faults: ['extended-protection'] } } },
      world,
    );
    const statuses = [await signIn(on, boris), await signIn(on, { ...boris, bind: true }), await signIn(on, { ...boris, foreignBinding: true })];
    await on.stop();
    expect(statuses.map((each) => each[1])).toEqual([200, 200, 401]);
  });

  const names = {
    netbiosDomain: 'CONTOSO',
    netbiosComputer: 'EX19',
    dnsDomain: 'contoso.test',
    dnsComputer: 'ex19.contoso.test',
    windowsBuild: [10, 0, 17763] as const,
  };

  it('tells its names, its Windows and its clock', () => {
    const { challenge } = challengeFor(type1, names, 0);
    expect(challenge.subarray(48, 56).toString('hex')).toBe('0a0063450000000f');
    expect(challenge.toString('utf16le')).toContain('contoso.test');
    expect(challenge.toString('hex')).toContain('07000800' + '00803ed5deb19d01');
  });

  it('never throws on what is not a message', () => {
    const exchange = challengeFor(type1, names, 0);
    const expected = { passwordsOf: () => ['secret'], certificate: Buffer.alloc(8), channelBindingRequired: false };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 400 }), (noise, offset) => {
        const message = Buffer.concat([bytes('4e544c4d53535000 03000000'), Buffer.from(noise)]);
        if (message.length > 26) message.writeUInt16LE(offset & 0xffff, 20);
        expect(ntlmType(Buffer.from(noise))).toBeTypeOf('number');
        expect(checkAuthenticate(exchange, message, expected).accepted).toBe(false);
        challengeFor(Buffer.from(noise), names, 0);
      }),
      { numRuns: 200 },
    );
  });
});
