/** The name that people use for a build, such as `Exchange 2016 CU23 May25HU`. */
import { buildRows } from './builds-table.ts';
import type { BuildRow } from './builds-table.ts';
import { compareBuilds, parseBuild } from './versions.ts';

export interface BuildName {
  readonly name: string;
  /** Release date, `YYYY-MM-DD`, or `YYYY-MM` where the day is not known. */
  readonly date: string;
  /** true: that build itself is not listed, this is its nearest neighbour of the same update. */
  readonly approximate: boolean;
}

/**
 * Name of a build. Unlisted builds take the name of the nearest lower one with the same first three parts, or, where there is
 * none, of the lowest one, flagged approximate. null: no such build, or nothing near it is listed.
 * Source: see {@link buildRows}.
 */
export function nameOfBuild(build: string): BuildName | null {
  const wanted = parseBuild(build);
  if (wanted === null) return null;
  const sameUpdate = buildRows.filter(([listed]) => {
    const parts = parseBuild(listed);
    return parts !== null && parts[0] === wanted[0] && parts[1] === wanted[1] && parts[2] === wanted[2];
  });
  const exact = sameUpdate.find(([listed]) => compareBuilds(listed, build) === 0);
  if (exact !== undefined) return named(exact, false);
  const nearest = sameUpdate.filter(([listed]) => compareBuilds(listed, build) < 0).at(-1) ?? sameUpdate[0];
  return nearest === undefined ? null : named(nearest, true);
}

function named([, name, date]: BuildRow, approximate: boolean): BuildName {
  return { name, date, approximate };
}
