import type { CertificateFact } from '../../model/facts.ts';
import { directionOf, defineCause, doubts, hints, shownOtherwise, suggests, type See } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { all, any, askedOf, ports, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { handshakeBroken } from '../tls/sight.ts';
import { certificateReferences, clientPort, notShownBy, publishedPort, shownBy, trustFailed } from './sight.ts';

/** Windows refuses RSA keys under 1024 bits. Source: wincrypt.h, CERT_CHAIN_MIN_RSA_PUB_KEY_BIT_LENGTH_DEFAULT (1023); KB2661254. */
const SHORTEST_RSA_KEY = 1024;

const keyTooShort = ({ leaf }: CertificateFact): boolean => /^rsa/i.test(leaf.keyType) && leaf.keyBits > 0 && leaf.keyBits < SHORTEST_RSA_KEY;
const oldHash = ({ leaf }: CertificateFact): boolean => /md5|sha-?1(?!\d)/i.test(leaf.signatureAlgorithm);
const weak = (certificate: CertificateFact): boolean =>
  keyTooShort(certificate) || oldHash(certificate) || (/^rsa/i.test(certificate.leaf.keyType) && certificate.leaf.keyBits < 2048);

/** Source: Microsoft Learn, technical reference details about encryption: Microsoft 365 takes no SHA-1 certificates. */
const oldHashBeforeOnline: See = all(
  (lookup, evidence) => {
    const answer = askedOf(lookup, evidence);
    return directionOf(lookup, evidence) === 'cloud-to-onprem' && answer !== undefined ? [answer] : [];
  },
  any(trustFailed, handshakeBroken),
  ports('target', 'certificate', ({ outcome }) => outcome.status === 'observed' && oldHash(outcome.fact), publishedPort),
);

export default defineCause({
  id: 'cert-too-weak-for-the-caller',
  layer: 'certificate',
  title: 'The certificate is too weak for the calling server',
  explanation: 'The certificate of the called server has a key that is too short or a signature by an old method. The caller accepts no such '
    + 'certificate, whoever issued it, and hangs up before anything is asked.',
  concerns: 'exchange',
  signs: [
    suggests('the failed call met a certificate with an RSA key under 1024 bits, which Windows refuses as a caller',
      shownBy(keyTooShort, clientPort)),
    suggests('{targetName} shows a certificate signed with SHA-1 or MD5, which Microsoft 365 does not accept', oldHashBeforeOnline),
    hints('the calling server refused the certificate of {targetServer}, and it has a key under 2048 bits or a signature with SHA-1 or MD5, which '
      + 'policies of the calling server may forbid', shownBy(weak, clientPort)),
    doubts('every certificate of {targetServer} that is visible from here has a long key and a present-day signature', notShownBy(weak)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Give the called server a new certificate with an RSA key of at least 2048 bits and a SHA-256 signature.',
    'Assign it to IIS, restart IIS, and put the same one on a device that ends TLS before Exchange.',
    'Do not lower the caller\'s demands (certutil -setreg chain\\minRSAPubKeyBitLength): this weakens every connection of that server.',
  ],
  confirm: [
    'On {requesterServer}: certutil -verify -urlfetch <exported certificate>.cer names a weak signature or key where that is the reason.',
    'On the called server: Get-ExchangeCertificate | Format-List Subject,Services,PublicKeySize,SignatureAlgorithm',
  ],
  references: [
    { title: 'CERT_CHAIN_MIN_RSA_PUB_KEY_BIT_LENGTH_DEFAULT (least length of RSA keys in Windows)',
      url: 'https://docs.rs/windows-sys/0.36.1/windows_sys/Win32/Security/Cryptography/constant.CERT_CHAIN_MIN_RSA_PUB_KEY_BIT_LENGTH_DEFAULT.html' },
    { title: 'Technical reference details about encryption (Microsoft 365)',
      url: 'https://learn.microsoft.com/purview/technical-reference-details-about-encryption' },
    ...certificateReferences,
  ],
});
