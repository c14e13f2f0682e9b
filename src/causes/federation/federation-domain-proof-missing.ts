import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, notVisibleFromHere, sameServersShown } from '../sight.ts';
import { reads } from './sight.ts';

/** Source: OfficeDocs-Support, proof-of-domain-ownership-has-failed-error.md. */
const named = reads(/proof of domain ownership has failed/);
const recordWanted = reads(/make sure that the txt record for the specified domain is available in dns/);

export default defineCause({
  id: 'federation-domain-proof-missing',
  layer: 'federation',
  title: 'Public DNS lacks the proof that the domain belongs to the organization',
  explanation: 'Before the token service of Microsoft makes passes for a domain, it looks in public DNS for a proof of ownership. That record '
    + 'is missing or an old one, so the domain could not be joined to the service.',
  concerns: 'network',
  signs: [
    proves('the text names it: the proof of domain ownership has failed', named),
    hints('the text asks for the TXT record of the domain', recordWanted),
    proves('no TXT record of the domain equals the proof', all(recordWanted, notVisibleFromHere),
      'Get-FederatedDomainProof -DomainName <domain>, beside nslookup -querytype=txt <domain> 8.8.8.8'),
    // No more than a doubt: the proof is of one domain, and that mailbox may be of another.
    doubts('another mailbox is shown over the same two servers', sameServersShown),
  ],
  remedy: [
    'Publish the proof as a TXT record of the domain in public DNS; the Exchange administrator gets it by Get-FederatedDomainProof -DomainName '
      + '<domain>.',
    'Wait until nslookup -querytype=txt <domain> 8.8.8.8 shows it, then run the wizard (or Add-FederatedDomain) again.',
    'Do this for every federated domain, and again after the federation certificate was renewed: the proof changes with it.',
  ],
  confirm: ['Get-FederatedDomainProof -DomainName <domain>; nslookup -querytype=txt <domain> <public resolver> (inside and outside may differ)'],
  references: [
    {
      title: 'Proof of domain ownership has failed',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/proof-of-domain-ownership-has-failed-error',
    },
    { title: 'Get-FederatedDomainProof', url: 'https://learn.microsoft.com/powershell/module/exchange/get-federateddomainproof' },
  ],
});
