import { namesUpdate } from '../../exchange/named-versions.ts';
import { defineCause, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { notOrgWide, orgWide } from './configured.ts';
import { all, inAnswer, lacks, saidToRun, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { builtSo } from '../server-health/sight.ts';
import { leavesCredentialsOut, otherForest, refusedBetweenForests, sameForest } from './sight.ts';

const old2016 = builtSo('requester', ({ build }) => leavesCredentialsOut(build));

/** The text names an update without the defect. */
const updateNamed = inAnswer(({ text }) => namesUpdate(text, '2016', (update) => update >= 11));

export default defineCause({
  id: 'exchange2016-addressspace-header-bug',
  layer: 'sign-in',
  title: 'This update of Exchange 2016 forgets to sign in to the other forest',
  explanation: '{requesterServer} runs Exchange 2016 older than Cumulative Update 11, which forgets to sign in when it asks a forest that is '
    + 'not trusted. The other side refuses, whatever account is entered. The user gets cross lines for everybody there.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('a server of another forest refused the call with 401, and {requesterServer} runs Exchange 2016 older than CU11',
      all(saysStatus(401), otherForest, old2016)),
    hints('the call was refused with 401, and {requesterServer} runs Exchange 2016 older than CU11 (a rejected account or a device between give '
      + 'the same)', all(saysStatus(401), old2016)),
    hints('a call between two organizations on-premises was refused with 401', all(refusedBetweenForests, saidToRun('requester', 'exchange-2016'))),
    hints('{requesterServer} is said to run Exchange 2016, whose updates before CU11 ask without signing in',
      all(refusedBetweenForests, saidToRun('requester', 'exchange-2016'), lacks(updateNamed))),
    excludes('{requesterServer} runs an update without the defect, or another version',
      builtSo('requester', ({ build }) => !leavesCredentialsOut(build))),
    excludes('the two servers belong to the same forest', sameForest),
    excludes('the address space for the domain of {target} has another method than OrgWideFB', notOrgWide),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the other forest is asked organization-wide (OrgWideFB) by an Exchange 2016 older than CU11',
      all(saysStatus(401), old2016, orgWide),
      'on {requesterServer}: Get-AvailabilityAddressSpace | Format-List ForestName,AccessMethod; Get-ExchangeServer | Format-List '
        + 'Name,AdminDisplayVersion'),
  ],
  remedy: ['Install Exchange 2016 Cumulative Update 11 or later (better the last one, CU23) on every Exchange 2016 server that holds mailboxes.',
    'Then {again}: the entered account may turn out wrong as well.'],
  confirm: [
    'Get-ExchangeServer | Format-List Name,AdminDisplayVersion (CU11 is 15.1 build 1591)',
    'Get-AvailabilityAddressSpace | Format-List ForestName,AccessMethod (OrgWideFB)',
  ],
  references: [{ title: 'Hashed lines are shown in Scheduling Assistant',
    url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/hashed-lines-shown-in-scheduling-assistant' }],
});
