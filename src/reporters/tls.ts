/** What a port shows of its TLS, for people at a terminal. Everything from the server is escaped by the layout. */
import { spokenVersion, tlsRemarks } from '../exchange/tls-remarks.ts';
import { profileOf } from '../exchange/client-hellos.ts';
import type { CertificateSummary, ClientHelloResult, EnumeratedTlsVersion, TlsEnumerationFact } from '../model/facts.ts';
import { alertName } from '../protocol/tls/alerts.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';

/** What came of asking. The fact is absent when there was no connection or the run was cut short; `reason` then says why. */
export interface TlsTrace {
  readonly endpoint: string;
  readonly ms: number;
  readonly fact?: TlsEnumerationFact;
  readonly reason?: string;
}

const MOST_NAMES = 12;

export function tlsForPeople({ endpoint, ms, fact, reason }: TlsTrace, place: Place): string {
  const page = layout(place);
  if (fact === undefined) return `${page.yellow(page.wrap('? ', `${endpoint} could not be asked: ${reason ?? 'no reason was given'}`))}\n`;
  const { connections } = fact;
  const sections = [
    [page.bold(page.line(`TLS of ${endpoint}`)), page.dim(`${connections} connection${connections === 1 ? '' : 's'}, ${(ms / 1000).toFixed(1)} s`), '', ...firstLines(fact, page)],
    fact.certificate === null ? [] : certificateLines(fact, page),
    suiteLines(fact, page),
    extensionLines(fact, page),
    authorityLines(fact, page),
    compatibilityLines(fact, page),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function firstLines(fact: TlsEnumerationFact, page: Layout): readonly string[] {
  const accepted = fact.versions.filter(({ outcome }) => outcome === 'accepted');
  const refused = fact.versions.filter(({ outcome }) => outcome !== 'accepted');
  const remarks = tlsRemarks(fact);
  return [
    ...(fact.versions.length === 0 ? [] : [
      (accepted.length > 0 ? page.green : page.red)(page.wrap('Accepts   ', 
        accepted.map(({ version }) => spokenVersion(version)).join(', ') || 'no version of TLS')),
      ...(refused.length === 0 ? [] : [page.wrap('Refuses   ', byRefusal(refused).join('; '))]),
    ]),
    ...(fact.foreign === null ? [] : [page.wrap('Answers   ', `"${fact.foreign.start}"`)]),
    ...(fact.starttls === null ? [] : [page.wrap('Greets    ', fact.starttls.greeting)]),
    ...remarks.flatMap(({ weight, says, remedy }) => [
      weight === 'fault' ? page.red(page.wrap('✗ Wrong   ', says)) : page.yellow(page.wrap('· Note    ', says)),
      ...(remedy === undefined ? [] : [page.wrap('  Repair  ', remedy)]),
    ]),
    ...(remarks.some(({ weight }) => weight === 'fault') || accepted.length === 0 ? [] : [page.green('✓ Nothing wrong was found.')]),
  ];
}

/** Versions with the same refusal together. */
function byRefusal(refused: readonly EnumeratedTlsVersion[]): readonly string[] {
  const ways = new Map<string, string[]>();
  for (const version of refused) {
    const way = said(version);
    ways.set(way, [...(ways.get(way) ?? []), spokenVersion(version.version)]);
  }
  return [...ways].map(([way, versions]) => `${versions.join(', ')} (${way})`);
}

const WAYS: Readonly<Record<EnumeratedTlsVersion['outcome'], string>> = {
  'accepted': 'accepted', 'no-usable-suite': 'switched on, but without a usable cipher suite', 'alert': 'alert', 'reset': 'connection reset',
  'closed': 'connection closed', 'timeout': 'no answer', 'not-tls': 'not TLS',
};

function said({ outcome, alert, answered }: Pick<EnumeratedTlsVersion, 'outcome' | 'alert' | 'answered'>): string {
  if (answered !== undefined) return `answers with ${spokenVersion(answered)}`;
  return outcome === 'alert' && alert !== undefined ? `alert ${alert}, ${alertName(alert)}` : WAYS[outcome];
}

function certificateLines({ certificate, otherCertificate }: TlsEnumerationFact, page: Layout): readonly string[] {
  if (certificate === null) return [];
  const { leaf, chain, trusted, problem } = certificate;
  const trust = trusted === null ? 'could not be checked' : trusted ? 'reaches a root that is trusted here' : 'reaches no root that is trusted here';
  return [
    page.bold('Certificate'),
    page.wrap('  Subject ', leaf.subject || '(empty)'),
    page.wrap('  Names   ', `${leaf.names.slice(0, MOST_NAMES).join(', ') || 'none'}${leaf.names.length > MOST_NAMES ? ` and ${leaf.names.length - MOST_NAMES} more` : ''}`),
    page.wrap('  Issuer  ', leaf.issuer || '(empty)'),
    page.wrap('  Valid   ', `${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)}`),
    page.wrap('  Key     ', `${strength(leaf)}, signed with ${leaf.signatureAlgorithm}`),
    page.wrap('  Chain   ', `${trust}${problem === null ? '' : ` (${problem})`}; sent along: ${chain.map(({ subject }) => subject).join(' ← ') || 'nothing'}`),
    ...(otherCertificate === null ? [] : [page.wrap('  Also    ', `${otherCertificate.subject}, ${strength(otherCertificate)}, until ${otherCertificate.notAfter.slice(0, 10)}`)]),
  ];
}

function strength({ keyType, keyBits }: CertificateSummary): string {
  return `${keyType.toUpperCase()} ${keyBits} bits`;
}

/** Versions with the same suites together. */
function suiteLines({ versions }: TlsEnumerationFact, page: Layout): readonly string[] {
  const lists = new Map<string, { readonly spoken: string[]; readonly order: string; readonly suites: readonly string[] }>();
  for (const { version, cipherSuites, serverOrder, complete } of versions) {
    if (cipherSuites.length === 0) continue;
    const order = !complete && cipherSuites.length === 1 ? ', the one chosen' : serverOrder === null ? '' : `, in the ${serverOrder ? 'server' : 'client'}'s order`;
    const key = `${order} ${cipherSuites.join(' ')}`;
    const list = lists.get(key) ?? { spoken: [], order, suites: cipherSuites };
    list.spoken.push(spokenVersion(version));
    lists.set(key, list);
  }
  if (lists.size === 0) return [];
  return [page.bold('Cipher suites'), ...[...lists.values()].flatMap(({ spoken, order, suites }) =>
    [`  ${spoken.join(', ')}${order}`, ...suites.map((suite) => page.wrap('    ', suite))])];
}

function extensionLines(fact: TlsEnumerationFact, page: Layout): readonly string[] {
  const yes = (value: boolean | null): string => (value === null ? 'not seen' : value ? 'yes' : 'no');
  if (fact.curves === null && fact.groups13 === null && fact.secureRenegotiation === null && fact.alpn === null) return [];
  const groups = groupsOf(fact);
  return [
    page.bold('Beside them'),
    page.wrap('  Groups                ', `${groups.join(', ') || 'none seen'}${fact.dhBits === null ? '' : `; DHE with ${fact.dhBits} bits`}`),
    page.wrap('  Secure renegotiation  ', `${yes(fact.secureRenegotiation)}; extended master secret ${yes(fact.extendedMasterSecret)}; session tickets ${yes(fact.tickets)}`),
    page.wrap('  Application protocol  ', `${fact.alpn === null ? 'not seen' : fact.alpn.join(', ') || 'none chosen'}; compression ${yes(fact.compression)}; `
      + `OCSP stapling ${yes(fact.ocsp)}`),
    page.wrap('  Without a host name   ', fact.withoutSni === null ? 'not asked' : SNI[fact.withoutSni]),
  ];
}

const SNI: Readonly<Record<NonNullable<TlsEnumerationFact['withoutSni']>, string>> = {
  'same-certificate': 'the same certificate', 'other-certificate': 'another certificate', 'accepted': 'accepted', 'refused': 'refused',
};

function authorityLines({ clientCertificateRequest: request }: TlsEnumerationFact, page: Layout): readonly string[] {
  if (request?.requested !== true || request.names.length === 0) return [];
  return [
    page.bold(`Authorities for client certificates: ${request.authorities}, ${request.bytes} bytes`),
    ...request.names.slice(0, MOST_NAMES).map((name) => page.wrap('  ', name)),
    ...(request.names.length > MOST_NAMES ? [`  and ${request.names.length - MOST_NAMES} more (all of them with --format json)`] : []),
  ];
}

function compatibilityLines({ compatibility }: TlsEnumerationFact, page: Layout): readonly string[] {
  if (compatibility.length === 0) return [];
  const width = Math.max(...compatibility.map(({ profile }) => profile.length));
  const sent = compatibility.filter(({ computed }) => computed === undefined).length;
  const how = sent === compatibility.length ? '' : sent === 0 ? ' (computed)' : ` (computed, except ${sent} sent)`;
  return [
    page.bold(`What Exchange servers get that dial as${how}`),
    ...compatibility.flatMap((result) => {
      const good = result.agreed !== null && result.brokenOffBy === undefined;
      const line = (good ? page.green : page.red)(page.wrap(`  ${good ? '✓' : '✗'} ${result.profile.padEnd(width)} `, answerOf(result)));
      return compatibility.length > 1 ? [line] : [line, page.dim(page.wrap('    ', profileOf(result.profile)?.title ?? ''))];
    }),
  ];
}

function answerOf({ outcome, alert, agreed, brokenOffBy }: ClientHelloResult): string {
  if (agreed === null) return `no connection: ${said({ outcome, ...(alert === undefined ? {} : { alert }) })}`;
  const choice = `${spokenVersion(agreed.version)}, ${agreed.cipherSuite}`;
  if (brokenOffBy === undefined) return choice;
  return `${choice}, but that client breaks off: ${brokenOffBy === 'version' ? 'it does not take that version' : 'it wants secure renegotiation'}`;
}

/** Curves and groups of all versions, each once. */
export function groupsOf({ curves, groups13 }: TlsEnumerationFact): readonly string[] {
  return [...new Set([...(curves ?? []), ...(groups13 ?? [])])];
}
