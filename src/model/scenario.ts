/** What a person writes down: servers, mailboxes, who looks up whom, and what is expected. Never holds a secret. */

/** Versions of Exchange, as named in scenarios. `exchange-2007` is known as a target only. */
export type VersionId =
  | 'exchange-2007' | 'exchange-2010' | 'exchange-2013' | 'exchange-2016' | 'exchange-2019' | 'exchange-se' | 'exchange-online';

/** What is claimed of a server's version; `unknown`: nothing, so that only what is seen counts. */
export type ClaimedVersion = VersionId | 'unknown';

/** Versions of Windows Server that Exchange runs on, as named in scenarios. */
export type WindowsId = '2008R2' | '2012' | '2012R2' | '2016' | '2019' | '2022' | '2025';

/** Clouds of Microsoft 365; `us-gov`: GCC High. */
export type NationalCloud = 'worldwide' | 'us-gov' | 'us-gov-dod' | 'china';

/** How an application proves itself to the token service; `device-code`: a user signs in to it in a browser. */
export type OAuthFlow = 'secret' | 'certificate' | 'device-code';

/** The application with which tokens are asked for. */
export interface OAuthApplication {
  /** A domain or id of the tenant. */
  readonly tenant: string;
  readonly clientId: string;
  readonly flow: OAuthFlow;
  /** Of the servers whose mailboxes sign in with it. */
  readonly nationalCloud: NationalCloud;
}
/** Ways to ask a server for availability: Exchange Web Services, Microsoft Graph. */
export type LookupApi = 'ews' | 'graph';

export type SignInMethod = 'ntlm' | 'basic' | 'oauth' | 'token' | 'none';

export interface Server {
  readonly id: string;
  /** As the scenario claims; what was seen may contradict it. */
  readonly version: ClaimedVersion;
  readonly windows?: WindowsId;
  /** The availability URL; absent: found by Autodiscover. */
  readonly ews?: string;
  /** Names of the machines behind a balancer. */
  readonly nodes: readonly string[];
  readonly tenant?: string;
  /** The cloud of an Exchange Online; absent: worldwide. */
  readonly nationalCloud?: NationalCloud;
  /** How requesters of this server ask; absent: both ways in Exchange Online, by EWS elsewhere. */
  readonly api?: LookupApi | 'both';
}

/** How to sign in, without the secret: the network holds that, under the same id. */
export interface SignIn {
  readonly id: string;
  readonly method: SignInMethod;
  readonly user?: string;
  /** Ask on behalf of the requester (`ExchangeImpersonation`). */
  readonly impersonate: boolean;
  /** NTLM channel binding; off where a device between terminates TLS. */
  readonly channelBinding: boolean;
  /** With the method `oauth`, always. */
  readonly oauth?: OAuthApplication;
}

export interface Mailbox {
  readonly id: string;
  readonly address: string;
  /** Id of the server that holds the mailbox. */
  readonly server: string;
  /** Id of the sign-in; absent: asked without credentials. */
  readonly signIn?: string;
  /** Sent as `X-AnchorMailbox`. */
  readonly anchorMailbox?: string;
}

export type Availability = 'shown' | 'hash-marks' | 'not-observed';

/** One free/busy lookup to run. */
export interface LookupPlan {
  /** `anna -> boris`, from the mailbox ids. */
  readonly id: string;
  readonly requester: Mailbox;
  readonly target: Mailbox;
  readonly expected: Availability;
  /** Ids of the causes that must be found, where the scenario says so. */
  readonly expectedCauses?: readonly string[];
}

export interface Window {
  /** Start of the window, ISO 8601 UTC; `now`: the hour in which the run starts. */
  readonly from: string;
  readonly hours: number;
  readonly intervalMinutes: number;
}

/** An appointment that the user knows to be in a calendar, to compare times with. */
export interface KnownEvent {
  /** Id of the mailbox in whose calendar it is. */
  readonly mailbox: string;
  /** ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
  /** How far the user's clock is ahead of UTC then. */
  readonly offsetMinutes: number;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly servers: Readonly<Record<string, Server>>;
  readonly signIns: Readonly<Record<string, SignIn>>;
  readonly mailboxes: Readonly<Record<string, Mailbox>>;
  readonly lookups: readonly LookupPlan[];
  readonly window: Window;
  /** How often each lookup is asked, each time over a connection of its own, so that machines behind a balancer show; absent: once. */
  readonly repeat?: number;
  /** Hosts that may receive credentials although only an answer named them. */
  readonly trustHosts: readonly string[];
  /** Autodiscover URLs in service connection points of the directory, https, in the order in which clients of this site try them. */
  readonly scp?: readonly string[];
  readonly knownEvent?: KnownEvent;
}
