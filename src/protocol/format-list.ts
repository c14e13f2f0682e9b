/** Reads what PowerShell's Format-List and Format-Table wrote, as people copy it from consoles and transcripts: objects of names and values. */
import { sideOfObject } from '../exchange/configuration.ts';
import { cmdletOfCommand, cmdletOfProperties, fitsCmdlet, type NamedCmdlet } from '../exchange/configuration-cmdlets.ts';
import type { ConfigurationCmdlet, ConfigurationObject, ConfigurationValue, Side } from '../model/facts.ts';
import { tableAt } from './format-table.ts';

export interface ListedObject {
  /** Known by the command line before it, otherwise by its properties. */
  readonly cmdlet: ConfigurationCmdlet;
  /** The side that the command line tells: by a prefix of the cmdlet, or by its prompt. */
  readonly side: Side | null;
  /** Line of its first property, from 1. */
  readonly line: number;
  /** Names as shown, in order; each once. */
  readonly properties: readonly (readonly [name: string, value: ConfigurationValue])[];
}

export interface FormatList {
  readonly objects: readonly ListedObject[];
  /** Commands at a prompt that selected nothing and showed nothing: the next prompt follows. */
  readonly empty: readonly { readonly cmdlet: ConfigurationCmdlet; readonly side: Side | null; readonly line: number }[];
  /**
   * The text without the objects of Get- cmdlets that tell their side, and the command lines before them. What Test- cmdlets say stays, because it
   * is an error text.
   */
  readonly rest: string;
  /** Objects of cmdlets that are understood, and which were too many to be read. */
  readonly leftOut: number;
}

/** Objects of one text at most: the virtual directories of many servers fit. */
const objectsLimit = 2000;
/** Get-OrganizationConfig shows about 300. */
const propertiesLimit = 1000;
const valueLimit = 20_000;
const itemsLimit = 5000;

/** A name, blanks, a colon, and a blank or nothing: `https://` is no property. Source: PowerShell, Format-List. */
const PROPERTY = /^([ \t]{0,80})([A-Za-z_][\w.]{0,100})[ \t]{0,100}:(?:[ \t](.*))?$/;
/** `[PS] C:\Windows\system32>Get-…`, `PS C:\> Get-…`, `>Get-…`, or the command alone at the beginning of a line. */
const PROMPT = /^[ \t]{0,8}(?:\[PS\][ \t]?|PS[ \t]+|\[[\w.-]{1,80}\]:[ \t]?PS[ \t]?)?(?:[A-Za-z]:\\[^>\n]{0,260}>|PS>|>{1,2})?[ \t]{0,8}(?=\S)/;
const COMMAND = /^\(?(?:\$\w{1,40}[ \t]?=[ \t]?)?\(?(?:Get|Test)-[A-Za-z0-9]{3,80}\b/i;
/** A prompt with any command: what follows it is not of the command before. */
const ANY_PROMPT = /^[ \t]{0,8}(?:\[PS\][ \t]?|PS[ \t]+|\[[\w.-]{1,80}\]:[ \t]?PS[ \t]?)(?:[A-Za-z]:\\[^>\n]{0,260})?>/;

/** A cmdlet without parameters that select, into Format-List or nothing. */
const PLAIN = /^(?:Get|Test)-[A-Za-z0-9]{3,80}(?:[ \t]+-ADPropertiesOnly)?[ \t]*(?:\|[ \t]*(?:fl|format-list|ft|format-table|select|select-object)\b[^|]*)?$/i;

interface Shown {
  readonly name: string;
  readonly lines: string[];
  readonly column: number;
  size: number;
}

interface Open {
  readonly line: number;
  readonly indent: number;
  readonly command: NamedCmdlet | null | undefined;
  readonly values: Map<string, Shown>;
  last: Shown | undefined;
  readonly rows: number[];
}

/** Reads every object whose cmdlet is understood; others stay in `rest`. Never throws; linear in the length of the text. */
export function readFormatList(text: string): FormatList {
  const lines = singleSpaced(text.replace(/\r\n?/g, '\n').replace(/[\u00a0\u2007\u202f]/g, ' ').split('\n'));
  const width = widthOf(lines);
  const gone = new Set<number>();
  const objects: ListedObject[] = [];
  const empty: FormatList['empty'][number][] = [];
  let leftOut = 0;
  let command: NamedCmdlet | null | undefined;
  let commandRows: number[] = [];
  let open: Open | undefined;
  let waiting: FormatList['empty'][number] | undefined;
  let blank = 0;

  const close = (): void => {
    const found = open === undefined ? undefined : objectOf(open, width);
    if (open !== undefined && found !== undefined) add(found, open.rows);
    open = undefined;
  };

  const add = (found: ListedObject, rows: readonly number[]): void => {
    if (objects.length < objectsLimit) objects.push(found);
    else leftOut++;
    if (!found.cmdlet.startsWith('Get-') || (found.side ?? sideOfObject(found.cmdlet, asObject(found))) === null) return;
    for (const row of rows) gone.add(row);
    if (command !== undefined) for (const row of commandRows) gone.add(row);
  };

  let tableEnds = -1;
  lines.forEach((line, row) => {
    if (row <= tableEnds) return;
    const table = tableAt(lines, row);
    if (table !== null) {
      close();
      waiting = undefined;
      for (const { row: at, properties } of table.rows) {
        const found = listedObject(command, at + 1, properties);
        if (found !== undefined) add(found, [table.first, table.first + 1, at]);
      }
      tableEnds = table.last;
      command = undefined;
      blank = 0;
      return;
    }
    if (line.trim() === '') {
      blank++;
      return;
    }
    const rest = line.slice(0, 4000).replace(PROMPT, '');
    const property = PROPERTY.exec(line);
    if (property === null && (COMMAND.test(rest) || ANY_PROMPT.test(line))) {
      close();
      if (waiting !== undefined && ANY_PROMPT.test(line)) {
        empty.push(waiting);
        gone.add(waiting.line - 1);
      }
      command = onSide(cmdletOfCommand(rest.slice(0, 1000)), line);
      commandRows = [row];
      // With a filter it may show nothing although there is something.
      waiting = command && ANY_PROMPT.test(line) && PLAIN.test(rest) ? { cmdlet: command.cmdlet, side: command.side, line: row + 1 } : undefined;
      blank = 0;
      return;
    }
    waiting = undefined;
    if (open !== undefined && continues(line, property, open, blank)) {
      addTo(open, line, row, blank);
    } else if (property !== null) {
      const [, indent = '', name = '', value = ''] = property;
      const known = open?.values.has(name.toLowerCase()) === true;
      const ends = blank > 0 && !(open !== undefined && hasParagraphs(open));
      if (open !== undefined && (ends || known || indent.length !== open.indent)) close();
      open ??= { line: row + 1, indent: indent.length, command, values: new Map(), last: undefined, rows: [] };
      open.rows.push(row);
      if (open.values.size < propertiesLimit) {
        const column = line.length - value.length;
        open.last = { name, lines: [value], column, size: value.length };
        open.values.set(name.toLowerCase(), open.last);
      }
    } else {
      close();
      // A line that is neither begins something else, and no command line speaks for what follows; a wrapped command line goes on.
      if (command !== undefined && commandRows.at(-1) === row - 1 && blank === 0) commandRows.push(row);
      else command = undefined;
    }
    blank = 0;
  });
  close();
  return { objects, empty, leftOut, rest: gone.size === 0 ? text : lines.filter((_, row) => !gone.has(row)).join('\n') };
}

const asObject = ({ line, properties }: ListedObject): ConfigurationObject => ({ source: '', line, properties: Object.fromEntries(properties) });

/** The Exchange Management Shell of a server writes `[PS]` before its prompt. Source: Microsoft Learn, Exchange Management Shell. */
function onSide(command: NamedCmdlet | null | undefined, line: string): NamedCmdlet | null | undefined {
  return command && command.side === null && /^[ \t]{0,8}\[PS\]/.test(line) ? { ...command, side: 'on-premises' } : command;
}

/** Length of the longest line that goes on in the next one. */
function widthOf(lines: readonly string[]): number {
  return lines.reduce((most, line, row) => (line.length > most && line.trim() !== '' && /^[ \t]{6,}\S/.test(lines[row + 1] ?? '') ? line.length : most), 0);
}

/** Web pages and mail programs put an empty line after every line: then the single ones are left out. */
function singleSpaced(lines: readonly string[]): readonly string[] {
  let pairs = 0;
  let spaced = 0;
  for (let row = 0; row + 1 < lines.length; row++) {
    if (!PROPERTY.test(lines[row] ?? '')) continue;
    const [next = '', after = ''] = [lines[row + 1], lines[row + 2]];
    if (PROPERTY.test(next)) pairs++;
    else if (next.trim() === '' && PROPERTY.test(after)) spaced++;
  }
  if (spaced < 4 || pairs * 5 > spaced) return lines;
  return lines.filter((line, row) => line.trim() !== '' || (lines[row - 1] ?? '').trim() === '');
}

/** Does this line belong to the value before it? It hangs below the value, or a list is still open. */
function continues(line: string, property: RegExpExecArray | null, open: Open, blank: number): boolean {
  const { last } = open;
  if (last === undefined) return false;
  const indent = line.length - line.trimStart().length;
  if (blank > 0) return blank < 3 && indent > open.indent + 1 && indent >= last.column - 4;
  if (property !== null) return indent > open.indent + 1;
  return indent > open.indent || isOpenList(last.lines);
}

/** The last value holds empty lines, and may end in one. Source: outputs that were posted of Test-OAuthConnectivity (Detail). */
function hasParagraphs({ last }: Open): boolean {
  return last !== undefined && last.lines.length > 1 && last.lines.includes('', 1);
}

function isOpenList(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  return first.trimStart().startsWith('{') && !/\}\s*$/.test(lines.at(-1) ?? '') && lines.length < 500;
}

function addTo(open: Open, line: string, row: number, blank: number): void {
  const { last } = open;
  open.rows.push(row);
  if (last === undefined || last.size > valueLimit) return;
  if (blank > 0) last.lines.push('');
  last.lines.push(line);
  last.size += line.length;
}

function objectOf({ values, command, line }: Open, width: number): ListedObject | undefined {
  return listedObject(command, line, [...values.values()].map(({ name, lines, column }) => [name, valueOf(joined(lines, column, width))] as const));
}

function listedObject(
  command: NamedCmdlet | null | undefined, line: number, properties: ListedObject['properties'],
): ListedObject | undefined {
  const names = properties.map(([name]) => name);
  const typed = command !== undefined && command !== null && fitsCmdlet(command.cmdlet, names) ? command : undefined;
  // What another cmdlet showed is not to be guessed at.
  const cmdlet = typed?.cmdlet ?? (command === null ? null : cmdletOfProperties(names));
  return cmdlet === null ? undefined : { cmdlet, side: typed?.side ?? null, line, properties };
}

/**
 * The lines of a wrapped value as one. PowerShell breaks lines at blanks, and within a word where that is longer than a line (in Chinese,
 * Japanese and Korean anywhere); without a hanging indent it was the console that broke the line.
 */
function joined(lines: readonly string[], column: number, width: number): string {
  const list = (lines[0] ?? '').startsWith('{');
  let result = (lines[0] ?? '').trimEnd();
  let length = column + (lines[0] ?? '').length;
  for (const line of lines.slice(1)) {
    const part = line.trim();
    const indent = line.length - line.trimStart().length;
    const hanging = indent >= column - 4;
    // Members of lists and addresses hold no blanks; prose that was broken within a word cannot be told from prose that was not.
    const member = list && !result.endsWith(',');
    const within = hanging ? length >= width && (member || /^[a-z]{1,10}:\/\/\S+$/i.test(result)) : member;
    result = `${result}${within && indent <= column ? '' : ' '}${part}`;
    length = line.length;
  }
  return result.trim().slice(0, valueLimit);
}

/** `{a, b...}`, and `{a, b…}` in PowerShell 7. Source: PowerShell, $FormatEnumerationLimit. */
function valueOf(text: string): ConfigurationValue {
  if (!text.startsWith('{')) return { text, items: null, cut: false };
  const inner = /^\{([\s\S]*?)(\.\.\.|…)?\}?$/.exec(text);
  const closed = text.endsWith('}');
  const items = (inner?.[1] ?? '').split(/,\s+|,(?=\S)/).map((item) => item.trim()).filter((item) => item !== '');
  return { text, items: items.slice(0, itemsLimit), cut: inner?.[2] !== undefined || !closed || items.length > itemsLimit };
}
