import type { TargetAnswer } from '../../model/facts.ts';
import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, saysStatus, textHas } from '../sight.ts';
import { namesCode } from '../server-health/sight.ts';
import { crossForestReferences, exchangeAtTheDoor, otherForest, refusedBetweenForests, sameForest, sendsCredentials } from './sight.ts';

/** A federated call goes to …/Exchange.asmx/WSSecurity and carries a token, not an account. Source: Microsoft Learn, Resolve free/busy errors. */
const isFederated = ({ answer, text }: { readonly answer: TargetAnswer | null; readonly text: string }): boolean =>
  /wssecurity/i.test(`${answer?.responseSource ?? ''} ${text}`);

/** Source: Microsoft Learn, Exchange 2010 help, MSExchange Availability 4012 (InvalidCredentialsForCrossForestProxying). */
const notBegun = any(textHas(/cross-forest proxy request to .{1,300}could not be initiated due to invalid credentials/),
  textHas(/\bmsexchange availability\b.{0,20}\b4012\b/));

const refusedThere = all(saysStatus(401), otherForest);

export default defineCause({
  id: 'cross-forest-service-account-rejected',
  layer: 'sign-in',
  title: 'The other forest does not accept the account that asks for its calendars',
  explanation: '{requesterServer} asks {targetServer}, in another Active Directory forest, with an account set up for this, and the other side '
    + 'does not accept it. The password is wrong or expired, the account is locked, or it is not named there.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the credentials for the other forest fail', namesCode('ErrorInvalidCrossForestCredentials')),
    suggests('Exchange in another forest refused the call with 401, and {requesterVersion} does send the credentials of the address space',
      all(refusedThere, exchangeAtTheDoor, sendsCredentials, inAnswer((found) => !isFederated(found)))),
    hints('the call to a server of another forest was refused with 401', refusedThere),
    suggests('the calling server names it: the call to the other forest could not begin, because of invalid credentials (event 4012)', notBegun),
    hints('a call between two servers on-premises was refused with 401, and nothing says that they belong together', refusedBetweenForests),
    hints('{requesterVersion} does send the account of an address space', all(refusedBetweenForests, sendsCredentials)),
    doubts('the call went to the address for federated sharing, where no account is used', all(refusedThere, inAnswer(isFederated))),
    excludes('the two servers belong to the same forest', sameForest),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the sign-in log of the other forest shows the account with 401 and the reason 1326 or 1331', notVisibleFromHere,
      'on {targetServer}: the IIS log of the time of the lookup, columns cs-username, sc-status 401, sc-win32-status (1326: wrong name or '
        + 'password; 1331: disabled)'),
  ],
  remedy: [
    'Check the account in the other forest: enabled, password known and not expired, no mailbox of its own.',
    'On the asking side enter it anew: Remove-AvailabilityAddressSpace <domain>; Add-AvailabilityAddressSpace -ForestName <domain> -AccessMethod '
      + 'OrgWideFB -Credentials (Get-Credential)',
    'On the answering side name exactly that account: Set-AvailabilityConfig -OrgWideAccount <domain>\\<account>',
  ],
  confirm: [
    'On the asking side: Get-AvailabilityAddressSpace | Format-List ForestName,UserName,AccessMethod,UseServiceAccount',
    'On the answering side: Get-AvailabilityConfig | Format-List OrgWideAccount,PerUserAccount',
  ],
  references: [
    ...crossForestReferences,
    { title: 'Add-AvailabilityAddressSpace', url: 'https://learn.microsoft.com/powershell/module/exchange/Add-AvailabilityAddressSpace' },
    { title: 'OfficeDocs-Exchange issue 1664', url: 'https://github.com/MicrosoftDocs/OfficeDocs-Exchange/issues/1664' },
  ],
});
