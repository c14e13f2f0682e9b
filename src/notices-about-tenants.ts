/** What a reader should know about tenants of Exchange Online: how much of their policy on EWS was seen, and how much cannot be seen from here. */
import { seenBy, whatIsSeen } from './exchange/availability.ts';
import { httpStatusIn } from './exchange/error-texts.ts';
import { ewsPolicyReason, tenantStatesThatFit, type EwsSeen, type EwsTenantState } from './exchange/ews-retirement.ts';
import { nationalClouds } from './exchange/national-clouds.ts';
import { isTenantId, tenantOf, trusts } from './exchange/tenants.ts';
import { versionOfBuild } from './exchange/versions.ts';
import type { Evidence } from './model/evidence.ts';
import type { OAuthChallenge } from './model/facts.ts';
import type { Observation } from './model/observation.ts';
import type { Notice } from './model/report.ts';
import type { Mailbox } from './model/scenario.ts';

const SPOKEN: Readonly<Record<EwsTenantState, string>> = { unset: 'not set yet', list: 'on with a list', off: 'off' };

/** What Exchange Online lets in, and what servers on-premises say about tenants in their challenges. */
export function noticesAboutTenants(evidence: Evidence): readonly Notice[] {
  return [...aboutRefusals(evidence), ...aboutChallenges(evidence)];
}

/** One for each Exchange Online that forbade a call (403), ours or that of a server. */
function aboutRefusals(evidence: Evidence): readonly Notice[] {
  const online = Object.keys(evidence.scenario.servers).filter((id) => evidence.server(id).version === 'exchange-online');
  return online.flatMap((id): readonly Notice[] => {
    const refused = refusalsOf(id, evidence)[0];
    if (refused === undefined) return [];
    const { seen, shownBy } = seenOf(id, evidence);
    const fit = tenantStatesThatFit[seen].map((state) => SPOKEN[state]).join(', ');
    const says = `${TOLD[seen](id)} EWS of that tenant may be ${fit}; the date alone tells nothing about one tenant.`;
    return [{ says, observation: (shownBy ?? refused).id }];
  });
}

/** What each published name on-premises says where it offers OAuth: users sign in by Entra ID, tokens of another tenant, another cloud. */
function aboutChallenges(evidence: Evidence): readonly Notice[] {
  const { lookups, servers } = evidence.scenario;
  const isOnline = (id: string): boolean => evidence.server(id).version === 'exchange-online';
  const mailboxes = lookups.flatMap(({ requester, target }) => [requester, target]);
  const inCloud = [...new Map(mailboxes.filter(({ server }) => isOnline(server)).map((mailbox) => [tenantOf(mailbox, evidence), mailbox])).entries()];
  return Object.keys(servers).filter((id) => !isOnline(id)).flatMap((id) => evidence.endpoints(id).filter(({ role }) => role === 'published')
    .flatMap(({ host, port }): readonly Notice[] => {
      const observation = evidence.of('sign-in-schemes', `${host}:${port}`);
      const challenge = evidence.fact('sign-in-schemes', `${host}:${port}`)?.challenge ?? null;
      if (observation === undefined || challenge === null) return [];
      return challengeSays(host, challenge, inCloud, evidence).map((says) => ({ says, observation: observation.id }));
    }));
}

function challengeSays(
  host: string, challenge: OAuthChallenge, inCloud: readonly (readonly [tenant: string, mailbox: Mailbox])[], evidence: Evidence,
): readonly string[] {
  const uri = challenge.authorizationUri;
  const authority = uri !== null && URL.canParse(uri) ? new URL(uri).hostname.toLowerCase() : null;
  const ofMicrosoft = Object.values(nationalClouds).some((cloud) => cloud.authority === authority);
  return [
    ...(authority === null ? [] : [`${host} sends users to ${authority} to sign in (hybrid modern authentication is on there). That is about people; how `
      + 'Exchange servers ask each other does not depend on it.']),
    ...inCloud.flatMap(([tenant, { server }]) => {
      const expected = nationalClouds[evidence.server(server).nationalCloud ?? 'worldwide'].authority;
      const fact = evidence.fact('tenant', tenant);
      const strange = trusts(challenge, { domain: tenant, tenantId: fact?.tenantId ?? (isTenantId(tenant) ? tenant : null) }) === false;
      const trusted = [...new Set(challenge.trustedIssuers.flatMap(({ realm }) => realm ?? []))].slice(0, 3).join(', ');
      return [
        ...(strange ? [`${host} takes tokens of tenant ${trusted}, and not of ${tenant}${fact?.tenantId ? ` (${fact.tenantId})` : ''}, to which ${server} belongs.`] : []),
        ...(ofMicrosoft && authority !== expected
          ? [`${host} belongs to the cloud of ${authority ?? ''}, while ${server} is in that of ${expected}.`] : []),
      ];
    }),
  ];
}

const TOLD: Readonly<Record<EwsSeen, (id: string) => string>> = {
  'served': (id) => `${id} serves this tool by EWS, so EWS is not switched off there; whether the application of the Exchange servers is allowed `
    + 'cannot be seen from here.',
  'blocked-by-policy': (id) => `${id} refuses this tool by a list of applications or of user agents; whether it lets the Exchange servers in `
    + 'cannot be seen from here.',
  'disabled': (id) => `${id} says that EWS is off for the tenant or for the mailbox that asked; which of them, another mailbox of the tenant would `
    + 'show.',
  'nothing': (id) => `Whether EWS is switched off in ${id} was not seen: to a request without a good token Exchange Online answers alike in `
    + 'every state.',
};

/** Lookups that a 403 of that server ended: our own request there, or the call of a server to it. */
function refusalsOf(id: string, evidence: Evidence): readonly Observation[] {
  return evidence.scenario.lookups.flatMap((lookup) => {
    const { answer, availability } = whatIsSeen(lookup, evidence);
    const own = lookup.requester.server === id && seenBy('ews', lookup, evidence)?.exchange?.status === 403;
    const met = lookup.target.server === id && availability === 'hash-marks' && httpStatusIn(answer?.messageText ?? '') === 403;
    return own || met ? [evidence.of('user-availability', lookup.requester.address)].filter((one) => one !== undefined) : [];
  });
}

function seenOf(id: string, evidence: Evidence): { readonly seen: EwsSeen; readonly shownBy: Observation | undefined } {
  const calls = Object.values(evidence.scenario.mailboxes).filter(({ server }) => server === id).flatMap(({ address }) => {
    const shownBy = evidence.of('user-availability', address);
    return (evidence.fact('user-availability', address)?.exchanges ?? []).map((exchange) => ({ exchange, shownBy }));
  });
  const served = calls.find(({ exchange }) => exchange.executedBy !== null && versionOfBuild(exchange.executedBy) === 'exchange-online');
  if (served !== undefined) return { seen: 'served', shownBy: served.shownBy };
  for (const { exchange, shownBy } of calls) {
    const reason = exchange.status === 403 ? ewsPolicyReason(exchange.headers['x-ews-policy-reason'] ?? '') : null;
    if (reason !== null) return { seen: reason, shownBy };
  }
  return { seen: 'nothing', shownBy: undefined };
}
