import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { anotherServerOfTargetShown, cutWhileWaiting, federatedCall, reads, resolveFreeBusyErrors } from './sight.ts';

/** Output of Test-FederationTrust. Source: risual.com, Hybrid calendar free busy issues (March 2018). */
const notFound = reads(
  /unable to find the certificate referenced by property orgprivcertificate/, /getorganizationcertificates\(federationtrust\) returned null/,
);

/** Handed on to a server of another site, and cut there. Source: KB 3057905. */
const cutOnTheWayToAnotherSite = all(cutWhileWaiting, federatedCall, reads(/\bproxywebrequest crosssite\b/));

const cut = all(cutWhileWaiting, federatedCall);

export default defineCause({
  id: 'federation-cert-missing-on-some-servers',
  layer: 'federation',
  title: 'Some Exchange servers lack the certificate of the federation trust',
  explanation: 'Every Exchange server needs the certificate of the federation trust, with its private key. Some servers lack it and cannot read '
    + 'the passes of other organizations. Users get cross lines for the mailboxes of those servers or sites only.',
  concerns: 'exchange',
  signs: [
    suggests('the test of the federation trust does not find the certificate on that server', notFound),
    hints('a server was listed on which the certificate is not installed (Test-FederationTrustCertificate)',
      reads(/\bnotinstalled\b/)),
    hints('a federated call was handed on to a server of another site and cut there (old TLS there looks the same)', cutOnTheWayToAnotherSite),
    hints('a federated call was cut while the answer was awaited (WS-Security and firewalls leave the same words)', cut),
    hints('a federated call was cut, while another server of the same organization is reached', all(cut, anotherServerOfTargetShown)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('a server reports the certificate as not installed', all(any(notFound, cutWhileWaiting), notVisibleFromHere),
      'on-premises: Test-FederationTrustCertificate (every server must say Installed); Test-FederationTrust -Verbose on each server'),
  ],
  remedy: [
    'See which servers lack it: Test-FederationTrustCertificate (every server must say Installed).',
    'On a server that has it: Export-ExchangeCertificate -Thumbprint <OrgPrivCertificate> -BinaryEncoded -Password (Get-Credential).Password',
    'On each server that lacks it: Import-ExchangeCertificate with that file, -PrivateKeyExportable $true. Do not assign SMTP or IIS to it.',
  ],
  confirm: [
    'Test-FederationTrustCertificate: State is Installed on every server.',
    'Who gets cross lines follows the site or database of the mailbox asked for.',
  ],
  references: [
    {
      title: 'Cannot access free/busy information of a non-Internet-facing AD site (KB 3057905)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/calendars/cannot-access-freebusy-info-of-non-internet-facing-ad-site',
    },
    { title: 'Hybrid calendar free/busy issues', url: 'https://www.risual.com/2018/03/22/hybrid-calendar-free-busy-issues/' },
    resolveFreeBusyErrors,
  ],
});
