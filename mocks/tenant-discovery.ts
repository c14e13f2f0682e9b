/** What the token service tells everybody about a tenant: its OpenID configuration. */
import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import { enter, open } from './building.ts';
import type { Building } from './building.ts';
import { deviceTls } from './doors.ts';
import { trustedRealm } from './tokens.ts';

/** Its host in the worldwide cloud. Source: Microsoft Learn, National clouds. */
const host = 'login.microsoftonline.com';

/** Opens the token service where the lab has a tenant. */
export async function addTenantDiscovery(building: Building): Promise<void> {
  if (building.plan.tenantNames.size === 0) return;
  const identity = await building.authority.issue([host]);
  const at = await open(building, { ...deviceTls, identity }, (request) => {
    request.resume();
    const [, name = ''] = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i.exec(request.url ?? '') ?? [];
    return building.plan.tenantNames.has(name.toLowerCase()) || name === trustedRealm ? configuration(name) : unknownTenant(name);
  });
  enter(building, host, 443, at, 'token service of Microsoft Entra ID');
}

/** Source: answers of the service as kept in the tests of public libraries; the endpoints hold the id, whatever name was asked for. */
function configuration(name: string): Answer {
  const base = `https://${host}/${name.toLowerCase() === trustedRealm ? name : trustedRealm}`;
  return json(200, {
    token_endpoint: `${base}/oauth2/v2.0/token`, jwks_uri: `${base}/discovery/v2.0/keys`, issuer: `https://${host}/${trustedRealm}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`, tenant_region_scope: 'EU', cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net', msgraph_host: 'graph.microsoft.com', rbac_url: 'https://pas.windows.net',
  });
}

/** Source: MicrosoftDocs/entra-docs, reference-error-codes.md (AADSTS90002, and the form of an error). */
function unknownTenant(name: string): Answer {
  return json(400, {
    error: 'invalid_tenant',
    error_description: `AADSTS90002: Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the `
      + 'correct cloud.',
    error_codes: [90002], timestamp: `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`,
    trace_id: randomUUID(), correlation_id: randomUUID(),
  });
}

function json(status: number, value: object): Answer {
  const headers = [['Cache-Control', 'max-age=86400, private'], ['Content-Type', 'application/json; charset=utf-8']] as const;
  return { status, headers, body: JSON.stringify(value) };
}
