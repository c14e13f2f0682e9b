import { identify } from '../../exchange/identity.ts';
import type { Evidence } from '../../model/evidence.ts';
import { defineCause, excludes, hints, suggests, type See } from '../cause.ts';
import { all, answerOf, inAnswer, notVisibleFromHere, othersShown, says } from '../sight.ts';
import { frontEndAnswers, runsNone } from './sight.ts';

/**
 * After the move the front end goes on sending to Exchange 2010, which answers 302 back; the front end then reports 500.
 * Source: OfficeDocs-Support 3196518, No free/busy information after a mailbox moves from Exchange 2010.
 */
const brokenAtFrontEnd = inAnswer(({ exchange }) => frontEndAnswers(exchange, 500, 302));
const redirected = inAnswer(({ exchange }) => frontEndAnswers(exchange, 302)
  || (frontEndAnswers(exchange, 500) && /object moved/i.test(exchange.bodyStart)));

function serversOf2010(evidence: Evidence): readonly string[] {
  return Object.keys(evidence.scenario.servers).filter((id) => identify(id, evidence).version === 'exchange-2010');
}

/** The answer names the machine it was routed to, and that is one of Exchange 2010. */
const routedTo2010: See = (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  const node = (found.exchange.headers['x-calculatedbetarget'] ?? found.exchange.headers['x-beserver'] ?? '').toLowerCase();
  if (node === '') return [];
  const owns = (id: string): boolean => evidence.endpoints(id)
    .some(({ host, role }) => role !== 'published' && (host === node || host.split('.')[0] === node));
  return serversOf2010(evidence).some(owns) ? [found.observation] : [];
};

/** Exchange 2010 is part of the organization, so there is somewhere to come from. */
const besideExchange2010: See = (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  return serversOf2010(evidence).some((id) => id !== lookup.requester.server) ? [found.observation] : [];
};

const colleaguesAnswered = othersShown((other, lookup) => other.requester.server === lookup.requester.server
  && other.requester.address !== lookup.requester.address);

export default defineCause({
  id: 'redirect-loop-after-mailbox-move-2010-to-2013',
  layer: 'mailbox',
  title: 'After a mailbox move from Exchange 2010, requests still go to the old server',
  explanation: 'The mailbox of {requester} was moved from Exchange 2010, but the front-end server still hands requests to the old server, which '
    + 'sends them back. So nothing is answered until the front end looks anew (12 hours or longer). The user gets cross lines for everybody.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the answer shows that the front end handed the request down to Exchange 2010 (ProxyToDownLevel)',
      inAnswer(({ text, exchange }) => /\bProxyToDownLevel=True\b/i.test(`${text}\n${exchange.bodyStart}`))),
    suggests('the front end failed over a request that it had sent to a machine of Exchange 2010', all(brokenAtFrontEnd, routedTo2010)),
    suggests('the front end answers the lookup with a redirect, and Exchange 2010 is still in the organization', all(redirected, besideExchange2010)),
    hints('the front end fails (500) over {requester} only: others on {requesterServer} are answered, and Exchange 2010 is still in the organization',
      all(brokenAtFrontEnd, besideExchange2010, colleaguesAnswered)),
    hints('the call between the servers was answered with a redirect ("Object moved"; a wrong sharing address leaves it too)',
      all(says('object-moved'), besideExchange2010)),
    excludes('other lookups of {requester} are answered', othersShown((other, lookup) => other.requester.address === lookup.requester.address)),
    excludes('{requesterServer} runs neither Exchange 2013 nor 2016', runsNone('requester', 'exchange-2013', 'exchange-2016')),
    suggests('the log of the front end shows Exchange 2010 as the place that the request was sent to', notVisibleFromHere,
      'on the front end: Select-String "ProxyToDownLevel=True" "$env:ExchangeInstallPath\\Logging\\HttpProxy\\Ews\\*.log" | Select-Object -Last 5'),
  ],
  remedy: [
    'On every Exchange 2013 or 2016 server: Restart-WebAppPool MSExchangeAutodiscoverAppPool; Restart-WebAppPool MSExchangeServicesAppPool',
    'Let the user restart Outlook, then {again}. Do the same after each further batch of moves.',
  ],
  confirm: [
    'Logging\\HttpProxy\\Ews on the front end: the entry of {requester} names an Exchange 2010 server (14.03…) with ProxyToDownLevel=True, and a '
      + 'RoutingEntry on the new one.',
    'Get-Mailbox {requester} | Format-List Database,ServerName,WhenChanged (has it been moved lately?)',
  ],
  references: [{ title: 'No free/busy information after a mailbox moves from Exchange 2010',
    url: 'https://learn.microsoft.com/exchange/troubleshoot/migration/no-free-busy-info-mailbox-move' }],
});
