/** What an update of Exchange means for TLS: whether it supports what is needed, and which update does. */
import type { VersionId } from '../model/scenario.ts';
import { nameOfBuild } from './builds.ts';
import { compareBuilds, parseBuild, versionOfBuild, versions } from './versions.ts';

/** One thing that a version of Exchange can do from some update on. */
export interface Floor {
  readonly reached: boolean;
  /** Name of the first update that can, such as `Exchange 2016 CU8`; null: no update of that version can. */
  readonly from: string | null;
}

export interface UpdateStanding {
  readonly version: VersionId;
  /** As people say it, such as `Exchange 2016 CU5`; only the version where nothing near that build is listed. */
  readonly name: string;
  /** false: that build itself is not listed, and the name is that of a neighbour. Of three parts, the name is that of the cumulative update. */
  readonly exact: boolean;
  /** Supports TLS 1.2. It is not switched on by that. */
  readonly tls12: Floor;
  /** TLS 1.0 and 1.1 may be switched off. */
  readonly withoutOldTls: Floor;
  /** Supports TLS 1.3, on Windows Server 2022 and later. */
  readonly tls13: Floor;
}

/**
 * Where a build stands; three parts suffice, since no floor lies within one cumulative update. null: no build of Exchange, or one of
 * Exchange Online, which nobody updates by hand.
 * Source: Microsoft Learn "Exchange Server TLS configuration best practices" by way of {@link versions}; names: {@link nameOfBuild}.
 */
export function standingOf(build: string): UpdateStanding | null {
  const version = versionOfBuild(build);
  if (version === null || version === 'exchange-online') return null;
  const row = versions[version];
  const update = nameOfBuild(build);
  const floor = (from: string | null): Floor => (from === null ? { reached: false, from: null }
    : { reached: reaches(build, from), from: nameOfBuild(from)?.name ?? `${row.name} build ${from}` });
  return {
    version, name: update?.name ?? row.name, exact: update === null || !update.approximate || !hasFourParts(build),
    tls12: floor(row.tls12From), withoutOldTls: floor(row.legacyTlsOffFrom), tls13: floor(row.tls13From),
  };
}

/** Do two builds belong to the same cumulative update? Sources differ in the fourth part: not all of them follow security updates. */
export function sameUpdate(a: string, b: string): boolean {
  return compareBuilds(threeParts(a), threeParts(b)) === 0;
}

function reaches(build: string, floor: string): boolean {
  return compareBuilds(build, hasFourParts(build) ? floor : threeParts(floor)) >= 0;
}

function hasFourParts(build: string): boolean {
  return build.split('.').length === 4;
}

function threeParts(build: string): string {
  return parseBuild(build)?.slice(0, 3).join('.') ?? build;
}
