/** `run` against servers that are not the lab: a node:https server with a hand-written answer, reached through connectTo. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/run.ts';
import type { Report } from '../../src/model/report.ts';
import { madeCertificate } from '../protocol/certificate-maker.ts';
import { found } from '../run-scenario.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'crosslines-test-'));
const { certificatePem, keyPem } = madeCertificate({
  key: 'RSA-SHA256', subject: [['CN', 'mail.fabrikam.test']], issuer: [['CN', 'mail.fabrikam.test']],
  names: [['dns', 'mail.fabrikam.test'], ['dns', 'mail-new.fabrikam.test']],
});
let old = '';
let modern = '';
const requests: string[] = [];

/** German wording as .NET has it. Source: localised wordings of public program output. */
const GERMAN = 'Microsoft.Exchange.InfoWorker.Common.Availability.ProxyWebRequestProcessingException: Fehler bei Proxywebanforderung. ---&gt; '
  + 'System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen: Unerwarteter Fehler beim Senden. ---&gt; System.IO.IOException: '
  + 'Von der Übertragungsverbindung können keine Daten gelesen werden: Eine vorhandene Verbindung wurde vom Remotehost geschlossen.';

const answer = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>'
  + '<v:ServerVersionInfo xmlns:v="http://schemas.microsoft.com/exchange/services/2006/types" MajorVersion="15" MinorVersion="1" MajorBuildNumber="2044" MinorBuildNumber="4"/>'
  + '</soap:Header><soap:Body><q:GetUserAvailabilityResponse xmlns:q="http://schemas.microsoft.com/exchange/services/2006/messages"><q:FreeBusyResponseArray>'
  + `<q:FreeBusyResponse><q:ResponseMessage ResponseClass="Error"><q:MessageText>${GERMAN}</q:MessageText><q:ResponseCode>ErrorProxyRequestProcessingFailed</q:ResponseCode>`
  + '</q:ResponseMessage></q:FreeBusyResponse></q:FreeBusyResponseArray></q:GetUserAvailabilityResponse></soap:Body></soap:Envelope>';

beforeAll(async () => {
  const listen = async (options: object): Promise<string> => {
    const server = createServer({ cert: certificatePem, key: keyPem, ...options }, (request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization?.split(' ')[0] ?? 'anonymous'}`);
      request.resume().on('end', () => {
        if (request.url?.startsWith('/EWS/') && request.headers.authorization?.startsWith('Basic ')) {
          response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(answer);
        } else {
          response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="mail.fabrikam.test"', 'X-FEServer': 'FAB16' }).end();
        }
      });
    });
    server.on('tlsClientError', () => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  old = await listen({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
  modern = await listen({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
  writeFileSync(join(folder, 'own-ca.pem'), certificatePem);
  writeFileSync(join(folder, 'own.yaml'), [
    'title: My own servers',
    'servers:',
    '  fab16: { version: exchange-2016, windows: "2012R2", ews: "https://mail.fabrikam.test/EWS/Exchange.asmx" }',
    '  fab19: { version: exchange-2019, ews: "https://mail-new.fabrikam.test/EWS/Exchange.asmx" }',
    'signIn: { own: { method: basic, user: "FABRIKAM\\\\dora", password: "${env:FAB_PASSWORD}" } }',
    'mailboxes:',
    '  dora: { address: dora@fabrikam.test, server: fab16, signIn: own }',
    '  emil: { address: emil@fabrikam.test, server: fab19 }',
    'lookups: [dora -> emil]',
    `connectTo: { "mail.fabrikam.test:443": "${old}", "mail-new.fabrikam.test:443": "${modern}" }`,
    'trust: [own-ca.pem]',
  ].join('\n'));
});

afterAll(() => { for (const server of servers) { server.closeAllConnections(); server.close(); } });

describe('run, against servers that are not the lab', () => {
  it('explains a German answer by the TLS of the two servers', async () => {
    const terminal = recordedTerminal({ FAB_PASSWORD: 'secret' });
    const code = await run([join(folder, 'own.yaml')], { format: ['json'] }, terminal);
    const report = JSON.parse(terminal.output()) as Report;
    const verdict = report.verdicts[0];
    expect({ code, availability: verdict?.availability, found: verdict && found(verdict) }).toEqual({
      code: 1, availability: 'hash-marks', found: ['tls-version-mismatch-between-exchange-servers'],
    });
    expect(terminal.told()).toBe('credentials of sign-in own go to mail.fabrikam.test\n');
    expect(requests.filter((request) => request.endsWith('Basic'))).toEqual(['POST /EWS/Exchange.asmx Basic']);
  });

  it('reports everything before sign-in when there are no credentials', async () => {
    const terminal = recordedTerminal();
    const code = await run([join(folder, 'own.yaml')], { format: ['json'] }, terminal);
    const report = JSON.parse(terminal.output()) as Report;
    expect({ code, availability: report.verdicts[0]?.availability, why: report.verdicts[0]?.notObserved }).toEqual({
      code: 3, availability: 'not-observed', why: 'sign-in own was not tried: the environment variable FAB_PASSWORD is not set',
    });
    expect(report.observations.filter(({ outcome }) => outcome.status === 'observed').map(({ kind }) => kind))
      .toEqual(expect.arrayContaining(['tls-versions', 'certificate', 'sign-in-schemes', 'fingerprint']));
  });

  it('takes a password from the hidden prompt', async () => {
    const terminal = recordedTerminal({}, 'typed');
    expect(await run([join(folder, 'own.yaml')], { format: ['json'] }, terminal)).toBe(1);
  });

  it('asks for today\'s people on the same servers', async () => {
    const terminal = recordedTerminal({ FAB_PASSWORD: 'secret' });
    await run([join(folder, 'own.yaml')], { format: ['json'], lookup: ['carla@fabrikam.test -> frida@fabrikam.test'] }, terminal);
    const report = JSON.parse(terminal.output()) as Report;
    expect(report.verdicts.map(({ lookup }) => lookup)).toEqual([{
      id: 'carla@fabrikam.test -> frida@fabrikam.test', requester: 'carla@fabrikam.test', target: 'frida@fabrikam.test', requesterServer: 'fab16', targetServer: 'fab19',
    }]);
  });
});
