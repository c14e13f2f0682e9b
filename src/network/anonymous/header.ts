/** The first line of a tape: the scenario, and what files told that were brought along. */
import { learnFrom } from './answers.ts';
import { fields, readTexts, textIn, type Json } from './json.ts';
import { hostOf, readNameText, readText, type Reading } from './text.ts';

const TITLE = 'An anonymized run';

/** Ids and names of a scenario are as people chose them: they are names, and the same words elsewhere mean the same. */
export function readScenario(scenario: Json, reading: Reading): Json {
  if (reading.learning) learnScenario(scenario, reading);
  const byId = (value: unknown): Json =>
    Object.fromEntries(Object.entries(fields(value)).map(([id, one]) => [readText(id, reading), readTexts(one, reading)]));
  return {
    ...fields(readTexts(scenario, reading)), name: 'anonymized', title: TITLE,
    servers: byId(scenario['servers']), signIns: byId(scenario['signIns']), mailboxes: byId(scenario['mailboxes']),
  };
}

function learnScenario(scenario: Json, reading: Reading): void {
  const { names } = reading;
  for (const [id, value] of Object.entries(fields(scenario['mailboxes']))) {
    readText(textIn(fields(value), 'address'), reading);
    names.learn(id, 'person');
  }
  for (const [id, value] of Object.entries(fields(scenario['servers']))) {
    names.learn(id, 'server');
    const { ews, nodes, tenant } = fields(value);
    const hosts: readonly unknown[] = Array.isArray(nodes) ? [...nodes as readonly unknown[], tenant] : [tenant];
    for (const host of hosts.filter((one) => typeof one === 'string')) {
      if (reading.addresses.of(host) === undefined && !/^[0-9a-f]{8}-/i.test(host)) hostOf(host, reading);
    }
    if (typeof ews === 'string') hostOf(new URL(ews).hostname, reading);
  }
  const trusted = scenario['trustHosts'];
  for (const host of Array.isArray(trusted) ? trusted as readonly unknown[] : []) if (typeof host === 'string') hostOf(host, reading);
  for (const [id, value] of Object.entries(fields(scenario['signIns']))) {
    names.learn(id, 'account');
    const { user, oauth } = fields(value);
    if (typeof user === 'string') learnAccount(user, reading);
    const { tenant } = fields(oauth);
    if (typeof tenant === 'string' && tenant.includes('.')) hostOf(tenant, reading);
  }
}

/** `CONTOSO\\svc`, `svc@contoso.com` or a bare name. */
function learnAccount(user: string, { names }: Reading): void {
  const [, domain, name] = /^([^\\@]+)\\([^\\@]+)$/.exec(user) ?? [];
  if (domain !== undefined && name !== undefined) {
    names.learn(domain, 'org');
    names.learn(name, 'account');
  } else if (!user.includes('@')) {
    names.learn(user, 'account');
  }
}

/** Settings whose value names something, whatever word it is; any other single plain word is one of a few that Exchange knows. */
const NAMING = /^(?!ComponentName$|SectionName$).*(?:name|identity|server|machine|computer|alias|organization|domain|user|account|owner|id)s?$/i;
/** Settings that people name as they like. */
const FREELY_NAMED = /^(?:Name|Identity|DisplayName|Alias|Id|Description|FriendlyName|Organization|Reason|WhoCreated|WhoChanged)$/i;
const MACHINES: ReadonlySet<string> = new Set(['machine', 'computer', 'exceptionServerName']);
const REGISTRY: ReadonlySet<string> = new Set(['path', 'name', 'data']);

/** What one file told. Registry paths and values hold no names. */
export function readBrought(observation: Json, reading: Reading): Json {
  const { kind, subject, outcome } = observation;
  const aboutRegistry = kind === 'registry' || kind === 'server-state';
  const special = (name: string, value: unknown): unknown => {
    if (aboutRegistry && REGISTRY.has(name)) return value;
    if (name === 'properties') return readProperties(fields(value), reading);
    if (name === 'peer' || name === 'by' || (name === 'from' && typeof value === 'object')) return readPeer(fields(value), reading);
    if (typeof value === 'string' && reading.learning) {
      learnFrom(value, reading);
      if (MACHINES.has(name) && value.includes('.')) reading.names.learnHost(value);
      else if (MACHINES.has(name)) reading.names.learn(value, 'host');
    }
    return undefined;
  };
  const about = readText(String(subject), reading);
  return {
    ...observation, id: `${String(kind)} ${about}`, subject: about, outcome: readTexts(outcome, reading, special),
    summary: readText(textIn(observation, 'summary'), reading),
  };
}

function readPeer(peer: Json, reading: Reading): Json {
  if (typeof peer['address'] === 'string') reading.addressesSeen.add(peer['address']);
  return { ...fields(readTexts(peer, reading)), name: typeof peer['name'] === 'string' ? readNameText(peer['name'], reading) : peer['name'] };
}

function readProperties(properties: Json, reading: Reading): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => {
    const shown = fields(value);
    const { text, items } = shown;
    const other = (one: unknown): unknown => (typeof one === 'string' ? readProperty(name, one, reading) : one);
    return [name, { ...shown, text: other(text), items: Array.isArray(items) ? items.map(other) : items }];
  }));
}

function readProperty(name: string, text: string, reading: Reading): string {
  if (reading.learning) learnFrom(text, reading);
  if (FREELY_NAMED.test(name)) return readNameText(text, reading);
  return !NAMING.test(name) && /^[\p{L}\p{N}]+$/u.test(text) && !/^[0-9a-f]{32,}$/i.test(text) ? text : readText(text, reading);
}
