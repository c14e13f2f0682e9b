import { known } from './autodiscover-soap.ts';
import type { LabPlan, MailboxPlan, ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';
import { child, children, escaped, parsedXml, textOf } from './soap.ts';

const outer = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const inner = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** Version of a server as Autodiscover writes it: 15.1.2507 → `73C189CB`. */
export function serverVersionHex(build: string): string {
  const [major, minor, number] = buildNumbers(build);
  return (0x7000_8000 + (major << 22) + (minor << 16) + number).toString(16).toUpperCase();
}

/**
 * Address by which a forest asks Autodiscover of another one, in a domain.
 * Source: OfficeDocs-Support, cross-forest-free-busy-lookup-fails (KB 3010570).
 */
export function anchorAddress(domain: string): string {
  return `01B62C6D-4324-448f-9884-5FEC6D18A7E2@${domain}`;
}

/** The request of Outlook, and of a forest that asks another one. */
export function outlookRequest(address: string): string {
  const schema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006';
  return (
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${schema}"><Request><EMailAddress>${escaped(address)}</EMailAddress>`
    + `<AcceptableResponseSchema>${inner}</AcceptableResponseSchema></Request></Autodiscover>`
  );
}

/** The address of EWS for outside in an answer; null where there is none. */
export function readOutlookUrl(xml: string): URL | null {
  const protocols = children(child(parsedXml(xml) ?? {}, 'Autodiscover', 'Response', 'Account'), 'Protocol');
  const outside = protocols.find((protocol) => textOf(protocol, 'Type') === 'EXPR');
  const url = outside === undefined ? '' : textOf(outside, 'EwsUrl') || textOf(outside, 'ASUrl');
  return URL.canParse(url) ? new URL(url) : null;
}

/**
 * Answers a plain-XML Autodiscover request (empty for a GET): settings, the address to ask for instead, error 500 for an unknown
 * address, error 600 for a request that cannot be read. null: not found, as Exchange 2013 and later say for an address that looks like
 * the number of a mailbox and is none's. Source: MS-OXDSCLI; OfficeDocs-Support, cross-forest-free-busy-lookup-fails.
 */
export function autodiscoverAnswer(plan: LabPlan, server: ServerPlan, xml: string, now: number): string | null {
  const request = child(parsedXml(xml) ?? {}, 'Autodiscover', 'Request');
  const address = textOf(request, 'EMailAddress').toLowerCase();
  const schema = textOf(request, 'AcceptableResponseSchema');
  if (address === '' || schema === '') return failed(server, now, 600, 'Invalid Request');
  if (schema !== inner) return failed(server, now, 601, 'Provider is not available');
  if (address.startsWith(anchorAddress('').toLowerCase())) {
    const owner = [...plan.mailboxes.values()].find((mailbox) => mailbox.server.organization === server.organization);
    const missing = server.organization.faults.has('anchor-mailbox-missing') && exchangeProfiles[server.version].built !== 'single';
    return owner === undefined || missing ? null : settings(owner, true);
  }
  const found = known(server, plan.mailboxes.get(address));
  if (found.is === 'unknown') return failed(server, now, 500, "The e-mail address can't be found.");
  return found.is === 'here' ? settings(found.mailbox, found.withUrls) : redirected(found.address);
}

function redirected(address: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?>\r\n<Autodiscover xmlns="${outer}"><Response xmlns="${inner}">`
    + `<Account><AccountType>email</AccountType><Action>redirectAddr</Action><RedirectAddr>${escaped(address)}</RedirectAddr></Account>`
    + '</Response></Autodiscover>'
  );
}

function failed(server: ServerPlan, now: number, code: number, message: string): string {
  const id = Buffer.from(server.netbios).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const time = `${new Date(now).toISOString().slice(11, 23)}0000`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>\r\n<Autodiscover xmlns="${outer}"><Response><Error Time="${time}" Id="${id}">`
    + `<ErrorCode>${code}</ErrorCode><Message>${escaped(message)}</Message><DebugData/></Error></Response></Autodiscover>`
  );
}

function settings(mailbox: MailboxPlan, withUrls: boolean): string {
  const { server, address } = mailbox;
  const group = '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)';
  const name = address.slice(0, address.lastIndexOf('@'));
  const url = escaped(server.ews.href);
  const urls = withUrls ? `<ASUrl>${url}</ASUrl><EwsUrl>${url}</EwsUrl><OOFUrl>${url}</OOFUrl>` : '';
  return (
    `<?xml version="1.0" encoding="utf-8"?>\r\n<Autodiscover xmlns="${outer}"><Response xmlns="${inner}">`
    + `<User><DisplayName>${escaped(name)}</DisplayName><LegacyDN>${group}/cn=Recipients/cn=${escaped(name)}</LegacyDN>`
    + `<AutoDiscoverSMTPAddress>${escaped(address)}</AutoDiscoverSMTPAddress></User>`
    + '<Account><AccountType>email</AccountType><Action>settings</Action>'
    + `<MicrosoftOnline>${server.organization.cloud ? 'True' : 'False'}</MicrosoftOnline>`
    + `<Protocol><Type>EXCH</Type><Server>${escaped(name)}.mailbox@${server.domain}</Server>`
    + `<ServerDN>${group}/cn=Configuration/cn=Servers/cn=${server.netbios}</ServerDN>`
    + `<ServerVersion>${serverVersionHex(server.build)}</ServerVersion>`
    + `<MdbDN>${group}/cn=Configuration/cn=Servers/cn=${server.netbios}/cn=Microsoft Private MDB</MdbDN>`
    + `<AD>dc1.${server.domain}</AD>${urls}</Protocol>`
    + `<Protocol><Type>EXPR</Type><Server>${server.ews.hostname}</Server><SSL>On</SSL><AuthPackage>Ntlm</AuthPackage>`
    + `<ServerVersion>${serverVersionHex(server.build)}</ServerVersion>${urls}`
    + '<CertPrincipalName>None</CertPrincipalName></Protocol>'
    + '</Account></Response></Autodiscover>'
  );
}
