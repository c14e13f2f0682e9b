/** Refusals of the token service. Source of codes and texts: MicrosoftDocs/entra-docs, reference-error-codes.md; of the form: the same, sample. */
import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

/** Code, word of the protocol, status and text; `{0}` is what the request named. */
const refusals = {
  tenant: [90002, 'invalid_request', 400, 'Tenant \'{0}\' not found. Check to make sure you have the correct tenant ID.'],
  application: [700016, 'unauthorized_client', 400, 'Application with identifier \'{0}\' was not found in the directory.'],
  disabled: [7000112, 'unauthorized_client', 400, 'Application \'{0}\' is disabled.'],
  secret: [7000215, 'invalid_client', 401,
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, for a secret added to app \'{0}\'.'],
  secretExpired: [7000222, 'invalid_client', 401, 'The provided client secret keys for app \'{0}\' are expired.'],
  assertion: [700027, 'invalid_client', 401, 'Client assertion failed signature validation. [Reason - {0}]'],
  proof: [7000218, 'invalid_client', 401, 'The request body must contain the following parameter: \'client_assertion\' or \'client_secret\'.'],
  publicClient: [700025, 'invalid_client', 401, 'Client is public so neither \'client_assertion\' nor \'client_secret\' should be presented.'],
  consent: [65001, 'invalid_grant', 400, 'The user or administrator has not consented to use the application with ID \'{0}\'.'],
  resource: [500011, 'invalid_resource', 400, 'The resource principal named {0} was not found in the tenant.'],
  pending: [70016, 'authorization_pending', 400, 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.'],
  declined: [0, 'authorization_declined', 400, ''],
  codeExpired: [70019, 'expired_token', 400, 'Verification code expired.'],
  refresh: [70000, 'invalid_grant', 400, 'The refresh token isn\'t valid.'],
  request: [9002313, 'invalid_request', 400, 'Invalid request. Request is malformed or invalid.'],
} as const;

export type RefusalName = keyof typeof refusals;

/** The answer that refuses, as JSON. */
export function refusal(name: RefusalName, named = ''): Answer {
  const [code, error, status, text] = refusals[name];
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const said = `${code === 0 ? '' : `AADSTS${code}: `}${text.replace('{0}', named)}`;
  return json(status, {
    error, error_description: `${said} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    ...(code === 0 ? {} : { error_codes: [code] }), timestamp, trace_id: trace, correlation_id: correlation,
  });
}

export function json(status: number, value: object): Answer {
  return { status, headers: [['Cache-Control', 'no-store, no-cache'], ['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(value) };
}
