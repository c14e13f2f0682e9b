/** The bytes are no DER, or not the structure that was expected. */
export class DerDecodeError extends Error {
  override readonly name = 'DerDecodeError';
}

/** One element: identifier octet, content, and both with the length between them. Views of the bytes that were read. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Identifier octets that X.509 uses. Source: ITU-T X.690 8.1.2. */
export const derTag = {
  integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, utf8String: 0x0c, printableString: 0x13, teletexString: 0x14,
  ia5String: 0x16, utcTime: 0x17, generalizedTime: 0x18, universalString: 0x1c, bmpString: 0x1e, sequence: 0x30, set: 0x31,
} as const;

const mostChildren = 10_000;
const longestOid = 64;

/**
 * Reads the first element. Low tag numbers and definite lengths only, which is all that certificates use.
 * Source: ITU-T X.690 8.1 and 10.1.
 *
 * @throws DerDecodeError when it is cut or of another form.
 */
export function readDer(bytes: Uint8Array): DerElement {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new DerDecodeError('DER element is cut');
  if ((tag & 0x1f) === 0x1f) throw new DerDecodeError('DER tag has more than one octet');
  let length = first;
  let start = 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || bytes.length < 2 + octets) throw new DerDecodeError('DER length is not readable');
    start += octets;
    length = bytes.subarray(2, start).reduce((value, octet) => value * 256 + octet, 0);
  }
  if (start + length > bytes.length) throw new DerDecodeError('DER element is cut');
  return { tag, content: bytes.subarray(start, start + length), bytes: bytes.subarray(0, start + length) };
}

/**
 * The elements within a constructed one.
 *
 * @throws DerDecodeError when one is cut, when there are more than 10 000, or when the element has another tag than wanted.
 */
export function derChildren(element: DerElement, wanted: number): readonly DerElement[] {
  if (element.tag !== wanted) {
    throw new DerDecodeError(`DER tag 0x${element.tag.toString(16)} instead of 0x${wanted.toString(16)}`);
  }
  const children: DerElement[] = [];
  let rest = element.content;
  while (rest.length > 0) {
    if (children.length === mostChildren) throw new DerDecodeError('DER element has too many parts');
    const child = readDer(rest);
    children.push(child);
    rest = rest.subarray(child.bytes.length);
  }
  return children;
}

/**
 * An object identifier in dotted form. Source: ITU-T X.690 8.19.
 *
 * @throws DerDecodeError when it is none, is cut, or is longer than 64 bytes.
 */
export function decodeOid(element: DerElement | undefined): string {
  const content = element?.tag === derTag.oid ? element.content : undefined;
  if (content === undefined || content.length === 0 || content.length > longestOid || (content.at(-1) ?? 0) >= 0x80) {
    throw new DerDecodeError('DER object identifier is not readable');
  }
  const arcs: bigint[] = [];
  let value = 0n;
  for (const octet of content) {
    value = (value << 7n) | BigInt(octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(value);
      value = 0n;
    }
  }
  const [joined = 0n, ...others] = arcs;
  const top = joined < 80n ? joined / 40n : 2n;
  return [top, joined - top * 40n, ...others].join('.');
}

/**
 * A UTCTime or GeneralizedTime in UTC, as ISO 8601. Two-digit years from 50 on are of the last century.
 * Source: RFC 5280 4.1.2.5.
 *
 * @throws DerDecodeError when it is no such time.
 */
export function decodeTime(element: DerElement | undefined): string {
  const text = element === undefined ? '' : Buffer.from(element.content.subarray(0, 32)).toString('latin1');
  const pattern = element?.tag === derTag.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
    : element?.tag === derTag.generalizedTime ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/ : undefined;
  const [found, year = '', month, day, hour, minute, second = '00'] = pattern?.exec(text) ?? [];
  const fullYear = year.length === 2 ? `${Number(year) >= 50 ? '19' : '20'}${year}` : year;
  const at = Date.parse(`${fullYear}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (found === undefined || Number.isNaN(at)) throw new DerDecodeError('DER time is not readable');
  return new Date(at).toISOString();
}
