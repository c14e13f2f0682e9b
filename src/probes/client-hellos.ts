/** The leg from server to server, played from here: the hellos that the requesters' servers send, sent to the port of the target. */
import { brokeOffInHandshake } from '../exchange/decisive-answer.ts';
import { profileOf, type OfferedHello } from '../exchange/client-hellos.ts';
import { identify } from '../exchange/identity.ts';
import { helloFrom } from '../exchange/predicted-leg.ts';
import { offered } from '../exchange/seen-hellos.ts';
import { hellosIn } from '../exchange/seen-legs.ts';
import { accepts } from '../exchange/tls-seen.ts';
import { spokenTls } from '../exchange/windows.ts';
import type { Evidence } from '../model/evidence.ts';
import type { ClientHelloResult } from '../model/facts.ts';
import { sendable } from '../protocol/tls/profile-hello.ts';
import { defineProbe, observed } from './probe.ts';
import { askerOf, usualLimits } from './tls/asking.ts';
import { askAs } from './tls/compatibility.ts';

/** More kinds of hellos than that no server sends. */
const MOST_SEEN = 4;

export default defineProbe({
  kind: 'client-hellos',
  title: 'what a target\'s port answers to the ClientHello of the requester\'s server, where its Windows is known or a witness saw it',
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
  const title = profileOf(profile)?.title ?? `a server as a witness saw it (${profile})`;
  if (agreed === null) return `the hello of ${title} is refused`;
  const chosen = `${spokenTls(agreed.version)} with ${agreed.cipherSuite}`;
  return brokenOffBy === undefined ? `the hello of ${title} gets ${chosen}` : `the hello of ${title} gets ${chosen}, which that client does not take`;
}

interface Wanted {
  readonly endpoint: string;
  readonly hello: OfferedHello;
}

function wanted(evidence: Evidence): readonly Wanted[] {
  return [...assumed(evidence), ...seen(evidence)];
}

/** Hellos that a witness saw, for every other server. */
function seen(evidence: Evidence): readonly Wanted[] {
  return evidence.all.flatMap(({ kind, subject }) => {
    const fact = kind === 'witnessed-calls' ? evidence.fact('witnessed-calls', subject) : undefined;
    if (fact === undefined) return [];
    return Object.keys(evidence.scenario.servers).filter((server) => server !== fact.server && isOnPremises(server, evidence)).flatMap((server) => {
      const target = accepts(server, evidence);
      if (target === undefined) return [];
      return hellosIn(fact).slice(0, MOST_SEEN).filter(({ newest }) => newest !== null)
        .map((hello) => ({ endpoint: target.endpoint, hello: sendable(offered(hello)) }));
    });
  });
}

function isOnPremises(server: string, evidence: Evidence): boolean {
  return evidence.server(server).version !== 'exchange-online';
}

/** Where the scenario names the Windows of the requester's server, that is a wish to know; otherwise only once a handshake broke. */
function assumed(evidence: Evidence): readonly Wanted[] {
  return evidence.scenario.lookups.flatMap((lookup) => {
    const { version, windows, claimedWindows } = identify(lookup.requester.server, evidence);
    const target = accepts(lookup.target.server, evidence);
    if (windows === undefined || target === undefined || lookup.requester.server === lookup.target.server) return [];
    if (!isOnPremises(lookup.target.server, evidence)) return [];
    if (claimedWindows === undefined && !brokeOffInHandshake(lookup, evidence)) return [];
    return (['as-installed', 'tls12-on'] as const).flatMap((values) => {
      const hello = helloFrom(version, windows, values);
      return hello === undefined ? [] : [{ endpoint: target.endpoint, hello }];
    });
  });
}
