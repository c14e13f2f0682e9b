/** One search by Autodiscover for people at a terminal: every step with its outcome and time, and what came of it. */
import type { AutodiscoverFact, AutodiscoverStep, AutodiscoverStepOutcome } from '../model/facts.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';

export const METHODS: Readonly<Record<AutodiscoverStep['method'], string>> = {
  'scp': 'service connection point', 'https-root-domain': 'root domain', 'https-autodiscover-host': 'autodiscover host',
  'http-redirect': 'redirect over plain HTTP', 'srv': 'SRV record', 'redirect': 'redirected', 'soap': 'SOAP (GetUserSettings)', 'json': 'V2 (JSON)',
};

export const OUTCOMES: Readonly<Record<AutodiscoverStepOutcome, string>> = {
  'settings': 'settings', 'redirect-address': 'another address', 'redirect-url': 'another place', 'error': 'Autodiscover error',
  'http-status': 'HTTP status', 'not-autodiscover': 'not Autodiscover', 'rejected': 'sign-in refused', 'withheld': 'credentials withheld',
  'unreachable': 'no answer', 'not-followed': 'not followed', 'loop': 'loop',
};

const GIVEN: Readonly<Record<NonNullable<AutodiscoverFact['from']>, string>> = {
  EXPR: 'POX, protocol EXPR: for clients outside', EXCH: 'POX, protocol EXCH: for clients inside', ExternalEwsUrl: 'SOAP, ExternalEwsUrl',
  InternalEwsUrl: 'SOAP, InternalEwsUrl', Url: 'V2, Url',
};

/** What came of a search. The fact is absent when the search was cut short; `reason` then says why. */
export interface Trace {
  readonly address: string;
  readonly fact?: AutodiscoverFact;
  readonly reason?: string;
}

/** What `crosslines autodiscover` prints for programs. */
export interface AutodiscoverResult {
  readonly schema: 'crosslines-autodiscover/1';
  readonly address: string;
  /** null: none was found. */
  readonly availabilityUrl: AutodiscoverFact['availabilityUrl'];
  /** Which setting of the answer it is; null: there is none. */
  readonly from: AutodiscoverFact['from'];
  readonly steps: AutodiscoverFact['steps'];
  /** Why the search did not come to an end. */
  readonly reason?: string;
}

export function autodiscoverForPrograms({ address, fact, reason }: Trace): AutodiscoverResult {
  return {
    schema: 'crosslines-autodiscover/1', address, availabilityUrl: fact?.availabilityUrl ?? null, from: fact?.from ?? null,
    steps: fact?.steps ?? [], ...(fact !== undefined || reason === undefined ? {} : { reason }),
  };
}

export function autodiscoverTrace({ address, fact, reason }: Trace, place: Place): string {
  const page = layout(place);
  const lines = [
    page.bold(page.line(`Autodiscover of ${address}`)), '',
    ...(fact?.steps ?? []).flatMap((step, index) => [...stepLines(step, index, page), '']),
    fact === undefined ? page.yellow(page.wrap('? ', `The search did not come to an end: ${reason ?? 'no reason was given'}`)) : closing(fact, page),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(step: AutodiscoverStep, index: number, page: Layout): readonly string[] {
  const { method, url, outcome, detail, server, ms } = step;
  const colour = step.availabilityUrl !== undefined ? page.green : outcome === 'settings' || outcome.startsWith('redirect') ? page.line : page.yellow;
  return [
    colour(page.wrap(`${index + 1}.`.padEnd(4), `${METHODS[method]}: ${OUTCOMES[outcome]}, ${ms} ms`)),
    page.dim(page.wrap('    ', url)),
    page.wrap('    ', `${detail}${server === undefined ? '' : ` [${server}]`}`),
  ];
}

function closing({ address, availabilityUrl, from, steps }: AutodiscoverFact, page: Layout): string {
  if (availabilityUrl === null || from === null) {
    const settings = steps.some(({ outcome }) => outcome === 'settings');
    const says = settings ? `Autodiscover answered for ${address}, but gave no availability URL.` : `No place gave settings for ${address}.`;
    return page.red(page.wrap('✗ ', says));
  }
  const giving = steps.findIndex((step) => step.availabilityUrl !== undefined);
  return page.green(page.wrap('✓ ', `The availability URL is ${availabilityUrl} (${GIVEN[from]}; step ${giving + 1}).`));
}
