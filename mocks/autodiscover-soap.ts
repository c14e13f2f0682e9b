/** Autodiscover by SOAP: GetUserSettings, asked by clients and by other organizations. */
import type { Answer } from './answer.ts';
import type { MailboxPlan, ServerPlan } from './plan.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';
import { child, children, escaped, parsedXml, textOf } from './soap.ts';
import type { Tree } from './soap.ts';

const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const action = (operation: string): string => `${namespace}/Autodiscover/${operation}`;

/** The request as a server sends it to another organization. `header`: what proves who asks. */
export function userSettingsRequest(server: ServerPlan, to: URL, address: string, header: string): string {
  const version = exchangeProfiles[server.version].built === 'single' ? 'Exchange2010' : 'Exchange2013';
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>'
    + `<RequestedServerVersion xmlns="${namespace}">${version}</RequestedServerVersion>`
    + `<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">${action('GetUserSettings')}</wsa:Action>`
    + `${header === '' ? `<wsa:To xmlns:wsa="http://www.w3.org/2005/08/addressing">${escaped(to.href)}</wsa:To>` : header}</soap:Header><soap:Body>`
    + `<GetUserSettingsRequestMessage xmlns="${namespace}"><Request><Users><User><Mailbox>${escaped(address)}</Mailbox></User></Users>`
    + '<RequestedSettings><Setting>ExternalEwsUrl</Setting></RequestedSettings></Request></GetUserSettingsRequestMessage>'
    + '</soap:Body></soap:Envelope>'
  );
}

/** The address of EWS in an answer, or the error in it. */
export function readUserSettings(xml: string): { readonly url: string } | { readonly error: string } {
  const response = child(parsedXml(xml) ?? {}, 'Envelope', 'Body', 'GetUserSettingsResponseMessage', 'Response');
  const user = child(response, 'UserResponses', 'UserResponse');
  const found = children(child(user, 'UserSettings'), 'UserSetting').find((setting) => textOf(setting, 'Name') === 'ExternalEwsUrl');
  const url = found === undefined ? '' : textOf(found, 'Value');
  if (url !== '') return { url };
  const refused = textOf(child(user, 'UserSettingErrors', 'UserSettingError'), 'ErrorCode');
  const code = textOf(user, 'ErrorCode');
  return { error: refused !== '' ? refused : code !== '' && code !== 'NoError' ? code : 'SettingIsNotAvailable' };
}

/** What a server knows about the address that somebody asks it for. */
export type Known =
  | { readonly is: 'here'; readonly mailbox: MailboxPlan; readonly withUrls: boolean }
  | { readonly is: 'elsewhere'; readonly address: string }
  | { readonly is: 'unknown' };

/** Whether the server's organization has the mailbox, sends the caller on to another address, or knows nobody of that name. */
export function known(server: ServerPlan, mailbox: MailboxPlan | undefined, organization: OrganizationPlan = server.organization): Known {
  if (mailbox === undefined) return { is: 'unknown' };
  // Tenants of Exchange Online are behind the same names.
  if (mailbox.server.organization !== organization && !(organization.cloud && mailbox.server.organization.cloud)) {
    return mailbox.routingAddress === null ? { is: 'unknown' } : { is: 'elsewhere', address: mailbox.routingAddress };
  }
  const without = [server, mailbox.server].some(({ faults }) => faults.has('autodiscover-without-urls'));
  return { is: 'here', mailbox, withUrls: !without };
}

/** Answers GetUserSettings. Source: MS-OXWSADISC 3.1.4.6; Microsoft Learn, GetUserSettings operation (SOAP). */
export function userSettingsAnswer(
  server: ServerPlan,
  xml: string,
  find: (address: string) => Known,
): Pick<Answer, 'status' | 'body'> {
  const envelope = child(parsedXml(xml) ?? {}, 'Envelope');
  const request = child(envelope, 'Body', 'GetUserSettingsRequestMessage', 'Request');
  const address = textOf(child(request, 'Users', 'User'), 'Mailbox');
  if (address === '')
    return { status: 200, body: enveloped(server, 'GetUserSettings', '<ErrorCode>InvalidRequest</ErrorCode><ErrorMessage>The request is invalid.</ErrorMessage>') };
  const asked = children(child(request, 'RequestedSettings'), 'Setting').map((setting) => textOf(setting, '#text'));
  return {
    status: 200,
    body: enveloped(
      server,
      'GetUserSettings',
      '<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses><UserResponse>'
        + `${userResponse(server, asked, find(address))}</UserResponse></UserResponses>`,
    ),
  };
}

function userResponse(server: ServerPlan, asked: readonly string[], found: Known): string {
  const redirect = found.is === 'elsewhere' ? `<RedirectTarget>${escaped(found.address)}</RedirectTarget>` : '<RedirectTarget i:nil="true"/>';
  const about = (code: string, message: string): string => `<ErrorCode>${code}</ErrorCode><ErrorMessage>${message}</ErrorMessage>${redirect}`;
  if (found.is === 'unknown') return `${about('InvalidUser', 'Invalid user.')}<UserSettingErrors/><UserSettings i:nil="true"/>`;
  if (found.is === 'elsewhere') return `${about('RedirectAddress', 'Redirection address.')}<UserSettingErrors/><UserSettings i:nil="true"/>`;
  const settings = found.withUrls ? valuesOf(server, found.mailbox) : new Map<string, string>();
  const values = asked.flatMap((name) => {
    const value = settings.get(name);
    return value === undefined ? [] : [`<UserSetting i:type="StringSetting"><Name>${name}</Name><Value>${escaped(value)}</Value></UserSetting>`];
  });
  const missing = asked
    .filter((name) => !settings.has(name))
    .map(
      (name) =>
        '<UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode>'
        + `<ErrorMessage>User setting '${escaped(name)}' is not available. </ErrorMessage>`
        + `<SettingName>${escaped(name)}</SettingName></UserSettingError>`,
    );
  return `${about('NoError', 'No error.')}<UserSettingErrors>${missing.join('')}</UserSettingErrors><UserSettings>${values.join('')}</UserSettings>`;
}

function valuesOf(server: ServerPlan, { address, server: home }: MailboxPlan): ReadonlyMap<string, string> {
  const [major, minor, build, revision] = buildNumbers(server.build);
  const two = (number: number): string => String(number).padStart(2, '0');
  return new Map([
    ['InternalEwsUrl', home.ews.href],
    ['ExternalEwsUrl', home.ews.href],
    ['AutoDiscoverSMTPAddress', address],
    ['CasVersion', `${two(major)}.${two(minor)}.${String(build).padStart(4, '0')}.${String(revision).padStart(3, '0')}`],
  ]);
}

/** Version in the header: 2010 names its service pack, 2013 itself, later ones 2015. Source: answers recorded in public issues. */
function headerVersion({ version }: ServerPlan): string {
  if (version === 'exchange-2010') return 'Exchange2010_SP2';
  return version === 'exchange-2013' ? 'Exchange2013' : 'Exchange2015';
}

/** An answer of this operation, around what stands in its Response. */
export function enveloped(server: ServerPlan, operation: string, response: string): string {
  const [major, minor, build, revision] = buildNumbers(server.build);
  return (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>'
    + `<a:Action s:mustUnderstand="1">${action(operation)}Response</a:Action><h:ServerVersionInfo xmlns:h="${namespace}">`
    + `<h:MajorVersion>${major}</h:MajorVersion><h:MinorVersion>${minor}</h:MinorVersion><h:MajorBuildNumber>${build}</h:MajorBuildNumber>`
    + `<h:MinorBuildNumber>${revision}</h:MinorBuildNumber><h:Version>${headerVersion(server)}</h:Version></h:ServerVersionInfo></s:Header>`
    + `<s:Body><${operation}ResponseMessage xmlns="${namespace}"><Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${response}`
    + `</Response></${operation}ResponseMessage></s:Body></s:Envelope>`
  );
}

/** The header of a request, whatever its prefixes. */
export function headerOf(xml: string): Tree {
  return child(parsedXml(xml) ?? {}, 'Envelope', 'Header');
}
