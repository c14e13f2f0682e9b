/** The search: places in order, redirections, loops, and the other dialects where plain XML is not enough. */
import type { AutodiscoverFact, AutodiscoverStep } from '../../model/facts.ts';
import type { Network } from '../../network/port.ts';
import { printable } from '../../protocol/printable.ts';
import { asking, keyOf, otherDialects } from './asking.ts';
import { domainOf, hostOfDomain, isAskable, placesFor, type Place } from './places.ts';
import type { Reading } from './reading.ts';
import { visiting, type Visit } from './visiting.ts';

/** Source: MS-OXDSCLI 3.1.5.4: stop after 10 redirections. */
const MAX_REDIRECTS = 10;
/** Hosts at which the other dialects are tried. */
const MAX_OTHER_HOSTS = 3;
const MAX_DETAIL = 300;

export interface Wish {
  readonly address: string;
  /** Id of the sign-in; undefined: asked without credentials. */
  readonly signIn: string | undefined;
  /** URLs of service connection points, https. */
  readonly scp: readonly string[];
}

/**
 * Searches until a place answers with settings. Questions without credentials are put to all places of an address at once and judged
 * in order; credentials go to one place at a time.
 */
export async function search({ address: asked, signIn, scp }: Wish, network: Network): Promise<AutodiscoverFact> {
  const desk = asking(asked, signIn, network);
  const visit = visiting(desk);
  const steps: AutodiscoverStep[] = [];
  const visited = new Set<string>();
  const addresses = new Set([asked.toLowerCase()]);
  let address = asked;
  let redirects = 0;
  let queue: readonly Place[] = [];
  /** Asked when the places are used up. */
  let others: readonly Place[] = [];
  let serverBuild: string | null = null;

  open(asked, scp);
  for (;;) {
    if (queue.length === 0) [queue, others] = [others, []];
    const [place, ...rest] = queue;
    if (place === undefined) return { address: asked, steps, availabilityUrl: null, from: null, serverBuild };
    queue = rest;
    const key = keyOf(place, address);
    if (visited.has(key)) {
      // A place that was found twice is no loop.
      if (place.method === 'redirect') note(place, 'loop', 'was asked before');
      continue;
    }
    visited.add(key);
    const seen = await visit(place, address);
    const { settings, next } = seen.reading;
    const url = settings?.found?.availabilityUrl ?? null;
    steps.push({ ...seen.step, detail: printable(seen.step.detail, MAX_DETAIL), ...(url === null ? {} : { availabilityUrl: url }) });
    serverBuild ??= settings?.serverBuild ?? null;
    if (settings?.found) return { address: asked, steps, ...settings.found, serverBuild };
    if (next !== undefined && ++redirects > MAX_REDIRECTS) {
      const where = 'url' in next ? next.url : next.address;
      note({ method: 'redirect', url: where }, 'loop', `more than ${MAX_REDIRECTS} redirections: not followed`);
      queue = [];
      others = [];
    } else if (next === undefined) goOn(place, seen);
    else if ('address' in next) startOver(next.address);
    else queue = [{ ...place, method: 'redirect', url: next.url, dialect: place.dialect === 'dns' ? 'pox' : place.dialect }, ...queue];
  }

  function note({ method, url }: Pick<Place, 'method' | 'url'>, outcome: AutodiscoverStep['outcome'], detail: string): void {
    steps.push({ method, url: printable(url, MAX_DETAIL), outcome, detail: printable(detail, MAX_DETAIL), ms: 0 });
  }

  /** Puts the questions that need nothing but the address to all its places. */
  function open(wanted: string, values: readonly string[]): void {
    if (!isAskable(wanted) || hostOfDomain(domainOf(wanted)) === null) {
      const domain = domainOf(wanted);
      const detail = `"${domain}" is no domain that an organization can have, and is not asked`;
      note({ method: 'https-root-domain', url: `https://${domain}/` }, 'not-followed', detail);
    }
    address = wanted;
    queue = isAskable(wanted) ? placesFor(wanted, values) : [];
    others = [];
    for (const place of queue) void (place.dialect === 'dns' ? desk.services(place) : desk.anonymously(place, address));
  }

  /** Without the directory: whoever names another address sends the search to that one's organization. */
  function startOver(wanted: string): void {
    const at = { method: 'redirect', url: wanted } as const;
    if (addresses.has(wanted.toLowerCase())) note(at, 'loop', 'the address was asked before');
    else if (!isAskable(wanted) || hostOfDomain(domainOf(wanted)) === null) {
      note(at, 'not-followed', 'this is no address that an organization can have');
    } else {
      addresses.add(wanted.toLowerCase());
      open(wanted, []);
    }
  }

  /** Nothing to follow: the other dialects may know more. Settings end the search for further places. */
  function goOn(place: Place, seen: Visit): void {
    const wanted = place.dialect === 'dns' || place.url.startsWith('http:') ? [] : dialectsAfter(place, seen, address);
    if (seen.reading.settings !== undefined && place.dialect === 'pox') {
      queue = wanted;
      others = [];
    } else if (place.dialect === 'json') queue = [...wanted, ...queue];
    else if (others.length < 2 * MAX_OTHER_HOSTS) others = [...others, ...wanted];
  }
}

/**
 * The dialects that are worth asking at a host after this answer. SOAP only where Autodiscover itself has answered; V2, which needs no
 * credentials, also where something else than Autodiscover may stand at a name of Autodiscover, or credentials did not help.
 */
function dialectsAfter(place: Place, { reading, step }: Visit, address: string): readonly Place[] {
  const [soap, json] = otherDialects(new URL(place.url).origin, address, place.ofRootDomain);
  const { alive, settings, outcome }: Pick<Reading, 'alive' | 'settings' | 'outcome'> = reading;
  if (place.dialect === 'json') return alive === 'error' ? [soap] : [];
  if (place.dialect === 'soap' || alive === 'unknown-address') return [];
  if (alive === 'error' || settings !== undefined) return [soap, json];
  const refused = outcome === 'rejected' || outcome === 'withheld' || (outcome === 'http-status' && (step.status ?? 0) >= 400);
  return refused && !place.ofRootDomain ? [json] : [];
}
