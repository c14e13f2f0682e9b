/** How long a service wants to be left alone, by its answer. */

/**
 * The value of Retry-After in milliseconds: seconds, or a date. null: none that can be read.
 * @param now milliseconds since 1970
 * Source: RFC 9110 10.2.3; Microsoft Learn, Microsoft Graph throttling guidance (429 with Retry-After in seconds).
 */
export function retryAfterMs(value: string | null, now: () => number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d{1,7}(\.\d{1,3})?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now());
}

/**
 * BackOffMilliseconds of a fault: how long this account is to wait. null: the fault says nothing of it.
 * Source: Microsoft Learn, EWS throttling in Exchange (ErrorServerBusy; the value also comes inside a general error).
 */
export function backOffMs(values: Readonly<Record<string, string>>): number | null {
  const text = (values['BackOffMilliseconds'] ?? '').trim();
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
