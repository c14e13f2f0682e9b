/** The probes in running order. A new probe: its file, its line here, its fact in model/facts.ts. */
import type { Probe } from './probe.ts';
import autodiscover from './autodiscover.ts';
import certificate from './certificate.ts';
import clientHellos from './client-hellos.ts';
import fingerprint from './fingerprint.ts';
import graphSchedule from './graph-schedule.ts';
import mailTips from './mail-tips.ts';
import nameResolution from './name-resolution.ts';
import partnerDoors from './partner-doors.ts';
import signInSchemes from './sign-in-schemes.ts';
import tenant from './tenant.ts';
import tlsSuites from './tls-suites.ts';
import tlsVersions from './tls-versions.ts';
import userAvailability from './user-availability.ts';

export const probes: readonly Probe[] = [
  nameResolution, tlsVersions, certificate, signInSchemes, fingerprint, autodiscover, userAvailability, graphSchedule,
  clientHellos, tlsSuites, tenant, partnerDoors, mailTips,
] as readonly Probe[];
