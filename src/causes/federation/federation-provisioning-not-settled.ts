import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, notVisibleFromHere, saysStatus, says } from '../sight.ts';
import { reads, registeringFailed } from './sight.ts';

/**
 * All three parts together; proxies and firewalls share the first two. Source: OfficeDocs-Support,
 * request-failed-with-http-status-403-forbidden.md.
 */
const forbidden = all(registeringFailed, reads(/error occurred accessing windows live/), saysStatus(403));

/** Source: byronwright.blogspot.com 2014/09. */
const throughProxy = all(forbidden, says('proxy-auth-required-407'));

export default defineCause({
  id: 'federation-provisioning-not-settled',
  layer: 'federation',
  title: 'The token service is not ready yet for the federation trust just made',
  explanation: 'A federation trust was made a moment ago, and the token service of Microsoft still refuses to register the domain. This passes '
    + 'within half an hour; until then users get cross lines for the other organization.',
  concerns: 'exchange',
  signs: [
    hints('the registration was forbidden (403) by the service, or by a proxy on the way', forbidden),
    doubts('the text also names a proxy that wants a sign-in', throughProxy),
    proves('the federation trust is only minutes old, and the same step passes half an hour later', all(forbidden, notVisibleFromHere),
      'Get-FederationTrust | Format-List Name,WhenCreated'),
  ],
  remedy: [
    'Wait about 30 minutes and run the Hybrid Configuration Wizard again.',
    'Where the 403 stays: ask who wrote it. A page of a proxy means that the way out is closed to domains.live.com.',
  ],
  confirm: ['Get-FederationTrust | Format-List Name,WhenCreated, beside the time of the message.'],
  references: [{
    title: 'The request failed with HTTP status 403: Forbidden',
    url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/request-failed-with-http-status-403-forbidden',
  }],
});
