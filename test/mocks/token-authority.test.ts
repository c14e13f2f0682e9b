/** The imitated token service over TLS, as any client sees it; and what the tool says of each of its faults. */
import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApplicationFault } from '../../mocks/faults.ts';
import { applicationFaultNames } from '../../mocks/faults.ts';
import { startLab, type Lab, type LabWorld } from '../../mocks/lab.ts';
import type { SignInResult } from '../../src/model/facts.ts';
import type { OAuthFlow } from '../../src/model/scenario.ts';
import { endAll, get, liveAt, textOf, valueOf } from '../network/loopback.ts';
import { tenantId } from '../../mocks/access-tokens.ts';
import { runScenario } from '../run-scenario.ts';

const clientId = '11112222-aaaa-3333-bbbb-4444cccc5555';
const tenant = 'contoso.onmicrosoft.com';
const ews = 'https://outlook.office365.com/EWS/Exchange.asmx';

const running: Lab[] = [];
afterEach(async () => {
  await endAll();
  await Promise.all(running.splice(0).map((lab) => lab.stop()));
});

async function labWith(flow: OAuthFlow, application: object = {}): Promise<Lab> {
  const world: LabWorld = {
    servers: [{ id: 'cloud', version: 'exchange-online', tenant, nodes: [] }],
    mailboxes: [{ address: 'boris@contoso.test', server: 'cloud' }],
    accounts: [{ mailbox: 'boris@contoso.test', impersonate: true, application: { id: 'm365', tenant, clientId, flow, nationalCloud: 'worldwide',
      secret: 'the right one' } }],
  };
  const lab = await startLab({ applications: { m365: application } }, world);
  running.push(lab);
  return lab;
}

function networkOf(lab: Lab, flow: OAuthFlow, secret?: string) {
  return liveAt({
    connectTo: lab.routes, hosts: lab.hosts, trust: [lab.caPem], onDeviceCode: () => { /* typed by itself */ },
    accounts: { m365: { method: 'oauth', oauth: { tenant, clientId, flow, nationalCloud: 'worldwide' }, ...(secret === undefined ? {}
      : { secret }) } },
  });
}

async function signedIn(flow: OAuthFlow, application: object = {},
  secret?: string): Promise<SignInResult & { readonly status: number; readonly diagnostics: string }> {
  const lab = await labWith(flow, application);
  const answer = valueOf(await networkOf(lab, flow, secret ?? (flow === 'certificate' ? lab.certificates.get('m365') : 'the right one'))
    .send(get(ews, { signIn: 'm365' })));
  return { ...answer.signIn, status: answer.status, diagnostics: answer.headers.find(([name]) => name === 'x-ms-diagnostics')?.[1] ?? '' };
}

const FAULTS: readonly (readonly [ApplicationFault, OAuthFlow, string | undefined, RegExp])[] = [
  ['secret-is-another', 'secret', 'AADSTS7000215', /the client secret is wrong/],
  ['secret-expired', 'secret', 'AADSTS7000222', /the client secret has expired/],
  ['certificate-is-another', 'certificate', 'AADSTS700027', /the certificate is not in the app registration, or it has expired/],
  ['certificate-expired', 'certificate', 'AADSTS700027', /the certificate is not in the app registration, or it has expired/],
  ['consent-missing', 'device-code', 'AADSTS65001', /nobody has consented/],
  ['tenant-unknown', 'secret', 'AADSTS90002', /no tenant of that name/],
  ['application-unknown', 'secret', 'AADSTS700016', /does not know an application with this clientId/],
  ['application-disabled', 'certificate', 'AADSTS7000112', /the application is disabled/],
  ['device-code-declined', 'device-code', undefined, /the user declined/],
  ['device-code-expired', 'device-code', 'AADSTS70019', /the code was not entered in the browser in time/],
];

describe('the imitated token service', () => {
  it('publishes how to reach it, and the key that its tokens are signed with', async () => {
    const lab = await labWith('secret');
    const network = networkOf(lab, 'secret');
    const read = async (url: string): Promise<Record<string,
      unknown>> => JSON.parse(textOf(valueOf(await network.send(get(url))))) as Record<string, unknown>;
    const base = `https://login.microsoftonline.com/${tenant}`;
    const found = await read(`${base}/v2.0/.well-known/openid-configuration`);
    // The endpoints hold the id of the tenant, by whatever name it was asked for.
    const ofTenant = base.replace(tenant, tenantId(tenant));
    expect(found).toMatchObject({ token_endpoint: `${ofTenant}/oauth2/v2.0/token`, device_authorization_endpoint: `${ofTenant}/oauth2/v2.0/devicecode` });
    expect(await read('https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=x'))
      .toMatchObject({ metadata: [{ aliases: ['login.microsoftonline.com'] }] });
    const answer = valueOf(await network.send(get(String(found['token_endpoint']), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: 'the right one',
        scope: 'https://outlook.office365.com/.default' }).toString(),
    })));
    const [head = '', claims = '', signature = ''] = (JSON.parse(textOf(answer)) as { access_token: string }).access_token.split('.');
    const { keys: [jwk] } = await read(String(found['jwks_uri'])) as unknown as { keys: JsonWebKey[] };
    expect(createVerify('sha256').update(`${head}.${claims}`).verify(createPublicKey({ key: jwk
      ?? {}, format: 'jwk' }), Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: 'https://outlook.office365.com', appid: clientId,
      roles: ['full_access_as_app', 'Calendars.Read'] });
  });

  it.each<readonly [OAuthFlow, object]>([
    ['secret', { flow: 'application', roles: ['full_access_as_app', 'Calendars.Read'], account: '' }],
    ['certificate', { flow: 'application', roles: ['full_access_as_app', 'Calendars.Read'], account: '' }],
    ['device-code', { flow: 'delegated', scopes: ['EWS.AccessAsUser.All', 'Calendars.Read'], account: 'boris@contoso.test' }],
  ])('gives a token by %s, and Exchange Online takes it', async (flow, rights) => {
    expect(await signedIn(flow)).toMatchObject({ outcome: 'accepted', status: 200, rights });
  });

  it.each(FAULTS)('%s (%s) is explained in one sentence, and no request is signed in', async (fault, flow, code, sentence) => {
    const result = await signedIn(flow, { faults: [fault] });
    expect(result).toMatchObject({ outcome: 'withheld', status: 401, reason: expect.stringMatching(sentence) as string });
    expect(result.refusal).toBe(code);
    expect(result.reason).not.toMatch(/\. |\n|Trace ID/);
  });

  it('has each of its faults explained', () => {
    expect(FAULTS.map(([fault]) => fault)).toEqual(applicationFaultNames);
  });

  it('really checks secrets and signatures', async () => {
    expect(await signedIn('secret', {}, 'a wrong one')).toMatchObject({ refusal: 'AADSTS7000215' });
    // The certificate of one lab is not registered in another.
    const [mine, other] = [await labWith('certificate'), await labWith('certificate')];
    const answer = valueOf(await networkOf(mine, 'certificate', other.certificates.get('m365')).send(get(ews, { signIn: 'm365' })));
    expect(answer.signIn.refusal).toBe('AADSTS700027');
  });

  it.each([
    [[], 401, /no permissions, or permissions can not be understood/],
    [['Calendars.Read'], 403, /not enough scope/],
  ])('a token with the rights %j is refused by Exchange Online with %i', async (permissions, status, diagnostics) => {
    const result = await signedIn('secret', { permissions });
    expect(result.status).toBe(status);
    expect(result.diagnostics).toMatch(diagnostics);
    expect(result.rights?.roles).toEqual(permissions);
  });
});

describe('a scenario by OAuth says what is missing', () => {
  const file = readFileSync(join(import.meta.dirname, '..', '..', 'scenarios', 'hybrid', 'exchange-online-by-oauth.yaml'), 'utf8');
  /** By EWS alone: a Graph that answers would hide what EWS refuses. */
  const byEws = file.replace('version: exchange-online, tenant', 'version: exchange-online, api: ews, tenant');
  const why = async (application: string): Promise<readonly [string, string]> => {
    const yaml = `${byEws}  applications: { application: ${application} }\n`;
    const { report } = await runScenario({ yaml });
    const verdict = report.verdicts.find(({ lookup }) => lookup.id === 'boris -> anna');
    return [verdict?.availability ?? '', verdict?.notObserved ?? ''];
  };

  it('the right', async () => {
    const [availability, says] = await why('{ permissions: [Calendars.Read] }');
    expect(availability).toBe('not-observed');
    expect(says).toMatch(/holds Calendars\.Read, but not full_access_as_app: grant that application permission of Office 365 Exchange Online/);
  });

  it('that a token never goes where a scenario puts Exchange Online', async () => {
    const hosts: string[] = [];
    const elsewhere = byEws.replace('tenant: contoso.onmicrosoft.com }\n\nsignIn',
      'tenant: contoso.onmicrosoft.com, ews: "https://mail.evil.test/EWS/Exchange.asmx" }\n\nsignIn');
    const { report, tape } = await runScenario({ yaml: `${elsewhere}trustHosts: [mail.evil.test]\n` }, { onCredentials: (host,
      id) => { hosts.push(`${id} ${host}`); } });
    expect(tape.join('\n')).toContain('https://mail.evil.test/EWS/Exchange.asmx');
    expect(report.verdicts.find(({ lookup }) => lookup.id === 'boris -> anna')?.notObserved)
      .toMatch(/mail\.evil\.test is no endpoint of Exchange Online or Microsoft Graph \(Microsoft 365 worldwide\), so no token goes there/);
    expect(hosts.filter((one) => !one.startsWith('corp '))).toEqual([]);
  });

  it('that tokens went to Exchange Online and Microsoft Graph alone, although Autodiscover leads elsewhere', async () => {
    const hosts: string[] = [];
    await runScenario({ yaml: file }, { onCredentials: (host, id) => { hosts.push(`${id} ${host}`); } });
    expect(hosts.filter((one) => !one.startsWith('corp ')).sort()).toEqual([
      'application graph.microsoft.com', 'application outlook.office365.com', 'herself graph.microsoft.com', 'herself outlook.office365.com',
    ]);
  });

  it('a secret that is right', async () => {
    const [availability, says] = await why('{ faults: [secret-expired] }');
    expect(availability).toBe('not-observed');
    expect(says).toMatch(/^sign-in application was not accepted: .*the client secret has expired/);
  });

  it('the requester, where somebody else types the code', async () => {
    const { report } = await runScenario({ yaml: `${file}  applications: { herself: { user: boris@contoso.test } }\n` });
    const verdict = report.verdicts.find(({ lookup }) => lookup.id === 'carla -> anna');
    expect(verdict?.availability).toBe('not-observed');
    expect(verdict?.notObserved).toMatch(/the call ran as boris@contoso\.test, who signed in, and not as carla@contoso\.test/);
  });
});
