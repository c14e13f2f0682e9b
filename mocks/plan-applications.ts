/** The applications with which the scenario signs in, as they are registered in their tenants. */
import { cloudOf } from './clouds.ts';
import type { Cloud } from './clouds.ts';
import type { ApplicationFault } from './faults.ts';
import type { LabWorld } from './plan.ts';
import { choice, LabError } from './section.ts';
import type { Section } from './section.ts';

/** One registered application. */
export interface ApplicationPlan {
  /** Id of the sign-in in the scenario. */
  readonly id: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly flow: 'secret' | 'certificate' | 'device-code';
  readonly cloud: Cloud;
  /** The secret that the scenario uses; null where it uses none. */
  readonly secret: string | null;
  /** Address of who signs in by device code. */
  readonly user: string;
  /** Granted permissions, by their values in the directory. */
  readonly permissions: readonly string[];
  readonly faults: ReadonlySet<ApplicationFault>;
}

/** What the documents tell people to grant. Source: Microsoft Learn, Authenticate an EWS application by using OAuth; calendar: getSchedule. */
const usual = { application: ['full_access_as_app', 'Calendars.Read'], delegated: ['EWS.AccessAsUser.All', 'Calendars.Read'] } as const;

/** Throws LabError for an application that no sign-in uses. */
export function planApplications(read: Section, world: LabWorld): readonly ApplicationPlan[] {
  // Several mailboxes may share one; the first of them is who types a device code.
  const used = new Map([...world.accounts].reverse().flatMap(({ application, mailbox }) =>
    application === undefined ? [] : [[application.id, { application, mailbox }] as const]));
  for (const id of read.applications.keys()) {
    if (!used.has(id)) {
      const known = [...used.keys()];
      throw new LabError(['applications', id],
        `The scenario signs in with ${known.length === 0 ? 'no application' : choice(known, 'and')}, not "${id}".`);
    }
  }
  return [...used.values()].map(({ application, mailbox }) => {
    const said = read.applications.get(application.id);
    return {
      id: application.id, tenant: application.tenant, clientId: application.clientId, flow: application.flow,
      cloud: cloudOf(application.nationalCloud), secret: application.secret ?? null,
      user: said?.user ?? mailbox.toLowerCase(),
      permissions: said?.permissions ?? usual[application.flow === 'device-code' ? 'delegated' : 'application'],
      faults: said?.faults ?? new Set(),
    };
  });
}
