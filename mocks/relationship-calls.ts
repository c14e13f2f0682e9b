/** Calls from one organization to another: the relationship decides where Autodiscover is asked, and what proves who asks. */
import type { HeaderLines } from './answer.ts';
import { readUserSettings, userSettingsRequest } from './autodiscover-soap.ts';
import type { AvailabilityCall } from './availability-call.ts';
import { clouds } from './clouds.ts';
import { gatewayToken } from './federation-gateway.ts';
import { askByGraph } from './graph-calls.ts';
import { asksByGraph } from './hybrid-application.ts';
import { callPeer, unusableAnswer } from './outgoing.ts';
import type { PeerAnswer } from './outgoing.ts';
import { freeBusyFrom, outOfTime, proxyRequest, soapType, userAgent } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import type { OrganizationPlan, RelationshipPlan } from './plan-organizations.ts';
import { anchorAddress, outlookRequest, readOutlookUrl } from './pox.ts';
import { exchangeProfiles } from './profiles.ts';
import { serverToken } from './server-tokens.ts';
import { failedTarget, unknownTarget } from './soap-answers.ts';
import { bearerToken, securityHeader } from './tokens.ts';

/** One address that a server asks another organization for. */
export interface Question {
  readonly world: BackEndWorld;
  readonly server: ServerPlan;
  readonly relationship: RelationshipPlan;
  readonly requester: string;
  readonly address: string;
}

/**
 * FreeBusyResponse elements for addresses of another organization, from there or about what stood in the way. The connector counts first
 * and alone, then the relationship, then the address space; Exchange 2010 knows no connectors. Never throws.
 * Source: OfficeDocs-Support 3137325 and 4456110.
 */
export async function askOrganization(
  world: BackEndWorld,
  server: ServerPlan,
  to: OrganizationPlan,
  requester: string,
  addresses: readonly string[],
  call: AvailabilityCall,
): Promise<readonly string[]> {
  const relationship = relationshipTo(world, server, to);
  if (relationship === undefined) return addresses.map((address) => withoutRelationship(server, to, address));
  if (to.cloud && relationship.by === 'intra-organization-connector' && asksByGraph(server))
    return Promise.all(addresses.map((address) => askByGraph(world, server, address, call)));
  return Promise.all(addresses.map(async (address) => {
    const reached = await reach({ world, server, relationship, requester, address }, 'GetUserAvailability', (proof) => proxyRequest([address], call, proof));
    if (typeof reached === 'string') return reached;
    return freeBusyFrom(server, reached.url, reached.answer, [address])[0] ?? withoutRelationship(server, to, address);
  }));
}

/** The relationship by which a server asks another organization. */
export function relationshipTo({ plan }: BackEndWorld, server: ServerPlan, to: OrganizationPlan): RelationshipPlan | undefined {
  return plan.relationships.find((one) => one.from === server.organization && one.to === to
    && (one.by !== 'intra-organization-connector' || exchangeProfiles[server.version].oauth));
}

/** Calls EWS of the other organization; the FreeBusyResponse about it where its address is not found. `body`: the request with what proves who asks. */
export async function reach(
  question: Question, operation: string, body: (proof: string) => string,
): Promise<{ readonly url: URL; readonly answer: PeerAnswer } | string> {
  const { server, relationship } = question;
  const found = relationship.target ?? (await discovered(question));
  if (typeof found === 'string') return found;
  const url = new URL(found);
  if (relationship.by === 'organization-relationship' && !/\/wssecurity$/i.test(url.pathname)) url.pathname += '/WSSecurity';
  const headers: HeaderLines = [
    ['User-Agent', userAgent(server, 'ASProxy/CrossForest/EmailDomain')],
    ['Content-Type', soapType],
    ['SOAPAction', `"http://schemas.microsoft.com/exchange/services/2006/messages/${operation}"`],
  ];
  return { url, answer: await proved(question, url, headers, body) };
}

/**
 * A call with what proves who asks. By federation the token of the gateway comes first. To Exchange Online a server first comes without a token, is told whom to ask for one, and comes again.
 * Source: output of Test-OAuthConnectivity as quoted in Microsoft Q&A 1629044 (the challenge, then the token).
 */
async function proved(question: Question, url: URL, headers: HeaderLines, body: (header: string) => string): Promise<PeerAnswer> {
  const { world, server, relationship } = question;
  const call = ({ headers: more, soap }: Proof): Promise<PeerAnswer> => callPeer(server, world.network, url, [...headers, ...more], body(soap));
  if (relationship.by === 'organization-relationship') {
    const given = await gatewayToken(world, server, relationship, question.requester);
    return 'token' in given ? call({ headers: [], soap: securityHeader(given.token, url) }) : given;
  }
  if (relationship.by !== 'intra-organization-connector' || !relationship.to.cloud || server.organization.cloud) return call(proofFor(question, url));
  const challenge = await call({ headers: [['Authorization', 'Bearer']], soap: '' });
  if (!challenge.ok || challenge.status !== 401) return challenge;
  const granted = await serverToken(world, server, clouds.worldwide.exchange);
  return 'token' in granted ? call(proofFor(question, url, granted.token)) : granted;
}

interface Proof {
  readonly headers: HeaderLines;
  readonly soap: string;
}

/** Header lines, or a SOAP header, that prove who asks. */
function proofFor({ world, relationship, requester }: Question, url: URL, actor: string | null = null): Proof {
  if (relationship.by === 'intra-organization-connector')
    return { headers: [['Authorization', `Bearer ${bearerToken(world.peerSecret, relationship, url, requester, actor)}`]], soap: '' };
  const { user, password } = relationship.account;
  const isEws = /\.asmx$/i.test(url.pathname);
  // What Autodiscover said is remembered, so a password that was changed since then is first refused by EWS.
  const used = isEws && relationship.faults.has('account-rejected') ? `${password}-of-last-year` : password;
  return { headers: [['Authorization', `Basic ${Buffer.from(`${user}:${used}`).toString('base64')}`]], soap: '' };
}

/** The address of EWS as Autodiscover of the other side gives it, or the FreeBusyResponse about its failure. */
async function discovered(question: Question): Promise<URL | string> {
  const { server, relationship, address } = question;
  const url = relationship.autodiscover;
  const byAccount = relationship.by === 'availability-address-space';
  const headers: HeaderLines = [
    ['User-Agent', userAgent(server, 'ASAutoDiscover/CrossForest/EmailDomain')],
    ['Content-Type', soapType],
  ];
  const answer = await proved(question, url, headers, (header) =>
    (byAccount ? outlookRequest(anchorAddress(relationship.domain)) : userSettingsRequest(server, url, address, header)));
  if (!answer.ok && answer.timedOut) return outOfTime(server);
  return byAccount ? ofAddressSpace(question, answer) : ofUserSettings(question, answer);
}

/** Source: the text of KB 3010570 in OfficeDocs-Support, cross-forest-free-busy-lookup-fails. */
function ofAddressSpace({ server, relationship, address }: Question, answer: PeerAnswer): URL | string {
  const url = answer.ok && unusableAnswer(answer) === null ? readOutlookUrl(answer.body) : null;
  if (url !== null) return url;
  const name = address.slice(0, address.lastIndexOf('@'));
  return failedTarget(server, {
    responseCode: 'ErrorProxyRequestProcessingFailed',
    exception: 'ProxyWebRequestProcessingException',
    sentence: `Unable to send cross-forest request for mailbox <${name}>SMTP:${address} because of invalid configuration.`,
    inner: `AvailabilityAddressSpace '${relationship.domain}' couldn't be used because the Autodiscover endpoint couldn't be discovered.`,
  });
}

/** Source: OfficeDocs-Support, Resolve-free-busy-errors. */
function ofUserSettings({ server, relationship, address }: Question, answer: PeerAnswer): URL | string {
  const failed = (sentence: string): string =>
    failedTarget(server, { responseCode: 'ErrorAutoDiscoverFailed', exception: 'AutoDiscoverFailedException', lid: 33676, sentence });
  const exception = answer.ok ? (unusableAnswer(answer) ?? faultIn(answer.body)) : answer.exception;
  if (exception !== null) return failed(`Autodiscover failed for email address ${address} with error ${exception}`);
  const said = readUserSettings(answer.ok ? answer.body : '');
  if ('url' in said && URL.canParse(said.url)) return new URL(said.url);
  const code = 'error' in said ? said.error : 'InvalidSetting';
  return failed(
    `The response from the Autodiscover service at '${relationship.autodiscover.href}' failed due to an error in user setting `
      + `'ExternalEwsUrl'. Error message: ${code}.`,
  );
}

/** What .NET's SOAP client throws at a fault. */
function faultIn(body: string): string | null {
  const text = /<faultstring[^>]*>([^<]*)<\/faultstring>/.exec(body)?.[1];
  return text === undefined ? null : `System.Web.Services.Protocols.SoapHeaderException: ${text}`;
}

/** Source: ErrorAddressSpaceNotFound in the EWS documentation; the sentence as seen in public questions (LID 47932). */
function withoutRelationship(server: ServerPlan, to: OrganizationPlan, address: string): string {
  // Between two tenants the address is looked for in the own directory. Source: OfficeDocs-Support, no-free-busy-information-retrieved.
  if (server.organization.cloud && to.cloud) return unknownTarget(server, address);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return failedTarget(server, {
    responseCode: 'ErrorAddressSpaceNotFound',
    exception: 'AddressSpaceNotFoundException',
    lid: 47932,
    sentence: `Configuration information for forest/domain ${domain} could not be found in Active Directory.`,
  });
}
