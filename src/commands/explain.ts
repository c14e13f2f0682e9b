/** `crosslines explain`: pasted error text, or a code, in, its meaning out; or the page of one cause. Opens no socket. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { causes } from '../causes/index.ts';
import type { Direction } from '../causes/cause.ts';
import { confusionsOf } from '../confusions.ts';
import { explain as explainFacts } from '../explain.ts';
import type { ExplainContext } from '../explain-context.ts';
import { versions } from '../exchange/versions.ts';
import { nearest, oneOf } from '../load/complaints.ts';
import type { Explanation } from '../model/report.ts';
import type { VersionId } from '../model/scenario.ts';
import { PastedReader, wholeLimit } from '../protocol/pasted-bytes.ts';
import { isConnectionLog } from '../readers/logs.ts';
import { readPassages } from '../protocol/pasted-text.ts';
import { causePage } from '../cause-page.ts';
import { explanationText } from '../reporters/explanation.ts';
import type { Place } from '../reporters/index.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { people, placeOf, readOutputs, writeOutputs, type ReportingOptions } from './outputs.ts';
import { Beginning, splitConfiguration, type PastedFile } from './pasted-configuration.ts';
import type { Terminal } from './terminal.ts';

export interface ExplainOptions extends ReportingOptions {
  readonly direction?: string;
  readonly requesterVersion?: string;
  readonly targetVersion?: string;
  readonly scope?: string;
  readonly changed?: string;
}

const DIRECTIONS: readonly Direction[] = ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem'];
const STANDARD_INPUT = 'standard input';
/** Bytes that are read at once. */
const PART = 1_048_576;

/**
 * Explains files, standard input where none is named, or a cause. 1: a fault was found, 3: insufficient evidence, 0: not a failure, or a page.
 * Throws UsageError for mistakes of the caller.
 */
export async function explain(names: readonly string[], options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const outputs = readOutputs(options.format ?? [], ['terminal', 'json']);
  const context = readContext(options);
  const [only] = names;
  if (names.length === 1 && only !== undefined && !existsSync(only)) {
    const cause = causes.find(({ id }) => id === only);
    if (cause !== undefined) {
      const page = (place: Place): string => causePage(cause, confusionsOf(cause, causes), { markdown: false, columns: place.columns });
      terminal.write(people(page, placeOf(undefined, terminal, options)));
      return exitCodes.asExpected;
    }
  }
  const pasted: PastedFile[] = [];
  for (const name of names.length === 0 ? [STANDARD_INPUT] : names) {
    pasted.push({ name, ...await readWhole(names.length === 0 ? terminal.input() : isCode(name) ? itself(name) : partsOf(name), name, terminal) });
    if (terminal.ending.signal.aborted) return exitCodes.notObserved;
  }
  const at = new Date().toISOString();
  const { configuration, errors, notices } = splitConfiguration(pasted, at);
  const explained = explainFacts(errors.flatMap(({ name, passages }) => readPassages(passages, name)), context, causes, at, configuration);
  const explanation = { ...explained, notices: [...explained.notices, ...pasted.flatMap(howRead), ...notices, ...pasted.flatMap(whatElse)] };
  writeOutputs(outputs, terminal, options, { people: (place) => explanationText(explanation, place), programs: () => explanation });
  return CODES[explanation.status];
}

/** A log of connections holds no words to explain; another command reads what it shows. */
function whatElse({ name, beginning: { bytes } }: PastedFile): readonly string[] {
  const file = { name, server: null, side: null, size: bytes.length, part: (from: number, length: number) => bytes.subarray(from, from + length) };
  return isConnectionLog(file) ? [`"crosslines audit" shows who speaks with whom in ${name}, and with which TLS.`] : [];
}

const CODES: Readonly<Record<Explanation['status'], ExitCode>> = {
  'explained': exitCodes.fault, 'insufficient-evidence': exitCodes.notObserved, 'not-a-failure': exitCodes.asExpected,
};

/** A code of Microsoft Entra ID, given in place of a file. */
function isCode(name: string): boolean {
  return /^AADSTS\d{4,9}$/i.test(name) && !existsSync(name);
}

async function* itself(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** A file in parts; between them the run can be ended. */
async function* partsOf(name: string): AsyncGenerator<Uint8Array> {
  if (!existsSync(name)) {
    const meant = nearest(name, causes.map(({ id }) => id));
    const hint = meant === undefined ? '; "crosslines list causes" shows the causes.' : `; did you mean ${meant}?`;
    throw new UsageError(`"${name}" is neither a file nor a cause${hint}`);
  }
  const file = openSync(name, 'r');
  try {
    for (;;) {
      const part = Buffer.allocUnsafe(PART);
      const length = readSync(file, part, 0, PART, null);
      if (length === 0) return;
      yield part.subarray(0, length);
      if (length === PART) await new Promise((resolve) => { setImmediate(resolve); });
    }
  } finally {
    closeSync(file);
  }
}

/** Throws UsageError for what is no text. */
async function readWhole(parts: AsyncIterable<Uint8Array>, name: string, terminal: Terminal): Promise<Omit<PastedFile, 'name'>> {
  const reader = new PastedReader();
  const beginning = new Beginning();
  for await (const part of parts) {
    if (terminal.ending.signal.aborted) break;
    reader.push(part);
    beginning.push(part);
  }
  const read = reader.end();
  if (read === null) {
    throw new UsageError(`${name} is not text; expected the words of the error, such as copied from Outlook, the event log or a console.`);
  }
  const blank = read.passages.every(({ text }) => text.trim() === '');
  if (blank && !terminal.ending.signal.aborted) throw new UsageError(`${name} is empty; expected the text of the error.`);
  return { read, beginning };
}

/** Of a long log: what was read of it, and what was not. */
function howRead({ name, read: { bytes, passages, repeated, leftOut } }: PastedFile): readonly string[] {
  if (bytes <= wholeLimit) return [];
  const kilobytes = Math.ceil(passages.reduce((sum, { text }) => sum + text.length, 0) / 1000);
  return [[
    `${name} is a log of ${(bytes / 1_000_000).toFixed(1)} MB: all of it was searched, and ${kilobytes} kB that can tell of a failed lookup were read closely.`,
    ...(repeated === 0 ? [] : [`Lines that say the same with other numbers and names were counted only: ${repeated}.`]),
    ...(leftOut === 0 ? [] : [`Left out for want of room: ${leftOut} further lines; give what is missed alone, from its first line to its last.`]),
  ].join(' ')];
}

/** Throws UsageError. */
function readContext({ direction, requesterVersion, targetVersion, scope, changed }: ExplainOptions): ExplainContext {
  const way = direction === undefined ? undefined : DIRECTIONS.find((known) => known === direction);
  if (direction !== undefined && way === undefined) throw new UsageError(`--direction ${direction} is not known; expected ${oneOf(DIRECTIONS)}.`);
  const [from, to] = [versionOf('--requester-version', requesterVersion), versionOf('--target-version', targetVersion)];
  if (way !== undefined && from !== undefined && (from === 'exchange-online') !== way.startsWith('cloud')) {
    throw new UsageError(`--requester-version ${from} contradicts --direction ${way}.`);
  }
  if (way !== undefined && to !== undefined && (to === 'exchange-online') !== way.endsWith('cloud')) {
    throw new UsageError(`--target-version ${to} contradicts --direction ${way}.`);
  }
  return {
    ...(way === undefined ? {} : { direction: way }), ...(from === undefined ? {} : { requesterVersion: from }),
      ...(to === undefined ? {} : { targetVersion: to }),
    ...(scope === undefined ? {} : { scope }), ...(changed === undefined ? {} : { changed }),
  };
}

function versionOf(option: string, given: string | undefined): VersionId | 'on-premises' | undefined {
  if (given === undefined) return undefined;
  const known: readonly (VersionId | 'on-premises')[] = [...Object.values(versions).map(({ id }) => id), 'on-premises'];
  const found = known.find((one) => one === given);
  if (found === undefined) throw new UsageError(`${option} ${given} is not known; expected ${oneOf(known)}.`);
  return found;
}
