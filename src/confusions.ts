/** Which causes leave the same text, found by weighing every known wording and response code; and which signs tell them apart. */
import type { Cause, Direction, Sign } from './causes/cause.ts';
import { errorTextRows } from './exchange/error-texts-table.ts';
import { responseCodes } from './exchange/response-codes.ts';
import { weighWay } from './explain.ts';
import type { Way } from './explain-context.ts';
import type { Observation } from './model/observation.ts';
import type { Finding } from './model/report.ts';
import { readPastedText } from './protocol/pasted-text.ts';

export const directions: readonly Direction[] = ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem', 'within-cloud'];

/** One thing that an answer may say. */
export interface Wording {
  /** As the answer has it. */
  readonly says: string;
  readonly pasted: string;
}

/** What answers say, each once: wordings in English, statuses among them, and response codes. */
export const wordings: readonly Wording[] = [
  // Of each meaning the first wording, which is the longest documented one.
  ...[...new Map(errorTextRows.filter(([, language]) => language === 'en').map(([meaning, , text]) => [meaning,
    text] as const).reverse()).values()].reverse()
    .map((text): Wording => ({ says: text, pasted: `Proxy web request failed. , inner exception: System.Net.WebException: ${text}.` })),
  ...[...responseCodes.keys()].filter((code) => code !== 'NoError').map((code): Wording => ({ says: code, pasted: `ResponseCode: ${code}` })),
];

function wayOf(direction: Direction): Way {
  return {
    direction, requesterVersion: direction.startsWith('cloud') || direction === 'within-cloud' ? 'exchange-online' : 'unknown',
    targetVersion: direction.endsWith('to-cloud') || direction === 'within-cloud' ? 'exchange-online' : 'unknown',
  };
}

/** The findings that a wording alone supports, on one way. */
export function supportedBy({ pasted }: Wording, direction: Direction, causes: readonly Cause[]): readonly Finding[] {
  const [fact] = readPastedText(pasted, 'wording');
  if (fact === undefined) return [];
  const observation: Observation<'pasted-text'> = { id: 'pasted-text wording', kind: 'pasted-text', subject: 'wording',
    at: '1970-01-01T00:00:00.000Z', ms: 0, outcome: { status: 'observed', fact }, summary: '' };
  return weighWay(wayOf(direction), fact, [observation], causes);
}

export interface Confusion {
  readonly other: Cause;
  /** What both leave. */
  readonly shared: readonly string[];
  /** Signs of this cause, and of the other, that settle which it is. */
  readonly tellsThis: readonly Sign[];
  readonly tellsOther: readonly Sign[];
}

/** Causes that a text shared with this one supports too, those with most in common first. */
export function confusionsOf(cause: Cause, causes: readonly Cause[]): readonly Confusion[] {
  const shared = new Map<string, Set<string>>();
  for (const direction of cause.directions ?? directions) {
    for (const wording of wordings) {
      const own = supportedBy(wording, direction, [cause])[0];
      if (own === undefined) continue;
      for (const finding of supportedBy(wording, direction, causes)) {
        if (finding.cause === cause.id) continue;
        const known = shared.get(finding.cause) ?? new Set<string>();
        known.add(wording.says);
        shared.set(finding.cause, known);
      }
    }
  }
  return [...shared].sort(([, a], [, b]) => b.size - a.size).flatMap(([id, says]) => {
    const other = causes.find((one) => one.id === id);
    return other === undefined ? [] : [{ other, shared: [...says], tellsThis: telling(cause), tellsOther: telling(other) }];
  });
}

const WEIGHTS = ['proves', 'suggests', 'excludes'] as const;

/** Signs that settle a matter: those that prove first, then those that need more than the text, then what speaks against it. */
export function telling({ signs }: Cause): readonly Sign[] {
  const strong = WEIGHTS.flatMap((weight) => signs.filter((sign) => sign.weight === weight));
  return [...strong.filter(({ weight, observe }) => weight === 'proves' || observe !== undefined),
    ...strong].filter((sign, index, all) => all.indexOf(sign) === index).slice(0, 2);
}
