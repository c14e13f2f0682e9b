import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { all, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { reads } from './sight.ts';

/** Containers and the mark of deleted objects are the same in every language. The name of the trust may differ. Source: KB 2995731. */
const deletedTrust = all(reads(/\/deleted objects\/.{1,200}/), reads(/set-federatedorganizationidentifier|federation gateway|federation trust/));
const namesCmdlet = reads(
  /execution of the set-federatedorganizationidentifier cmdlet .{0,120}exception.{0,400}make sure you have typed it correctly/,
);

export default defineCause({
  id: 'federation-org-identifier-points-to-deleted-trust',
  layer: 'federation',
  title: 'The directory still points to a federation trust that was deleted',
  explanation: 'An earlier federation trust was not removed completely, and the directory still points to it. So no new one can be set up, and '
    + 'no passes for the other organization are made.',
  concerns: 'exchange',
  signs: [
    proves('the text names it: the federation trust lies among the deleted objects', deletedTrust),
    hints('the wizard did not find the object that the federation settings name', namesCmdlet),
    proves('msExchFedDelegationTrust names an object with DEL: in it', all(namesCmdlet, notVisibleFromHere),
      'ADSI Edit, Configuration: CN=Federation,CN=<organization>,CN=Microsoft Exchange,CN=Services, attribute msExchFedDelegationTrust'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Back up the directory before anything else: the next steps take objects out of it.',
    'Remove what the cmdlets still remove: Remove-FederatedDomain, Remove-FederationTrust.',
    'In ADSI Edit, at CN=Federation: clear msExchFedAccountNamespace and msExchFedDelegationTrust, set msExchFedIsEnabled to False; delete the '
      + 'old object under CN=Federation Trusts; clear msExchFedAcceptedDomainLink of each accepted domain.',
    'Create the federation trust anew and run the Hybrid Configuration Wizard again.',
  ],
  confirm: ['Get-FederatedOrganizationIdentifier | Format-List DelegationTrustLink,AccountNamespace,Enabled; Get-FederationTrust'],
  references: [
    {
      title: 'Execution of the Set-FederatedOrganizationIdentifier cmdlet has thrown an exception (KB 2995731)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/running-hybrid-configuration-wizard-fails',
    },
    {
      title: 'Federation certificate with the thumbprint cannot be found (KB 3215261)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/federation-certificate-with-thumbprint-cannot-be-found',
    },
  ],
});
