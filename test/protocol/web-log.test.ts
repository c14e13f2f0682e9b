/** Logs of IIS, HttpProxy and EWS: who called, with what mark, with which TLS, and with what status. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callingServer, type LoggedConnection } from '../../src/protocol/connection-log.ts';
import { exchangeLogReader, iisLogReader, webLogIn, type WebLog } from '../../src/protocol/web-log.ts';

function read(log: WebLog, lines: readonly string[]) {
  const seen: (LoggedConnection & { readonly at: string | null })[] = [];
  const on = (connection: LoggedConnection, at: string | null): void => { seen.push({ ...connection, at }); };
  const reader = log === 'iis' ? iisLogReader(on) : exchangeLogReader(log, on);
  const damaged = lines.flatMap((line, at) => (reader.line(line) ? [] : [at]));
  reader.end();
  return { seen, damaged, machine: reader.machine() };
}

const PLAIN = '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
const CRYPT = `${PLAIN} crypt-protocol crypt-cipher crypt-hash crypt-keyexchange`;
const call = (address: string, agent: string, end: string): string => `2026-11-18 08:00:01 10.0.0.19 POST /EWS/Exchange.asmx &cafeReqId=1; 444 CONTOSO\\EX16$ ${address} ${agent} - ${end}`;
const PROXY = 'ASProxy/CrossSite/Directory/EXCH/15.01.2507.006';

describe('IIS', () => {
  test('a lookup that another server passed on, with the TLS of that call', () => {
    const { seen, damaged } = read('iis', [CRYPT, call('10.0.0.16', PROXY, '200 0 0 31 40 6610 8004 ae06')]);
    expect(damaged).toEqual([]);
    expect(seen).toEqual([{
      role: 'accepts', peer: { address: '10.0.0.16', name: null }, caller: { program: 'ASProxy', type: 'CrossSite', build: '15.1.2507.6' }, through: '/ews', tls: 'TLSv1.0',
      cipher: 'AES-256 SHA1 ECDHE', status: 200, failure: null, passedOn: null, at: '2026-11-18T08:00:01.000Z',
    }]);
  });

  test.each([
    ['10', 'SSLv3'], ['40', 'TLSv1.0'], ['100', 'TLSv1.1'], ['400', 'TLSv1.2'], ['1000', 'TLSv1.3'], ['-', 'none'], ['7777', 'unstated'],
  ])('crypt-protocol %s is %s', (hex, tls) => {
    expect(read('iis', [CRYPT, call('10.0.0.16', 'x', `200 0 0 31 ${hex} 6610 800d ae06`)]).seen[0]?.tls).toBe(tls);
  });

  test('without the fields the log says nothing of TLS', () => {
    expect(read('iis', [PLAIN, call('10.0.0.16', PROXY, '401 1 5 31')]).seen[0]).toMatchObject({ tls: 'unstated', cipher: null, status: 401 });
  });

  test('fields change in the middle of a file', () => {
    const { seen, damaged } = read('iis', [PLAIN, call('10.0.0.16', PROXY, '200 0 0 31'), '#Date: 2026-11-18 09:00:00', CRYPT, call('10.0.0.16', PROXY, '200 0 0 31 400 6610 800d ae06'),
      '#Fields: date time s-computername cs-uri-stem c-ip cs(User-Agent) sc-status', `2026-11-18 09:00:00 EX19 /autodiscover/autodiscover.svc 10.0.0.17 ASAutoDiscover/CrossForest/EmailDomain//15.20.8769.031 500`]);
    expect(damaged).toEqual([]);
    expect(seen.map(({ tls, through, status, caller }) => [tls, through, status, caller?.program])).toEqual([
      ['unstated', '/ews', 200, 'ASProxy'], ['TLSv1.2', '/ews', 200, 'ASProxy'], ['unstated', '/autodiscover', 500, 'ASAutoDiscover'],
    ]);
  });

  test('a line with another number of values, or without a date or status, is damaged', () => {
    expect(read('iis', [CRYPT, call('10.0.0.16', PROXY, '200 0 0 31'), call('10.0.0.16', PROXY, 'abc 0 0 31 400 6610 800d ae06'),
      call('10.0.0.16', PROXY, '200 0 0 31 400 6610 800d ae06').replace('2026-11-18', '2026-13-45'), '']).damaged).toEqual([1, 2, 3]);
  });

  test('values before any fields say nothing', () => {
    expect(read('iis', [call('10.0.0.16', PROXY, '200 0 0 31')])).toMatchObject({ seen: [], damaged: [0] });
  });
});

describe('the mark of a calling server', () => {
  test.each([
    // OfficeDocs-Support 3082946
    ['ASProxy/CrossForest/EmailDomain/EXCH/08.03.0083.000', { program: 'ASProxy', type: 'CrossForest', build: '8.3.83.0' }],
    // tests of awslabs/kinesis-agent-windows
    ['ASProxy/CrossSite/Directory/EXCH/15.00.1104.000', { program: 'ASProxy', type: 'CrossSite', build: '15.0.1104.0' }],
    ['ASAutoDiscover/CrossForest/EmailDomain//15.01.2507.006', { program: 'ASAutoDiscover', type: 'CrossForest', build: '15.1.2507.6' }],
    ['ASProxy/CrossForest', { program: 'ASProxy', type: 'CrossForest', build: null }],
    ['Microsoft+Office/16.0+ASProxy/CrossSite', null], ['ASProxyish/CrossSite', null], ['Apple-iPhone/15', null], ['', null],
  ])('%s', (agent, expected) => {
    expect(callingServer(agent)).toEqual(expected);
  });
});

const HTTP_PROXY = 'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,'
  + 'AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,GenericInfo';
const EWS = 'DateTime,RequestId,AuthenticatedUser,UserAgent,VersionInfo,ClientIpAddress,ServerHostName,FrontEndServer,SoapAction,HttpStatus,ErrorCode,GenericErrors';

describe('HttpProxy and EWS logs', () => {
  test('where a call was passed on to, and what came back', () => {
    const line = `2026-11-18T08:00:01.123Z,a,15,1,2507,6,,Ews,mail.contoso.test,/EWS/Exchange.asmx,,Negotiate,true,CONTOSO\\EX16$,,,${PROXY},10.0.0.16,EX19,500,503,"Unhandled, odd",POST,Proxy,`
      + 'ex19.contoso.test,Version 15.2 (Build 1748.0),x=1';
    const { seen, machine } = read('http-proxy', [`#Fields: ${HTTP_PROXY}`, HTTP_PROXY, line, line.replace('Version 15.2 (Build 1748.0)', '15.2.1748.10')]);
    expect(machine).toBe('EX19');
    expect(seen).toHaveLength(2);
    expect(seen[0]).toMatchObject({ through: '/ews', status: 500, tls: 'unstated', failure: 'Unhandled, odd', caller: { build: '15.1.2507.6' }, passedOn: { to: 'ex19.contoso.test', build: null, status: 503 } });
    expect(seen[1]?.passedOn?.build).toBe('15.2.1748.10');
  });

  test('EWS logs name the operation', () => {
    const { seen, damaged } = read('ews', [`#Fields: ${EWS}`, `2026-11-18T08:00:01.123Z,a,CONTOSO\\EX16$,${PROXY},x,fe80::1%12,EX19,EX19,GetUserAvailability,200,,`, 'cut off']);
    expect(seen[0]).toMatchObject({ through: 'GetUserAvailability', status: 200, peer: { address: 'fe80::1' } });
    expect(damaged).toEqual([2]);
  });
});

test('which log it is shows in its fields', () => {
  expect(webLogIn([CRYPT])).toBe('iis');
  expect(webLogIn(['#Software: x', `#Fields: ${HTTP_PROXY}`])).toBe('http-proxy');
  expect(webLogIn([HTTP_PROXY])).toBe('http-proxy');
  expect(webLogIn([EWS])).toBe('ews');
  expect(webLogIn(['#Fields: date-time,connector-id', 'DateTime,Other'])).toBeNull();
});

test('whatever stands in a log, reading ends without a throw', () => {
  const line = fc.oneof(fc.string({ maxLength: 300 }), fc.constantFrom(PLAIN, CRYPT, HTTP_PROXY, EWS, call('10.0.0.16', PROXY, '200 0 0 31'), '#Fields:', '#Fields: __proto__ constructor', '"'));
  fc.assert(fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom<WebLog>('iis', 'http-proxy', 'ews'), (lines, log) => {
    expect(read(log, lines).seen.length).toBeLessThanOrEqual(lines.length);
  }));
});
