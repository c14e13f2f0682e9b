/** Finds in a pasted text what stands in fields: headers, codes, events, servers, addresses. Every pattern is bounded. */

const each = (text: string, pattern: RegExp, limit = 20): readonly string[] =>
  [...new Set(Array.from(text.matchAll(pattern), (found) => (found[1] ?? '').trim()).filter((value) => value !== ''))].slice(0, limit);

/** The text of every element with this local name, whatever its prefix; without tags inside. */
export function elements(text: string, name: string): readonly string[] {
  if (!text.includes(name)) return [];
  return each(text, new RegExp(`<(?:\\w{1,20}:)?${name}(?:\\s[^<>]{0,300})?>\\s{0,20}([^<]{0,16000})`, 'g'));
}

/** What a field says, in JSON (`"responseCode": "5009"`) or as a line (`Response code : …`). */
export function fields(text: string, name: string): readonly string[] {
  return each(text, new RegExp(`(?:^|[\\s{,;"'(])${name}["']?\\s{0,20}[:=]\\s{0,20}["']?([^"'\\r\\n,;<>)]{1,200})`, 'gim'));
}

const HEADERS = [
  'server', 'www-authenticate', 'x-ms-diagnostics', 'x-ews-policy-reason', 'x-feserver', 'x-beserver', 'x-calculatedbetarget', 'x-diaginfo',
    'request-id',
  'x-owa-version', 'location', 'content-type', 'retry-after', 'x-powered-by', 'x-backendhttpstatus', 'restrict-access-confirm', 'x-soap-enabled',
] as const;
const STATUS_LINE = /^[\s<>*|]{0,20}HTTP\/[12](?:\.\d)? (\d{3})\b[^\r\n]{0,80}$/m;
const STATUS_LINES = new RegExp(STATUS_LINE.source, 'gm');
const HEADER = new RegExp(`^[\\s<>*|]{0,20}(${HEADERS.join('|')})\\s{0,5}(?::|→|\\t)\\s{0,20}([^\\r\\n]{1,2000})$`, 'gim');

export interface HttpHead {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The last status line, and the headers that tell who answered. `Server:` in a text that has neither is a field of something else. */
export function httpHead(text: string): HttpHead {
  const status = Array.from(text.matchAll(STATUS_LINES), ([, code]) => Number(code)).at(-1) ?? null;
  const found = Array.from(text.matchAll(HEADER), ([, name = '', value = '']) => [name.toLowerCase(), value.trim()] as const);
  const isHttp = status !== null || found.some(([name]) => name.startsWith('x-') || name === 'www-authenticate');
  return { status, headers: isHttp ? Object.fromEntries(found) : {} };
}

export interface LoggedCall {
  readonly status: number;
  /** The front end that wrote the line; null: the log names none. */
  readonly frontEnd: string | null;
}

/** HttpProxy logs: front end, status, status of the back end, error, method. Source: OfficeDocs-Support 3196518. */
const PROXY_LINE = /,([A-Za-z][\w-]{0,62}),([1-5]\d\d),(?:[1-5]\d\d)?,[^,\r\n]{0,100},(?:POST|GET),/g;
/** IIS logs of who was called end in status, sub-status, Win32 status and time. Source: OfficeDocs-Support 3082946. */
const IIS_LINE = /\/(?:ews|autodiscover)\/[^\r\n]{0,600}? ([1-5]\d\d) \d{1,3} \d{1,10} \d{1,9}\s*$/gim;

/** Calls of lookups that lines of server logs tell of. */
export function loggedCalls(text: string): readonly LoggedCall[] {
  return [
    ...Array.from(text.matchAll(PROXY_LINE), ([, frontEnd = '', status]): LoggedCall => ({ status: Number(status), frontEnd })),
    ...Array.from(text.matchAll(IIS_LINE), ([, status]): LoggedCall => ({ status: Number(status), frontEnd: null })),
  ].slice(0, 50);
}

/** Without status lines: the status of an answer is none of the call that the answer tells of. */
export function withoutStatusLines(text: string): string {
  return text.replace(STATUS_LINES, ' ');
}

/** Reasons for which a token was refused. Source: MS-XOAUTH; Microsoft Learn "Resolve free/busy errors". */
export function diagnosticsIn(line: string): readonly { readonly code: string; readonly reason: string }[] {
  return Array.from(line.matchAll(/\b([24]\d{6}) ?; ?reason ?= ?"([^"]{1,500})"/gi), ([, code = '', reason = '']) => ({ code, reason })).slice(0, 20);
}

/** Source: Microsoft Learn, Control access to EWS in Exchange: exactly two sentences are sent. */
export function policyReasonIn(line: string): string | null {
  return /\bEWS is (?:disabled|blocked by policy) for this user or tenant\b/i.exec(line)?.[0]
    ?? /\bX-EWS-Policy-Reason["']?\s?(?::|=|→)\s?["']?([^"'\r\n;]{1,100}?)(?:["';\r\n]|$)/i.exec(line)?.[1]?.trim() ?? null;
}

/**
 * By name, and as numbers where the token service or the sign-in log of a tenant writes them so.
 * Source: MicrosoftDocs/entra-docs, reference-error-codes.md (error_codes in the answer); the sign-in log of the Entra admin center.
 */
export function tokenServiceCodesIn(line: string): readonly string[] {
  const numbers = [
    ...Array.from(line.matchAll(/"error_codes"\s?:\s?\[([\d,\s]{1,100})\]/g), ([, inside = '']) => inside.split(',')).flat(),
    ...each(line, /\bSign-in error code\s?:?\s?(\d{4,9})\b/gi),
  ].map((one) => one.trim()).filter((one) => /^\d{4,9}$/.test(one));
  return [...new Set([...each(line, /\b(AADSTS\d{4,9})\b/gi).map((one) => one.toUpperCase()), ...numbers.map((one) => `AADSTS${one}`)])];
}

/** How event 4002 and stack traces name the call between servers. */
export function requestTypesIn(line: string): readonly string[] {
  const named = each(line, /\bProxyWebRequest (?:type ?= ?)?((?:Federated)?Cross(?:Site|Forest)|IntraSite|PublicFolder)\b/g);
  const rest = /\b(?:RestProxyWebRequest|RestService)\b/.test(line) ? ['Rest'] : [];
  return [...named, ...rest];
}

/** Sources of events that speak of lookups or of what carries them. Source: Microsoft Learn, documentation of the events. */
const SOURCES = /\b(MSExchange (?:Availability|Web Services|OAuth|Common|Autodiscover|ADAccess|Front End HTTPS Proxy|Certificate|Federation)|MSExchangeFBPublish|Schannel|Microsoft-Windows-WAS|ASP\.NET [\d.]{3,12})\b/gi;
/** How the number of an event is introduced: in the languages of Windows, in XML, and as people write. */
const NUMBERS = /(?:\bEvent ?ID|\bEvents?|\bEreignis-?ID|\bEreignis|ID de l'(?:événement|évènement)|\bId\.? del? evento|\bID evento|\bGebeurtenis-id|\bIdentyfikator zdarzenia|Код события|イベント ID|事件 ?ID)[^\d\r\n]{0,40}?(\d{2,5})\b/gi;

/** Events with the source that stands nearest to each number. */
export function eventsIn(line: string): readonly { readonly source: string; readonly id: number }[] {
  const sources = Array.from(line.matchAll(SOURCES), (found) => ({ name: found[1] ?? '', at: found.index })).slice(0, 200);
  if (sources.length === 0) return [];
  const known = new Map<string, { readonly source: string; readonly id: number }>();
  const add = (source: string, id: number): void => { known.set(`${source} ${id}`, { source, id }); };
  for (const found of [...line.matchAll(NUMBERS)].slice(0, 200)) {
    const nearest = sources.reduce((best, one) => (Math.abs(one.at - found.index) < Math.abs(best.at - found.index) ? one : best));
    if (Math.abs(nearest.at - found.index) < 400) add(nearest.name, Number(found[1]));
  }
  for (const [, source = '', id] of line.matchAll(/\b(MSExchange Availability|Schannel),? ?:? ?\(?(\d{4,5})\b/gi)) add(source, Number(id));
  return [...known.values()].slice(0, 20);
}

export function serverNamesIn(line: string): readonly string[] {
  return [...new Set([
    ...each(line, /Name of the server where exception originated: ?([A-Za-z0-9][\w.-]{0,99}?)\.?(?:[\s,;]|$)/gi),
    ...each(line, /\b(?:Computer|Computername|Ordinateur|Equipo|Компьютер) ?: {0,20}([A-Za-z0-9][\w.-]{0,99}?)(?:[\s,;]|$)/g),
  ])].slice(0, 20);
}

const ADDRESS = '[A-Za-z0-9._%+\'=-]{1,64}@[A-Za-z0-9.-]{1,120}\\.[A-Za-z]{2,24}';
const REQUESTER = new RegExp(`\\bProxyWebRequest \\w{1,30} from (?:[^\\s@]{0,80}SMTP:)?(${ADDRESS})`, 'i');
const TARGETS = [
  new RegExp(`\\bMailbox list ?= ?[^@]{0,160}?SMTP:(${ADDRESS})`, 'i'),
  new RegExp(`\\b(?:Autodiscover failed for e-?mail address|resolve e-?mail address|request for mailbox)[^@]{0,160}?(${ADDRESS})`, 'i'),
  new RegExp(`"scheduleId" ?: ?"(${ADDRESS})"`, 'i'),
];

export function peopleIn(line: string): { readonly requester: string | null; readonly target: string | null } {
  return { requester: REQUESTER.exec(line)?.[1] ?? null, target: TARGETS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined) ?? null };
}

/** Marks of the caller in logs of who was called: `ASProxy/CrossForest/EmailDomain/EXCH/08.03.0083.000`. Source: OfficeDocs-Support 3082946. */
export function callingBuildIn(line: string): string | null {
  return /\bAS(?:Proxy|AutoDiscover)\/[A-Za-z]{1,30}\/[A-Za-z]{0,30}\/[A-Za-z]{1,10}\/(\d{1,3}\.\d{1,3}\.\d{1,5}\.\d{1,5})\b/i.exec(line)?.[1]
    ?? null;
}

/** Version in the attributes of ServerVersionInfo: the server that executed the call. Source: MS-OXWSCDATA. */
export function executedByIn(text: string): string | null {
  const tag = /<(?:\w{1,20}:)?ServerVersionInfo\b([^<>]{0,800})>/.exec(text)?.[1];
  if (tag === undefined) return null;
  const parts = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber',
    'MinorBuildNumber'].map((name) => new RegExp(`\\b${name}=["'](\\d{1,5})["']`).exec(tag)?.[1]);
  return parts.includes(undefined) ? null : parts.join('.');
}

/** Four-part builds of Exchange. A version of .NET or Outlook is none: the numbers of Exchange decide. */
export function buildsIn(line: string): readonly string[] {
  return each(line, /(?<![\d.])((?:0?8|14|15)\.\d{1,2}\.\d{1,5}\.\d{1,5})(?![\d.])/g);
}
