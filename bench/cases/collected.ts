/** Collected cases as they are filed: what was posted, what was known beside it, and the cause that was found in the end. */
import type { Direction } from '../../src/causes/cause.ts';
import type { ExplainContext } from '../../src/explain-context.ts';
import { versions } from '../../src/exchange/versions.ts';

export interface Case {
  readonly id: string;
  readonly input_text: string;
  readonly context?: {
    readonly source_version?: string | null; readonly target_version?: string | null; readonly direction?: string | null;
    readonly scope?: string | null; readonly changed?: string | null;
  };
  readonly cause_id: string;
  /** `guess`: nobody said what it was in the end; counted apart. */
  readonly confidence?: string;
  readonly plausible_cause_ids?: readonly string[];
}

const DIRECTIONS: readonly Direction[] = ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem'];

/** Reads a file of cases. Throws with a sentence where it is none. */
export function readCases(json: string): readonly Case[] {
  const cases = JSON.parse(json) as unknown;
  const isCase = (one: unknown): one is Case => typeof one === 'object' && one !== null
    && ['id', 'input_text', 'cause_id'].every((key) => typeof (one as Record<string, unknown>)[key] === 'string');
  if (!Array.isArray(cases) || cases.length === 0 || !cases.every(isCase)) {
    throw new Error('expected a list of cases, each with id, input_text and cause_id');
  }
  return cases;
}

/** The options of `explain` that somebody who knows the case would give. What the words of a case leave open is left out. */
export function contextOf({ context = {} }: Case): ExplainContext {
  const direction = DIRECTIONS.find((known) => known === context.direction);
  const from = versionIn(context.source_version);
  const to = versionIn(context.target_version);
  // A version that contradicts the direction: the direction is what the case is about.
  const fits = (version: ExplainContext['requesterVersion'], cloud: boolean | undefined): boolean =>
    version !== undefined && (cloud === undefined || (version === 'exchange-online') === cloud);
  return {
    ...(direction === undefined ? {} : { direction }),
    ...(from !== undefined && fits(from, direction?.startsWith('cloud')) ? { requesterVersion: from } : {}),
    ...(to !== undefined && fits(to, direction?.endsWith('cloud')) ? { targetVersion: to } : {}),
    ...(context.scope ? { scope: context.scope } : {}), ...(context.changed ? { changed: context.changed } : {}),
  };
}

/** One version, where the words name exactly one; `on-premises` where they name several or none in particular. */
function versionIn(words: string | null | undefined): ExplainContext['requesterVersion'] {
  if (!words) return undefined;
  if (/^exchange online$/i.test(words)) return 'exchange-online';
  const year = /^exchange (?:server )?(2007|2010|2013|2016|2019|se)\b(?![-/+])/i.exec(words)?.[1]?.toLowerCase();
  return Object.values(versions).find(({ id }) => id === `exchange-${year ?? ''}`)?.id ?? (/exchange/i.test(words) ? 'on-premises' : undefined);
}
