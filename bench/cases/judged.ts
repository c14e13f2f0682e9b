/** One case, explained and judged. */
import { causes } from '../../src/causes/index.ts';
import { explain } from '../../src/explain.ts';
import type { Explanation } from '../../src/model/report.ts';
import { readPastedText } from '../../src/protocol/pasted-text.ts';
import { contextOf, type Case } from './collected.ts';

export interface Judged {
  readonly one: Case;
  readonly status: Explanation['status'];
  readonly findings: Explanation['findings'];
  /** Place of the accepted cause among the findings, from 1; 0: not there. */
  readonly place: number;
  /** Causes held to be likely or confirmed that are neither accepted nor plausible. */
  readonly wronglySure: readonly string[];
}

/** Dates do not matter for a text: the run's moment is fixed. */
const AT = new Date(0).toISOString();

export function judge(one: Case, text: string = one.input_text): Judged {
  const { status, findings } = explain(readPastedText(text, one.id), contextOf(one), causes, AT);
  const right = [one.cause_id, ...(one.plausible_cause_ids ?? [])];
  const sure = findings.filter(({ confidence }) => confidence === 'confirmed' || confidence === 'likely');
  return {
    one, status, findings, place: findings.findIndex(({ cause }) => cause === one.cause_id) + 1,
    wronglySure: sure.map(({ cause }) => cause).filter((cause) => !right.includes(cause)),
  };
}
