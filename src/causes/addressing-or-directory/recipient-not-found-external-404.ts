import { whatIsSeen } from '../../exchange/availability.ts';
import { defineCause, doubts, excludes, suggests, type See } from '../cause.ts';
import { all, askedOf, inAnswer, saysStatus, targetShownToOthers } from '../sight.ts';

/** Calls between tenants; not Autodiscover. Source: ecederstrand/exchangelib issue 1060. */
const REST = /\bRestService\.EndGetSchedule\b|\bRestProxyWebRequest\b/;

const byRest404 = all(inAnswer(({ text }) => REST.test(text)), saysStatus(404));

/** Every other address of that organization is answered in the same way: then it is no single address. */
const allUnknown: See = (lookup, evidence) => {
  const others = evidence.others(lookup).filter((other) => other.requester.server === lookup.requester.server
    && other.target.server === lookup.target.server && other.target.address !== lookup.target.address);
  const texts = others.map((other) => whatIsSeen(other, evidence).answer?.messageText ?? '');
  if (texts.length === 0) return undefined;
  return texts.every((text) => REST.test(text)) ? others.flatMap((other) => askedOf(other, evidence) ?? []) : [];
};

export default defineCause({
  id: 'recipient-not-found-external-404',
  layer: 'directory',
  title: 'The other organization does not know the address, or does not tell',
  explanation: 'Exchange Online handed the question on to the organization of {target}, and that one answered "not found" (404). The address '
    + 'does not exist there, or {requester} may not ask for it.',
  directions: ['within-cloud', 'cloud-to-onprem'],
  concerns: 'helpdesk',
  signs: [
    suggests('the other organization answered 404 to the question for a schedule (RestService.EndGetSchedule)', byRest404),
    doubts('every other address of that organization is answered in the same way, so it may be the way there', all(byRest404, allUnknown)),
    doubts('the same address is shown to a requester on another server', targetShownToOthers),
    excludes('the failing call was another one than the question for a schedule', all(saysStatus(404),
      inAnswer(({ text }) => /autodiscover failed for email address/i.test(text) && !REST.test(text)))),
  ],
  remedy: [
    'Check the address with the colleague: spelling, alias, whether the mailbox still exists.',
    'If it is right, the other organization must allow the lookup; nothing on this side can mend it.',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-Recipient {target} (what is known about the address on this side)',
    'A message to {target} comes back as undeliverable, or another address of that organization is shown.',
  ],
  references: [{ title: 'exchangelib issue 1060', url: 'https://github.com/ecederstrand/exchangelib/issues/1060' }],
});
