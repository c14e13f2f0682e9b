/** The one machine that is left, and what would tell where several are. */
import type { Evidence } from '../../model/evidence.ts';
import type { LookupPlan } from '../../model/scenario.ts';
import { MACHINE, machinesNamed } from '../answerers.ts';
import type { Tried } from '../availability.ts';
import { isShared } from '../identity.ts';
import { askedByOwnName } from './by-own-name.ts';
import { distinct, has, spoken } from './names.ts';
import { byWindows, type Tie } from './tie.ts';

/** The only machine that the scenario names and that was not seen to answer well. What answers name is a lower bound, so it does not count. */
export function byElimination(tries: readonly Tried[], well: readonly string[], lookup: LookupPlan, evidence: Evidence): Tie | undefined {
  const server = lookup.requester.server;
  const all = machinesNamed(server, evidence);
  if (all.length < 2 || !tries.every(byWindows)) return undefined;
  const sound = [...well, ...askedByOwnName(server, evidence).filter((look) => look.well).map(({ machine }) => machine)];
  const left = all.filter((name) => !has(sound, name));
  if (left.length !== 1) return undefined;
  const rest = all.filter((name) => !left.includes(name));
  return {
    machines: left, end: 'requester', by: 'elimination', settle: waysToTell(lookup, evidence, well),
    how: `, by elimination on ${spoken(left)}: these answers name no machine, and ${rest.length === 1 ? 'the other that the scenario names' : 'all others that the scenario names'}, `
      + `${spoken(rest)}, ${rest.length === 1 ? 'answers' : 'answer'} well`,
  };
}

/**
 * What to do where no answer names the machine.
 * @param well machines that answered well
 */
export function waysToTell(lookup: LookupPlan, evidence: Evidence, well: readonly string[]): string {
  const name = evidence.endpoints(lookup.requester.server)[0]?.host ?? lookup.requester.server;
  const behind = machinesBehind(lookup.requester.server, evidence).filter((machine) => !has(well, machine));
  const first = well.length > 0 && behind.length > 0 ? `look first at ${spoken(behind)}, which stands behind ${name} and which no successful lookup met; ` : '';
  const then = machinesNamed(lookup.requester.server, evidence).length < 2
    ? `name the machines behind ${name} in the scenario (servers: ${lookup.requester.server}: nodes: [...]), so that each is asked by its own name`
    : `ask each machine behind ${name} by its own name from where that is possible: curl.exe -si https://<machine>/EWS/Exchange.asmx`;
  return `${first}${then}`;
}

/** Machines that answered anything at the published names of a server, whatever it was. At least these stand there. */
function machinesBehind(serverId: string, evidence: Evidence): readonly string[] {
  return distinct(evidence.endpoints(serverId).filter(({ role }) => role === 'published').flatMap(({ host, port }) => {
    const seen = evidence.fact('fingerprint', `${host}:${port}`);
    return seen === undefined || isShared(serverId, host, evidence) ? [] : [...seen.behind.machines.map(({ name }) => name), ...seen.frontEnd.filter((name) => MACHINE.test(name))];
  }));
}
