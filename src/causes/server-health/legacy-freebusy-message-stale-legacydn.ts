import { versionOfBuild } from '../../exchange/versions.ts';
import { defineCause, excludes, hints, proves } from '../cause.ts';
import { inAnswer, notVisibleFromHere } from '../sight.ts';
import { runsNone } from './sight.ts';

/**
 * A good answer without any data, in the one view that a public folder can give (freebusyviewtype.md: data from public folders only is MergedOnly).
 * 4 is "no data" up to Exchange 2010.
 */
const noDataFromFolder = inAnswer(({ answer, exchange }) => {
  const version = exchange.executedBy === null ? null : versionOfBuild(exchange.executedBy);
  return (version === 'exchange-2007' || version === 'exchange-2010') && answer?.responseCode === 'NoError'
    && answer.freeBusyViewType === 'MergedOnly'
    && /^4+$/.test(answer.mergedFreeBusy ?? '');
});

// No error text of Exchange is known for it, so nothing here makes it likely. Source: Quest KB 4288623; parative.com, Exchange, parts 11 and 13.
export default defineCause({
  id: 'legacy-freebusy-message-stale-legacydn',
  layer: 'directory',
  title: 'Copied free/busy data is filed under a name that the colleague no longer has',
  explanation: 'The availability of {target} is copied between two organizations, and filed under the directory name of a contact. That contact '
    + 'has been replaced since, so Exchange looks under the new name and finds nothing. The copies lie in a public folder.',
  directions: ['onprem-to-onprem'],
  concerns: 'directory',
  signs: [
    hints('{requesterServer} answered without an error and without any data, in the view that public folders give (a calendar never published '
      + 'looks so too)', noDataFromFolder),
    excludes('{requesterServer} runs a version that reads no free/busy from public folders', runsNone('requester', 'exchange-2007', 'exchange-2010')),
    proves('the free/busy message carries another directory name than the user has', notVisibleFromHere,
      'Get-Mailbox {target} | Format-List LegacyExchangeDN (or Get-MailUser); compare it with the subject of the message in MFCMAPI: public '
        + 'folders, NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY\\EX:/o=…'),
  ],
  remedy: [
    'Compare the directory name of {target} (Get-Mailbox {target} | Format-List LegacyExchangeDN, or Get-MailUser) with the one in the subject '
      + 'of the free/busy message (MFCMAPI).',
    'If they differ, delete the free/busy messages of the former contacts in both organizations, wait until they are purged, then synchronize '
      + 'anew (SYNC_E_OBJECT_DELETED appears meanwhile).',
    'Run one synchronizer only: not the InterOrg Replication utility beside another one.',
  ],
  confirm: [
    'MFCMAPI: the subject of the message under SCHEDULE+ FREE BUSY, beside LegacyExchangeDN of the user.',
    'The log of the replication tool reports success, yet users of the other side see nothing.',
  ],
  references: [
    { title: 'Users not seeing free/busy where the InterOrg Replication utility runs (Quest KB 4288623)',
      url: 'https://support.quest.com/kb/4288623/users-not-seeing-free-busy-information-in-environments-where-microsoft-exchange-server-interorg-r' },
  ],
});
