/** What a log is searched for before anything else looks at it: one pass over its bytes for all words at once (Aho and Corasick, 1975). */
import { errorTextRows } from '../exchange/error-texts-table.ts';
import { responseCodes } from '../exchange/response-codes.ts';

/** What a word tells; a word may tell several things. */
export const tells = {
  /** It belongs to lookups. */
  field: 1,
  /** Something failed. */
  failed: 2,
  /** It is a wording of .NET, Windows or Exchange that a table knows. */
  known: 4,
  /** It names a failed lookup by itself. */
  sure: 8,
  /** A record begins with it. */
  begins: 16,
  /** Nothing, though a shorter word within it does. */
  nothing: 32,
} as const;

/** Names in what servers and clients write of lookups; the start of a word suffices. */
const FIELD = [
  'freebusy', 'free/busy', 'free busy', 'availability', 'autodiscover', 'exchange.asmx', '/ews/', 'infoworker', 'msexchange', 'schannel',
  'lid:', 'x-ms-diagnostics', 'ews-policy', 'aadsts', 'extsts', 'federat', 'delegation', 'oauth', 'hybrid', 'scheduleid', 'getschedule',
  'asproxy', 'asurl', 'mailtip', 'scheduling assistant', 'cross lines', 'hash mark', 'calendar', 'organizationrelationship',
  'organization relationship', 'intraorganization', 'addressspace', 'address space', 'sharing policy', 'public folder', 'mailboxguid',
  'wssecurity', 'frei/gebucht', 'kalender', 'calendrier', 'calendario', 'kalendarz', 'disponibilit', 'календар', '予定表',
  '日历', 'partner sts', 'windows live', 'httpproxy', 'attendee',
];
const FAILED = [
  'error', 'fail', 'exception', 'fault', 'denied', 'couldn', 'could not', 'cannot', 'can\'t', 'unable', 'timed out', 'timeout',
  'not found', 'refused', 'invalid', 'missing', 'unauthorized', 'forbidden', 'unavailable', 'closed', 'warning', 'no information',
  'fehler', 'fehlgeschlagen', 'konnte', 'erreur', 'échou', 'impossible', 'fout', 'mislukt', 'błąd', 'ошибк', 'Ошибк',
  'エラー', '错误', '失败', '오류', 'disabled', 'blocked', 'expired', 'is not ',
];
const SURE = [
  'proxy web request failed', 'autodiscover failed', 'proxywebrequestprocessingexception', 'autodiscoverfailedexception',
  'common.availability.', 'unable to send cross-forest', 'x-ms-diagnostics', 'x-ews-policy-reason', 'aadsts', 'lid: ', 'asurl',
  'could not be updated', 'couldn\'t be updated', 'server location could not', 'error code: 5016',
];
/** Starts of records, so that the same record is met in the same shape wherever a long line was cut. */
const BEGINS = [
  '<event ', '<event>', '<freebusyresponse', ':freebusyresponse ', ':freebusyresponse>', ':envelope ', '"scheduleid"', 'proxywebrequest ',
];

/** What holds a word of failing and tells of success, or of nothing. */
const NOTHING = ['noerror', 'errorcode>0<', '0 error', 'no error'];

/** Bytes of a wording that are compared: more tells no more. */
const wordLimit = 24;

export interface Words {
  /** Class of each byte: letters of either case are one, so is all white space (class 1). */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** Next state by state and class. */
  readonly next: Uint16Array;
  /** What the words that end in a state tell, as bits. */
  readonly tells: Uint8Array;
  /** Length of the word that begins a record and ends in a state; 0: none. */
  readonly beginsWith: Uint8Array;
}

let built: Words | undefined;

/** Made at first use: a short paste needs none. */
export function wordsToSeek(): Words {
  built ??= build([
    ...FIELD.map((word) => [word, tells.field] as const), ...FAILED.map((word) => [word, tells.failed] as const),
    ...NOTHING.map((word) => [word, tells.nothing] as const),
    ...SURE.map((word) => [word, tells.sure | tells.field] as const), ...BEGINS.map((word) => [word, tells.begins] as const),
    ...[...responseCodes.keys()].filter((code) => code !== 'NoError').map((code) => [code, tells.sure] as const),
    ...errorTextRows.map(([, , wording]) => [wording, tells.known] as const),
  ]);
  return built;
}

function build(words: readonly (readonly [string, number])[]): Words {
  const coded = words.map(([word, told]) => [new TextEncoder().encode(word).subarray(0, wordLimit), told] as const);
  const classOf = new Uint8Array(256);
  for (const byte of [9, 10, 11, 12, 13, 32]) classOf[byte] = 1;
  let classes = 2;
  for (const byte of coded.flatMap(([bytes]) => [...bytes])) {
    const same = lower(byte);
    if (classOf[same] === 0) classOf[same] = classes++;
    if (same >= 0x61 && same <= 0x7a) classOf[same - 32] = classOf[same] ?? 0;
  }
  const states = 1 + coded.reduce((sum, [bytes]) => sum + bytes.length, 0);
  const next = new Uint16Array(states * classes);
  const told = new Uint8Array(states);
  const beginsWith = new Uint8Array(states);
  let count = 1;
  for (const [bytes, bits] of coded) {
    let state = 0;
    for (const byte of bytes) {
      const at = state * classes + (classOf[byte] ?? 0);
      if (next[at] === 0) next[at] = count++;
      state = next[at] ?? 0;
    }
    told[state] = (told[state] ?? 0) | bits;
    if ((bits & tells.begins) !== 0) beginsWith[state] = bytes.length;
  }
  follow(next.subarray(0, count * classes), classes, told, beginsWith);
  return { classOf, classes, next: next.slice(0, count * classes), tells: told, beginsWith };
}

/** Where a word breaks off, the longest ending that begins another word goes on. States are numbered parents first, but not by depth. */
function follow(next: Uint16Array, classes: number, told: Uint8Array, beginsWith: Uint8Array): void {
  const back = new Uint16Array(next.length / classes);
  const queue = [...new Set(next.subarray(0, classes))].filter((state) => state !== 0);
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] ?? 0;
    const other = back[state] ?? 0;
    const own = told[state] ?? 0;
    told[state] = (own & tells.nothing) !== 0 ? 0 : own | (told[other] ?? 0);
    if (beginsWith[state] === 0) beginsWith[state] = beginsWith[other] ?? 0;
    for (let one = 0; one < classes; one++) {
      const step = state * classes + one;
      const otherwise = next[other * classes + one] ?? 0;
      const child = next[step] ?? 0;
      if (child === 0) next[step] = otherwise;
      else {
        back[child] = otherwise;
        queue.push(child);
      }
    }
  }
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);
