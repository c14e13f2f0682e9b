/** What this machine's resolver says. */
/** Name resolution of one host by this machine, also where connections go through a proxy, which looks names up for itself. */
export interface NameResolutionFact {
  readonly host: string;
  readonly addresses: readonly string[];
}
