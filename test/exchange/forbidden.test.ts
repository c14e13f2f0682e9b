/** Every 403 that our own request meets, told apart, and what it means for what users see. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whatIsSeen } from '../../src/exchange/availability.ts';
import { forbiddenBy, forbiddenInWords } from '../../src/exchange/forbidden.ts';
import { built, good, lookupOf, lookups, scenarioOf } from '../built-evidence.ts';

const FE = { 'server': 'Microsoft-IIS/10.0', 'x-feserver': 'EX16' };
const DISABLED = 'EWS is disabled for this user or tenant';
const BLOCKED = 'EWS is blocked by policy for this user or tenant';
/** ecederstrand/exchangelib issue 1321. */
const SCOPE = '2000008;reason="The token contains not enough scope to make this call.";error_category="invalid_grant"';

const CASES: readonly (readonly [what: string, online: boolean, headers: Readonly<Record<string, string>>, body: string, kind: string, words: RegExp])[] = [
  ['the switch', true, { ...FE, 'x-ews-policy-reason': DISABLED }, '', 'ews-switched-off', /switched off .*EwsEnabled/],
  ['a list', true, { ...FE, 'x-ews-policy-reason': BLOCKED }, '', 'ews-policy', /may concern this tool alone.*EwsAllowedAppIDs/],
  ['a value of tomorrow', true, { ...FE, 'x-ews-policy-reason': 'EWS has ended' }, '', 'ews-policy-unknown', /no document lists.*EWS has ended/],
  ['rights of the token', true, { ...FE, 'x-ms-diagnostics': SCOPE }, '', 'token-rights', /full_access_as_app/],
  ['the switch counts before the token', true, { ...FE, 'x-ews-policy-reason': DISABLED, 'x-ms-diagnostics': SCOPE }, '', 'ews-switched-off', /switched off/],
  ['something else about the token', true, { ...FE, 'x-ms-diagnostics': '2000020;reason="The token is not allowed here.";error_category="insufficient_claims"' }, '', 'token', /2000020/],
  // Observed with the application allowed, and beside answers with 200: proof of nothing.
  ['an unexplained one of the cloud', true, { ...FE, 'restrict-access-confirm': '1' }, '', 'unexplained-online', /X-EWS-Policy-Reason, which is missing/],
  ['user agents or the mailbox, on-premises', false, FE, '', 'unexplained', /Get-OrganizationConfig \| Format-List Ews\*; Get-CASMailbox/],
  ['IIS alone, on-premises', false, { server: 'Microsoft-IIS/8.5' }, '<h2>403 - Forbidden: Access is denied.</h2>', 'unexplained', /does not say why/],
  ['IIS that wants TLS', false, { server: 'Microsoft-IIS/10.0' }, 'HTTP Error 403.4 - Forbidden', 'without-tls', /without TLS/],
  ['a device', false, { server: 'BigIP' }, '<html>The requested URL was rejected</html>', 'device', /Server: BigIP/],
  ['a device that does not name itself', false, {}, '', 'device', /nothing of Exchange/],
  ['http.sys of a Web Application Proxy', false, { server: 'Microsoft-HTTPAPI/2.0' }, '', 'device', /Microsoft-HTTPAPI/],
];

const scenario = (online: boolean) => scenarioOf({
  servers: { here: { version: online ? 'exchange-online' : 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' } },
  mailboxes: { anna: 'here', boris: 'here' }, lookups: ['anna -> boris'],
});

describe('a 403 to our own request', () => {
  test.each(CASES)('%s', (_, online, headers, bodyStart, kind, words) => {
    expect(forbiddenBy({ headers, bodyStart }, online)).toBe(kind);
    expect(forbiddenInWords({ headers, bodyStart }, online)).toMatch(words);
    const evidence = built(scenario(online), lookups('anna', { boris: { status: 403, body: 'empty', headers, bodyStart } }));
    const seen = whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence);
    expect([seen.availability, seen.why]).toEqual(['not-observed', forbiddenInWords({ headers, bodyStart }, online)]);
  });

  test('beside an answer that came leaves that answer standing', () => {
    const evidence = built(scenario(false), lookups('anna', { boris: [{ status: 403, body: 'empty', headers: FE }, { answer: good() }] }));
    expect(whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence).availability).toBe('shown');
  });

  test('is judged whatever stands in it, in a sentence of bounded length', () => {
    fc.assert(fc.property(fc.string({ maxLength: 3000 }), fc.string({ maxLength: 3000 }), fc.boolean(), (policy, diagnostics, online) => {
      const exchange = { headers: { 'x-ews-policy-reason': policy, 'x-ms-diagnostics': diagnostics, 'server': policy }, bodyStart: diagnostics };
      expect(forbiddenInWords(exchange, online).length).toBeLessThan(600);
    }));
  });
});
