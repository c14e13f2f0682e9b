/** The live network as the options of networked commands want it: routes, trust, proxy, rules for credentials, tape. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Observation } from '../model/observation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { WitnessErrand } from '../model/witness-errand.ts';
import type { Pace } from '../network/connection.ts';
import type { Credentials } from '../network/credentials.ts';
import { live } from '../network/live.ts';
import type { DeviceCode } from '../network/oauth/device-code.ts';
import type { Network } from '../network/port.ts';
import { proxiesOf, ProxyWishError, type Proxies } from '../network/proxy.ts';
import { splitEndpoint } from '../network/routes.ts';
import { recording, type TlsErrand } from '../network/tape.ts';
import { writeAnonymously } from './anonymous-tape.ts';
import { UsageError } from './exit-codes.ts';
import type { RunningLab } from './lab-world.ts';
import type { Terminal } from './terminal.ts';
import { tokenStore, tokenStorePath } from './token-store.ts';

/** Options of every command that asks the network. */
export interface NetworkedOptions {
  readonly connectTo?: readonly string[];
  readonly ca?: readonly string[];
  readonly proxy?: string;
  readonly timeout?: string;
  readonly record?: string;
  readonly anonymize?: boolean;
  readonly allowUntrusted?: readonly string[];
  readonly allowWeakTls?: readonly string[];
  readonly trustHost?: readonly string[];
  readonly quiet?: boolean;
}

/** What is asked about, beside what the options say. */
export interface Errand {
  readonly scenario: Scenario;
  readonly credentials: Credentials;
  /** Routes, and PEM texts of roots. */
  readonly connectTo: ReadonlyMap<string, string>;
  readonly trust: readonly string[];
  /** What files tell that were brought along; absent: none. */
  readonly brought?: readonly Observation[];
  /** How hard each endpoint may be asked; absent: as usual. */
  readonly pace?: Pace;
  /** For the tape: the one port that is asked about its TLS, or how it was listened. */
  readonly tls?: TlsErrand;
  readonly witness?: WitnessErrand;
}

/** Where imitated servers are; a running lab is one. */
export type ImitatedWorld = Pick<RunningLab, 'routes' | 'hosts' | 'caPem'> & Partial<Pick<RunningLab, 'guest'>>;

export interface LiveDoor {
  /** The network, recorded where `--record` asks for it. */
  readonly network: Network;
  /** Closes kept-alive connections, and writes a tape that is to be anonymized. */
  close(): void;
}

/**
 * Opens the door. The imitated world, where there is one, is the whole world: no proxy stands before it.
 * Throws UsageError for options that cannot be read, and what the file system throws.
 */
export function openDoor(errand: Errand, options: NetworkedOptions, terminal: Terminal, imitated?: ImitatedWorld): LiveDoor {
  const { scenario } = errand;
  const given = (options.connectTo ?? []).map(readRoute);
  const proxies = imitated === undefined ? wishedProxies(options, terminal) : undefined;
  const network = live({
    connectTo: new Map([...errand.connectTo, ...(imitated?.routes ?? []), ...given]),
    ...(imitated === undefined ? {} : { hosts: imitated.hosts }),
    ...(proxies === undefined ? {} : { proxies }),
    ...(errand.pace === undefined ? {} : { pace: errand.pace }),
    trust: [...errand.trust, ...(options.ca ?? []).map(readPem), ...(imitated === undefined ? [] : [imitated.caPem])],
    signIns: scenario.signIns,
    credentials: errand.credentials,
    rules: {
      namedHosts: lower([
        ...namedHosts(errand), ...given.map(([from]) => splitEndpoint(from).host), ...scenario.trustHosts, ...(options.trustHost ?? []),
      ]),
      allowUntrusted: lower(options.allowUntrusted), allowWeakTls: lower(options.allowWeakTls),
    },
    signal: terminal.ending.signal,
    onCredentials: (host, signIn) => {
      if (!options.quiet) terminal.tell(`credentials of sign-in ${signIn} go to ${host}\n`);
    },
    onListening: (at) => {
      if (!options.quiet) terminal.tell(`listening at ${at}; Ctrl-C ends it and shows what was seen\n`);
    },
    onCall: ({ from, end }) => {
      if (!options.quiet) terminal.tell(`a connection from ${from}${end === 'turned-away' ? ', turned away' : ''}\n`);
    },
    // Also with --quiet: without it nobody could sign in. An imitated user types the code by itself.
    ...(terminal.interactive || imitated !== undefined ? { onDeviceCode: (code) => { terminal.tell(deviceCodeText(code)); } } : {}),
    ...(imitated === undefined ? { tokenStore: tokenStore(tokenStorePath(terminal.environment), terminal.tell) } : {}),
  });
  const { record } = options;
  if (record === undefined) return { network, close: () => { network.close(); } };
  writeFileSync(record, '', { mode: 0o600 });
  const kept: string[] = [];
  const keep = options.anonymize === true ? (line: string) => { kept.push(line); } : (line: string) => { appendFileSync(record, `${line}\n`); };
  const recorded = recording(network, { tool: terminal.version, scenario, ...(errand.tls === undefined ? {} : { tls: errand.tls }),
    ...(errand.witness === undefined ? {} : { witness: errand.witness }),
    ...(errand.brought === undefined || errand.brought.length === 0 ? {} : { brought: errand.brought }) }, keep);
  return { network: recorded, close: () => {
    network.close();
    if (options.anonymize === true) writeAnonymously(record, kept, options.quiet === true ? () => undefined : terminal.tell, terminal.tell);
  } };
}

function deviceCodeText({ signIn, userCode, url, minutes }: DeviceCode): string {
  return `sign-in ${signIn}: open ${url} in a browser and type the code ${userCode} (within ${minutes} minutes)\n`;
}

/** Hosts that may get credentials because somebody wrote them down: of availability URLs, nodes, service connection points and routes. */
export function namedHosts({ scenario, connectTo }: Pick<Errand, 'scenario' | 'connectTo'>): readonly string[] {
  return [
    ...Object.values(scenario.servers).flatMap(({ ews, nodes }) => [...nodes, ...(ews === undefined ? [] : [new URL(ews).hostname])]),
    ...(scenario.scp ?? []).map((url) => new URL(url).hostname),
    ...[...connectTo.keys()].map((endpoint) => splitEndpoint(endpoint).host),
  ];
}

/** Ends the run after `--timeout`. Returns what calls that off. Throws UsageError. */
export function endAfter(timeout: string | undefined, terminal: Terminal): () => void {
  if (timeout === undefined) return () => undefined;
  const timer = setTimeout(() => { terminal.ending.abort(); }, seconds(timeout) * 1000);
  return () => { clearTimeout(timer); };
}

function wishedProxies(options: NetworkedOptions, terminal: Terminal): Proxies | undefined {
  try {
    const proxies = proxiesOf(options.proxy, terminal.environment);
    const names = proxies?.names ?? [];
    if (names.length > 0 && !options.quiet) {
      terminal.tell(`connections go through the proxy ${names.join(' or ')}, which looks names up for itself\n`);
    }
    return proxies;
  } catch (error) {
    if (error instanceof ProxyWishError) throw new UsageError(error.message);
    throw error;
  }
}

function lower(hosts: readonly string[] = []): ReadonlySet<string> {
  return new Set(hosts.map((host) => host.toLowerCase()));
}

function readRoute(text: string): readonly [string, string] {
  const parts = /^(\[[^\]]+\]|[^:]+):(\d{1,5}):(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text);
  if (parts === null) throw new UsageError(`--connect-to ${text} is not of the form HOST:PORT:ADDR:PORT, such as mail.contoso.com:443:127.0.0.1:8443.`);
  return [`${parts[1]?.toLowerCase()}:${parts[2]}`, `${parts[3]}:${parts[4]}`];
}

function readPem(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError(`--ca ${file} holds no PEM certificate.`);
  return text;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 86_400) throw new UsageError(`--timeout ${text} is not a number of seconds from 1 to 86400.`);
  return value;
}
