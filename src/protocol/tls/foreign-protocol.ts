/** What seems to speak on a port that does not speak TLS. */
export type ForeignProtocol = 'http' | 'smtp' | 'ssh' | 'ftp' | 'pop3' | 'imap' | 'unknown';

/** Beginnings by which a protocol is recognised, in this order: FTP and SMTP both greet with 220. */
const beginnings: readonly (readonly [ForeignProtocol, RegExp])[] = [
  ['http', /^(?:HTTP\/\d|\s*<(?:!doctype|html))/i],
  ['ssh', /^SSH-\d/],
  ['ftp', /^[1-5]\d\d[ -].*FTP/i],
  ['smtp', /^[245]\d\d[ -].*(?:SMTP|mail)/i],
  ['pop3', /^(?:\+OK|-ERR)/],
  ['imap', /^\* (?:OK|BYE|PREAUTH)/],
];

/** Guesses the protocol from the first bytes that a server sent. Sources: RFC 9112, 4253, 959, 5321, 1939, 9051. */
export function guessProtocol(received: Uint8Array): ForeignProtocol {
  const start = Buffer.from(received.subarray(0, 512)).toString('latin1');
  return beginnings.find(([, pattern]) => pattern.test(start))?.[0] ?? 'unknown';
}

/** The first 120 bytes, everything but printable ASCII shown as a dot. */
export function printableStart(received: Uint8Array): string {
  return Buffer.from(received.subarray(0, 120)).toString('latin1').replace(/[^\x20-\x7e]/g, '.');
}
