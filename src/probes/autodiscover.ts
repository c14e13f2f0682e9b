/** From an address to its availability URL by Autodiscover, every step with its outcome. Source: protocol facts §3. */
import type { Evidence } from '../model/evidence.ts';
import { printable } from '../protocol/printable.ts';
import { domainOf } from './autodiscover/places.ts';
import { search } from './autodiscover/search.ts';
import { defineProbe, observed, type Subject } from './probe.ts';

export default defineProbe({
  kind: 'autodiscover',
  title: 'Autodiscover of mailboxes whose server has no availability URL in the scenario',
  subjects: (evidence) => mailboxesToFind(evidence).map((address): Subject => ({ name: address })),
  async gather(address, network, evidence) {
    return observed(await search({ address, signIn: signInFor(address, evidence), scp: evidence.scenario.scp ?? [] }, network));
  },
  summarize({ address, availabilityUrl, from, steps }) {
    return printable(availabilityUrl === null
      ? `no availability URL for ${address}: ${steps.map(({ url, detail }) => `${url} ${detail}`).join('; ')}`
      : `the availability URL of ${address} is ${availabilityUrl} (${from ?? ''}, ${steps.length} step${steps.length === 1 ? '' : 's'})`, 500);
  },
});

/** Where nobody looks anybody up, the mailboxes themselves are what is asked about (`crosslines autodiscover`). */
function mailboxesToFind({ scenario, server }: Evidence): readonly string[] {
  const involved = scenario.lookups.length === 0 ? Object.values(scenario.mailboxes)
    : scenario.lookups.flatMap(({ requester, target }) => [requester, target]);
  return [...new Set(involved.filter((mailbox) => server(mailbox.server).ews === undefined).map(({ address }) => address))];
}

/** A target without a sign-in of its own is looked for with that of a requester in its domain, as the requester's server would. */
function signInFor(address: string, evidence: Evidence): string | undefined {
  const own = Object.values(evidence.scenario.mailboxes).find((mailbox) => mailbox.address === address)?.signIn;
  if (own !== undefined) return own;
  return evidence.scenario.lookups
    .find(({ requester, target }) => target.address === address && domainOf(requester.address) === domainOf(address))?.requester.signIn;
}
