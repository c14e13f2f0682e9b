import { identify } from '../../exchange/identity.ts';
import { defineCause, excludes, hints, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { runsNone, sp3Of2010, tooOldForTheCloud } from './sight.ts';

const saidToBe2010: See = (lookup, evidence) => {
  const asked = evidence.of('user-availability', lookup.requester.address);
  return asked === undefined ? undefined : identify(lookup.requester.server, evidence).version === 'exchange-2010' ? [asked] : [];
};

export default defineCause({
  id: 'exchange2010-before-sp3',
  layer: 'autodiscover',
  title: 'Exchange 2010 is too old to ask Exchange Online',
  explanation: '{requesterServer} runs Exchange 2010 without Service Pack 3. When such a server looks for the way to Exchange Online, it is '
    + 'answered "not found" and asks nothing. The user gets cross lines for every colleague in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('Exchange Online answered 404, and {requesterServer} runs Exchange 2010 older than Service Pack 3',
      all(saysStatus(404), tooOldForTheCloud)),
    hints('Exchange Online answered an Exchange 2010 with 404 (an Autodiscover address that leads nowhere looks so too)',
      all(saysStatus(404), saidToBe2010)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('{requesterServer} runs Service Pack 3 or later', sp3Of2010),
    excludes('{requesterServer} does not run Exchange 2010', runsNone('requester', 'exchange-2010')),
  ],
  remedy: [
    'Install Exchange 2010 Service Pack 3 with Update Rollup 2 or later on every Exchange 2010 server (its last one, Rollup 32, also knows TLS 1.2).',
    'Check that public DNS publishes no older version of Exchange any more.',
  ],
  confirm: [
    'Get-ExchangeServer | Format-List Name,AdminDisplayVersion (Service Pack 3 is 14.3)',
    'Test-OrganizationRelationship -Identity <relationship> -UserIdentity {requester} -Verbose shows the 404.',
  ],
  references: [
    { title: 'Cannot view free/busy information after setting up an organization relationship',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-view-freebusy-info-after-setting-organization-relationship' },
  ],
});
