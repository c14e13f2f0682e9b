/** Reads what people paste (Outlook, event log, SOAP answers, test cmdlets, logs, traces) into facts: one for each failed lookup in it. */
import { codeOfClass, codeOfMeaning, codeOfNumber } from '../exchange/exception-codes.ts';
import { httpStatusIn, meaningsIn, type MeaningFound } from '../exchange/error-texts.ts';
import { responseCodes } from '../exchange/response-codes.ts';
import type { LookupExchange, PastedTextFact, SoapFault, TargetAnswer } from '../model/facts.ts';
import { readExceptionText } from './exception-text.ts';
import {
  buildsIn, callingBuildIn, diagnosticsIn, elements, eventsIn, executedByIn, fields, httpHead, loggedCalls, peopleIn, policyReasonIn, requestTypesIn,
  serverNamesIn,
  tokenServiceCodesIn, withoutStatusLines,
} from './pasted-fields.ts';
import { wholeLimit } from './pasted-bytes.ts';
import { PassageFinder, type Passage } from './pasted-passages.ts';
import { onOneLine, repairMojibake, straighten, unescapeText } from './pasted-plain.ts';

/** Characters of one piece: several times the longest event that was seen. */
const pieceLimit = 30_000;
/** Failed lookups that are told apart at most. */
const piecesLimit = 20;
/** Pieces that are read at most: of a log that holds more, most say the same. */
const readLimit = 120;

/**
 * What a text tells of failed lookups. Several errors in one text become several facts; what is no lookup of its own (an event of
 * Schannel, a line of a log) is read with each of them. At least one fact. Never throws; linear in time.
 * @param source a file name, or `standard input`
 */
export function readPastedText(pasted: string, source: string): readonly PastedTextFact[] {
  return readPassages(passagesIn(pasted), source);
}

/** The same, of what was read of a file: a short text as a whole, of a log the passages that can matter. */
export function readPassages(passages: readonly Passage[], source: string): readonly PastedTextFact[] {
  const plain = passages.map(({ text, times }): Passage => ({ text: straighten(unescapeText(repairMojibake(text))).replace(/\r\n?/g, '\n'), times }));
  const known = new Map<string, PastedTextFact>();
  for (const { text, times } of piecesOf(plain).slice(0, readLimit)) {
    const fact = read(text, source);
    // The same failure over and over, as a log holds it: times and process numbers differ, what was answered does not.
    const answered = [...fact.statuses, ...fact.lids, ...fact.tokenServiceCodes, ...fact.diagnostics.map(({ code }) => code)];
    const key = `${answered.join(' ')} ${fact.text.replace(/\d+/g, '#').slice(0, 4000)}`;
    const before = known.get(key);
    if (before === undefined && known.size >= piecesLimit) continue;
    known.set(key, { ...(before ?? fact), times: Math.max(times, before === undefined ? 1 : before.times + 1) });
  }
  return [...known.values()];
}

function passagesIn(pasted: string): readonly Passage[] {
  if (pasted.length <= wholeLimit) return [{ text: pasted, times: 1 }];
  const reader = new PassageFinder();
  reader.push(Buffer.from(pasted, 'utf8'));
  return reader.end().passages;
}

/** Where a record begins, the surest first: an event, an answer for one mailbox, an entry of the Availability service. */
const RECORDS: readonly RegExp[] = [
  /^[ \t]{0,8}(?:Log Name|Protokollname|Nom du journal|Nombre de registro|Nome registro|Event Type|Ereignistyp|Имя журнала) {0,8}:/gm,
  /<(?:\w{1,20}:)?FreeBusyResponse[\s>]/g,
  /"scheduleId"\s?:/g,
  /\bProcess \d{1,9}(?:\[[^\]]{0,200}\])?: /g,
  /\n[ \t]*\n(?=[ \t]*\S)/g,
];

/** What begins a failure of its own. Source: Microsoft Learn "Resolve free/busy errors"; recorded answers. */
const HEAD = /\b(?:Proxy web request failed|Autodiscover failed for e-?mail|Unable to send cross-forest request|Availability\.\w{1,60}Exception|Error(?!Code)[A-Z][a-z]\w{3,60})\b/;

/** Of a record, what failed stands at its beginning. */
const headLimit = 5000;

function isFailure(text: string): boolean {
  return HEAD.test(text) || meaningsIn(text.slice(0, headLimit)).some(({ meaning }) => codeOfMeaning(meaning) !== undefined);
}

/** What is read as one. Passages of a log are far apart: what stands in one says nothing of another. */
function piecesOf(passages: readonly Passage[]): readonly Passage[] {
  if (passages.length > 1) {
    const failing = passages.filter(({ text }) => isFailure(text));
    const telling = failing.length > 0 ? failing : passages.filter(({ text }) => meaningsIn(text).length > 0);
    if (telling.length > 0) return telling.flatMap((passage) => piecesOf([passage]));
  }
  const whole = { text: passages.map(({ text }) => text).join('\n\n'), times: 1 };
  for (const record of RECORDS) {
    const pieces = failuresAmong(cutAt(record, passages[0] ?? whole));
    if (pieces !== null) return pieces;
  }
  if (whole.text.length <= pieceLimit) return [passages.length === 1 ? passages[0] ?? whole : whole];
  const chunks: Passage[] = [];
  for (let from = 0; from < whole.text.length; from += pieceLimit) chunks.push({ ...whole, text: whole.text.slice(from, from + pieceLimit) });
  // Of something long only what holds a failure; where nothing does, its beginning tells what it is.
  const telling = chunks.filter(({ text }) => HEAD.test(text) || meaningsIn(text).length > 0);
  return telling.length > 0 ? telling : chunks.slice(0, 1);
}

function cutAt(record: RegExp, { text, times }: Passage): readonly Passage[] {
  const starts = Array.from(text.matchAll(record), ({ index }) => index).slice(0, 2000);
  return [0, ...starts].map((start, index, all) => ({ text: text.slice(start, all[index + 1]), times })).filter((part) => part.text.trim() !== '');
}

/** Several failures, each with what stands beside all of them; null: they are fewer than two. */
function failuresAmong(parts: readonly Passage[]): readonly Passage[] | null {
  const failures = new Set(parts.filter(({ text }) => isFailure(text)));
  if (failures.size < 2) return null;
  const beside = parts.filter((part) => !failures.has(part)).map(({ text }) => text).join('\n').slice(0, pieceLimit / 2);
  return [...failures].map(({ text, times }) => ({ text: `${text.slice(0, pieceLimit / 2)}\n${beside}`, times }));
}

function read(piece: string, source: string): PastedTextFact {
  const head = httpHead(piece);
  const logged = loggedCalls(piece);
  // In a log, and as people write it, the status of a call is a bare number; as an exception would put it, causes know it.
  const line = onOneLine(withoutStatusLines(piece)).slice(0, pieceLimit);
  const inWords = logged.find(({ status, frontEnd }) => status >= 400 && frontEnd === null)?.status
    ?? (httpStatusIn(line) === null ? bareStatusIn(line) : undefined);
  const text = `${line}${inWords === undefined ? '' : ` (HTTP status ${inWords})`}`;
  const byFrontEnd = logged.findLast(({ status, frontEnd }) => status >= 300 && frontEnd !== null);
  const { chain, lids, urls, meanings } = readExceptionText(text);
  const diagnostics = diagnosticsIn(text);
  const policyReason = policyReasonIn(text);
  const codes = codesIn(piece, text, chain.map(({ type }) => type), meanings);
  const staged = urls.map((url) => ({ url, stage: stageOf(url) }));
  const serverNames = [...new Set([...elements(piece, 'ExceptionServerName'), ...serverNamesIn(text)])];
  const people = peopleIn(text);
  const requestTypes = requestTypesIn(text);
  const events = eventsIn(text);
  const headers = {
    ...(byFrontEnd?.frontEnd ? { 'x-feserver': byFrontEnd.frontEnd } : {}),
    ...head.headers,
    ...(diagnostics[0] === undefined || head.headers['x-ms-diagnostics'] !== undefined ? {}
      : { 'x-ms-diagnostics': `${diagnostics[0].code};reason="${diagnostics[0].reason}"` }),
    ...(policyReason === null ? {} : { 'x-ews-policy-reason': policyReason }),
  };
  const executedBy = executedByIn(piece);
  const fault = faultIn(piece, text, codes);
  const page = /<(?:!doctype html|html|body|title)\b/i.test(piece.slice(0, 20_000)) && codes.length === 0;
  const answer = fault === null && !page ? answerOf(piece, text, codes, lids, chain[0]?.type ?? null) : null;
  return {
    source, times: 1, text, responseCodes: codes, chain: chain.filter(({ type, message }) => type !== null || message !== '').slice(0, 16), lids,
    statuses: [...new Set([...statusesIn(text), ...logged.map(({ status }) => status)])], diagnostics, policyReason,
      tokenServiceCodes: tokenServiceCodesIn(text), urls: staged,
    requestTypes, serverNames, events, builds: buildsIn(text), languages: [...new Set(meanings.map(({ language }) => language))],
    ...people, ...placesOf(staged, serverNames, requestTypes, events, elements(piece, 'ResponseSource')[0]),
    requesterBuild: callingBuildIn(text) ?? executedBy, answer,
    exchange: exchangeOf(head.status ?? byFrontEnd?.status ?? null, headers, executedBy, fault, byFrontEnd !== undefined && codes.length === 0 ? ''
      : page ? onOneLine(piece.slice(0, 2000)).slice(0, 300) : null),
  };
}

/** Response codes: as words, by their numbers, by the classes of exceptions, by sentences; `NoError` only where nothing else is named. */
function codesIn(piece: string, text: string, types: readonly (string | null)[], meanings: readonly MeaningFound[]): readonly string[] {
  const words = Array.from(text.matchAll(/\b(Error[A-Z][A-Za-z0-9]{2,80})\b/g), ([, word = '']) => word).filter((word) => responseCodes.has(word));
  const numbers = [...elements(piece, 'ExceptionCode'), ...fields(piece, 'responseCode'), ...fields(piece, 'Error ?code')]
    .flatMap((value) => (/^\d{4}$/.test(value) ? codeOfNumber(Number(value)) ?? [] : []));
  const classes = [...types, ...elements(piece, 'ExceptionType'), ...Array.from(text.matchAll(/\b(\w{3,80}Exception)\b/g), ([, name = '']) => name).slice(0, 100)]
    .flatMap((type) => (type === null ? [] : codeOfClass(type) ?? []));
  const failures = [...new Set([...words, ...numbers, ...classes, ...meanings.flatMap(({ meaning }) => codeOfMeaning(meaning) ?? [])])];
  return failures.length > 0 ? failures.slice(0, 20) : [...elements(piece, 'ResponseCode'),
    ...fields(piece, 'responseCode')].filter((code) => code === 'NoError').slice(0, 1);
}

/** A status with its reason and without "HTTP" before it: `401 Access denied`, `504 Gateway Timeout`. Source: RFC 9110, section 15. */
function bareStatusIn(text: string): number | undefined {
  const found = /\b([45]\d\d)[ :-]{1,3}(?:Access (?:is )?denied|Unauthori[sz]ed|Forbidden|Not Found|Method Not Allowed|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)\b/i.exec(text);
  return found === null ? undefined : Number(found[1]);
}

function statusesIn(text: string): readonly number[] {
  const worded = httpStatusIn(text);
  return worded === null ? [] : [worded];
}

function stageOf(url: string): PastedTextFact['urls'][number]['stage'] {
  return /\/autodiscover(?:[/.]|$)/i.test(url) ? 'autodiscover' : /\/ews(?:\/|$)/i.test(url) ? 'ews' : 'other';
}

const CLOUD = /^(?:[\w-]+\.)*(?:outlook\.com|outlook\.office(?:365)?\.com|office365\.com|outlook\.office365\.us|partner\.outlook\.cn)$/i;
/** Machines of Exchange Online, such as `PR3PR01MB6473`. Source: answers recorded in ecederstrand/exchangelib. */
const CLOUD_MACHINE = /^[A-Z0-9]{2,4}PR(?:\d{2}){1,2}[A-Z]{2}\d{2,4}(?:\.|$)/i;

function placeOf(host: string): 'cloud' | 'on-premises' {
  return CLOUD.test(host) || CLOUD_MACHINE.test(host) ? 'cloud' : 'on-premises';
}

/**
 * Who asks is the server where the exception arose; events of Exchange are read on-premises only. Who is asked is the host of the
 * call's URL; names of Microsoft that are no mailbox servers (sign-in, federation gateway) say nothing.
 */
function placesOf(
  urls: PastedTextFact['urls'], serverNames: readonly string[], requestTypes: readonly string[], events: PastedTextFact['events'],
    responseSource: string | undefined,
): Pick<PastedTextFact, 'requesterPlace' | 'targetPlace'> {
  const called = [...(responseSource === undefined ? [] : [responseSource]), ...urls.filter(({ stage }) => stage !== 'other').map(({ url }) => url)]
    .find((url) => URL.canParse(url) && new URL(url).hostname.includes('.'));
  const own = events.some(({ source }) => /^MSExchange/i.test(source));
  const asking = serverNames.map(placeOf);
  return {
    requesterPlace: asking.includes('cloud') && responseSource === undefined ? 'cloud' : own || requestTypes.includes('CrossSite') ? 'on-premises'
      : null,
    targetPlace: called === undefined ? null : placeOf(new URL(called).hostname),
  };
}

function faultIn(piece: string, text: string, codes: readonly string[]): SoapFault | null {
  if (!/<(?:\w{1,20}:)?Fault[\s>]/.test(piece)) return null;
  const back = /Name=["']BackOffMilliseconds["'][^<>]{0,20}>\s?(\d{1,9})/.exec(piece)?.[1];
  const code = elements(piece, 'faultcode')[0] ?? '';
  return {
    faultCode: code.slice(0, 200), responseCode: /(Error\w{2,80})/.exec(elements(piece, 'ResponseCode')[0] ?? code)?.[1] ?? codes[0] ?? null,
      message: text,
    values: back === undefined ? {} : { BackOffMilliseconds: back },
  };
}

/** The text as an answer for one target. What it says of success counts only where it names no failure. */
function answerOf(piece: string, text: string, codes: readonly string[], lids: readonly number[], type: string | null): TargetAnswer {
  const first = (name: string): string | null => elements(piece, name)[0] ?? null;
  const good = codes[0] === 'NoError';
  return {
    responseCode: codes[0] ?? '', responseClass: good ? 'Success' : 'Error', messageText: text,
    exceptionType: (first('ExceptionType') ?? type)?.split('.').at(-1) ?? null, exceptionCode: first('ExceptionCode'),
    exceptionServerName: first('ExceptionServerName'), exceptionMessage: null, responseSource: first('ResponseSource'), lids,
    freeBusyViewType: first('FreeBusyViewType'), mergedFreeBusy: first('MergedFreeBusy'),
  };
}

/** @param page start of a web page that stands in place of an answer; empty: nothing but a line of a log; null: neither */
function exchangeOf(
  status: number | null, headers: Readonly<Record<string, string>>, executedBy: string | null, fault: SoapFault | null, page: string | null,
): LookupExchange {
  return {
    url: '', targets: [], status, failure: null, signIn: null, headers, tls: null, executedBy,
    body: fault !== null ? 'fault' : page === '' ? 'none' : page !== null ? 'html' : 'answer', fault, bodyStart: page ?? '', timings: null,
  };
}
