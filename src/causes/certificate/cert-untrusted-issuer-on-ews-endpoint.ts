import { defineCause, doubts, hints, shownOtherwise, suggests, type See } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { onPremises } from '../proxy-or-load-balancer/sight.ts';
import { aboutExchange, anyPort, certificateReferences, clientPort, notShownBy, shownBy, trustFailedOnPremises } from './sight.ts';

/** Both servers show certificates of one issuer that is not trusted here: an authority of the organization, which its servers know. */
const sameIssuerAtHome: See = (lookup, evidence) => {
  const shown = (id: string) => evidence.endpoints(id).flatMap(({ host, port }) => {
    const observation = evidence.of('certificate', `${host}:${port}`);
    return observation?.outcome.status === 'observed' && !observation.outcome.fact.trusted && !observation.outcome.fact.leaf.selfSigned
      ? [{ observation, issuer: observation.outcome.fact.leaf.issuer }] : [];
  });
  const issuers = shown(lookup.target.server).map(({ issuer }) => issuer);
  return lookup.requester.server === lookup.target.server ? []
    : shown(lookup.requester.server).filter(({ issuer }) => issuers.includes(issuer)).map(({ observation }) => observation);
};

/** Words of other programs than .NET for the same. Source: Microsoft Learn, SslPolicyErrors; Node.js, OpenSSL verification; winerror.h. */
const ISSUER = new RegExp([
  'RemoteCertificateChainErrors', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_AUTHORITY_INVALID', '0x80072f0d', '0x800b0109',
].map((word) => `\\b(?:ERR_)?${word}\\b`).join('|'), 'i');
const issuerNamed = onPremises('target', aboutExchange(({ text }) => ISSUER.test(text)));

export default defineCause({
  id: 'cert-untrusted-issuer-on-ews-endpoint',
  layer: 'certificate',
  title: 'The calling server does not trust the issuer of the other\'s certificate',
  explanation: 'The certificate of the called server comes from an issuer that the calling server does not know. The caller cannot be sure whom '
    + 'it talks to and hangs up before anything is asked.',
  concerns: 'exchange',
  signs: [
    suggests('the certificate of {seenAt|the called server}, which the failed call met, comes from an issuer that is not trusted here either',
      shownBy(({ trusted }) => !trusted, clientPort)),
    // The back end often shows a self-made certificate, in healthy places too.
    hints('the certificate of the back end comes from an issuer that is not trusted here', shownBy(({ trusted }) => !trusted, anyPort)),
    hints('the calling server did not accept the certificate of {targetServer}', trustFailedOnPremises),
    hints('a program names the issuer of the certificate as the fault', issuerNamed),
    doubts('the server of the requester shows a certificate of the same issuer, so the servers probably know it', sameIssuerAtHome),
    doubts('this machine trusts every certificate of {targetServer} that is visible from here', notShownBy(({ trusted }) => !trusted)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'If the issuer is an authority of your own, import its root and intermediate certificates into the stores of the machine, on every calling '
      + 'Exchange server.',
    'Or give the called server a certificate of an issuer that all trust, and let it send the intermediate certificate too.',
  ],
  confirm: [
    'On {requesterServer}, as SYSTEM: open https://{targetName}/ews/exchange.asmx and read why the certificate is refused.',
    'On {requesterServer}: certutil -verify -urlfetch <exported certificate>.cer',
    'From outside, an SSL server test of {targetName}: is the intermediate certificate sent along?',
  ],
  references: [...certificateReferences, { title: 'How to configure the Availability service for cross-forest',
    url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/how-to-configure-the-availability-service-for-cross-forest/ba-p/587167' }],
});
