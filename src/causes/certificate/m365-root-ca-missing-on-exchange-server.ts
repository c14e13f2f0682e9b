import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { notVisibleFromHere, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';
import { certificateReferences, trustFailed } from './sight.ts';

export default defineCause({
  id: 'm365-root-ca-missing-on-exchange-server',
  layer: 'certificate',
  title: 'The Exchange server does not know the root certificate of Microsoft 365',
  explanation: '{requesterServer} cannot verify the certificate of Exchange Online because the root behind it is missing from its trusted roots. '
    + 'It hangs up, nothing is asked, and the user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    hints('{requesterServer} did not accept the certificate of Exchange Online', trustFailed),
    hints('the call to Exchange Online ended while the secure channel was made', says('ssl-tls-channel-not-created')),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the chain of outlook.office365.com does not verify on {requesterServer}', notVisibleFromHere,
      'on {requesterServer}, as SYSTEM: look at the certificate chain of https://outlook.office365.com/ews/exchange.asmx'),
  ],
  remedy: [
    'Let the server update its roots (ctldl.windowsupdate.com must be reachable), or import the missing root into LocalMachine\\Root by hand.',
  ],
  confirm: ['On {requesterServer}, as SYSTEM: look at the chains of https://outlook.office365.com and https://login.microsoftonline.com'],
  references: certificateReferences,
});
