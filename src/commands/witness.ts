/** `crosslines witness`: waits for servers to connect, or asks one to, and reports the ClientHello of each. */
import { helloRemarks } from '../exchange/hello-meaning.ts';
import { assumedOf, fitsOf, hellosIn } from '../exchange/seen-legs.ts';
import { strangersInWords } from '../exchange/seen-callers.ts';
import { gather } from '../gather.ts';
import { loadScenario, type Loaded } from '../load.ts';
import { addressIn } from '../load/pasted-address.ts';
import type { WitnessedCallsFact } from '../model/facts.ts';
import type { LookupPlan, Mailbox, Scenario } from '../model/scenario.ts';
import type { WitnessErrand } from '../model/witness-errand.ts';
import type { Network } from '../network/port.ts';
import autodiscover from '../probes/autodiscover.ts';
import clientHellos from '../probes/client-hellos.ts';
import fingerprint from '../probes/fingerprint.ts';
import nameResolution from '../probes/name-resolution.ts';
import type { Probe } from '../probes/probe.ts';
import signInSchemes from '../probes/sign-in-schemes.ts';
import tlsVersions from '../probes/tls-versions.ts';
import { witness as listening } from '../probes/witness.ts';
import { printable } from '../protocol/printable.ts';
import { readHost } from '../protocol/tls/host-name.ts';
import { witnessForPeople, type WitnessTrace } from '../reporters/witness.ts';
import { witnessForPrograms } from '../reporters/witness-result.ts';
import { askedCredentials } from './asked-credentials.ts';
import { checkAccounts, type AccountOptions } from './check-accounts.ts';
import { exitCodes, UsageError, type ExitCode } from './exit-codes.ts';
import { labSecrets, startLabOf, withLabCertificates } from './lab-world.ts';
import { openDoor, type Errand, type ImitatedWorld, type NetworkedOptions } from './live-door.ts';
import { scenarioFile, scenarioFolder } from './named-scenarios.ts';
import { readOutputs, writeOutputs } from './outputs.ts';
import { aloneWith, offeredSignIn } from './pair.ts';
import type { ReportingOptions } from './outputs.ts';
import type { Terminal } from './terminal.ts';
import { whole } from './whole-number.ts';

export interface WitnessOptions extends NetworkedOptions, ReportingOptions, AccountOptions {
  readonly listen?: string;
  readonly advertise?: string;
  readonly count?: string;
  /** A mailbox of the scenario, or an address. */
  readonly via?: string;
  readonly scenario?: string;
  readonly scenarios?: string;
}

const FORMATS = ['terminal', 'json'] as const;
const LISTEN = '0.0.0.0:8443';
/** The first call comes within 30 seconds, its repetition within 30 more. */
const SECONDS_ASKED = 75;
const MOST_SECONDS = 86_400;
const MOST_HELLOS = 1_000;

/**
 * 0: a ClientHello was seen and nothing is wrong with it; 1: a fault was found; 3: none was seen.
 * @param imitated servers to ask instead of the world's; for tests
 * Throws UsageError and FileError for mistakes of the caller.
 */
export async function witness(options: WitnessOptions, terminal: Terminal, imitated?: ImitatedWorld): Promise<ExitCode> {
  readOutputs(options.format ?? [], FORMATS);
  const { via, scenario: named } = options;
  if (named === undefined) {
    const asked = await alone(via, options, terminal, imitated);
    return overLive(asked, errandOf(options, asked.scenario, imitated), options, terminal, imitated);
  }
  const file = scenarioFile(named, scenarioFolder(options.scenarios, terminal));
  const loaded = loadScenario(file, { environment: terminal.environment, labSecret: labSecrets(), imitate: false });
  const scenario = withOwnLookup(loaded.scenario, via);
  // Before anything is started or asked for: a mistake is told at once.
  errandOf(options, scenario, loaded.lab === undefined ? imitated : { guest: '' });
  return overScenario({ ...loaded, scenario }, file, options, terminal, imitated);
}

async function overScenario(loaded: Loaded, file: string, options: WitnessOptions, terminal: Terminal, imitated?: ImitatedWorld): Promise<ExitCode> {
  const lab = await startLabOf(loaded, file);
  try {
    const signIns = options.via === undefined ? {} : loaded.scenario.signIns;
    const credentials = await askedCredentials(signIns, withLabCertificates(loaded.credentials, lab), terminal);
    const world = lab ?? imitated;
    return await overLive({ ...loaded, credentials }, errandOf(options, loaded.scenario, world), options, terminal, world);
  } finally {
    await lab?.stop();
  }
}

async function overLive(
  errand: Errand, asked: WitnessErrand, options: WitnessOptions, terminal: Terminal, imitated?: ImitatedWorld,
): Promise<ExitCode> {
  const door = openDoor({ ...errand, witness: asked }, options, terminal, imitated);
  try {
    return await witnessOver(door.network, errand.scenario, asked, options, terminal);
  } finally {
    door.close();
  }
}

/** The same over any network, such as a tape. Throws UsageError, and TapeError when a tape lacks an answer. */
export async function witnessOver(
  network: Network, scenario: Scenario, errand: WitnessErrand, options: ReportingOptions, terminal: Terminal,
): Promise<ExitCode> {
  const outputs = readOutputs(options.format ?? [], FORMATS);
  const probes = [nameResolution, tlsVersions, signInSchemes, fingerprint, autodiscover, listening(errand), clientHellos] as readonly Probe[];
  const { evidence } = await gather(scenario, network, probes);
  const observation = evidence.all.find(({ kind }) => kind === 'witnessed-calls');
  const trace = ((): WitnessTrace => {
    const outcome = observation?.outcome;
    if (outcome?.status !== 'observed') return { reason: outcome?.reason ?? 'nobody could be asked', fits: [], assumed: null, stranger: null };
    const fact = outcome.fact as WitnessedCallsFact;
    const { server } = fact;
    return {
      fact, fits: fitsOf(fact, evidence), assumed: server === null ? null : assumedOf(server, evidence),
      stranger: server === null ? null : strangersInWords(server, fact, evidence) ?? null,
    };
  })();
  writeOutputs(outputs, terminal, options, { people: (place) => witnessForPeople(trace, place), programs: () => witnessForPrograms(trace) });
  return exitCodeOf(trace);
}

function exitCodeOf({ fact, fits }: WitnessTrace): ExitCode {
  const hellos = fact === undefined ? [] : hellosIn(fact);
  if (hellos.length === 0) return exitCodes.notObserved;
  const refused = fits.some(({ comesOf }) => comesOf === 'no-shared-version' || comesOf === 'no-shared-suite');
  return refused || hellos.some((hello) => helloRemarks(hello).some(({ weight }) => weight === 'fault')) ? exitCodes.fault : exitCodes.asExpected;
}

function errandOf(options: WitnessOptions, scenario: Scenario, imitated: Pick<ImitatedWorld, 'guest'> | undefined): WitnessErrand {
  const { via, count, timeout } = options;
  const lab = imitated?.guest;
  const mailbox = via === undefined ? undefined : mailboxCalled(via, scenario);
  if (via === undefined && options.advertise !== undefined) {
    throw new UsageError('--advertise tells a server where to call; name its mailbox with --via.');
  }
  return {
    ...readListen(options.listen ?? (lab === undefined ? LISTEN : '127.0.0.1:0')),
    advertise: mailbox === undefined ? null : readAdvertise(options.advertise ?? (lab === undefined ? undefined : `https://${lab || 'lab'}:{port}/`)),
    via: mailbox?.id ?? null,
    count: count === undefined ? null : whole('--count', count, 1, MOST_HELLOS),
    seconds: timeout === undefined ? mailbox === undefined ? null : SECONDS_ASKED : whole('--timeout', timeout, 1, MOST_SECONDS),
  };
}

function readListen(text: string): Pick<WitnessErrand, 'address' | 'port'> {
  const parts = /^(\[[^\]]+\]|[^:[\]]+):(\d{1,5})$/.exec(text);
  const host = readHost(parts?.[1] ?? '');
  const port = Number(parts?.[2]);
  if (host?.kind !== 'ip' || port > 65_535) throw new UsageError(`--listen ${text} is not of the form ADDR:PORT, such as 0.0.0.0:8443 or [::]:8443.`);
  return { address: host.text, port };
}

function readAdvertise(text: string | undefined): string {
  if (text === undefined) {
    throw new UsageError('--via needs --advertise URL: the https address under which the server reaches this machine, such as '
      + 'https://10.1.2.3:8443/.');
  }
  const url = text.replaceAll('{port}', '1');
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:' || readHost(new URL(url).hostname) === undefined) {
    throw new UsageError(`--advertise ${text} is no https URL, such as https://10.1.2.3:8443/ ({port} stands for the port that listens).`);
  }
  return text;
}

function mailboxCalled(name: string, { mailboxes }: Scenario): Mailbox {
  const wanted = addressIn(name)?.toLowerCase();
  const found = mailboxes[name] ?? Object.values(mailboxes).find(({ address }) => address.toLowerCase() === wanted);
  if (found === undefined) {
    throw new UsageError(`--via names "${name}", which is neither an address nor a mailbox of the scenario (${Object.keys(mailboxes).join(', ')}).`);
  }
  return found;
}

/** A mailbox without a scenario, whose server is found by Autodiscover; or nobody. */
async function alone(via: string | undefined, options: WitnessOptions, terminal: Terminal, imitated?: ImitatedWorld): Promise<Errand> {
  const rest = { connectTo: new Map<string, string>(), trust: [] };
  if (via === undefined) {
    const scenario = { ...aloneWith('', undefined), name: 'witness', title: 'Whoever calls', signIns: {}, servers: {}, mailboxes: {} };
    return { ...rest, scenario, credentials: new Map() };
  }
  const address = addressIn(via);
  if (address === undefined)
    throw new UsageError(`--via ${printable(via, 100)} is not an address such as anna@contoso.com; a mailbox of a scenario needs --scenario.`);
  readAdvertise(options.advertise);
  const offered = await offeredSignIn(address, options, terminal, imitated);
  const { signIns, credentials, signInOf } = await checkAccounts(address, undefined, offered, terminal);
  const scenario = { ...aloneWith(address, signInOf(address)), name: 'witness', title: `The server of ${address}`, signIns };
  return { ...rest, scenario: withOwnLookup(scenario, address), credentials };
}

/** Ports are asked of servers that take part in a lookup; a mailbox that nobody looks up looks itself up, which is not asked for here. */
function withOwnLookup(scenario: Scenario, via: string | undefined): Scenario {
  if (via === undefined) return scenario;
  const mailbox = mailboxCalled(via, scenario);
  const own: LookupPlan = { id: `${mailbox.id} -> ${mailbox.id}`, requester: mailbox, target: mailbox, expected: 'shown' };
  return { ...scenario, lookups: [...scenario.lookups, own] };
}
