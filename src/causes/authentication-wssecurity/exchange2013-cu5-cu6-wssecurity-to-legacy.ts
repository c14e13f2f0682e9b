import { namesUpdate } from '../../exchange/named-versions.ts';
import { defineCause, doubts, hints, proves, shownOtherwise } from '../cause.ts';
import { reads } from '../federation/sight.ts';
import {
  all, any, describesCrossLines, hasCode, inAnswer, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, saysStatus,
} from '../sight.ts';

/** 15.0.913.22 is CU5, 15.0.995.29 is CU6. Source: exchange/builds-table.ts; newsignature.com; risual.com, September 2014. */
const affected = (build: string | null): boolean => build !== null && /^15\.0\.(?:913|995)\./.test(build);

const frontEnd = (test: (build: string) => boolean) => ports('target', 'fingerprint',
  ({ outcome }) => outcome.status === 'observed' && outcome.fact.exchangeBuild !== null && test(outcome.fact.exchangeBuild));

/** The articles name the symptom, not the answer: their error texts are not preserved. The status is that of the IIS log. */
const symptom = any(reads(/recipient's server could not be contacted/),
  all(hasCode('ErrorProxyRequestProcessingFailed', 'ErrorAutoDiscoverFailed'), saysStatus(500)));

const named = all(any(symptom, describesCrossLines), inAnswer(({ text }) => namesUpdate(text, '2013', (update) => update === 5 || update === 6)));

export default defineCause({
  id: 'exchange2013-cu5-cu6-wssecurity-to-legacy',
  layer: 'sign-in',
  title: 'Exchange 2013 with Cumulative Update 5 or 6 drops questions of the cloud',
  explanation: 'Questions from Exchange Online arrive at an Exchange 2013 with Cumulative Update 5 or 6. These updates fail to hand such '
    + 'questions on, above all to Exchange 2007. Users in the cloud get cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    hints('the question failed, and the server that answers at {targetName} runs Exchange 2013 with Cumulative Update 5 or 6',
      all(symptom, frontEnd(affected))),
    hints('the text names Exchange 2013 with Cumulative Update 5 or 6 beside the failure', named),
    doubts('the server that answers at {targetName} runs another build', frontEnd((build) => !affected(build))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the IIS log shows 500 for questions of users, while the free/busy test of the Remote Connectivity Analyzer succeeds',
      all(symptom, frontEnd(affected), notVisibleFromHere),
      'on the Exchange 2013 that is published: the IIS log at the time of the lookup; testconnectivity.microsoft.com, Free/Busy'),
  ],
  remedy: [
    'Install the last Cumulative Update of Exchange 2013 (CU23) on the published servers.',
    'Better: publish a supported version. Exchange 2013 and 2007 get no more security updates.',
  ],
  confirm: ['Get-ExchangeServer | Format-Table Name,AdminDisplayVersion (15.0.913 is CU5, 15.0.995 is CU6)'],
  references: [
    {
      title: 'Exchange 2013 CU5/CU6 hybrid: WS-Security federation issues',
      url: 'https://newsignature.com/articles/exchange-2013-cu5cu6-hybrid-wssecurity-federation-issues/',
    },
    {
      title: 'Exchange 2013 CU6 hybrid: users with Office 365 unable to query free/busy',
      url: 'https://www.risual.com/2014/09/exchange-2013-cu6-hybrid-users-with-o365-unable-to-query-freebusy-for-on-premises-users/',
    },
  ],
});
