/** Which sign-ins a published name offers, against real servers on loopback: to a stranger, and to who asks with an empty bearer token. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/evidence.ts';
import type { SignInSchemesFact } from '../../src/model/facts.ts';
import probe from '../../src/probes/sign-in-schemes.ts';
import { rootAuthority } from '../network/certificates.ts';
import { endAll, httpsServer, liveAt } from '../network/loopback.ts';
import { scenario } from './loopback.ts';

const HOST = 'mail.contoso.test';
const authority = await rootAuthority();
const identity = await authority.issue([HOST]);
afterEach(endAll);

async function seen(reply: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ readonly fact: SignInSchemesFact; readonly tokens: readonly (string | undefined)[]; readonly summary: string }> {
  const tokens: (string | undefined)[] = [];
  const server = await httpsServer(identity, (request, response) => {
    tokens.push(request.headers.authorization);
    reply(request, response);
  });
  const attempt = await probe.gather(`${HOST}:443`, liveAt({ at: { [HOST]: server.port }, trust: [authority.pem] }), evidenceOf(scenario, new Map()));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, tokens, summary: probe.summarize(attempt.value) };
}

const EXCHANGE = ['Server', 'Microsoft-IIS/10.0', 'X-FEServer', 'EX16', 'WWW-Authenticate', 'Negotiate', 'WWW-Authenticate', 'NTLM'];
const BEARER = ['WWW-Authenticate', 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1"'];

describe('OAuth', () => {
  it('is seen where it is offered to an empty token only', async () => {
    const { fact, tokens, summary } = await seen((request, response) => response.writeHead(401, request.headers.authorization === 'Bearer' ? [...EXCHANGE, ...BEARER] : EXCHANGE).end());
    expect(tokens).toEqual([undefined, 'Bearer']);
    // What a stranger is offered stays what it is.
    expect([fact.bearer, fact.schemes]).toEqual(['offered', ['Negotiate', 'NTLM']]);
    expect(fact.challenge).toMatchObject({ trustedIssuers: [{ principal: '00000001-0000-0000-c000-000000000000', realm: '*' }], authorizationUri: null });
    expect(summary).toContain('takes OAuth tokens of 00000001-0000-0000-c000-000000000000@*');
  });

  it('is not asked for again where a stranger is offered it', async () => {
    const { fact, tokens } = await seen((_, response) => response.writeHead(401, [...BEARER, ...EXCHANGE]).end());
    expect([fact.bearer, tokens.length, fact.challenge?.clientId]).toEqual(['offered', 1, '00000002-0000-0ff1-ce00-000000000000']);
  });

  it('is missing where Exchange offers it to nobody, and the line says so', async () => {
    const { fact, summary } = await seen((_, response) => response.writeHead(401, EXCHANGE).end());
    expect(fact.bearer).toBe('not-offered');
    expect(summary).toContain('OAuth not even to an empty token');
  });

  it('is not known where a device answers, where no sign-in is wanted, or where the second answer is none of Exchange', async () => {
    for (const [status, headers] of [[401, ['Server', 'BigIP', 'WWW-Authenticate', 'Basic realm="x"']], [200, EXCHANGE], [503, EXCHANGE]] as const) {
      const { fact, tokens } = await seen((_, response) => response.writeHead(status, [...headers]).end());
      expect([fact.bearer, tokens.length, fact.challenge], `${status}`).toEqual([null, 1, null]);
    }
    for (const reply of [(response: ServerResponse) => response.writeHead(400).end(), (response: ServerResponse) => response.destroy()]) {
      const { fact } = await seen((request, response) => {
        if (request.headers.authorization === undefined) response.writeHead(401, EXCHANGE).end();
        else reply(response);
      });
      expect([fact.bearer, fact.status]).toEqual([null, 401]);
    }
  });
});
