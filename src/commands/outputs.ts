/** Where each rendering of a result goes, as `--format` says. Apart from the renderings themselves, which take time to load. */
import { writeFileSync } from 'node:fs';
import { oneOf } from '../load/complaints.ts';
import { inAscii } from '../protocol/printable.ts';
import type { Place } from '../reporters/index.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface OutputOf<Name extends string> {
  readonly reporter: Name;
  /** undefined: standard output. */
  readonly file: string | undefined;
}

/** Reads `terminal`, `json=report.json`. Nothing given: the first of the known formats. Throws UsageError naming them. */
export function readOutputs<Name extends string>(given: readonly string[], known: readonly Name[]): readonly OutputOf<Name>[] {
  const outputs = (given.length === 0 ? known.slice(0, 1) : given).map((text): OutputOf<Name> => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const reporter = known.find((one) => one === name);
    if (reporter === undefined) throw new UsageError(`--format ${name} is not known; expected ${oneOf(known)}.`);
    if (at === text.length - 1) throw new UsageError(`--format ${text} names no file after "=".`);
    return { reporter, file: at < 0 ? undefined : text.slice(at + 1) };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1) {
    throw new UsageError('only one --format can go to standard output; write the others into files, as in --format json=report.json.');
  }
  return outputs;
}

/** Options of every command with a result. */
export interface ReportingOptions {
  readonly format?: readonly string[];
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly ascii?: boolean;
  /** Only of commands whose result is a report. */
  readonly details?: boolean;
}

/** Where a rendering will be read. A file is read anywhere. @param file undefined: standard output */
export function placeOf(file: string | undefined, terminal: Terminal, { color, ascii, details }: ReportingOptions): Place {
  const asked = { ...(details === true ? { details } : {}), ...(ascii === true || (file === undefined && terminal.ascii) ? { ascii: true } : {}) };
  return file === undefined ? { columns: terminal.columns, colours: terminal.colours && color !== false, ...asked }
    : { columns: 100, colours: false, toFile: true, ...asked };
}

/** A rendering for people; the last word on which characters it may hold, whoever made its lines. */
export function people(render: (place: Place) => string, place: Place): string {
  const text = render(place);
  return place.ascii === true ? inAscii(text) : text;
}

/** Writes a result that people and programs can read, each output where it goes. */
export function writeOutputs(
  outputs: readonly OutputOf<string>[], terminal: Terminal, options: ReportingOptions,
  result: { readonly people: (place: Place) => string; readonly programs: () => object },
): void {
  for (const { reporter, file } of outputs) {
    const text = reporter === 'json' ? `${JSON.stringify(result.programs(), null, 2)}\n` : people(result.people, placeOf(file, terminal, options));
    if (file === undefined) terminal.write(text);
    else writeFileSync(file, text);
  }
}
