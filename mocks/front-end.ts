import type { IncomingMessage } from 'node:http';
import { BodyTooBig, readBody } from './answer.ts';
import type { Answer, HeaderLines } from './answer.ts';
import { known, userSettingsAnswer } from './autodiscover-soap.ts';
import { executeEws } from './back-end.ts';
import type { Caller } from './back-end.ts';
import { answeredHeaders, doesNotStart, doorHeaders, iisHeader, methodNotAllowed, poolStopped } from './exchange-headers.ts';
import type { Executed } from './exchange-headers.ts';
import { callerByAuthorization, callerBySecurityHeader } from './organization-callers.ts';
import { refusedByTenant } from './ews-policy.ts';
import { federationAnswer, federationDomain } from './federation-information.ts';
import { openPage } from './pages.ts';
import { accountHeader, peerHeader, requesterHeader, soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { ServerPlan } from './plan.ts';
import { autodiscoverAnswer } from './pox.ts';
import { askedFor, backEndFor, dialBackEnd, formerPlace, tenantOf } from './routing.ts';
import { takesTokensAt } from './sign-in.ts';
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
  const plain: Plain = (status, own, body = '') => ({ status, headers: doorHeaders(server, own), body });
  return async (request) => {
    const path = pathOf(request);
    const broken = brokenEws(server, path);
    if (broken !== null) return broken;
    if (/^\/autodiscover(\/|$)/.test(path) && server.faults.has('autodiscover-404')) return plain(404, []);
    const open = openPage(server, request, path);
    if (open !== null) return open;
    const service = serviceAt(server, path);
    if (service === null) return plain(404, []);
    if (service.kind === 'json') return jsonAnswer(world, server, request, plain);

    if (service.kind === 'soap' && server.faults.has('svc-handler-mapping-missing')) {
      request.resume();
      return methodNotAllowed(server);
    }
    const capable = service.kind === 'ews' ? [] : capabilities(server);
    const own = service.kind === 'ews' ? callerOf(world, request) : null;
    const takesTokens = takesTokensAt(server, service.kind);
    const outside = own ?? (service.secured ? null : callerByAuthorization(world, server, request, takesTokens));
    if (outside !== null && 'status' in outside) {
      request.resume();
      return outside;
    }
    const stranger = service.kind === 'soap' && !service.secured && outside === null && request.headers.authorization === undefined;
    const asked = stranger ? await boundedBody(request) : null;
    const federation = asked === null ? null : federationDomain(asked);
    if (federation !== null) return plain(200, [...autodiscoverHeaders, ...capable], federationAnswer(world.plan, server, federation));
    const who = outside === null && !service.secured ? desk(request.socket, request.headers.authorization, takesTokens) : null;
    if (who !== null && !who.account) {
      request.resume();
      return plain(401, [...capable, ...who.challenges]);
    }
    if (service.kind === 'ews' && request.method === 'GET') {
      return plain(
        200,
        [['Content-Type', 'text/html; charset=UTF-8']],
        '<HTML><HEAD><TITLE>Service</TITLE></HEAD><BODY>You have created a service.</BODY></HTML>',
      );
    }
    const body = asked ?? await boundedBody(request);
    if (body === null && service.kind !== 'pox') return tooBig(server);
    const xml = body ?? '';
    const proven = service.secured && outside === null ? callerBySecurityHeader(world, server, xml) : outside;
    if (proven !== null && 'status' in proven) return proven;
    if (service.kind === 'pox') {
      const answer = autodiscoverAnswer(world.plan, server, xml, Date.now());
      return answer === null ? plain(404, []) : plain(200, [...autodiscoverHeaders, ...capable], answer);
    }
    if (service.kind === 'soap') {
      const { status, body: answer } = userSettingsAnswer(server, xml, (address) => known(server, world.plan.mailboxes.get(address.toLowerCase())));
      return plain(status, [...autodiscoverHeaders, ...capable], answer);
    }
    const caller: Caller | null = proven ?? (who?.account ? { kind: 'account', account: who.account } : null);
    return caller === null ? plain(401, []) : handOut(world, server, request, caller, xml, who?.persistent === true);
  };
}

type Plain = (status: number, own: HeaderLines, body?: string) => Answer;

/** A service behind a path; `secured`: the caller proves itself in the message. */
interface Service {
  readonly kind: 'ews' | 'pox' | 'soap' | 'json';
  readonly secured: boolean;
}

function serviceAt(server: ServerPlan, path: string): Service | null {
  if (path === '/autodiscover/autodiscover.xml') return { kind: 'pox', secured: false };
  if (exchangeProfiles[server.version].json && /^\/autodiscover\/autodiscover\.json(\/|$)/.test(path)) return { kind: 'json', secured: false };
  for (const [kind, base] of [['ews', ewsPath], ['soap', '/autodiscover/autodiscover.svc']] as const) {
    if (path === base) return { kind, secured: false };
    if (path === `${base}/wssecurity`) return { kind, secured: true };
  }
  return null;
}

/** Autodiscover in JSON, for everybody. Source: automx issue 44 (an answer on premises); Microsoft Learn, Autodiscover for Exchange. */
function jsonAnswer(world: BackEndWorld, server: ServerPlan, request: IncomingMessage, plain: Plain): Answer {
  request.resume();
  const url = new URL(request.url ?? '/', 'https://autodiscover');
  const inPath = /\/v1\.0\/([^/]+)$/i.exec(url.pathname)?.[1] ?? '';
  const address = url.searchParams.get('Email') ?? decodeURIComponent(inPath);
  const found = known(server, world.plan.mailboxes.get(address.toLowerCase()));
  if (found.is !== 'here' || !found.withUrls || url.searchParams.get('Protocol')?.toLowerCase() !== 'ews') return plain(404, []);
  const body = JSON.stringify({ Protocol: 'Ews', Url: found.mailbox.server.ews.href });
  return plain(200, [['Cache-Control', 'private'], ['Content-Type', 'application/json; charset=utf-8']], body);
}

const autodiscoverHeaders: HeaderLines = [
  ['Cache-Control', 'private'],
  ['Content-Type', 'text/xml; charset=utf-8'],
];

/**
 * What Autodiscover says that it can. Source: EWS Managed API, AutodiscoverService (names; a header that is there means enabled); answers of
 * 2013 and 2016 as recorded in public scans.
 */
function capabilities(server: ServerPlan): HeaderLines {
  return [
    ['X-SOAP-Enabled', 'True'],
    ...(server.faults.has('wssecurity-off') ? [] : [['X-WSSecurity-Enabled', 'True'] as const]),
    ...(takesTokensAt(server, 'soap') ? [['X-OAuth-Enabled', 'True'] as const] : []),
  ];
}

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
  const belongs = caller.kind === 'peer' ? tenantOf(world, server, askedFor(body)) : backEndFor(world, server, caller.account, request, body);
  const refused = refusedByTenant(belongs, caller);
  if (refused !== null) return refused;
  const target = formerPlace(world, server, belongs) ?? belongs;
  if (single && exchangeProfiles[belongs.version].built !== 'single') {
    // It never proxies to a newer version. Source: OfficeDocs-Support 3196518.
    return plain(302, [['Location', new URL('/EWS/Exchange.asmx', belongs.ews).href]]);
  }
  const here = single || target === server || caller.kind === 'peer' || target.organization.cloud;
  const answer = here
    ? await executeEws(world, target.organization.cloud ? target : server, caller, body)
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
    const caller = callerOf(world, request) ?? desk(request.socket, request.headers.authorization, takesTokensAt(server, 'ews'));
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
  if (server.faults.has('ews-application-pool-stopped')) return poolStopped();
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
