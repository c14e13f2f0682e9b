/** Logs of the kinds that people give to `crosslines explain`, each with one failure of a lookup in it. Made, not recorded. */
const EXCEPTIONS = 'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---> '
  + 'System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send. ---> System.IO.IOException: '
  + 'Unable to read data from the transport connection: An existing connection was forcibly closed by the remote host.';
const FAILURE = 'Process 4711: ProxyWebRequest CrossSite from S-1-5-21-1-2-3-4 to https://ex19b.fabrikam.test:444/EWS/Exchange.asmx failed. '
  + `Caller SIDs: NetworkCredentials. The exception returned is ${EXCEPTIONS}\n`
  + '   at System.Net.TlsStream.EndWrite(IAsyncResult asyncResult)\n. Name of the server where exception originated: EX16A. LID: 43532';

const time = (at: number): string => new Date(Date.UTC(2026, 2, 4) + at * 977).toISOString();
/** Letters that differ from number to number. */
const word = (at: number): string => ((at * 2654435761) >>> 0).toString(36).replace(/\d/g, 'q');
const base64 = (at: number): string =>
  Buffer.from(Array.from({ length: 57 }, (_, byte) => (Math.imul(at * 57 + byte, 2654435761) >>> 13) & 255)).toString('base64');
const shown = (at: number): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserAvailabilityResponse><FreeBusyResponseArray><FreeBusyResponse>'
  + '<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView>'
  + `<FreeBusyViewType>FreeBusyMerged</FreeBusyViewType><MergedFreeBusy>${String(at % 3).repeat(48)}</MergedFreeBusy></FreeBusyView>`
  + '</FreeBusyResponse></FreeBusyResponseArray></GetUserAvailabilityResponse></s:Body></s:Envelope>';
const escaped = (text: string): string => text.replaceAll('>', '&gt;');
const OTHERS = ['The operation has timed out', 'Object reference not set to an instance of an object', 'Value cannot be null', 'Access is denied'];
const frame = (at: number): string => `   at Contoso.Services.${word(at)}.Handle[T](Request\`1 request, Int32 ${word(at + 1)}) in C:\\src\\${word(at)}.cs:line ${at}\n`;

/** One record by its number, and the failure as it stands among them. */
type Kind = readonly [record: (at: number) => string, framed?: (text: string) => string];

export const kinds: Readonly<Record<string, Kind>> = {
  'IIS logs': [(at) => `${time(at).slice(0, 19).replace('T', ' ')} 10.0.0.5 POST /EWS/Exchange.asmx &cafeReqId=${word(at)}-1; 443 `
    + `FABRIKAM\\${word(at % 900)} 10.0.0.6 Microsoft+Office/16.0 - ${at % 50 === 0 ? 401 : 200} 0 0 ${at % 900}\n`],
  'event log, Format-List': [(at) => `TimeCreated  : ${time(at)}\nProviderName : MSExchange ${['Common', 'ADAccess', 'RBAC'][at % 3]}\n`
    + `Id           : ${2000 + (at % 90)}\nMessage      : Process w3wp.exe (PID=${at}). Exchange Active Directory Provider has discovered the servers `
    + `${word(at)}.fabrikam.test CDG 1 7 7 1 0 1 1 7 1\n\n`],
  'event XML': [(at) => '<Event xmlns=\'http://schemas.microsoft.com/win/2004/08/events/event\'><System><Provider Name=\'MSExchange Common\'/>'
    + `<EventID>${4000 + (at % 90)}</EventID><TimeCreated SystemTime='${time(at)}'/><Computer>EX${at % 40}.fabrikam.test</Computer></System>`
    + `<EventData><Data>${word(at)} &lt;ok&gt;</Data></EventData></Event>\n`,
  (text) => `<Event><System><Provider Name='MSExchange Availability'/><EventID>4002</EventID></System><EventData><Data>${escaped(text)}</Data></EventData></Event>\n`],
  'event log, CSV': [(at) => `"Information","${time(at)}","MSExchange Mailbox Replication","${1000 + (at % 100)}","General","The move of ${word(at)} is `
    + `${at % 100} percent complete"\n`, (text) => `"Error","3/4/2026 9:12:01 AM","MSExchange Availability","4002","General","${text}"\n`],
  'the same event over and over': [(at) => `Log Name:      Application\nSource:        MSExchange Availability\nDate:          ${time(at)}\nEvent ID:      4002\n`
    + `Computer:      EX${at % 7}.fabrikam.test\nDescription:\n${FAILURE.replace('4711', String(at)).replace('ex19b', word(at))}\n\n`],
  'many thousand server names': [(at) => `${time(at)} Autodiscover failed for e-mail address ${word(at)}@${word(at + 7)}.test with error System.Net.WebException: `
    + `The remote name could not be resolved: '${word(at + 3)}.test'. Name of the server where exception originated: ${word(at + 1).toUpperCase()}. LID: 33676\n`],
  'stack traces': [(at) => `${time(at)} ERROR Worker${at % 16} System.InvalidOperationException: ${OTHERS[at % 4]} ${word(at)}\n`
    + Array.from({ length: 14 }, (_, line) => frame(at + line)).join('')],
  'HTML pages': [(at) => `<div class="post" id="p${at}"><p>How do I ${word(at)} the <b>error</b> in my calendar&nbsp;app? It could not be &lt;found&gt;.</p>`
    + `<a href="/q/${at}">${word(at + 1)}</a></div>\n`],
  'base64': [(at) => `${base64(at)}\n`],
  'one line of JSON': [(at) => `{"time":"${time(at)}","level":"info","path":"/api/${word(at)}","message":"request \\"${word(at + 1)}\\" done"},`,
    (text) => `{"message":${JSON.stringify(text)}},`],
  'one line of XML': [shown, (text) => `<ExceptionMessage>${escaped(text).replaceAll('\n', ' ')}</ExceptionMessage>`],
  'SOAP traces': [(at) => `POST https://mail.fabrikam.test/EWS/Exchange.asmx\nHTTP/1.1 200 OK\nContent-Type: text/xml\n\n${shown(at).replaceAll('><', '>\n<')}\n`],
  'words of failures': [(at) => `${OTHERS[at % 4]} ${word(at)} error ${word(at * 3)} failed availability ${word(at * 7)}\n`],
  'unclosed tags': [() => '<a b="c" '], 'arrows': [() => '---> '], 'escapes': [() => '&amp;amp;lt;'], 'blanks': [() => ' '], 'line ends': [() => '\r\n'],
};

/**
 * A log of one kind.
 * @param place of the failure: 0 beginning … 1 end
 */
export function noise(kind: string, bytes: number, place = 0.5, failure = true): string {
  const [record, framed = (text: string): string => `${text}\n`] = kinds[kind] ?? [(): string => ' '];
  const parts: string[] = [];
  for (let at = 0, length = 0; length < bytes; at++) {
    const one = record(at);
    parts.push(one);
    length += one.length;
  }
  if (failure) parts.splice(Math.round(parts.length * place), 0, framed(FAILURE));
  return parts.join('');
}
