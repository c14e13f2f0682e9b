import { identify } from '../../exchange/identity.ts';
import { defineCause, doubts, hints, shownOtherwise, suggests, type See } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { onPremises } from '../proxy-or-load-balancer/sight.ts';
import { aboutExchange, anyPort, certificateReferences, notShownBy, publishedPort, shownBy, trustFailedOnPremises } from './sight.ts';

/**
 * Exchange 2007 and 2010 are called by the name of the machine, on port 443; later versions on port 444.
 * Source: OfficeDocs-Support 3057905; protocol facts §2.
 */
const ownNameOfOld: See = (lookup, evidence) => {
  const { version } = identify(lookup.target.server, evidence);
  if (version !== 'exchange-2010' && version !== 'exchange-2007') return [];
  return shownBy(({ nameMatches }) => !nameMatches, ({ role }) => role === 'own')(lookup, evidence);
};

/**
 * .NET's policy error, Outlook's warning, and WinHTTP's code. Source: Microsoft Learn, SslPolicyErrors; Outlook, "There is a problem with the proxy
 * server's security certificate"; winerror.h (0x800B010F, 0x80072F06).
 */
const NAME = new RegExp([
  '\\bRemoteCertificateNameMismatch\\b', '\\bERR_TLS_CERT_ALTNAME_INVALID\\b', '\\bCERT_COMMON_NAME_INVALID\\b', '\\b0x800b010f\\b',
  '\\b0x80072f06\\b',
  'name on the security certificate is invalid or does(?: not|n\'t) match the name of the',
].join('|'), 'i');
const nameNamed = onPremises('target', aboutExchange(({ text }) => NAME.test(text)));

export default defineCause({
  id: 'cert-name-mismatch-on-ews-endpoint',
  layer: 'certificate',
  title: 'The name that is called is not in the server\'s certificate',
  explanation: 'The server is called by a name that its certificate does not contain. The caller cannot be sure whom it talks to and hangs up '
    + 'before anything is asked.',
  concerns: 'exchange',
  signs: [
    suggests('the certificate at the published name {seenAt|that was called} is for other names',
      shownBy(({ nameMatches }) => !nameMatches, publishedPort)),
    suggests('the certificate at the own name of {targetServer}, by which Exchange 2010 is called, is for other names', ownNameOfOld),
    // A public certificate rarely holds the machine's own name, in healthy places too.
    hints('the certificate at a machine\'s own name is for other names', shownBy(({ nameMatches }) => !nameMatches, anyPort)),
    hints('the calling server did not accept the certificate of {targetServer}', trustFailedOnPremises),
    hints('a program says that the name it called is not in the certificate', nameNamed),
    doubts('every certificate of {targetServer} that is visible from here fits its name', notShownBy(({ nameMatches }) => !nameMatches)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Put the called name on the certificate, or set InternalUrl and ExternalUrl (Set-WebServicesVirtualDirectory) to a name that is on it.',
    'For another organization check TargetSharingEpr, TargetAutodiscoverEpr and DiscoveryEndpoint in the same way.',
  ],
  confirm: [
    'Get-WebServicesVirtualDirectory -Server {targetServer} | Format-List InternalUrl,ExternalUrl, beside Get-ExchangeCertificate -Server '
      + '{targetServer} | Format-List CertificateDomains,Services',
    'Open the address that was called in a browser: which names does its certificate hold?',
  ],
  references: certificateReferences,
});
