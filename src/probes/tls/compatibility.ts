/** What a port answers to the ClientHellos of Windows: they are really sent. */
import { breakOf, type ClientHelloProfile } from '../../exchange/client-hellos.ts';
import type { ClientHelloResult } from '../../model/facts.ts';
import type { Attempt } from '../../model/failure.ts';
import { encodeProfileHello } from '../../protocol/tls/profile-hello.ts';
import { enoughForServerHello } from '../../protocol/tls/server-flight.ts';
import type { Asker } from './asking.ts';
import { refusalIn } from './judging.ts';

/** Sends the hello of one kind of server. Fails when no connection came about. */
export async function askAs(asker: Asker, profile: ClientHelloProfile): Promise<Attempt<ClientHelloResult>> {
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
