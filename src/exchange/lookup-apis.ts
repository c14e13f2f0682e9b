/** By which APIs the users of a server are asked for. */
import type { LookupApi, Server } from '../model/scenario.ts';
import { nationalClouds } from './national-clouds.ts';

/**
 * As the scenario says; otherwise both in Exchange Online, and EWS elsewhere, because Graph serves mailboxes in Exchange Online only.
 * Source: Microsoft Learn, calendar: getSchedule; REST API is not yet supported for this mailbox.
 */
export function apisOf({ api, version }: Pick<Server, 'api' | 'version'>): readonly LookupApi[] {
  if (api !== undefined && api !== 'both') return [api];
  return version === 'exchange-online' ? ['ews', 'graph'] : ['ews'];
}

/** Where Graph of that server's cloud is. Source: Microsoft Learn, Microsoft Graph national cloud deployments. */
export function graphHost({ nationalCloud }: Pick<Server, 'nationalCloud'>): string {
  return nationalClouds[nationalCloud ?? 'worldwide'].graph[0];
}
