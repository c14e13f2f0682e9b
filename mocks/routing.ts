/** Which machine gets a call: by the requester's mailbox, and what a front end that remembers wrongly makes of it. */
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { callPeer } from './outgoing.ts';
import { accountHeader, peerHeader, soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { AccountPlan, ServerPlan } from './plan.ts';
import { exchangeProfiles } from './profiles.ts';
import { child, children, parsedXml, textOf } from './soap.ts';

/** The machine whose back end gets the call: by the anchor mailbox, else by the requester, else the front end's own. */
export function backEndFor(
  world: BackEndWorld,
  server: ServerPlan,
  account: AccountPlan,
  request: IncomingMessage,
  xml: string,
): ServerPlan {
  // A hint that came with front ends. Source: EWS Managed API.
  const anchor = exchangeProfiles[server.version].built === 'single' ? undefined : request.headers['x-anchormailbox'];
  const connecting = child(parsedXml(xml) ?? {}, 'Envelope', 'Header', 'ExchangeImpersonation', 'ConnectingSID');
  const impersonated = ['PrimarySmtpAddress', 'SmtpAddress', 'PrincipalName'].map((name) => textOf(connecting, name));
  for (const address of [typeof anchor === 'string' ? anchor : '', ...impersonated, account.mailbox ?? '']) {
    const mailbox = world.plan.mailboxes.get(address.trim().toLowerCase());
    if (mailbox !== undefined && (mailbox.server.organization === server.organization || tenantOf(world, server, mailbox.address) !== server)) return mailbox.server;
  }
  return server;
}

/**
 * Tenants of Exchange Online share its names, and whoever answers there finds the one that holds a mailbox. On premises it is always the machine
 * itself that answers.
 */
export function tenantOf({ plan }: BackEndWorld, server: ServerPlan, address: string): ServerPlan {
  const holder = plan.mailboxes.get(address.trim().toLowerCase())?.server;
  return server.organization.cloud && holder?.organization.cloud === true ? holder : server;
}

/** The first mailbox that a call between organizations asks about; empty: it asks about none. */
export function askedFor(xml: string): string {
  const body = child(parsedXml(xml) ?? {}, 'Envelope', 'Body');
  const [lookedUp = {}] = children(child(body, 'GetUserAvailabilityRequest', 'MailboxDataArray'), 'MailboxData');
  const [recipient = {}] = children(child(body, 'GetMailTips', 'Recipients'), 'Mailbox');
  return textOf(child(lookedUp, 'Email'), 'Address') || textOf(recipient, 'EmailAddress');
}

/**
 * Where the front end still believes a mailbox of its server to be: on the Exchange 2010 from which it was moved. null: it knows.
 * Source: OfficeDocs-Support 3196518.
 */
export function formerPlace(world: BackEndWorld, server: ServerPlan, belongs: ServerPlan): ServerPlan | null {
  if (!server.faults.has('stale-mailbox-location') || belongs.id !== server.id) return null;
  return world.plan.servers.find(({ version }) => version === 'exchange-2010') ?? null;
}

/**
 * Really dials another machine for a call: the back end of 2013 and later, the only site of an Exchange 2010. null where it could
 * not be reached. Source: OfficeDocs-Support 3196518 (ProxyToDownLevel).
 */
export async function dialBackEnd(
  world: BackEndWorld,
  server: ServerPlan,
  target: ServerPlan,
  account: AccountPlan,
  body: string,
): Promise<Answer | null> {
  const old = exchangeProfiles[target.version].built === 'single';
  const answer = await callPeer(
    server,
    world.network,
    new URL(old ? `https://${target.fqdn}/ews/exchange.asmx` : `https://${target.fqdn}:444/EWS/Exchange.asmx`),
    [
      ['Content-Type', soapType],
      [peerHeader, world.peerSecret],
      [accountHeader, String(world.plan.accounts.indexOf(account))],
    ],
    body,
  );
  return answer.ok ? { status: answer.status, headers: answer.headers, body: answer.body } : null;
}
