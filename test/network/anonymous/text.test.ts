import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../property-seed.ts';
import { aadsts } from '../../../src/exchange/aadsts.ts';
import { errorTextRows } from '../../../src/exchange/error-texts-table.ts';
import { responseCodes } from '../../../src/exchange/response-codes.ts';
import { readBody, readHeader } from '../../../src/network/anonymous/answers.ts';
import { readText } from '../../../src/network/anonymous/text.ts';
import { reading } from './reading.ts';

describe('running text', () => {
  it.each([
    ['an address', 'anna.schmidt@contoso.com', 'person1@org1.example'],
    ['an address in a query', '?Email=anna.schmidt%40contoso.com&Protocol=Ews', '?Email=person1%40org1.example&Protocol=Ews'],
    ['a URL in a query', '?url=https%3A%2F%2Fex16.contoso.com%2Fowa%2F&reason=0', '?url=https%3A%2F%2Fserver1.org1.example%2Fowa%2F&reason=0'],
    ['a person where the address is not', 'Dear Anna Schmidt', 'Dear Name1 Name2'],
    ['a machine by its short name', 'Name of the server where exception originated: EX16. LID: 43532', 'Name of the server where exception originated: SERVER1. LID: 43532'],
    ['an account', 'CONTOSO\\anna.schmidt', 'ORG1\\person1'],
    ['within a longer word', 'the contosomail01 cluster', 'the org1mail01 cluster'],
    ['a wildcard', 'CN=*.contoso.com', 'CN=*.org1.example'],
    ['a legacy name', '/o=Contoso Ltd/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna.schmidt could not be found',
      '/o=Org1 Name3/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=person1 could not be found'],
    ['components of a domain', 'CN=EX16,OU=Domain Controllers,DC=contoso,DC=com', 'CN=SERVER1,OU=Domain Controllers,DC=org1,DC=example'],
    ['a distinguished name', 'CN=Petrova, OU=Werk Nord,O=Stahl AG+L=Wien', 'CN=Name3, OU=Name4 Name5,O=Name6 AG+L=Name7'],
    ['a machine in the name of a file', 'SRV-EX-01.reg and old-srv-ex-01-backup', 'HOST1.reg and old-host1-backup'],
    ['a display name', 'Unable to resolve e-mail address <Anna Schmidt>SMTP:anna.schmidt@contoso.com', 'Unable to resolve e-mail address <Name1 Name2>SMTP:person1@org1.example'],
    ['an address of the network', 'from 10.3.4.5 to [81.2.69.142]:443', 'from 10.0.0.1 to [192.0.2.1]:443'],
    ['base64', `x ${Buffer.from('server ex16.contoso.com here').toString('base64')} y`, `x ${Buffer.from('server server1.org1.example here').toString('base64')} y`],
    ['base64 of two bytes for a letter', Buffer.from('server ex16.contoso.com', 'utf16le').toString('base64'), Buffer.from('server server1.org1.example', 'utf16le').toString('base64')],
    ['hexadecimal', `dump ${Buffer.from('at ex16').toString('hex')}`, 'dump 00000000000000'],
    ['an internal ending that nobody registers', 'dc1.firma.intranet', 'host2.org2.example'],
  ])('%s', (_what, text, expected) => {
    const taught = reading('anna.schmidt@contoso.com');
    taught.names.learn('ex16', 'server');
    taught.names.learn('srv-ex-01', 'host');
    expect(readText(text, taught)).toBe(expected);
  });

  it.each([
    'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Proxy web request failed. ---> System.Net.WebException: The request failed.',
    'System.IO.FileNotFoundException: Could not load file or assembly \'Microsoft.Exchange.Diagnostics, Version=15.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35\'',
    'X-Powered-By ASP.NET 4.0.30319', '15.1.2507.57', '14.3.123.4', '15.1.225.42', 'ASProxy/CrossSite/Directory/EXCH/15.01.2507.006', 'CBInXml/EWS/Exchange.asmx/WSSecurity',
    'The server could not be found.It was not there.', 'https://outlook.office365.com/EWS/Exchange.asmx', '2026-11-21T19:54:43.852Z', '000000000000000000000000000220000002200000000000',
    'urn:federation:MicrosoftOnline', 'w3wp#MSExchangeServicesAppPool, M.Exchange.Security, M.E.Security.OAuth', '/autodiscover/autodiscover.xml', '00000002-0000-0ff1-ce00-000000000000@*', 'AADSTS90002', '', 'f', ':::', '%', '%zz%4', '100 %41',
  ])('that names nobody stays: %s', (text) => {
    const taught = reading('anna@contoso.com', 'will@web.com', 'server@net.net');
    expect(readText(text, taught)).toBe(text);
  });

  it('leaves every wording of errors that is known as it is, whoever people are', () => {
    const taught = reading('anna@contoso.com', 'will.server@connection.com', 'error@remote-host.com', '<DisplayName>Mark May Grant Request</DisplayName>');
    const texts = [...errorTextRows.map(([, , text]) => text), ...aadsts.values(), ...responseCodes.keys()];
    expect(texts.filter((text) => readText(text, taught) !== text)).toEqual([]);
  });

  it('tells versions from addresses by where they stand', () => {
    const taught = reading();
    expect(readText('version 1.2.3.4, proxy 8.8.8.8, build 15.1.225.42', taught)).toBe('version 1.2.3.4, proxy 192.0.2.1, build 15.1.225.42');
    taught.addressesSeen.add('15.1.225.42');
    expect(readText('15.1.225.42', taught)).toBe('192.0.2.2');
  });

  it('never throws, and says the same each time', () => {
    const taught = reading('anna@contoso.com');
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '.', '@', '%', '4', '0', ':', '/', 'cn=', 'DC=', '<', '&', ';', '\\', '-', '_', 'É') })), (text) => {
      expect(readText(text, taught)).toBe(readText(text, taught));
    }));
  });

  it.each([
    'a', 'a.', '@', 'a@', 'a@b.c ', '%41', '%', 'a%', ':', 'ab:', '1:', '/cn=', '/o=a', 'DC=a,', '<', '<a', 'O=a,', 'CN=a, ', ',L=', '&', '&lt;', '<x>SMTP:', 'A+/', '0f', '1.', '1.1.1.1.', '-', '\\', '\'a', 'S-1-5-21-1',
  ])('takes time in proportion to its length: %s again and again', (part) => {
    const started = performance.now();
    const text = part.repeat(100_000 / part.length);
    readText(text, reading('anna@contoso.com', text));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('takes time in proportion to the names, too', () => {
    const count = 5000;
    const text = Array.from({ length: count }, (_, index) => `person${index}@host${index}.firm${index}.com ${Buffer.from([0, 1, index & 255, index >> 8, 77, 120]).toString('hex')}`).join(' ');
    const started = performance.now();
    const other = readText(text, reading(text));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(new Set(other.match(/[\w.]+@[\w.-]+/g)).size).toBe(count);
  });
});

describe('answers', () => {
  const taught = () => reading('anna@contoso.com', 'https://ex16.contoso.com/');
  it.each([
    ['X-FEServer', 'SRV01', 'HOST2'], ['X-CalculatedBETarget', 'srv01.contoso.com', 'host2.org1.example'], ['X-BackEndHttpStatus', '200', '200'],
    ['Via', '1.1 TMG07', '1.1 HOST2'], ['X-ServedBy', 'KEMP-LM', 'KEMP-LM'], ['Server', 'Microsoft-IIS/10.0', 'Microsoft-IIS/10.0'],
    ['Set-Cookie', 'BIGipServer~Contoso~owa_pool=10.7.7.7:443; path=/; domain=.contoso.com', 'BIGipServerpool1=10.0.0.1:443; path=/; domain=.org1.example'],
    ['Set-Cookie', 'NSC_wt-dpoutptp=; path=/', 'NSC_pool1=; path=/'], ['Set-Cookie', 'cadata{1A2B3C4D-0000=; path=/', 'cadata{00000000-0000=; path=/'],
    ['WWW-Authenticate', 'Basic realm="Schmidt Werke"', 'Basic realm="Name1 Name2"'], ['WWW-Authenticate', 'Negotiate', 'Negotiate'],
    ['WWW-Authenticate', 'Negotiate YII=', 'Negotiate'],
    ['X-OWA-Version', '15.1.225.42', '15.1.225.42'], ['Location', 'https://mail.contoso.com/owa/auth/logon.aspx?url=https://mail.contoso.com/owa/&reason=0',
      'https://mail.org1.example/owa/auth/logon.aspx?url=https://mail.org1.example/owa/&reason=0'],
  ])('header %s: %s', (name, value, expected) => {
    expect(readHeader(name, value, taught())).toBe(expected);
  });

  const body = (text: string | Uint8Array, ...also: readonly string[]): string =>
    Buffer.from(readBody(typeof text === 'string' ? new Uint8Array(Buffer.from(text)) : text, reading('anna@contoso.com', ...also))).toString();

  it('JSON keeps its form, whatever way its texts are written in', () => {
    expect(body('{"message":"no \\u0061nna\\u0040contoso.com","lids":[1,2.5],"at":"https:\\/\\/mail.contoso.com\\/EWS","n":null}'))
      .toBe('{"message":"no person1@org1.example","lids":[1,2.5],"at":"https://mail.org1.example/EWS","n":null}');
    expect(body('{"scheduleItems":[{"status":"busy","subject":"Sale of the company","location":"Berlin"}]}'))
      .toBe('{"scheduleItems":[{"status":"busy","subject":"anonymized","location":"anonymized"}]}');
    expect(body(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)).toBe(`${'['.repeat(101)}null${']'.repeat(101)}`);
  });

  it('XML keeps its elements, also where a name is that of one', () => {
    expect(body('<Fault><anna>anna</anna><t:Subject>Sale</t:Subject></Fault>')).toBe('<Fault><anna>person1</anna><t:Subject>anonymized</t:Subject></Fault>');
    expect(body('<User><DisplayName>Petrova</DisplayName></User><p>Petrova</p>', '<DisplayName>Petrova</DisplayName>')).not.toContain('Petrova');
  });

  it('other encodings stay what they are', () => {
    const wide = readBody(new Uint8Array(Buffer.from('\ufeffanna@contoso.com was here', 'utf16le')), reading('anna@contoso.com'));
    expect(Buffer.from(wide).toString('utf16le')).toBe('\ufeffperson1@org1.example was here');
    const one = readBody(new Uint8Array(Buffer.from('f\u00fcr anna@contoso.com', 'latin1')), reading('anna@contoso.com'));
    expect(Buffer.from(one).toString('latin1')).toBe('f\u00fcr person1@org1.example');
    const opaque = Uint8Array.from([0, 1, 2, ...Buffer.from('contoso'), 0, 255]);
    expect(readBody(opaque, reading('anna@contoso.com'))).toEqual(new Uint8Array(opaque.length));
  });
});
