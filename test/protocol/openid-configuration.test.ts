/** What the token service tells everybody about a tenant. Answers as kept in the tests of public libraries, ids replaced. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeOpenIdConfiguration, openIdConfigurationUrl } from '../../src/protocol/openid-configuration.ts';

const ID = 'b0000000-0000-4000-8000-00000000000b';
const read = (value: unknown) => decodeOpenIdConfiguration(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const WORLDWIDE = {
  token_endpoint: `https://login.microsoftonline.com/${ID}/oauth2/v2.0/token`, issuer: `https://login.microsoftonline.com/${ID}/v2.0`,
  tenant_region_scope: 'EU', cloud_instance_name: 'microsoftonline.com',
};
const NOTHING = { tenantId: null, refusal: null, authority: null, cloudInstance: null, region: null, subRegion: null };

describe('an answer', () => {
  test('tells the tenant and its cloud', () => {
    expect(read(WORLDWIDE)).toEqual({ tenantId: ID, refusal: null, authority: 'login.microsoftonline.com', cloudInstance: 'microsoftonline.com', region: 'EU', subRegion: null });
  });

  test('tells of another cloud', () => {
    expect(read({ ...WORLDWIDE, token_endpoint: `https://login.microsoftonline.us/${ID}/oauth2/v2.0/token`, cloud_instance_name: 'microsoftonline.us', tenant_region_sub_scope: 'DODCON' }))
      .toMatchObject({ authority: 'login.microsoftonline.us', subRegion: 'DODCON' });
  });

  test('has the id in its issuer where its endpoints go by domain, and in its endpoint where the issuer has none', () => {
    expect(read({ ...WORLDWIDE, token_endpoint: 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token' }).tenantId).toBe(ID);
    expect(read({ ...WORLDWIDE, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }).tenantId).toBe(ID);
    expect(read({ ...WORLDWIDE, issuer: `https://sts.windows.net/${ID.toUpperCase()}/`, token_endpoint: '' }).tenantId).toBe(ID);
  });

  test('that refuses gives the code', () => {
    expect(read({ error: 'invalid_tenant', error_description: 'AADSTS90002: Tenant \'contoso.test\' not found.' })).toEqual({ ...NOTHING, refusal: 'AADSTS90002' });
  });

  test.each([['<html>proxy</html>'], [''], ['null'], ['[]'], ['5'], [{}], [{ token_endpoint: 5, issuer: null }], [`"${'x'.repeat(70_000)}"`]])('of another kind tells nothing: %j', (value) => {
    expect(read(value)).toEqual(NOTHING);
  });

  test('is read whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => { expect(JSON.stringify(read(text)).length).toBeLessThan(1_000); }));
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => { expect(() => read({ ...WORLDWIDE, issuer: a, token_endpoint: b, cloud_instance_name: a })).not.toThrow(); }));
  });
});

test.each([
  ['contoso.onmicrosoft.com', 'https://login.microsoftonline.us/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration'],
  [ID, `https://login.microsoftonline.us/${ID}/v2.0/.well-known/openid-configuration`],
  ['Contoso.COM', 'https://login.microsoftonline.us/contoso.com/v2.0/.well-known/openid-configuration'],
  ['a/b', null], ['..', null], ['', null], ['contoso.com?x', null], ['contoso.com#', null], ['con toso', null], ['a'.repeat(300), null], ['müller.de', null],
])('%j is asked about at %j', (name, url) => {
  expect(openIdConfigurationUrl('login.microsoftonline.us', name)).toBe(url);
});
