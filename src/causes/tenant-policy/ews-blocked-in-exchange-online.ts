import { graphFrom, milestones, milestonesInWords } from '../../exchange/ews-retirement.ts';
import { byGraph, defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { callerNotAllowed, ewsOffInCloud } from './configured.ts';
import { all, any, inAnswer, listed, sameServersShown } from '../sight.ts';
import {
  controlAccessToEws, forbidden, forbiddenByProxy, intoTheCloud, reasonInHeader, reasonInText, refusedUs, servesUs, toldUsOff,
} from './sight.ts';

const refusedServer = intoTheCloud(forbidden);

export default defineCause({
  id: 'ews-blocked-in-exchange-online',
  layer: 'sign-in',
  title: 'Exchange Online does not let the caller use Exchange Web Services (EWS)',
  explanation: 'Calendars in Exchange Online are asked for through a service called EWS. It is off for this tenant or mailbox, or the caller is '
    + 'not on the list of those still allowed, so the call is refused. '
    + `Microsoft switches EWS off tenant by tenant until ${milestones.end.from}.`,
  concerns: 'tenant',
  signs: [
    proves('the answer names it: EWS is disabled for this user or tenant (X-EWS-Policy-Reason)',
      inAnswer((found) => reasonInHeader(found) === 'disabled' || reasonInText(found) === 'disabled')),
    proves('the text names it: EWS is blocked by policy for this user or tenant (an application or a user agent that is not allowed)',
      inAnswer((found) => reasonInText(found) === 'blocked-by-policy')),
    // What blocks this tool need not block Outlook.
    suggests('Exchange Online blocks our own call by policy (X-EWS-Policy-Reason), which may concern this tool alone',
      inAnswer((found) => reasonInHeader(found) === 'blocked-by-policy')),
    suggests('Exchange Online forbade the call of the server (403), and told this tool that EWS is off for the tenant or its mailbox '
      + '(X-EWS-Policy-Reason)', all(refusedServer, toldUsOff)),
    // Source: Learn, Control access to EWS: "An HTTP 403 status alone does not establish" any of it.
    hints('Exchange Online forbade the call (403), without a word why', any(refusedServer, refusedUs)),
    hints('the pasted settings of a tenant or mailbox have EWS switched off',
      listed('EwsEnabled', 'False\\b')),
    hints('EwsEnabled is False in the tenant or for {target} (calls over Graph do not need it)', ewsOffInCloud),
    hints('EwsAllowedAppIDs of the tenant lacks the application of the asking servers', callerNotAllowed),
    doubts('Exchange Online forbade our own call without the header X-EWS-Policy-Reason, which its switches and lists of EWS set', refusedUs),
    doubts('Exchange Online serves this tool by EWS: it is not switched off there, though a list may leave the servers out',
      all(refusedServer, servesUs)),
    doubts('the call was forbidden while the way through a web proxy was opened', intoTheCloud(forbiddenByProxy)),
    doubts('Microsoft Graph does not show the calendar either, and of these policies only that of user agents concerns both', byGraph('hash-marks')),
    doubts('another mailbox is shown over the same two servers: then it can be the switch of one mailbox at most', sameServersShown),
    proves('EwsEnabled is False, or EwsAllowedAppIDs lacks the caller', all(any(refusedServer, refusedUs), any(ewsOffInCloud, callerNotAllowed)),
      'Exchange Online PowerShell: Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List EwsEnabled,EwsAllowedAppIDs; '
      + 'Get-CASMailbox {target} | Format-List EwsEnabled'),
  ],
  remedy: [
    'See what is set, and ask who set it, since the block may be intended: '
      + 'Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List Ews*',
    `The lasting way, for calls from on-premises: Exchange SE with the May 2026 hotfix update (${graphFrom}) or later on every server, and `
      + 'ConfigureExchangeHybridApplication.ps1, which lets them ask by Microsoft Graph.',
    `Until ${milestones.end.from}, where the caller should be allowed: add the id of its application `
      + '(of Exchange servers: ApplicationIdentifier of EvoSts, Get-AuthServer) '
      + `to those that are on the list already (each write `
      + 'replaces the whole list): Set-OrganizationConfig -EwsEnabled $true -EwsAllowedAppIDs "<ids so far>,<id>". It takes up to 24 hours.',
    'For one mailbox that is switched off: Set-CASMailbox {target} -EwsEnabled $true (it does not override the organization).',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List EwsEnabled,EwsAllowedAppIDs (without the '
      + 'switch the list reads empty)',
    'Exchange Online PowerShell: Get-OrganizationConfig | Format-List EwsApplicationAccessPolicy,EwsAllowList,EwsBlockList',
    'Exchange Online PowerShell: Get-CASMailbox {target} | Format-List EwsEnabled',
    `Dates, none of which tells the state of this tenant. ${milestonesInWords}.`,
  ],
  references: [
    controlAccessToEws,
    { title: 'EWS usage in Exchange Online (MC1015893)',
      url: 'https://mwpro.co.uk/blog/2025/02/25/the-way-to-control-ews-usage-in-exchange-online-is-changing-mc1015893' },
  ],
});
