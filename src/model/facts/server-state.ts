/** What a server told of itself, gathered on it by the script of `crosslines collect`. */
export interface ServerStateFact {
  /** Id of the server of the scenario that it is of. */
  readonly server: string;
  /** Its own name; null: it was not told. As with all that follows. */
  readonly computer: string | null;
  /** Times in ISO 8601, UTC. */
  readonly collectedAt: string | null;
  readonly lastBoot: string | null;
  /** Such as `6.3.9600`, and `15.1.2507.39`. */
  readonly windowsBuild: string | null;
  readonly exchangeBuild: string | null;
  readonly dotnetRelease: number | null;
  /** Registry keys that decide on TLS, with the time of their last change. */
  readonly keysWritten: readonly { readonly path: string; readonly at: string }[];
}
