import { UsageError } from './exit-codes.ts';

/** A whole number that was given to an option. Throws UsageError. */
export function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new UsageError(`${option} ${text} is not a whole number from ${least} to ${most}.`);
  return value;
}
