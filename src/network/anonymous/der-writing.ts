/** Writes DER. Source: ITU-T X.690 8.1 and 10.1. */
import { derTag } from '../../protocol/der.ts';

/** One element around what it holds. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const octets: number[] = [];
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 | octets.length, ...octets];
  return new Uint8Array(Buffer.concat([Uint8Array.from([tag, ...length]), content]));
}

/** A text in the same kind of string that it was read from. */
export function derText(tag: number, text: string): Uint8Array {
  if (tag === derTag.bmpString) return der(tag, Buffer.from(text, 'utf16le').swap16());
  return der(tag, Buffer.from(text, tag === derTag.utf8String ? 'utf8' : 'latin1'));
}
