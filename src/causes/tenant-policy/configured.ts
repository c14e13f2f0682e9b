/** Policies of the tenant and address spaces, as they were brought along. */
import { accessMethodOf } from '../../exchange/configuration-relationships.ts';
import { applicationOf, isEntra } from '../../exchange/configuration-oauth.ts';
import { allowedApplications, ewsIsOff } from '../../exchange/configuration-servers.ts';
import type { See } from '../cause.ts';
import { both, isMailbox, leadsTo, setting, shownAt, type End } from '../configured.ts';
import { any } from '../sight.ts';
import { intoTheCloud, inTheCloud } from './sight.ts';

/** EWS is off in the tenant, or for the mailbox that is asked for. */
export const ewsOffInCloud: See = any(intoTheCloud(ewsOff('target')), inTheCloud(ewsOff('requester')));

function ewsOff(end: End): See {
  return any(setting(end, 'Get-OrganizationConfig', ewsIsOff), setting(end, 'Get-CASMailbox', both(ewsIsOff, isMailbox(end))));
}

/** The list of the tenant lacks the application that EvoSTS of the asking servers names. */
export const callerNotAllowed: See = intoTheCloud((lookup, evidence) => {
  const applications = shownAt('requester', 'Get-AuthServer', lookup, evidence)
    .flatMap(({ fact }) => fact.objects.filter((object) => isEntra(object) === true).flatMap((object) => applicationOf(object) || []));
  if (applications.length === 0) return undefined;
  return setting('target', 'Get-OrganizationConfig', (object) => {
    const allowed = allowedApplications(object);
    return allowed === undefined ? undefined : !applications.some((application) => allowed.includes(application));
  })(lookup, evidence);
});

/** Methods that Exchange Online no longer takes. Source: Microsoft Learn, New-AvailabilityAddressSpace. */
export const oldMethod: See = setting('requester', 'Get-AvailabilityAddressSpace',
  both((object) => {
    const method = accessMethodOf(object);
    return method === undefined ? undefined : method === 'orgwidefb' || method === 'orgwidefbbasic';
  }, leadsTo('target')));
