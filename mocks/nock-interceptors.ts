/** Answers of Exchange to single HTTP requests, for tests that need no connection. Each stays until nock is cleaned. */
import nock from 'nock';

const availabilityPath = '/EWS/Exchange.asmx';

/** What a guarded availability URL answers to the right credentials. */
export interface Behind {
  readonly status?: number;
  readonly body?: string;
}

/** Basic at `origin`: what is behind it for the right user and password, 401 for everything else. */
export function behindBasic(origin: string, user: string, password: string,
  { status = 200, body = '<ok/>' }: Behind = {}): nock.Scope {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  return guarded(origin, wanted, ['Basic realm="mail.contoso.test"', 'Negotiate', 'NTLM'], status, body);
}

/** A bearer token at `origin`, with the challenge of Exchange Online without it. Source: MS-XOAUTH 3.2.5.1. */
export function behindBearer(origin: string, token: string, { status = 200, body = '<ok/>' }: Behind = {}): nock.Scope {
  const challenge = 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1"';
  return guarded(origin, `Bearer ${token}`, [challenge], status, body);
}

/** 401 with exactly these schemes, each on a line of its own, whatever is sent. */
export function offering(origin: string, schemes: readonly string[]): nock.Scope {
  const scope = nock(origin).persist();
  for (const method of ['GET', 'POST'] as const) {
    scope.intercept(availabilityPath, method).reply(401, '', schemes.length === 0 ? [] : { 'WWW-Authenticate': [...schemes] });
  }
  return scope;
}

/** Sends every request elsewhere, as a device for signing in before the server does. */
export function redirecting(origin: string, location: string): nock.Scope {
  return nock(origin).persist().get(availabilityPath).reply(302, '', { Location: location }).post(availabilityPath).reply(302,
    '', { Location: location });
}

/** Only for requests without credentials; others find nothing here and fail. */
export function withoutCredentials(origin: string, { status = 401, body = '' }: Behind = {}): nock.Scope {
  return nock(origin, { badheaders: ['authorization'] }).persist().get(availabilityPath).reply(status, body);
}

function guarded(origin: string, wanted: string, schemes: readonly string[], status: number, body: string): nock.Scope {
  const scope = nock(origin).persist();
  for (const method of ['GET', 'POST'] as const) {
    scope.intercept(availabilityPath, method).matchHeader('authorization', wanted).reply(status, body,
      { 'Content-Type': 'text/xml; charset=utf-8' });
    scope.intercept(availabilityPath, method).matchHeader('authorization', (value) => value !== wanted)
      .reply(401, '', { 'WWW-Authenticate': [...schemes] });
  }
  return scope;
}
