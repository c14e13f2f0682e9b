/** What was read from a pasted text, in one line. */
import { nameOfBuild } from './exchange/builds.ts';
import type { PastedTextFact } from './model/facts.ts';
import { printable } from './protocol/printable.ts';

const MAX_LINE = 400;

/** For example: `ErrorProxyRequestProcessingFailed; HTTP 401; LID 43532; event MSExchange Availability 4002; called https://…`. */
export function summarizePasted(fact: PastedTextFact): string {
  const foreign = fact.languages.filter((language) => language !== 'en');
  const parts = [
    ...(fact.times === 1 ? [] : [`${fact.times} times`]),
    ...fact.responseCodes.slice(0, 3),
    ...fact.statuses.slice(0, 3).map((status) => `HTTP ${status}`),
    ...fact.diagnostics.slice(0, 2).map(({ code, reason }) => `x-ms-diagnostics ${code}: ${reason}`),
    ...(fact.policyReason === null ? [] : [`X-EWS-Policy-Reason: ${fact.policyReason}`]),
    ...fact.tokenServiceCodes.slice(0, 3),
    ...(fact.lids.length === 0 ? [] : [`location id ${fact.lids.slice(0, 3).join(', ')}`]),
    ...fact.events.slice(0, 3).map(({ source, id }) => `event ${source} ${id}`),
    ...fact.requestTypes.slice(0, 2).map((type) => `call of type ${type}`),
    ...fact.urls.filter(({ stage }) => stage !== 'other').slice(0, 1)
      .map(({ url, stage }) => `${stage === 'ews' ? 'EWS' : 'Autodiscover'} at ${url}`),
    ...fact.serverNames.slice(0, 2).map((name) => `server ${name}`),
    ...fact.builds.slice(0, 2).map(built),
    ...(foreign.length === 0 ? [] : [`language ${foreign.join(', ')}`]),
  ];
  return printable(parts.length === 0 ? `a text of ${fact.text.length} characters without codes` : parts.join('; '), MAX_LINE);
}

function built(build: string): string {
  const found = nameOfBuild(build);
  return found === null ? `build ${build}` : `${found.approximate ? 'about ' : ''}${found.name} (${build}, ${found.date})`;
}
