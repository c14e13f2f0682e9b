/** The applications under which servers on premises ask Exchange Online: the one that all organizations shared, and the organization's own. */
import { idOfName } from './access-tokens.ts';
import type { ApplicationFault } from './faults.ts';
import type { ServerPlan } from './plan.ts';
import type { ApplicationPlan } from './plan-applications.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { buildNumbers } from './profiles.ts';
import { exchangeApplication, trustedRealm } from './tokens.ts';

/**
 * First builds with an application of the organization's own, by update line.
 * Source: Microsoft support, Exchange hybrid dedicated app in Entra ID (April 2025 hotfix updates).
 */
const dedicatedFrom = ['15.1.2507.55', '15.2.1544.25', '15.2.1748.24', '15.2.2562.17'] as const;
/** First build that asks by Graph, and the first that does so with the right times. Source: CSS-Exchange (May26HU); Microsoft Support 5125804. */
const [graphFrom, timesRightFrom] = [[15, 2, 2562, 41], [15, 2, 2562, 49]] as const;

/** What the script of Microsoft grants. Source: CSS-Exchange, ConfigureExchangeHybridApplication.ps1. */
const permissions = {
  ews: ['full_access_as_app'],
  graph: ['Calendars.Read', 'MailboxSettings.Read', 'MailTips.ReadBasic.All', 'ProfilePhoto.Read.All'],
} as const;

const applicationFaults = [
  ['hybrid-app-certificate-not-uploaded', 'certificate-is-another'], ['hybrid-app-without-permissions', 'consent-missing'],
] as const;

/** Id of the organization's own application. */
export function ownApplication({ name }: Pick<OrganizationPlan, 'name'>): string {
  return idOfName(`ExchangeServerApp of ${name}`);
}

/** The application under which this server comes: its build has to know another than the shared one, and the override has to be on. */
export function applicationOf({ organization, build }: ServerPlan): string {
  const { faults } = organization;
  const active = !faults.has('hybrid-app-missing') && !faults.has('hybrid-app-not-activated');
  return active && knowsOwnApplication(build) ? ownApplication(organization) : exchangeApplication;
}

/** Does it ask Exchange Online by Microsoft Graph? */
export function asksByGraph(server: ServerPlan): boolean {
  return server.organization.graph && atLeast(server.build, graphFrom) && applicationOf(server) !== exchangeApplication;
}

/** Does it move the times that Graph tells by the distance of the asking clock from UTC? */
export function movesTimes({ build }: ServerPlan): boolean {
  return !atLeast(build, timesRightFrom);
}

/** The applications of organizations on premises, as the tenant has them; the shared one is in every tenant. */
export function organizationApplications(organizations: readonly OrganizationPlan[]): readonly ApplicationPlan[] {
  const planned = (id: string, clientId: string, granted: readonly string[], faults: ReadonlySet<ApplicationFault>): ApplicationPlan =>
    ({ id, tenant: trustedRealm, clientId, flow: 'certificate', cloud: 'worldwide', secret: null, user: '', permissions: granted, faults });
  const premises = organizations.filter(({ cloud }) => !cloud);
  return [
    ...(premises.length === 0 ? [] : [planned('shared application of Exchange servers', exchangeApplication, permissions.ews, new Set())]),
    ...premises.filter(({ faults }) => !faults.has('hybrid-app-missing')).map((organization) => planned(
      `application of ${organization.name}`, ownApplication(organization), [...permissions.ews, ...(organization.graph ? permissions.graph : [])],
      new Set(applicationFaults.flatMap(([fault, its]) => (organization.faults.has(fault) ? [its] : []))),
    )),
  ];
}

function knowsOwnApplication(build: string): boolean {
  const [, minor, line] = buildNumbers(build);
  const floors = dedicatedFrom.map(buildNumbers);
  const floor = floors.find((one) => one[1] === minor && one[2] === line);
  return floor === undefined ? atLeast(build, floors.at(-1) ?? [99, 0, 0, 0]) : atLeast(build, floor);
}

function atLeast(build: string, floor: readonly [number, number, number, number]): boolean {
  const numbers = buildNumbers(build);
  const at = numbers.findIndex((number, index) => number !== floor[index]);
  return at < 0 || (numbers[at] ?? 0) > (floor[at] ?? 0);
}
