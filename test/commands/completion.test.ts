import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { complete, completionsOf } from '../../src/commands/completion.ts';
import { reporters } from '../../src/reporters/index.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const program = new Command('crosslines');
program.command('run').description('runs').argument('<scenario...>').option('--format <FORMAT[=FILE]>', 'how').option('--record <TAPE>', 'where').option('--mock', 'imitate');
program.command('explain').description('explains').argument('[file...]').option('--direction <WAY>', 'which way');
program.command('fix').argument('<cause-id>').option('--exchange <VERSION>', 'which').option('--windows <VERSION>', 'which');
program.command('tls').argument('<host>').option('--as <PROFILE>', 'whose').option('--timeout <SECONDS>', 'when');
program.command('list').argument('[what]');
const words = async (...typed: readonly string[]) => {
  const { words: found, files } = await completionsOf(typed, program, recordedTerminal());
  return [...found.map(([word]) => word), ...(files ? ['(files)'] : [])];
};

describe('what may follow', () => {
  test.each([
    [['r'], ['run']], [['e'], ['explain']], [['--h'], ['--help']], [['nothing', ''], []],
    [['run', 'hybrid-2010/h'], ['hybrid-2010/healthy', '(files)']], [['run', 'lab/healthy', 'hybrid-2010/h'], ['hybrid-2010/healthy', '(files)']],
    [['run', '--m'], ['--mock']], [['run', '--record', ''], ['(files)']], [['run', '--mock', 'hybrid-2010/h'], ['hybrid-2010/healthy', '(files)']],
    [['run', '--format', ''], Object.keys(reporters)], [['run', '--format', 'js'], ['json']],
    [['explain', 'tls-version'], ['tls-version-mismatch-between-exchange-servers', '(files)']], [['fix', 'tls-cipher'], ['tls-cipher-suite-mismatch']],
    [['fix', '--exchange', 'exchange-201'], ['exchange-2010', 'exchange-2013', 'exchange-2016', 'exchange-2019']], [['fix', '--windows', '2012'], ['2012', '2012R2']],
    [['fix', 'a', ''], []], [['tls', '--timeout', ''], []], [['tls', 'h', '--as', '2012R2-net-l'], ['2012R2-net-legacy']], [['list', 'p'], ['probes', 'profiles']],
    [['explain', '--direction', 'cloud'], ['cloud-to-onprem']], [[], ['run', 'explain', 'fix', 'tls', 'list']],
  ])('%j', async (typed, expected) => { expect(await words(...typed)).toEqual(expected); });
});

test('as the scripts read it', async () => {
  const terminal = recordedTerminal();
  expect(await complete(['explain', '--direction', 'cloud'], program, terminal)).toBe(0);
  expect(terminal.output()).toBe('cloud-to-onprem\t\n:4\n');
});
