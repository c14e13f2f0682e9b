/** Events of Windows, for people: failed lookups, what Schannel says, and when Windows was last started. */
import { brokenHandshakeMeanings } from '../exchange/decisive-answer.ts';
import { meaningsIn } from '../exchange/error-texts.ts';
import { spokenTls } from '../exchange/windows.ts';
import type { LoggedEvent, LoggedFailure, Restart, WindowsEventsFact } from '../model/facts.ts';
import { readExceptionText } from '../protocol/exception-text.ts';
import { alertName } from '../protocol/tls/alerts.ts';
import { damageLines, names, times, when } from './audit-words.ts';
import type { Layout } from './layout.ts';

const LONGEST = 300;

export function eventLines(fact: WindowsEventsFact, subject: string, page: Layout): readonly string[] {
  const { server, machine, files, events, restarts, others, leftOut } = fact;
  const beside = others > 0 ? ` (${others} other events)` : '';
  return [
    page.bold(page.wrap('', `Events of ${server ?? machine ?? subject} (${names(files)})`)),
    ...(events.length > 0 ? [] : [page.green(page.wrap('', `✓ No failed lookup and no failed handshake is among them${beside}.`))]),
    ...events.map((event) => {
      const label = event.failure !== null ? '✗ Lookup   ' : event.schannel !== null ? '· Schannel ' : '· Event    ';
      const line = page.wrap(label, `${event.source} ${event.id}, ${times(event.count)}, last ${lastOf(event)}: ${eventSaid(event)}`);
      return event.failure !== null ? page.red(line) : page.yellow(line);
    }),
    ...(events.every(({ failure }) => failure === null) ? []
      : [page.wrap('Next       ', `crosslines explain ${names(files)} weighs what can be behind the failed lookups.`)]),
    ...(events.every(({ schannel }) => schannel === null) ? [] : [page.dim(page.wrap('           ',
      'Schannel writes such events for every program and every stranger that connects; they count where they stand beside failed lookups.'))]),
    page.wrap('Started    ', startSaid(restarts.filter(({ what }) => what === 'started').at(-1))),
    ...(leftOut > 0 ? [page.yellow(page.wrap('· Note     ', `${leftOut} more events were left out.`))] : []),
    ...damageLines(files, page),
  ];
}

function lastOf({ times: at, said }: LoggedEvent): string {
  const newest = at.at(-1);
  return newest === undefined ? said ?? 'at no time that is written down' : `${when(newest)} UTC`;
}

function startSaid(started: Restart | undefined): string {
  if (started === undefined) return 'no start of Windows is among the events';
  const at = started.at === null ? `${started.said} (local time)` : `${when(started.at)} UTC`;
  return `Windows was last started ${at}, as far as these events go; what was changed in the registry after its last start is not in force`;
}

function eventSaid({ schannel, failure, text }: LoggedEvent): string {
  if (failure !== null) {
    return `${failure.requestType ?? 'call'} to ${hostOf(failure) ?? 'a server that is not named'} failed: ${reasonOf(failure)}`;
  }
  const state = schannel?.state == null ? '' : ` (state ${schannel.state})`;
  if (schannel?.protocol != null) return `a client asked with ${spokenTls(schannel.protocol)}, and none of its cipher suites is usable here`;
  if (schannel?.alert != null) return `alert ${schannel.alert}, ${alertName(schannel.alert)}${state}`;
  const made = schannel?.role === 'client' ? 'makes' : 'receives';
  if (schannel?.role != null) return `no credential for calls that this server ${made} could be made${state}`;
  return text.slice(0, LONGEST);
}

function hostOf({ url }: LoggedFailure): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host : null;
}

/** What the call itself says: outside it stands that a lookup failed, inside it which socket. */
function reasonOf({ answer: { messageText } }: LoggedFailure): string {
  const { chain } = readExceptionText(messageText);
  const { message } = chain.find(({ type }) => type !== null && /WebException$/.test(type)) ?? chain.at(-1) ?? { message: '' };
  const broken = meaningsIn(messageText).some(({ meaning }) => brokenHandshakeMeanings.includes(meaning));
  return `${message.slice(0, LONGEST) || 'no reason is given'}${broken ? ' (as where a TLS handshake fails, or a firewall cuts in)' : ''}`;
}
