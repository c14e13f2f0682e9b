import { defineCause, doubts, hints, suggests } from '../cause.ts';
import { all, any, hasCode, inAnswer, othersShown, says } from '../sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors: "Timeout occurred during 'Waiting-For-Request-Completion'". */
const waited = any(hasCode('ErrorTimeoutExpired'), inAnswer(({ text }) => /waiting-for-request-completion/i.test(text)));

export default defineCause({
  id: 'request-timed-out',
  layer: 'mailbox',
  title: 'The lookup took longer than Exchange waits',
  explanation: 'Exchange gives each lookup a limited time. The answer for {target} did not come within it, so Exchange gave up.',
  concerns: 'exchange',
  signs: [
    suggests('the server answered that it could not finish in time', waited),
    hints('the call between the servers timed out (a firewall that drops packets can look so too)', says('timed-out', 'request-aborted-timed-out')),
    suggests('our own request to {requesterName} got no answer in time', inAnswer(({ exchange }) => exchange.failure?.kind === 'answer-timeout')),
    doubts('other mailboxes on {targetServer} answer in time, so it may pass', all(waited, othersShown((other, lookup) =>
      other.target.server === lookup.target.server && other.requester.server === lookup.requester.server
      && other.target.address !== lookup.target.address))),
  ],
  remedy: [
    'Repeat the lookup: if it passes, it was load. Then look at the server at that time of day.',
    'If it stays, find the slow leg: Logging\\Ews and the IIS log of each Exchange server on-premises show time-taken; look at the store of '
      + '{target}.',
    'With many attendees split the list; between organizations make sure that the token and metadata addresses are reachable.',
  ],
  confirm: [
    'time-taken of the entry in %ExchangeInstallPath%Logging\\Ews on {requesterServer}',
    'time-taken of the entry in %ExchangeInstallPath%Logging\\Ews on {targetServer}',
    'The same lookup by Outlook on the web at another time of day: is it shown then?',
  ],
  references: [{ title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' }],
});
