import type { LabPlan, MailboxPlan, ServerPlan } from './plan.ts';
import { buildNumbers } from './profiles.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';

const outer = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const inner = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** Version of a server as Autodiscover writes it: 15.1.2507 → `73C189CB`. */
export function serverVersionHex(build: string): string {
  const [major, minor, number] = buildNumbers(build);
  return (0x7000_8000 + (major << 22) + (minor << 16) + number).toString(16).toUpperCase();
}

/**
 * Answers a plain-XML Autodiscover request (empty for a GET): settings, error 500 for an unknown address, error 600 for
 * a request that cannot be read. Source: MS-OXDSCLI.
 */
export function autodiscoverAnswer(plan: LabPlan, server: ServerPlan, xml: string, now: number): string {
  const request = child(parsedXml(xml) ?? {}, 'Autodiscover', 'Request');
  const address = textOf(request, 'EMailAddress');
  const schema = textOf(request, 'AcceptableResponseSchema');
  if (address === '' || schema === '') return failed(server, now, 600, 'Invalid Request');
  if (schema !== inner) return failed(server, now, 601, 'Provider is not available');
  const mailbox = plan.mailboxes.get(address.toLowerCase());
  if (!mailbox) return failed(server, now, 500, "The e-mail address can't be found.");
  const withUrls = !server.faults.has('autodiscover-without-urls') && !mailbox.server.faults.has('autodiscover-without-urls');
  return settings(mailbox, withUrls);
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
    + '<Account><AccountType>email</AccountType><Action>settings</Action><MicrosoftOnline>False</MicrosoftOnline>'
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
