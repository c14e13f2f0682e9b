/** The renderings of a report. A new one: its file, its line here, its golden. */
import type { Report } from '../model/report.ts';
import { csv } from './csv.ts';
import { github } from './github.ts';
import { html } from './html/page.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { nagios } from './nagios.ts';
import { prometheus } from './prometheus.ts';
import { terminal } from './terminal.ts';

/** Where a rendering will be read. */
export interface Place {
  /** Width in characters. */
  readonly columns: number;
  readonly colours: boolean;
  /** Nothing but ASCII characters. Absent: all of Unicode. */
  readonly ascii?: boolean;
  /** All that is known, where people are usually told what matters most. */
  readonly details?: boolean;
  /** Absent: standard output. */
  readonly toFile?: boolean;
}

export type Reporter = (reports: readonly Report[], place: Place) => string;
export type ReporterName = 'terminal' | 'json' | 'junit' | 'github' | 'html' | 'nagios' | 'prometheus' | 'csv';

export const reporters: Readonly<Record<ReporterName, Reporter>> = { terminal, json, junit, github, html, nagios, prometheus, csv };
