/** `crosslines init`: two addresses become a scenario file that runs, with what Autodiscover and the ports tell already in it. */
import { existsSync, writeFileSync } from 'node:fs';
import { identify } from '../exchange/identity.ts';
import { versionName } from '../exchange/versions.ts';
import { gather } from '../gather.ts';
import { oneOf } from '../load/complaints.ts';
import { readScenario } from '../load.ts';
import type { Evidence } from '../model/evidence.ts';
import type { VersionId } from '../model/scenario.ts';
import autodiscover from '../probes/autodiscover.ts';
import fingerprint from '../probes/fingerprint.ts';
import nameResolution from '../probes/name-resolution.ts';
import type { Probe } from '../probes/probe.ts';
import { printable } from '../protocol/printable.ts';
import { asked } from './asking.ts';
import { checkAccounts, type AccountOptions } from './check-accounts.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { endAfter, openDoor, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { askedAddresses, offeredSignIn, pairOf } from './pair.ts';
import { onPremises } from './said-machine.ts';
import { scenarioText, type FoundServer } from './scenario-text.ts';
import { askedPlace, readPlaces, type PlaceOptions } from './server-place.ts';
import type { Terminal } from './terminal.ts';

export interface InitOptions extends NetworkedOptions, AccountOptions, PlaceOptions {
  /** File to write. */
  readonly out?: string;
  /** Where nothing shows it and nobody can be asked. */
  readonly requesterVersion?: string;
  readonly targetVersion?: string;
}

const LOOKING = [nameResolution, autodiscover, fingerprint] as readonly Probe[];
const FILE = 'my-scenario.yaml';
const VERSIONS: readonly VersionId[] = [...onPremises, 'exchange-online'];

/**
 * Asks for what is missing, looks, and writes. Nothing that exists is replaced, and no password is written.
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError for mistakes of the caller.
 */
export async function init(
  givenRequester: string | undefined, givenTarget: string | undefined, options: InitOptions, terminal: Terminal, imitated?: ImitatedWorld,
): Promise<ExitCode> {
  const places = readPlaces(options);
  const [requester, target] = await askedAddresses('init', givenRequester, givenTarget, terminal);
  const file = options.out === undefined ? await asked(terminal, 'File to write', readFile, { shown: FILE, value: FILE }) ?? FILE : options.out;
  readFile(file);
  const offered = await offeredSignIn(requester, options, terminal, imitated, places.requester);
  const accounts = await checkAccounts(requester, undefined, offered, terminal);
  const scenario = { ...pairOf(requester, target, accounts, false, places), signIns: accounts.signIns };
  const inTime = endAfter(options.timeout, terminal);
  const door = openDoor({ scenario, credentials: accounts.credentials, connectTo: new Map(), trust: [] }, options, terminal, imitated);
  let evidence: Evidence;
  try {
    ({ evidence } = await gather(scenario, door.network, LOOKING));
  } finally {
    door.close();
    inTime();
  }
  const [lookup] = scenario.lookups;
  const servers: FoundServer[] = [];
  for (const [mailbox, said, option] of [[lookup?.requester, options.requesterVersion, '--requester-version'], [lookup?.target, options.targetVersion, '--target-version']] as const) {
    if (mailbox === undefined) continue;
    const found = foundServer(mailbox.address, mailbox.server, evidence);
    terminal.tell(`${mailbox.address}: ${told(found)}\n`);
    const ews = found.ews ?? await askedPlace(mailbox.address, terminal) ?? null;
    const version = found.version ?? await saidVersion(option, said, mailbox.address, terminal);
    servers.push({ ...found, ews, version });
  }
  const signIn = Object.values(accounts.signIns)[0];
  const text = scenarioText({ requester, target, servers, ...(signIn === undefined ? {} : { signIn }), ...(options.certificate === undefined ? {} : { certificate: options.certificate }) });
  readScenario(text, file, { environment: () => 'x' });
  writeFileSync(file, text, { flag: 'wx' });
  terminal.write(`${file}\n\nLook through it, then: crosslines run ${file}\nOr first against imitated servers, where nothing real is asked: crosslines run ${file} --mock\n`);
  return exitCodes.asExpected;
}

function readFile(file: string): string {
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`${file} must end in .yaml.`);
  if (existsSync(file)) throw new UsageError(`${file} exists; name another file with --out.`);
  return file;
}

async function saidVersion(option: string, said: string | undefined, address: string, terminal: Terminal): Promise<VersionId> {
  if (said !== undefined) return readVersion(`${option} `, said);
  const typed = await asked(terminal, `Version of the server of ${address} (${VERSIONS.join(', ')})`, (text) => readVersion('', text));
  if (typed === undefined) throw new UsageError(`nothing shows the version of the server of ${address}; name it with ${option}: ${oneOf(VERSIONS)}.`);
  return typed;
}

function readVersion(option: string, text: string): VersionId {
  const plain = text.trim().toLowerCase().replace(/^(?:exchange[ -]?)?/, 'exchange-');
  const version = VERSIONS.find((known) => known === plain);
  if (version === undefined) {
    throw new UsageError(`${text.trim() === '' ? 'no version was given' : `${option}${printable(text, 50)} is not known`}; expected ${oneOf(VERSIONS)}.`);
  }
  return version;
}

/** What was seen of the server of a mailbox. */
function foundServer(address: string, server: string, evidence: Evidence): Omit<FoundServer, 'version'> & { readonly version: VersionId | null } {
  const { version, windows } = identify(server, evidence);
  return {
    address, version: version === 'unknown' ? null : version, ...(windows === undefined ? {} : { windows }),
    ews: evidence.scenario.servers[server]?.ews ?? evidence.fact('autodiscover', address)?.availabilityUrl ?? null,
  };
}

function told({ version, ews }: Pick<FoundServer, 'ews'> & { readonly version: VersionId | null }): string {
  const where = ews === null ? 'Autodiscover gave no availability URL' : `availability at ${printable(ews, 200)}`;
  return `${version === null ? 'nothing shows the version of its server' : versionName(version)}, ${where}`;
}
