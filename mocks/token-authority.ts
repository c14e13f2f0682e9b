/** The imitated token service of Microsoft Entra ID: discovery, client credentials, device code, refresh. */
import { constants, createVerify, createHash, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decoded, encoded, tenantId } from './access-tokens.ts';
import type { AccessTokens } from './access-tokens.ts';
import { readBody } from './answer.ts';
import type { Answer } from './answer.ts';
import { clouds } from './clouds.ts';
import { gatewayPath } from './federation-gateway.ts';
import type { ApplicationPlan } from './plan-applications.ts';
import { json, refusal } from './token-refusals.ts';
import { trustedRealm } from './tokens.ts';

const bodyLimit = 64 * 1024;
const lifetimeSeconds = 3600;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A code that was handed out, and how often its owner came back. */
interface Pending {
  readonly application: ApplicationPlan;
  readonly resource: string;
  polls: number;
}

/**
 * @param certificates PEM, by id of the application: what is registered for those that prove themselves with a certificate
 * @param tenantNames domains of the tenant, beside those that the applications name
 * @param gateway answers requests for tokens of federation, which come to the same name
 */
export function tokenAuthority(
  host: string, applications: readonly ApplicationPlan[], certificates: ReadonlyMap<string, readonly string[]>, tokens: AccessTokens,
  tenantNames: ReadonlySet<string>, gateway: (xml: string) => Answer,
): (request: IncomingMessage) => Promise<Answer> {
  const codes = new Map<string, Pending>();
  const refreshTokens = new Map<string, ApplicationPlan>();

  return async (request) => {
    const url = new URL(request.url ?? '/', `https://${host}`);
    const body = await readBody(request, bodyLimit);
    if (url.pathname.toLowerCase() === gatewayPath.toLowerCase()) return gateway(body);
    const [, tenant = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const path = rest.join('/').toLowerCase();
    if (path === 'discovery/instance') return instance(host);
    if (!isTenant(tenant)) return refusal('tenant', tenant);
    if (path === 'v2.0/.well-known/openid-configuration') return configuration(host, tenant);
    if (path === 'discovery/v2.0/keys') return json(200, tokens.keys);
    if (request.method !== 'POST') return refusal('request');
    const form = new URLSearchParams(body);
    const application = applications.find((one) => sameTenant(one, tenant) && one.clientId === form.get('client_id')
      && !one.faults.has('application-unknown'));
    if (application === undefined) return refusal('application', form.get('client_id') ?? '');
    if (application.faults.has('application-disabled')) return refusal('disabled', application.clientId);
    const resource = resourceOf(application, form.get('scope') ?? '');
    if (path === 'oauth2/v2.0/devicecode') return resource === null ? refusal('resource', form.get('scope') ?? '')
      : deviceCode(application, resource);
    return path === 'oauth2/v2.0/token' ? token(application, resource, form, url) : refusal('request');
  };

  function isTenant(name: string): boolean {
    if (applications.some((one) => sameTenant(one, name))) return true;
    const unknown = applications.some(({ tenant, faults }) => faults.has('tenant-unknown') && tenant.toLowerCase() === name.toLowerCase());
    return !unknown && (tenantNames.has(name.toLowerCase()) || name.toLowerCase() === trustedRealm);
  }

  function deviceCode(application: ApplicationPlan, resource: string): Answer {
    const device = randomBytes(32).toString('base64url');
    codes.set(device, { application, resource, polls: 0 });
    const user = randomBytes(5).toString('hex').slice(0, 9).toUpperCase();
    const place = 'https://microsoft.com/devicelogin';
    return json(200, {
      user_code: user, device_code: device, verification_uri: place, expires_in: 900, interval: 0,
      message: `To sign in, use a web browser to open the page ${place} and enter the code ${user} to authenticate.`,
    });
  }

  function token(application: ApplicationPlan, resource: string | null, form: URLSearchParams, url: URL): Answer {
    const grant = form.get('grant_type');
    if (grant === 'urn:ietf:params:oauth:grant-type:device_code' || grant === 'device_code') return afterDeviceCode(form.get('device_code') ?? '');
    if (resource === null) return refusal('resource', form.get('scope') ?? '');
    if (grant === 'refresh_token') {
      return refreshTokens.get(form.get('refresh_token') ?? '') === application ? ofUser(application, resource) : refusal('refresh');
    }
    if (grant !== 'client_credentials') return refusal('request');
    const refused = application.flow === 'device-code' ? refusal('publicClient')
      : form.has('client_assertion') ? refusedAssertion(application, certificates.get(application.id) ?? [], form, url)
        : refusedSecret(application, form.get('client_secret'));
    return refused ?? json(200, { token_type: 'Bearer', expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds,
      access_token: tokens.issue(application, resource) });
  }

  /** The user types the code between the first question and the second. */
  function afterDeviceCode(code: string): Answer {
    const pending = codes.get(code);
    if (pending === undefined) return refusal('codeExpired');
    pending.polls++;
    if (pending.polls < 2) return refusal('pending');
    codes.delete(code);
    const { application, resource } = pending;
    if (application.faults.has('device-code-declined')) return refusal('declined');
    if (application.faults.has('device-code-expired')) return refusal('codeExpired');
    return application.faults.has('consent-missing') ? refusal('consent', application.clientId) : ofUser(application, resource);
  }

  function ofUser(application: ApplicationPlan, resource: string): Answer {
    const refresh = randomBytes(48).toString('base64url');
    refreshTokens.set(refresh, application);
    const tid = tenantId(application.tenant);
    const oid = randomUUID();
    const now = Math.floor(Date.now() / 1000);
    const scope = [`${resource}/.default`, ...application.permissions.map((permission) => `${resource}/${permission}`)].join(' ');
    return json(200, {
      token_type: 'Bearer', scope, expires_in: lifetimeSeconds, access_token: tokens.issue(application, resource), refresh_token: refresh,
      id_token: `${encoded({ typ: 'JWT', alg: 'none' })}.${encoded({
        aud: application.clientId, iss: `https://${host}/${tid}/v2.0`, iat: now, exp: now + lifetimeSeconds, oid, sub: oid, tid, ver: '2.0',
        preferred_username: application.user,
      })}.`,
      client_info: encoded({ uid: oid, utid: tid }),
    });
  }
}

function sameTenant({ tenant, faults }: ApplicationPlan, named: string): boolean {
  return !faults.has('tenant-unknown') && [tenant.toLowerCase(), tenantId(tenant)].includes(named.toLowerCase());
}

/** The service that a scope asks for, as tokens name it; null: the tenant has no such. */
function resourceOf({ cloud }: ApplicationPlan, scope: string): string | null {
  const { exchange, graph } = clouds[cloud];
  const asked = scope.split(' ').find((one) => one.startsWith('https://'))?.replace(/\/[^/]*$/, '').replace(/\/$/, '');
  return [exchange, graph].map((host) => `https://${host}`).find((one) => one === asked) ?? null;
}

function refusedSecret(application: ApplicationPlan, secret: string | null): Answer | null {
  if (secret === null || application.flow !== 'secret') return refusal('proof');
  if (application.faults.has('secret-is-another') || secret !== application.secret) return refusal('secret', application.clientId);
  return application.faults.has('secret-expired') ? refusal('secretExpired', application.clientId) : null;
}

/** Checks what the application signed. Source: Microsoft Learn, application authentication certificate credentials; RFC 7523 3. */
function refusedAssertion(application: ApplicationPlan, registered: readonly string[], form: URLSearchParams, url: URL): Answer | null {
  const [head = '', body = '', signature = ''] = (form.get('client_assertion') ?? '').split('.');
  const [header, claims] = [decoded(head), decoded(body)];
  if (form.get('client_assertion_type') !== assertionType || header === null || claims === null) return refusal('request');
  const certificate = registered.map((pem) => new X509Certificate(pem))
    .find(({ raw }) => createHash('sha256').update(raw).digest('base64url') === header['x5t#S256']);
  if (certificate === undefined || application.faults.has('certificate-is-another')) return refusal('assertion', 'The key was not found.');
  const padding = header['alg'] === 'PS256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  const fits = createVerify('sha256').update(`${head}.${body}`).verify({ key: certificate.publicKey, ...padding }, Buffer.from(signature,
    'base64url'));
  const now = Date.now() / 1000;
  const own = claims['iss'] === application.clientId && claims['sub'] === application.clientId && claims['aud'] === `${url.origin}${url.pathname}`;
  if (!fits || !own || Number(claims['exp']) < now) return refusal('assertion',
    'The key was found, but use of the key to verify the signature failed.');
  return Date.parse(certificate.validTo) < Date.now() ? refusal('assertion', 'The key used is expired.') : null;
}

/** Source: answers of the service as kept in the tests of public libraries; the endpoints hold the id, whatever name was asked for. */
function configuration(host: string, tenant: string): Answer {
  const base = `https://${host}/${tenantId(tenant)}`;
  return json(200, {
    issuer: `${base}/v2.0`, token_endpoint: `${base}/oauth2/v2.0/token`, jwks_uri: `${base}/discovery/v2.0/keys`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`, authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`, tenant_region_scope: 'EU', cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net', msgraph_host: 'graph.microsoft.com', rbac_url: 'https://pas.windows.net',
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'], id_token_signing_alg_values_supported: ['RS256'],
  });
}

function instance(host: string): Answer {
  return json(200, {
    'tenant_discovery_endpoint': `https://${host}/common/v2.0/.well-known/openid-configuration`, 'api-version': '1.1',
    'metadata': [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}
