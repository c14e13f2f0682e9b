import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUserAvailabilityAnswer } from '../../src/protocol/user-availability-answer.ts';
import type { UserAvailabilityAnswer } from '../../src/protocol/user-availability-answer.ts';

const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
const soap = 'http://schemas.xmlsoap.org/soap/envelope/';

const decode = (document: string, targets = 1): UserAvailabilityAnswer =>
  decodeUserAvailabilityAnswer(new TextEncoder().encode(document), targets);

function envelope(body: string, header = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${soap}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

function answer(...entries: readonly string[]): string {
  const header = `<h:ServerVersionInfo MajorVersion="15" MinorVersion="01" MajorBuildNumber="2507" `
    + `MinorBuildNumber="57" Version="V2017_07_11"
    xmlns:h="${types}"/>`;
  const all = entries.map((entry) => `<FreeBusyResponse>${entry}</FreeBusyResponse>`).join('');
  return envelope(`<GetUserAvailabilityResponse xmlns="${messages}"><FreeBusyResponseArray>${all}</FreeBusyResponseArray>
    </GetUserAvailabilityResponse>`, header);
}

const success = (digits: string): string => '<ResponseMessage '
  + 'ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>'
  + `<FreeBusyView><FreeBusyViewType xmlns="${types}">MergedOnly</FreeBusyViewType>${digits}</FreeBusyView>`;

describe('answers', () => {
  test('in the order of the request, digits as sent', () => {
    const result = decode(answer(
      success(`<MergedFreeBusy xmlns="${types}">0022</MergedFreeBusy>`),
      success(`<MergedFreeBusy xmlns="${types}"/>`),
      success(''),
      '<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>',
      '',
    ), 5);
    expect(result).toMatchObject({ body: 'answer', executedBy: '15.1.2507.57', answerCount: 5, fault: null, bodyStart: '' });
    expect(result.answers.map(({ responseCode, mergedFreeBusy, freeBusyViewType }) => [responseCode, freeBusyViewType,
      mergedFreeBusy]))
      .toEqual([
        ['NoError', 'MergedOnly', '0022'], ['NoError', 'MergedOnly', ''], ['NoError', 'MergedOnly', null], ['NoError',
        null, null],
        ['', null, null],
      ]);
  });

  test('an error of 2016: class, server, location ids of text and exception message', () => {
    const result = decode(answer(`<ResponseMessage ResponseClass="Error"><MessageText>Microsoft.Exchange.InfoWorker.Common.Availability.`
      + `ProxyWebRequestProcessingException: Proxy web request failed. ---&gt; System.Net.WebException: The request `
      + `failed with HTTP `
      + `status 401: Unauthorized.&#xD;\n. Name of the server where exception originated: MAIL16. LID: 43532</MessageText>`
      + `<ResponseCode> ErrorProxyRequestProcessingFailed\n</ResponseCode><DescriptiveLinkKey>0</DescriptiveLinkKey><MessageXml>`
      + `<ExceptionType xmlns="${errors}">Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException\n  `
      + `</ExceptionType><ExceptionCode xmlns="${errors}">5016</ExceptionCode><ExceptionServerName xmlns="${errors}">MAIL16 `
      + `</ExceptionServerName><ResponseSource xmlns="${errors}">https://mail19.contoso.test/EWS/Exchange.asmx</ResponseSource>`
      + `<ExceptionMessage xmlns="${errors}">Proxy web request failed. LID: `
      + `59916</ExceptionMessage></MessageXml></ResponseMessage>`
      + `<FreeBusyView><FreeBusyViewType xmlns="${types}">None </FreeBusyViewType></FreeBusyView>`));
    expect(result.answers).toEqual([{
      responseCode: 'ErrorProxyRequestProcessingFailed',
      responseClass: 'Error',
      messageText: 'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web '
        + 'request failed. ---> '
        + 'System.Net.WebException: The request failed with HTTP status 401: Unauthorized.\r\n. '
        + 'Name of the server where exception originated: MAIL16. LID: 43532',
      exceptionType: 'ProxyWebRequestProcessingException',
      exceptionCode: '5016',
      exceptionServerName: 'MAIL16',
      exceptionMessage: 'Proxy web request failed. LID: 59916',
      responseSource: 'https://mail19.contoso.test/EWS/Exchange.asmx',
      lids: [43532, 59916],
      freeBusyViewType: 'None',
      mergedFreeBusy: null,
    }]);
  });

  test('short class name, nothing else in MessageXml', () => {
    const [only] = decode(answer('<ResponseMessage ResponseClass="Error"><ResponseCode>ErrorMailRecipientNotFound</ResponseCode>'
      + '<MessageXml><e:ExceptionType xmlns:e="x">MailRecipientNotFoundException</e:ExceptionType></MessageXml></ResponseMessage>')).answers;
    expect(only).toMatchObject({ exceptionType: 'MailRecipientNotFoundException', exceptionCode: null, lids: [],
      messageText: '' });
  });

  test('another number of answers than targets belongs to nobody', () => {
    expect(decode(answer(success('')), 2)).toMatchObject({ body: 'answer', answers: [], answerCount: 1 });
    expect(decode(answer(), 1)).toMatchObject({ body: 'answer', answers: [], answerCount: 0 });
    expect(decode(envelope('<GetUserAvailabilityResponse/>'))).toMatchObject({ body: 'answer', answerCount: 0,
      executedBy: null });
  });
});

describe('faults', () => {
  test('code, message, named values', () => {
    const result = decode(envelope(`<s:Fault><faultcode xmlns:a="${types}">a:ErrorServerBusy</faultcode><faultstring `
      + `xml:lang="en-US">`
      + `The server cannot service this request right now.</faultstring><detail><e:ResponseCode xmlns:e="${errors}">\n `
      + `ErrorServerBusy `
      + `</e:ResponseCode><e:Message xmlns:e="${errors}">later</e:Message><t:MessageXml xmlns:t="${types}">`
      + '<t:Value Name="BackOffMilliseconds">297749</t:Value><t:LineNumber>0</t:LineNumber></t:MessageXml></detail></s:Fault>'));
    expect(result).toMatchObject({ body: 'fault', answers: [], bodyStart: '' });
    expect(result.fault).toEqual({
      faultCode: 'a:ErrorServerBusy', responseCode: 'ErrorServerBusy', message: 'The server cannot service this request '
        + 'right now.',
      values: { BackOffMilliseconds: '297749', LineNumber: '0' },
    });
  });

  test('of 2007, with a sentence only', () => {
    const result = decode(`<soap:Envelope xmlns:soap="${soap}"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode>`
      + '<faultstring>The request is invalid.</faultstring><detail/></soap:Fault></soap:Body></soap:Envelope>');
    expect(result.fault).toEqual({ faultCode: 'soap:Client', responseCode: null, message: 'The request is invalid.',
      values: {} });
  });

  test('of SOAP 1.2, and one that says nothing', () => {
    expect(decode(envelope('<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:ErrorAccessDenied</s:Value></s:Subcode>'
      + '</s:Code><s:Reason><s:Text xml:lang="en">No.</s:Text></s:Reason></s:Fault>')).fault)
      .toEqual({ faultCode: 'a:ErrorAccessDenied', responseCode: 'ErrorAccessDenied', message: 'No.', values: {} });
    expect(decode(envelope('<s:Fault/>')).fault).toEqual({ faultCode: '', responseCode: null, message: '', values: {} });
  });
});

describe('anything else', () => {
  test.each([
    ['', 'empty', ''],
    ['<!DOCTYPE html><html><body>\u001bSign in</body></html>', 'html', '<!DOCTYPE html><html><body>\\x1bSign in</body></html>'],
    ['Service Unavailable', 'not-xml', 'Service Unavailable'],
    ['<!DOCTYPE a><a/>', 'not-xml', '<!DOCTYPE a><a/>'],
    ['<s:Envelope xmlns:s="x"><s:Body>', 'truncated', '<s:Envelope xmlns:s="x"><s:Body>'],
    ['<GetUserAvailabilityResponse/>', 'other-xml', '<GetUserAvailabilityResponse/>'],
  ])('%j', (document, body, bodyStart) => {
    expect(decode(document)).toEqual({ body, executedBy: null, answers: [], answerCount: 0, fault: null, bodyStart });
  });

  test('a build that no Exchange has is no build', () => {
    const header = '<h:ServerVersionInfo xmlns:h="x" MajorVersion="6" MinorVersion="5" MajorBuildNumber="1" '
      + 'MinorBuildNumber="x"/>';
    expect(decode(envelope('<x/>', header))).toMatchObject({ body: 'other-xml', executedBy: null });
  });

  test('any mutation of an answer is read or named, and bounded', () => {
    const document = answer(success(`<MergedFreeBusy xmlns="${types}">01234</MergedFreeBusy>`));
    const edit = fc.tuple(fc.nat(document.length), fc.nat(40), fc.oneof(fc.string(), fc.constantFrom('<', '>',
      '</s:Body>', '<s:Fault>', '"')));
    fc.assert(fc.property(edit, ([at, cut, insert]) => {
      const result = decode(document.slice(0, at) + insert + document.slice(at + cut));
      expect(result.bodyStart.length).toBeLessThanOrEqual(300);
      expect(result.answers.length).toBeLessThanOrEqual(1);
    }), { numRuns: 300 });
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeUserAvailabilityAnswer(bytes, 1).answers).toEqual([]);
    }), { numRuns: 100 });
  });

  test('a huge text is cut', () => {
    const [only] = decode(answer(`<ResponseMessage ResponseClass="Error"><MessageText>${'LID: 1 '.repeat(100_000)}</MessageText>`
      + '<ResponseCode>ErrorX</ResponseCode></ResponseMessage>')).answers;
    expect(only?.messageText.length).toBe(16_000);
    expect(only?.lids).toEqual([1]);
  });
});
