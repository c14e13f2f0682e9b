/** Which right a token lacks for a lookup, as far as the token itself tells. Only the service decides; this names what to grant after it refused. */
import type { TokenRights } from '../model/facts.ts';
import type { Audience } from './national-clouds.ts';

/** Permissions of which one is enough. */
interface Needed {
  readonly application: readonly string[];
  readonly delegated: readonly string[];
  /** Under which an administrator finds them. */
  readonly service: string;
  /** The role in Exchange Online that permits the same without a permission in the directory, so that the token does not show it. */
  readonly role: string;
}

/**
 * Source: Microsoft Learn, Authenticate an EWS application by using OAuth (full_access_as_app, EWS.AccessAsUser.All); calendar: getSchedule
 * (Calendars.ReadBasic is the least that it names, for users and for applications); Role Based Access Control for Applications in Exchange Online
 * (roles Application EWS.AccessAsApp, Application Calendars.Read).
 */
const needed: Readonly<Record<Audience, Needed>> = {
  ews: {
    application: ['full_access_as_app'], delegated: ['EWS.AccessAsUser.All'], service: 'Office 365 Exchange Online',
      role: 'Application EWS.AccessAsApp',
  },
  graph: {
    application: ['Calendars.Read', 'Calendars.ReadBasic', 'Calendars.ReadBasic.All', 'Calendars.ReadWrite'],
    delegated: ['Calendars.Read', 'Calendars.ReadBasic', 'Calendars.ReadWrite', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
    service: 'Microsoft Graph', role: 'Application Calendars.Read',
  },
};

/** The missing right, as a sentence without its full stop; null: the token shows one that is enough. */
export function missingRight(rights: TokenRights, audience: Audience): string | null {
  const { application, delegated, service, role } = needed[audience];
  const [wanted, held] = rights.flow === 'application' ? [application, rights.roles] : [delegated, rights.scopes];
  const names = new Set(held.map((name) => name.toLowerCase()));
  if (wanted.some((name) => names.has(name.toLowerCase()))) return null;
  const kind = rights.flow === 'application' ? 'application' : 'delegated';
  const holds = held.length === 0 ? `no ${kind} permission` : held.slice(0, 10).join(', ');
  return `by its own words the token of application ${rights.application} holds ${holds}, but not ${wanted[0] ?? ''}: `
    + `grant that ${kind} permission of ${service} and consent to it as an administrator`
    + (rights.flow === 'application' ? ` (or assign the role ${role} in Exchange Online)` : '');
}

/** Who signed in, where that is plainly somebody else than the requester; null: the requester, an application, or nobody can tell. */
export function signedInAsAnother(rights: TokenRights | undefined, requester: string): string | null {
  if (rights?.flow !== 'delegated' || rights.account === '') return null;
  const [account, address] = [rights.account.toLowerCase(), requester.toLowerCase()];
  // The name before the @ is often the same where the user principal name is not the address.
  return account === address || account.split('@')[0] === address.split('@')[0] ? null : rights.account;
}
