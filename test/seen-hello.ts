/** Hellos as a witness would have seen them, made from the bytes of the profiles. */
import { profileOf } from '../src/exchange/client-hellos.ts';
import type { SeenHello, WitnessedCallsFact } from '../src/model/facts.ts';
import { callerReader } from '../src/protocol/caller.ts';
import { encodeProfileHello } from '../src/protocol/tls/profile-hello.ts';

/** The hello of a profile, with some of it otherwise. */
export function seenHello(profile: string, change: Partial<SeenHello> = {}): SeenHello {
  const known = profileOf(profile);
  if (known === undefined) throw new Error(`no profile ${profile}`);
  const reader = callerReader(null);
  reader.push(encodeProfileHello(known, 'witness.contoso.test', new Uint8Array(32)));
  const content = reader.result();
  if (content.kind !== 'client-hello') throw new Error('no hello');
  return { ...content.hello, ...change };
}

/** What a witness saw of a server: one call with each of these hellos. */
export function witnessed(server: string | null, ...hellos: readonly SeenHello[]): WitnessedCallsFact {
  return {
    server, mailbox: null, listening: '0.0.0.0:8443', listenedMs: 1_000, requests: [], nameResolves: null,
    calls: hellos.map((hello) => ({ from: '10.0.0.16', at: '2026-11-20T09:00:00.000Z', end: 'enough', content: { kind: 'client-hello', hello } })),
  };
}
