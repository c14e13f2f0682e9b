/** Autodiscover's GetFederationInformation, for everybody. */
import type { LabPlan, ServerPlan } from './plan.ts';
import { enveloped } from './autodiscover-soap.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';
import { audienceOf } from './tokens.ts';

/** The domain that a request asks about; null: it asks for something else. */
export function federationDomain(xml: string): string | null {
  const request = child(parsedXml(xml) ?? {}, 'Envelope', 'Body', 'GetFederationInformationRequestMessage', 'Request');
  const domain = textOf(request, 'Domain').toLowerCase();
  return domain === '' ? null : domain;
}

/**
 * The answer: an organization that has no relationship by federation is not federated. Exchange Online names the domain that was asked for
 * and no other.
 * Source: MS-OXWSADISC (elements, NotFederated, InvalidDomain); an answer of Exchange Online recorded in a public cassette; Exchange Team
 * Blog 4410095.
 */
export function federationAnswer(plan: LabPlan, server: ServerPlan, domain: string): string {
  const { organization } = server;
  const refused = (code: string, message: string): string =>
    inResponse(server, `<ErrorCode>${code}</ErrorCode><ErrorMessage>${message}</ErrorMessage>`
      + '<ApplicationUri i:nil="true"/><Domains i:nil="true"/><TokenIssuers i:nil="true"/>');
  const own = [...new Set([...plan.mailboxes.values()].filter(({ server: home }) => home.organization === organization)
    .map(({ address }) => address.slice(address.lastIndexOf('@') + 1)))];
  const known = organization.cloud ? plan.tenantNames.has(domain) : own.includes(domain);
  if (!known) return refused('InvalidDomain', 'The domain is not known here.');
  const federated = organization.cloud
    || plan.relationships.some(({ by, from, to }) => by === 'organization-relationship' && (from === organization || to === organization));
  if (!federated) return refused('NotFederated', 'The organization is not federated.');
  const domains = (organization.cloud ? [domain] : own).map((one) => `<Domain>${escaped(one)}</Domain>`).join('');
  return inResponse(server, '<ErrorCode>NoError</ErrorCode><ErrorMessage/>'
    + `<ApplicationUri>${escaped(audienceOf(organization))}</ApplicationUri><Domains>${domains}</Domains>`
    + '<TokenIssuers><TokenIssuer><Endpoint>https://login.microsoftonline.com/extSTS.srf</Endpoint>'
    + '<Uri>urn:federation:MicrosoftOnline</Uri></TokenIssuer></TokenIssuers>');
}

function inResponse(server: ServerPlan, response: string): string {
  return enveloped(server, 'GetFederationInformation', response);
}
