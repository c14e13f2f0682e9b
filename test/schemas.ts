/** The schema files that ship, for tests whose outputs they must describe. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const folder = join(import.meta.dirname, '..', 'schemas');

/** Their names: `report`, `scenario` … */
export const schemaNames: readonly string[] = readdirSync(folder).map((file) => file.replace('.schema.json', ''));

export type SchemaName = 'scenario' | 'report' | 'explanation' | 'tls' | 'audit' | 'autodiscover' | 'witness' | 'comparison';

export function schemaOf(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Readonly<Record<string, unknown>>;
}

/** Output of a command that is one of the formats for programs: an error where its schema does not describe it. Other output passes. */
export function requireDescribed(output: string): void {
  if (!/^[{[]\n/.test(output)) return;
  const value = JSON.parse(output) as { readonly schema: string } | readonly { readonly schema: string }[];
  const { schema } = Array.isArray(value) ? value[0] as { readonly schema: string } : value as { readonly schema: string };
  const against = misfits(schema.replace(/^crosslines-(.*)\/1$/, '$1') as SchemaName, value);
  if (against.length > 0) throw new Error(`what was printed is not ${schema}: ${against.join('; ')}`);
}

/** Complaints about a scenario that a schema has no words for: names of something else in the file, files of the disk, sums, the calendar. */
export const beyondSchema = new RegExp([
  'which is no (mailbox|lookup)', 'is no lookup', ', but there is none', 'which is not one of (ex16|corp|anna)\\b', 'has the address of mailbox', 'is listed twice', 'as a target only',
  'cannot be read', 'holds no PEM', 'must not exceed the window', 'ends before it starts', 'longer than a day', 'is used in the clouds', 'evidence names',
  'is "\\d{4}-[^"]*"; expected (now or )?a moment',
].join('|'));

const compiled = new Map<SchemaName, ValidateFunction>();

/** What speaks against a value being what the schema describes, as `path sentence`; empty: nothing. */
export function misfits(name: SchemaName, value: unknown): readonly string[] {
  const validate = compiled.get(name) ?? new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: false }).compile(schemaOf(name));
  compiled.set(name, validate);
  // As a program gets it: a member that is undefined is not there.
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`);
}
