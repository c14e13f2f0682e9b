/**
 * The lookups as a table for spreadsheets, one row each. Source: RFC 4180 (quotation marks, CRLF, a header line); OWASP, "CSV Injection"
 * (what a spreadsheet takes for a formula).
 */
import type { Report, Verdict } from '../model/report.ts';
import { printable } from '../protocol/printable.ts';
import type { Place } from './index.ts';
import { toldOf, whenOf } from './telling.ts';

const MAX_TEXT = 2000;
/** By it Excel knows a file as UTF-8. A program that reads standard output would take it for a part of the first name. */
const BYTE_ORDER_MARK = '\ufeff';

const COLUMNS: Readonly<Record<string, (verdict: Verdict, report: Report) => string>> = {
  scenario: (_, { scenario }) => scenario.name,
  startedAt: (_, { startedAt }) => startedAt,
  lookup: ({ lookup }) => lookup.id,
  requester: ({ lookup }) => lookup.requester,
  requesterServer: ({ lookup }) => lookup.requesterServer,
  target: ({ lookup }) => lookup.target,
  targetServer: ({ lookup }) => lookup.targetServer,
  availability: ({ availability }) => availability,
  expected: ({ expected }) => expected,
  met: ({ met }) => String(met),
  cause: (verdict) => leading(verdict)?.cause ?? '',
  confidence: (verdict) => leading(verdict)?.confidence ?? '',
  title: (verdict) => leading(verdict)?.title ?? '',
  concerns: (verdict) => leading(verdict)?.concerns ?? '',
  otherCauses: (verdict) => otherCauses(verdict).join(' '),
  when: (verdict) => whenOf(verdict).join(' '),
  notObserved: ({ notObserved }) => notObserved ?? '',
  responseCode: ({ answer }) => answer.responseCode ?? '',
  executedBy: ({ answer }) => answer.executedBy ?? '',
  messageText: ({ answer }) => answer.messageText ?? '',
};

export function csv(reports: readonly Report[], { toFile }: Place): string {
  const rows = reports.flatMap((report) => report.verdicts.map((verdict) => Object.values(COLUMNS).map((cell) => cell(verdict, report))));
  const lines = [Object.keys(COLUMNS), ...rows].map((row) => `${row.map(field).join(',')}\r\n`);
  return `${toFile === true ? BYTE_ORDER_MARK : ''}${lines.join('')}`;
}

function leading(verdict: Verdict) {
  return toldOf(verdict).full[0];
}

function otherCauses(verdict: Verdict): readonly string[] {
  const { full, others } = toldOf(verdict);
  return [...full.slice(1), ...others].map(({ cause }) => cause);
}

/**
 * What begins like a formula begins with an apostrophe instead, also where a spreadsheet may start a cell within the text because it expects
 * another separator or counts the quotation marks anew.
 */
function field(text: string): string {
  const inert = printable(text, MAX_TEXT).replace(/(^|[,;|'"])([ '"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, '$1$2\'');
  return /[",;' ]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
