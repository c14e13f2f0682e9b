/** Events of Windows as text, CSV and XML: the same event reads the same in every form. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schannelEvent, topicOfEvent } from '../../src/exchange/telling-events.ts';
import { csvEvents, eventHeading } from '../../src/protocol/windows-events/csv.ts';
import type { EventReader, OnEvent, WindowsEvent } from '../../src/protocol/windows-events/event.ts';
import { holdsEventText, textEvents } from '../../src/protocol/windows-events/text.ts';
import { xmlEvents } from '../../src/protocol/windows-events/xml.ts';

function read(make: (onEvent: OnEvent) => EventReader, text: string) {
  const events: WindowsEvent[] = [];
  let damaged = 0;
  const reader = make((event) => { if (event === null) damaged += 1; else events.push(event); });
  for (const line of text.split(/\r?\n/)) reader.line(line);
  reader.end();
  return { events, damaged };
}

const xml = (onEvent: OnEvent): EventReader => xmlEvents(onEvent, (source, id) => topicOfEvent(source, id) !== undefined);

/** Microsoft Learn, Schannel Events; the second sentence of 36888 as posted in public. */
const SAYS = {
  36874: 'An TLS 1.0 connection request was received from a remote client application, but none of the cipher suites supported by the client application are supported by the server. The SSL connection request has failed.',
  36888: 'A fatal alert was generated and sent to the remote endpoint. This may result in termination of the connection. The TLS protocol defined fatal error code is 70. The Windows SChannel error state is 105.',
  36887: 'A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 40.',
  36871: 'A fatal error occurred while creating a TLS client credential. The internal error state is 10013.',
};
const FAILED = 'Process 12340: ProxyWebRequest CrossSite from S-1-5-21-1-2-3-1104 to https://ex19a.contoso.test:444/EWS/Exchange.asmx failed. Caller SIDs: NetworkCredentials. The exception returned is '
  + 'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---> System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send.';

const inXml = (source: string, id: number, { data = '', message = '', time = '2026-11-18T08:05:00.1234567Z', quote = "'" } = {}): string =>
  `<Event xmlns=${quote}http://schemas.microsoft.com/win/2004/08/events/event${quote}><System><Provider Name=${quote}${source}${quote} Guid=${quote}{0}${quote}/><EventID Qualifiers=${quote}1${quote}>${id}</EventID><Level>2</Level>`
  + `<TimeCreated SystemTime=${quote}${time}${quote}/><Channel>System</Channel><Computer>ex16.contoso.test</Computer></System><EventData>${data}</EventData>`
  + `${message === '' ? '' : `<RenderingInfo Culture=${quote}en-US${quote}><Message>${message.replaceAll('>', '&gt;')}</Message></RenderingInfo>`}</Event>`;

describe('XML', () => {
  test('as Event Viewer saves it, as wevtutil prints it, and over several lines', () => {
    const event = inXml('Schannel', 36874, { data: '<Data Name=\'Protocol\'>TLS 1.0</Data>' });
    for (const text of [`<?xml version="1.0"?><Events>${event}${event}</Events>`, `${event}\r\n${event}\r\n`, `<Events>\n${event.replaceAll('><', '>\n  <')}${event.replaceAll("'", '"')}\n</Events>`]) {
      const { events, damaged } = read(xml, text);
      expect(damaged).toBe(0);
      expect(events).toHaveLength(2);
      for (const one of events) expect(one).toMatchObject({ source: 'Schannel', id: 36874, computer: 'ex16.contoso.test', at: '2026-11-18T08:05:00.123Z', data: { Protocol: 'TLS 1.0' } });
    }
  });

  test('the message is what was rendered, otherwise the values', () => {
    expect(read(xml, inXml('MSExchange Availability', 4002, { message: FAILED, data: '<Data>a</Data>' })).events[0]?.message).toBe(FAILED);
    expect(read(xml, inXml('MSExchange Availability', 4002, { data: '<Data>12340</Data><Data>ProxyWebRequest CrossSite</Data>' })).events[0]?.message).toBe('12340\nProxyWebRequest CrossSite');
  });

  test('events that count for nothing here are counted, and not parsed', () => {
    expect(read(xml, inXml('Service Control Manager', 7036, { data: '<Data>&notanentity;' })).events).toEqual([{ source: 'Service Control Manager', id: 7036, computer: null, at: null, said: '', message: '', data: {} }]);
  });

  test('a broken event is damaged, and the next one is read', () => {
    const good = inXml('Schannel', 36874);
    const { events, damaged } = read(xml, `<Events>\n<Event><System><Provider Name='Schannel'/>\n${good}\n<Event>nothing</Event>\n${inXml('Schannel', 36888, { data: '<Data>' })}\n${good.slice(0, 60)}`);
    expect(events.map(({ id }) => id)).toEqual([36874]);
    expect(damaged).toBe(4);
  });
});

describe('CSV', () => {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  test.each<[string, string, Partial<WindowsEvent>]>([
    ['Get-WinEvent | Export-Csv', `#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"Message","Id","Version","Level","ProviderName","LogName","MachineName","TimeCreated"\r\n${quoted(`${FAILED}\r\n   at x() "y"`)},"4002","","2","MSExchange Availability","Application","ex16.contoso.test","11/18/2026 9:05:00 AM"`,
      { source: 'MSExchange Availability', id: 4002, computer: 'ex16.contoso.test', at: null, said: '11/18/2026 9:05:00 AM', message: `${FAILED}\n   at x() "y"` }],
    ['the same with semicolons and a moment that is certain', `"Id";"ProviderName";"Message";"TimeCreated"\n"36874";"Microsoft-Windows-Schannel";${quoted(SAYS[36874])};"2026-11-18T08:05:00.0000000+01:00"`,
      { source: 'Schannel', id: 36874, at: '2026-11-18T07:05:00.000Z', message: SAYS[36874] }],
    ['Get-EventLog | Export-Csv', `"EventID","MachineName","Data","Index","Category","EntryType","Message","Source","ReplacementStrings","InstanceId","TimeGenerated"\n"36888","ex16","","1","(0)","Error",${quoted(SAYS[36888])},"Schannel","","36888","18.11.2026 09:05:00"`,
      { source: 'Schannel', id: 36888, computer: 'ex16', said: '18.11.2026 09:05:00' }],
    ['Event Viewer', `Level,Date and Time,Source,Event ID,Task Category\nError,11/18/2026 9:05:00 AM,Schannel,36888,None,${quoted(SAYS[36888])}`, { source: 'Schannel', id: 36888, message: SAYS[36888] }],
    ['Event Viewer in another language', `Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\nFehler,18.11.2026 09:05:00,Schannel,36887,Keine,${quoted('Es wurde eine Warnung empfangen: 40.')}`,
      { source: 'Schannel', id: 36887, message: 'Es wurde eine Warnung empfangen: 40.' }],
  ])('%s', (_, text, expected) => {
    const { events, damaged } = read(csvEvents, text);
    expect(damaged).toBe(0);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject(expected);
  });

  test('a quote that is never closed costs one record', () => {
    const { events, damaged } = read(csvEvents, `Id,ProviderName,Message\n36874,Schannel,"${'x'.repeat(150_000)}\n${'y'.repeat(150_000)}\n36888,Schannel,z`);
    expect(damaged).toBe(1);
    expect(events.map(({ id }) => id)).toEqual([36888]);
  });

  test.each(['Name,Enabled,Other,More', 'date-time,connector-id,session-id,event', 'a,b', ''])('"%s" is no heading of events', (line) => {
    expect(eventHeading(line)).toBeNull();
  });
});

describe('text', () => {
  const copied = (labels: readonly [string, string, string, string, string], message: string): string =>
    `${labels[0]}      System\n${labels[1]}        Schannel\n${labels[2]}          18.11.2026 09:05:00\n${labels[3]}      36888\nLevel:         Error\nComputer:      ex16.contoso.test\n${labels[4]}\n${message}\nEvent Xml:\n<Event>not this</Event>\n`;

  test.each([
    ['English', copied(['Log Name:', 'Source:', 'Date:', 'Event ID:', 'Description:'], SAYS[36888])],
    ['German', copied(['Protokollname:', 'Quelle:', 'Datum:', 'Ereignis-ID:', 'Beschreibung:'], SAYS[36888])],
    ['French', copied(['Nom du journal :', 'Source :', 'Date :', 'ID de l’événement :', 'Description :'], SAYS[36888])],
    ['Windows 2003', `Event Type: Error\nEvent Source: Schannel\nEvent ID: 36888\nDate: 18.11.2026 09:05:00\nComputer: ex16.contoso.test\nDescription:\n${SAYS[36888]}\n`],
    ['Get-WinEvent | Format-List', `\nTimeCreated  : 18.11.2026 09:05:00\nProviderName : Schannel\nId           : 36888\nMachineName  : ex16.contoso.test\nMessage      : ${SAYS[36888]}\n\n`],
  ])('%s', (_, text) => {
    for (const [times, whole] of [[1, text], [3, text.repeat(3)]] as const) {
      const { events } = read(textEvents, whole);
      expect(events).toHaveLength(times);
      for (const event of events) expect(event).toMatchObject({ source: 'Schannel', id: 36888, computer: 'ex16.contoso.test', at: null, said: '18.11.2026 09:05:00', message: SAYS[36888] });
    }
    expect(holdsEventText(text.split('\n'))).toBe(true);
  });

  test('what only mentions events is none', () => {
    for (const text of ['Source: a blog\nand the event ID was 4002', 'Date: today\nId: none', 'id: anna\nsource: x']) expect(holdsEventText(text.split('\n'))).toBe(false);
  });
});

describe('what an event of Schannel holds', () => {
  test.each([
    [36874, SAYS[36874], {}, { protocol: 'TLSv1.0', alert: null, role: null, state: null }],
    [36874, 'Eine TLS 1.2-Verbindungsanforderung wurde von einer Remoteclientanwendung übermittelt', {}, { protocol: 'TLSv1.2' }],
    [36888, SAYS[36888], {}, { alert: 70, state: 105 }],
    [36888, 'Es wurde eine schwerwiegende Warnung generiert. Der Fehlercode lautet 40. Der Windows-SChannel-Fehlerstatus lautet 1205.', {}, { alert: 40, state: 1205 }],
    [36887, SAYS[36887], {}, { alert: 40, state: null }],
    [36871, SAYS[36871], {}, { role: 'client', state: 10013 }],
    [36888, '', { AlertDesc: '40', ErrorState: '1205' }, { alert: 40, state: 1205 }],
    [36871, '', { Type: 'server', ErrorState: '10013' }, { role: 'server', state: 10013 }],
    [36888, 'nothing that can be read', { AlertDesc: 'x' }, { alert: null, state: null }],
  ])('%i %s', (id, message, data, expected) => {
    expect(schannelEvent(id, message, data)).toMatchObject(expected);
  });

  test('a handshake that succeeded is no failure', () => {
    expect([36880, 36867, 36864].map((id) => topicOfEvent('Schannel', id))).toEqual([undefined, undefined, undefined]);
    expect([36871, 36874, 36887, 36888].map((id) => topicOfEvent('Schannel', id))).toEqual(['schannel', 'schannel', 'schannel', 'schannel']);
  });
});

test('whatever stands in a file, reading ends without a throw', () => {
  const line = fc.oneof(fc.string({ maxLength: 200 }), fc.constantFrom('<Event>', '</Event>', '<Event ', inXml('Schannel', 36874), 'Log Name: x', 'Source: Schannel', 'Event ID: 1', 'Description:', '"', ',', '"a","b"',
    'Level,Date and Time,Source,Event ID,Task Category', 'Id,ProviderName', '<Provider Name="__proto__"/><EventID>1</EventID>', `<Event><System><Provider Name='Schannel'/><EventID>36874</EventID><a>&#x0;</a></Event>`));
  fc.assert(fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom(xml, csvEvents, textEvents), (lines, make) => {
    const { events } = read(make, lines.join('\n'));
    expect(events.length).toBeLessThanOrEqual(lines.length);
  }));
});
