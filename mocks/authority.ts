// The certificate library wants this loaded before it.
import 'reflect-metadata';
import { generateKeyPair, randomBytes, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import type { BalancerFault, ServerFault, WebSiteFault } from './faults.ts';

/** A certificate with its key, both as PEM, and the certificate as DER for channel bindings. */
export interface Identity {
  readonly certPem: string;
  readonly keyPem: string;
  readonly der: Buffer;
}

/** The certificate authority of one lab. */
export interface Authority {
  readonly caPem: string;
  /** Issues a certificate for the names, first one as subject; the faults decide what is wrong with it. */
  issue(names: readonly string[], faults?: ReadonlySet<ServerFault | BalancerFault | WebSiteFault>): Promise<Identity>;
}

interface RsaKey {
  readonly pem: string;
  readonly pkcs8: Buffer;
  readonly spki: Buffer;
}

const generate = promisify(generateKeyPair);
const keyBits = { authority: 2048, leaf: 2048, weak: 1024, tiny: 768 } as const;
const made = new Map<string, Promise<RsaKey>>();

/** One key per use and process: making RSA keys is what a start of the lab costs most. */
function rsaKey(use: 'authority' | 'leaf' | 'weak' | 'tiny'): Promise<RsaKey> {
  const known = made.get(use);
  if (known) return known;
  const fresh = generate('rsa', { modulusLength: keyBits[use] }).then(({ privateKey, publicKey }) => ({
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
  }));
  made.set(use, fresh);
  return fresh;
}

async function pair(key: RsaKey, hash: 'SHA-1' | 'SHA-256'): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash };
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', key.pkcs8, algorithm, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', key.spki, algorithm, true, ['verify']),
  };
}

const dayMs = 86_400_000;
const caName = 'CN=Contoso Lab Root CA, O=Contoso Lab';

interface Root {
  readonly keys: webcrypto.CryptoKeyPair;
  readonly pem: string;
}

let rootMade: Promise<Root> | undefined;

/** The root of every lab of this process, as their keys: whoever trusts one lab need not read all roots anew for the next. */
async function makeRoot(now: number): Promise<Root> {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const keys = await pair(await rsaKey('authority'), 'SHA-256');
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: caName,
    keys,
    serialNumber: serialNumber(),
    notBefore: new Date(now - 365 * dayMs),
    notAfter: new Date(now + 3650 * dayMs),
    signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, pem: root.toString('pem') };
}

/**
 * Makes a certificate authority whose certificates are valid around `now` (milliseconds since 1970).
 * Nothing of it is written to disk.
 */
export async function certificateAuthority(now: number): Promise<Authority> {
  rootMade ??= makeRoot(now);
  const [{ keys: caPair, pem: caPem }, leafKey] = await Promise.all([rootMade, rsaKey('leaf')]);
  return {
    caPem,
    async issue(names, faults = new Set()) {
      const weak = faults.has('weak-certificate');
      const key = weak ? await rsaKey('weak') : faults.has('tiny-key-certificate') ? await rsaKey('tiny') : leafKey;
      const hash = weak ? 'SHA-1' : 'SHA-256';
      const leafPair = await pair(key, hash);
      const shown = faults.has('wrong-name-certificate')
        ? [`retired.${(names[0] ?? 'lab.test').split('.').slice(1).join('.')}`]
        : names;
      const subject = `CN=${shown[0] ?? 'lab.test'}`;
      const selfSigned = faults.has('untrusted-certificate');
      const signer = selfSigned ? leafPair : weak ? await pair(await rsaKey('authority'), 'SHA-1') : caPair;
      const certificate = await x509.X509CertificateGenerator.create({
        subject,
        issuer: selfSigned ? subject : caName,
        serialNumber: serialNumber(),
        ...validity(faults, now),
        publicKey: leafPair.publicKey,
        signingKey: signer.privateKey,
        signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash },
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(shown.map((value) => ({ type: 'dns' as const, value }))),
          await x509.SubjectKeyIdentifierExtension.create(leafPair.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
        ],
      });
      return { certPem: certificate.toString('pem'), keyPem: key.pem, der: Buffer.from(certificate.rawData) };
    },
  };
}

function validity(faults: ReadonlySet<ServerFault | BalancerFault | WebSiteFault>, now: number): { notBefore: Date; notAfter: Date } {
  if (faults.has('expired-certificate')) return { notBefore: new Date(now - 366 * dayMs), notAfter: new Date(now - dayMs) };
  if (faults.has('not-yet-valid-certificate')) return { notBefore: new Date(now + dayMs), notAfter: new Date(now + 366 * dayMs) };
  return { notBefore: new Date(now - 30 * dayMs), notAfter: new Date(now + 335 * dayMs) };
}

function serialNumber(): string {
  const bytes = randomBytes(16);
  // A serial number is a positive integer: the first bit stays clear, the first byte not zero.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
