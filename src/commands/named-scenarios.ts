/** Scenarios by name or path. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { nearest } from '../load/complaints.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Folder of named scenarios: the given one, else that of the package. */
export function scenarioFolder(given: string | undefined, terminal: Terminal): string {
  return given ?? join(terminal.root, 'scenarios');
}

/** Names of all scenarios in a folder, those in folders below it as `folder/name`. */
export function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) throw new UsageError(`the folder of scenarios ${folder} does not exist.`);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/i.test(path)).map((path) => path.replace(/\.ya?ml$/i, '').split(sep).join('/')).sort();
}

/** The file of a name or path. Throws UsageError with the nearest name. */
export function scenarioFile(name: string, folder: string): string {
  if (/\.ya?ml$/i.test(name) || (existsSync(name) && statSync(name).isFile())) return name;
  for (const ending of ['yaml', 'yml']) {
    const file = join(folder, `${name}.${ending}`);
    if (existsSync(file)) return file;
  }
  const near = nearest(name, namesIn(folder));
  throw new UsageError(`there is no scenario "${name}" in ${folder}${near ? `; did you mean "${near}"?` : '.'} "crosslines list scenarios" shows them; a path must end in .yaml.`);
}
