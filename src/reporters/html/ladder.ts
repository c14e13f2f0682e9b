/** One lookup as a ladder: who calls whom, rung by rung, and what the two servers offer and accept. */
import { profileOf } from '../../exchange/client-hellos.ts';
import { responseCodes } from '../../exchange/response-codes.ts';
import { versionName } from '../../exchange/versions.ts';
import { spokenTls, tlsVersionsInOrder, windowsVersions } from '../../exchange/windows.ts';
import type { FactKind, LookupExchange, TlsVersion } from '../../model/facts.ts';
import type { Observation } from '../../model/observation.ts';
import type { ServerSeen, Verdict } from '../../model/report.ts';
import type { Route } from '../grouping.ts';
import { sightOf } from '../telling.ts';
import { toldOf } from '../telling.ts';
import { markup, type Insert, type Markup } from './markup.ts';
import { badge, scrolling, tableHead } from './pieces.ts';
import type { Scene } from './scene.ts';

type Outcome = 'good' | 'bad' | 'open';

interface Rung {
  readonly from: 'us' | 'requester' | 'target';
  readonly to: 'us' | 'requester' | 'target';
  readonly outcome: Outcome;
  /** In a word or two. */
  readonly told: string;
  readonly says: Insert;
}

const MARK: Readonly<Record<Outcome, string>> = { good: '✓', bad: '✗', open: '?' };

export function ladder({ requesterServer, targetServer, verdicts: [verdict] }: Route, scene: Scene): Markup | undefined {
  if (verdict === undefined) return undefined;
  const names = { us: 'crosslines', requester: requesterServer, target: targetServer };
  const rungs = rungsOf(verdict, scene);
  const same = requesterServer === targetServer;
  const table = same ? undefined : offers(scene.servers.get(requesterServer), scene.servers.get(targetServer), isAboutTls(verdict, scene));
  return markup`<figure class="ladder"><figcaption>How ${verdict.lookup.requester} asks for ${verdict.lookup.target}</figcaption>
<div class="lanes${same ? ' two' : ''}" aria-hidden="true"><div><b>crosslines</b><span>in place of Outlook</span></div><div>
${lane(requesterServer, scene)}</div>${same ? undefined : markup`<div>${lane(targetServer, scene)}</div>`}</div>
<ol class="rungs${same ? ' two' : ''}">${rungs.map(({ from, to, outcome, told, says }) => markup`<li class="rung ${from}-${to} ${outcome}">
<p class="arrow"><b>${names[from]} → ${names[to]}</b>
${badge(outcome, MARK[outcome], told)}</p><p>${says}</p></li>`)}</ol>
${table}</figure>`;
}

const ABOUT_TLS: ReadonlySet<string> = new Set<FactKind>(['tls-versions', 'tls-enumeration', 'client-hellos', 'registry']);

/** Does a cause that is told rest on what the two offer each other? */
function isAboutTls(verdict: Verdict, { numbers, report }: Scene): boolean {
  const kindOf = (observation: string): string => report.observations[numbers.get(observation) ?? -1]?.kind ?? '';
  return toldOf(verdict).full.some(({ supporting }) => supporting.some(({ observation }) => ABOUT_TLS.has(kindOf(observation))));
}

function lane(id: string, { servers }: Scene): Insert {
  const server = servers.get(id);
  if (server === undefined) return markup`<b>${id}</b>`;
  const { version, windows, build } = server;
  const parts = [version === 'unknown' ? undefined : versionName(version), build ?? undefined, windows === null ? undefined : windowsVersions[windows].name];
  return markup`<b>${id}</b><span>${parts.filter((part) => part !== undefined).join(' · ')}</span>`;
}

function rungsOf(verdict: Verdict, scene: Scene): readonly Rung[] {
  const { lookup, answer } = verdict;
  const exchange = exchangeOf(verdict, scene);
  const good = sightOf(verdict) === 'shown' || sightOf(verdict) === 'wrong-times';
  const asked: Rung = {
    from: 'us', to: 'requester', says: askedHow(exchange, verdict),
    ...(exchange === undefined ? { outcome: 'open', told: 'not asked' }
      : exchange.status === 200 ? { outcome: 'good', told: 'taken' } : { outcome: 'bad', told: 'refused' }),
  };
  // Where the requester's server did not take the question, it called nobody.
  const between: readonly Rung[] = lookup.requesterServer === lookup.targetServer || exchange?.status !== 200 ? [] : [
    good ? { from: 'requester', to: 'target', outcome: 'good', told: 'answered', says: `fetched the availability of ${lookup.target}` } : {
      from: 'requester', to: 'target', outcome: 'open', told: 'not visible from here',
      says: 'This call goes from server to server: crosslines does not stand there. It knows the call by what the caller says of it, and by what both sides offer.',
    },
    ...(isAboutTls(verdict, scene) ? played(verdict, scene) : []),
  ];
  if (verdict.availability === 'not-observed') return [asked, ...between];
  const meaning = answer.responseCode === null ? undefined : responseCodes.get(answer.responseCode)?.meaning;
  return [asked, ...between, {
    from: 'requester', to: 'us', outcome: good ? 'good' : 'bad', told: good ? 'availability' : 'no availability',
    says: good ? 'answers with free and busy times' : answer.responseCode === null ? 'answers without a calendar'
      : markup`answers <code>${answer.responseCode}</code>${meaning === undefined ? undefined : `: ${meaning}`}`,
  }];
}

/** The exchange that brought the answer, or the last that did not. */
function exchangeOf({ lookup, answer }: Verdict, { report }: Scene): LookupExchange | undefined {
  const kind = answer.api === 'graph' ? 'graph-schedule' : 'user-availability';
  const found = report.observations.find((one): one is Observation<'user-availability'> => one.kind === kind && one.subject === lookup.requester);
  if (found?.outcome.status !== 'observed') return undefined;
  const { exchanges } = found.outcome.fact;
  const own = exchanges.filter(({ targets }) => targets.includes(lookup.target));
  return own.find(({ body }) => body === 'answer') ?? own.at(-1);
}

function askedHow(exchange: LookupExchange | undefined, { lookup, notObserved }: Verdict): Insert {
  if (exchange === undefined) return `was not asked for ${lookup.target}${notObserved === undefined ? '' : `: ${notObserved}`}`;
  const { url, status, failure, signIn, tls } = exchange;
  return [
    markup`asked <code>${url}</code>`, tls === null ? undefined : ` over ${spoken(tls.version)}`,
    signIn === null || signIn.outcome === 'none' ? ', without signing in' : `, sign-in ${signIn.id} (${signIn.method}) ${signIn.outcome}`,
    failure === null ? `, HTTP ${status ?? 'without status'}` : `: ${failure.message}`,
  ];
}

function spoken(version: string): string {
  const known = tlsVersionsInOrder.find((one) => one === version);
  return known === undefined ? version : spokenTls(known);
}

/** The handshake of the requester's server, played from here against the target's port, where that was done. */
function played({ lookup }: Verdict, { servers, report }: Scene): readonly Rung[] {
  const endpoints = servers.get(lookup.targetServer)?.endpoints ?? [];
  const found = report.observations.find((one): one is Observation<'client-hellos'> => one.kind === 'client-hellos' && endpoints.includes(one.subject));
  if (found?.outcome.status !== 'observed') return [];
  const windows = servers.get(lookup.requesterServer)?.windows;
  const own = found.outcome.fact.answers.filter(({ profile }) => profileOf(profile)?.windows === windows);
  return own.slice(0, 4).map(({ profile, agreed, brokenOffBy }): Rung => ({
    from: 'us', to: 'target', ...(agreed !== null && brokenOffBy === undefined ? { outcome: 'good', told: 'agreed' } : { outcome: 'bad', told: 'refused' }),
    says: [
      `played the handshake of ${profileOf(profile)?.title ?? profile} at ${found.subject}: `,
      agreed === null ? 'refused' : `${spoken(agreed.version)} with ${agreed.cipherSuite}${brokenOffBy === undefined ? '' : ', which that client does not take'}`,
    ],
  }));
}

function offers(requester: ServerSeen | undefined, target: ServerSeen | undefined, decides: boolean): Markup | undefined {
  const dials = requester?.dials;
  const accepts = target?.accepts;
  if (requester === undefined || target === undefined || (!dials && !accepts)) return undefined;
  const offered = new Set(dials?.versions);
  const accepted = new Set(accepts?.versions);
  const versions = tlsVersionsInOrder.filter((one) => one !== 'SSLv3' || offered.has(one) || accepted.has(one)).reverse();
  const common = versions.filter((one) => offered.has(one) && accepted.has(one));
  const maybe = (dials?.possibly ?? []).filter((one) => accepted.has(one));
  const shared = common.length > 0 ? common.map(spokenTls).join(', ') : maybe.length > 0 ? `perhaps ${maybe.map(spokenTls).join(', ')}` : 'nothing';
  return markup`${scrolling(`What ${requester.id} offers and ${target.id} accepts`, markup`<table class="offers">
<caption>What each side offers</caption>
${tableHead('Encryption', `${requester.id} offers when it calls`, `${target.id} accepts when it is called`)}
<tbody>${versions.map((version) => markup`<tr class="${common.includes(version) ? 'common' : 'apart'}">
<th scope="row">${spokenTls(version)}</th>${side(dials, version)}${side(accepts, version)}</tr>`)}</tbody></table>`)}
${!dials || !accepts ? undefined : markup`<p class="${!decides ? 'beside' : common.length > 0 ? 'agree' : 'disagree'}">In common:
${shared}${dials.by === 'as-installed' ? `, unless somebody changed the settings of ${requester.id}` : ''}.</p>`}
<p class="aside">${dials ? `${requester.id}: ${dials.because}` : undefined} ${accepts ? `${target.id}: as seen at ${accepts.endpoint}.` : undefined}</p>`;
}

type Known = { readonly versions: readonly TlsVersion[]; readonly possibly?: readonly TlsVersion[] } | null | undefined;

function side(known: Known, version: TlsVersion): Markup {
  if (!known) return markup`<td class="open"><span aria-hidden="true">?</span> not known</td>`;
  if (known.versions.includes(version)) return markup`<td class="good"><span aria-hidden="true">✓</span> yes</td>`;
  return known.possibly?.includes(version) === true ? markup`<td class="open"><span aria-hidden="true">?</span> perhaps</td>`
    : markup`<td class="bad"><span aria-hidden="true">–</span> no</td>`;
}
