import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { callersKeptOut, callersLetIn } from '../server-health/configured.ts';
import { all, inAnswer, othersShown, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { otherForest, sameForest } from '../permissions/sight.ts';
import { controlAccessToEws, forbidden } from './sight.ts';

/** The EWS log of the target. Source: OfficeDocs-Support 3082946. */
const deniedInLog = inAnswer(({ text }) => /AuthError=User not allowed to access EWS\b/i.test(text));

/** Its IIS log: a call of another organization's availability service, refused with 403 and no substatus. Source: OfficeDocs-Support 3082946. */
const refusedInLog = inAnswer(({ text }) => /ASProxy\/CrossForest\/\S{1,200} \S{1,500} 403 0 /i.test(text.replace(/\s+/g, ' ')));

/** The fault that stands behind it; it is said of any account that may not use EWS. */
const accessDenied = inAnswer(({ text }) => /ServiceAccessDeniedException: Access is denied\. Check credentials and try again/i.test(text));

/** EWS of the target's server serves this tool, which comes under another user agent. */
const targetServesUs = othersShown((other, lookup) => other.requester.server === lookup.target.server);

export default defineCause({
  id: 'ews-application-access-policy-onprem',
  layer: 'sign-in',
  title: 'The other organization\'s list of allowed programs leaves Exchange servers out',
  explanation: 'The organization of {target} lets only listed programs use its web services (EWS), and other Exchange servers that ask for '
    + 'calendars are not on that list. It forbids their calls (403). The user gets cross lines for everybody there.',
  directions: ['onprem-to-onprem', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the log of the other side names it: the caller is not allowed to access EWS', deniedInLog),
    suggests('the IIS log of the other side shows calls of the calendar service (ASProxy) refused with 403', refusedInLog),
    suggests('a server of another forest forbade the call (403), while it serves this tool', all(forbidden, otherForest, targetServesUs)),
    hints('the other side forbade the call (403)', forbidden),
    hints('the other side said: Access is denied. Check credentials and try again.', accessDenied),
    doubts('the two servers belong to the same forest', all(forbidden, sameForest)),
    suggests('EwsApplicationAccessPolicy of the organization of {target} keeps calendar services of others out', ifShown(callersKeptOut)),
    doubts('EwsApplicationAccessPolicy of the organization of {target} lets calendar services of others in', callersLetIn),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('EwsApplicationAccessPolicy is EnforceAllowList and EwsAllowList lacks ASProxy, or EnforceBlockList names it',
      all(forbidden, callersKeptOut),
      'in the organization of {target}: Get-OrganizationConfig | Format-List EwsEnabled,EwsApplicationAccessPolicy,EwsAllowList,EwsBlockList'),
  ],
  remedy: [
    'In the organization of {target}, look at the list and ask who set it, it may be intended: Get-OrganizationConfig | Format-List '
      + 'EwsApplicationAccessPolicy,EwsAllowList,EwsBlockList',
    'Add the two user agents of the calendar service and keep the rest: Set-OrganizationConfig -EwsAllowList @{Add="ASProxy/CrossForest/EmailDomain/'
      + 'EXCH/<version>*","ASAutoDiscover/*"}',
  ],
  confirm: [
    'In the organization of {target}: Get-OrganizationConfig | Format-List Ews*',
    'The IIS log of {targetServer}: POST /EWS/Exchange.asmx, user agent ASProxy/CrossForest/…, 403 0.',
  ],
  references: [
    { title: '403 (Forbidden) when you view free/busy information',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/403-forbidden-view-free-busy-information' },
    controlAccessToEws,
  ],
});
