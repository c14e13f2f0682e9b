import { nameOfBuild } from '../../exchange/builds.ts';
import { namesUpdate } from '../../exchange/named-versions.ts';
import { defineCause, excludes, hints, proves, suggests } from '../cause.ts';
import { all, any, describesCrossLines, inAnswer, notVisibleFromHere, saysStatus } from '../sight.ts';
import { builtSo } from '../server-health/sight.ts';
import { words } from './sight.ts';

/** Source: exchange/builds-table.ts. */
const isCu8 = (build: string): boolean => /^15\.1\.1415\./.test(build) || (nameOfBuild(build)?.name ?? '').startsWith('Exchange 2016 CU8');

/** Source: Microsoft Support, Hybrid free/busy lookups fail between Exchange Server 2016 CU8 and O365. Any HTTP 500 of the test looks so. */
const testFailed = all(saysStatus(500), words(/testoauthconnectivityhelper\.sendexchangeoauthrequest/));

const named = all(any(saysStatus(500), describesCrossLines), inAnswer(({ text }) => namesUpdate(text, '2016', (update) => update === 8)));

export default defineCause({
  id: 'exchange2016-cu8-oauth-archive-bug',
  layer: 'mailbox',
  title: 'A defect in Exchange 2016 CU8 fails requests of cloud users without an archive',
  explanation: '{targetServer} runs Exchange 2016 with Cumulative Update 8. A defect in it answers requests of cloud users who have no archive '
    + 'mailbox with an internal error. So these get cross lines for colleagues on-premises, while users with an archive do not.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('{targetServer} answers Exchange Online with an internal error (500), and it runs Exchange 2016 CU8',
      all(saysStatus(500), builtSo('target', ({ build }) => isCu8(build)))),
    hints('Test-OAuthConnectivity got an internal error (500), which many faults cause', testFailed),
    hints('the text names Exchange 2016 CU8 beside the failure', named),
    excludes('{targetServer} does not run Exchange 2016 CU8', builtSo('target', ({ build }) => !isCu8(build))),
    proves('cloud users with an archive succeed, users without one fail', all(any(saysStatus(500), testFailed), notVisibleFromHere),
      'in Exchange Online: Get-Mailbox {requester} | Format-List ArchiveStatus; look the colleague up as a user of each kind'),
  ],
  remedy: ['Install Exchange 2016 Cumulative Update 9 or later (better the last one, CU23).'],
  confirm: ['Get-ExchangeServer | Format-List Name,AdminDisplayVersion (CU8 is 15.1 build 1415)',
    'A cloud user with an archive mailbox is shown the same colleague.'],
  references: [{ title: 'Hybrid free/busy lookups fail between Exchange Server 2016 CU8 and O365',
    url: 'https://support.microsoft.com/fi-fi/topic/hybrid-free-busy-lookups-fail-between-exchange-server-2016-cu8-and-o365-'
      + 'fd174799-cd6b-b0bb-51c9-edc0d0affb9b' }],
});
