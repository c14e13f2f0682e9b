/** How a server on premises gets a token for Exchange Online or Graph: it signs with the Auth certificate, and the token service decides. */
import { createHash, createSign, randomUUID } from 'node:crypto';
import { decodedText, encoded } from './access-tokens.ts';
import { clouds } from './clouds.ts';
import { applicationOf } from './hybrid-application.ts';
import { callPeer } from './outgoing.ts';
import type { PeerAnswer } from './outgoing.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import { trustedRealm } from './tokens.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const lifetimeSeconds = 600;

/** A token for `host`, or what .NET throws. */
export async function serverToken(
  world: BackEndWorld, server: ServerPlan, host: string,
): Promise<{ readonly token: string } | Extract<PeerAnswer, { ok: false }>> {
  const url = new URL(`https://${clouds.worldwide.authority}/${trustedRealm}/oauth2/v2.0/token`);
  const form = new URLSearchParams({
    client_id: applicationOf(server), scope: `https://${host}/.default`, grant_type: 'client_credentials',
    client_assertion_type: assertionType, client_assertion: assertion(world, server, url),
  });
  const answer = await callPeer(server, world.network, url, [['Content-Type', 'application/x-www-form-urlencoded']], form.toString());
  if (!answer.ok) return answer;
  const said = decodedText(answer.body);
  const text = (name: string): string => (typeof said?.[name] === 'string' ? said[name] : '');
  const token = text('access_token');
  return token === '' ? { ok: false, timedOut: false, exception: refused(text('error'), text('error_description')) } : { token };
}

/**
 * The class as availability answers name it, the sentence as Test-OAuthConnectivity has it; no published answer holds the two together.
 * Source: Microsoft Learn, Resolve free/busy errors (OAuthTokenRequestFailedException; "Unable to get token from Auth Server").
 */
function refused(word: string, description: string): string {
  return 'Microsoft.Exchange.Security.OAuth.OAuthTokenRequestFailedException: Unable to get token from Auth Server. '
    + `Error code: '${word}'. Description: '${description}'.`;
}

/** What the server signs. Source: Microsoft Learn, application authentication certificate credentials. */
function assertion({ signing }: BackEndWorld, server: ServerPlan, url: URL): string {
  const identity = signing.get(server.organization);
  if (identity === undefined) return '';
  const application = applicationOf(server);
  const now = Math.floor(Date.now() / 1000);
  const content = `${encoded({ typ: 'JWT', alg: 'RS256', 'x5t#S256': createHash('sha256').update(identity.der).digest('base64url') })}.${encoded({
    aud: url.href, iss: application, sub: application, jti: randomUUID(), nbf: now - 60, exp: now + lifetimeSeconds,
  })}`;
  return `${content}.${createSign('sha256').update(content).sign(identity.keyPem).toString('base64url')}`;
}
