/** The web site at the root of a mail domain, which has nothing to do with Exchange. */
import type { IncomingMessage } from 'node:http';
import { readBody } from './answer.ts';
import type { Answer } from './answer.ts';
import type { WebSitePlan } from './plan.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';

const bodyLimit = 64 * 1024;

/** Answers as a web host does: a page at the root, 404 for what it does not have. */
export function webSite({ domain, server, faults }: WebSitePlan): (request: IncomingMessage) => Promise<Answer> {
  const answer = (status: number, type: string, body: string): Answer => ({ status, headers: [['Server', server], ['Content-Type', type]], body });
  const html = (status: number, title: string): Answer =>
    answer(status, 'text/html; charset=utf-8', `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
  return async (request) => {
    const path = (request.url ?? '/').replace(/\?.*$/s, '').toLowerCase();
    const sent = await readBody(request, bodyLimit);
    if (path === '/') return html(200, escaped(domain));
    if (path !== '/autodiscover/autodiscover.xml' || request.method !== 'POST' || !faults.has('answers-autodiscover')) return html(404, 'Not Found');
    const address = textOf(child(parsedXml(sent) ?? {}, 'Autodiscover', 'Request'), 'EMailAddress');
    return answer(200, 'application/xml', mailSettings(domain, address));
  };
}

/**
 * The settings that web hosts hand out for their own mailboxes, to whoever asks.
 * Source: MS-OXDSCLI (schema); OfficeDocs-Support, issues-when-using-autodiscover-service.md (`<Type>IMAP</Type>` for a mailbox of
 * Exchange); the same elements in public scripts for web hosts (SpicyWeb-de/isp-mailConfig, runeasymail/easymail).
 */
function mailSettings(domain: string, address: string): string {
  const protocol = (type: string, port: number): string =>
    `<Protocol><Type>${type}</Type><Server>mail.${escaped(domain)}</Server><Port>${port}</Port><DomainRequired>off</DomainRequired>`
    + `<LoginName>${escaped(address)}</LoginName><SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>`;
  return (
    '<?xml version="1.0" encoding="utf-8"?>'
    + '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">'
    + '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">'
    + `<Account><AccountType>email</AccountType><Action>settings</Action>${protocol('IMAP', 993)}${protocol('SMTP', 465)}</Account>`
    + '</Response></Autodiscover>'
  );
}
