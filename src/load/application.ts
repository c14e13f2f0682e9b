/** The application of a sign-in with the method `oauth`: who it is, and how it proves itself. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Node } from 'yaml';
import type { Mailbox, OAuthApplication, OAuthFlow, Server, SignIn } from '../model/scenario.ts';
import { secret, type Credential } from '../network/credentials.ts';
import { printable } from '../protocol/printable.ts';
import type { YamlReading } from './yaml-reading.ts';

/** Fields of an application in a sign-in. */
export const APPLICATION_FIELDS = ['tenant', 'clientId', 'secret', 'secretFile', 'certificate', 'deviceCode'] as const;
type Fields = Partial<Record<(typeof APPLICATION_FIELDS)[number], Node>>;

/** Source: RFC 4122 (ids of tenants and applications); a tenant may also be named by one of its domains. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62})+$/i;
const MAX_PEM_BYTES = 100_000;

/** Is this the id or a domain of a tenant? */
export function isTenant(text: string): boolean {
  return ID.test(text) || DOMAIN.test(text);
}

/** Is this the id of an application? */
export function isClientId(text: string): boolean {
  return ID.test(text);
}

/** The application that the fields describe; the cloud is that of the servers, which are read later. undefined after complaining. */
export function readApplication(node: Node | null, fields: Fields, where: string, read: YamlReading): OAuthApplication | undefined {
  const tenant = fields.tenant === undefined ? undefined : read.text(fields.tenant, `tenant of ${where}`);
  const clientId = fields.clientId === undefined ? undefined : read.text(fields.clientId, `clientId of ${where}`);
  for (const name of ['tenant', 'clientId'] as const) {
    if (fields[name] === undefined) read.about(node, `${where} has no ${name}.`);
  }
  if (tenant !== undefined && !isTenant(tenant)) read.about(fields.tenant,
    `tenant of ${where} is "${tenant}"; expected a domain such as contoso.onmicrosoft.com, or an id.`);
  if (clientId !== undefined && !isClientId(clientId)) {
    read.about(fields.clientId, `clientId of ${where} is no id such as 00001111-aaaa-2222-bbbb-3333cccc4444.`);
  }
  const flow = readFlow(node, fields, where, read);
  return tenant === undefined || clientId === undefined || flow === undefined ? undefined : { tenant, clientId, flow, nationalCloud: 'worldwide' };
}

function readFlow(node: Node | null, fields: Fields, where: string, read: YamlReading): OAuthFlow | undefined {
  const deviceCode = fields.deviceCode === undefined ? false : read.flag(fields.deviceCode, `deviceCode of ${where}`) ?? false;
  const flows: readonly OAuthFlow[] = [
    ...(fields.secret === undefined && fields.secretFile === undefined ? [] : ['secret' as const]),
    ...(fields.certificate === undefined ? [] : ['certificate' as const]), ...(deviceCode ? ['device-code' as const] : []),
  ];
  if (flows.length > 1) read.about(node, `${where} has more than one of secret, certificate and deviceCode; leave one.`);
  // Without any, the secret is asked for, as a password would be.
  return flows[0] ?? 'secret';
}

/**
 * The certificate and its key, both in one PEM file, as one text; the key is opened with its password here.
 * Source: Microsoft Learn, application authentication certificate credentials (RSA keys; PS256 or RS256).
 */
export function readCertificate(path: string, directory: string, password: Credential | undefined): Credential {
  let text: string;
  try {
    const bytes = readFileSync(resolve(directory, path));
    if (bytes.length > MAX_PEM_BYTES) return { known: false, why: `the file ${printable(path, 200)} is larger than ${MAX_PEM_BYTES} bytes` };
    text = bytes.toString('latin1');
  } catch {
    return { known: false, why: `the certificate file ${printable(path, 200)} cannot be read` };
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]{1,50000}?-----END CERTIFICATE-----/g) ?? [];
  const key = /-----BEGIN ((?:RSA |ENCRYPTED )?PRIVATE KEY)-----[\s\S]{1,50000}?-----END \1-----/.exec(text)?.[0];
  const no = (what: string): Credential => ({ known: false, why: `the file ${printable(path, 200)} ${what}` });
  if (certificates.length === 0) return no('holds no PEM certificate');
  if (key === undefined) return no('holds no PEM private key of RSA beside the certificate');
  try {
    const passphrase = password?.known === true ? password.secret.reveal() : undefined;
    const opened = createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
    if (opened.asymmetricKeyType !== 'rsa') return no('has a key that is not RSA, which Microsoft Entra ID does not take');
    const own = certificates.find((one) => new X509Certificate(one).checkPrivateKey(opened));
    if (own === undefined) return no('has a key that does not belong to its certificate');
    return { known: true, secret: secret(`${own}\n${opened.export({ format: 'pem', type: 'pkcs8' }).toString()}`) };
  } catch {
    return no(password?.known === true ? 'cannot be opened with its password'
      : `has a key that cannot be read; if it has a password, name it as password${password === undefined ? '' : ` (${password.why})`}`);
  }
}

/** Each application with the cloud of the servers whose mailboxes use it. Complains where these differ. */
export function inTheirClouds(
  signIns: Readonly<Record<string, SignIn>>, servers: Readonly<Record<string, Server>>, mailboxes: Readonly<Record<string, Mailbox>>,
  node: Node | null | undefined, read: YamlReading,
): Readonly<Record<string, SignIn>> {
  return Object.fromEntries(Object.entries(signIns).map(([id, signIn]) => {
    if (signIn.oauth === undefined) return [id, signIn];
    const used = Object.values(mailboxes).filter((mailbox) => mailbox.signIn === id).map(({ server }) => servers[server]?.nationalCloud
      ?? 'worldwide');
    const [cloud = 'worldwide', other] = [...new Set(used)];
    if (other !== undefined) read.about(node,
      `signIn ${id} is used in the clouds ${cloud} and ${other}; a token is for one cloud, so write a sign-in for each.`);
    return [id, { ...signIn, oauth: { ...signIn.oauth, nationalCloud: cloud } }];
  }));
}
