import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { BodyTooBig, readBody } from './answer.ts';
import type { Answer } from './answer.ts';
import { accountHeader, executeEws, peerHeader, requesterHeader } from './back-end.ts';
import type { BackEndWorld, Caller } from './back-end.ts';
import { frontEndHeaders, iisHeader, poolStopped, proxiedHeaders } from './exchange-headers.ts';
import { callPeer } from './outgoing.ts';
import type { AccountPlan, ServerPlan } from './plan.ts';
import { buildNumbers } from './profiles.ts';
import { autodiscoverAnswer } from './pox.ts';
import type { SignInDesk } from './sign-in.ts';
import { child, parsedXml, SoapRefusal, textOf } from './soap.ts';
import { soapFault } from './soap-answers.ts';

/** Longest body that a server takes. Source: ErrorRequestStreamTooBig in the EWS documentation. */
const bodyLimit = 400 * 1024;

/** Answers on port 443 of a server. */
export function frontEnd(
  world: BackEndWorld,
  server: ServerPlan,
  desk: SignInDesk,
): (request: IncomingMessage) => Promise<Answer> {
  const nodes = new WeakMap<Socket, string>();
  let connections = 0;
  const nodeOf = (socket: Socket): string => {
    const known = nodes.get(socket);
    if (known !== undefined) return known;
    // A balancer sends each connection to the next machine.
    const chosen = server.nodes[connections % Math.max(1, server.nodes.length)]?.split('.')[0]?.toUpperCase() ?? server.netbios;
    connections += 1;
    nodes.set(socket, chosen);
    return chosen;
  };

  return async (request) => {
    const node = nodeOf(request.socket);
    const path = (request.url ?? '/').replace(/\?.*$/s, '').toLowerCase();
    const plain = (status: number, own: readonly (readonly [string, string])[], body = ''): Answer => ({
      status,
      headers: frontEndHeaders(server, node, own),
      body,
    });
    if (/^\/ews(\/|$)/.test(path) && server.faults.has('ews-application-pool-stopped')) return poolStopped(server);
    if (/^\/autodiscover(\/|$)/.test(path) && server.faults.has('autodiscover-404')) return plain(404, []);
    if (/^\/(ews|autodiscover|owa)\/healthcheck\.htm$/.test(path)) {
      return plain(200, [['Content-Type', 'text/html']], `200 OK<br/>${server.fqdn.toUpperCase()}`);
    }
    if (path === '/owa' || path.startsWith('/owa/')) return outlookOnTheWeb(server, request, path, plain);
    const ews = path === '/ews/exchange.asmx';
    if (!ews && path !== '/autodiscover/autodiscover.xml') return plain(404, []);

    const who = desk(request.socket, request.headers.authorization);
    if (!who.account) {
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
    if (!ews) {
      const text = autodiscoverAnswer(world.plan, server, body ?? '', Date.now());
      return plain(
        200,
        [
          ['Cache-Control', 'private'],
          ['Content-Type', 'text/xml; charset=utf-8'],
          ['X-SOAP-Enabled', 'True'],
          ['X-WSSecurity-Enabled', 'True'],
        ],
        text,
      );
    }
    if (body === null) return tooBig(server);
    const backEnd = backEndFor(world, server, who.account, request, body);
    const { account } = who;
    const answer =
      backEnd === server
        ? await executeEws(world, server, { kind: 'account', account }, body)
        : await dialBackEnd(world, server, backEnd, account, body);
    if (answer === null)
      return plain(
        503,
        [['Content-Type', 'text/html']],
        '<html><head><title>Service Unavailable</title></head><body>Service Unavailable</body></html>',
      );
    const contentType = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
    const headers = proxiedHeaders(server, node, backEnd, contentType, who.persistent);
    // A body that is going to be cut short needs its length announced; an empty one is announced as empty.
    const announced = answer.cutShort || answer.body === '';
    return { ...answer, headers: announced ? headers.filter(([name]) => name !== 'Transfer-Encoding') : headers };
  };
}

/** Answers on port 444 of a server: peers and front ends by their header, everybody else by signing in. */
export function backEnd(
  world: BackEndWorld,
  server: ServerPlan,
  desk: SignInDesk,
): (request: IncomingMessage) => Promise<Answer> {
  return async (request) => {
    const path = (request.url ?? '/').replace(/\?.*$/s, '').toLowerCase();
    const plain = (status: number, own: readonly (readonly [string, string])[]): Answer => ({
      status,
      headers: [iisHeader(server), ...own, ['X-Powered-By', 'ASP.NET']],
      body: '',
    });
    if (/^\/ews(\/|$)/.test(path) && server.faults.has('ews-application-pool-stopped')) return poolStopped(server);
    if (path !== '/ews/exchange.asmx') return plain(404, []);
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
  return {
    status: 500,
    headers: [['Content-Type', 'text/xml; charset=utf-8'], iisHeader(server), ['Connection', 'close']],
    body: fault,
  };
}

/** The server whose back end gets the call: by the anchor mailbox, else by the requester, else the front end's own. */
function backEndFor(
  world: BackEndWorld,
  server: ServerPlan,
  account: AccountPlan,
  request: IncomingMessage,
  xml: string,
): ServerPlan {
  const anchor = request.headers['x-anchormailbox'];
  const connecting = child(parsedXml(xml) ?? {}, 'Envelope', 'Header', 'ExchangeImpersonation', 'ConnectingSID');
  const impersonated = ['PrimarySmtpAddress', 'SmtpAddress', 'PrincipalName'].map((name) => textOf(connecting, name));
  for (const address of [typeof anchor === 'string' ? anchor : '', ...impersonated, account.mailbox ?? '']) {
    const mailbox = world.plan.mailboxes.get(address.trim().toLowerCase());
    if (mailbox) return mailbox.server;
  }
  return server;
}

/** Really dials the back end of another server; null where it could not be reached. */
async function dialBackEnd(
  world: BackEndWorld,
  server: ServerPlan,
  target: ServerPlan,
  account: AccountPlan,
  body: string,
): Promise<Answer | null> {
  const answer = await callPeer(
    server,
    world.network,
    new URL(`https://${target.fqdn}:444/EWS/Exchange.asmx`),
    [
      ['Content-Type', 'text/xml; charset=utf-8'],
      [peerHeader, world.peerSecret],
      [accountHeader, String(world.plan.accounts.indexOf(account))],
    ],
    body,
  );
  return answer.ok ? { status: answer.status, headers: answer.headers, body: answer.body } : null;
}

function outlookOnTheWeb(
  server: ServerPlan,
  request: IncomingMessage,
  path: string,
  plain: (status: number, own: readonly (readonly [string, string])[], body?: string) => Answer,
): Answer {
  const version = ['X-OWA-Version', server.build] as const;
  if (path !== '/owa/auth/logon.aspx') {
    const host = request.headers.host ?? server.ews.host;
    const location = `https://${host}/owa/auth/logon.aspx?url=${encodeURIComponent(`https://${host}/owa/`)}&reason=0`;
    return plain(302, [version, ['Location', location]]);
  }
  const theme = buildNumbers(server.build).slice(0, 3).join('.');
  return plain(
    200,
    [['Content-Type', 'text/html; charset=utf-8'], version],
    `<!DOCTYPE html><html><head><title>Outlook</title>`
    + `<link rel="shortcut icon" href="/owa/auth/${theme}/themes/resources/favicon.ico"></head>`
      + '<body><form action="/owa/auth.owa" method="POST"></form></body></html>',
  );
}
