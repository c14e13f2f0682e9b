import { decodeOid, derChildren, DerDecodeError, derTag, readDer, type DerElement } from './der.ts';
import { printable } from './printable.ts';

/** Short names of attribute types. Source: RFC 4514 3; 1.2.840.113549.1.9.1 is emailAddress of PKCS #9. */
const types: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.10': 'O', '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC', '1.2.840.113549.1.9.1': 'emailAddress',
};
const longest = 300;

/**
 * A distinguished name on one line, most specific part first, such as `CN=Contoso Root CA, O=Contoso, C=US`; 300 characters at most, printable.
 * What is no such name gives `(unreadable name of 12 bytes)`. Never throws. Source: RFC 5280 4.1.2.4, RFC 4514 2.
 */
export function readableName(der: Uint8Array): string {
  try {
    const parts = derChildren(readDer(der), derTag.sequence).map((relative) => derChildren(relative, derTag.set).map(attribute).join('+'));
    return printable(parts.reverse().join(', '), longest) || '(empty name)';
  } catch (error) {
    if (error instanceof DerDecodeError) return `(unreadable name of ${der.length} bytes)`;
    throw error;
  }
}

function attribute(element: DerElement): string {
  const [type, value] = derChildren(element, derTag.sequence);
  const oid = decodeOid(type);
  return `${types[oid] ?? oid}=${value === undefined ? '' : directoryString(value)}`;
}

/** Text of a DirectoryString. Source: RFC 5280 4.1.2.4. */
export function directoryString({ tag, content }: DerElement): string {
  const bytes = Buffer.from(content);
  if (tag === derTag.utf8String) return bytes.toString('utf8');
  if (tag === derTag.bmpString) return bytes.subarray(0, bytes.length & ~1).swap16().toString('utf16le');
  return bytes.toString('latin1');
}
