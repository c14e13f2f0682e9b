/**
 * The clouds of Microsoft 365: where tokens come from, and the hosts that one is made out for.
 * Source: microsoft/CSS-Exchange, Get-CloudServiceEndpoint.ps1 (all hosts, by cloud); Microsoft Learn, Microsoft Graph national cloud
 * deployments (Graph, token service); Microsoft Learn, Authenticate an EWS application by using OAuth (`https://outlook.office365.com/.default`).
 */
import type { NationalCloud } from '../model/scenario.ts';

/** What a token is made out for. */
export type Audience = 'ews' | 'graph';

export interface NationalCloudHosts {
  readonly name: string;
  /** Where tokens come from. */
  readonly authority: string;
  /** Hosts of Exchange Online, Autodiscover among them; users' calls go to the first one. */
  readonly ews: readonly [string, ...string[]];
  readonly graph: readonly [string, ...string[]];
}

export const nationalClouds: Readonly<Record<NationalCloud, NationalCloudHosts>> = {
  'worldwide': {
    name: 'Microsoft 365 worldwide', authority: 'login.microsoftonline.com',
    ews: ['outlook.office365.com', 'outlook.office.com', 'autodiscover-s.outlook.com'], graph: ['graph.microsoft.com'],
  },
  'us-gov': {
    name: 'Microsoft 365 for US Government (GCC High)', authority: 'login.microsoftonline.us',
    ews: ['outlook.office365.us', 'autodiscover-s.office365.us'], graph: ['graph.microsoft.us'],
  },
  'us-gov-dod': {
    name: 'Microsoft 365 for US Government (DoD)', authority: 'login.microsoftonline.us',
    ews: ['outlook-dod.office365.us', 'autodiscover-s-dod.office365.us'], graph: ['dod-graph.microsoft.us'],
  },
  'china': {
    name: 'Microsoft 365 operated by 21Vianet', authority: 'login.partner.microsoftonline.cn',
    ews: ['partner.outlook.cn', 'autodiscover-s.partner.outlook.cn'], graph: ['microsoftgraph.chinacloudapi.cn'],
  },
};

/** The availability URL of everybody in that cloud. */
export function onlineEws(cloud: NationalCloud): string {
  return `https://${nationalClouds[cloud].ews[0]}/EWS/Exchange.asmx`;
}

/** What a token for this place would be made out for; null: no token is ever made out for it. Only https at its usual port counts. */
export function audienceAt(cloud: NationalCloud, url: URL): Audience | null {
  if (url.protocol !== 'https:' || url.port !== '') return null;
  const host = url.hostname.toLowerCase();
  const { ews, graph } = nationalClouds[cloud];
  return ews.includes(host) ? 'ews' : graph.includes(host) ? 'graph' : null;
}

/** The scope that asks for every permission that the application was granted there. Source: Microsoft Learn, .default scope. */
export function scopeOf(cloud: NationalCloud, audience: Audience): string {
  return `https://${nationalClouds[cloud][audience][0]}/.default`;
}
