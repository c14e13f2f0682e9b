import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { reads } from './sight.ts';

/** Source: KB 3215261 and KB 2810692 (with and without a space before "cannot"). */
const named = reads(/federation certificate with the thumbprint .{0,120}cannot be found/);
const typeNamed = reads(/\bfederationcertificateinvalidexception\b/);
const notFoundHere = reads(/unable to find the certificate referenced by property orgprivcertificate/);

export default defineCause({
  id: 'federation-cert-reference-broken',
  layer: 'federation',
  title: 'The federation trust names a certificate that exists no more',
  explanation: 'The directory says with which certificate this organization signs in at the token service of Microsoft. That certificate was '
    + 'deleted or lost with a server, so no pass can be made or read.',
  concerns: 'exchange',
  signs: [
    proves('the text names it: the certificate of the federation trust cannot be found', named),
    suggests('the shell says that the federation certificate is not valid', typeNamed),
    hints('the certificate of the federation trust is not on the server that was tested', notFoundHere),
    proves('no server has a certificate with the thumbprint that the trust names', all(any(typeNamed, notFoundHere), notVisibleFromHere),
      'on every server: Get-FederationTrust | Format-List Org*Certificate; Get-ExchangeCertificate | Format-List Thumbprint,Services,NotAfter'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Look on every server, and in backups, for a certificate with that thumbprint; where there is one, import it (Import-ExchangeCertificate).',
    'Where only the next certificate is left (KB 2810692): in ADSI Edit copy msExchFedOrgNextCertificate to msExchFedOrgPrivCertificate.',
    'Where none is left (KB 3215261): clear the msExchFed… attributes in ADSI Edit as the article says, and create the trust anew.',
  ],
  confirm: [
    'Get-FederationTrust | Format-List OrgCertificate,OrgPrivCertificate,OrgNextCertificate, beside Get-ExchangeCertificate on every server.',
    'Ask whether a server was recovered (Setup /m:RecoverServer) or old certificates were deleted.',
  ],
  references: [
    {
      title: 'Federation certificate with the thumbprint cannot be found (KB 3215261)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/federation-certificate-with-thumbprint-cannot-be-found',
    },
    {
      title: 'Federation certificate with the thumbprint not found (KB 2810692)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/federation-certificate-with-thumbprint-not-found',
    },
  ],
});
