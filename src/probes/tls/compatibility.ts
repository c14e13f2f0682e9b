/** What a port answers to the ClientHellos of Windows: really sent, or computed from what else it has shown. */
import { breakOf, predict, type OfferedHello, type SeenTls } from '../../exchange/client-hellos.ts';
import type { ClientHelloResult } from '../../model/facts.ts';
import type { Attempt } from '../../model/failure.ts';
import { encodeProfileHello } from '../../protocol/tls/profile-hello.ts';
import { enoughForServerHello } from '../../protocol/tls/server-flight.ts';
import type { Asker } from './asking.ts';
import { refusalIn } from './judging.ts';

/** Sends the hello of one kind of server. Fails when no connection came about. */
export async function askAs(asker: Asker, profile: OfferedHello): Promise<Attempt<ClientHelloResult>> {
  const attempt = await asker.raw(`as ${profile.id}`, encodeProfileHello(profile, asker.host, asker.random(32)), enoughForServerHello);
  if (!attempt.ok) return attempt;
  const { flight, end } = attempt.value;
  const refusal = refusalIn(flight, end);
  if (flight.kind !== 'server-hello' || refusal !== undefined) {
    return { ok: true, value: { profile: profile.id, ...(refusal ?? { outcome: 'closed' }), agreed: null } };
  }
  const { version, cipherSuite, secureRenegotiation } = flight;
  const brokenOffBy = breakOf(profile, version, secureRenegotiation);
  return {
    ok: true,
    value: { profile: profile.id, outcome: 'accepted', agreed: { version, cipherSuite }, ...(brokenOffBy === undefined ? {} : { brokenOffBy }) },
  };
}

/** What the enumeration tells of the hello of one kind of server; where it does not tell, the hello is sent. */
export async function computedOrAsked(asker: Asker, profile: OfferedHello, seen: SeenTls): Promise<Attempt<ClientHelloResult>> {
  const computed = resultOf(profile, seen);
  return computed === undefined ? askAs(asker, profile) : { ok: true, value: computed };
}

/** In the words of what is sent; undefined: part of it is not known. */
function resultOf(profile: OfferedHello, seen: SeenTls): ClientHelloResult | undefined {
  const prediction = predict(profile, seen);
  if (prediction.outcome === 'refused') {
    return prediction.how === null ? undefined : { profile: profile.id, ...prediction.how, agreed: null, computed: true };
  }
  if (prediction.outcome !== 'agreed' || prediction.cipherSuite === null) return undefined;
  const { version, cipherSuite, brokenOffBy } = prediction;
  return {
    profile: profile.id, outcome: 'accepted', agreed: { version, cipherSuite }, ...(brokenOffBy === undefined ? {} : { brokenOffBy }), computed: true,
  };
}
