/** Microsoft Graph for the mailboxes of Exchange Online: getSchedule, which goes the same way as EWS behind the door, and its errors. */
import type { IncomingMessage } from 'node:http';
import { readBody } from './answer.ts';
import type { Answer, HeaderLines } from './answer.ts';
import type { AvailabilityCall } from './availability-call.ts';
import { answerTargets } from './back-end.ts';
import type { Caller } from './back-end.ts';
import { enter, open } from './building.ts';
import type { Building } from './building.ts';
import { clouds } from './clouds.ts';
import { deviceTls } from './doors.ts';
import { organizationApplications } from './hybrid-application.ts';
import type { ServerFault } from './faults.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { MailboxPlan, ServerPlan } from './plan.ts';
import { child, children, isTree, parsedXml, textOf } from './soap.ts';
import type { Tree } from './soap.ts';
import { utcRule } from './zone-rule.ts';

const bodyLimit = 64 * 1024;
const dayMs = 86_400_000;

/** Opens Microsoft Graph where the scenario has an Exchange Online. */
export async function addGraph(building: Building): Promise<void> {
  if (!building.plan.servers.some(({ organization }) => organization.cloud)) return;
  const names = [...new Set([clouds.worldwide, ...building.plan.applications.map(({ cloud }) => clouds[cloud])].map((cloud) => cloud.graph))];
  const identity = await building.authority.issue(names, new Set());
  const at = await open(building, { ...deviceTls, identity }, graph(building.world));
  for (const name of names) enter(building, name, 443, at, 'Microsoft Graph');
}

/** An error of the request as a whole. Source: Microsoft Learn, Microsoft Graph error responses. */
function refused(status: number, code: string, message: string, headers: HeaderLines = []): Answer {
  return {
    status, headers: [['Content-Type', 'application/json'], ...headers],
    body: JSON.stringify({ error: { code, message, innerError: { 'request-id': '00000000-0000-0000-0000-000000000000' } } }),
  };
}

/** Source: microsoftgraph issues that quote the message; RFC 6750 (challenge). */
const badToken = (message: string): Answer => refused(401, 'InvalidAuthenticationToken', message, [['WWW-Authenticate',
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
  + 'client_id="00000003-0000-0000-c000-000000000000"']]);

const accessDenied = refused(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');

const notServed = refused(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');

/** What a fault of the requester's server makes of every call, in this order. Source: Microsoft Learn (throttling, errors). */
const failures: readonly (readonly [ServerFault, Answer])[] = [
  ['graph-invalid-audience', badToken('Access token validation failure. Invalid audience.')],
  ['graph-access-denied', accessDenied],
  ['graph-does-not-serve-mailboxes', notServed],
  ['graph-times-out', refused(504, 'UnknownError', '')],
];

function graph(world: BackEndWorld): (request: IncomingMessage) => Promise<Answer> {
  const throttled = new Set<ServerPlan>();
  return async (request) => {
    const text = await readBody(request, bodyLimit);
    const [, user = ''] = /^\/v1\.0\/users\/([^/?]+)\/calendar\/getSchedule$/i.exec(request.url ?? '') ?? [];
    const caller = callerOf(world, request);
    if ('status' in caller) return caller;
    if (request.method !== 'POST' || user === '') return refused(404, 'UnknownError', 'Resource not found for the segment.');
    const mailbox = world.plan.mailboxes.get(decodeURIComponent(user).toLowerCase());
    if (mailbox === undefined) return refused(404, 'ErrorInvalidUser', `The requested user '${decodeURIComponent(user)}' is invalid.`);
    const { server } = mailbox;
    const wrong = failures.find(([fault]) => server.faults.has(fault))?.[1];
    if (wrong !== undefined) return wrong;
    if (!server.organization.cloud) return notServed;
    if (caller.kind === 'account' && !caller.account.impersonation && caller.account.mailbox !== mailbox.address) return accessDenied;
    if (server.faults.has('graph-throttled-at-first') && !throttled.has(server)) {
      throttled.add(server);
      return refused(429, 'TooManyRequests', 'Please retry again later.', [['Retry-After', '1']]);
    }
    const call = callIn(text);
    if (typeof call === 'string') return refused(400, call, 'The request is invalid.');
    return schedules(world, mailbox, caller.kind === 'peer' ? caller.requester : mailbox.address, call);
  };
}

/** By a token that the scenario holds, or by one of the token service, which is made out for Graph and permits to read calendars. */
function callerOf({ plan, tokens, signing }: BackEndWorld, { headers }: IncomingMessage): Caller | Answer {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const given = plan.accounts.find((account) => account.token !== null && account.token === token);
  if (given !== undefined) return { kind: 'account', account: given };
  const said = tokens.check(token, (headers.host ?? '').replace(/:\d+$/, ''));
  if (said === null) return badToken('Access token is empty or malformed.');
  if (said === 'refused') return badToken('Access token validation failure. Invalid audience.');
  if (!said.permissions.some((permission) => /^Calendars\.Read/.test(permission))) return accessDenied;
  if (organizationApplications([...signing.keys()]).some(({ clientId }) => clientId === said.application)) {
    return { kind: 'peer', requester: '', application: said.application };
  }
  const account = plan.accounts.find(({ application }) => application?.clientId === said.application
    && (application.flow === 'device-code' ? application.user : null) === said.user);
  return account === undefined ? badToken('Access token validation failure.') : { kind: 'account', account };
}

/** The question; otherwise the code with which it is refused. Source: Microsoft Learn, calendar: getSchedule; docs-contrib issue 5895 (100). */
function callIn(text: string): AvailabilityCall | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'BadRequest';
  }
  if (!isTree(body)) return 'BadRequest';
  const { schedules: targets, availabilityViewInterval: interval } = body;
  if (!Array.isArray(targets) || !targets.every((one): one is string => typeof one === 'string') || targets.length === 0) return 'BadRequest';
  if (targets.length > 100) return 'ErrorMailboxDataArrayTooBig';
  const moment = (name: string): number => {
    const { dateTime, timeZone } = child(body, name);
    return timeZone === 'UTC' && typeof dateTime === 'string' ? Date.parse(`${dateTime}Z`) : Number.NaN;
  };
  const [from, to] = [moment('startTime'), moment('endTime')];
  if (!(from < to)) return 'ErrorInvalidTimeInterval';
  if (to - from >= 62 * dayMs) return 'ErrorTimeIntervalTooBig';
  if (typeof interval !== 'number' || interval < 5 || interval > 1440) return 'ErrorInvalidMergedFreeBusyInterval';
  return { zone: utcRule, targets, from, to, intervalMinutes: interval, view: 'FreeBusyMerged' };
}

/** @param requester address of who asks; empty: nobody of this tenant */
async function schedules(world: BackEndWorld, { server }: MailboxPlan, requester: string, call: AvailabilityCall): Promise<Answer> {
  const responses = await answerTargets(world, server, requester, call);
  const broken = server.faults.has('graph-cannot-proxy');
  const value = call.targets.map((scheduleId, index) => {
    const elsewhere = world.plan.mailboxes.get(scheduleId.toLowerCase())?.server.organization !== server.organization;
    return { scheduleId, ...(broken && elsewhere ? proxyFailure : schedule(parsedXml(responses[index] ?? '') ?? {})) };
  });
  const context = `https://${clouds.worldwide.graph}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`;
  return { status: 200, headers: [['Content-Type', 'application/json; charset=utf-8']], body: JSON.stringify({ '@odata.context': context, value }) };
}

const proxyFailure = { error: { message: 'Proxy web request failed.', responseCode: '5016' } };

/**
 * A FreeBusyResponse in the words of Graph: of an error the number and the plain sentence. Whether it hands on what lay beneath is not known, so it
 * does not. Source: microsoft-graph-docs issue 11225; Microsoft Learn, scheduleInformation (working elsewhere is 0).
 */
function schedule(response: Tree): object {
  const inside = child(response, 'FreeBusyResponse');
  const message = child(inside, 'ResponseMessage');
  const code = textOf(message, 'ResponseCode');
  if (code !== 'NoError') {
    const details = child(message, 'MessageXml');
    const sentence = textOf(details, 'ExceptionMessage') || textOf(message, 'MessageText');
    return { error: { message: sentence.replace(/ LID: \d+$/, ''), responseCode: textOf(details, 'ExceptionCode') || code } };
  }
  const view = child(inside, 'FreeBusyView');
  const moment = (event: Tree, name: string): object => ({ dateTime: `${textOf(event, name)}.0000000`, timeZone: 'UTC' });
  return {
    availabilityView: textOf(view, 'MergedFreeBusy').replaceAll('4', '0'),
    scheduleItems: children(child(view, 'CalendarEventArray'), 'CalendarEvent').map((event) => ({
      status: textOf(event, 'BusyType').toLowerCase(), start: moment(event, 'StartTime'), end: moment(event, 'EndTime'),
    })),
  };
}
