import { describe, expect, it } from 'vitest';
import { missingRight, signedInAsAnother } from '../../src/exchange/token-rights.ts';
import type { Audience } from '../../src/exchange/national-clouds.ts';
import type { TokenRights } from '../../src/model/facts.ts';

const rights = (more: Partial<TokenRights>): TokenRights => ({
  flow: 'application', audience: 'a', application: 'app', tenant: 't', account: '', object: 'o', roles: [], scopes: [], expiresAt: '', ...more,
});

describe('the right that a token lacks', () => {
  it.each<readonly [Audience, Partial<TokenRights>, RegExp | null]>([
    ['ews', { roles: ['full_access_as_app'] }, null],
    ['ews', { roles: ['FULL_ACCESS_AS_APP', 'Mail.Read'] }, null],
    ['ews', {}, /holds no application permission, but not full_access_as_app.*role Application EWS\.AccessAsApp in Exchange Online\)$/],
    ['ews', { roles: ['Calendars.Read'] }, /holds Calendars\.Read, but not full_access_as_app/],
    // A delegated right is none of an application, and the other way round.
    ['ews', { scopes: ['EWS.AccessAsUser.All'] }, /full_access_as_app/],
    ['ews', { flow: 'delegated', scopes: ['EWS.AccessAsUser.All'] }, null],
    ['ews', { flow: 'delegated', scopes: ['User.Read'] }, /holds User\.Read, but not EWS\.AccessAsUser\.All: grant that delegated permission of Office 365 Exchange Online and consent to it as an administrator$/],
    ['graph', { roles: ['Calendars.ReadWrite'] }, null],
    ['graph', { roles: ['Calendars.ReadBasic'] }, null],
    ['graph', { roles: ['full_access_as_app'] }, /not Calendars\.Read: grant that application permission of Microsoft Graph/],
    ['graph', { flow: 'delegated', scopes: ['Calendars.ReadBasic'] }, null],
  ])('for %s with %j', (audience, more, expected) => {
    const missing = missingRight(rights(more), audience);
    if (expected === null) expect(missing).toBeNull();
    else expect(missing).toMatch(expected);
  });

  it.each([
    [undefined, 'anna@contoso.test', null], [rights({}), 'anna@contoso.test', null],
    [rights({ flow: 'delegated', account: 'ANNA@contoso.test' }), 'anna@contoso.test', null],
    // A user principal name need not be the address.
    [rights({ flow: 'delegated', account: 'anna@contoso.onmicrosoft.com' }), 'anna@contoso.test', null],
    [rights({ flow: 'delegated', account: '' }), 'anna@contoso.test', null],
    [rights({ flow: 'delegated', account: 'boris@contoso.test' }), 'anna@contoso.test', 'boris@contoso.test'],
  ])('%j asking as %s: %s', (given, requester, other) => { expect(signedInAsAnother(given, requester)).toBe(other); });
});
