import type { IncomingMessage } from 'node:http';
import { BodyTooBig, readBody } from './answer.ts';
import type { Answer, HeaderLines } from './answer.ts';
import { executeEws } from './back-end.ts';
import type { Caller } from './back-end.ts';
import { answeredHeaders, doesNotStart, doorHeaders, iisHeader, poolStopped } from './exchange-headers.ts';
import type { Executed } from './exchange-headers.ts';
import { openPage } from './pages.ts';
import { accountHeader, peerHeader, requesterHeader, soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import { autodiscoverAnswer } from './pox.ts';
import { backEndFor, dialBackEnd, formerPlace } from './routing.ts';
import type { SignInDesk } from './sign-in.ts';
import { exchangeProfiles } from './profiles.ts';
import { SoapRefusal } from './soap.ts';
import { soapFault } from './soap-answers.ts';

/** Longest body that a server takes. Source: ErrorRequestStreamTooBig in the EWS documentation. */
const bodyLimit = 400 * 1024;
const ewsPath = '/ews/exchange.asmx';

type Handler = (request: IncomingMessage) => Promise<Answer>;

/** Answers on port 443 of a machine. */
export function frontEnd(world: BackEndWorld, server: ServerPlan, desk: SignInDesk): Handler {
  const plain = (status: number, own: HeaderLines, body = ''): Answer => ({ status, headers: doorHeaders(server, own), body });
  return async (request) => {
    const path = pathOf(request);
    const broken = brokenEws(server, path);
    if (broken !== null) return broken;
    if (/^\/autodiscover(\/|$)/.test(path) && server.faults.has('autodiscover-404')) return plain(404, []);
    const open = openPage(server, request, path);
    if (open !== null) return open;
    const secured = path === `${ewsPath}/wssecurity`;
    const ews = path === ewsPath || secured;
    if (!ews && path !== '/autodiscover/autodiscover.xml') return plain(404, []);

    const caller = ews ? callerOf(world, request) : null;
    if (caller === null && secured) return withoutToken(server);
    const who = caller === null ? desk(request.socket, request.headers.authorization) : null;
    if (who !== null && !who.account) {
      request.resume();
      return plain(401, who.challenges);
    }
    if (ews && request.method === 'GET') {
      return plain(
        200,
        [['Content-Type', 'text/html; charset=UTF-8']],
        '<HTML><HEAD><TITLE>Service</TITLE></HEAD><BODY>You have created a service.</BODY></HTML>',
      );
    }
    const body = await boundedBody(request);
    if (!ews) return plain(200, autodiscoverHeaders, autodiscoverAnswer(world.plan, server, body ?? '', Date.now()));
    if (body === null) return tooBig(server);
    const known: Caller | null = caller ?? (who?.account ? { kind: 'account', account: who.account } : null);
    return known === null ? plain(401, []) : handOut(world, server, request, known, body, who?.persistent === true);
  };
}

const autodiscoverHeaders: HeaderLines = [
  ['Cache-Control', 'private'],
  ['Content-Type', 'text/xml; charset=utf-8'],
  ['X-SOAP-Enabled', 'True'],
  ['X-WSSecurity-Enabled', 'True'],
];

/** Has the call executed where it belongs, and puts the door's headers on what comes of it. */
async function handOut(
  world: BackEndWorld,
  server: ServerPlan,
  request: IncomingMessage,
  caller: Caller,
  body: string,
  persistent: boolean,
): Promise<Answer> {
  const plain = (status: number, own: HeaderLines, text = ''): Answer => ({ status, headers: doorHeaders(server, own), body: text });
  const single = exchangeProfiles[server.version].built === 'single';
  const belongs = caller.kind === 'peer' ? server : backEndFor(world, server, caller.account, request, body);
  const target = formerPlace(world, server, belongs) ?? belongs;
  if (single && exchangeProfiles[belongs.version].built !== 'single') {
    // It never proxies to a newer version. Source: OfficeDocs-Support 3196518.
    return plain(302, [['Location', new URL('/EWS/Exchange.asmx', belongs.ews).href]]);
  }
  const here = single || target === server || caller.kind === 'peer';
  const answer = here
    ? await executeEws(world, server, caller, body)
    : await dialBackEnd(world, server, target, caller.account, body);
  if (answer === null) {
    return plain(
      503,
      [['Content-Type', 'text/html']],
      '<html><head><title>Service Unavailable</title></head><body>Service Unavailable</body></html>',
    );
  }
  if (answer.status === 302) return plain(500, [['X-CalculatedBETarget', target.fqdn]]);
  const contentType = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  const executed: Executed = { by: here ? server : target, status: answer.status, contentType, persistent };
  const headers = answeredHeaders(server, executed);
  // A body that is going to be cut short needs its length announced; an empty one is announced as empty.
  const announced = answer.cutShort || answer.body === '';
  return { ...answer, headers: announced ? headers.filter(([name]) => name !== 'Transfer-Encoding') : headers };
}

/** Answers on port 444 of a machine: peers and front ends by their header, everybody else by signing in. */
export function backEnd(world: BackEndWorld, server: ServerPlan, desk: SignInDesk): Handler {
  return async (request) => {
    const path = pathOf(request);
    const plain = (status: number, own: HeaderLines): Answer => ({
      status,
      headers: [iisHeader(server), ...own, ['X-Powered-By', 'ASP.NET']],
      body: '',
    });
    const broken = brokenEws(server, path);
    if (broken !== null) return broken;
    if (path !== ewsPath) return plain(404, []);
    const caller = callerOf(world, request) ?? desk(request.socket, request.headers.authorization);
    if (!('kind' in caller) && !caller.account) {
      request.resume();
      return plain(401, caller.challenges);
    }
    const body = await boundedBody(request);
    if (body === null) return tooBig(server);
    return executeEws(world, server, 'kind' in caller ? caller : { kind: 'account', account: caller.account }, body);
  };
}

/** The answer for everything below /EWS where its application does not run; null: it does. */
function brokenEws(server: ServerPlan, path: string): Answer | null {
  if (!/^\/ews(\/|$)/.test(path)) return null;
  if (server.faults.has('ews-application-pool-stopped')) return poolStopped(server);
  return server.faults.has('web-services-do-not-start') ? doesNotStart(server) : null;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/\?.*$/s, '').toLowerCase();
}

function callerOf(world: BackEndWorld, request: IncomingMessage): Caller | null {
  if (request.headers[peerHeader.toLowerCase()] !== world.peerSecret) return null;
  const place = request.headers[accountHeader.toLowerCase()];
  const account = typeof place === 'string' ? world.plan.accounts[Number(place)] : undefined;
  if (account) return { kind: 'account', account };
  const requester = request.headers[requesterHeader.toLowerCase()];
  return { kind: 'peer', requester: typeof requester === 'string' ? requester : '' };
}

async function boundedBody(request: IncomingMessage): Promise<string | null> {
  try {
    return await readBody(request, bodyLimit);
  } catch (error) {
    if (error instanceof BodyTooBig) return null;
    throw error;
  }
}

function tooBig(server: ServerPlan): Answer {
  const fault = soapFault(new SoapRefusal('ErrorRequestStreamTooBig', 'The request stream is larger than allowed.'));
  return { status: 500, headers: [['Content-Type', soapType], iisHeader(server), ['Connection', 'close']], body: fault };
}

/** A call between organizations without a security header. Source: Microsoft Learn, Resolve free/busy errors. */
function withoutToken(server: ServerPlan): Answer {
  const fault = soapFault(new SoapRefusal('InvalidSecurity', 'An error occurred when verifying security for the message.'));
  return { status: 500, headers: doorHeaders(server, [['Content-Type', soapType], ['Connection', 'close']]), body: fault };
}
