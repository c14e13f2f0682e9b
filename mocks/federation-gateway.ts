/**
 * The imitated federation gateway (extSTS.srf): a server asks it for a token in the name of a requester, made out for the other organization. What
 * proves the organization, its certificate in life, is a signature of the lab; tokens are not encrypted.
 * Source: MS-OXWSLVID; WS-Trust of February 2005; Microsoft Learn, Federation.
 */
import type { Answer } from './answer.ts';
import { callPeer, unusableAnswer } from './outgoing.ts';
import type { PeerAnswer } from './outgoing.ts';
import { clouds } from './clouds.ts';
import { soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { LabPlan, ServerPlan } from './plan.ts';
import type { RelationshipPlan } from './plan-organizations.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';
import { assertion, audienceOf, isSigned, signed } from './tokens.ts';

const host = clouds.worldwide.authority;
export const gatewayPath = '/extSTS.srf';
/** As error texts write it. Source: OfficeDocs-Support, Resolve-free-busy-errors. */
const address = `https://${host}${gatewayPath}`;
const trust = 'http://schemas.xmlsoap.org/ws/2005/02/trust';

/** Whom the token is for, and who asks, as the organization signs it. */
const question = (application: string, audience: string, requester: string): string => [application, audience, requester].join('\n');

/** Answers a request for a token. `secret`: with which organizations and gateway sign. */
export function federationGateway(secret: string, plan: LabPlan): (xml: string) => Answer {
  return (xml) => {
    const said = child(parsedXml(xml) ?? {}, 'Envelope', 'Body', 'RequestSecurityToken');
    const [application, requester] = [textOf(said, 'Issuer'), textOf(said, 'OnBehalfOf')];
    const audience = textOf(child(said, 'AppliesTo', 'EndpointReference'), 'Address');
    const from = plan.mailboxes.get(requester.toLowerCase())?.server.organization;
    if (!isSigned(secret, question(application, audience, requester), textOf(said, 'SignatureValue')) || from === undefined) {
      return refused('0x80048821', 'Authentication failed.');
    }
    // Source of code and words: diecknet.de, Exchange hybrid, HCW8064 and OAuth.
    if (from.faults.has('unknown-to-gateway')) return refused('0x80048800', `AADSTS901124: Application '${application.toLowerCase()}' does not exist.`);
    const asked = plan.relationships.find((one) => one.by === 'organization-relationship' && one.from === from && audienceOf(one.to) === audience);
    const token = assertion(secret, asked?.faults.has('token-of-another-tenant') === true, audience, requester);
    return {
      status: 200, headers: [['Content-Type', soapType]],
      body: '<?xml version="1.0" encoding="utf-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        + `<wst:RequestSecurityTokenResponse xmlns:wst="${trust}"><wst:RequestedSecurityToken>${token}</wst:RequestedSecurityToken>`
        + '</wst:RequestSecurityTokenResponse></S:Body></S:Envelope>',
    };
  };
}

/** Source of the shape: a fault of the token service quoted in OfficeDocs-Support, Resolve-free-busy-errors. */
function refused(code: string, text: string): Answer {
  return {
    status: 500, headers: [['Content-Type', soapType]],
    body: '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><S:Fault><S:Code><S:Value>S:Sender</S:Value><S:Subcode>'
      + '<S:Value>wst:FailedAuthentication</S:Value></S:Subcode></S:Code><S:Reason><S:Text xml:lang="en-US">Authentication Failure</S:Text></S:Reason>'
      + '<S:Detail><psf:error xmlns:psf="http://schemas.microsoft.com/Passport/SoapServices/SOAPFault">'
      + `<psf:value>${code}</psf:value><psf:internalerror><psf:code>${code}</psf:code><psf:text>${escaped(text)}</psf:text></psf:internalerror></psf:error>`
      + '</S:Detail></S:Fault></S:Body></S:Envelope>',
  };
}

/** The token for calls over the relationship, or what .NET throws. */
export async function gatewayToken(
  { peerSecret: secret, network }: BackEndWorld, server: ServerPlan, { from, to, faults }: RelationshipPlan, requester: string,
): Promise<{ readonly token: string } | Extract<PeerAnswer, { ok: false }>> {
  const application = audienceOf(from);
  const audience = faults.has('token-for-another-host') ? 'other.test' : audienceOf(to);
  const body = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    + `<wst:RequestSecurityToken xmlns:wst="${trust}"><wst:RequestType>${trust}/Issue</wst:RequestType><wst:Issuer>${escaped(application)}</wst:Issuer>`
    + '<wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing">'
    + `<wsa:Address>${escaped(audience)}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><wst:OnBehalfOf>${escaped(requester)}</wst:OnBehalfOf>`
    + `<SignatureValue>${signed(secret, question(application, audience, requester))}</SignatureValue></wst:RequestSecurityToken></soap:Body></soap:Envelope>`;
  const open = from.faults.has('token-service-out-of-reach') ? { ...network, routes: new Map([...network.routes].filter(([name]) => name !== `${host}:443`)) } : network;
  const answer = await callPeer(server, open, new URL(address), [['Content-Type', soapType]], body);
  const thrown = (exception: string): Extract<PeerAnswer, { ok: false }> => ({ ok: false, timedOut: false, exception });
  const failed = answer.ok ? (answer.status === 500 ? null : unusableAnswer(answer)) : answer.exception;
  if (failed !== null || !answer.ok) return thrown(`Failed to communicate with ${address}. ---> ${failed ?? ''}`);
  const token = /<saml:Assertion\b.*?<\/saml:Assertion>/s.exec(answer.body)?.[0];
  return token === undefined ? thrown(`${answer.body} Microsoft.Exchange.Net.WSTrust.SoapFaultException: Soap fault exception received.`) : { token };
}
