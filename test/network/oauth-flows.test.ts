/** Real requests of the OAuth library, answered by nock in the place of Microsoft Entra ID. */
import { createHash, createVerify, X509Certificate } from 'node:crypto';
import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignInResult } from '../../src/model/facts.ts';
import type { NationalCloud, OAuthFlow } from '../../src/model/scenario.ts';
import type { DeviceCode } from '../../src/network/oauth/device-code.ts';
import { certificateAuthority } from '../../mocks/authority.ts';
import { interceptAll } from './intercepting.ts';
import { get, liveAt, valueOf, type LiveWish } from './loopback.ts';

const tenant = 'contoso.onmicrosoft.com';
const clientId = '11111111-2222-4333-8444-555555555555';
const canary = 'Canary~S3cret.value';
const ews = 'https://outlook.office365.com/EWS/Exchange.asmx';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: object): string => `${encoded({ alg: 'none' })}.${encoded({
  aud: 'https://outlook.office365.com', tid: 'a', appid: clientId, exp: Math.floor(Date.now() / 1000) + 3600, ...claims,
})}.c2ln`;
const application = token({ roles: ['full_access_as_app'], oid: 'o' });

const signIn = (flow: OAuthFlow, nationalCloud: NationalCloud = 'worldwide', secret: string | undefined = canary) => ({
  method: 'oauth' as const, oauth: { tenant, clientId, flow, nationalCloud }, ...(secret === undefined || flow === 'device-code' ? {} : { secret }),
});

interface Form { readonly path: string; readonly body: URLSearchParams }
const asked: Form[] = [];

/** The token service answers each request with the next of these; the last one stays. */
function service(answers: readonly (readonly [number, object])[], host = 'login.microsoftonline.com'): void {
  let turn = 0;
  nock(`https://${host}`).persist().post(/./).query(true).reply((uri, body) => {
    asked.push({ path: uri.replace(/\?.*/, ''), body: new URLSearchParams(body as string) });
    const [status, answer] = answers[Math.min(turn++, answers.length - 1)] ?? [500, {}];
    return [status, answer];
  });
}

const given = (accessToken: string, more: object = {}) => [200, { token_type: 'Bearer', expires_in: 3599, access_token: accessToken,
  ...more }] as const;
const refused = (error: string, description: string, status = 401) => [status, {
  error, error_description: `${description}\r\nTrace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\nTimestamp: 2026-11-21 09:02:12Z`,
}] as const;

/** Exchange Online as it answers to this token, and 401 to everything else. */
function exchange(accepted: string, host = 'outlook.office365.com'): void {
  const scope = nock(`https://${host}`).persist();
  scope.post('/EWS/Exchange.asmx').matchHeader('authorization', `Bearer ${accepted}`).reply(200, `<ok>${accepted}</ok>`);
  scope.post('/EWS/Exchange.asmx').reply(401, '', { 'WWW-Authenticate': 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000"' });
}

const post = (url: string, more: object = {}) => get(url, { method: 'POST', body: '<soap/>', signIn: 'm365', ...more });

async function resultOf(wish: LiveWish, url = ews): Promise<SignInResult> {
  const answer = valueOf(await liveAt(wish).send(post(url)));
  expect(JSON.stringify(answer) + Buffer.from(answer.body).toString()).not.toContain(canary);
  return answer.signIn;
}

describe('tokens by the OAuth library', () => {
  interceptAll();
  beforeEach(() => { asked.length = 0; });

  it('by client secret: one request for several calls, and what the token permits is told', async () => {
    service([given(application)]);
    exchange(application);
    const network = liveAt({ accounts: { m365: signIn('secret') } });
    const answers = await Promise.all([network.send(post(ews)), network.send(post(ews)), network.send(post(ews))]);
    for (const answer of answers.map(valueOf)) {
      expect(answer.signIn).toMatchObject({ outcome: 'accepted', rights: { flow: 'application', roles: ['full_access_as_app'],
        application: clientId, account: '' } });
      expect(Buffer.from(answer.body).toString()).toBe('<ok>[secret]</ok>');
    }
    expect(asked).toHaveLength(1);
    expect(asked[0]?.path).toBe(`/${tenant}/oauth2/v2.0/token`);
    expect(Object.fromEntries(asked[0]?.body ?? [])).toMatchObject({
      grant_type: 'client_credentials', client_id: clientId, client_secret: canary, scope: 'https://outlook.office365.com/.default',
    });
  });

  it('by certificate: the assertion is signed with its key and names it', async () => {
    const { certPem: cert, keyPem: key } = await (await certificateAuthority(Date.now())).issue(['app']);
    service([given(application)]);
    exchange(application);
    expect(await resultOf({ accounts: { m365: signIn('certificate', 'worldwide', `${cert}\n${key}`) } })).toMatchObject({ outcome: 'accepted' });
    const form = asked[0]?.body;
    expect(form?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [head = '', claims = '', signature = ''] = (form?.get('client_assertion') ?? '').split('.');
    const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const certificate = new X509Certificate(cert);
    expect(decoded(head)['x5t#S256']).toBe(createHash('sha256').update(certificate.raw).digest('base64url'));
    expect(decoded(claims)).toMatchObject({ iss: clientId, sub: clientId, aud: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token` });
    expect(decoded(head)['alg']).toBe('PS256');
    expect(createVerify('sha256').update(`${head}.${claims}`)
      .verify({ key: certificate.publicKey, padding: 6, saltLength: 32 }, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('by device code: the code is shown once, then kept for both services and the next run', async () => {
    const user = token({ scp: 'EWS.AccessAsUser.All', upn: 'anna@contoso.test' });
    const graph = token({ aud: 'https://graph.microsoft.com', scp: 'Calendars.Read', upn: 'anna@contoso.test' });
    const who = encoded({ uid: 'u', utid: 'a' });
    const idToken = `${encoded({ alg: 'none' })}.${encoded({ oid: 'u', tid: 'a', preferred_username: 'anna@contoso.test', aud: clientId, iss: 'i', sub: 's' })}.c2ln`;
    const whole = { refresh_token: 'refresh', client_info: who, id_token: idToken,
      scope: 'https://outlook.office365.com/EWS.AccessAsUser.All https://outlook.office365.com/.default' };
    service([
      [200, { user_code: 'ABCD-1234', device_code: 'd', verification_uri: 'https://microsoft.com/devicelogin', expires_in: 900, interval: 0,
        message: 'x' }],
      refused('authorization_pending', 'AADSTS70016: pending', 400),
      given(user, whole),
      given(graph, { ...whole, scope: 'https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/.default' }),
    ]);
    exchange(user);
    nock('https://graph.microsoft.com').persist().post('/v1.0/me').matchHeader('authorization', `Bearer ${graph}`).reply(200, '{}');
    const shown: DeviceCode[] = [];
    let stored: string | undefined;
    const wish: LiveWish = {
      accounts: { m365: signIn('device-code') }, onDeviceCode: (code) => { shown.push(code); },
      tokenStore: { read: () => stored, write: (text) => { stored = text; } },
    };
    const network = liveAt(wish);
    const [first, second] = await Promise.all([network.send(post(ews)), network.send(post('https://graph.microsoft.com/v1.0/me'))]);
    expect(valueOf(first).signIn).toMatchObject({ outcome: 'accepted', rights: { flow: 'delegated', account: 'anna@contoso.test',
      scopes: ['EWS.AccessAsUser.All'] } });
    expect(valueOf(second).signIn).toMatchObject({ outcome: 'accepted', rights: { scopes: ['Calendars.Read'] } });
    expect(shown).toEqual([{ signIn: 'm365', userCode: 'ABCD-1234', url: 'https://microsoft.com/devicelogin', minutes: 15 }]);
    const before = asked.length;
    expect(await resultOf(wish)).toMatchObject({ outcome: 'accepted' });
    expect([asked.length, shown.length]).toEqual([before, 1]);
  });

  it.each([
    ['wrong secret', refused('invalid_client', 'AADSTS7000215: Invalid client secret provided.'), 'AADSTS7000215', /client secret is wrong/],
    ['expired secret', refused('invalid_client', 'AADSTS7000222: The provided client secret keys are expired.'), 'AADSTS7000222',
      /client secret has expired/],
    ['unknown tenant', refused('invalid_request', 'AADSTS90002: Tenant not found.', 400), 'AADSTS90002', /no tenant of that name/],
    ['unknown application', refused('unauthorized_client', 'AADSTS700016: Application not found.', 400), 'AADSTS700016',
      /does not know an application/],
    ['a code nobody knows', refused('invalid_grant', 'AADSTS999888: Something new.', 400), 'AADSTS999888',
      /AADSTS999888, which crosslines does not know/],
  ])('%s is told in one sentence, and asked for once', async (_what, answer, code, sentence) => {
    service([answer]);
    exchange('none');
    const network = liveAt({ accounts: { m365: signIn('secret') } });
    const [first, second] = [valueOf(await network.send(post(ews))), valueOf(await network.send(post(ews)))];
    expect(first.signIn).toMatchObject({ outcome: 'withheld', refusal: code, reason: expect.stringMatching(sentence) as string });
    expect(first.signIn.reason).not.toMatch(/Trace ID|\n|Canary/);
    expect(second.signIn).toEqual(first.signIn);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['declined', 'authorization_declined', '', /the user declined the request/],
    ['expired', 'expired_token', 'AADSTS70020: expired', /AADSTS70020, which crosslines does not know \(expired_token: the code was not entered/],
    ['not consented to', 'invalid_grant', 'AADSTS65001: no consent', /nobody has consented .*AADSTS65001/],
    ['blocked', 'interaction_required', 'AADSTS53003: blocked', /Conditional Access policy blocks/],
  ])('a device code that is %s: the library keeps only the word, the sentence is told all the same', async (_what, error, description, sentence) => {
    service([
      [200, { user_code: 'A', device_code: 'd', verification_uri: 'https://microsoft.com/devicelogin', expires_in: 900, interval: 0, message: 'x' }],
      refused(error, description, 400),
    ]);
    exchange('none');
    expect((await resultOf({ accounts: { m365: signIn('device-code') }, onDeviceCode: () => undefined })).reason).toMatch(sentence);
  });

  it('a device code needs somebody who types it, at an address that is encrypted', async () => {
    service([[200, { user_code: 'A', device_code: 'd', verification_uri: 'http://evil.test', expires_in: 900, interval: 0, message: 'x' }]]);
    exchange('none');
    expect((await resultOf({ accounts: { m365: signIn('device-code') } })).reason).toMatch(/nobody is there to sign in/);
    const shown: DeviceCode[] = [];
    expect((await resultOf({ accounts: { m365: signIn('device-code') }, onDeviceCode: (code) => { shown.push(code); } })).reason)
      .toMatch(/gave no address to type the code at/);
    expect(shown).toEqual([]);
  });

  it.each<readonly [NationalCloud, string, string]>([
    ['us-gov', 'login.microsoftonline.us', 'outlook.office365.us'],
    ['us-gov-dod', 'login.microsoftonline.us', 'outlook-dod.office365.us'],
    ['china', 'login.partner.microsoftonline.cn', 'partner.outlook.cn'],
  ])('of %s come from %s, for %s', async (cloud, authority, host) => {
    service([given(application)], authority);
    exchange(application, host);
    expect(await resultOf({ accounts: { m365: signIn('secret', cloud) } },
      `https://${host}/EWS/Exchange.asmx`)).toMatchObject({ outcome: 'accepted' });
    expect(asked[0]?.body.get('scope')).toBe(`https://${host}/.default`);
  });

  it.each([
    'https://evil.test/EWS/Exchange.asmx', 'https://outlook.office365.com.evil.test/', 'https://mail.contoso.test/EWS/Exchange.asmx',
    'https://outlook.office365.us/EWS/Exchange.asmx', 'https://outlook.office365.com:8443/EWS/Exchange.asmx',
      'http://outlook.office365.com/EWS/Exchange.asmx',
    'https://login.microsoftonline.com/EWS/Exchange.asmx',
  ])('never go to %s, even where the scenario names that host, nor is one asked for', async (url) => {
    service([given(application)]);
    const { origin, hostname } = new URL(url);
    const headers: unknown[] = [];
    nock(origin).post(/./).reply(function answer() {
      headers.push(this.req.headers['authorization']);
      return [302, '', { Location: 'https://evil.test/' }];
    });
    if (hostname === 'login.microsoftonline.com') nock.cleanAll();
    const wish: LiveWish = {
      accounts: { m365: signIn('secret') }, rules: { namedHosts: new Set([hostname]), allowUntrusted: new Set([hostname]),
        allowWeakTls: new Set([hostname]) },
    };
    if (hostname === 'login.microsoftonline.com') nock(origin).post('/EWS/Exchange.asmx').reply(404, '');
    const answer = valueOf(await liveAt(wish).send(post(url, { credentialsDomain: 'contoso.test' })));
    expect(answer.signIn).toMatchObject({ outcome: 'withheld',
      reason: expect.stringMatching(/no endpoint of Exchange Online or Microsoft Graph .*no token goes there/) as string });
    expect(headers.filter((value) => value !== undefined)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
