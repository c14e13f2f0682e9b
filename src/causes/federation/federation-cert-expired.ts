import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { trustCertificateEnded, trustCertificateGood } from './configured.ts';
import { all, any, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import {
  accessDenied1007, anotherServerOfTargetShown, federatedTheOtherWay, lookupsStopWorking, reads, resolveFreeBusyErrors, securityNotVerified,
  tokenNotProcessed, tokenNotValidated,
} from './sight.ts';

/** A certificate could not be published. Source: nbe.blogspot.com 2010/03, where the author's conclusion is not preserved: no more than a hint. */
const notPublished = all(reads(/error occurred accessing windows live/), reads(/\[set-federationtrust\]/));

export default defineCause({
  id: 'federation-cert-expired',
  layer: 'federation',
  title: 'The certificate of the federation trust has expired',
  explanation: 'With a certificate of its own, Exchange on-premises shows the token service at Microsoft who it is, and reads the passes of '
    + 'others. That certificate has expired, so calls between the organizations fail.',
  concerns: 'exchange',
  signs: [
    hints('the token could not be processed or validated (old federation data leaves the same words)', any(tokenNotProcessed, tokenNotValidated)),
    hints('the token service denies access (1007; a wrong clock leaves the same)', accessDenied1007),
    hints('a new certificate could not be published', notPublished),
    doubts('the other way round {targetServer} gets tokens with its own certificate', federatedTheOtherWay),
    doubts('another server of the same organization is reached, and they share one federation trust', anotherServerOfTargetShown),
    suggests('the certificate that the federation trust names is past its end', ifShown(trustCertificateEnded)),
    excludes('the certificate that the federation trust names is not past its end', trustCertificateGood),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the certificate that the federation trust names has ended',
      all(any(tokenNotProcessed, tokenNotValidated, securityNotVerified, accessDenied1007, notPublished), trustCertificateEnded),
      'on-premises: Get-FederationTrust | Format-List OrgCertificate,OrgPrivCertificate; Get-ExchangeCertificate -Thumbprint <OrgPrivCertificate> | '
        + 'Format-List NotAfter,Status'),
  ],
  remedy: [
    'Make a new one: New-ExchangeCertificate -FriendlyName "Exchange Delegation Federation" -DomainName Federation -Services Federation '
      + '-PrivateKeyExportable $true -SubjectKeyIdentifier (Get-Random)',
    'While the old one is still valid: Set-FederationTrust -Identity "Microsoft Federation Gateway" -Thumbprint <new>; once every server has it: '
      + 'Set-FederationTrust -Identity "Microsoft Federation Gateway" -PublishFederationCertificate',
    'Once the old one has expired: remove the federated domains and the trust, create them again, and publish the new proof of each domain '
      + '(Get-FederatedDomainProof) in DNS.',
    'Afterwards: Get-FederationTrust | Set-FederationTrust -RefreshMetadata, and reset WSSecurityAuthentication of the virtual directories.',
  ],
  confirm: [
    'Test-FederationTrustCertificate',
    'Get-ExchangeCertificate -Thumbprint <OrgPrivCertificate of Get-FederationTrust> | Format-List NotAfter,Status',
  ],
  references: [
    resolveFreeBusyErrors,
    lookupsStopWorking,
    {
      title: 'Renew the federation certificate',
      url: 'https://learn.microsoft.com/exchange/renew-the-federation-certificate-exchange-2013-help',
    },
  ],
});
