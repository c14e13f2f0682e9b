/**
 * Pasted text as it arrives: escaped, wrapped, in other languages, several errors at once, and noise. Error texts are quoted from Microsoft
 * Learn, "Resolve free/busy errors" (https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors), and from the
 * wordings in exchange/error-texts-table.ts; names, numbers and frames around them are ours.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorTextRows } from '../../src/exchange/error-texts-table.ts';
import { meaningsIn } from '../../src/exchange/error-texts.ts';
import type { PastedTextFact } from '../../src/model/facts.ts';
import { decodePasted } from '../../src/protocol/pasted-bytes.ts';
import { repairMojibake, unescapeText, withoutTags } from '../../src/protocol/pasted-plain.ts';
import { readPastedText } from '../../src/protocol/pasted-text.ts';

const SEND = 'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---> System.Net.WebException: '
  + 'The underlying connection was closed: An unexpected error occurred on a send. ---> System.IO.IOException: Unable to read data from the transport '
  + 'connection: An existing connection was forcibly closed by the remote host.\n   at System.Net.TlsStream.EndWrite(IAsyncResult asyncResult)\n'
  + '   --- End of inner exception stack trace ---\n. Name of the server where exception originated: EX16A. LID: 43532';
const EVENT = 'Log Name:      Application\nSource:        MSExchange Availability\nDate:          3/4/2026 9:12:01 AM\nEvent ID:      4002\nComputer:      EX16A.fabrikam.test\n'
  + `Description:\nProcess 4711: ProxyWebRequest CrossSite from S-1-5-21-1-2-3-4 to https://ex19b.fabrikam.test:444/EWS/Exchange.asmx failed. Caller SIDs: NetworkCredentials. `
  + `The exception returned is ${SEND}. Mailbox list = <Boris>SMTP:boris@fabrikam.test, Parameters: windowStart = 3/4/2026`;

function one(text: string): PastedTextFact {
  const facts = readPastedText(text, 'x');
  expect(facts).toHaveLength(1);
  return facts[0] as PastedTextFact;
}

describe('an event of the Availability service', () => {
  test('is taken apart', () => {
    const fact = one(EVENT);
    expect(fact).toMatchObject({
      responseCodes: ['ErrorProxyRequestProcessingFailed'], lids: [43532], requestTypes: ['CrossSite'],
        events: [{ source: 'MSExchange Availability', id: 4002 }],
      serverNames: ['EX16A', 'EX16A.fabrikam.test'], target: 'boris@fabrikam.test', requester: null, requesterPlace: 'on-premises',
        targetPlace: 'on-premises',
      urls: [{ url: 'https://ex19b.fabrikam.test:444/EWS/Exchange.asmx', stage: 'ews' }], languages: ['en'],
    });
    expect(fact.chain.map(({ type }) => type).filter((type) => type !== null)).toEqual([
      'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException', 'System.Net.WebException', 'System.IO.IOException',
    ]);
  });

  test.each([
    ['with the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['indented', (text: string) => text.replace(/^/gm, '      ')],
    ['quoted in a mail', (text: string) => text.replaceAll('\n', '\n    ')],
    ['wrapped at every third word', (text: string) => text.split(' ').map((word, index) => word + (index % 3 === 2 ? '\n  ' : ' ')).join('')],
    ['escaped for XML', (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['escaped twice', (text: string) => text.replaceAll('>', '&amp;gt;').replaceAll('<', '&amp;lt;')],
    ['with the dashes of an editor', (text: string) => text.replaceAll('--->', '—>')],
    ['as JSON', (text: string) => JSON.stringify({ message: text })],
  ])('%s, says the same', (_, change) => {
    const plain = one(SEND);
    const changed = one(change(SEND));
    expect(changed.responseCodes).toEqual(plain.responseCodes);
    expect(changed.lids).toEqual([43532]);
    expect(changed.serverNames).toEqual(['EX16A']);
    expect(meaningsIn(changed.text)).toEqual(meaningsIn(plain.text));
  });
});

describe('an answer in XML', () => {
  const response = (code: string, text: string, more = ''): string => '<m:FreeBusyResponse><m:ResponseMessage ResponseClass="Error">'
    + `<m:MessageText>${text}</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:MessageXml><e:ExceptionType>x</e:ExceptionType>${more}</m:MessageXml></m:ResponseMessage></m:FreeBusyResponse>`;

  test('gives code, server and source, and knows the cloud by its names', () => {
    const fact = one(response('ErrorNoFreeBusyAccess', 'The caller does not have access to free/busy data.',
      '<e:ExceptionCode>5037</e:ExceptionCode><e:ExceptionServerName>AM0PR04MB1234</e:ExceptionServerName><e:ResponseSource>https://x.outlook.com/EWS/Exchange.asmx/WSSecurity</e:ResponseSource>'));
    expect(fact.answer).toMatchObject({ responseCode: 'ErrorNoFreeBusyAccess', exceptionCode: '5037', exceptionServerName: 'AM0PR04MB1234' });
    expect([fact.requesterPlace, fact.targetPlace]).toEqual([null, 'cloud']);
  });

  test('each of several failed answers is a failure of its own; the good ones are none', () => {
    const facts = readPastedText(`<a>${response('ErrorNoFreeBusyAccess', 'The caller does not have access to free/busy data.')}`
      + `${response('NoError', '')}${response('ErrorTimeoutExpired', 'Request could not be processed in time.')}</a>`, 'x');
    expect(facts.map(({ responseCodes }) => responseCodes[0])).toEqual(['ErrorNoFreeBusyAccess', 'ErrorTimeoutExpired']);
  });

  test('one that shows availability holds no failure', () => {
    const fact = one('<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView>'
      + '<FreeBusyViewType>FreeBusyMerged</FreeBusyViewType><MergedFreeBusy>0022</MergedFreeBusy></FreeBusyView></FreeBusyResponse>');
    expect(fact.answer).toMatchObject({ responseCode: 'NoError', responseClass: 'Success', freeBusyViewType: 'FreeBusyMerged',
      mergedFreeBusy: '0022' });
  });

  test('a fault keeps its code and the time to wait', () => {
    const fact = one('<s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>The server cannot service this request right now. Try again later.</faultstring><detail>'
      + '<e:ResponseCode>ErrorServerBusy</e:ResponseCode><t:MessageXml><t:Value Name="BackOffMilliseconds">12345</t:Value></t:MessageXml></detail></s:Fault>');
    expect(fact.exchange.fault).toMatchObject({ responseCode: 'ErrorServerBusy', values: { BackOffMilliseconds: '12345' } });
  });
});

describe('what stands in headers and logs', () => {
  test('headers of a trace, with colons or arrows; the status of the answer is none of the call', () => {
    const fact = one('HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/10.0\r\nx-ms-diagnostics →2000003;reason="The hostname component of the audience claim value is invalid.";error_category="invalid_resource"\r\n');
    expect(fact.exchange.headers).toMatchObject({ 'server': 'Microsoft-IIS/10.0' });
    expect(fact.exchange.status).toBe(401);
    expect(fact.diagnostics).toEqual([{ code: '2000003', reason: 'The hostname component of the audience claim value is invalid.' }]);
    expect(fact.statuses).toEqual([]);
  });

  test('a reason inside a sentence becomes the header', () => {
    expect(one('HTTP status 401: Unauthorized diagnostics: 2000005;reason= "The user specified by the user-context in the token is ambiguous." ;error_category="invalid_user"').exchange.headers['x-ms-diagnostics'])
      .toBe('2000005;reason="The user specified by the user-context in the token is ambiguous."');
  });

  // Source: Microsoft Learn, Control access to EWS in Exchange.
  test('the reason of an EWS policy, and codes of the token service', () => {
    const fact = one('(403) Forbidden\nX-EWS-Policy-Reason: EWS is disabled for this user or tenant\nAADSTS50012: Client assertion contains an invalid signature.');
    expect(fact).toMatchObject({ policyReason: 'EWS is disabled for this user or tenant', tokenServiceCodes: ['AADSTS50012'], statuses: [403] });
    expect(fact.exchange.headers['x-ews-policy-reason']).toBe('EWS is disabled for this user or tenant');
  });

  // Source: MicrosoftDocs/entra-docs, reference-error-codes.md.
  test.each([
    ['"error_codes":[70002, 50012]', ['AADSTS70002', 'AADSTS50012']], ['"error_codes":[7000222],"x":"AADSTS7000222: expired"', ['AADSTS7000222']],
    ['Sign-in error code 700016', ['AADSTS700016']], ['aadsts50076', ['AADSTS50076']], ['"error_codes":[]', []], ['error code 5016, AADSTS, AADSTS12', []],
  ])('codes of the token service as it writes them: %s', (text, codes) => { expect(one(`free/busy ${text}`).tokenServiceCodes).toEqual(codes); });

  // Form of the line: OfficeDocs-Support 3082946.
  test('a line of an IIS log: status in words, build of the caller', () => {
    const fact = one('2026-03-04 09:12:01 10.0.0.5 POST /EWS/Exchange.asmx &cafeReqId=1; 443 FABRIKAM\\svc 10.0.0.6 ASProxy/CrossForest/EmailDomain/EXCH/08.03.0083.000 - 403 0 0 718');
    expect(fact.text).toContain('HTTP status 403');
    expect(fact).toMatchObject({ statuses: [403], requesterBuild: '08.03.0083.000' });
  });

  test('numbers that belong to no event are none', () => {
    expect(one('Source: MSExchange Common Event ID: 4999 Watson report about to be sent for process id: 63200').events).toEqual([{ source: 'MSExchange Common', id: 4999 }]);
    expect(one('Schannel 36888, and event 36874 of Schannel').events.map(({ id }) => id).sort()).toEqual([36874, 36888]);
    expect(one('Quelle: Schannel\nEreignis-ID: 36887\nEine fatale Warnung').events).toEqual([{ source: 'Schannel', id: 36887 }]);
  });
});

describe('what happened to the text on its way', () => {
  test.each(errorTextRows.filter(([, language]) => language !== 'en').map(([meaning, language, text]) => [meaning, language, text] as const))(
    '%s in %s survives being read as Windows-1252', (_, __, text) => {
      const misread = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
      expect(meaningsIn(readPastedText(misread, 'x')[0]?.text ?? '')).toEqual(meaningsIn(readPastedText(text, 'x')[0]?.text ?? ''));
    });

  test('French spaces and quotes are no mojibake', () => {
    for (const text of ['à « demain »', 'l’été, où ça', 'Größe – Maß', 'naïve café']) expect(repairMojibake(text)).toBe(text);
  });

  test('placeholders stay, tags go', () => {
    expect(withoutTags('forest/domain <domain> could not <b>be</b> found<br/>')).toBe('forest/domain <domain> could not  be  found ');
    expect(unescapeText('&#x27;a&#39; &lt;b&gt; &amp;amp; \\u0027 &#0;')).toBe('\'a\' <b> & \'  ');
  });

  test('bytes: UTF-8, UTF-16 with and without mark, Windows-1252; what is no text', () => {
    const text = 'Für den geschützten Kanal: Fehler 401';
    const utf16 = (little: boolean, mark: boolean): Uint8Array => {
      const units = Array.from(`${mark ? '\ufeff' : ''}${text}`, (character) => character.charCodeAt(0));
      return Uint8Array.from(units.flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])));
    };
    for (const bytes of [new TextEncoder().encode(text), utf16(true, true), utf16(false, true), utf16(true, false), utf16(false, false),
      Uint8Array.from(text, (character) => character.charCodeAt(0))]) {
      expect(decodePasted(bytes)).toBe(text);
    }
    expect(decodePasted(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]))).toBeNull();
    expect(decodePasted(Uint8Array.from({ length: 1000 }, (_, index) => (index * 73) % 32))).toBeNull();
  });
});

describe('whatever comes', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('---> ', 'LID: 43532', '<FreeBusyResponse>', '&amp;lt;', 'Proxy web request failed. ',
    'Process 1: ', '\n\n', 'Event ID: 4002 Schannel', '"scheduleId":',
    'https://mail.contoso.test/EWS/Exchange.asmx', 'x-ms-diagnostics: 2000003;reason="', '<s:Fault>', '\u0000', '\ud800', 'Ã¼', '—>',
      'HTTP/1.1 401'));

  test('gives at least one fact, bounded, and always the same', () => {
    fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const facts = readPastedText(text, 'x');
      expect(facts.length).toBeGreaterThan(0);
      expect(facts.length).toBeLessThanOrEqual(20);
      for (const fact of facts) expect(fact.text.length).toBeLessThan(35_000);
      expect(readPastedText(text, 'x')).toEqual(facts);
    }));
  });

  test('any bytes are text or not, and never an accident', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      const text = decodePasted(bytes);
      expect(text === null || readPastedText(text, 'x').length > 0).toBe(true);
    }));
  });

  // No time is measured here; a pattern that takes more than linear time would run into the limit of the test by orders of magnitude.
  test.each(['a', ' ', '<', '<a b="c" ', '&amp;', '—', '-', '---> ', 'System.', 'Event ID ', '"', 'SMTP:a@', 'Autodiscover failed for e-mail a\n\n',
    '/ews/x 1 ', 'Ã¼â€™', 'Mailbox list = ', '<FreeBusyResponse>ErrorX'])(
    'a megabyte of %j ends', (noise) => {
      expect(readPastedText(noise.repeat(Math.ceil(1_048_576 / noise.length)), 'x').length).toBeGreaterThan(0);
    }, 20_000);

  test('an error at the end of a long log is found', () => {
    const log = `${'2026-03-04 09:12:01 10.0.0.5 GET /owa 443 - 200\n'.repeat(15_000)}${SEND}`;
    expect(readPastedText(log, 'x').map(({ responseCodes }) => responseCodes[0])).toContain('ErrorProxyRequestProcessingFailed');
  });
});
