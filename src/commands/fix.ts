/** `crosslines fix`: the remedy of a cause as files for one version of Exchange on one version of Windows, with the way back. */
import { causes } from '../causes/index.ts';
import { repairableCauses, type RepairableCause } from '../exchange/registry-remedy.ts';
import { versionName } from '../exchange/versions.ts';
import { nearest, oneOf } from '../load/complaints.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { fixReport } from './fix-report.ts';
import { exportFirst, listed, readBefore, remedyFiles, RESTART, writeFiles } from './remedy-files.ts';
import { readExchange, readWindows } from './said-machine.ts';
import type { Terminal } from './terminal.ts';

export interface FixOptions {
  /** With a report also `SERVER=VERSION`, and several. */
  readonly exchange?: readonly string[];
  readonly windows?: readonly string[];
  readonly out?: string;
  /** With a report `FILE=SERVER`. */
  readonly rollbackFrom?: readonly string[];
  readonly allowWeaker?: boolean;
  readonly suiteOrder?: boolean;
  /** A saved report: every server in it that needs it. */
  readonly report?: string;
}

/**
 * Writes the files and lists them. Everything in them and in their names comes from tables.
 * Throws UsageError where the values alone cannot repair it, naming what is needed.
 */
export async function fix(causeId: string | undefined, options: FixOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.report !== undefined) {
    if (causeId !== undefined) throw new UsageError(`--report names the causes itself; leave out ${causeId}.`);
    return fixReport(options.report, options, terminal);
  }
  if (causeId === undefined) throw new UsageError(`a cause is needed, or --report RUN.json; there are files for ${oneOf(repairableCauses)}.`);
  const cause = readCause(causeId);
  const { exchange, build } = readExchange('--exchange', only('--exchange', options.exchange));
  const windows = readWindows('--windows', only('--windows', options.windows));
  if (exchange === 'unknown') throw new UsageError('--exchange is needed.');
  const suiteOrder = options.suiteOrder === true;
  const weaker = options.allowWeaker === true;
  if (cause === 'tls-cipher-suite-mismatch' && !suiteOrder)
    throw new UsageError('the order of cipher suites is changed only on request: add --suite-order, on the server whose list was changed.');
  if (weaker && exchange !== 'exchange-2019' && exchange !== 'exchange-se') {
    throw new UsageError(
      `--allow-weaker is for the newer server of two (Exchange 2019 or SE); ${versionName(exchange)} has TLS 1.0 and 1.1 as Windows has them.`,
    );
  }
  const before = (options.rollbackFrom ?? []).length === 0 ? null : readBefore(options.rollbackFrom ?? []);
  const { files, needs, keysToExport } = remedyFiles(`crosslines-${cause}-${exchange}-${windows}`, {
    causes: [cause],
    exchange,
    windows,
    build,
    suiteOrder,
    weaker,
    before,
  });
  const folder = options.out ?? '.';
  writeFiles(folder, files);
  terminal.write(
    [
      listed(folder, files),
      `\n${needs}\n${RESTART}\n`,
      ...(weaker
        ? [
            '--allow-weaker costs: every client may then speak TLS 1.0 and 1.1 to this server, which attackers can read and change, '
              + 'and which Microsoft advises against. It may not even help: setup of Exchange 2019 leaves no cipher suite that TLS 1.0 could use. '
              + 'Repair the older server instead.\n',
          ]
        : []),
      ...(before === null ? [exportFirst(keysToExport, '--rollback-from FILE')] : []),
    ].join(''),
  );
  return exitCodes.asExpected;
}

/** Without a report the files are for one server. */
function only(option: string, given: readonly string[] = []): string {
  const [one] = given;
  if (one === undefined) throw new UsageError(`${option} is needed.`);
  if (given.length > 1)
    throw new UsageError(`${option} was given ${given.length} times; the files are for one version. For several servers: --report RUN.json.`);
  return one;
}

function readCause(id: string): RepairableCause {
  const found = repairableCauses.find((one) => one === id);
  if (found !== undefined) return found;
  const ids = causes.map((one) => one.id);
  if (ids.includes(id))
    throw new UsageError(
      `no registry value repairs ${id}; "crosslines explain ${id}" shows what does. There are files for ${oneOf(repairableCauses)}.`,
    );
  const meant = nearest(id, ids);
  throw new UsageError(
    `there is no such cause${meant === undefined ? '' : `; did you mean ${meant}?`} "crosslines list causes" shows them; `
      + `there are files for ${oneOf(repairableCauses)}.`,
  );
}
