import { defineCause, doubts, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, notVisibleFromHere, saidToRun, sameServersShown, sameServersShownElsewhere, saysStatus, textHas } from '../sight.ts';
import { namesCode } from './sight.ts';

/** Source: office-developer-exchange-docs, responsecode.md: a target before Exchange 2007, and no public folder server for its unit. */
const noServer = namesCode('ErrorPublicFolderServerNotFound', 'ErrorNoPublicFolderServerAvailable');

/** The same source: the request to the public folder server failed, whatever the reason. */
const requestFailed = namesCode('ErrorPublicFolderRequestProcessingFailed');

/** Event of the publisher. Source: stealthpuppy.com, Exchange Server 2007 and public folder replicas (8207). */
const publisherFails = textHas(/\bmsexchangefbpublish\b|error updating public folder with free\/busy information/);

/**
 * The folder, the part of it for users elsewhere, and the wizard's step that makes it. Source: OfficeDocs-Support, troubleshoot-freebusy-issues-in-
 * exchange-hybrid.md; execution-failed-configure-legacy-exchange-support-error.md; Quest KB 4294894 (Exchange 2013 does not read the folder).
 */
const FOLDER = new RegExp([
  'schedule ?\\+ ?free[ /-]{0,3}busy', 'external \\(fydibohf25spdlt\\)', 'configure legacy exchange support', 'free[ /-]?busy (?:public )?folder',
  '(?:publish|clean) (?:\\w+ )?free[ /-]?busy', 'update public free[ /-]?busy',
  'public folder(?:s|-based)?.{0,20} free[ /-]?busy',
].join('|'));
const TROUBLE = new RegExp('\\b(?:not|cannot|can\'t|won\'t|unable|fail(?:s|ed|ure|ing)?|(?<!no |without )errors?|missing|empty|stale|no replicas?)\\b'
  + '|hash ?marks|cross lines');
const speaksOfFolder = all(textHas(FOLDER), textHas(TROUBLE));

/** Output of Get-PublicFolder. Source: as for {@link FOLDER}. */
const withoutReplica = textHas(/schedule\+ free busy[^{}]{0,300}replicas ?: ?\{ ?\}/);

export default defineCause({
  id: 'legacy-freebusy-folder-replica-missing',
  layer: 'mailbox',
  title: 'No server holds the old free/busy folder of the colleague',
  explanation: 'For mailboxes and Outlooks of the oldest kind, availability is kept in a public folder (SCHEDULE+ FREE BUSY). No server holds a '
    + 'copy of the part that belongs to {target}, so there is nothing to read.',
  concerns: 'exchange',
  signs: [
    suggests('the answer says that no public folder server holds the free/busy of {target}', noServer),
    hints('the request to the free/busy public folder failed (a refused request looks so too)', requestFailed),
    hints('the free/busy publisher of a server could not write into the public folder', publisherFails),
    hints('the text tells of trouble with the old free/busy folder, or with a step that is about it', speaksOfFolder),
    hints('the colleague\'s mailbox is older, and {requesterServer} runs a version that reads no free/busy from public folders',
      all(speaksOfFolder, saidToRun('requester', 'exchange-2013', 'exchange-2016', 'exchange-2019', 'exchange-se'))),
    suggests('the free/busy folder of an administrative group has no replica', withoutReplica),
    doubts('the public folder server is there and forbids the request (403)', all(requestFailed, saysStatus(403))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    suggests('the folder of the target\'s administrative group has no replica', notVisibleFromHere,
      'in the Exchange Management Shell: Get-PublicFolder "\\NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY" -Recurse | Format-List Identity,Replicas'),
  ],
  remedy: [
    'Give the folder a replica on a server that runs: Set-PublicFolder "\\NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY\\<folder>" -Replicas <public folder '
      + 'database>',
    'In hybrid organizations create the missing folder EXTERNAL (FYDIBOHF25SPDLT): Install-FreeBusyFolder',
    'Let the concerned user write the free/busy anew: start Outlook once with outlook.exe /cleanfreebusy.',
  ],
  confirm: [
    'Get-PublicFolder "\\NON_IPM_SUBTREE\\SCHEDULE+ FREE BUSY" -Recurse | Format-List Identity,Replicas',
    'Event 8207 of MSExchangeFBPublish on the server that publishes; only users of Outlook 2003 or Exchange 2003 are concerned.',
  ],
  references: [
    { title: 'Exchange Server 2007 and public folder replicas', url: 'https://stealthpuppy.com/exchange-server-2007-and-public-folder-replicas/' },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'Execution failed: Configure Legacy Exchange Support',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/execution-failed-configure-legacy-exchange-support-error' },
  ],
});
