/** Federation trusts as they were brought along. */
import { listsDomain, textOf } from '../../exchange/configuration.ts';
import { certificateEnded, federationCertificateEnded, isOfConsumers, thumbprintIn } from '../../exchange/configuration-oauth.ts';
import { directionOf, type See } from '../cause.ts';
import { both, domainOfMailbox, leadsTo, not, setting, shownAt, type End, type Test } from '../configured.ts';
import { all, any } from '../sight.ts';

/** The certificate with which an organization on-premises answers for itself: in the trust, or as its store shows it. */
function certificate(end: End, wanted: boolean): See {
  return (lookup, evidence) => {
    // In Exchange Online it is Microsoft's own.
    if (evidence.server(lookup[end].server).version === 'exchange-online') return [];
    const named = shownAt(end, 'Get-FederationTrust', lookup, evidence)
      .flatMap(({ fact }) => fact.objects.flatMap((object) => thumbprintIn(object, 'OrgPrivCertificate') ?? []));
    const ended: Test = (object, { at }) => federationCertificateEnded(object, at);
    const isThis: Test = (object) => named.includes(thumbprintIn(object, 'Thumbprint') ?? '');
    const over: Test = (object, { at }) => certificateEnded(object, at);
    return any(setting(end, 'Get-FederationTrust', wanted ? ended : not(ended)),
      named.length === 0 ? () => undefined : setting(end, 'Get-ExchangeCertificate', both(isThis, wanted ? over : not(over))))(lookup, evidence);
  };
}

export const trustCertificateEnded: See = any(certificate('requester', true), certificate('target', true));

/** In a hybrid one end is on-premises; otherwise it must be good at both. */
export const trustCertificateGood: See = (lookup, evidence) => {
  const ends = [certificate('requester', false), certificate('target', false)] as const;
  return (directionOf(lookup, evidence) === 'onprem-to-onprem' ? all(...ends) : any(...ends))(lookup, evidence);
};

/** The tenant's trust was made with the gateway for consumers; where nothing tells the side, its application does. */
export function trustOfConsumers(by: 'application' | 'address'): See {
  const test: Test = (object) => {
    const found = isOfConsumers(object);
    return found === undefined ? undefined : found === by;
  };
  return (lookup, evidence) => {
    const end: End = directionOf(lookup, evidence) === 'onprem-to-cloud' ? 'target' : 'requester';
    const known = setting(end, 'Get-FederationTrust', test)(lookup, evidence);
    if (known !== undefined) return known;
    const unknown = evidence.of('configuration', 'unknown side: Get-FederationTrust');
    const fact = evidence.fact('configuration', 'unknown side: Get-FederationTrust');
    if (unknown === undefined || fact === undefined) return undefined;
    return fact.objects.some((object) => isOfConsumers(object) === by) ? [unknown] : [];
  };
}

const IDENTIFIER = 'Get-FederatedOrganizationIdentifier';

/**
 * The name under which the asked organization is federated is, or is not, the one that the relationship of the asking side gives. In Exchange
 * Online that is outlook.com, whatever its own cmdlet shows.
 * Source: Microsoft Learn, Set-OrganizationRelationship (TargetApplicationUri), Get-FederatedOrganizationIdentifier (AccountNamespace).
 */
export function namesTargetRightly(wanted: boolean): See {
  return (lookup, evidence) => {
    if (evidence.server(lookup.target.server).version === 'exchange-online') return undefined;
    const names = shownAt('target', IDENTIFIER, lookup, evidence).flatMap(({ observation, fact }) => fact.objects.flatMap((object) => {
      const namespace = textOf(object, 'AccountNamespace')?.toLowerCase() ?? '';
      return namespace === '' ? [] : [{ observation, namespace }];
    }));
    if (names.length === 0) return undefined;
    const test: Test = (object) => {
      const uri = textOf(object, 'TargetApplicationUri')?.toLowerCase();
      if (uri === undefined || uri === '') return undefined;
      return names.some(({ namespace }) => uri === namespace || uri.replace(/^https?:\/\/|\/$/g, '') === namespace) === wanted;
    };
    const found = setting('requester', 'Get-OrganizationRelationship', both(test, leadsTo('target')))(lookup, evidence);
    return found === undefined || found.length === 0 ? found : [...found, ...names.map(({ observation }) => observation)];
  };
}

/** The mail domain of the requester is, or is not, among the federated ones of the own organization. Source: Add-FederatedDomain. */
export function domainFederated(wanted: boolean): See {
  return setting('requester', IDENTIFIER, (object, { lookup }) => {
    const domain = domainOfMailbox(lookup.requester.address);
    const listed = domain === undefined ? undefined : listsDomain(object, 'Domains', domain);
    return listed === undefined ? undefined : listed === wanted;
  });
}
