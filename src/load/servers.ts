import type { Node } from 'yaml';
import type { Mailbox, NationalCloud, Server, SignIn, VersionId, WindowsId } from '../model/scenario.ts';
import { oneOf } from './complaints.ts';
import type { YamlReading } from './yaml-reading.ts';

const VERSIONS: readonly VersionId[] =
  ['exchange-2007', 'exchange-2010', 'exchange-2013', 'exchange-2016', 'exchange-2019', 'exchange-se', 'exchange-online'];
const WINDOWS: readonly WindowsId[] = ['2008R2', '2012', '2012R2', '2016', '2019', '2022', '2025'];
const CLOUDS: readonly NationalCloud[] = ['worldwide', 'us-gov', 'us-gov-dod', 'china'];
const APIS = ['ews', 'graph', 'both'] as const;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const ADDRESS = /^[^\s@<>",;:\\()[\]]+@[^\s@<>"',;:\\()[\]]+\.[^\s@<>"',;:\\()[\]]+$/;

/** Is this an SMTP address as a mailbox has one? */
export function isAddress(text: string): boolean {
  return text.length <= 320 && ADDRESS.test(text);
}

export function readServers(node: Node | null, read: YamlReading): Readonly<Record<string, Server>> {
  const servers: Record<string, Server> = {};
  for (const { key, keyNode, value } of read.entries(node, 'servers')) {
    const where = `server ${key}`;
    checkId(key, keyNode, 'a server', read);
    const fields = read.fields(value, where, ['version', 'windows', 'ews', 'tenant', 'nationalCloud', 'api', 'nodes'] as const);
    if (fields.version === undefined) read.about(value ?? keyNode, `${where} has no version; expected ${oneOf(VERSIONS)}.`);
    const version = fields.version === undefined ? undefined : read.word(fields.version, `version of ${where}`, VERSIONS);
    const windows = fields.windows === undefined ? undefined : read.word(fields.windows, `windows of ${where}`, WINDOWS);
    const ews = fields.ews === undefined ? undefined : read.text(fields.ews, `ews of ${where}`);
    if (ews !== undefined && holdsSecret(ews)) {
      read.about(fields.ews, `ews of ${where} must not hold a user or password; name them under signIn.`);
    } else if (ews !== undefined && !isHttpsUrl(ews)) {
      read.about(fields.ews, `ews of ${where} is "${ews}"; expected an https URL such as https://mail.contoso.com/EWS/Exchange.asmx.`);
    }
    const tenant = fields.tenant === undefined ? undefined : read.text(fields.tenant, `tenant of ${where}`);
    const cloud = fields.nationalCloud === undefined ? undefined : read.word(fields.nationalCloud, `nationalCloud of ${where}`, CLOUDS);
    if (cloud !== undefined && version !== undefined && version !== 'exchange-online') {
      read.about(fields.nationalCloud, `nationalCloud of ${where} is for exchange-online only.`);
    }
    const api = fields.api === undefined ? undefined : read.word(fields.api, `api of ${where}`, APIS);
    if (api !== undefined && api !== 'ews' && version !== undefined && version !== 'exchange-online') {
      read.about(fields.api, `api of ${where} is "${api}", but Microsoft Graph serves mailboxes in exchange-online only; expected ews.`);
    }
    servers[key] = {
      // A complaint ends the loading; the stand-in spares complaints about everything that refers to this server.
      id: key, version: version ?? 'exchange-2016',
      nodes: fields.nodes === undefined ? [] : read.texts(fields.nodes, `nodes of ${where}`).map((name) => name.toLowerCase()),
      ...(windows === undefined ? {} : { windows }),
      ...(ews === undefined ? {} : { ews }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(cloud === undefined ? {} : { nationalCloud: cloud }),
      ...(api === undefined ? {} : { api }),
    };
  }
  return servers;
}

/** URLs in service connection points, in the order in which clients of the site try them. */
export function readScp(node: Node, read: YamlReading): readonly string[] {
  return read.list(node, 'scp').flatMap((item) => {
    const url = read.text(item, 'an entry of scp');
    if (url === undefined) return [];
    if (holdsSecret(url)) read.about(item, 'an entry of scp must not hold a user or password.');
    else if (isHttpsUrl(url)) return [url];
    else read.about(item, `scp has "${url}"; expected an https URL such as https://mail.contoso.com/Autodiscover/Autodiscover.xml.`);
    return [];
  });
}

export function readMailboxes(
  node: Node | null, read: YamlReading,
  servers: Readonly<Record<string, Server>>, signIns: Readonly<Record<string, SignIn>>,
): Readonly<Record<string, Mailbox>> {
  const mailboxes: Record<string, Mailbox> = {};
  const byAddress = new Map<string, string>();
  for (const { key, keyNode, value } of read.entries(node, 'mailboxes')) {
    const where = `mailbox ${key}`;
    checkId(key, keyNode, 'a mailbox', read);
    const fields = read.fields(value, where, ['address', 'server', 'signIn', 'anchorMailbox'] as const);
    for (const name of ['address', 'server'] as const) {
      if (fields[name] === undefined) read.about(value ?? keyNode, `${where} has no ${name}.`);
    }
    const address = fields.address === undefined ? undefined : read.text(fields.address, `address of ${where}`);
    const anchor = fields.anchorMailbox === undefined ? undefined : read.text(fields.anchorMailbox, `anchorMailbox of ${where}`);
    for (const [text, at] of [[address, fields.address], [anchor, fields.anchorMailbox]] as const) {
      if (text !== undefined && !isAddress(text)) read.about(at, `"${text}" of ${where} is not an address such as anna@contoso.com.`);
    }
    if (anchor !== undefined && /[^\x21-\x7e]/.test(anchor)) {
      read.about(fields.anchorMailbox, `anchorMailbox of ${where} travels in a header, which takes ASCII only.`);
    }
    const server = fields.server === undefined ? undefined : read.word(fields.server, `server of ${where}`, Object.keys(servers));
    const signIn = fields.signIn === undefined ? undefined : read.word(fields.signIn, `signIn of ${where}`, Object.keys(signIns));
    const twin = address === undefined ? undefined : byAddress.get(address.toLowerCase());
    if (twin !== undefined) read.about(fields.address, `${where} has the address of mailbox ${twin}.`);
    if (address !== undefined) byAddress.set(address.toLowerCase(), key);
    mailboxes[key] = {
      id: key, address: address ?? key, server: server ?? '', // stand-ins, as above
      ...(signIn === undefined ? {} : { signIn }),
      ...(anchor === undefined ? {} : { anchorMailbox: anchor }),
    };
  }
  return mailboxes;
}

/** Complains of an id that is none; `__proto__` and the like are none. */
export function checkId(id: string, node: Node | null, what: string, read: YamlReading): void {
  if (!ID.test(id)) read.about(node, `"${id}" is not a name for ${what}; expected letters, digits, dot, dash or underscore.`);
}

function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** Then the text is not repeated in a complaint. */
function holdsSecret(text: string): boolean {
  const { username = '', password = '' } = URL.canParse(text) ? new URL(text) : {};
  return username !== '' || password !== '' || /^[^/?#]*\/\/[^/?#]*@/.test(text);
}
