/** The challenge by which Exchange says whose tokens it takes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBearerChallenge } from '../../src/protocol/bearer-challenge.ts';

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000';
const SERVICE = '00000001-0000-0000-c000-000000000000';
const TENANT = 'b0000000-0000-0000-0000-00000000000b';
const read = (...lines: readonly string[]) => readBearerChallenge(lines);

describe('challenges as they were recorded', () => {
  test('Exchange Online', () => {
    expect(read(`Bearer client_id="${EXCHANGE}", trusted_issuers="${SERVICE}@*", token_types="app_asserted_user_v1 service_asserted_app_v1", `
      + 'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"', 'Basic Realm=""')).toEqual({
      clientId: EXCHANGE, realm: null, trustedIssuers: [{ principal: SERVICE, realm: '*' }], tokenTypes: ['app_asserted_user_v1', 'service_asserted_app_v1'],
      authorizationUri: 'https://login.microsoftonline.com/common/oauth2/authorize', issuerKind: null, error: null,
    });
  });

  test('Exchange SE with hybrid modern authentication, all challenges folded into one line', () => {
    const folded = read(`Negotiate, NTLM, Bearer client_id="${EXCHANGE}",trusted_issuers="${SERVICE}@${TENANT},00000004-0000-0ff1-ce00-000000000000@contoso.test", `
      + 'token_types="app_asserted_user_v1", authorization_uri="https://login.windows.net/common/oauth2/authorize", issuer_kind="AzureAD", Basic realm="mail.contoso.test"');
    expect(folded).toMatchObject({
      trustedIssuers: [{ principal: SERVICE, realm: TENANT }, { principal: '00000004-0000-0ff1-ce00-000000000000', realm: 'contoso.test' }],
      authorizationUri: 'https://login.windows.net/common/oauth2/authorize', issuerKind: 'AzureAD', realm: null,
    });
  });

  test('SharePoint, whose issuers are URLs too', () => {
    expect(read(`Bearer realm="${TENANT}",client_id="x",trusted_issuers="${SERVICE}@*,https://sts.windows.net/*/",error="insufficient_claims",claims="eyJh"`)).toMatchObject({
      realm: TENANT, trustedIssuers: [{ principal: SERVICE, realm: '*' }, { principal: 'https://sts.windows.net/*/', realm: null }], error: 'insufficient_claims',
    });
  });

  test('a token of NTLM before it in the same line does not hide it', () => {
    expect(read(`NTLM TlRMTVNTUAACAAAA/+8=, Bearer client_id="${EXCHANGE}"`)?.clientId).toBe(EXCHANGE);
  });

  test('of several the one that says most', () => {
    expect(read('Bearer', `Bearer client_id="${EXCHANGE}", trusted_issuers="${SERVICE}@*"`)?.trustedIssuers).toHaveLength(1);
  });
});

test.each([
  ['Negotiate'], ['Basic realm="Bearer client_id=x"'], ['NTLM'], [''], ['Bearerx client_id="x"'], ['Basic realm="a", Digest realm="Bearer"'],
])('%j offers none', (line) => {
  expect(read(line)).toBeNull();
});

test('words without quotes, capitals, quoted quotes; of a parameter that comes twice the first counts', () => {
  expect(read('bearer CLIENT_ID=abc , Realm="say \\"hi\\"", realm="second"')).toMatchObject({ clientId: 'abc', realm: 'say "hi"' });
});

describe('hostile lines', () => {
  test('never throw, and what is kept is printable and bounded', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6000 })), (lines) => {
      const found = read(...lines, ...lines.map((line) => `Bearer trusted_issuers="${line}", realm=${line}`));
      if (found !== null) expect(JSON.stringify(found)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(found?.trustedIssuers.length ?? 0).toBeLessThanOrEqual(50);
      expect(JSON.stringify(found).length).toBeLessThan(100_000);
    }));
  });

  test('cost no more than their length', () => {
    const started = performance.now();
    for (const piece of ['a="', 'a="\\', 'Bearer ', 'Bearer a="b', ',', ' ', 'a=', '"']) read(...Array.from({ length: 100 }, () => piece.repeat(50_000)));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
