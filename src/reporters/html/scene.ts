/** What the parts of a page share about one report. */
import type { Report, ServerSeen } from '../../model/report.ts';
import { groupsOf, type Group } from '../grouping.ts';
import { summariesOf } from '../telling.ts';
import { markup, Markup, type Insert } from './markup.ts';

export interface Scene {
  readonly report: Report;
  /** Before every id, so that several reports fit on one page. */
  readonly prefix: string;
  /** 1 where the page holds this report alone. */
  readonly level: 1 | 2;
  /** All groups; those that need somebody's attention. */
  readonly groups: readonly Group[];
  readonly problems: readonly Group[];
  readonly servers: ReadonlyMap<string, ServerSeen>;
  /** Number of an observation in the report, by its id. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Summaries of the observations, by their ids. */
  readonly summaries: ReadonlyMap<string, string>;
  /** Numbers of the observations that the page holds in full. */
  readonly inFull: ReadonlySet<number>;
}

export function sceneOf(report: Report, prefix: string, level: 1 | 2, inFull: (groups: readonly Group[]) => ReadonlySet<number>): Scene {
  const groups = groupsOf(report.verdicts);
  return {
    report, prefix, level, groups, problems: groups.filter(({ sight }) => sight !== 'shown'),
    servers: new Map((report.servers ?? []).map((server) => [server.id, server])),
    summaries: summariesOf(report),
    numbers: new Map(report.observations.map(({ id }, index) => [id, index])), inFull: inFull(groups),
  };
}

/** A heading `depth` below that of the report. */
export function heading({ level }: Scene, depth: number, text: Insert, id?: string): Markup {
  const tag = new Markup(`h${Math.min(level + depth, 6)}`);
  return id === undefined ? markup`<${tag}>${text}</${tag}>` : markup`<${tag} id="${id}">${text}</${tag}>`;
}

/** A part of the report, with its heading. Only on a page with one report it is a landmark: the parts of several have the same names. */
export function section(scene: Scene, name: string, title: string, body: Insert): Markup {
  const id = `${scene.prefix}${name}`;
  return markup`<section class="part"${scene.level === 1 ? markup` aria-labelledby="${id}"` : undefined}>${heading(scene, 1, title, id)}${body}</section>`;
}
