/** Is a value, read from JSON that anybody can have written, what is expected of it? If not: where, and what was expected there. */

export interface Misfit {
  /** The way to it: names, and numbers of members of lists. */
  readonly at: readonly (string | number)[];
  readonly expected: string;
}

/** undefined: it fits. Never throws. */
export type Shape = (value: unknown) => Misfit | undefined;

/** As a sentence names it: `verdicts[2].lookup.id`. */
export function placeOf({ at }: Misfit): string {
  return at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');
}

const fits = (expected: string, test: (value: unknown) => boolean): Shape => (value) => (test(value) ? undefined : { at: [], expected });

const LATEST_MS = 8.64e15; // the last moment that Date knows, ECMA-262 21.4.1.1

export const text = fits('text', (value) => typeof value === 'string');
export const flag = fits('true or false', (value) => typeof value === 'boolean');
/** What JSON writes as a number is finite. */
export const number = fits('a number', (value) => typeof value === 'number');
/** A length of time. */
export const ms = fits('milliseconds', (value) => typeof value === 'number' && value >= 0 && value <= LATEST_MS);
export const moment = fits('a moment such as 2026-11-21T08:00:00.000Z', (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)));

export function between(least: number, most: number): Shape {
  return fits(`a number from ${least} to ${most}`, (value) => typeof value === 'number' && value >= least && value <= most);
}

/** Words as the keys of a table, so that the compiler sees that none is missing. */
export function word<W extends string>(words: Readonly<Record<W, true>>): Shape {
  return fits(`one of ${Object.keys(words).join(', ')}`, (value) => typeof value === 'string' && Object.hasOwn(words, value));
}

export function orNull(shape: Shape): Shape {
  return (value) => (value === null ? undefined : shape(value));
}

/** Of a member that may be left out. */
export function orAbsent(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value));
}

export function listOf(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return { at: [], expected: 'a list' };
    for (const [index, member] of value.entries()) {
      const misfit = shape(member);
      if (misfit !== undefined) return { ...misfit, at: [index, ...misfit.at] };
    }
    return undefined;
  };
}

export function mapOf(shape: Shape): Shape {
  return (value) => (isRecord(value) ? firstMisfit(Object.entries(value).map(([name, member]) => [name, shape, member])) : { at: [], expected: 'an object' });
}

/** Every member of T has its shape; further ones are passed over, because a later version may have added them. */
export function recordOf<T>(shapes: Readonly<Record<keyof T, Shape>>): Shape {
  const members = Object.entries<Shape>(shapes);
  return (value) => {
    if (!isRecord(value)) return { at: [], expected: 'an object' };
    return firstMisfit(members.map(([name, shape]) => [name, shape, Object.hasOwn(value, name) ? value[name] : undefined]));
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstMisfit(members: readonly (readonly [name: string, shape: Shape, value: unknown])[]): Misfit | undefined {
  for (const [name, shape, value] of members) {
    const misfit = shape(value);
    if (misfit !== undefined) return { ...misfit, at: [name, ...misfit.at] };
  }
  return undefined;
}
