/** When the leg between the servers is played from here, when suites are asked for, and what real ports answer. */
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import clientHellos from '../../src/probes/client-hellos.ts';
import tlsSuites from '../../src/probes/tls-suites.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import { built, failed, fingerprint, good, hellos, lookups, refusal, scenarioOf, tls } from '../built-evidence.ts';
import { madeCertificate } from '../protocol/certificate-maker.ts';
import { network } from './loopback.ts';

const BACK = 'ex19.contoso.test:443';
const CHANNEL = 'The request was aborted: Could not create SSL/TLS secure channel.';
const servers: Server[] = [];
afterAll(() => { for (const server of servers) server.close(); });

function world(windows: '2012R2' | undefined, ...observations: readonly Observation[]): Evidence {
  const ews = 'https://mail16.contoso.test/EWS/Exchange.asmx';
  return built(scenarioOf({
    servers: { ex16: { version: 'exchange-2016', ews, ...(windows === undefined ? {} : { windows }) }, ex19: { version: 'exchange-2019', nodes: ['ex19.contoso.test'] } },
    mailboxes: { anna: 'ex16', boris: 'ex19' }, lookups: ['anna -> boris'],
  }), ...observations);
}
const broke = lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', CHANNEL) } });
const shown = lookups('anna', { boris: { answer: good() } });
const names2012R2 = fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '6.3.9600' } });
const asked = (probe: typeof clientHellos | typeof tlsSuites, evidence: Evidence): readonly string[] => probe.subjects(evidence).map(({ name }) => name);

describe('when', () => {
  test.each([
    ['the scenario names the Windows: always', '2012R2', [tls(BACK, ['TLSv1.2']), shown], [BACK]],
    ['Windows was only seen, all is well: never', undefined, [names2012R2, tls(BACK, ['TLSv1.2']), shown], []],
    ['Windows was only seen, a handshake broke', undefined, [names2012R2, tls(BACK, ['TLSv1.2']), broke], [BACK]],
    ['nobody knows the Windows', undefined, [tls(BACK, ['TLSv1.2']), broke], []],
    ['the port was not reached', '2012R2', [failed('tls-versions', BACK, 'connect-timeout'), broke], []],
  ] as const)('a hello is sent: %s', (_name, windows, observations, expected) => {
    expect(asked(clientHellos, world(windows, ...observations))).toEqual(expected);
  });

  test.each([
    ['no version is shared as installed, which explains it', [tls(BACK, ['TLSv1.2']), broke], []],
    ['a version is shared, the handshake broke all the same', [tls(BACK, ['TLSv1.0', 'TLSv1.2']), broke], [BACK]],
    ['a version is shared, the calendar is shown', [tls(BACK, ['TLSv1.0', 'TLSv1.2']), shown], []],
    ['even the hello with TLS 1.2 was refused', [tls(BACK, ['TLSv1.2']), hellos(BACK, { '2012R2-net-legacy': null, '2012R2-net-tls12': null }), broke], [BACK]],
  ] as const)('suites are asked for: %s', (_name, observations, expected) => {
    expect(asked(tlsSuites, world('2012R2', ...observations))).toEqual(expected);
  });
});

test('a real port that takes only ECDHE with GCM refuses both hellos of Windows Server 2012 R2', async () => {
  const { certificatePem, keyPem } = madeCertificate({ key: 'RSA-SHA256', subject: [['CN', 'ex19.contoso.test']], names: [['dns', 'ex19.contoso.test']] });
  const server = createTlsServer({ cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' });
  server.on('tlsClientError', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const door = network({ [BACK]: `127.0.0.1:${(server.address() as AddressInfo).port}` });
  const evidence = world('2012R2', tls(BACK, ['TLSv1.2']), broke);
  const played = await clientHellos.gather(BACK, door, evidence);
  expect(played.ok && played.value.answers.map(({ profile, agreed }) => [profile, agreed])).toEqual([['2012R2-net-legacy', null], ['2012R2-net-tls12', null]]);
  const listed = await tlsSuites.gather(BACK, door, evidence);
  expect(listed.ok && tlsSuites.summarize(listed.value)).toBe(`${BACK} accepts TLS 1.2 (only TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)`);
});
