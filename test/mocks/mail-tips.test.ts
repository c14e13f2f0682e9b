/** GetMailTips of the lab: of the own organization, and over relationships as availability goes. */
import { describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { LabWorld } from '../../mocks/lab.ts';
import { ask, basic, onBehalfOf } from './lab-client.ts';

const world: LabWorld = {
  servers: [
    { id: 'con', version: 'exchange-2016', windows: '2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'fab', version: 'exchange-2019', ews: 'https://mail.fabrikam.test/EWS/Exchange.asmx', nodes: [] },
  ],
  mailboxes: [{ address: 'anna@contoso.test', server: 'con' }, { address: 'boris@fabrikam.test', server: 'fab' }],
  accounts: [{ user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true }],
};

async function tip(target: string, relationship: object | null, servers: object = {}, mailboxes: object = {}): Promise<string> {
  const lab = await startLab({
    servers: { con: { registry: { dotnet: { SystemDefaultTlsVersions: 1 } } }, ...servers }, mailboxes,
    organizations: { contoso: { servers: ['con'] }, fabrikam: { servers: ['fab'] } },
    relationships: relationship === null ? [] : [{ from: 'contoso', to: 'fabrikam', by: 'organization-relationship', ...relationship }],
  }, world);
  const body = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header>'
    + `${onBehalfOf('anna@contoso.test')}</s:Header><s:Body><GetMailTips xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><Recipients><t:Mailbox><t:EmailAddress>${target}`
    + '</t:EmailAddress></t:Mailbox></Recipients><MailTipsRequested>MailboxFullStatus</MailTipsRequested></GetMailTips></s:Body></s:Envelope>';
  try {
    const got = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { method: 'POST', headers: basic('svc'), body });
    expect(got.body).toContain(`<t:EmailAddress>${target}</t:EmailAddress>`);
    return /<\/t:RecipientAddress>(.*?)<\/m:MailTips>/s.exec(got.body)?.[1] ?? got.body;
  } finally {
    await lab.stop();
  }
}
const TOLD = '<t:PendingMailTips/><t:MailboxFull>false</t:MailboxFull>';
const PENDING = '<t:PendingMailTips>MailboxFullStatus</t:PendingMailTips>';

describe('whether a mailbox is full', () => {
  it('is told of the own organization, and not of somebody unknown', async () => {
    expect(await tip('anna@contoso.test', null)).toBe(TOLD);
    expect(await tip('nobody@contoso.test', null)).toContain('<t:InvalidRecipient>true');
  });

  it.each(['intra-organization-connector', 'organization-relationship', 'availability-address-space'])('is told by another organization over %s', async (by) => {
    expect(await tip('boris@fabrikam.test', { by })).toBe(TOLD);
  });

  it.each([
    ['no relationship', null, {}, {}], ['a token that is not taken', { faults: ['token-of-another-tenant'] }, {}, {}],
    ['a domain that is not known there', { faults: ['domain-unknown-there'] }, {}, {}], ['no Autodiscover', {}, { fab: { faults: ['autodiscover-404'] } }, {}],
    ['TLS that does not fit', {}, { con: { faults: ['tls-1.0-only'] } }, {}], ['a database that is gone', {}, {}, { 'boris@fabrikam.test': { faults: ['store-unavailable'] } }],
  ])('is pending with %s', async (_, relationship, servers, mailboxes) => {
    expect(await tip('boris@fabrikam.test', relationship, servers, mailboxes)).toBe(PENDING);
  });

  it('is told where free/busy is not given', async () => {
    expect(await tip('boris@fabrikam.test', { faults: ['free-busy-not-given'] })).toBe(TOLD);
  });
});
