/** Lists of names of machines. */
import { sameMachine } from '../answerers.ts';

/** Is the machine among them, by whichever of its names? */
export function has(names: readonly string[], name: string): boolean {
  return names.some((one) => sameMachine(one, name));
}

/** Each machine once, sorted. */
export function distinct(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.findIndex((one) => sameMachine(one, name)) === index).sort();
}

const MAX_SPOKEN = 4;

/** `a, b and c`, no more than a few of them. */
export function spoken(names: readonly string[]): string {
  const some = names.length > MAX_SPOKEN ? [...names.slice(0, MAX_SPOKEN), `${names.length - MAX_SPOKEN} more`] : names;
  return some.length < 2 ? some.join('') : `${some.slice(0, -1).join(', ')} and ${some.at(-1) ?? ''}`;
}
