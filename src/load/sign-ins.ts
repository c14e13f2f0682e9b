import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isScalar, type Node } from 'yaml';
import type { SignIn } from '../model/scenario.ts';
import { secret, type Credential, type Credentials } from '../network/credentials.ts';
import type { YamlReading } from './yaml-reading.ts';

const METHODS = ['ntlm', 'basic', 'token', 'none'] as const;
const FIELDS = ['method', 'user', 'password', 'passwordFile', 'token', 'tokenFile', 'impersonate', 'channelBinding'] as const;
const ENVIRONMENT = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;
const MAX_SECRET_BYTES = 64_000;

interface Sources {
  readonly environment: (name: string) => string | undefined;
  readonly directory: string;
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
    const fields = read.fields(value, where, FIELDS);
    if (fields.method === undefined) read.about(value ?? keyNode, `${where} has no method; expected ntlm, basic, token or none.`);
    const method = fields.method === undefined ? undefined : read.word(fields.method, `method of ${where}`, METHODS);
    if (method === undefined) continue;
    const user = fields.user === undefined ? undefined : read.text(fields.user, `user of ${where}`);
    const usesPassword = method === 'ntlm' || method === 'basic';
    if (usesPassword && user === undefined) read.about(value, `${where} has no user.`);
    signIns[key] = {
      id: key, method,
      impersonate: fields.impersonate === undefined ? false : read.flag(fields.impersonate, `impersonate of ${where}`) ?? false,
      channelBinding: fields.channelBinding === undefined ? true : read.flag(fields.channelBinding, `channelBinding of ${where}`) ?? true,
      ...(user === undefined ? {} : { user }),
    };
    if (method === 'none') continue;
    const name = usesPassword ? 'password' : 'token';
    credentials.set(key, readSecret(name, fields[name], fields[`${name}File`], where, read, sources));
  }
  return { signIns, credentials };
}

function readSecret(
  name: string, node: Node | null | undefined, fileNode: Node | null | undefined, where: string, read: YamlReading, sources: Sources,
): Credential {
  if (node !== undefined) {
    const variable = isScalar(node) && typeof node.value === 'string' ? ENVIRONMENT.exec(node.value)?.[1] : undefined;
    if (variable === undefined) {
      // The text itself is not repeated: it may be the secret.
      read.about(node, `${name} of ${where} must not be written into a scenario; write "\${env:NAME}", use ${name}File, or leave it out to be asked.`);
      return { known: false, why: `the ${name} was refused` };
    }
    const value = sources.environment(variable);
    return value === undefined || value === ''
      ? { known: false, why: `the environment variable ${variable} is not set` }
      : { known: true, secret: secret(value) };
  }
  if (fileNode !== undefined) {
    const path = read.text(fileNode, `${name}File of ${where}`);
    if (path === undefined) return { known: false, why: `the ${name} file has no name` };
    try {
      const text = readFileSync(resolve(sources.directory, path), 'utf8');
      if (text.length > MAX_SECRET_BYTES) read.about(fileNode, `${name}File of ${where} is larger than ${MAX_SECRET_BYTES} bytes.`);
      return { known: true, secret: secret(text.replace(/\r?\n$/, '')) };
    } catch {
      read.about(fileNode, `${name}File of ${where} is ${path}, which cannot be read.`);
    }
  }
  return { known: false, why: `no ${name} was given` };
}
