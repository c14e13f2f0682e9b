import { randomBytes, randomUUID } from 'node:crypto';
import type { Answer, HeaderLines } from './answer.ts';
import type { ServerPlan } from './plan.ts';
import { windowsProfiles } from './profiles.ts';

/** `Server` header of the IIS that comes with that Windows. */
export function iisHeader(server: ServerPlan): readonly [string, string] {
  return ['Server', `Microsoft-IIS/${windowsProfiles[server.windows].iis}`];
}

/** Headers of everything that a front end says; `X-FEServer` comes last, as on real servers. */
export function frontEndHeaders(server: ServerPlan, node: string, own: HeaderLines): HeaderLines {
  return [iisHeader(server), ['request-id', randomUUID()], ...own, ['X-Powered-By', 'ASP.NET'], ['X-FEServer', node]];
}

/** Headers that a front end sets when a back end answered. Cookie values are random: nobody reads them. */
export function proxiedHeaders(
  server: ServerPlan,
  node: string,
  backEnd: ServerPlan,
  contentType: string | null,
  persistent: boolean,
): HeaderLines {
  return [
    ['Cache-Control', 'private'],
    ['Transfer-Encoding', 'chunked'],
    ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
    iisHeader(server),
    ['request-id', randomUUID()],
    ['X-CalculatedBETarget', backEnd.fqdn],
    ['X-DiagInfo', backEnd.netbios],
    ['X-BEServer', backEnd.netbios],
    ['X-AspNet-Version', '4.0.30319'],
    ['Set-Cookie', `exchangecookie=${randomBytes(16).toString('hex')}; expires=${inAYear()}; path=/; HttpOnly`],
    ['Set-Cookie', `X-BackEndCookie=${randomBytes(24).toString('base64url')}; path=/EWS; secure; HttpOnly`],
    ...(persistent ? [['Persistent-Auth', 'true'] as const] : []),
    ['X-Powered-By', 'ASP.NET'],
    ['X-FEServer', node],
  ];
}

function inAYear(): string {
  return new Date(Date.now() + 31_536_000_000).toUTCString();
}

/** The page with which IIS itself answers for an application pool that is stopped. */
export function poolStopped(server: ServerPlan): Answer {
  return {
    status: 503,
    headers: [['Content-Type', 'text/html; charset=us-ascii'], iisHeader(server)],
    body:
      '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n'
      + '<HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD>\r\n<BODY><h2>Service Unavailable</h2>\r\n'
      + '<hr><p>HTTP Error 503. The service is unavailable.</p>\r\n</BODY></HTML>\r\n',
  };
}
