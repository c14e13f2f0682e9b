import { defineCause, doubts, excludes, hints, suggests } from '../cause.ts';
import { sameServersShown } from '../sight.ts';
import { anyPort, certificateReferences, clientPort, notShownBy, shownBy, trustFailedOnPremises } from './sight.ts';

export default defineCause({
  id: 'cert-untrusted-issuer-on-ews-endpoint',
  layer: 'certificate',
  title: 'The calling server does not trust the issuer of the certificate',
  explanation: 'The certificate of the called server comes from an issuer that the caller does not know. '
    + 'It cannot be sure whom it talks to and hangs up, so nothing is asked, and the user gets cross lines.',
  concerns: 'exchange',
  signs: [
    suggests('a certificate that the failed call met comes from an issuer that is not trusted here either', shownBy(({ trusted }) => !trusted, clientPort)),
    // The back end often shows a self-made certificate, in healthy places too.
    hints('the certificate of the back end comes from an issuer that is not trusted here', shownBy(({ trusted }) => !trusted, anyPort)),
    hints('the calling server did not accept the certificate of {targetServer}', trustFailedOnPremises),
    doubts('this machine trusts every certificate of {targetServer} that is visible from here', notShownBy(({ trusted }) => !trusted)),
    excludes('the same two servers show availability for another mailbox', sameServersShown),
  ],
  remedy: [
    'Import the root and intermediate certificates into the machine stores "Trusted Root" and "Intermediate" of every calling Exchange server.',
    'Or give {targetServer} a certificate of an issuer that all trust, and let it send the intermediate certificate too.',
  ],
  confirm: ['On {requesterServer}, as SYSTEM: open the EWS address of {targetServer} and read why the certificate is refused.', 'certutil -verify -urlfetch <exported certificate>.cer on {requesterServer}'],
  references: [...certificateReferences, { title: 'How to configure the Availability service for cross-forest', url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/how-to-configure-the-availability-service-for-cross-forest/ba-p/587167' }],
});
