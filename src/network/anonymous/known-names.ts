/** Names that tell of no customer and stay as they are, because causes are found by them. */
import { aadsts } from '../../exchange/aadsts.ts';
import { errorTextRows } from '../../exchange/error-texts-table.ts';
import { responseCodes } from '../../exchange/response-codes.ts';

/**
 * Zones in which a customer has a name of its own below Microsoft's: only that name is replaced. The longer zones first.
 * Source: Microsoft Learn, Office 365 URLs and IP address ranges; application proxy (msappproxy.net); Microsoft 365 US Government, 21Vianet.
 */
const TENANT_ZONES: readonly string[] = [
  'mail.protection.outlook.com', 'mail.onmicrosoft.com', 'onmicrosoft.com', 'mail.onmicrosoft.us', 'onmicrosoft.us', 'onmicrosoft.de',
  'partner.mail.onmschina.cn', 'partner.onmschina.cn', 'onmschina.cn', 'sharepoint.com', 'sharepoint.us', 'msappproxy.net',
  'prod.outlook.com', 'prod.exchangelabs.com',
];

/** Domains of which every name is a service's or a standard's. Source: as above; the W3C, OASIS and xmlsoap.org name XML vocabularies. */
const SERVICE_DOMAINS: readonly string[] = [
  'outlook.com', 'office.com', 'office.net', 'office365.com', 'office365.us', 'microsoft.com', 'microsoft.us', 'microsoftonline.com',
  'microsoftonline.us', 'microsoftonline.cn', 'microsoftonline-p.com', 'msftauth.net', 'msauth.net', 'windows.net', 'windowsazure.com',
  'azure.com', 'chinacloudapi.cn', 'outlook.cn', 'hotmail.com', 'live.com', 'live.net', 'msn.com', 'exchangelabs.com', 'w3.org',
  'xmlsoap.org', 'oasis-open.org', 'gmail.com', 'nginx.org',
];

/** Labels that half the world gives to its hosts. Source: RFC 6186 and 2782 for those with `_`; the rest is custom. */
const GENERIC_LABELS: ReadonlySet<string> = new Set([
  'autodiscover', 'mail', 'webmail', 'owa', 'ews', 'outlook', 'exchange', 'smtp', 'imap', 'pop', 'mx', 'www', 'legacy', 'hybrid', 'remote',
  'sts', 'adfs', 'enterpriseenrollment', 'enterpriseregistration', 'localhost', '_autodiscover', '_tcp', '_http', '_https', 'fydibohf23spdlt',
  'fydibohf25spdlt',
]);

/** Last labels of names that only an own resolver knows, beside the public ones. Source: RFC 6761, RFC 6762 and its appendix G, RFC 8375. */
export const PRIVATE_ENDINGS: ReadonlySet<string> = new Set([
  'test', 'example', 'invalid', 'localhost', 'local', 'lan', 'corp', 'internal', 'intern', 'intranet', 'home', 'private', 'loc', 'localdomain',
  'domain', 'ad', 'dom', 'lokal',
]);

/** Words of the trade, beside those of error texts. A name that is one of them tells of nobody where it stands alone. */
const TRADE = `account acs active address admin administration administrative administrator all anonymous anonymously any api app application archive as
  assembly at audience auth authentication authorization autodiscover availability back backend bad balancer bearer box budget busy by
  calendar cas certificate channel claims client clients cloud cn code common component concurrency configuration confroom connector contact
  content controller controllers corp cross dag database dauth dc default department device directory domain echo edge email enabled end error
  evosts ews exception exchange expired external false federation file folder for forbidden forest free from front functionality gateway get
  global graph group groups guest handler hcw head header health helpdesk host html http https hub hybrid identity iis impersonation in inbox
  info information inside internal is issuer json kerberos lab legacy lid load local localhost logging login logon loop m365 mail mailbox main
  management mapi mdb meeting message microsoft mobile module monitor moved name negotiate net network new nobody node none now ntlm null o365
  object of off office old on on-prem on-premises online onprem onpremises open options or organization ou outer outlook outside owa owner
  partner people permissions personal ping policy pool port post pox premises primary private procedure prod production provider proxy public
  recipient recipients redirect relay remote replica request requester resource resources response room rooms root rpc rule sales scenario
  schannel scope secondary section secure security server servers service services setting settings shared signature signed site sites smtp
  soap socket source srv store stream support svc system target team tenant test text throttling timeout tls to token transport true trust
  type unauthorized unavailable unknown up url user users validation vdir version via virtual wcf we web webmail website window windows work
  wssecurity xml`;

let known: ReadonlySet<string> | undefined;

/** Made when it is first needed: most runs record nothing. */
function vocabulary(): ReadonlySet<string> {
  known ??= new Set([TRADE, ...aadsts.values(), ...errorTextRows.map(([, , text]) => text), ...responseCodes.keys()]
    .flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? []));
  return known;
}

/** Is this an ordinary word, or too short to be told from one? Numbers are, too: they are codes and sizes. */
export function isOrdinary(word: string): boolean {
  return word.length < 3 || !/\p{L}/u.test(word) || vocabulary().has(word.toLowerCase());
}

/** Is it part of an ordinary word? Such a name must not be looked for within other words. */
export function isWithinOrdinary(part: string): boolean {
  for (const word of vocabulary()) if (word.includes(part)) return true;
  return false;
}

/** Does this label tell of nobody? Lower case. */
export const isGenericLabel = (label: string): boolean => GENERIC_LABELS.has(label);

/** The zone of Microsoft in which that name is a customer's; undefined: none. Lower case. */
export function tenantZone(host: string): string | undefined {
  return TENANT_ZONES.find((zone) => host.endsWith(`.${zone}`));
}

/** Is that the name of a service which everybody has in common? Lower case. */
export function isServiceName(host: string): boolean {
  return TENANT_ZONES.includes(host) || SERVICE_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/**
 * Ids that Microsoft gave to its own applications and to classes, the same everywhere. Source: MS-XOAUTH (Exchange, the token service);
 * Microsoft Learn, application ids of first-party applications; MS-OXPROPS (the endings c000 and 0ff1).
 */
export function isWellKnownId(id: string): boolean {
  return /^[0-9a-f]{8}-0000-0000-c000-000000000046$|^000000[0-9a-f]{2}-0000-(?:0000-c000|0ff1-ce00)-000000000000$/i.test(id)
    || KNOWN_IDS.has(id.toLowerCase());
}

/** Source: Microsoft Learn, verify first-party Microsoft applications: the consumers' tenant, Microsoft's services, Office, Outlook mobile. */
const KNOWN_IDS: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000', '9188040d-6c67-4c5b-b112-36a304b66dad', 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  'd3590ed6-52b3-4102-aeff-aad2292ab01c', '27922004-5251-4030-b22d-91ecd9a37ea4', '1950a258-227b-4e31-a9cf-717495945fc2',
]);
