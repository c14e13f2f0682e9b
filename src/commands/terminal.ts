/** What a command may know of the place it runs in; given by `cli.ts`, so that tests can give another. */
export interface Terminal {
  /** Version of crosslines. */
  readonly version: string;
  /** Folder of the package, ending in a slash: `scenarios/` lies in it. */
  readonly root: string;
  /** Results only. */
  write(text: string): void;
  /** Progress and warnings. */
  tell(text: string): void;
  readonly columns: number;
  readonly colours: boolean;
  /** Does the screen show nothing but ASCII characters? */
  readonly ascii: boolean;
  /** Is somebody watching the progress? */
  readonly interactive: boolean;
  /** Standard input to its end, in parts; it breaks off when the run is to end. */
  input(): AsyncIterable<Uint8Array>;
  environment(name: string): string | undefined;
  /** Aborted when the run is to end: by Ctrl-C, or by a command for --timeout. */
  readonly ending: AbortController;
  /** Asks for something that may be seen; undefined: nobody can be asked. Throws Ended, as the next one. */
  ask(question: string): Promise<string | undefined>;
  /** Asks for a secret without showing it; undefined: nobody can be asked. */
  askHidden(question: string): Promise<string | undefined>;
}
