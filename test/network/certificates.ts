/** Certificates for loopback servers, made once per process from elliptic-curve keys, which are quick to make. */
import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export interface Identity {
  /** Own certificate first, then those shown with it. */
  readonly cert: string;
  readonly key: string;
  /** The own certificate. */
  readonly der: Uint8Array;
}

export interface Authority {
  readonly pem: string;
  issue(names: readonly string[], wish?: { readonly expired?: boolean }): Promise<Identity>;
  /** An authority below this one; with `shown`, its servers show its certificate too. */
  below(shown: boolean): Promise<Authority>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;
x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

let serial = 1000;

interface Wish {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: webcrypto.CryptoKey;
  readonly signingKey: webcrypto.CryptoKey;
  readonly isAuthority: boolean;
  readonly names?: readonly string[];
  readonly expired?: boolean;
}

function certificate(wish: Wish): Promise<x509.X509Certificate> {
  serial++;
  const now = Date.now();
  return x509.X509CertificateGenerator.create({
    subject: wish.subject, issuer: wish.issuer, serialNumber: serial.toString(16),
    notBefore: new Date(now - 300 * dayMs), notAfter: new Date(now + (wish.expired === true ? -1 : 300) * dayMs),
    publicKey: wish.publicKey, signingKey: wish.signingKey, signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(wish.isAuthority, undefined, true),
      ...(wish.names === undefined ? [] : [new x509.SubjectAlternativeNameExtension(
        wish.names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' as const : 'dns' as const, value })),
      )]),
    ],
  });
}

async function authorityOf(subject: string, keys: webcrypto.CryptoKeyPair, own: x509.X509Certificate,
  shown: boolean): Promise<Authority> {
  return {
    pem: own.toString('pem'),
    async issue(names, { expired = false } = {}) {
      const { publicKey, privateKey } = await newKeys();
      const made = await certificate({
        subject: `CN=${names[0] ?? 'nobody'}`, issuer: subject, publicKey, signingKey: keys.privateKey, isAuthority: false,
          names, expired,
      });
      const cert = [made, ...(shown ? [own] : [])].map((one) => one.toString('pem')).join('\n');
      return { cert, key: await pemOf(privateKey), der: new Uint8Array(made.rawData) };
    },
    async below(alsoShown) {
      const lower = await newKeys();
      const name = 'CN=Contoso Issuing CA';
      const made = await certificate({
        subject: name, issuer: subject, publicKey: lower.publicKey, signingKey: keys.privateKey, isAuthority: true,
      });
      return authorityOf(name, lower, made, alsoShown);
    },
  };
}

/** A new root. */
export async function rootAuthority(name = 'Contoso Root CA'): Promise<Authority> {
  const keys = await newKeys();
  const subject = `CN=${name}`;
  const own = await certificate({ subject, issuer: subject, publicKey: keys.publicKey, signingKey: keys.privateKey,
    isAuthority: true });
  return authorityOf(subject, keys, own, false);
}
