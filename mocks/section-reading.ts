/** How values of the `lab:` section are read: strictly, and with a complaint that says where and what was expected. */

/** A mistake in the `lab:` section: one sentence, and where below the section it is. */
export class LabError extends Error {
  readonly path: readonly (string | number)[];
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.name = 'LabError';
    this.path = path;
  }
}

/** Where a value stands in the section. */
export type Path = readonly (string | number)[];

/** Every entry of a mapping from names, each read by `read`; an absent mapping is an empty one. */
export function entries<T>(
  value: unknown,
  path: Path,
  read: (value: unknown, path: Path) => T,
  key = (name: string): string => name,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(mapping(value ?? {}, path, null)).map(([name, entry]) => [key(name), read(entry, [...path, name])]),
  );
}

/** A mapping with these names at most; null: any names. Throws LabError. */
export function mapping(value: unknown, path: Path, known: readonly string[] | null): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LabError(path, `${where(path)} is a mapping${known ? ` with ${choice(known, 'and')}` : ''}, not ${shown(value)}.`);
  }
  for (const name of Object.keys(value)) {
    if (known && !known.includes(name))
      throw new LabError([...path, name], `${where(path)} knows ${choice(known, 'and')}, not "${name}".`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** A list; an absent one is empty. Throws LabError. */
export function list(value: unknown, path: Path): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new LabError(path, `${where(path)} is a list, not ${shown(value)}.`);
  return value;
}

/** A list of accepted words, each once. Throws LabError. */
export function words<T extends string>(value: unknown, path: Path, known: readonly T[]): ReadonlySet<T> {
  return new Set(list(value, path).map((item, index) => word(item, [...path, index], known)));
}

/** One of the accepted words. Throws LabError. */
export function word<T extends string>(value: unknown, path: Path, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new LabError(path, `The lab knows ${choice(known, 'and')} here, not ${shown(value)}.`);
  return found;
}

/** `on`, `off` or a boolean. Throws LabError. */
export function onOff(value: unknown, path: Path): boolean {
  if (value === true || value === 'on') return true;
  if (value === false || value === 'off') return false;
  throw new LabError(path, `${where(path)} is on or off, not ${shown(value)}.`);
}

/** Text that is not empty. Throws LabError. */
export function text(value: unknown, path: Path): string {
  if (typeof value !== 'string' || value === '') throw new LabError(path, `${where(path)} is text, not ${shown(value)}.`);
  return value;
}

/** `2016` without quotation marks is a number in YAML; as a version of Windows it is meant as text. */
export function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function where(path: Path): string {
  return path.length === 0 ? 'The lab section' : `"${path.join('.')}"`;
}

/** A value as a complaint shows it, bounded. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `"${value.slice(0, 60).replace(/\s+/g, ' ')}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? `"${String(value)}"` : 'a mapping';
}

/** `a, b and c`. */
export function choice(names: readonly string[], last: 'and' | 'or'): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names[names.length - 1]}`;
}
