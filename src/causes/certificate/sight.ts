/** What the certificate causes look at. The three give the same .NET text; only the certificate itself tells them apart. */
import type { CertificateFact } from '../../model/facts.ts';
import type { Endpoint } from '../../model/evidence.ts';
import { all, any, inAnswer, ports, says } from '../sight.ts';
import type { See } from '../cause.ts';

/** Source: OfficeDocs-Support; JohanVeldhuis, Troubleshooting federated sharing, part III. */
export const trustFailed: See = says('trust-relationship-not-established', 'remote-certificate-invalid');

/**
 * The same about a server on-premises. Exchange Online shows a sound certificate to everybody: refusing that one is a cause of its own
 * (m365-root-ca-missing-on-exchange-server).
 */
export const trustFailedOnPremises: See = (lookup, evidence) =>
  (evidence.server(lookup.target.server).version === 'exchange-online' ? [] : trustFailed(lookup, evidence));

/** We ourselves refused to sign in because the certificate at the requester's own name did not verify: clients there are warned too. */
const ownNameRefused: See = (lookup, evidence) => {
  const observation = evidence.of('user-availability', lookup.requester.address);
  const exchanges = evidence.fact('user-availability', lookup.requester.address)?.exchanges;
  if (observation === undefined || exchanges === undefined) return undefined;
  return exchanges.some(({ failure }) => failure?.kind === 'certificate') ? [observation] : [];
};

/**
 * The certificate that the failed leg met has this fault: the target's, when the servers' call failed; the one at the requester's own
 * published name, when it was our call that was not made.
 */
export function shownBy(fault: (certificate: CertificateFact) => boolean, fits: (endpoint: Endpoint) => boolean): See {
  const has = (end: 'requester' | 'target', which: (endpoint: Endpoint) => boolean): See =>
    ports(end, 'certificate', ({ outcome }) => outcome.status === 'observed' && fault(outcome.fact), which);
  return any(all(trustFailed, has('target', fits)), all(ownNameRefused, has('requester', ({ role }) => role === 'published')));
}

/** The servers' call failed over a certificate, and no port of the target that we see has this fault. */
export function notShownBy(fault: (certificate: CertificateFact) => boolean): See {
  const visible = ports('target', 'certificate', ({ outcome }) => outcome.status === 'observed');
  const faulty = ports('target', 'certificate', ({ outcome }) => outcome.status === 'observed' && fault(outcome.fact));
  return all(trustFailed, (lookup, evidence) => (faulty(lookup, evidence)?.length ? [] : visible(lookup, evidence)));
}

/** Warnings about certificates come from any site: only beside a name of Exchange's web services do they count. */
export const aboutExchange = (test: Parameters<typeof inAnswer>[0]): See =>
  all(inAnswer(({ text }) => /autodiscover|\bews\b|exchange|\boutlook|\bowa\b|availability|free.?busy/i.test(text)), inAnswer(test));

export const expiryNamed: See = inAnswer(({ text }) => /not within its validity period when verifying against the current system clock/i.test(text));

export const anyPort = (): boolean => true;
export const clientPort = ({ role }: Endpoint): boolean => role !== 'back-end';
export const publishedPort = ({ role }: Endpoint): boolean => role === 'published';

export const certificateReferences = [
  { title: 'Resolve free/busy errors', url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors' },
  { title: 'Assign certificates to Exchange Server services',
    url: 'https://learn.microsoft.com/exchange/architecture/client-access/assign-certificates-to-services' },
] as const;
