import { defineCause, doubts, hints, proves, suggests, type See } from '../cause.ts';
import { all, answerOf, notVisibleFromHere, sameServersShown, targetShownToOthers } from '../sight.ts';

/** Source: OfficeDev/ews-managed-api issue 210 (several tenants at once, fixed by a build of the service). */
const INTERNAL = /An internal server error occurred\. The operation failed\./i;

/** Exchange Online itself failed inside: over our request, or over the call that another server made to it. Throttling can look so too. */
const failedInTheCloud: See = (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  const isOnline = (server: string): boolean => evidence.server(server).version === 'exchange-online';
  const { answer, exchange, text } = found;
  const own = isOnline(lookup.requester.server) && exchange.fault?.responseCode === 'ErrorInternalServerError'
    && exchange.fault.values['BackOffMilliseconds'] === undefined;
  const relayed = isOnline(lookup.target.server) && answer !== null && INTERNAL.test(text);
  return own || relayed ? [found.observation] : [];
};

/** It fails in the same way over lookups that share neither requester nor target with this one. */
const failsUnrelatedOnes: See = (lookup, evidence) => {
  const unrelated = evidence.others(lookup).filter(({ requester, target }) => requester.address !== lookup.requester.address
    && target.address !== lookup.target.address);
  const seen = unrelated.map((other) => failedInTheCloud(other, evidence)).filter((observations) => observations !== undefined);
  return seen.length === 0 ? undefined : seen.flat();
};

export default defineCause({
  id: 'service-side-regression',
  layer: 'mailbox',
  title: 'Exchange Online itself fails',
  explanation: 'Exchange Online answers the lookup with an internal error. That is a defect or an incident on the side of Microsoft: nothing in '
    + 'this organization has changed, and only Microsoft can mend it.',
  directions: ['onprem-to-cloud', 'cloud-to-onprem', 'within-cloud'],
  concerns: 'tenant',
  signs: [
    suggests('Exchange Online fails inside, and in the same way over other people\'s lookups', all(failedInTheCloud, failsUnrelatedOnes)),
    hints('Exchange Online answered with an internal error (one broken mailbox can cause it too)', failedInTheCloud),
    doubts('other mailboxes are shown by the same servers', sameServersShown),
    doubts('the same mailbox is shown to a requester on another server', targetShownToOthers),
    proves('Microsoft reports an incident of Exchange Online, or unrelated tenants fail since the same day', notVisibleFromHere,
      'Microsoft 365 admin center, Health, Service health: Exchange Online'),
  ],
  remedy: [
    'Look at Service health of the Microsoft 365 admin center; an incident there names what is known.',
    'Otherwise report it to Microsoft with the request-id and X-BEServer of the answer and its time in UTC, and repeat the lookup once a day.',
  ],
  confirm: ['The answer of outlook.office365.com is a 500 with X-BackEndHttpStatus: 500; keep its request-id.',
    'A test mailbox in another tenant fails in the same way.'],
  references: [{ title: 'GetUserAvailability internal server error (ews-managed-api 210)',
    url: 'https://github.com/OfficeDev/ews-managed-api/issues/210' }],
});
