/** Command lines of crosslines in documents, and the command line as the program itself describes it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';

export interface ShownLine {
  /** `README.md:42`. */
  readonly at: string;
  /** After `crosslines`. */
  readonly words: readonly string[];
  /** As a line of its own, to be typed as it stands; false: named in a sentence, where parts may be left out. */
  readonly whole: boolean;
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** It shows what a command printed. */
  readonly output: boolean;
}

/** Fenced blocks of a document. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length, language: match[2]?.trim() ?? '', text: match[3] ?? '',
    output: /<!-- output: [^\n]*-->\s*$/.test(markdown.slice(0, match.index)),
  }));
}

/** Every command line of crosslines that a document shows: those of its blocks, and those in code within sentences. */
export function commandLinesIn(file: string, markdown: string): readonly ShownLine[] {
  const inBlocks = blocksOf(markdown).filter(({ output }) => !output).flatMap(({ line, language, text }) => {
    // A line that goes on in the next one, in a shell, in PowerShell or in cmd.
    const lines = text.replace(/[\\`^]\n/g, (end) => `${end === '\\\n' ? '' : ' '}\u0000`).split('\n');
    let at = line;
    return lines.flatMap((one): readonly ShownLine[] => {
      at += 1 + (one.match(/\u0000/g)?.length ?? 0);
      const own = language === 'yaml' ? one.replace(/^\s*(?:- )?(?:[\w-]+:\s+)?/, '') : one;
      return commandsIn(own.replaceAll('\u0000', ' ')).map((words) => ({ at: `${file}:${at}`, words, whole: true }));
    });
  });
  const prose = markdown.replace(/^( *)```[^\n]*\n[\s\S]*?^\1```/gm, (block) => block.replace(/[^\n]/g, ' '));
  const inSentences = [...prose.matchAll(/(?<!`)`(crosslines\s[^`]*)`(?!`)/g)].flatMap((match): readonly ShownLine[] =>
    // What stands in brackets is to be filled in; after a comma the sentence goes on.
    commandsIn((match[1] ?? '').replace(/\s+/g, ' ').replace(/<[^<>]*>/g, '…').replace(/, .*/, '')).map((words) => ({ at: `${file}:${prose.slice(0, match.index).split('\n').length}`, words, whole: false })));
  return [...inBlocks, ...inSentences];
}

/** The words after `crosslines` (or `node out/cli.js`) of each simple command in a line of a shell. */
export function commandsIn(line: string): readonly (readonly string[])[] {
  return simpleCommands(line).flatMap((words) => {
    const own = words.slice(words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)));
    const [first = '', second = ''] = own;
    if (first === 'node' && /(?:^|\/)out\/cli\.js$/.test(second)) return [own.slice(2)];
    return /(?:^|[\\/])crosslines(?:\.cmd)?$/.test(first) ? [own.slice(1)] : [];
  });
}

/** As a shell splits a line: quotes, comments, and what ends a command. Where it goes to and comes from is left out. */
function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const token = /\s+|#.*$|(?:&&|\|\||[|;&()])|[<>]\(|[<>]{1,2}\s*[^\s|;&()]*|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'|;&()<>])+)/gy;
  for (let match = token.exec(line); match !== null; match = token.exec(line)) {
    const [whole, word] = match;
    if (word !== undefined) commands.at(-1)?.push(word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''));
    else if (/^(?:&&|\|\||[|;&()]|[<>]\()$/.test(whole)) commands.push([]);
    if (whole === '') break;
  }
  return commands.filter((words) => words.length > 0);
}

/** The commands of the program, made of what it prints for --help, in the notation of commander, which it is defined in. */
export function commandLine(): ReadonlyMap<string, () => Command> {
  const help = (...words: readonly string[]): string =>
    execFileSync(process.execPath, [join(import.meta.dirname, '..', '..', 'out', 'cli.js'), ...words, '--help'], { encoding: 'utf8' });
  const listed = /^Commands:\n([\s\S]*)/m.exec(help())?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}(\w[\w-]*)/gm)].flatMap(([, name]) => (name === undefined || name === 'help' ? [] : [name]));
  return new Map(names.map((name) => {
    const text = help(name);
    return [name, () => describedBy(text)];
  }));
}

function describedBy(help: string): Command {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  const usage = /^Usage: \S+ \S+(.*(?:\n\S.*)*)/m.exec(help)?.[1] ?? '';
  for (const [argument] of usage.replace('[options]', '').matchAll(/<[^>]+>|\[[^\]]+\]/g)) command.argument(argument);
  const options = /^Options:\n([\s\S]*)/m.exec(help)?.[1] ?? '';
  for (const [, flags = ''] of options.matchAll(/^ {2}(-\S.*?)(?: {2,}.*)?$/gm)) if (!flags.includes('--help')) command.option(flags, '', (value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return command;
}

function parsedBy(command: Command, words: readonly string[]): ReturnType<Command['parseOptions']> | string {
  try {
    return command.parseOptions([...words]);
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

export interface Understood {
  readonly mistake: string | null;
  readonly name: string;
  readonly given: readonly string[];
  /** Values by the name of the option. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What is wrong with a command line, and what it means; `missing`: arguments that are not there are no mistake. */
export function understood(words: readonly string[], commands: ReadonlyMap<string, () => Command>, { missing = false } = {}): Understood {
  const [name = '', ...rest] = words;
  const command = commands.get(name)?.();
  const none = { name, given: [], options: {} };
  if (command === undefined) return { ...none, mistake: ['--help', '--version'].includes(name) || (missing && /^[A-Z…]/.test(name)) ? null : `there is no command "${name}"` };
  const parsed = parsedBy(command, rest);
  if (typeof parsed === 'string') return { ...none, mistake: missing && parsed.includes('argument missing') ? null : parsed };
  const { operands, unknown } = parsed;
  const options = command.opts();
  const stray = unknown.filter((word) => word.startsWith('-') && word !== '-');
  const given = [...operands, ...unknown.filter((word) => !stray.includes(word))];
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  const most = command.registeredArguments.some(({ variadic }) => variadic) ? Infinity : command.registeredArguments.length;
  const mistake = stray.length > 0 ? `there is no option ${stray.join(', ')} of ${name}`
    : given.length > most ? `${name} takes no more than ${most} arguments: ${given.join(' ')}`
      : !missing && given.length < needed ? `${name} needs ${command.registeredArguments.map((argument) => argument.name()).join(' ')}` : null;
  return { name, given, options, mistake };
}
