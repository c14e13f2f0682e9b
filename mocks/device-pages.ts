/** What devices before Exchange say themselves, as their makers documented it or as it was recorded. */
import type { Answer } from './answer.ts';
import { unavailableByHttpSys } from './exchange-headers.ts';
import type { BalancerPlan } from './plan.ts';

function page({ server }: BalancerPlan, status: number, body: string): Answer {
  return { status, headers: [['Server', server], ['Content-Type', 'text/html'], ['Cache-Control', 'no-cache']], body };
}

/**
 * No machine is there. A Web Application Proxy answers by http.sys, others with a page of their own.
 * Source: HAProxy, errorfile 503; Microsoft Learn, Resolve free/busy errors (503 by Microsoft-HTTPAPI).
 */
export function unavailable(plan: BalancerPlan): Answer {
  if (/^microsoft-httpapi/i.test(plan.server)) return unavailableByHttpSys();
  return page(plan, 503, '<html><body><h1>503 Service Unavailable</h1>No server is available to handle this request.</body></html>');
}

/**
 * An application firewall refuses, and does so with status 200. Source: default blocking page of F5 BIG-IP ASM and NGINX App Protect, as
 * recorded from sites that show it and quoted by detectors of firewalls.
 */
export function refusedByFirewall(plan: BalancerPlan): Answer {
  return page(plan, 200, '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. '
    + 'Please consult with your administrator.<br><br>Your support ID is: 5627465829415946071<br><br>'
    + "<a href='javascript:history.back();'>[Go Back]</a></body></html>");
}

/** The page of a reverse proxy for a path that its rules refuse. Source: nginx, ngx_http_special_response.c. */
export function notPublished(plan: BalancerPlan): Answer {
  return page(plan, 403, '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n'
    + `<hr><center>${plan.server}</center>\r\n</body>\r\n</html>\r\n`);
}

/**
 * ISA and TMG call the machine by a name that its certificate does not hold. The number is SEC_E_WRONG_PRINCIPAL.
 * Source: OfficeDocs-ConnectivityAnalyzer, An HTTP 500 was returned to ISA because the certificate on the published server doesn't match
 * the name in the publishing rule; Microsoft Learn, troubleshooting of SSL certificates in ISA Server publishing.
 */
export function wrongNameBehind(plan: BalancerPlan): Answer {
  return page(plan, 500, '<html><head><title>Error Message</title></head><body>'
    + 'Error Code: 500 Internal Server Error. The target principal name is incorrect. (-2146893022)</body></html>');
}
