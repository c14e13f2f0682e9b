/** What a server shows to everybody: the sign-in page of Outlook on the web, the health check, the manifest of the export tool. */
import type { IncomingMessage } from 'node:http';
import type { Answer, HeaderLines } from './answer.ts';
import { doorHeaders } from './exchange-headers.ts';
import type { ServerPlan } from './plan.ts';
import { buildNumbers, exchangeProfiles } from './profiles.ts';

/** Answers without a sign-in; null where the path is none of those. `path`: in lower case, without a query. */
export function openPage(server: ServerPlan, request: IncomingMessage, path: string): Answer | null {
  const page = (status: number, own: HeaderLines, body = ''): Answer => ({ status, headers: doorHeaders(server, own), body });
  const { built } = exchangeProfiles[server.version];
  // Both came with Exchange 2013. Source: Exchange 2013 managed availability; the export tool of its eDiscovery.
  if (built === 'split' && /^\/(ews|autodiscover|owa|ecp|oab|mapi|rpc)\/healthcheck\.htm$/.test(path)) {
    return page(200, [['Content-Type', 'text/html']], `200 OK<br/>${server.fqdn.toUpperCase()}`);
  }
  if (built === 'split' && path === '/ecp/current/exporttool/microsoft.exchange.ediscovery.exporttool.application') {
    return page(200, [['Content-Type', 'application/x-ms-application']], exportTool(server.build));
  }
  return path === '/owa' || path.startsWith('/owa/') ? outlookOnTheWeb(server, request, path, page) : null;
}

/**
 * Exchange 2010 has the whole build in the paths of its page, later ones the first three numbers.
 * Source: public banners of OWA 2010 and the detection scripts of Greenbone and righel/ms-exchange-version-nse.
 */
function outlookOnTheWeb(
  server: ServerPlan,
  request: IncomingMessage,
  path: string,
  page: (status: number, own: HeaderLines, body?: string) => Answer,
): Answer {
  const version = ['X-OWA-Version', server.build] as const;
  if (path !== '/owa/auth/logon.aspx') {
    const host = request.headers.host ?? server.ews.host;
    const location = `https://${host}/owa/auth/logon.aspx?url=${encodeURIComponent(`https://${host}/owa/`)}&reason=0`;
    return page(302, [version, ['Location', location]]);
  }
  const theme =
    exchangeProfiles[server.version].built === 'single'
      ? `/owa/${server.build}`
      : `/owa/auth/${buildNumbers(server.build).slice(0, 3).join('.')}`;
  return page(
    200,
    [['Content-Type', 'text/html; charset=utf-8'], version],
    `<!DOCTYPE html><html><head><title>Outlook</title>`
    + `<link rel="shortcut icon" href="${theme}/themes/resources/favicon.ico"></head>`
      + '<body><form action="/owa/auth.owa" method="POST"></form></body></html>',
  );
}

function exportTool(build: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><asmv1:assembly xmlns:asmv1="urn:schemas-microsoft-com:asm.v1" '
    + 'xmlns="urn:schemas-microsoft-com:asm.v2" manifestVersion="1.0">'
    + `<assemblyIdentity name="microsoft.exchange.ediscovery.exporttool.application" version="${build}" `
    + 'language="neutral" processorArchitecture="msil" xmlns="urn:schemas-microsoft-com:asm.v1"/>'
    + '</asmv1:assembly>'
  );
}
