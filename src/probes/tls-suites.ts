/** Every cipher suite of a target's port, asked for only where a cause needs it: the handshake broke although a version seems to be shared. */
import { brokeOffInHandshake } from '../exchange/decisive-answer.ts';
import { legsOf } from '../exchange/predicted-leg.ts';
import { registryOfServer } from '../exchange/registry-seen.ts';
import { accepts, dialsAsInstalled } from '../exchange/tls-seen.ts';
import type { Evidence } from '../model/evidence.ts';
import type { LookupPlan } from '../model/scenario.ts';
import { defineProbe } from './probe.ts';
import { enumerate } from './tls/enumeration.ts';
import { sayEnumeration } from './tls/saying.ts';

export default defineProbe({
  kind: 'tls-enumeration',
  title: 'cipher suites of a target\'s port, where the handshake between the servers broke although they seem to share a TLS version',
  afterOthers: true,
  subjects: (evidence) => [...new Set(evidence.scenario.lookups.flatMap((lookup) => portToAsk(lookup, evidence)))].map((name) => ({ name })),
  gather: (name, network) => enumerate(name, network, { what: 'all', profiles: [] }),
  summarize: sayEnumeration,
});

function portToAsk(lookup: LookupPlan, evidence: Evidence): readonly string[] {
  const target = accepts(lookup.target.server, evidence);
  if (target === undefined || lookup.requester.server === lookup.target.server || !brokeOffInHandshake(lookup, evidence)) return [];
  if (evidence.server(lookup.target.server).version === 'exchange-online') return [];
  const dialled = dialsAsInstalled(lookup.requester.server, evidence);
  const shared = dialled === null || target.versions.some((version) => dialled.includes(version));
  const laterRefused = legsOf(lookup, evidence, 'tls12-on')?.every(({ comesOf }) => comesOf === 'no-shared-suite') ?? false;
  const ownList = (registryOfServer(lookup.requester.server, evidence)?.suites ?? null) !== null;
  return shared || laterRefused || ownList ? [target.endpoint] : [];
}
