/** Completion in shells: `crosslines completion <shell>` prints the script, which asks `crosslines complete -- words…` on every Tab. */
import { RootCommand } from '@bomb.sh/tab';
import type { Command, Option } from 'commander';
import { oneOf } from '../load/complaints.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { namesIn, scenarioFolder } from './named-scenarios.ts';
import { onPremises } from './said-machine.ts';
import type { Terminal } from './terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** Prints the script of a shell. Throws UsageError for another. */
export function completion(shell: string): ExitCode {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) throw new UsageError(`there is no completion for "${shell}"; expected ${oneOf(SHELLS)}.`);
  new RootCommand().setup('crosslines', 'crosslines', known);
  return exitCodes.asExpected;
}

/** What the scripts understand: words with their descriptions, and whether names of files fit too. Source: cobra's shell directives, which they follow. */
export interface Completions {
  readonly words: readonly (readonly [word: string, says: string])[];
  readonly files: boolean;
}

const NO_FILES = 4;
const DEFAULT = 0;

/** @param typed the words of the command line after `crosslines`; the last one is being typed */
export async function complete(typed: readonly string[], program: Command, terminal: Terminal): Promise<ExitCode> {
  const { words, files } = await completionsOf(typed, program, terminal);
  terminal.write(`${words.map(([word, says]) => `${word}\t${says}\n`).join('')}:${files ? DEFAULT : NO_FILES}\n`);
  return exitCodes.asExpected;
}

/** Never throws: who presses Tab is to see no error. */
export async function completionsOf(typed: readonly string[], program: Command, terminal: Terminal): Promise<Completions> {
  const word = typed.at(-1) ?? '';
  const before = typed.slice(0, -1);
  const starting = ({ words, files }: Completions): Completions => ({ words: words.filter(([one]) => one.startsWith(word)), files });
  const command = program.commands.find((one) => one.name() === before[0]);
  if (command === undefined) {
    const commands = program.commands.map((one) => [one.name(), one.description()] as const);
    return starting({ words: word.startsWith('-') ? visible(program) : before.length === 0 ? commands : [], files: false });
  }
  const waiting = optionOf(command, before.at(-1) ?? '');
  if (waiting !== undefined && takesValue(waiting)) return starting(await valuesOf(waiting, terminal));
  if (word.startsWith('-')) return starting({ words: visible(command), files: false });
  const given = before.slice(1).filter((one, at, all) => !one.startsWith('-') && !takesValue(optionOf(command, all[at - 1] ?? '')));
  const argument = command.registeredArguments[given.length] ?? command.registeredArguments.findLast(({ variadic }) => variadic);
  return starting(argument === undefined ? { words: [], files: false } : await argumentsOf(command.name(), argument.name(), terminal));
}

const optionOf = (command: Command, word: string): Option | undefined => command.options.find(({ long, short }) => word !== '' && (word === long || word === short));
const takesValue = (option: Option | undefined): boolean => option !== undefined && (option.required || option.optional);
const visible = (command: Command): Completions['words'] => [...command.options.map((option) => [option.long ?? option.flags, option.description] as const), ['--help', 'help for this command']];
const plain = (words: readonly string[], files = false): Completions => ({ words: words.map((word) => [word, ''] as const), files });

/** What an option takes, known by its name, or by the placeholder of its value. */
async function valuesOf({ long, flags }: Option, terminal: Terminal): Promise<Completions> {
  switch (long) {
    case '--format': return plain(Object.keys((await import('../reporters/index.ts')).reporters));
    case '--exchange': case '--requester-version': case '--target-version': return plain([...onPremises, 'exchange-online']);
    case '--windows': return plain(Object.keys((await import('../exchange/windows.ts')).windowsVersions));
    case '--as': return { words: (await import('../exchange/client-hellos.ts')).clientHelloProfiles.map(({ id, title }) => [id, title]), files: false };
    case '--direction': return plain(['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem']);
    case '--sign-in': return plain(['ntlm', 'basic', 'oauth', 'token', 'none']);
    case '--cloud': return plain(['worldwide', 'us-gov', 'us-gov-dod', 'china']);
    case '--starttls': return plain(['smtp']);
    case '--via': case '--scenario': return { words: scenarios(terminal), files: true };
    default: return { words: [], files: /<(?:FILE|DIR|TAPE)/.test(flags) };
  }
}

async function argumentsOf(command: string, argument: string, terminal: Terminal): Promise<Completions> {
  if (argument === 'scenario') return { words: scenarios(terminal), files: true };
  if (command === 'list') return plain(['scenarios', 'causes', 'probes', 'profiles', 'formats']);
  if (command === 'completion') return plain(SHELLS);
  if (command === 'explain' || command === 'fix') {
    return { words: (await import('../causes/index.ts')).causes.map(({ id, title }) => [id, title]), files: command === 'explain' };
  }
  return { words: [], files: /file|json|tape/.test(argument) };
}

function scenarios(terminal: Terminal): Completions['words'] {
  try {
    return namesIn(scenarioFolder(undefined, terminal)).map((name) => [name, '']);
  } catch {
    return [];
  }
}
