/** What the causes about OAuth look at: why a token was refused, where it came from, and who was asked to take it. */
import { whatIsSeen } from '../../exchange/availability.ts';
import { normaliseText } from '../../exchange/error-texts.ts';
import { identify } from '../../exchange/identity.ts';
import { oauthDiagnosticsIn, type OAuthDiagnostics } from '../../exchange/oauth-diagnostics.ts';
import { remembering } from '../../exchange/remembering.ts';
import { tenantOf, trusts } from '../../exchange/tenants.ts';
import { compareBuilds } from '../../exchange/versions.ts';
import type { LookupExchange, TargetAnswer } from '../../model/facts.ts';
import type { See } from '../cause.ts';
import { builtSo } from '../server-health/sight.ts';
import { all, askedOf, inAnswer, lacks } from '../sight.ts';

const diagnosticsIn = remembering(oauthDiagnosticsIn);

/**
 * Why a token was refused, as the answer says: in its text, as calling servers repeat it, or in the header x-ms-diagnostics. The header of a
 * 401 or 403 is about our own sign-in, not about the call between the servers.
 */
function diagnosticsOf(exchange: LookupExchange | null, text: string): readonly OAuthDiagnostics[] {
  const ours = exchange === null || exchange.status === 401 || exchange.status === 403;
  return diagnosticsIn(`${text}\n${ours ? '' : exchange.headers['x-ms-diagnostics'] ?? ''}`);
}

/** A token was refused for a reason that passes the test. */
export function tokenRefused(test: (reason: OAuthDiagnostics) => boolean): See {
  return inAnswer(({ exchange, text }) => diagnosticsOf(exchange, text).some(test));
}

/** The text holds these words, whatever its line wraps, quotes and case. */
export function words(...patterns: readonly RegExp[]): See {
  return inAnswer(({ text }) => patterns.every((pattern) => pattern.test(normaliseText(text))));
}

/** A federated call goes to …/Exchange.asmx/WSSecurity and carries no OAuth token. Source: Microsoft Learn, Resolve free/busy errors. */
export const isFederated: See = inAnswer(({ answer, text }: { readonly answer: TargetAnswer | null; readonly text: string }) =>
  /wssecurity/i.test(`${answer?.responseSource ?? ''} ${text}`));

/** The text speaks of OAuth: a class of it, a token, an error of the token service. */
export const speaksOfOAuth: See = inAnswer(({ exchange, text }) =>
  /\boauth|\baadsts\d|app_asserted_user|user-context in the token/i.test(text) || diagnosticsOf(exchange, text).length > 0);

/** The sign holds only while the target is in Exchange Online and the requester is not. */
export function toCloud(see: See): See {
  return (lookup, evidence) => (evidence.server(lookup.target.server).version === 'exchange-online'
    && evidence.server(lookup.requester.server).version !== 'exchange-online' ? see(lookup, evidence) : []);
}

/** Some attempts at this lookup succeeded and others failed. Unobserved where it was tried once. */
export const nowAndThen: See = (lookup, evidence) => {
  const asked = askedOf(lookup, evidence);
  const { tries } = whatIsSeen(lookup, evidence);
  if (asked === undefined || tries.length < 2) return undefined;
  return new Set(tries.map(({ availability }) => availability)).size > 1 ? [asked] : [];
};

/**
 * Builds whose worker processes may start with keys of the token service that are outdated: Exchange 2016 before CU17, 2019 before CU6.
 * Source: Microsoft Support, HMA EvoSTS certificate rollover causes authentication prompts; exchange/builds-table.ts.
 */
export function mayStartWithOldKeys(build: string): boolean {
  return (compareBuilds(build, '15.1') >= 0 && compareBuilds(build, '15.1.2044') < 0)
    || (compareBuilds(build, '15.2') >= 0 && compareBuilds(build, '15.2.659') < 0);
}

/** The target was seen to run such a build. */
export const targetMayStartWithOldKeys: See = builtSo('target', ({ build }) => mayStartWithOldKeys(build));

/** The signature of a token was found invalid. Source: Microsoft Learn, Resolve free/busy errors. */
export const invalidSignature: See = inAnswer(({ exchange, text }) =>
  diagnosticsOf(exchange, text).some(({ category, reason }) => category === 'invalid_signature' || /token has an invalid signature/i.test(reason))
    || /the token has an invalid signature|error_category ?= ?"?invalid_signature/.test(normaliseText(text)));

/** Requests of the other organization may come to an Exchange 2010, which knows no OAuth: it is the target, or answers by the name of that end. */
export const exchange2010There: See = (lookup, evidence) => {
  const asked = askedOf(lookup, evidence);
  if (asked === undefined) return undefined;
  const end = [lookup.target.server, lookup.requester.server].find((id) => evidence.server(id).version !== 'exchange-online');
  const hosts = (id: string): readonly string[] => evidence.endpoints(id).filter(({ role }) => role === 'published').map(({ host }) => host);
  const found = Object.keys(evidence.scenario.servers).filter((id) => identify(id, evidence).version === 'exchange-2010' && end !== undefined
    && (id === end ? id === lookup.target.server : hosts(id).some((host) => hosts(end).includes(host))));
  return found.length === 0 ? [] : [asked, ...found.flatMap((id) => identify(id, evidence).versionShownBy ?? [])];
};

/** Exchange at the target's published name offers OAuth to who asks with an empty token, or does not. Source: MS-XOAUTH 4.6. */
export function emptyBearer(offered: boolean): See {
  return (lookup, evidence) => {
    const asked = evidence.endpoints(lookup.target.server).filter(({ role }) => role === 'published').flatMap(({ host, port }) => {
      const observation = evidence.of('sign-in-schemes', `${host}:${port}`);
      const fact = evidence.fact('sign-in-schemes', `${host}:${port}`);
      return observation === undefined || fact === undefined || fact.bearer === null ? [] : [{ observation, bearer: fact.bearer }];
    });
    if (asked.length === 0) return undefined;
    return asked.filter(({ bearer }) => bearer === (offered ? 'offered' : 'not-offered')).map(({ observation }) => observation);
  };
}

/**
 * Exchange at the target's published name lists tenants whose tokens it takes, and that of the requester is among them, or is not. Unobserved
 * where it lists none, or the requester's tenant is not known.
 */
export function trustsTenantOfRequester(wanted: boolean): See {
  return (lookup, evidence) => {
    const tenant = tenantOf(lookup.requester, evidence);
    const [shown, known] = [evidence.of('tenant', tenant), evidence.fact('tenant', tenant)];
    if (shown === undefined || known === undefined) return undefined;
    const told = evidence.endpoints(lookup.target.server).filter(({ role }) => role === 'published').flatMap(({ host, port }) => {
      const observation = evidence.of('sign-in-schemes', `${host}:${port}`);
      const challenge = evidence.fact('sign-in-schemes', `${host}:${port}`)?.challenge ?? null;
      const trusted = challenge === null ? null : trusts(challenge, known);
      return observation === undefined || trusted === null ? [] : [{ observation, trusted }];
    });
    if (told.length === 0) return undefined;
    const found = told.filter(({ trusted }) => trusted === wanted).map(({ observation }) => observation);
    return found.length === 0 ? [] : [...found, shown];
  };
}

/** Words that name one fault of OAuth; another cause of this folder holds each. Sources: there. */
const NAMED = new RegExp([
  'missing signing certificate', 'authorization certificate with thumbprint', 'linked account for rbac', 'in the token (?:is ambiguous|does not '
    + 'exist)',
  'hostname component of the audience', 'token contains (?:no permissions|not enough scope)', 'token has an invalid signature',
  'issuer of the token is unknown', 'the tenant for tenant guid',
  'error_category ?= ?"?invalid_(?:signature|user|issuer|tenant)', 'trusted_issuer list', 'are configured '
    + 'locally', 'v1profilelocaltokenissuer', '\\baadsts(?:50012|700027|70002|500011)\\b',
].join('|'));

const named = remembering((text) => NAMED.test(normaliseText(text)));

/** The text tells why the sign-in by OAuth failed. */
export const tellsWhy: See = inAnswer(({ exchange, text }) =>
  named(text) || diagnosticsOf(exchange, text).some(({ reason }) => NAMED.test(reason.toLowerCase())));

/** A call was refused, without OAuth as such giving a reason, and not at the address for federated sharing. */
export const withoutReason: See = all(
  inAnswer(({ exchange, text }) => diagnosticsOf(exchange, text).length === 0), lacks(tellsWhy), lacks(isFederated));

/** The user in a token was refused, and the text does not tell whether it is unknown or ambiguous. */
export const invalidUser: See = inAnswer(({ exchange, text }) => {
  const said = diagnosticsOf(exchange, text);
  return !/in the token (?:is ambiguous|does not exist)/.test(normaliseText(text))
    && (said.some(({ category, code }) => category === 'invalid_user' || code === 2000005)
      || /error_category ?= ?"?invalid_user/.test(normaliseText(text)));
});

/** Source: OfficeDocs-Support 3090197, 401 Access denied error when you run the Test-OAuthConnectivity cmdlet. */
export const accessDenied: See = words(/\b401:? access denied/);

export const resolveFreeBusyErrors = {
  title: 'Resolve free/busy errors',
  url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors',
} as const;

export const oauthSetup = {
  title: 'Configure OAuth authentication between Exchange and Exchange Online organizations',
  url: 'https://learn.microsoft.com/exchange/configure-oauth-authentication-between-exchange-and-exchange-online-organizations-exchange-2013-help',
} as const;

export const exchangeOAuthCertificate = {
  title: 'CSS-Exchange: MonitorExchangeAuthCertificate', url: 'https://microsoft.github.io/CSS-Exchange/Admin/MonitorExchangeAuthCertificate/',
} as const;

/** Shows what the other side says about the token, in the direction on-premises to cloud. */
export const testOAuthOut = 'on {requesterServer}: Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx '
  + '-Mailbox {requester} -Verbose | Format-List';

/** The same in the direction cloud to on-premises. */
export const testOAuthIn = 'in Exchange Online PowerShell: Test-OAuthConnectivity -Service EWS -TargetUri https://{targetName}/ews/exchange.asmx '
  + '-Mailbox {requester} -Verbose | Format-List';
