import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lidsIn, readExceptionText } from '../../src/protocol/exception-text.ts';

const availability = 'Microsoft.Exchange.InfoWorker.Common.Availability';

describe('the chain', () => {
  test('of 2013 and later', () => {
    expect(readExceptionText(`${availability}.ProxyWebRequestProcessingException: Proxy web request failed. ---> `
      + `System.Net.WebException: `
      + 'The underlying connection was closed: An unexpected error occurred on a send. ---> '
      + 'System.Net.Sockets.SocketException (0x80004005): '
      + 'An existing connection was forcibly closed by the remote host\r\n   at '
      + 'System.Net.Sockets.Socket.EndReceive(IAsyncResult r)\r\n'
      + '   --- End of inner exception stack trace ---\r\n. Name of the server where exception originated: MAIL16. LID: '
      + '43532')).toEqual({
      chain: [
        { type: `${availability}.ProxyWebRequestProcessingException`, message: 'Proxy web request failed.' },
        { type: 'System.Net.WebException', message: 'The underlying connection was closed: An unexpected error occurred '
          + 'on a send.' },
        { type: 'System.Net.Sockets.SocketException', message: 'An existing connection was forcibly closed by the remote host' },
      ],
      lids: [43532],
      serverName: 'MAIL16',
      urls: [],
      meanings: [
        { meaning: 'proxy-web-request-failed', language: 'en' },
        { meaning: 'connection-closed-on-send', language: 'en' },
        { meaning: 'connection-forcibly-closed', language: 'en' },
        { meaning: 'inner-exception-end', language: 'en' },
      ],
    });
  });

  test('of 2010', () => {
    expect(readExceptionText('Proxy web request failed. , inner exception: System.Net.WebException: The request failed '
      + 'with HTTP status 401: '
      + 'Unauthorized.\n   bei System.Web.Services.Protocols.SoapHttpClientProtocol.EndInvoke(IAsyncResult '
      + 'asyncResult)').chain).toEqual([
      { type: null, message: 'Proxy web request failed.' },
      { type: 'System.Net.WebException', message: 'The request failed with HTTP status 401: Unauthorized.' },
    ]);
  });

  test('of 2007', () => {
    expect(readExceptionText('Unable to find a Client Access server that can serve a request for an intraforest mailbox '
      + '<Boris>SMTP:boris@contoso.test., inner exception: The server MBX.contoso.test was not found in the '
      + 'topology.').chain).toEqual([
      { type: null, message: 'Unable to find a Client Access server that can serve a request for an intraforest mailbox '
        + '<Boris>SMTP:boris@contoso.test.' },
      { type: null, message: 'The server MBX.contoso.test was not found in the topology.' },
    ]);
  });

  test('escaped twice, short class name, a location id after the sentence', () => {
    expect(readExceptionText('MailRecipientNotFoundException: Unable to resolve. LID: 57660 ---&gt; System.Exception: '
      + 'why').chain).toEqual([
      { type: 'MailRecipientNotFoundException', message: 'Unable to resolve.' }, { type: 'System.Exception', message: 'why' },
    ]);
  });

  test('of the event log, and of Autodiscover', () => {
    const event = readExceptionText('Process 4711: ProxyWebRequest CrossSite from S-1-5-21-1 to '
      + 'https://mbx.contoso.test:444/EWS/Exchange.asmx '
      + `failed. Caller SIDs: NetworkCredentials. The exception returned is `
      + `${availability}.ProxyWebRequestProcessingException: Proxy web `
      + 'request failed. ---> System.Net.WebException: Unable to connect to the remote server');
    expect(event.chain.map(({ type }) => type)).toEqual([
      null, `${availability}.ProxyWebRequestProcessingException`, 'System.Net.WebException',
    ]);
    expect(event.urls).toEqual(['https://mbx.contoso.test:444/EWS/Exchange.asmx']);
    expect(readExceptionText('Autodiscover failed for email address b@x.test with error System.Net.WebException: '
      + 'gone').chain).toEqual([
      { type: null, message: 'Autodiscover failed for email address b@x.test' }, { type: 'System.Net.WebException',
        message: 'gone' },
    ]);
  });

  test('a host before a colon is no class', () => {
    expect(readExceptionText('mail.contoso.test: no answer').chain).toEqual([{ type: null,
      message: 'mail.contoso.test: no answer' }]);
    expect(readExceptionText('  \r\n').chain).toEqual([]);
  });
});

test('location ids and URLs, each once', () => {
  expect(lidsIn('LID: 43532. LID:59916 LID: 43532 LID: 12345678901 GLID: 5')).toEqual([43532, 59916]);
  expect(readExceptionText("at 'https://a.test/x' and https://a.test/x. http://b.test/y, ftp://c").urls)
    .toEqual(['https://a.test/x', 'http://b.test/y']);
});

test('any text, any length', () => {
  const pieces = fc.constantFrom(' ---> ', '---&gt;', ', inner exception: ', 'System.Net.WebException: ',
    ' at System.X.Y(', ')', 'LID: 1', '. ',
    'Name of the server where exception originated: X', ' --- ', 'A.', '(', ' with error System.', 'https://',
      ' '.repeat(50), '\u001b');
  fc.assert(fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 200 }), (parts) => {
    const read = readExceptionText(parts.join(''));
    expect(read.chain.length).toBeLessThanOrEqual(16);
    for (const { message } of read.chain) expect(message.length).toBeLessThanOrEqual(2_000);
  }), { numRuns: 200 });
  for (const piece of [' ---> ', '.', ' ', 'A.', 'a', ' System.a', ' --- ', ' at System.a(', 'LID: ', ', ', 'https://', '---']) {
    expect(readExceptionText(piece.repeat(30_000)).chain.length).toBeLessThanOrEqual(16);
  }
});
