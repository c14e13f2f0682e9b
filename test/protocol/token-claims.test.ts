import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTokenClaims } from '../../src/protocol/token-claims.ts';

const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('what a token says about itself', () => {
  it('of an application: its roles', () => {
    expect(readTokenClaims(token({ aud: 'https://outlook.office365.com', appid: 'app', tid: 't', oid: 'o', roles: ['full_access_as_app'], exp: 1_800_000_000 }))).toEqual({
      flow: 'application', audience: 'https://outlook.office365.com', application: 'app', tenant: 't', account: '', object: 'o',
      roles: ['full_access_as_app'], scopes: [], expiresAt: '2027-01-15T08:00:00.000Z',
    });
  });

  it('of a user: scopes and name, in the claims of either version', () => {
    expect(readTokenClaims(token({ scp: 'EWS.AccessAsUser.All  User.Read', azp: 'app', preferred_username: 'anna@contoso.test' })))
      .toMatchObject({ flow: 'delegated', scopes: ['EWS.AccessAsUser.All', 'User.Read'], application: 'app', account: 'anna@contoso.test', expiresAt: '' });
  });

  it('is printable and bounded, whatever it says', () => {
    const said = readTokenClaims(token({ upn: `\u001b[31m${'x'.repeat(5000)}`, roles: [...Array.from({ length: 500 }, (_, index) => `r${index}`), 7, null], exp: 1e300, scp: 5 }));
    expect(said?.account.length).toBeLessThanOrEqual(200);
    expect(said?.account).not.toContain('\u001b');
    expect(said?.roles).toHaveLength(100);
    expect(said?.expiresAt).toBe('');
  });

  it.each(['', 'a.b', 'a.b.c.d', 'a.!.c', `e30.${Buffer.from('[]').toString('base64url')}.x`, `e30.${'A'.repeat(70_000)}.x`])('%.20s is none', (text) => {
    expect(readTokenClaims(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.json(), (text, json) => {
      readTokenClaims(text);
      readTokenClaims(token(JSON.parse(json)));
    }));
  });
});
