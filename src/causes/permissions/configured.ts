/** Address spaces of the asking forest, as they were brought along. */
import { accessMethodOf } from '../../exchange/configuration-relationships.ts';
import type { See } from '../cause.ts';
import { both, leadsTo, not, setting, type Test } from '../configured.ts';

const isOrgWide: Test = (object) => {
  const method = accessMethodOf(object);
  return method === undefined ? undefined : method === 'orgwidefb';
};

export const orgWide: See = setting('requester', 'Get-AvailabilityAddressSpace', both(isOrgWide, leadsTo('target')));
export const notOrgWide: See = setting('requester', 'Get-AvailabilityAddressSpace', both(not(isOrgWide), leadsTo('target')));
