// Logs of any size, made by counting: the same bytes every time.
import { closeSync, openSync, writeSync } from 'node:fs';

const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, '0');
const clock = (second: number): string => new Date(Date.UTC(2026, 10, 18) + second * 1000).toISOString();
const negotiated = (version: number): string => `"TLS protocol SP_PROT_TLS1_${version}_SERVER negotiation succeeded using bulk encryption algorithm `
  + 'CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 384 bits"';

/** One session of a Receive connector. Every hundredth still uses TLS 1.0, every thousandth fails. */
function session(number: number): string {
  const address = `198.51.${number % 200}.${number % 251}:${20_000 + number % 30_000}`;
  const id = `08DE26A1${hex(number, 8)}`;
  const start = `${clock(Math.floor(number / 40))},EX16A\\Default Frontend EX16A,${id}`;
  const ends = `10.0.0.16:25,${address}`;
  const tls = number % 1000 === 7 ? 'TLS negotiation failed with error SocketError' : negotiated(number % 100 === 3 ? 0 : 2);
  const lines = [
    ['+', '', ''], ['>', '"220 ex16a.contoso.test Microsoft ESMTP MAIL Service ready at Wed, 18 Nov 2026 00:00:00 +0000"', ''], ['<', `EHLO mx${number % 300}.example.net`, ''],
    ['>', '250  ex16a.contoso.test Hello [198.51.100.1] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS X-ANONYMOUSTLS AUTH NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING', ''],
    ['<', 'STARTTLS', ''], ['>', '220 2.0.0 SMTP server ready', ''], ['*', '', 'Sending certificate'], ['*', '', tls], ['<', `EHLO mx${number % 300}.example.net`, ''],
    ['<', `MAIL FROM:<sender${number}@example.net> SIZE=20480`, ''], ['>', '250 2.1.0 Sender OK', ''], ['<', `RCPT TO:<user${number % 5000}@contoso.test>`, ''],
    ['>', '250 2.1.5 Recipient OK', ''], ['<', 'BDAT 20480 LAST', ''], ['>', '250 2.6.0 <1@example.net> [InternalId=1] Queued mail for delivery', ''], ['-', '', 'Remote'],
  ];
  return lines.map(([event, data, context], at) => `${start},${at},${ends},${event},${data},${context}\r\n`).join('');
}

/** Requests of IIS. Every fifth is a lookup that another server passed on, every fiftieth uses TLS 1.0. */
function requests(number: number): string {
  let text = '';
  for (let at = number * 16; at < number * 16 + 16; at += 1) {
    const called = at % 5 === 0;
    const who = called ? `10.0.0.${17 + at % 4} ASProxy/CrossSite/Directory/EXCH/15.01.2507.006` : `10.0.${at % 40}.${at % 250} Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.17928;+Pro)`;
    text += `${clock(Math.floor(at / 80)).replace('T', ' ').slice(0, 19)} 10.0.0.16 POST /EWS/Exchange.asmx &CorrelationID=<empty>;&cafeReqId=0000${hex(at, 8)}; 443 CONTOSO\\user${at % 5000} ${who} - `
      + `${at % 11 === 0 ? '401 1 2148074254' : '200 0 0'} ${at % 90} ${at % 50 === 0 ? '40 6610 8004 ae06' : '400 6610 800d ae06'}\r\n`;
  }
  return text;
}

function event(number: number): string {
  const availability = number % 20 === 0;
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${availability ? 'MSExchange Availability' : 'MSExchangeTransport'}'/><EventID Qualifiers='49156'>${
    availability ? 4002 : 1035}</EventID><Level>2</Level><TimeCreated SystemTime='${clock(number)}'/><EventRecordID>${number}</EventRecordID><Channel>Application</Channel><Computer>ex16a.contoso.test</Computer></System>`
    + `<EventData><Data>${number}</Data></EventData><RenderingInfo Culture='en-US'><Message>Process ${number}: ProxyWebRequest CrossSite from S-1-5-21-1-2-3-${number} to https://ex19a.contoso.test:444/EWS/Exchange.asmx failed. `
    + 'The exception returned is Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---&gt; System.Net.WebException: The underlying connection was closed: '
    + 'An unexpected error occurred on a send.</Message></RenderingInfo></Event>\r\n';
}

export const kinds: Readonly<Record<string, { readonly head: string; readonly piece: (number: number) => string }>> = {
  'SMTP protocol log': { head: '#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Receive Protocol Log\r\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n', piece: session },
  'IIS log': { head: '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken crypt-protocol crypt-cipher crypt-hash crypt-keyexchange\r\n', piece: requests },
  'events as XML': { head: '<Events>\r\n', piece: event },
};

/** Writes at least so many bytes; returns how many. */
export function make(kind: string, file: string, bytes: number): number {
  const { head, piece } = kinds[kind] ?? { head: '', piece: String };
  const opened = openSync(file, 'w');
  let written = writeSync(opened, head);
  for (let number = 0; written < bytes;) {
    let text = '';
    for (; text.length < 1_000_000; number += 1) text += piece(number);
    written += writeSync(opened, text);
  }
  closeSync(opened);
  return written;
}
