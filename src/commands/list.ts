/** `crosslines list`: what there is. */
import { join } from 'node:path';
import { oneOf } from '../load/complaints.ts';
import { loadScenario } from '../load.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { namesIn, scenarioFile, scenarioFolder } from './named-scenarios.ts';
import type { Terminal } from './terminal.ts';

const LISTS = ['scenarios', 'causes', 'probes', 'profiles', 'formats'] as const;

export async function list(what: string, options: { readonly scenarios?: string }, terminal: Terminal): Promise<ExitCode> {
  const wanted = LISTS.find((known) => known === what);
  if (wanted === undefined) throw new UsageError(`there is no list of "${what}"; expected ${oneOf(LISTS)}.`);
  const rows = await rowsOf(wanted, options, terminal);
  const width = Math.max(...rows.map(([name]) => name.length));
  terminal.write(rows.map(([name, title]) => `${name.padEnd(width)}  ${title}\n`).join(''));
  if (wanted === 'formats') terminal.tell(`JSON Schemas of scenarios and of what --format json prints: ${join(terminal.root, 'schemas')}\n`);
  if (wanted === 'causes') terminal.tell('"crosslines explain <id>" shows the page of a cause; docs/causes holds them all.\n');
  return exitCodes.asExpected;
}

async function rowsOf(
  what: (typeof LISTS)[number], options: { readonly scenarios?: string }, terminal: Terminal,
): Promise<readonly (readonly [string, string])[]> {
  switch (what) {
    case 'scenarios': {
      const folder = scenarioFolder(options.scenarios, terminal);
      return namesIn(folder).map((name) => [name, titleOf(scenarioFile(name, folder))]);
    }
    case 'causes':
      return (await import('../causes/index.ts')).causes.map(({ id, title }) => [id, title]);
    case 'probes':
      return (await import('../probes/index.ts')).probes.map(({ kind, title }) => [kind, title]);
    case 'profiles':
      return (await import('../exchange/client-hellos.ts')).clientHelloProfiles.map(({ id, title }) => [id, title]);
    case 'formats':
      return Object.keys((await import('../reporters/index.ts')).reporters).map((name) => [name, FORMATS[name] ?? '']);
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  terminal: 'for people', json: 'the whole report, for programs (crosslines-report/1)',
  html: 'one page without scripts: to look at, print and attach to a ticket',
  junit: 'test results, for CI: a case per lookup', github: 'annotations for GitHub Actions; into a file, the summary of a step',
  nagios: 'the line and exit code of a monitoring plugin, for Nagios and Icinga', prometheus: 'counts for the textfile collector, no names of people',
  csv: 'the lookups as a table, for spreadsheets',
};

function titleOf(file: string): string {
  try {
    return loadScenario(file, { environment: () => undefined }).scenario.title;
  } catch {
    return '(has mistakes; run it to see them)';
  }
}
