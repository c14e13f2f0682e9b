/** Versions of Exchange that a text names, as people write them: "Exchange 2013/2016", "Exchange Server SE", "Exch 2010 and 2019". */

/** As people call them; the two oldest are no versions that this tool asks. */
export type NamedVersion = '2003' | '2007' | '2010' | '2013' | '2016' | '2019' | 'SE';

const ONE = '(?:20(?:03|07|10|13|16|19)|SE|Subscription Edition)';
const MORE = `(?:(?: ?[/,+&] ?| and | or | und | et | y )(?:Exchange )?${ONE})*`;
const NAMED = new RegExp(`\\bExch(?:ange)?(?:[ -]Server)?[ -]?(${ONE}${MORE})\\b`, 'gi');

/** Each once, in order of occurrence; looks at the first 20,000 characters. */
export function versionsNamed(text: string): readonly NamedVersion[] {
  const lists = Array.from(text.slice(0, 20_000).matchAll(NAMED), ([, list = '']) => list);
  const words = lists.flatMap((list) => list.match(new RegExp(ONE, 'gi')) ?? []);
  return [...new Set(words.map((word) => (/^\d/.test(word) ? word : 'SE') as NamedVersion))];
}

/** Accept TLS 1.2 and newer only as installed. Source: Microsoft Learn, Exchange Server TLS configuration best practices. */
const NEW: readonly NamedVersion[] = ['2019', 'SE'];
/** May dial with TLS 1.0 as installed, by their update and Windows. Source: the same; exchange/outgoing-tls.ts. */
const OLD: readonly NamedVersion[] = ['2007', '2010', '2013', '2016'];

/** Among these are versions whose TLS settings as installed may have nothing in common. */
export function mayShareNoTls(named: readonly NamedVersion[]): boolean {
  return named.some((one) => NEW.includes(one)) && named.some((one) => OLD.includes(one));
}

const UPDATE = /\b(2013|2016|2019)\b[^.;]{0,30}?\b(?:CU|Cumulative Update) ?(\d{1,2})(?:(?: ?[/,&] ?| and | or )(?:CU ?)?(\d{1,2}))?\b/gi;

/** Does the text name one of these cumulative updates of a version, as in "2013 CU5/CU6"? Looks at the first 20,000 characters. */
export function namesUpdate(text: string, version: NamedVersion, fits: (update: number) => boolean): boolean {
  return Array.from(text.slice(0, 20_000).matchAll(UPDATE))
    .some(([, year, ...updates]) => year === version && updates.some((one) => one !== undefined && fits(Number(one))));
}
