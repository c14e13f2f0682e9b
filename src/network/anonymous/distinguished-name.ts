/** Distinguished names of X.509: subjects, issuers, and authorities that a server lists. Source: RFC 5280 4.1.2.4. */
import { rootCertificates } from 'node:tls';
import { decodeOid, derChildren, derTag, readDer } from '../../protocol/der.ts';
import { directoryString } from '../../protocol/distinguished-name.ts';
import { der, derText } from './der-writing.ts';
import { readNameText, type Reading } from './text.ts';

const ORGANIZATION = '2.5.4.10';
const COUNTRY = '2.5.4.6';

interface Attribute {
  readonly oid: string;
  readonly type: Uint8Array;
  readonly tag: number;
  readonly text: string;
}

/** Throws DerDecodeError when it is no such name. */
function attributesOf(name: Uint8Array): readonly (readonly Attribute[])[] {
  return derChildren(readDer(name), derTag.sequence).map((relative) => derChildren(relative, derTag.set).map((attribute) => {
    const [type, value] = derChildren(attribute, derTag.sequence);
    const oid = decodeOid(type);
    const text = value === undefined ? '' : directoryString(value);
    return { oid, type: type?.bytes ?? new Uint8Array(), tag: value?.tag ?? derTag.utf8String, text };
  }));
}

const organizationOf = (name: Uint8Array): string | undefined => attributesOf(name).flat().find(({ oid }) => oid === ORGANIZATION)?.text;

let authorities: ReadonlySet<string> | undefined;

/** Organizations whose roots everybody trusts, as Node knows them, and two that sign below such roots. */
function publicAuthorities(): ReadonlySet<string> {
  authorities ??= new Set([...rootCertificates.flatMap((pem) => {
    const [body] = derChildren(readDer(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')), derTag.sequence);
    const subject = body === undefined ? undefined : derChildren(body, derTag.sequence)[5];
    return (subject === undefined ? undefined : organizationOf(subject.bytes)) ?? [];
  }), 'Let\'s Encrypt', 'Google Trust Services']);
  return authorities;
}

/** The same name with others in it; that of a public authority stays. Throws DerDecodeError when it is no such name. */
export function readName(name: Uint8Array, reading: Reading): Uint8Array {
  const relatives = attributesOf(name);
  if (publicAuthorities().has(organizationOf(name) ?? '')) return name;
  return der(derTag.sequence, ...relatives.map((attributes) => der(derTag.set, ...attributes.map(({ oid, type, tag, text }) => {
    const other = oid === COUNTRY ? text : readNameText(text, reading);
    return der(derTag.sequence, type, derText(tag, other));
  }))));
}
