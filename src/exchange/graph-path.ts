/** What is known about availability that an Exchange server on-premises asks for by Microsoft Graph. */
import { compareBuilds } from './versions.ts';

/** First build of Exchange SE that can ask by Graph. Source: microsoft/CSS-Exchange, ConfigureExchangeHybridApplication.ps1 (May26HU). */
const FIRST = '15.2.2562.41';
/** First build that gives the times right: Sep26SU. Source: Microsoft Support, article 5125804; exchange/builds-table.ts. */
const MENDED = '15.2.2562.49';

/** Does this build show busy times of cloud users shifted by the requester's UTC offset, where it asks by Graph? Three parts do not tell. */
export function shiftsTimesOverGraph(build: string): boolean {
  return build.split('.').length === 4 && compareBuilds(build, FIRST) >= 0 && compareBuilds(build, MENDED) < 0;
}
