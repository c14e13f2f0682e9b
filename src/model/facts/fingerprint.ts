/** What a server reveals about itself. */
/** A build that an answer shows, and by what. */
export interface BuildShown {
  /** Four parts, such as `15.1.2507.57`; three (`15.1.2507`) where the source has no more, which does not tell the security update. */
  readonly build: string;
  readonly by: 'X-OWA-Version' | 'login page' | 'export tool manifest';
}

/** Machines that a name leads to, as their health pages say. A balancer need not show all of them: at least these. */
export interface MachinesSeen {
  /** Health pages asked for, each over a connection of its own. */
  readonly asked: number;
  /** How many of them a front end of Exchange answered. */
  readonly answered: number;
  /** Each once, by name; its build where the same answer shows it. */
  readonly machines: readonly { readonly name: string; readonly build: string | null }[];
}

export type DeviceKind = 'f5' | 'netscaler' | 'kemp' | 'web-application-proxy' | 'tmg' | 'reverse-proxy';

/** A device between us and Exchange that betrays itself. */
export interface DeviceSeen {
  readonly kind: DeviceKind;
  /** Header, cookie name or redirect that shows it. */
  readonly shownBy: string;
  /** false: no document says that this sign means this kind. */
  readonly sure: boolean;
}

/** What a server reveals about itself without credentials. */
export interface FingerprintFact {
  readonly endpoint: string;
  /** Build with four parts, such as `15.2.1544.9`: by X-OWA-Version, or else by the manifest of the export tool. */
  readonly exchangeBuild: string | null;
  readonly exchangeBuildFrom: string | null;
  /** Every build that any answer shows, each once by source; more than one of a kind where unlike machines answer. */
  readonly builds: readonly BuildShown[];
  readonly behind: MachinesSeen;
  /** The device that answers before Exchange; null: none betrays itself. */
  readonly device: DeviceSeen | null;
  /** Addresses and ports to which a balancer says that it sent us, such as `10.1.2.3:443`. */
  readonly poolMembers: readonly string[];
  readonly frontEnd: readonly string[];
  readonly backEnd: string | null;
  readonly ntlm: {
    /** Windows build as the NTLM challenge names it, such as `6.3.9600`. */
    readonly windowsBuild: string | null;
    readonly netbiosDomain: string | null;
    readonly netbiosComputer: string | null;
    readonly dnsDomain: string | null;
    readonly dnsComputer: string | null;
    readonly dnsTree: string | null;
    /** The server's clock minus ours, in seconds, as far as the NTLM challenge tells. */
    readonly clockOffsetSeconds: number | null;
  } | null;
  readonly serverHeader: string | null;
}
