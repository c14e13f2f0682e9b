/** GetMailTips: the request, and what comes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMailTipsAnswer, encodeMailTipsRequest, recipientsLimit } from '../../src/protocol/mail-tips.ts';
import { child, children, parseXml, text } from '../../src/protocol/xml.ts';
import type { XmlElement } from '../../src/protocol/xml.ts';

const TARGETS = ['boris@contoso.test', 'dora@contoso.test'];
const read = (xml: string, targets = TARGETS) => decodeMailTipsAnswer(Buffer.from(xml), targets);
const tip = (address: string, more: string): string => '<MailTipsResponseMessageType ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
  + `<m:MailTips xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><t:RecipientAddress xmlns:t="u"><t:Name/><t:EmailAddress>${address}</t:EmailAddress>`
  + `<t:RoutingType>SMTP</t:RoutingType></t:RecipientAddress>${more}</m:MailTips></MailTipsResponseMessageType>`;
/** Shape of the answer in the operation's page of Microsoft Learn; values replaced. */
const answer = (entries: string): string => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="14" MinorVersion="3" '
  + 'MajorBuildNumber="123" MinorBuildNumber="3" Version="Exchange2010" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header><s:Body>'
  + '<GetMailTipsResponse ResponseClass="Success" xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><ResponseCode>NoError</ResponseCode>'
  + `<ResponseMessages>${entries}</ResponseMessages></GetMailTipsResponse></s:Body></s:Envelope>`;

function opened(xml: string): XmlElement {
  const document = parseXml(xml);
  if ('problem' in document) throw new Error(document.problem);
  return document.root;
}

describe('the request', () => {
  test('is exactly this', () => {
    expect(encodeMailTipsRequest({ requester: 'anna@contoso.test', targets: ['boris@contoso.test'], impersonate: true })).toMatchInlineSnapshot(
      `"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header><t:RequestServerVersion Version="Exchange2010"/><t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>anna@contoso.test</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></soap:Header><soap:Body><m:GetMailTips><m:SendingAs><t:EmailAddress>anna@contoso.test</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></m:SendingAs><m:Recipients><t:Mailbox><t:EmailAddress>boris@contoso.test</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:Mailbox></m:Recipients><m:MailTipsRequested>MailboxFullStatus</m:MailTipsRequested></m:GetMailTips></soap:Body></soap:Envelope>"`,
    );
  });

  test('asks on behalf of nobody where the sign-in is the requester\'s own', () => {
    expect(encodeMailTipsRequest({ requester: 'anna@contoso.test', targets: TARGETS, impersonate: false })).not.toContain('Impersonation');
  });

  test('holds every address as it is, whatever is in it', () => {
    const address = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map((local) => `${local.replaceAll(/[\p{C}\p{Z}]/gu, '')}@x.test`);
    fc.assert(fc.property(address, fc.array(address, { minLength: 1, maxLength: recipientsLimit }), (requester, targets) => {
      const root = opened(encodeMailTipsRequest({ requester, targets, impersonate: true }));
      const asked = child(root, 'Body', 'GetMailTips');
      expect(children(child(asked, 'Recipients'), 'Mailbox').map((one) => text(child(one, 'EmailAddress')))).toEqual(targets);
      expect([text(child(asked, 'SendingAs', 'EmailAddress')), text(child(root, 'Header', 'ExchangeImpersonation', 'ConnectingSID', 'SmtpAddress'))]).toEqual([requester, requester]);
    }));
  });

  test.each([['', ['b@x.test']], ['a@x.test', []], ['a@x.test', ['b\u0000@x.test']], ['a\n@x.test', ['b@x.test']], ['a@x.test', Array<string>(recipientsLimit + 1).fill('b@x.test')]])(
    'is not made of %j and %j', (requester, targets) => {
      expect(() => encodeMailTipsRequest({ requester, targets, impersonate: false })).toThrow(RangeError);
    });
});

describe('an answer', () => {
  test('tells of each recipient whether the mailbox is full, and what came too late', () => {
    const found = read(answer(tip('DORA@contoso.test', '<t:PendingMailTips>MailboxFullStatus OutOfOfficeMessage</t:PendingMailTips>')
      + tip('boris@contoso.test', '<t:PendingMailTips/><t:MailboxFull>false</t:MailboxFull>')));
    expect(found).toEqual({
      body: 'answer', executedBy: '14.3.123.3', fault: null, bodyStart: '', tips: {
        'boris@contoso.test': { responseClass: 'Success', responseCode: 'NoError', messageText: '', mailboxFull: false, pending: [] },
        'dora@contoso.test': { responseClass: 'Success', responseCode: 'NoError', messageText: '', mailboxFull: null, pending: ['MailboxFullStatus', 'OutOfOfficeMessage'] },
      },
    });
  });

  test('an error names nobody and counts by its place, unless the number is another', () => {
    const failed = '<MailTipsResponseMessageType ResponseClass="Error"><MessageText>No \u001b[31m.</MessageText><ResponseCode>ErrorMailTipsDisabled</ResponseCode></MailTipsResponseMessageType>';
    const full = tip('boris@contoso.test', '<t:MailboxFull>true</t:MailboxFull>');
    expect(Object.entries(read(answer(full + failed)).tips).map(([address, { responseCode, mailboxFull }]) => [address, responseCode, mailboxFull]))
      .toEqual([['boris@contoso.test', 'NoError', true], ['dora@contoso.test', 'ErrorMailTipsDisabled', null]]);
    expect(read(answer(full + failed)).tips['dora@contoso.test']?.messageText).not.toContain('\u001b');
    expect(Object.keys(read(answer(full + failed + failed)).tips)).toEqual(['boris@contoso.test']);
    expect(read(answer(tip('somebody@else.test', '<t:MailboxFull>true</t:MailboxFull>'))).tips).toEqual({});
  });

  test.each([['', 'empty'], ['<html></html>', 'html'], ['nothing', 'not-xml'], [answer('').slice(0, 300), 'truncated'], [answer('').replaceAll('GetMailTips', 'GetFolder'), 'other-xml']])(
    'of another kind is none: %#', (body, kind) => {
      expect([read(body).body, read(body).tips]).toEqual([kind, {}]);
    });

  test('never throws and stays bounded, whatever comes', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.constantFrom(...TARGETS, 'x', ''), { maxLength: 60 }), (junk, addresses) => {
      const inside = addresses.map((one) => tip(one, `<t:PendingMailTips>${junk.replaceAll(/[<>&]/g, '')}</t:PendingMailTips><t:MailboxFull>${junk.replaceAll(/[<>&]/g, '')}</t:MailboxFull>`)).join('');
      for (const body of [junk, answer(junk), answer(inside)]) {
        const { tips } = read(body);
        expect(Object.keys(tips).every((one) => TARGETS.includes(one))).toBe(true);
        expect(Object.values(tips).every(({ pending }) => pending.length <= 20 && pending.every((word) => /^[A-Za-z]{1,50}$/.test(word)))).toBe(true);
      }
    }));
  });
});
