/** YAML → Scenario. Every complaint names file, line, column and the words accepted. */
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { LineCounter, isMap, isSeq, parseDocument, type Node } from 'yaml';
import { inTheirClouds } from './load/application.ts';
import { complaintsOf, FileError, oneOf } from './load/complaints.ts';
import { readNamedFiles, type NamedFile } from './load/evidence.ts';
import { readLookups } from './load/lookups.ts';
import { readKnownEvent } from './load/known-event.ts';
import { readMailboxes, readScp, readServers } from './load/servers.ts';
import { readSignIns } from './load/sign-ins.ts';
import { yamlReading } from './load/yaml-reading.ts';
import type { Scenario, Window } from './model/scenario.ts';
import type { Credentials } from './network/credentials.ts';

/** A scenario file, read: what the spine sees, and apart from it what only the network and the lab see. */
export interface Loaded {
  readonly scenario: Scenario;
  readonly credentials: Credentials;
  /** `host:port` → `address:port`. */
  readonly connectTo: ReadonlyMap<string, string>;
  /** PEM texts of further roots to trust. */
  readonly trust: readonly string[];
  /** Files of the `evidence:` section. */
  readonly evidence: readonly NamedFile[];
  /** The `lab:` section as written, and where it stands; undefined: none. */
  readonly lab: LabSection | undefined;
}

export interface LabSection {
  readonly section: unknown;
  /** Line and column of the value at a path within the section. */
  at(path: readonly (string | number)[]): { readonly line: number; readonly column: number };
}

export interface LoadOptions {
  /** Value of an environment variable. */
  readonly environment: (name: string) => string | undefined;
  /** Where the scenario brings imitated servers: their passwords instead, so that no real one ever goes to them. */
  readonly labSecret?: (name: string) => string;
  /** Imitate the servers although the scenario has no `lab:` section: nothing of the real world is reached then. */
  readonly imitate?: boolean;
}

const FIELDS = ['title', 'servers', 'signIn', 'mailboxes', 'lookups', 'window', 'repeat', 'expect', 'connectTo', 'trust', 'trustHosts',
  'scp', 'evidence', 'knownEvent', 'lab'] as const;
const MAX_BYTES = 1_000_000;

/** Reads a scenario file. Throws FileError for mistakes in it, and the system's Error when it cannot be read. */
export function loadScenario(file: string, options: LoadOptions): Loaded {
  const bytes = readFileSync(file);
  if (bytes.length > MAX_BYTES) throw new FileError(file, [{ line: 1, column: 1, says: `a scenario must be smaller than ${MAX_BYTES} bytes.` }]);
  return readScenario(bytes.toString('utf8'), file, options);
}

/** As `loadScenario`, from text; `file` gives the name and the place that relative paths start from. */
export function readScenario(yaml: string, file: string, options: LoadOptions): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const complaints = complaintsOf(lines);
  for (const { message, pos } of document.errors) {
    const { line, col } = lines.linePos(pos[0]);
    complaints.list.push({ line, column: col, says: `this is not YAML: ${withoutQuotations(message)}.` });
  }
  if (complaints.list.length > 0) throw new FileError(file, complaints.list);

  const read = yamlReading(complaints);
  const top = read.fields(document.contents, 'a scenario', FIELDS);
  const required = (name: 'servers' | 'mailboxes' | 'lookups'): Node | null => {
    if (top[name] === undefined) read.about(document.contents, `the scenario has no "${name}".`);
    return top[name] ?? null;
  };
  const servers = required('servers') ? readServers(top.servers ?? null, read) : {};
  const { signIns: applications, credentials } = readSignIns(top.signIn, read, {
    environment: options.environment, directory: dirname(file), made: top.lab === undefined && options.imitate !== true ? undefined : options.labSecret,
  });
  const mailboxes = required('mailboxes') ? readMailboxes(top.mailboxes ?? null, read, servers, applications) : {};
  const signIns = inTheirClouds(applications, servers, mailboxes, top.signIn, read);
  const lookups = required('lookups') ? readLookups(top.lookups ?? null, top.expect, read, mailboxes, servers) : [];
  const name = basename(file).replace(/\.ya?ml$/i, '');
  const scenario: Scenario = {
    name,
    title: top.title === undefined ? name : read.text(top.title, 'title') ?? name,
    servers, signIns, mailboxes, lookups,
    window: readWindow(top.window, read),
    ...readRepeat(top.repeat, read),
    trustHosts: top.trustHosts === undefined ? [] : read.texts(top.trustHosts, 'trustHosts').map((host) => host.toLowerCase()),
    ...(top.scp === undefined ? {} : { scp: readScp(top.scp, read) }),
    ...readKnownEvent(top.knownEvent, read, mailboxes),
  };
  const routes = readConnectTo(top.connectTo, read);
  const connectTo = options.imitate === true ? new Map<string, string>() : routes;
  const trust = readTrust(top.trust, read, dirname(file));
  const evidence = top.evidence === undefined ? [] : readNamedFiles(top.evidence, read, servers, dirname(file), (node) => positionOf(node, [], lines));
  const lab = top.lab;
  const section = lab === undefined || lab === null ? {} : toPlain(lab);
  if (complaints.list.length > 0) {
    throw new FileError(file, [...complaints.list].sort((a, b) => a.line - b.line || a.column - b.column));
  }
  return {
    scenario, credentials, connectTo, trust, evidence,
    lab: lab === undefined && options.imitate !== true ? undefined : { section, at: (path) => positionOf(lab ?? null, path, lines) },
  };

  function toPlain(node: Node): unknown {
    try {
      return node.toJS(document);
    } catch {
      read.about(node, 'lab has an alias (*name) without its anchor (&name), too many aliases, or too many levels.');
      return {};
    }
  }
}

/** The parser's sentence without what it quotes from the file: that may be a secret. */
function withoutQuotations(message: string): string {
  return message.replace(/:\s[\s\S]*$/, '').replace(/^The !.* tag has/, 'The tag has').replaceAll('\n', ' ');
}

function readWindow(node: Node | null | undefined, read: ReturnType<typeof yamlReading>): Window {
  const given = node === undefined ? {} : read.fields(node, 'window', ['from', 'hours', 'intervalMinutes'] as const);
  const from = given.from === undefined ? 'now' : read.text(given.from, 'window.from') ?? 'now';
  if (from !== 'now' && !isMoment(from)) {
    read.about(given.from, `window.from is "${from}"; expected now or a moment in UTC such as 2026-11-23T08:00:00Z.`);
  }
  const hours = given.hours === undefined ? 24 : read.wholeNumber(given.hours, 'window.hours', 1, 24 * 42) ?? 24;
  const intervalMinutes = given.intervalMinutes === undefined ? 30 : read.wholeNumber(given.intervalMinutes, 'window.intervalMinutes', 6, 1440) ?? 30;
  if (intervalMinutes > hours * 60) read.about(given.intervalMinutes, 'window.intervalMinutes must not exceed the window.');
  return { from, hours, intervalMinutes };
}

/** Eight connections to one endpoint are open at a time at most. */
const MAX_REPEAT = 8;

function readRepeat(node: Node | null | undefined, read: ReturnType<typeof yamlReading>): Pick<Scenario, 'repeat'> {
  const repeat = node === undefined ? undefined : read.wholeNumber(node, 'repeat', 1, MAX_REPEAT);
  return repeat === undefined ? {} : { repeat };
}

/** A day that the calendar lacks, such as February 30, would silently become another. */
function isMoment(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, -1));
}

const HOST_PORT = /^(\[[0-9a-f:.]+\]|[^\s:/]+):(\d{1,5})$/i;

function readConnectTo(node: Node | null | undefined, read: ReturnType<typeof yamlReading>): ReadonlyMap<string, string> {
  const routes = new Map<string, string>();
  if (node === undefined) return routes;
  for (const { key, keyNode, value } of read.entries(node, 'connectTo')) {
    const to = read.text(value, `connectTo of ${key}`);
    if (!isEndpoint(key)) read.about(keyNode, `connectTo has "${key}"; expected host:port, such as mail.contoso.com:443.`);
    else if (to !== undefined && !isEndpoint(to)) read.about(value, `connectTo of ${key} is "${to}"; expected address:port, such as 127.0.0.1:8443.`);
    else if (to !== undefined) routes.set(key.toLowerCase(), to);
  }
  return routes;
}

function isEndpoint(text: string): boolean {
  const port = Number(HOST_PORT.exec(text)?.[2] ?? 0);
  return port >= 1 && port <= 65_535;
}

function readTrust(node: Node | null | undefined, read: ReturnType<typeof yamlReading>, directory: string): readonly string[] {
  if (node === undefined) return [];
  return read.list(node, 'trust').flatMap((item) => {
    const path = read.text(item, 'an entry of trust');
    if (path === undefined) return [];
    try {
      const pem = readFileSync(resolve(directory, path), 'utf8');
      if (pem.includes('-----BEGIN CERTIFICATE-----')) return [pem];
      read.about(item, `trust names ${path}, which holds no PEM certificate.`);
    } catch {
      read.about(item, `trust names ${path}, which cannot be read.`);
    }
    return [];
  });
}

function positionOf(root: Node | null, path: readonly (string | number)[], lines: LineCounter): { line: number; column: number } {
  let node: Node | null = root;
  for (const step of path) {
    const next: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    if (next === undefined || next === null) break;
    node = next as Node;
  }
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { line, column: col };
}

export { FileError, oneOf };
