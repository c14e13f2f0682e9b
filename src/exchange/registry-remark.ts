/** One thing that is wrong or worth knowing in a registry file. */
import type { Cited } from '../model/registry.ts';

export interface Remark {
  readonly id: string;
  /** `fault`: it breaks calls, or a value does nothing. `gap`: something that Microsoft asks for is missing. `note`: worth knowing. */
  readonly weight: 'fault' | 'gap' | 'note';
  /** For people, a sentence or two. */
  readonly says: string;
  readonly repair?: string;
  readonly lines: readonly Cited[];
}

export function citing(...found: readonly (Cited | undefined)[]): readonly Cited[] {
  return found.flatMap((one) => (one === undefined ? [] : [{ file: one.file, line: one.line }]));
}
