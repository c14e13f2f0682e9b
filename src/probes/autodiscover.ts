/** From an address to its availability URL by Autodiscover (POX), every step with its outcome. Source: protocol facts §3.1, §3.4. */
import type { Evidence } from '../model/evidence.ts';
import type { AutodiscoverFact, AutodiscoverStep } from '../model/facts.ts';
import type { HttpAnswer, Network } from '../network/port.ts';
import { decodePoxAnswer, encodePoxRequest, type PoxProtocol } from '../protocol/autodiscover-pox.ts';
import { printable } from '../protocol/printable.ts';
import { headerOf } from './sign-in-schemes.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';

/** Source: MS-OXDSCLI 3.1.5.4: stop after 10 redirections. */
const MAX_REDIRECTS = 10;
const PATH = '/autodiscover/autodiscover.xml';

export default defineProbe({
  kind: 'autodiscover',
  title: 'Autodiscover of mailboxes whose server has no availability URL in the scenario',
  subjects: (evidence) => mailboxesToFind(evidence).map((address): Subject => ({ name: address })),
  async gather(address, network, evidence) {
    return observed(await discover(address, signInFor(address, evidence), network));
  },
  summarize({ address, availabilityUrl, from, steps }) {
    return printable(availabilityUrl === null
      ? `no availability URL for ${address}: ${steps.map(({ url, detail }) => `${url} ${detail}`).join('; ')}`
      : `the availability URL of ${address} is ${availabilityUrl} (${from ?? ''}, ${steps.length} step${steps.length === 1 ? '' : 's'})`, 500);
  },
});

function mailboxesToFind(evidence: Evidence): readonly string[] {
  const involved = evidence.scenario.lookups.flatMap(({ requester, target }) => [requester, target]);
  return [...new Set(involved.filter(({ server }) => evidence.server(server).ews === undefined).map(({ address }) => address))];
}

/** A target without a sign-in of its own is looked for with that of a requester in its domain, as the requester's server would. */
function signInFor(address: string, evidence: Evidence): string | undefined {
  const own = Object.values(evidence.scenario.mailboxes).find((mailbox) => mailbox.address === address)?.signIn;
  if (own !== undefined) return own;
  return evidence.scenario.lookups.find(({ requester, target }) => target.address === address && domainOf(requester.address) === domainOf(address))?.requester.signIn;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

interface Candidate {
  readonly method: AutodiscoverStep['method'];
  readonly url: string;
}

async function discover(asked: string, signIn: string | undefined, network: Network): Promise<AutodiscoverFact> {
  const steps: AutodiscoverStep[] = [];
  const visited = new Set<string>();
  const addresses = new Set([asked.toLowerCase()]);
  let address = asked;
  let queue = candidatesFor(address);
  let redirects = 0;
  while (queue.length > 0 && redirects <= MAX_REDIRECTS) {
    const [candidate, ...rest] = queue;
    if (candidate === undefined) break;
    queue = rest;
    if (visited.has(candidate.url)) {
      steps.push({ ...candidate, outcome: 'loop', detail: 'was asked before', ms: 0 });
      continue;
    }
    visited.add(candidate.url);
    const { step, settings, next } = await visit(candidate, address, signIn, network);
    steps.push(step);
    if (settings !== undefined) return { address: asked, steps, ...pickUrl(settings) };
    if (next !== undefined) redirects++;
    if (next?.address !== undefined) {
      if (addresses.has(next.address.toLowerCase()) || domainOf(next.address).split('.').length < 2) {
        steps.push({ method: 'redirect', url: next.address, outcome: 'loop', detail: 'the address was asked before', ms: 0 });
      } else {
        address = next.address;
        addresses.add(address.toLowerCase());
        queue = candidatesFor(address);
      }
    } else if (next?.url !== undefined) {
      queue = [{ method: 'redirect', url: next.url }, ...queue];
    }
  }
  return { address: asked, steps, availabilityUrl: null, from: null, serverBuild: null };
}

function candidatesFor(address: string): readonly Candidate[] {
  const domain = domainOf(address);
  return [
    { method: 'https-root-domain', url: `https://${domain}${PATH}` },
    { method: 'https-autodiscover-host', url: `https://autodiscover.${domain}${PATH}` },
    { method: 'http-redirect', url: `http://autodiscover.${domain}${PATH}` },
  ];
}

interface Visited {
  readonly step: AutodiscoverStep;
  readonly settings?: readonly PoxProtocol[];
  readonly next?: { readonly url?: string; readonly address?: string };
}

async function visit(candidate: Candidate, address: string, signIn: string | undefined, network: Network): Promise<Visited> {
  const startedAt = network.now();
  const plain = candidate.url.startsWith('http:');
  // The first question goes without credentials: only who answers it as Exchange does is asked again with them.
  const anonymous = await network.send({
    label: 'anonymous', method: plain ? 'GET' : 'POST', url: candidate.url, headers: headers(plain),
    ...(plain ? {} : { body: encodePoxRequest(address) }), timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
  });
  const challenged = anonymous.ok && anonymous.value.status === 401 && !plain && signIn !== undefined;
  const answer = !challenged ? anonymous : await network.send({
    label: 'signed in', method: 'POST', url: candidate.url, headers: headers(false), body: encodePoxRequest(address), signIn,
    credentialsDomain: domainOf(address), timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
  });
  const ms = network.now() - startedAt;
  if (!answer.ok) {
    return { step: { ...candidate, outcome: 'unreachable', detail: answer.failure.message, failure: answer.failure, ms } };
  }
  const server = headerOf(answer.value, 'server');
  const step = (outcome: AutodiscoverStep['outcome'], detail: string): AutodiscoverStep => ({
    ...candidate, outcome, detail: printable(detail, 300), status: answer.value.status, ...(server === null ? {} : { server: printable(server, 100) }), ms,
  });
  return read(candidate, answer.value, step);
}

function headers(plain: boolean): Readonly<Record<string, string>> {
  return { 'User-Agent': 'crosslines', ...(plain ? {} : { 'Content-Type': 'text/xml; charset=utf-8' }) };
}

function read(candidate: Candidate, answer: HttpAnswer, step: (outcome: AutodiscoverStep['outcome'], detail: string) => AutodiscoverStep): Visited {
  const { status, signIn } = answer;
  if (status === 401) {
    if (signIn.outcome === 'withheld') return { step: step('withheld', `credentials were not sent: ${signIn.reason ?? ''}`) };
    return { step: step('rejected', signIn.outcome === 'none' ? 'asks for credentials, and there are none' : signIn.reason ?? 'refused the credentials') };
  }
  if (status >= 300 && status < 400) {
    const target = headerOf(answer, 'location') ?? '';
    const url = URL.canParse(target, candidate.url) ? new URL(target, candidate.url) : null;
    if (url?.protocol !== 'https:') return { step: step('http-status', `answers ${status} and points to ${target || 'nowhere'}, which is not followed`) };
    return { step: step('redirect-url', `points to ${url.href}`), next: { url: url.href } };
  }
  if (status !== 200) return { step: step('http-status', `answers ${status}`) };
  if (candidate.url.startsWith('http:')) return { step: step('not-autodiscover', 'answers 200 instead of a redirect') };
  const decoded = decodePoxAnswer(answer.body);
  switch (decoded.kind) {
    case 'settings': return { step: step('settings', 'answers with settings'), settings: decoded.protocols };
    case 'redirect-address': return { step: step('redirect-address', `points to the address ${decoded.address}`), next: { address: decoded.address } };
    case 'redirect-url': return URL.canParse(decoded.url) && new URL(decoded.url).protocol === 'https:'
      ? { step: step('redirect-url', `points to ${decoded.url}`), next: { url: new URL(decoded.url).href } }
      : { step: step('redirect-url', `points to ${decoded.url}, which is not https and not followed`) };
    case 'error': return { step: step('error', `answers error ${decoded.code ?? ''}: ${decoded.message}`) };
    case 'not-autodiscover': return { step: step('not-autodiscover', `answers 200 with something that is no Autodiscover answer (${decoded.what})`) };
  }
}

/** Outside names first: they work from everywhere in most organizations. Source: MS-OXDSCLI 2.2.4.1.1.2.3 (EXPR, EXCH). */
function pickUrl(protocols: readonly PoxProtocol[]): Pick<AutodiscoverFact, 'availabilityUrl' | 'from' | 'serverBuild'> {
  const serverBuild = protocols.find(({ serverVersion }) => serverVersion !== null)?.serverVersion ?? null;
  for (const type of ['EXPR', 'EXCH'] as const) {
    const url = protocols.find((protocol) => protocol.type === type && protocol.asUrl !== null)?.asUrl;
    if (url && URL.canParse(url) && new URL(url).protocol === 'https:') return { availabilityUrl: new URL(url).href, from: type, serverBuild };
  }
  return { availabilityUrl: null, from: null, serverBuild };
}
