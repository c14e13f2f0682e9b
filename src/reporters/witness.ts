/** What a witness saw, for people at a terminal. Everything that callers sent is escaped by the layout. */
import { helloRemarks, likeness } from '../exchange/hello-meaning.ts';
import { extensionName, versionsOffered } from '../exchange/seen-hellos.ts';
import type { CallerValues, Leg } from '../exchange/predicted-leg.ts';
import { hellosIn, type assumedOf, type Fit } from '../exchange/seen-legs.ts';
import { explainSilence } from '../exchange/silence.ts';
import { spokenTls } from '../exchange/windows.ts';
import type { CallContent, SeenCall, SeenHello, WitnessedCallsFact } from '../model/facts/witnessed-calls.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';

/** What came of listening. The fact is absent where it could not be listened, or nobody could be asked; `reason` then says why. */
export interface WitnessTrace {
  readonly fact?: WitnessedCallsFact;
  readonly reason?: string;
  readonly fits: readonly Fit[];
  /** What is assumed of the server that was asked; null: none was. */
  readonly assumed: ReturnType<typeof assumedOf> | null;
  /** That a ClientHello may be another machine's, and why; null: it is the server's, or nobody was asked. */
  readonly stranger: string | null;
}

const MOST_OTHERS = 20;
const VALUES: Readonly<Record<CallerValues, string>> = { 'as-installed': 'as installed', 'tls12-on': 'with TLS 1.2 switched on' };

export function witnessForPeople(trace: WitnessTrace, place: Place): string {
  const page = layout(place);
  const { fact } = trace;
  if (fact === undefined) return `${page.yellow(page.wrap('? ', `Nothing was witnessed: ${trace.reason ?? 'no reason was given'}`))}\n`;
  const hellos = hellosIn(fact);
  const sections = [
    [...headLines(fact, hellos.length, page), '', ...judgedLines(trace, fact, hellos, page)],
    ...hellos.map((hello) => helloLines(hello, trace, fact, page)),
    otherLines(fact, page),
    requestLines(fact, page),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines({ server, mailbox, listening, listenedMs, calls }: WitnessedCallsFact, hellos: number, page: Layout): readonly string[] {
  const who = server === null ? 'whoever calls' : `${server}, asked to call for ${mailbox ?? ''}`;
  const kinds = hellos === 0 ? 'no ClientHello' : `${hellos} kind${hellos === 1 ? '' : 's'} of ClientHello`;
  return [
    page.bold(page.line(`Witness at ${listening}: ${who}`)),
    page.dim(`${calls.length} connection${calls.length === 1 ? '' : 's'}, ${kinds}${hellos === 0 ? ` in ${Math.round(listenedMs / 1000)} s` : ''}`),
  ];
}

/** What is wrong, first. */
function judgedLines(trace: WitnessTrace, fact: WitnessedCallsFact, hellos: readonly SeenHello[], page: Layout): readonly string[] {
  const several = hellos.length > 1;
  const remarks = hellos.flatMap((hello) => helloRemarks(hello).map((remark) => ({ ...remark, of: several ? shortName(hello.ja3.hash) : '' })));
  const fits = trace.fits.filter(({ comesOf }) => comesOf !== 'unknown');
  const wrong = [
    ...remarks.filter(({ weight }) => weight === 'fault').map(({ says, of, remedy }) => ({ says: says + of, remedy })),
    ...fits.filter(({ comesOf }) => comesOf !== 'agreed').map((fit) => ({ says: fitSays(fit, several), remedy: undefined })),
  ];
  const silence = explainSilence(fact);
  return [
    ...(trace.stranger === null ? [] : [page.yellow(page.wrap('? Whose   ', trace.stranger))]),
    ...(hellos.length > 0 && wrong.length === 0 ? [page.green('✓ Nothing wrong was found.')] : []),
    ...wrong.flatMap(({ says, remedy }) => [
      page.red(page.wrap('✗ Wrong   ', says)), ...(remedy === undefined ? [] : [page.wrap('  Repair  ', remedy)]),
    ]),
    ...fits.filter(({ comesOf }) => comesOf === 'agreed').map((fit) => page.green(page.wrap('✓ Fits    ', fitSays(fit, several)))),
    ...remarks.filter(({ weight }) => weight === 'note').map(({ says, of }) => page.wrap('· Note    ', says + of)),
    ...silence.flatMap(({ says, look }) => [
      (hellos.length === 0 ? page.yellow : page.dim)(page.wrap(`${hellos.length === 0 ? '?' : '·'} Silence `, says)),
      ...(look === undefined ? [] : [page.wrap('  Look    ', look)]),
    ]),
  ];
}

const COMES: Readonly<Record<Leg['comesOf'], string>> = {
  'agreed': 'accepts it', 'no-shared-version': 'refuses it: they share no TLS version', 'no-shared-suite': 'refuses it: they share no cipher suite',
  'unknown': 'is not known to accept or refuse it',
};

function fitSays({ ja3, server, endpoint, accepts, comesOf, sent }: Fit, several: boolean): string {
  const how = sent ? 'the same hello was sent there from here' : 'computed from what the port accepts';
  const port = `${endpoint}, which accepts ${accepts.map(spokenTls).join(', ')}`;
  return `${server} (${port}) ${COMES[comesOf]}${several ? shortName(ja3) : ''}; ${how}`;
}

/** Tells several hellos apart. */
function shortName(ja3: string): string {
  return ` (${ja3.slice(0, 8)})`;
}

function helloLines(hello: SeenHello, { assumed }: WitnessTrace, fact: WitnessedCallsFact, page: Layout): readonly string[] {
  const isIts = ({ content }: SeenCall): boolean => content.kind === 'client-hello' && content.hello.ja3.hash === hello.ja3.hash;
  const from = [...new Set(fact.calls.filter(isIts).map((call) => call.from))];
  const offers = versionsOffered(hello).map(spokenTls).join(', ') || 'SSL 2.0';
  const listed = hello.supportedVersions === null ? '' : `, listed; its old field names 0x${hello.clientVersion.toString(16).padStart(4, '0')}`;
  return [
    page.bold(page.line(`ClientHello from ${from.join(', ')}`)),
    page.wrap('  Like        ', likeSays(hello)),
    ...expectedLines(hello, assumed, fact, page),
    page.wrap('  Offers      ', `${offers}${listed}${hello.format === 'ssl2' ? ', in the form of SSL 2.0' : ''}`),
    page.wrap('  Wants       ', hello.serverName ?? 'names no host'),
    page.wrap('  Suites      ', hello.cipherSuites.join(', ') || 'none'),
    page.wrap('  Groups      ', hello.groups.join(', ') || 'none'),
    page.wrap('  Extensions  ', hello.extensions.map(extensionName).join(', ') || 'none'),
    ...(hello.alpn.length === 0 ? [] : [page.wrap('  Protocols   ', hello.alpn.join(', '))]),
    page.wrap('  JA3         ', `${hello.ja3.hash} = ${hello.ja3.text}`),
  ];
}

function likeSays(hello: SeenHello): string {
  const { how, nearest } = likeness(hello);
  const [first] = nearest;
  if (first === undefined) return 'nothing that is known';
  const profiles = nearest.map(({ profile }) => `${profile.title} (${profile.id})`).join('; or ');
  if (how === 'same') return `exactly ${profiles}`;
  const so = how === 'near' ? 'nearly' : 'no server that is known; the nearest is';
  return `${so} ${profiles}; ${first.distance} difference${first.distance === 1 ? '' : 's'}: ${first.differs.join('; ')}`;
}

/** Does it confirm what is assumed of that server? */
function expectedLines(hello: SeenHello, assumed: WitnessTrace['assumed'], { server }: WitnessedCallsFact, page: Layout): readonly string[] {
  if (server === null || assumed === null) return [];
  const { how, nearest } = likeness(hello);
  const known = (['as-installed', 'tls12-on'] as const).map((values) => ({ values: VALUES[values], ids: assumed[values].map(({ id }) => id) }))
    .filter(({ ids }) => ids.length > 0);
  if (known.length === 0) return [];
  const confirmed = how === 'same' ? known.filter(({ ids }) => nearest.some(({ profile }) => ids.includes(profile.id))) : [];
  const agrees = confirmed.map(({ values }) => values).join(' and ');
  return [page.wrap('  Expected    ', confirmed.length > 0 ? `yes: that is assumed of ${server} ${agrees}`
    : `no: of ${server} ${known.map(({ values, ids }) => `${ids.join(' or ')} is assumed ${values}`).join(', ')}`)];
}

function otherLines({ calls }: WitnessedCallsFact, page: Layout): readonly string[] {
  const others = calls.filter(({ content }) => content.kind !== 'client-hello');
  if (others.length === 0) return [];
  return [
    page.bold('Other connections'),
    ...others.slice(0, MOST_OTHERS).map((call) => page.wrap(`  ${page.line(call.from)}  `, otherSays(call))),
    ...(others.length > MOST_OTHERS ? [`  and ${others.length - MOST_OTHERS} more (all of them with --format json)`] : []),
  ];
}

function otherSays({ content, end }: SeenCall): string {
  if (end === 'turned-away') return 'closed at once: too many at the same time';
  return OTHERS[content.kind](content) + (end === 'timeout' ? ' (and then fell silent)' : end === 'reset' ? ' (and reset the connection)' : '');
}

const OTHERS: Readonly<Record<CallContent['kind'], (content: CallContent) => string>> = {
  'client-hello': () => 'a ClientHello',
  'http': (content) => {
    if (content.kind !== 'http') return '';
    const through = content.via === null ? '' : `, through the proxy "${content.via}"`;
    if (content.control) return `the control: the same notification without TLS reached this machine${through}`;
    return `plain HTTP: ${content.method} ${content.path}${content.userAgent === null ? '' : ` from "${content.userAgent}"`}${through}`;
  },
  'broken-hello': () => 'TLS that is no complete ClientHello',
  'nothing': () => 'connected and said nothing',
  'not-tls': (content) => `neither TLS nor HTTP: "${content.kind === 'not-tls' ? content.start : ''}"`,
};

const LEFT_BEHIND = 'Subscriptions end by themselves: a server that gets no answer tries again after 30 and 60 seconds and gives up within about '
  + 'four minutes. Its System log may show the handshake that this witness ended (Schannel event 36887, alert 40).';

/** What stays behind on the server that was asked. */
function requestLines({ requests }: WitnessedCallsFact, page: Layout): readonly string[] {
  if (requests.length === 0) return [];
  return [
    page.bold('Asked for'),
    ...requests.map(({ over, url, accepted, reason }) =>
      page.wrap(`  ${over.padEnd(6)}`, `${url.replace(/[^/]*$/, '…')}: ${accepted ? 'subscribed' : `refused, ${reason ?? 'without a reason'}`}`)),
    ...(requests.some(({ accepted }) => accepted) ? [page.dim(page.wrap('  ', LEFT_BEHIND))] : []),
  ];
}
