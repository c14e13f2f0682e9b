import { milestones } from '../../exchange/ews-retirement.ts';
import { defineCause, doubts, excludes, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, sameServersShown, sameServersShownElsewhere, saidToRun } from '../sight.ts';
import { runs, runsNone } from '../server-health/sight.ts';
import { beforeAnyBlock, byFederation, controlAccessToEws, dedicatedApplication, forbidden, forbiddenByProxy } from './sight.ts';

// That no update of Exchange 2013 knows such an application follows from the list of those that do (the Microsoft support article below). That
// Exchange SE does not install beside it: jaapwesselius.com.
export default defineCause({
  id: 'exchange2013-without-dedicated-hybrid-app',
  layer: 'sign-in',
  title: 'Exchange 2013 can no longer ask Exchange Online for calendars',
  explanation: `Since ${milestones.sharedApplication.from} Exchange Online refuses servers that come under the identity which all organizations `
    + 'shared. Newer versions got an update that gives them one of their own; Exchange 2013 did not and can ask no longer, for good. '
    + 'Users whose mailbox is on Exchange 2013 get cross lines for everybody in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('Exchange Online forbade the call (403), and {requesterServer} runs Exchange 2013', all(forbidden, runs('requester', 'exchange-2013'))),
    hints('Exchange Online forbade the call (403), and {requesterServer} is said to run Exchange 2013',
      all(forbidden, saidToRun('requester', 'exchange-2013'))),
    excludes('{requesterServer} runs another version', runsNone('requester', 'exchange-2013')),
    doubts('the call was forbidden while the way through a web proxy was opened', forbiddenByProxy),
    doubts('the call went by federation, where no application is involved', all(forbidden, byFederation)),
    doubts(`the lookup was made before ${milestones.firstTest.from}, when nothing was blocked yet`, all(forbidden, beforeAnyBlock)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Plan to move the mailboxes of {requesterServer} to Exchange Online or to a newer Exchange with an application of its own. '
      + 'No update of Exchange 2013 and no setting of the tenant brings it back.',
    'New enough are 2016 CU23 15.1.2507.55, 2019 CU14 15.2.1544.25, SE 15.2.2562.17, and later.',
    'Exchange SE is said not to install beside an Exchange 2013. Then the way leads over Exchange 2016 CU23 or 2019 CU14, which are out of support: '
      + 'move the mailboxes, remove Exchange 2013, and go on to Exchange SE.',
    `Do not stop half-way: Exchange Online ends EWS on ${milestones.end.from}, and from then on only Exchange SE can ask, by Microsoft Graph.`,
    'Until then users on Exchange 2013 can ask colleagues in the cloud for their times, or have a calendar published to them.',
  ],
  confirm: [
    'Get-ExchangeServer | Format-List Name,AdminDisplayVersion (Exchange 2013: Version 15.0)',
    'Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox {requester} | Format-List: (403) Forbidden',
    'Get-IntraOrganizationConnector | Format-List Name,Enabled,TargetAddressDomains: where none is on, lookups go by federation, and this is not it.',
  ],
  references: [
    dedicatedApplication, controlAccessToEws,
    { title: 'Exchange Team Blog: dedicated hybrid app, temporary enforcements',
      url: 'https://techcommunity.microsoft.com/blog/exchange/dedicated-hybrid-app-temporary-enforcements-new-hcw-and-possible-hybrid-function/4440682' },
  ],
});
