/** What every PowerShell script that is written here has in common. */

/** Nothing inside single quotes is read by PowerShell but the quote itself. */
export function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** `HKLM\…` as PowerShell names it. */
export function drive(path: string): string {
  return path.replace(/^HKLM\\/, 'HKLM:\\');
}

/** ASCII alone, lines ending in CRLF: every PowerShell reads that, whatever the code page. */
export function scriptBytes(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.join('\r\n').replace(/[^\r\n\x20-\x7e]/g, '?'), 'ascii');
}
