/** GetMailTips: whether a mailbox is full, asked of the other organization where the mailbox belongs to one. */
import type { ClientAnswer } from './client-operations.ts';
import { goesByAgent } from './hybrid-agent.ts';
import { unusableAnswer } from './outgoing.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { MailboxPlan, ServerPlan } from './plan.ts';
import { knowsDomain } from './plan-organizations.ts';
import { reach, relationshipTo } from './relationship-calls.ts';
import { child, children, escaped, isTree, parsedXml, textOf } from './soap.ts';
import type { Tree } from './soap.ts';

/**
 * The answer; null: the body holds another operation. What could not be found out in time is left out and named as pending. No recorded answer
 * tells what a server makes of a call that failed, so the lab says no more than that.
 * Source: GetMailTips operation (example), PendingMailTips in the Exchange Web Services documentation.
 */
export async function mailTips(world: BackEndWorld, server: ServerPlan, requester: string, body: Tree): Promise<ClientAnswer | null> {
  const request = body['GetMailTips'];
  if (!isTree(request)) return null;
  const addresses = children(child(request, 'Recipients'), 'Mailbox').map((recipient) => textOf(recipient, 'EmailAddress'));
  const entries = await Promise.all(addresses.map(async (address) => entry(address, await tipsOf(world, server, requester, address))));
  return {
    element: 'm:GetMailTipsResponse',
    content: `<m:ResponseCode>NoError</m:ResponseCode><m:ResponseMessages>${entries.join('')}</m:ResponseMessages>`,
  };
}

const pending = '<t:PendingMailTips>MailboxFullStatus</t:PendingMailTips>';
const notFull = '<t:PendingMailTips/><t:MailboxFull>false</t:MailboxFull>';

function entry(address: string, tips: string): string {
  return '<m:MailTipsResponseMessageType ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:MailTips>'
    + `<t:RecipientAddress><t:Name/><t:EmailAddress>${escaped(address)}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:RecipientAddress>`
    + `${tips}</m:MailTips></m:MailTipsResponseMessageType>`;
}

async function tipsOf(world: BackEndWorld, server: ServerPlan, requester: string, address: string): Promise<string> {
  const mailbox = world.plan.mailboxes.get(address.toLowerCase());
  if (mailbox === undefined) return '<t:PendingMailTips/><t:InvalidRecipient>true</t:InvalidRecipient>';
  if (mailbox.server.organization === server.organization) return answers(world, server, mailbox, requester) ? notFull : pending;
  const relationship = relationshipTo(world, server, mailbox.server.organization);
  if (relationship === undefined || goesByAgent(relationship)) return pending;
  const reached = await reach({ world, server, relationship, requester, address }, 'GetMailTips', (proof) => request(requester, address, proof));
  if (typeof reached === 'string' || !reached.answer.ok || unusableAnswer(reached.answer) !== null) return pending;
  const [found = {}] = children(child(parsedXml(reached.answer.body) ?? {}, 'Envelope', 'Body', 'GetMailTipsResponse', 'ResponseMessages'),
    'MailTipsResponseMessageType');
  const full = textOf(child(found, 'MailTips'), 'MailboxFull');
  return full === '' ? pending : `<t:PendingMailTips/><t:MailboxFull>${escaped(full)}</t:MailboxFull>`;
}

function answers({ plan }: BackEndWorld, server: ServerPlan, mailbox: MailboxPlan, requester: string): boolean {
  const gone = mailbox.faults.has('being-moved') || mailbox.faults.has('store-unavailable') || mailbox.server.faults.has('lookups-time-out');
  return !gone && knowsDomain(plan, server, requester);
}

/** The request as a server sends it on. */
function request(requester: string, address: string, proof: string): string {
  const mailbox = (of: string): string => `<t:EmailAddress>${escaped(of)}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>`;
  return '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    + 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">'
    + `${proof === '' ? '' : `<soap:Header>${proof}</soap:Header>`}<soap:Body><m:GetMailTips><m:SendingAs>${mailbox(requester)}</m:SendingAs>`
    + `<m:Recipients><t:Mailbox>${mailbox(address)}</t:Mailbox></m:Recipients><m:MailTipsRequested>MailboxFullStatus</m:MailTipsRequested>`
    + '</m:GetMailTips></soap:Body></soap:Envelope>';
}
