/** The leg from server to server, played from here: the hellos that the requesters' servers send, sent to the port of the target. */
import { brokeOffInHandshake } from '../exchange/decisive-answer.ts';
import { profileOf, type ClientHelloProfile } from '../exchange/client-hellos.ts';
import { identify } from '../exchange/identity.ts';
import { helloFrom } from '../exchange/predicted-leg.ts';
import { accepts } from '../exchange/tls-seen.ts';
import { spokenTls } from '../exchange/windows.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ClientHelloResult } from '../model/facts.ts';
import { defineProbe, observed } from './probe.ts';
import { askerOf, usualLimits } from './tls/asking.ts';
import { askAs } from './tls/compatibility.ts';

export default defineProbe({
  kind: 'client-hellos',
  title: 'what a target\'s port answers to the ClientHello of the requester\'s server, where its Windows is known',
  afterOthers: true,
  subjects: (evidence) => [...new Set(wanted(evidence).map(({ endpoint }) => endpoint))].map((name) => ({ name })),
  async gather(name, network, evidence) {
    const asker = askerOf(name, network, undefined, usualLimits);
    const hellos = new Map(wanted(evidence).filter(({ endpoint }) => endpoint === name).map(({ hello }) => [hello.id, hello]));
    const asked = await Promise.all([...hellos.values()].map((hello) => askAs(asker, hello)));
    const refused = asked.find((attempt) => !attempt.ok);
    if (refused?.ok === false) return refused;
    return observed({ endpoint: name, answers: asked.flatMap((attempt) => (attempt.ok ? [attempt.value] : [])) });
  },
  summarize: ({ endpoint, answers }) => `sent to ${endpoint}: ${answers.map(said).join('; ')}`,
});

function said({ profile, agreed, brokenOffBy }: ClientHelloResult): string {
  const title = profileOf(profile)?.title ?? profile;
  if (agreed === null) return `the hello of ${title} is refused`;
  const chosen = `${spokenTls(agreed.version)} with ${agreed.cipherSuite}`;
  return brokenOffBy === undefined ? `the hello of ${title} gets ${chosen}` : `the hello of ${title} gets ${chosen}, which that client does not take`;
}

/** Where the scenario names the Windows of the requester's server, that is a wish to know; otherwise only once a handshake broke. */
function wanted(evidence: Evidence): readonly { readonly endpoint: string; readonly hello: ClientHelloProfile }[] {
  return evidence.scenario.lookups.flatMap((lookup) => {
    const { version, windows, claimedWindows } = identify(lookup.requester.server, evidence);
    const target = accepts(lookup.target.server, evidence);
    if (windows === undefined || target === undefined || lookup.requester.server === lookup.target.server) return [];
    if (evidence.server(lookup.target.server).version === 'exchange-online') return [];
    if (claimedWindows === undefined && !brokeOffInHandshake(lookup, evidence)) return [];
    return (['as-installed', 'tls12-on'] as const).flatMap((values) => {
      const hello = helloFrom(version, windows, values);
      return hello === undefined ? [] : [{ endpoint: target.endpoint, hello }];
    });
  });
}
