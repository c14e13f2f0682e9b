import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isScalar, type Node } from 'yaml';
import type { SignIn } from '../model/scenario.ts';
import { secret, type Credential, type Credentials } from '../network/credentials.ts';
import { APPLICATION_FIELDS, readApplication, readCertificate } from './application.ts';
import { oneOf } from './complaints.ts';
import { checkId } from './servers.ts';
import type { YamlReading } from './yaml-reading.ts';

const METHODS = ['ntlm', 'basic', 'oauth', 'token', 'none'] as const;
const FIELDS = ['method', 'user', 'password', 'passwordFile', 'token', 'tokenFile', 'impersonate', 'channelBinding', ...APPLICATION_FIELDS] as const;
const SECRETS = ['password', 'token', 'secret'] as const;
const ENVIRONMENT = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;
const MAX_SECRET_BYTES = 64_000;
/** Source: RFC 6750 2.1. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

export type SecretName = (typeof SECRETS)[number];

interface Sources {
  readonly environment: (name: string) => string | undefined;
  readonly directory: string;
  /** Where the servers are imitated: makes the secrets up, so that no real one is read or ever goes to them. */
  readonly made: ((name: string) => string) | undefined;
}

/** Sign-ins without their secrets, and the secrets by the same ids. */
export function readSignIns(
  node: Node | null | undefined, read: YamlReading, sources: Sources,
): { readonly signIns: Readonly<Record<string, SignIn>>; readonly credentials: Credentials } {
  const signIns: Record<string, SignIn> = {};
  const credentials = new Map<string, Credential>();
  if (node === undefined) return { signIns, credentials };
  for (const { key, keyNode, value } of read.entries(node, 'signIn')) {
    const where = `signIn ${key}`;
    checkId(key, keyNode, 'a sign-in', read);
    const fields = read.fields(value, where, FIELDS);
    if (fields.method === undefined) read.about(value ?? keyNode, `${where} has no method; expected ${oneOf(METHODS)}.`);
    const method = fields.method === undefined ? undefined : read.word(fields.method, `method of ${where}`, METHODS);
    const oauth = method === 'oauth' ? readApplication(value, fields, where, read) : undefined;
    const used = method === 'ntlm' || method === 'basic' ? 'password' : method === 'token' ? 'token' : oauth?.flow === 'secret' ? 'secret'
      : undefined;
    for (const name of SECRETS) {
      if (name !== used && fields[name] !== undefined) refuseLiteral(name, fields[name], where, read);
    }
    const user = fields.user === undefined ? undefined : read.text(fields.user, `user of ${where}`);
    if (used === 'password' && user === undefined) read.about(value, `${where} has no user.`);
    const impersonate = fields.impersonate === undefined ? undefined : read.flag(fields.impersonate, `impersonate of ${where}`);
    const asItself = oauth !== undefined && oauth.flow !== 'device-code';
    if (asItself && impersonate === false) read.about(fields.impersonate,
      `${where} signs in as an application, which has no mailbox and always asks on behalf of one.`);
    signIns[key] = {
      // A complaint ends the loading; the stand-in spares complaints about the mailboxes that refer to it.
      id: key, method: method ?? 'none',
      impersonate: asItself || (impersonate ?? false),
      channelBinding: fields.channelBinding === undefined ? true : read.flag(fields.channelBinding, `channelBinding of ${where}`) ?? true,
      ...(user === undefined ? {} : { user }),
      ...(oauth === undefined ? {} : { oauth }),
    };
    if (used !== undefined) credentials.set(key, readSecret(used, fields[used], fields[`${used}File`], where, read, sources));
    else if (oauth?.flow === 'certificate') credentials.set(key, certificateOf(fields, where, read, sources));
  }
  return { signIns, credentials };
}

function certificateOf(
  fields: Partial<Record<(typeof FIELDS)[number], Node>>, where: string, read: YamlReading, sources: Sources,
): Credential {
  const path = read.text(fields.certificate, `certificate of ${where}`);
  if (path === undefined) return { known: false, why: 'the certificate has no name' };
  // The imitated servers bring a certificate of their own, so that no real key is read.
  if (sources.made !== undefined) return { known: false, why: 'the imitated servers make the certificate' };
  const locked = fields.password !== undefined || fields.passwordFile !== undefined;
  const password = locked ? readSecret('password', fields.password, fields.passwordFile, where, read, sources) : undefined;
  return readCertificate(path, sources.directory, password);
}

/** Name of the environment variable that holds the secret; undefined after complaining of anything else. */
function refuseLiteral(name: string, node: Node, where: string, read: YamlReading): string | undefined {
  const variable = isScalar(node) && typeof node.value === 'string' ? ENVIRONMENT.exec(node.value)?.[1] : undefined;
  if (variable === undefined) {
    // The text itself is not repeated: it may be the secret.
    read.about(node, `${name} of ${where} must not be written into a scenario; write "\${env:NAME}", use ${name}File, or leave it out to be asked.`);
  }
  return variable;
}

function readSecret(
  name: SecretName, node: Node | undefined, fileNode: Node | undefined, where: string, read: YamlReading, sources: Sources,
): Credential {
  if (node !== undefined) {
    const variable = refuseLiteral(name, node, where, read);
    if (variable === undefined) return { known: false, why: `the ${name} was refused` };
    if (sources.made !== undefined) return usableSecret(name, sources.made(variable), 'the lab');
    const value = sources.environment(variable);
    return value === undefined || value === ''
      ? { known: false, why: `the environment variable ${variable} is not set` }
      : usableSecret(name, value, `the environment variable ${variable}`);
  }
  if (sources.made !== undefined) return usableSecret(name, sources.made(where), 'the lab');
  if (fileNode !== undefined) {
    const path = read.text(fileNode, `${name}File of ${where}`);
    if (path === undefined) return { known: false, why: `the ${name} file has no name` };
    try {
      const bytes = readFileSync(resolve(sources.directory, path));
      if (bytes.length > MAX_SECRET_BYTES) read.about(fileNode, `${name}File of ${where} is larger than ${MAX_SECRET_BYTES} bytes.`);
      // A byte order mark or UTF-16, as editors on Windows write them, would make a wrong password of the right one.
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
      return text === '' ? { known: false, why: `the file ${path} is empty` } : usableSecret(name, text, `the file ${path}`);
    } catch {
      read.about(fileNode, `${name}File of ${where} is ${path}, which cannot be read as UTF-8 text.`);
    }
  }
  return { known: false, why: `no ${name} was given` };
}

/** The secret under its name; `from` says where it came from. A token that cannot stand in a header is known to be none before it is sent. */
export function usableSecret(name: SecretName, value: string, from: string): Credential {
  const text = name === 'token' ? value.trim() : value;
  if (name === 'token' && !TOKEN.test(text)) return { known: false, why: `${from} holds characters that a token cannot have` };
  return { known: true, secret: secret(text) };
}
