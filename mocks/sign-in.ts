import type { Socket } from 'node:net';
import type { Identity } from './authority.ts';
import type { HeaderLines } from './answer.ts';
import { challengeFor, checkAuthenticate, ntlmType } from './ntlm.ts';
import type { NtlmExchange } from './ntlm.ts';
import type { AccountPlan, LabPlan, ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles, windowsProfiles } from './profiles.ts';
import { realmTrustedBy } from './tokens.ts';

/** Who a request comes from, or the challenges with which it is refused. */
export type SignInOutcome =
  { readonly account: AccountPlan; readonly persistent: boolean } | { readonly account: null; readonly challenges: HeaderLines };

/** Signs in the requests of one port; NTLM belongs to the connection, so it remembers connections. */
export type SignInDesk = (socket: Socket, authorization: string | undefined, takesTokens: boolean) => SignInOutcome;

/** Whether tokens of other organizations are taken at EWS or Autodiscover of a server on premises. */
export function takesTokensAt({ organization, version, faults }: ServerPlan, kind: 'ews' | 'pox' | 'soap'): boolean {
  return !organization.cloud && exchangeProfiles[version].oauth && !faults.has('oauth-off')
    && (kind === 'ews' || !faults.has('autodiscover-oauth-off'));
}

/** The part of an account's name without its domain, in lower case. */
function plainName(user: string): string {
  return user.slice(user.lastIndexOf('\\') + 1).toLowerCase();
}

/**
 * Whether a channel binding that comes must fit (Extended Protection at `Allow`), as installed: Exchange 2019 from CU14 on, and SE.
 * Source: Microsoft Learn, Configure Windows Extended Protection in Exchange Server.
 */
function checksBindings({ version, build, faults }: ServerPlan): boolean {
  return faults.has('extended-protection') || version === 'exchange-se' || (version === 'exchange-2019' && buildNumbers(build)[2] >= 1544);
}

/** What Exchange Online asks for; it takes neither NTLM nor Kerberos. Source: MS-XOAUTH 3.2.5.1. */
const cloudChallenge =
  'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", '
  + 'token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';

/**
 * What servers on premises ask of a request that comes with an empty bearer token, and only of that.
 * Source: MS-XOAUTH 4.6; Microsoft Learn, Using hybrid Modern Authentication with Outlook for iOS and Android (a challenge on premises).
 */
const ownChallenge = (server: ServerPlan): string =>
  'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", '
  + `trusted_issuers="00000001-0000-0000-c000-000000000000@${realmTrustedBy(server)}", `
  + 'token_types="app_asserted_user_v1 service_asserted_app_v1"';

/** Opens the desk of one port of a server. `realm`: the name in the Basic challenge. */
export function signInDesk(plan: LabPlan, server: ServerPlan, identity: Identity, realm: string): SignInDesk {
  const exchanges = new WeakMap<Socket, NtlmExchange>();
  const signedIn = new WeakMap<Socket, AccountPlan>();
  const required = server.faults.has('extended-protection-required');
  const negotiateOnly = server.faults.has('negotiate-only');
  const { cloud } = server.organization;
  // Users of a resource forest have their accounts in another forest, and no others are there.
  const accountDomain = server.organization.accountForest?.split('.')[0] ?? '';
  const named = (user: string, domain: string): AccountPlan | undefined =>
    plan.accounts.find(
      (account) =>
        account.user !== null
        && (accountDomain === '' || domainFits(account.user, accountDomain))
        && (account.user.toLowerCase() === (domain === '' ? user : `${domain}\\${user}`).toLowerCase()
          || (plainName(account.user) === plainName(user) && domainFits(account.user, domain === '' ? domainOf(user) : domain))),
    );

  const windows: HeaderLines = [
    ['WWW-Authenticate', 'Negotiate'],
    ...(negotiateOnly ? [] : [['WWW-Authenticate', 'NTLM'] as const]),
  ];
  const offers: HeaderLines = [
    ...(cloud ? [['WWW-Authenticate', cloudChallenge] as const] : windows),
    ...(server.basic && !negotiateOnly ? [['WWW-Authenticate', `Basic realm="${realm}"`] as const] : []),
  ];
  const refused: SignInOutcome = { account: null, challenges: offers };

  const ntlm = (socket: Socket, scheme: string, token: string): SignInOutcome => {
    const message = Buffer.from(token, 'base64');
    const type = ntlmType(message);
    if (type === 1) {
      const exchange = challengeFor(
        message,
        {
          netbiosDomain: (server.domain.split('.')[0] ?? 'LAB').toUpperCase().slice(0, 15),
          netbiosComputer: server.netbios,
          dnsDomain: server.domain,
          dnsComputer: server.fqdn,
          windowsBuild: windowsProfiles[server.windows].build,
        },
        Date.now(),
      );
      exchanges.set(socket, exchange);
      return { account: null, challenges: [['WWW-Authenticate', `${scheme} ${exchange.challenge.toString('base64')}`]] };
    }
    const exchange = exchanges.get(socket);
    exchanges.delete(socket);
    if (type !== 3 || !exchange) return refused;
    const verdict = checkAuthenticate(exchange, message, {
      passwordsOf: (user, domain) => named(user, domain)?.passwords ?? [],
      certificate: required || checksBindings(server) ? identity.der : null,
      channelBindingRequired: required,
    });
    const account = verdict.accepted ? named(plainName(verdict.user), domainOf(verdict.user)) : undefined;
    if (!account) return refused;
    signedIn.set(socket, account);
    return { account, persistent: true };
  };

  return (socket, authorization, takesTokens) => {
    const [scheme = '', token = ''] = (authorization ?? '').trim().split(/\s+/, 2);
    const before = signedIn.get(socket);
    if (authorization === undefined) return before ? { account: before, persistent: true } : refused;
    if (/^bearer$/i.test(scheme) && token === '' && takesTokens)
      return { account: null, challenges: [['WWW-Authenticate', ownChallenge(server)], ...offers] };
    if (/^bearer$/i.test(scheme)) {
      const account = plan.accounts.find((candidate) => candidate.token !== null && candidate.token === token);
      return account ? { account, persistent: false } : refused;
    }
    if (negotiateOnly) return refused;
    if (!cloud && /^(ntlm|negotiate)$/i.test(scheme)) return ntlm(socket, scheme, token);
    if (!/^basic$/i.test(scheme) || !server.basic) return refused;
    const text = Buffer.from(token, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const account = at < 0 ? undefined : named(text.slice(0, at), '');
    return account?.passwords.includes(text.slice(at + 1)) ? { account, persistent: false } : refused;
  };
}

function domainOf(user: string): string {
  const at = user.indexOf('\\');
  return at < 0 ? '' : user.slice(0, at);
}

/** A domain that is not written, on either side, fits: Windows then takes the server's own. */
function domainFits(user: string, domain: string): boolean {
  const own = domainOf(user);
  return own === '' || domain === '' || own.toLowerCase() === domain.toLowerCase();
}
