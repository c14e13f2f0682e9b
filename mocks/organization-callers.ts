/** Who calls from another organization: by an OAuth token, by a security header, or with the account of an address space. */
import type { IncomingMessage } from 'node:http';
import type { AccessToken } from './access-tokens.ts';
import type { Answer } from './answer.ts';
import type { Caller } from './back-end.ts';
import { headerOf } from './autodiscover-soap.ts';
import { doorHeaders } from './exchange-headers.ts';
import { soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import { SoapRefusal } from './soap.ts';
import { soapFault } from './soap-answers.ts';
import { readBearerToken, readSecurityHeader, realmTrustedBy } from './tokens.ts';

/** The caller by the Authorization header, or the answer that refuses it; null: it is nobody of another organization. */
export function callerByAuthorization(
  world: BackEndWorld, server: ServerPlan, request: IncomingMessage, takesTokens: boolean,
): Caller | Answer | null {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return byToken(world, server, request, value, takesTokens || server.organization.cloud);
  if (!/^basic$/i.test(scheme)) return null;
  const said = Buffer.from(value, 'base64').toString('utf8');
  const accounts = world.plan.relationships.filter(({ to, by }) => to === server.organization && by === 'availability-address-space');
  const known = accounts.some(({ account }) => said === `${account.user}:${account.password}`);
  // Organization-wide: the other forest asks as its account and for nobody in particular.
  return known && server.basic ? { kind: 'peer', requester: '' } : null;
}

function byToken(world: BackEndWorld, server: ServerPlan, request: IncomingMessage, token: string, takesTokens: boolean): Caller | Answer | null {
  const called = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const verdict = readBearerToken(world.peerSecret, called, token, realmTrustedBy(server));
  if (verdict === null) return server.organization.cloud ? byAccessToken(world, server, called, token) : null;
  if (takesTokens && verdict.accepted) {
    if (!server.organization.cloud || verdict.actor === null) return { kind: 'peer', requester: verdict.requester };
    const application = applicationIn(world, server, called, verdict.actor);
    return typeof application === 'string' ? { kind: 'peer', requester: verdict.requester, application } : application;
  }
  const diagnostics = takesTokens && !verdict.accepted ? verdict.diagnostics : null;
  return {
    status: 401,
    body: '',
    headers: doorHeaders(server, [
      ...(takesTokens ? [['WWW-Authenticate', 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", error="invalid_token"'] as const] : []),
      ...(diagnostics === null ? [] : [['x-ms-diagnostics', diagnostics] as const]),
    ]),
  };
}

/** The application of Exchange servers on premises, by the token that it got; or the answer that refuses it. */
function applicationIn(world: BackEndWorld, server: ServerPlan, called: string, actor: string): string | Answer {
  const said = world.tokens.check(actor, called);
  if (said === null || said === 'refused' || said.user !== null) return refusedToken(server, 401, null);
  return withoutRights(server, said, 'full_access_as_app') ?? said.application;
}

/** Exchange Online takes the tokens of the token service; null: this is none. */
function byAccessToken(world: BackEndWorld, server: ServerPlan, called: string, token: string): Caller | Answer | null {
  const said = world.tokens.check(token, called);
  if (said === null) return null;
  if (said === 'refused') return refusedToken(server, 401, null);
  const lacking = withoutRights(server, said, said.user === null ? 'full_access_as_app' : 'EWS.AccessAsUser.All');
  if (lacking !== null) return lacking;
  const account = world.plan.accounts.find(({ application }) => application?.clientId === said.application
    && (application.flow === 'device-code' ? application.user : null) === said.user);
  return account === undefined ? refusedToken(server, 401, null) : { kind: 'account', account };
}

/**
 * The answer that refuses a token without the right that is needed; null: it has it.
 * Source: otris/ews-cpp issue 148 (401 of Exchange Online without any permission); Garethp/php-ews issue 222 (403 with another permission).
 */
function withoutRights(server: ServerPlan, { permissions }: AccessToken, needed: string): Answer | null {
  const lacking = (reason: string): string => `2000008;reason="${reason}";error_category="invalid_grant"`;
  if (permissions.length === 0) return refusedToken(server, 401, lacking('The token contains no permissions, or permissions can not be understood.'));
  return permissions.includes(needed) ? null : refusedToken(server, 403, lacking('The token contains not enough scope to make this call.'));
}

function refusedToken(server: ServerPlan, status: 401 | 403, diagnostics: string | null): Answer {
  return {
    status,
    body: '',
    headers: doorHeaders(server, [
      ...(status === 401 ? [['WWW-Authenticate', 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", error="invalid_token"'] as const] : []),
      ...(diagnostics === null ? [] : [['x-ms-diagnostics', diagnostics] as const]),
    ]),
  };
}

/** The caller by the security header of its message, or the fault that refuses it. Source: OfficeDocs-Support, Resolve-free-busy-errors. */
export function callerBySecurityHeader(world: BackEndWorld, server: ServerPlan, xml: string): Caller | Answer {
  const verdict = readSecurityHeader(world.peerSecret, server.organization, headerOf(xml));
  const off = server.faults.has('wssecurity-off');
  if (verdict?.accepted === true && !off) return { kind: 'peer', requester: verdict.requester };
  const foreign = verdict?.accepted === false && verdict.reason === 'issuer' && !off;
  const sentence = foreign
    ? 'An error occurred when processing the security tokens in the message.'
    : 'An error occurred when verifying security for the message.';
  const body = soapFault(new SoapRefusal(foreign ? 'InvalidSecurityToken' : 'InvalidSecurity', sentence));
  return { status: 500, body, headers: doorHeaders(server, [['Content-Type', soapType], ['Connection', 'close']]) };
}
