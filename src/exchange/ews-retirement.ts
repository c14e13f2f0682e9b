/**
 * How Exchange Online ends Exchange Web Services, and what a server on-premises needs to be let in until then. A date tells nothing about one
 * tenant: in autumn 2026 tenants that were not reached yet, tenants with an allow list and tenants that are switched off stand side by side.
 */
import { compareBuilds, parseBuild } from './versions.ts';

/** Why Exchange Online refused a call, by the header X-EWS-Policy-Reason of its 403. */
export type EwsPolicyReason = 'disabled' | 'blocked-by-policy';

/**
 * The two values of the header; the body is no help, and any other 403 has another reason.
 * Source: Microsoft Learn, Control access to EWS in Exchange, "Understand HTTP 403 responses in Exchange Online".
 */
const policyReasons: readonly (readonly [value: RegExp, reason: EwsPolicyReason])[] = [
  [/\bEWS is disabled for this user or tenant\b/i, 'disabled'],
  // An application that is not on the list, or a user agent: the value does not tell which.
  [/\bEWS is blocked by policy for this user or tenant\b/i, 'blocked-by-policy'],
];

/** The reason that a header or a text names; null: none of them. */
export function ewsPolicyReason(text: string): EwsPolicyReason | null {
  const words = text.replace(/\s+/g, ' ');
  return policyReasons.find(([value]) => value.test(words))?.[1] ?? null;
}

/** What a tenant says about EWS. `unset`: nobody has set EwsEnabled and Microsoft has not come to this tenant yet; `list`: True with a list. */
export type EwsTenantState = 'unset' | 'list' | 'off';

/** What became of calls of our own application. `nothing`: no call came with a token that was found good. */
export type EwsSeen = 'served' | EwsPolicyReason | 'nothing';

/**
 * The states of a tenant that fit what was seen; never judged by the date. A refusal may be the mailbox's own switch, so it leaves every state
 * open; a list of user agents refuses in the same words as one of applications, and goes with either state. Before a good token Exchange
 * Online answers 401 whatever the state.
 * Source: Microsoft Learn, Control access to EWS in Exchange (what is checked, and the two values); hybrid facts of 2026-11.
 */
export const tenantStatesThatFit: Readonly<Record<EwsSeen, readonly EwsTenantState[]>> = {
  'served': ['unset', 'list'],
  'blocked-by-policy': ['unset', 'list'],
  'disabled': ['unset', 'list', 'off'],
  'nothing': ['unset', 'list', 'off'],
};

export interface Milestone {
  /** First day, UTC. */
  readonly from: string;
  /** End of a sentence that begins with the date. */
  readonly what: string;
  /** `microsoft`: read in a text of Microsoft; `others`: others quote Microsoft. */
  readonly by: 'microsoft' | 'others';
  readonly source: string;
}

/** Announced and observed dates, in order. None of them shows the state of a tenant. */
export const milestones = {
  bothLevels: { from: '2025-04-01', what: 'EwsEnabled must allow it for the organization and for the mailbox', by: 'others', source: 'MC1015893, '
    + 'mwpro.co.uk' },
  firstTest: { from: '2025-09-16', what: 'the shared application of Exchange servers was blocked for two days as a test', by: 'microsoft',
    source: 'techcommunity.microsoft.com 4440682' },
  sharedApplication: { from: '2025-10-31', what: 'the shared application of Exchange servers is blocked for good', by: 'microsoft',
    source: 'techcommunity.microsoft.com 4452910' },
  phasedEnd: { from: '2026-10-01', what: 'Exchange Online switches EWS off tenant by tenant where nobody set '
    + 'EwsEnabled', by: 'others', source: 'MC1227454' },
  listNeeded: { from: '2026-10-10', what: 'EwsEnabled True lets only the applications of EwsAllowedAppIDs in', by: 'others', source: 'MC1485116' },
  end: { from: '2027-04-01', what: 'Exchange Online ends EWS, without exceptions', by: 'others', source: 'MC1227454' },
} as const satisfies Readonly<Record<string, Milestone>>;

/** All dates in one sentence, for people. */
export const milestonesInWords = Object.values(milestones).map(({ from, what }: Milestone) => `${from}: ${what}`).join('; ');

/**
 * First builds that call Exchange Online under an application of the organization's own, by update line (first three numbers). 2019 and SE share
 * 15.2. Lines below the first one of their version cannot, nor can Exchange 2013: no build for them is published (an inference from this list).
 * Source: Microsoft support, Exchange hybrid dedicated app in Entra ID (KB of the April 2025 hotfix updates); Learn, Deploy dedicated Exchange
 * hybrid app.
 */
const dedicatedApplicationFrom: readonly string[] = ['15.1.2507.55', '15.2.1544.25', '15.2.1748.24', '15.2.2562.17'];

/**
 * First build that asks by Microsoft Graph instead of EWS (Exchange SE, May 2026 hotfix update); none of 2016 or 2019 does.
 * Source: microsoft/CSS-Exchange, ConfigureExchangeHybridApplication.ps1 (`-MinimumSU "May26HU"`); Learn, Deploy dedicated Exchange hybrid app.
 */
export const graphFrom = '15.2.2562.41';

/**
 * Can a server of this build use a dedicated hybrid application? null: not known, or it does not ask by OAuth at all (2010 and before, the cloud).
 * @param build four parts; of three parts only the line is known, which tells where the whole line can or cannot
 */
export function knowsDedicatedApplication(build: string): boolean | null {
  const [major, minor, line] = parseBuild(build) ?? [0, 0, 0, 0];
  if (major !== 15 || minor > 2) return null;
  const floors = dedicatedApplicationFrom.filter((floor) => floor.startsWith(`15.${minor}.`));
  const floor = floors.find((one) => one.startsWith(`15.${minor}.${line}.`));
  const hasRevision = build.trim().split('.').length === 4;
  if (floor !== undefined) return hasRevision ? compareBuilds(build, floor) >= 0 : null;
  const [first] = floors;
  if (first === undefined || compareBuilds(build, first) < 0) return false;
  return compareBuilds(build, floors.at(-1) ?? first) > 0 ? true : null;
}
