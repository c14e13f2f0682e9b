/** The hosts of each cloud of Microsoft 365. Source: Microsoft Learn, Microsoft Graph national cloud deployments; Microsoft 365 URLs. */
export const clouds = {
  'worldwide': { authority: 'login.microsoftonline.com', exchange: 'outlook.office365.com', graph: 'graph.microsoft.com' },
  'us-gov': { authority: 'login.microsoftonline.us', exchange: 'outlook.office365.us', graph: 'graph.microsoft.us' },
  'us-gov-dod': { authority: 'login.microsoftonline.us', exchange: 'outlook-dod.office365.us', graph: 'dod-graph.microsoft.us' },
  'china': { authority: 'login.partner.microsoftonline.cn', exchange: 'partner.outlook.cn', graph: 'microsoftgraph.chinacloudapi.cn' },
} as const;

export type Cloud = keyof typeof clouds;

/** The cloud of that name; the worldwide one where there is none. */
export function cloudOf(name: string | undefined): Cloud {
  return Object.hasOwn(clouds, name ?? '') ? (name as Cloud) : 'worldwide';
}
