import { randomBytes, randomUUID } from 'node:crypto';
import type { Answer, HeaderLines } from './answer.ts';
import type { ServerPlan } from './plan.ts';
import { exchangeProfiles, windowsProfiles } from './profiles.ts';

/** `Server` header of the IIS that comes with that Windows. */
export function iisHeader(server: ServerPlan): readonly [string, string] {
  return ['Server', `Microsoft-IIS/${windowsProfiles[server.windows].iis}`];
}

/**
 * Headers of everything that a server says itself on port 443. `X-FEServer` comes last, as on real servers; Exchange 2010 has no
 * front end that could name itself. Source: answers of Exchange 2010 recorded in GNOME/evolution-ews.
 */
export function doorHeaders(server: ServerPlan, own: HeaderLines): HeaderLines {
  if (exchangeProfiles[server.version].built === 'single') return [iisHeader(server), ...own, ['X-Powered-By', 'ASP.NET']];
  return [
    iisHeader(server),
    ['request-id', randomUUID()],
    ...own,
    ['X-Powered-By', 'ASP.NET'],
    ['X-FEServer', server.netbios],
  ];
}

/** Headers of a call that this machine executed, as whoever handed it over sees them. */
export function executedHeaders(server: ServerPlan, contentType: string | null): HeaderLines {
  const single = exchangeProfiles[server.version].built === 'single';
  return [
    ['Cache-Control', 'private'],
    ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
    iisHeader(server),
    ...(single ? [] : [['X-DiagInfo', server.netbios] as const, ['X-BEServer', server.netbios] as const]),
    ['X-AspNet-Version', aspNet(server)],
    ['X-Powered-By', 'ASP.NET'],
  ];
}

/** A call that was executed, by the door itself or by another machine. */
export interface Executed {
  readonly by: ServerPlan;
  readonly status: number;
  readonly contentType: string | null;
  /** NTLM signed in the connection, and not only this request. */
  readonly persistent: boolean;
}

/**
 * Headers with which the door hands an executed call to the client. Cookie values are random: nobody reads them. An Exchange 2010
 * to which a front end proxied names itself nowhere; the front end says where it sent the call.
 */
export function answeredHeaders(door: ServerPlan, { by, status, contentType, persistent }: Executed): HeaderLines {
  const { built } = exchangeProfiles[door.version];
  const front = built !== 'single';
  return [
    ['Cache-Control', 'private'],
    ['Transfer-Encoding', 'chunked'],
    ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
    iisHeader(door),
    ...(front ? ([['request-id', randomUUID()], ['X-CalculatedBETarget', by.fqdn]] as const) : []),
    ...(built === 'cloud' ? ([['X-CalculatedFETarget', door.fqdn], ['X-BackEndHttpStatus', String(status)]] as const) : []),
    ...(front && exchangeProfiles[by.version].built !== 'single'
      ? ([['X-DiagInfo', by.netbios], ['X-BEServer', by.netbios]] as const)
      : []),
    ...(front ? [['X-AspNet-Version', aspNet(door)] as const] : []),
    ...(built === 'cloud'
      ? []
      : [['Set-Cookie', `exchangecookie=${randomBytes(16).toString('hex')}; expires=${inAYear()}; path=/; HttpOnly`] as const]),
    ...(front
      ? [['Set-Cookie', `X-BackEndCookie=${randomBytes(24).toString('base64url')}; path=/EWS; secure; HttpOnly`] as const]
      : [['X-AspNet-Version', aspNet(door)] as const]),
    ...(persistent ? [['Persistent-Auth', 'true'] as const] : []),
    ['X-Powered-By', 'ASP.NET'],
    ...(front ? [['X-FEServer', door.netbios] as const] : []),
  ];
}

function aspNet(server: ServerPlan): string {
  return exchangeProfiles[server.version].dotnet === 'v2.0.50727' ? '2.0.50727' : '4.0.30319';
}

/** A date as ASP.NET writes it into cookies, with hyphens. Source: example in MS-ASHTTP, response headers. */
function inAYear(): string {
  return new Date(Date.now() + 31_536_000_000).toUTCString().replace(/(\d\d) ([A-Z][a-z]{2}) (\d{4})/, '$1-$2-$3');
}

/**
 * The page with which http.sys, not IIS, answers for an application pool that is stopped; so its Server header is another one.
 * Source: Stack Overflow, "In IIS, why app in application pool always stops" (Microsoft-HTTPAPI/2.0); Microsoft Learn, HTTP.sys error log.
 */
export function poolStopped(): Answer {
  return unavailableByHttpSys();
}

/** The page with which http.sys answers 503, on an Exchange server and on a Web Application Proxy alike. */
export function unavailableByHttpSys(): Answer {
  return {
    status: 503,
    headers: [['Content-Type', 'text/html; charset=us-ascii'], ['Server', 'Microsoft-HTTPAPI/2.0']],
    body:
      '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n'
      + '<HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD>\r\n<BODY><h2>Service Unavailable</h2>\r\n'
      + '<hr><p>HTTP Error 503. The service is unavailable.</p>\r\n</BODY></HTML>\r\n',
  };
}

/**
 * The page of IIS 7 and later for a request without TLS to a directory that requires SSL. Its substatus, 403.4, stands in the log alone:
 * callers elsewhere get the page that all kinds of 403 share.
 * Source: Microsoft Learn, HTTP Errors <httpErrors> (custom error pages for remote clients); 403 pages of IIS 7.5 to 10.0 as recorded.
 */
export function sslRequired(server: ServerPlan): Answer {
  return {
    status: 403,
    headers: [['Content-Type', 'text/html'], iisHeader(server), ['X-Powered-By', 'ASP.NET']],
    body:
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r\n'
      + '<html xmlns="http://www.w3.org/1999/xhtml">\r\n<head>\r\n'
      + '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>\r\n'
      + '<title>403 - Forbidden: Access is denied.</title>\r\n</head>\r\n<body>\r\n<h2>403 - Forbidden: Access is denied.</h2>\r\n'
      + '<h3>You do not have permission to view this directory or page using the credentials that you supplied.</h3>\r\n'
      + '</body>\r\n</html>\r\n',
  };
}

/**
 * The page of IIS where no handler takes a POST; it comes before anybody signs in. Source: KB 2773628 (405 for .svc addresses); the page of
 * IIS 7 and later for status 405.
 */
export function methodNotAllowed(server: ServerPlan): Answer {
  return {
    status: 405,
    headers: [['Allow', 'GET, HEAD, OPTIONS, TRACE'], ['Content-Type', 'text/html'], iisHeader(server), ['X-Powered-By', 'ASP.NET']],
    body: '<!DOCTYPE html>\r\n<html><head><title>405 - HTTP verb used to access this page is not allowed.</title></head><body>\r\n'
      + '<h2>405 - HTTP verb used to access this page is not allowed.</h2>\r\n</body></html>\r\n',
  };
}

/**
 * The page of ASP.NET for web services whose web.config leads to program files that are not there; it comes before anybody signs in,
 * because the application does not start. The number of the assembly's version is that of the product line.
 * Source: OfficeDocs-Support, Could not load file or assembly error occurs when browsing the Exchange EWS or Autodiscover sites.
 */
export function doesNotStart(server: ServerPlan): Answer {
  const version = exchangeProfiles[server.version].built === 'single' ? '14.0.0.0' : '15.0.0.0';
  const message =
    `Could not load file or assembly &#39;Microsoft.Exchange.Diagnostics, Version=${version}, Culture=neutral, `
    + 'PublicKeyToken=31bf3856ad364e35&#39; or one of its dependencies. The system cannot find the file specified.';
  return {
    status: 500,
    headers: [
      ['Cache-Control', 'private'],
      ['Content-Type', 'text/html; charset=utf-8'],
      iisHeader(server),
      ['X-AspNet-Version', aspNet(server)],
      ['X-Powered-By', 'ASP.NET'],
    ],
    body:
      `<!DOCTYPE html>\r\n<html>\r\n    <head>\r\n        <title>${message}</title>\r\n    </head>\r\n    <body bgcolor="white">\r\n`
      + `<h1>Server Error in '/EWS' Application.</h1><h2><i>${message}</i></h2>\r\n<b>Description:</b> `
      + 'An unhandled exception occurred during the execution of the current web request.\r\n<b>Exception Details:</b> '
      + `System.IO.FileNotFoundException: ${message}\r\n    </body>\r\n</html>\r\n`,
  };
}
