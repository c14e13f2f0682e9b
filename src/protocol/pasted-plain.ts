/** Undoes what happens to an error text on its way through mail programs, tickets, browsers and consoles. All steps take linear time. */

/** Characters that Windows-1252 puts where Latin-1 has control characters, by their byte. Source: WHATWG Encoding Standard. */
const SPECIAL = Array.from(
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f'
  + '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178',
);
const BYTES: ReadonlyMap<number, number> = new Map(SPECIAL.map((character, index) => [character.charCodeAt(0), 0x80 + index]));

const AFTER = `[\\u0080-\\u00bf${SPECIAL.join('')}]`;
const MISREAD = new RegExp(`[\\u00c2-\\u00df]${AFTER}|[\\u00e0-\\u00ef]${AFTER}{2}|[\\u00f0-\\u00f4]${AFTER}{3}`, 'g');

/** Scripts in which servers speak: what else would come out was no mojibake, as in the French `à «`. */
const PLAUSIBLE = /^[\u00a0-\u024f\u0370-\u04ff\u2000-\u22ff\u2500-\u257f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef\ufeff]$/;

/** Repairs UTF-8 that was read as Windows-1252: `fÃ¼r` becomes `für`. */
export function repairMojibake(text: string): string {
  return text.replace(MISREAD, (found) => {
    let code = found.charCodeAt(0) & (0x7f >> found.length);
    for (let at = 1; at < found.length; at++) {
      const unit = found.charCodeAt(at);
      code = code * 64 + ((BYTES.get(unit) ?? unit) & 0x3f);
    }
    const decoded = code < 0x10000 ? String.fromCharCode(code) : found;
    return PLAUSIBLE.test(decoded) ? decoded : found;
  });
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: '\'', nbsp: ' ' };

/** Resolves XML and HTML escapes, also where they were escaped again, and those of JSON. */
export function unescapeText(text: string): string {
  const once = (given: string): string => given.replace(/&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#x([0-9a-f]{1,6}));/gi, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code >= 0x20 && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';
  });
  return once(once(text))
    .replace(/\\u00(2[267]|3[ce])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\r\\n|\\n(?=[\s.]|\\r|$)|\\t(?=at )/g, '\n')
    .replace(/\\(?=["'_+*[\]])/g, '');
}

/** Quotes, dashes and spaces as servers write them; arrows between exceptions that an editor made pretty. */
export function straighten(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g, '')
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4\u0060]/g, '\'')
    .replace(/[\u201c\u201d\u201e\u201f\u2033]/g, '"')
    .replace(/(?:[\u2012-\u2015]{1,3}|[\u2012-\u2015]-{1,2}|-{2,3})>/g, '--->')
    .replace(/^([ \t]{0,40})[\u2012-\u2015]{1,3}(?= (?:End of|Ende|Fin|Fine|Koniec|Einde|Конец))/gm, '$1---');
}

const TAG = /<(\/?)([A-Za-z][\w.-]{0,60}(?::[\w.-]{1,60})?)((?:\s{1,20}[\w:.-]{1,60}\s?=\s?(?:"[^"<>]{0,500}"|'[^'<>]{0,500}')){0,20})\s{0,20}(\/?)>/g;
const HTML = new Set(['br', 'p', 'div', 'span', 'b', 'i', 'u', 'li', 'ul', 'ol', 'td', 'tr', 'th', 'table', 'pre', 'code', 'em', 'strong', 'a',
  'hr', 'font']);

/** Takes tags out and leaves their text. A placeholder such as `<domain>` is no tag: nothing closes it and it has no attributes. */
export function withoutTags(text: string): string {
  const closed = new Set<string>();
  for (const [, slash, name = ''] of text.matchAll(TAG)) if (slash !== '') closed.add(name);
  return text.replace(TAG, (whole, slash: string, name: string, attributes: string, end: string) =>
    (slash !== '' || end !== '' || attributes !== '' || closed.has(name) || HTML.has(name.toLowerCase()) ? ' ' : whole));
}

/** Parts of names of classes in which a line was wrapped: `System.Web. Services.Protocols. SoapException`. */
const GAP = /\b(System|Microsoft|Web|Net|IO|Security|Sockets|Services|Protocols|Exchange|InfoWorker|Common|Availability|Proxy|SoapWebClient|AutoDiscover)\. ?(?=(?:Web|Net|IO|Security|Sockets|Services|Protocols|Exchange|InfoWorker|Common|Availability|Proxy|SoapWebClient|AutoDiscover|\w{1,80}(?:Exception|Protocol|Request|Result)\b)(?![a-z]))/g;

/** The text on one line, as a server would have said it. */
export function onOneLine(text: string): string {
  return withoutTags(text).replace(/[\s\u0085]+/g, ' ').replace(GAP, '$1.').trim();
}
