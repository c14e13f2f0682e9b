/** Replies of a mail server. Source: RFC 5321 4.2 and 4.5.3.1.5, RFC 3207 (STARTTLS). */
import { printable } from './printable.ts';

export interface SmtpReply {
  /** Three digits, such as 220. */
  readonly code: number;
  /** Text of each line, printable, without the code. */
  readonly lines: readonly string[];
}

const mostLines = 200;
const longestLine = 2_000;

/**
 * Reads one reply from the beginning of the bytes, with how many bytes it takes. `incomplete`: more bytes may complete it; `not-smtp`: no
 * further byte makes it a reply. Never throws.
 */
export function readSmtpReply(received: Uint8Array): { readonly reply: SmtpReply; readonly bytes: number } | 'incomplete' | 'not-smtp' {
  const lines: string[] = [];
  let code = 0;
  for (let at = 0; lines.length < mostLines;) {
    const end = received.indexOf(0x0a, at);
    const text = Buffer.from(received.subarray(at, end < 0 ? Math.min(received.length, at + longestLine + 1) : end)).toString('latin1').replace(/\r$/, '');
    if (text.length > longestLine || !/^(?:[2-5]?$|[2-5]\d{1,2}$|[2-5]\d\d[ -])/.test(text)) return 'not-smtp';
    if (end < 0) return 'incomplete';
    if (text.length < 3 || (code !== 0 && Number(text.slice(0, 3)) !== code)) return 'not-smtp';
    code = Number(text.slice(0, 3));
    lines.push(printable(text.slice(4), 200));
    if (text[3] !== '-') return { reply: { code, lines }, bytes: end + 1 };
    at = end + 1;
  }
  return 'not-smtp';
}

/** Keywords of an EHLO reply, upper-case: the first line greets. Source: RFC 5321 4.1.1.1. */
export function smtpKeywords({ lines }: SmtpReply): readonly string[] {
  return lines.slice(1).map((line) => (line.split(/[ =]/)[0] ?? '').toUpperCase()).filter((word) => word !== '');
}
