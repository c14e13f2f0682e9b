/** The facts that probes and readers bring home, each kind in a file of its own. A fact draws no conclusion. */
import type { AutodiscoverFact } from './facts/autodiscover.ts';
import type { CertificateFact } from './facts/certificate.ts';
import type { ClientHellosFact } from './facts/client-hellos.ts';
import type { ConfigurationFact } from './facts/configuration.ts';
import type { ConnectionsFact } from './facts/connections.ts';
import type { FingerprintFact } from './facts/fingerprint.ts';
import type { MailHopsFact } from './facts/mail-hops.ts';
import type { MailTipsFact } from './facts/mail-tips.ts';
import type { NameResolutionFact } from './facts/name-resolution.ts';
import type { PastedTextFact } from './facts/pasted-text.ts';
import type { PartnerDoorsFact } from './facts/partner-doors.ts';
import type { RegistryFact } from './facts/registry.ts';
import type { ServerStateFact } from './facts/server-state.ts';
import type { SignInSchemesFact } from './facts/sign-in.ts';
import type { TenantFact } from './facts/tenant.ts';
import type { TlsEnumerationFact } from './facts/tls-enumeration.ts';
import type { TlsVersionsFact } from './facts/tls-versions.ts';
import type { GraphScheduleFact, UserAvailabilityFact } from './facts/user-availability.ts';
import type { WindowsEventsFact } from './facts/windows-events.ts';
import type { WitnessedCallsFact } from './facts/witnessed-calls.ts';

export type * from './facts/autodiscover.ts';
export type * from './facts/certificate.ts';
export type * from './facts/client-hellos.ts';
export type * from './facts/configuration.ts';
export type * from './facts/connections.ts';
export type * from './facts/fingerprint.ts';
export type * from './facts/mail-hops.ts';
export type * from './facts/mail-tips.ts';
export type * from './facts/name-resolution.ts';
export type * from './facts/pasted-text.ts';
export type * from './facts/partner-doors.ts';
export type * from './facts/registry.ts';
export type * from './facts/server-state.ts';
export type * from './facts/sign-in.ts';
export type * from './facts/tenant.ts';
export type * from './facts/tls-enumeration.ts';
export type * from './facts/tls-versions.ts';
export type * from './facts/user-availability.ts';
export type * from './facts/windows-events.ts';
export type * from './facts/witnessed-calls.ts';

/** Table: kind of fact → its shape. */
export interface FactOf {
  'name-resolution': NameResolutionFact;
  'tls-versions': TlsVersionsFact;
  'tls-enumeration': TlsEnumerationFact;
  'client-hellos': ClientHellosFact;
  'certificate': CertificateFact;
  'sign-in-schemes': SignInSchemesFact;
  'fingerprint': FingerprintFact;
  'tenant': TenantFact;
  'partner-doors': PartnerDoorsFact;
  'autodiscover': AutodiscoverFact;
  'user-availability': UserAvailabilityFact;
  'graph-schedule': GraphScheduleFact;
  'mail-tips': MailTipsFact;
  'pasted-text': PastedTextFact;
  'configuration': ConfigurationFact;
  'registry': RegistryFact;
  'connections': ConnectionsFact;
  'mail-hops': MailHopsFact;
  'server-state': ServerStateFact;
  'windows-events': WindowsEventsFact;
  'witnessed-calls': WitnessedCallsFact;
}

export type FactKind = keyof FactOf;
