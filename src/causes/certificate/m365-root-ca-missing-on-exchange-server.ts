import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { all, lacks, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, says, textHas } from '../sight.ts';
import { certificateReferences, trustFailed } from './sight.ts';

/** .NET gave the handshake up by itself. Source of the order: Microsoft Learn, Resolve free/busy errors (missing root first, then suites). */
const noChannel = says('ssl-tls-channel-not-created');
const cut = says('connection-closed-on-send', 'connection-closed-on-receive', 'connection-forcibly-closed', 'transport-read-failed-forcibly-closed');
/** The wizard's call to the sign-in service. Source: OfficeDocs-Support 3067292. */
const registering = textHas(/accessing windows live|partner sts/);

export default defineCause({
  id: 'm365-root-ca-missing-on-exchange-server',
  layer: 'certificate',
  title: 'The Exchange server does not know the root certificate of Microsoft 365',
  explanation: '{requesterServer} cannot verify the certificate of Exchange Online, because the root certificate behind it is missing there. So '
    + 'it hangs up before anything is asked. The user gets cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    hints('{requesterServer} did not accept the certificate of Exchange Online', trustFailed),
    hints('the call to Exchange Online ended while the secure channel was made', noChannel),
    hints('nothing says that the other end cut the connection, as Exchange Online does with a TLS that is too old, and it was a lookup that failed',
      all(noChannel, lacks(cut), lacks(registering))),
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
