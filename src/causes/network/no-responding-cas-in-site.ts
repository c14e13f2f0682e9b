import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, failedBy, hasCode, ports, sameServersShown, sameServersShownElsewhere, says, textHas } from '../sight.ts';

const connectionFailed = says('unable-to-connect', 'connection-attempt-timed-out-10060', 'connection-refused-10061');

export default defineCause({
  id: 'no-responding-cas-in-site',
  layer: 'network',
  title: 'The colleague\'s server does not answer the calling server',
  explanation: '{requesterServer} calls {targetServer} for the calendar, and nobody answers. The server is down, or a firewall between the two '
    + 'stands in the way.',
  directions: ['onprem-to-onprem'],
  concerns: 'network',
  signs: [
    proves('the answer names it: no Client Access server of the other site answered', hasCode('ErrorNoRespondingCASInDestinationSite')),
    suggests('{requesterServer} could not connect to {targetServer}', connectionFailed),
    hints('no Client Access server was found for the address (event 4017)',
      textHas(/no client access server was found to handle a request|\bmsexchange availability\b.{0,20}\b401[78]\b/)),
    hints('a port of {targetServer} does not answer here either', all(connectionFailed, ports('target', 'tls-versions',
      (observation) => failedBy(observation, 'refused', 'unreachable', 'connect-timeout')))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'On {requesterServer}, see whether it answers at all: Test-NetConnection {targetServer} -Port 443, and the same with -Port 444.',
    'If the server runs, open ports 443 and 444 between the Exchange servers in both directions, without TLS inspection between them.',
    'Check on {targetServer} that it runs: Test-ServiceHealth, Get-ServerComponentState {targetServer}.',
    'Check that InternalUrl and InternalNLBBypassUrl (Get-WebServicesVirtualDirectory) name a server that exists.',
  ],
  confirm: [
    'On {requesterServer}: Test-NetConnection {targetServer} -Port 444 (and 443)',
    'Event 4002 of MSExchange Availability on {requesterServer} names the address that was called.',
  ],
  references: [{ title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' }],
});
