import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import {
  anotherServerOfTargetShown, federatedTheOtherWay, lookupsStopWorking, resolveFreeBusyErrors, securityNotVerified, tokenNotProcessed,
  tokenNotValidated,
} from './sight.ts';

const unreadable = any(tokenNotProcessed, tokenNotValidated);

export default defineCause({
  id: 'federation-metadata-stale',
  layer: 'federation',
  title: 'The federation trust holds old data about the token service',
  explanation: 'The two organizations trust passes of a token service at Microsoft, and each keeps a copy of its certificates. The copy on the '
    + 'side of {targetServer} is out of date, so it cannot read the passes. Users of the other side get cross lines.',
  concerns: 'exchange',
  signs: [
    suggests('the token was not understood, and the other way round {targetServer} gets its own tokens: so its certificate is good',
      all(tokenNotProcessed, federatedTheOtherWay)),
    hints('the target could not process the token (an expired certificate of the federation trust leaves the same words)', tokenNotProcessed),
    hints('the test of the federation trust could not validate a token', tokenNotValidated),
    hints('the target could not verify the security of the message (WS-Security and a wrong clock leave the same words)', securityNotVerified),
    doubts('another server of the same organization is reached, and they share one federation trust', anotherServerOfTargetShown),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the certificates of the trust differ from those that the token service publishes',
      all(any(unreadable, securityNotVerified), notVisibleFromHere),
      'on-premises: Get-FederationTrust | Format-List TokenIssuerCertificate,TokenIssuerPrevCertificate, beside '
        + 'https://nexus.microsoftonline-p.com/federationmetadata/2006-12/federationmetadata.xml'),
  ],
  remedy: [
    'On the side of {targetServer}, in the Exchange Management Shell, twice: Get-FederationTrust | Set-FederationTrust -RefreshMetadata',
    'Wait some minutes and {again}; where both directions fail, refresh on the other side as well.',
    'Schedule the same command daily: the certificates of the token service change without notice to each organization.',
  ],
  confirm: [
    'Test-FederationTrust -UserIdentity <mailbox on-premises> -Verbose: TokenValidation is an Error.',
    'Get-FederationTrust | Format-List TokenIssuerCertificate,TokenIssuerPrevCertificate,TokenIssuerMetadataEpr',
    'It began for all users of the other side at the same time.',
  ],
  references: [
    lookupsStopWorking,
    resolveFreeBusyErrors,
    {
      title: 'Keep your Federation Trust up-to-date',
      url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/keep-your-federation-trust-up-to-date/ba-p/2088788',
    },
  ],
});
