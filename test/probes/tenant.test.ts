/** Who is asked about which tenant, and when nobody is; against real servers on loopback. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { TenantFact } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import probe from '../../src/probes/tenant.ts';
import { built, good, lookups, refusal, scenarioOf, skipped, type ScenarioParts } from '../built-evidence.ts';
import { rootAuthority } from '../network/certificates.ts';
import { endAll, httpsServer, liveAt } from '../network/loopback.ts';

const ID = 'b0000000-0000-4000-8000-00000000000b';
const HOSTS = ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'];
const authority = await rootAuthority();
const identity = await authority.issue(HOSTS);
afterEach(endAll);

const PARTS: ScenarioParts = {
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' }, ex19: { version: 'exchange-2019', ews: 'https://mail2.contoso.test/EWS/Exchange.asmx' },
    cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
    named: { version: 'exchange-online', tenant: 'Contoso.onmicrosoft.com', ews: 'https://outlook.office365.us/EWS/Exchange.asmx' },
    other: { version: 'exchange-online', tenant: 'fabrikam.partner.onmschina.cn', ews: 'https://partner.outlook.cn/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: 'ex16', boris: 'ex19', cleo: 'cloud', nora: 'named', olga: 'other' },
  lookups: [],
};
const fails: Parameters<typeof lookups>[1][string] = { answer: refusal('ErrorProxyRequestProcessingFailed', 'no') };
const evidenceOf = (ids: readonly string[], ...observations: readonly Observation[]) => built(scenarioOf({ ...PARTS, lookups: ids }), ...observations);

describe('asks about the tenant of a hybrid lookup that is not shown', () => {
  it.each([
    ['by the mail domain, where the scenario names no tenant', ['anna -> cleo'], [lookups('anna', { cleo: fails })], ['contoso.test']],
    ['by the tenant that the scenario names, whichever way the lookup goes', ['nora -> anna'], [lookups('nora', { anna: fails })], ['contoso.onmicrosoft.com']],
    ['also where the lookup could not be made', ['nora -> anna'], [skipped('user-availability', 'nora@contoso.test', 'no sign-in')], ['contoso.onmicrosoft.com']],
    ['each tenant once', ['anna -> nora', 'nora -> anna'], [lookups('anna', { nora: fails }), lookups('nora', { anna: fails })], ['contoso.onmicrosoft.com']],
    ['not before it was asked', ['anna -> cleo'], [], []],
    ['not where it is shown', ['anna -> cleo'], [lookups('anna', { cleo: { answer: good() } })], []],
    ['never on-premises', ['anna -> boris'], [lookups('anna', { boris: fails })], []],
    ['nor within the cloud', ['cleo -> nora'], [lookups('cleo', { nora: fails })], []],
  ] as const)('%s', (_, ids, observations, names) => {
    expect(probe.subjects(evidenceOf(ids, ...observations)).map(({ name, skip }) => (skip === undefined ? name : `${name}: ${skip}`))).toEqual(names);
  });

  it('and after all others', () => {
    expect(probe.afterOthers).toBe(true);
  });
});

interface Asked { readonly host: string | undefined; readonly url: string | undefined; readonly authorization: string | undefined }

async function seen(requester: string, domain: string, reply: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = await httpsServer(identity, (request, response) => {
    asked.push({ host: request.headers.host, url: request.url, authorization: request.headers.authorization });
    reply(request, response);
  });
  const at = Object.fromEntries(HOSTS.map((host) => [host, server.port]));
  const attempt = await probe.gather(domain, liveAt({ at, trust: [authority.pem] }), evidenceOf([`${requester} -> anna`], lookups(requester, { anna: fails })));
  return { attempt, asked };
}
const json = (value: object, status = 200) => (_: unknown, response: ServerResponse) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
const fact = (attempt: Awaited<ReturnType<typeof seen>>['attempt']): TenantFact => {
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return attempt.value;
};

describe('the token service', () => {
  const answer = json({ issuer: `https://login.microsoftonline.com/${ID}/v2.0`, token_endpoint: `https://login.microsoftonline.com/${ID}/oauth2/v2.0/token`, tenant_region_scope: 'EU', cloud_instance_name: 'microsoftonline.com' });

  it.each([
    ['cleo', 'contoso.test', 'login.microsoftonline.com'], ['nora', 'contoso.onmicrosoft.com', 'login.microsoftonline.us'],
    ['olga', 'fabrikam.partner.onmschina.cn', 'login.partner.microsoftonline.cn'],
  ])('of the cloud of %s is asked about %s, once and without credentials', async (requester, domain, host) => {
    const { attempt, asked } = await seen(requester, domain, answer);
    expect(asked).toEqual([{ host, url: `/${domain}/v2.0/.well-known/openid-configuration`, authorization: undefined }]);
    expect(fact(attempt)).toMatchObject({ tenantId: ID, status: 200, cloudInstance: 'microsoftonline.com', region: 'EU' });
    expect(probe.summarize(fact(attempt))).toBe(`${domain} is tenant ${ID} (microsoftonline.com, EU)`);
  });

  it('knows no such tenant', async () => {
    const { attempt } = await seen('cleo', 'contoso.test', json({ error_description: 'AADSTS90002: Tenant \'contoso.test\' not found.' }, 400));
    expect(fact(attempt)).toMatchObject({ tenantId: null, refusal: 'AADSTS90002' });
    expect(probe.summarize(fact(attempt))).toBe('login.microsoftonline.com knows no tenant of contoso.test: AADSTS90002');
  });

  it('is replaced by a page of a proxy, or answers without end', async () => {
    expect(fact((await seen('cleo', 'contoso.test', (_, response) => response.writeHead(200).end('<html>Blocked</html>'))).attempt)).toMatchObject({ tenantId: null, status: 200, refusal: null });
    const { attempt } = await seen('cleo', 'contoso.test', (_, response) => {
      response.writeHead(200);
      const more = (): void => { if (!response.destroyed) response.write('x'.repeat(65_536), () => { setImmediate(more); }); };
      more();
    });
    expect(attempt).toMatchObject({ ok: false, failure: { kind: 'answer-too-large' } });
  });
});
