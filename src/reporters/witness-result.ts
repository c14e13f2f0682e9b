/** What a witness saw, for programs. */
import { helloRemarks, likeness, type HelloRemark } from '../exchange/hello-meaning.ts';
import type { CallerValues } from '../exchange/predicted-leg.ts';
import { versionsOffered } from '../exchange/seen-hellos.ts';
import { hellosIn, type Fit } from '../exchange/seen-legs.ts';
import { explainSilence, type SilenceRemark } from '../exchange/silence.ts';
import type { TlsVersion } from '../model/facts.ts';
import { WITNESS_SCHEMA, type WitnessedCallsFact } from '../model/facts/witnessed-calls.ts';
import type { WitnessTrace } from './witness.ts';

/** What `crosslines witness` prints where it could not be listened, or nobody could be asked. */
export interface NothingWitnessed {
  readonly schema: 'crosslines-witness/1';
  readonly reason: string;
  readonly seen: null;
}

/** What `crosslines witness` prints. */
export interface WitnessResult {
  readonly schema: 'crosslines-witness/1';
  readonly seen: WitnessedCallsFact;
  /** What each kind of ClientHello means. */
  readonly hellos: readonly {
    /** Its JA3 hash. */
    readonly ja3: string;
    readonly offers: readonly TlsVersion[];
    /** How near the nearest profile is. */
    readonly like: 'same' | 'near' | 'unlike';
    readonly nearest: readonly { readonly profile: string; readonly distance: number; readonly differs: readonly string[] }[];
    readonly remarks: readonly HelloRemark[];
    /** What comes of it at the other servers of the scenario. */
    readonly fits: readonly Omit<Fit, 'ja3'>[];
  }[];
  /** Profiles that are assumed of the server that was asked; empty: none was. */
  readonly assumed: Readonly<Partial<Record<CallerValues, readonly string[]>>>;
  /** That a ClientHello may be another machine's than the server's that was asked, and why; null: nothing says so. */
  readonly stranger: string | null;
  /** Why nobody called, or not as asked. */
  readonly silence: readonly SilenceRemark[];
}

/** crosslines-witness/1, which `--evidence` reads. */
export function witnessForPrograms({ fact, reason, fits, assumed, stranger }: WitnessTrace): WitnessResult | NothingWitnessed {
  if (fact === undefined) return { schema: WITNESS_SCHEMA, reason: reason ?? 'no reason was given', seen: null };
  return {
    schema: WITNESS_SCHEMA, seen: fact,
    hellos: hellosIn(fact).map((hello) => {
      const { how, nearest } = likeness(hello);
      return {
        ja3: hello.ja3.hash, offers: versionsOffered(hello), like: how,
        nearest: nearest.map(({ profile, distance, differs }) => ({ profile: profile.id, distance, differs })),
        remarks: helloRemarks(hello),
        fits: fits.filter(({ ja3 }) => ja3 === hello.ja3.hash)
          .map(({ server, endpoint, accepts, comesOf, sent }) => ({ server, endpoint, accepts, comesOf, sent })),
      };
    }),
    assumed: Object.fromEntries(Object.entries(assumed ?? {}).map(([values, profiles]) => [values, profiles.map(({ id }) => id)])),
    stranger, silence: explainSilence(fact),
  };
}
