/**
 * Reads the `Received` lines of messages: from whom, by whom, with which TLS. Of what a line does not say nothing is assumed.
 * Sources: RFC 5321 4.4; RFC 3848 (ESMTPS); headers of Exchange, Postfix, Exim, Sendmail, OpenSMTPD and Google in public list archives.
 */
import { parseBuild } from '../exchange/versions.ts';
import type { ConnectionTls, MailHop, MailHopsFact, Peer } from '../model/facts.ts';
import { addressOf } from './connection-log.ts';

/** Characters of one line, unfolded. */
const LONGEST = 4000;
const MOST_HOPS = 60;
const MOST_MESSAGES = 200;

const FIELD = /^[A-Za-z][\w-]{0,70}:(?=\s|$)/;

/** Does a text that begins like this hold headers of a message? */
export function holdsHeaders(lines: readonly string[]): boolean {
  return lines.some((line, at) => /^>?\s{0,8}Received:\s/i.test(line) && /\b(?:by|from)\s/i.test(`${line} ${lines.slice(at + 1, at + 4).join(' ')}`));
}

export interface HeaderReader {
  line(text: string): void;
  end(): { readonly messages: readonly MailHopsFact[]; readonly leftOut: number };
}

/** Lines may be folded anywhere, also where whoever pasted them lost the blanks at their beginning. Several messages may follow each other. */
export function headerReader(source: string): HeaderReader {
  const messages: { hops: MailHop[]; damaged: number; leftOut: number }[] = [];
  let leftOut = 0;
  let open: string | null = null;
  let message: (typeof messages)[number] | null = null;
  let inBody = false;

  const close = (): void => {
    if (open === null) return;
    const hop = hopOf(open.slice('received:'.length));
    open = null;
    if (message === null) {
      message = { hops: [], damaged: 0, leftOut: 0 };
      if (messages.length < MOST_MESSAGES) messages.push(message);
      else leftOut += 1;
    }
    if (hop === null) message.damaged += 1;
    else if (message.hops.length < MOST_HOPS) message.hops.push(hop);
    else message.leftOut += 1;
  };

  return {
    line(text) {
      const line = text.replace(/^> ?/, '');
      if (/^received:/i.test(line.trimStart()) && !/^received-/i.test(line)) {
        close();
        // Another header follows a body: another message.
        if (inBody) message = null;
        inBody = false;
        open = line.trimStart();
      } else if (line.trim() === '') {
        close();
        inBody = true;
      } else if (open !== null && (/^\s/.test(line) || !FIELD.test(line))) {
        if (open.length < LONGEST) open += ` ${line.trim()}`;
      } else {
        close();
      }
    },
    end() {
      close();
      return {
        leftOut,
        messages: messages.map(({ hops, ...rest }, at) => ({
          source: messages.length > 1 ? `${source}, message ${at + 1}` : source, hops: hops.reverse(), ...rest,
        })),
      };
    },
  };
}

/** null: a line that names nobody. */
function hopOf(written: string): MailHop | null {
  const line = written.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
  const dated = line.lastIndexOf(';');
  const date = dated < 0 ? Number.NaN : Date.parse(line.slice(dated + 1).replace(/\([^()]{0,60}\)/g, '').trim());
  const says = dated < 0 ? line : line.slice(0, dated);
  const by = clause(says, 'by');
  const from = clause(says, 'from');
  if (by === null && from === null) return null;
  const build = / id (\d{1,3}(?:\.\d{1,5}){3})\b/.exec(says)?.[1] ?? '';
  const protocol = /(?:^| )with (Microsoft SMTP Server|[A-Za-z][\w-]{0,30})/i.exec(withoutComments(says))?.[1] ?? '';
  return {
    from: peerOf(from), by: peerOf(by), protocol, ...tlsOf(says, protocol),
    build: /^(?:Microsoft SMTP Server|mapi)$/i.test(protocol) ? parseBuild(build)?.join('.') ?? null : null,
    at: Number.isNaN(date) ? null : new Date(date).toISOString(),
  };
}

/** Comments may hold comments, as `(using … (256/256 bits))`. */
function withoutComments(says: string): string {
  return says.replace(/\([^()]{0,400}\)/g, '').replace(/\([^()]{0,400}\)/g, '');
}

/** The words behind `from` or `by`, to the next clause. Comments may hold such words, too. */
function clause(says: string, word: 'from' | 'by'): string | null {
  const found = new RegExp(`(?:^| )${word} ((?:\\([^()]{0,400}\\)|(?! (?:by|with|via|id|for) )[^()]){1,600})`, 'i').exec(says)?.[1]?.trim();
  return found === undefined || found === '' ? null : found;
}

function peerOf(words: string | null): Peer {
  if (words === null) return { address: null, name: null };
  const [first = ''] = words.split(' ');
  const bare = words.matchAll(/(?:^|[\s([])(?:IPv6:)?([0-9a-f.:]{3,45}(?:%\d{1,3})?)(?=[\])\s]|$)/gi);
  const addresses = Array.from(bare, ([, one = '']) => addressOf(one)).filter((one) => one !== null);
  const name = /^\[?[A-Za-z0-9_](?:[\w.-]{0,250}[A-Za-z0-9])?\]?$/.test(first) && addressOf(first) === null ? first.toLowerCase() : null;
  return { address: addresses[0] ?? null, name };
}

/**
 * Each program says it in its own way: `version=TLS1_2, cipher=…` (Exchange 2016 and later, Google, Sendmail), `using TLSv1.2 with cipher …`
 * (Postfix), `(TLS1.2) tls …` (Exim), `TLSv1.2:…:256` (OpenSMTPD, Exim). `(TLS)` and `ESMTPS` say only that there was TLS, `Microsoft SMTP Server
 * id` says nothing.
 */
function tlsOf(says: string, protocol: string): { readonly tls: ConnectionTls; readonly encrypted: boolean; readonly cipher: string | null } {
  const named = /\b(?:TLSv?1(?:[._]([0-3]))?|SSLv?3)(?![\w.])/i.exec(says.replace(/\bTLS_(?:RSA|DHE?|ECDHE?|AES|CHACHA20)[\w-]*/gi, ' '));
  const cipher = /\bcipher[= ]([A-Za-z][\w-]{2,80})|\btls ((?:TLS|ECDHE|DHE|AES|RSA)[\w-]{2,80})|TLSv?1[._][0-3]:([A-Z][\w-]{2,80})/i.exec(says);
  const encrypted = named !== null || cipher !== null || /\(TLS\)|\bencrypted\b/i.test(says)
    || /^(?:UTF8)?(?:E?SMTPSA?|LMTPSA?|HTTPS)$/i.test(protocol);
  const tls = named === null ? 'unstated' : /^SSL/i.test(named[0]) ? 'SSLv3' : `TLSv1.${named[1] ?? '0'}` as ConnectionTls;
  return { tls, encrypted, cipher: cipher === null ? null : cipher[1] ?? cipher[2] ?? cipher[3] ?? null };
}
