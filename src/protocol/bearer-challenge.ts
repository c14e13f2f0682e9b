/** Reads the Bearer challenge of a 401, by which Exchange says whose tokens it takes. */
import type { OAuthChallenge } from '../model/facts.ts';
import { printable } from './printable.ts';

const lineLimit = 4_000;
const linesLimit = 10;
const issuersLimit = 50;
const valueLimit = 300;

/** One part of a challenge, from where it stands: a parameter with its value, the word that begins the next challenge, or what is neither. */
const part = /[\s,]*(?:([a-z0-9_-]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))|([a-z0-9!#$%&'*+.^_`|~-]{1,40})(?=[\s,]|$)|[^\s,]+)/iy;

/**
 * The Bearer challenge in WWW-Authenticate lines, of several the one that says most; null: none of them offers Bearer. One line may hold
 * several challenges. Never throws; looks at a bounded part of hostile lines.
 * Source: RFC 9110 11.6.1 and RFC 6750 3 (form); MS-XOAUTH 3.2.5.4 and 4.6 (fields of Exchange).
 */
export function readBearerChallenge(lines: readonly string[]): OAuthChallenge | null {
  const found = lines.slice(0, linesLimit).flatMap((line) => bearersIn(line.slice(0, lineLimit)));
  const [first] = [...found].sort((a, b) => b.size - a.size);
  return first === undefined ? null : challengeOf(first);
}

/** Parameters of each Bearer challenge of a line. */
function bearersIn(line: string): readonly ReadonlyMap<string, string>[] {
  const found: Map<string, string>[] = [];
  let current: Map<string, string> | null = null;
  part.lastIndex = 0;
  while (part.lastIndex < line.length) {
    const [whole = '', name, quoted, bare, scheme] = part.exec(line) ?? [];
    if (whole === '') break;
    if (scheme !== undefined) {
      current = /^bearer$/i.test(scheme) ? new Map() : null;
      if (current !== null) found.push(current);
    } else if (current !== null && name !== undefined && !current.has(name.toLowerCase())) {
      current.set(name.toLowerCase(), (quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '').trim());
    }
  }
  return found;
}

function challengeOf(parameters: ReadonlyMap<string, string>): OAuthChallenge {
  const value = (name: string): string | null => {
    const text = printable(parameters.get(name) ?? '', valueLimit);
    return text === '' ? null : text;
  };
  const list = (name: string, separator: RegExp): readonly string[] =>
    (parameters.get(name) ?? '').split(separator).map((one) => printable(one.trim(), valueLimit)).filter((one) => one !== '').slice(0, issuersLimit);
  return {
    clientId: value('client_id'), realm: value('realm'),
    trustedIssuers: list('trusted_issuers', /,/).map((issuer) => {
      const at = issuer.lastIndexOf('@');
      return at < 0 ? { principal: issuer, realm: null } : { principal: issuer.slice(0, at), realm: issuer.slice(at + 1) };
    }),
    tokenTypes: list('token_types', /\s+/), authorizationUri: value('authorization_uri'), issuerKind: value('issuer_kind'), error: value('error'),
  };
}
