import { defineCause, excludes, suggests, type See } from '../cause.ts';
import { all, askedOf, inAnswer, sameServersShown, saysStatus } from '../sight.ts';

/** Addresses that only Microsoft's service for private persons gives out. Source: ews-java-api issue 621, msgraph-sdk-java issue 316. */
const CONSUMER = /@(?:outlook|hotmail)\.com$/i;

const bothConsumers: See = (lookup, evidence) => {
  const asked = askedOf(lookup, evidence);
  if (asked === undefined) return undefined;
  return CONSUMER.test(lookup.requester.address) && CONSUMER.test(lookup.target.address) ? [asked] : [];
};

/** At least two such addresses stand in the text, and none of another domain. */
const onlyConsumersNamed = inAnswer(({ text }) => {
  const named = new Set((text.slice(0, 20_000).match(/[\w.+-]{1,64}@[\w.-]{1,120}\.[a-z]{2,24}/gi) ?? []).map((address) => address.toLowerCase()));
  return named.size >= 2 && [...named].every((address) => CONSUMER.test(address));
});

export default defineCause({
  id: 'consumer-mailbox-lookup-unauthorized',
  layer: 'sign-in',
  title: 'Private Outlook.com accounts do not show each other\'s availability',
  explanation: '{requester} and {target} are private accounts of Outlook.com. That service refuses to answer one private account about another '
    + '(401), so the user gets cross lines; nothing is broken on the computer.',
  directions: ['within-cloud'],
  concerns: 'helpdesk',
  signs: [
    suggests('the service refused with 401, and both addresses are private ones of Outlook.com', all(saysStatus(401), bothConsumers)),
    suggests('the service refused with 401, and the text names private addresses of Outlook.com only', all(saysStatus(401), onlyConsumersNamed)),
    excludes('the service shows {requester} the availability of another mailbox', all(bothConsumers, sameServersShown)),
  ],
  // No answer of Microsoft is known; both reports were left without a remedy.
  remedy: ['Let the owner share the calendar with {requester} (Outlook.com, Settings, Calendar, Shared calendars) and open it directly. That this '
    + 'is the only way is an inference from reports.'],
  confirm: ['Looking up {requester} itself works, and every other private account is refused.',
    'An account of a company or school (Microsoft 365) is shown to its own colleagues.'],
  references: [
    { title: 'ews-java-api issue 621', url: 'https://github.com/OfficeDev/ews-java-api/issues/621' },
    { title: 'msgraph-sdk-java issue 316', url: 'https://github.com/microsoftgraph/msgraph-sdk-java/issues/316' },
  ],
});
