/** The addresses at which other organizations ask a server, as they answer somebody who proves nothing. */
import type { Failure } from '../failure.ts';
import type { DoorSeen, OAuthChallenge } from './sign-in.ts';

/** An answer at one address, or why there was none. */
export type DoorAnswer =
  | { readonly url: string; readonly seen: DoorSeen; readonly fault: string | null }
  | { readonly url: string; readonly seen: null; readonly failure: Failure };

/** What Autodiscover says that it can, by its headers; null: it does not say. Source: EWS Managed API, AutodiscoverService (header names). */
export interface AutodiscoverCapabilities {
  readonly soap: boolean | null;
  readonly wsSecurity: boolean | null;
  readonly oauth: boolean | null;
  /** Token service of the federation trust, such as `urn:federation:MicrosoftOnline`. */
  readonly federationIssuer: string | null;
}

/** What an organization publishes for those that want to federate with it. Source: MS-OXWSADISC, GetFederationInformation. */
export interface FederationInformation {
  readonly domain: string;
  /** Such as `FYDIBOHF25SPDLT.contoso.com`, which is the other side's TargetApplicationUri. */
  readonly applicationUri: string | null;
  /** Exchange Online names only the domain that was asked for. Source: Exchange Team Blog 4410095. */
  readonly domains: readonly string[];
  readonly tokenIssuers: readonly string[];
  /** `NotFederated`, `InvalidDomain` and the like; null: it answered. */
  readonly error: string | null;
}

export interface PartnerDoorsFact {
  readonly server: string;
  /** `/EWS/Exchange.asmx/WSSecurity` and `/autodiscover/autodiscover.svc/WSSecurity`: passes of other organizations are shown there. */
  readonly ewsPasses: DoorAnswer;
  readonly autodiscoverPasses: DoorAnswer;
  /** `/autodiscover/autodiscover.svc`, asked for federation information. */
  readonly autodiscover: DoorAnswer;
  readonly federation: FederationInformation | null;
  readonly capabilities: AutodiscoverCapabilities;
  /** Does Autodiscover offer OAuth to an empty bearer token? As in the fact about sign-ins. */
  readonly bearer: 'offered' | 'not-offered' | null;
  readonly challenge: OAuthChallenge | null;
  /** Availability URL that Autodiscover V2 gives to everybody for the mailbox that was asked for; null: none. */
  readonly availabilityUrl: string | null;
}
