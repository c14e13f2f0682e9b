import { describe, expect, it } from 'vitest';
import { anonymized } from '../../../src/network/anonymous/tape.ts';
import type { HttpAnswer, Network } from '../../../src/network/port.ts';
import { readTape, recording, replaying, type TapeHeader } from '../../../src/network/tape.ts';
import { encodeProfileHello } from '../../../src/protocol/tls/profile-hello.ts';
import { profileOf } from '../../../src/exchange/client-hellos.ts';
import { leaks } from '../../leaks.ts';
import { read } from '../../load/written.ts';
import { avBlock, avPair, composedChallenge, nonce, unicodeFlags, wide } from '../../protocol/ntlm-challenge-maker.ts';

const yaml = `
title: Free/busy of Müller & Söhne
servers:
  zentrale: { version: exchange-2016, ews: "https://post.mueller-soehne.de/EWS/Exchange.asmx", nodes: [SRV-EX-01.msn.intern] }
  exchange: { version: exchange-online, tenant: muellersoehne.onmicrosoft.com }
signIn:
  dienst: { method: ntlm, user: 'MUESOE\\svc_frei', password: "\${env:P}" }
mailboxes:
  chefin: { address: Anna.Schmidt-Meyer@mueller-soehne.de, server: zentrale, signIn: dienst }
  lager: { address: o'brien+lager@mueller-soehne.co.uk, server: exchange }
lookups: [chefin -> lager]
`;
const { scenario } = read(yaml);
/** Everything in there that tells whose it is. */
const ORIGINALS = [
  'Müller', 'Söhne', 'zentrale', 'mueller-soehne', 'mueller', 'post', 'SRV-EX-01', 'msn.intern', 'muellersoehne', 'dienst', 'MUESOE', 'svc_frei', 'chefin', 'lager',
  'Anna', 'Schmidt', 'Meyer', 'brien', '10.20.30.40', '81.2.69.142', '2a01:4f8::42', '4f3c2b1a-1111-4222-8333-123456789abc', 'S-1-5-21-1004336348-1177238915-682003330',
  'AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12', 'lagerhalle7', 'frankfurt', 'owa-pool-wien',
];

const challenge = composedChallenge({
  targetName: wide('MUESOE'), flags: unicodeFlags, nonce,
  targetInfo: avBlock(avPair(2, 'MUESOE'), avPair(1, 'SRV-EX-01'), avPair(4, 'msn.intern'), avPair(3, 'SRV-EX-01.msn.intern'), avPair(5, 'msn.intern')),
});
const answer = (body: string | Uint8Array, headers: HttpAnswer['headers'] = []): HttpAnswer => ({
  status: 200, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body, tls: null, signIn: { id: 'dienst', method: 'ntlm', outcome: 'accepted', machine: 'srv-ex-01.msn.intern' },
  timings: { connectMs: 0, tlsMs: 0, firstByteMs: 1, totalMs: 1 },
});

/** Questions as probes ask them, and what a talkative world answers. */
const WORLD: Readonly<Record<string, HttpAnswer>> = {
  // The machine's short name comes before anything tells that it is one.
  'https://post.mueller-soehne.de/EWS/Exchange.asmx': answer('<s:Fault><m>Could not reach SRV-EX-01 for Schmidt-Meyer (lagerhalle7.muellersoehne)</m><t:Subject>Verkauf an Wien</t:Subject></s:Fault>', [
    ['X-FEServer', 'SRV-EX-01'], ['WWW-Authenticate', `NTLM ${Buffer.from(challenge).toString('base64')}`], ['X-Forwarded-For', '10.20.30.40, 81.2.69.142'],
    ['Set-Cookie', 'BIGipServer~Wien~owa-pool-wien=10.20.30.40:443; path=/'], ['request-id', '4f3c2b1a-1111-4222-8333-123456789abc'],
  ]),
  'https://post.mueller-soehne.de/autodiscover/autodiscover.json?Email=o\'brien%2Blager%40mueller-soehne.co.uk&Protocol=Ews': answer(
    '{"Url":"https:\\/\\/post.mueller-soehne.de\\/EWS","error":"\\u0041nna.Schmidt-Meyer\\u0040mueller-soehne.de S-1-5-21-1004336348-1177238915-682003330-1105"}'),
  'https://srv-ex-01.msn.intern/owa/': answer(new Uint8Array(Buffer.from('\ufeffServer SRV-EX-01, MUESOE\\svc_frei, 2a01:4f8::42, AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12', 'utf16le')),
    [['Location', 'https://post.mueller-soehne.de/owa/?url=https%3A%2F%2Fsrv-ex-01.msn.intern%2Fowa%2F&who=Anna.Schmidt-Meyer%2540mueller-soehne.de']]),
  'https://autodiscover.mueller-soehne.de/': answer(`<LegacyDN>/o=Müller und Söhne/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=chefin</LegacyDN>`
    + `<DisplayName>Anna Schmidt-Meyer</DisplayName><Id>${Buffer.from('/o=Mueller/cn=chefin@mueller-soehne.de').toString('base64')}</Id><b>OU=Frankfurt,DC=msn,DC=intern</b>`),
};

async function ask(network: Network, map: (text: string) => string = (text) => text): Promise<unknown> {
  const door = network.within(map('user-availability Anna.Schmidt-Meyer@mueller-soehne.de'));
  const found: unknown[] = [await door.resolve(map('srv-ex-01.msn.intern')), await door.services(map('_autodiscover._tcp.mueller-soehne.de'))];
  for (const url of Object.keys(WORLD)) found.push(await door.send({ label: 'one', method: 'GET', url: map(url), headers: {}, timeoutMs: 1, limitBytes: 1 }));
  return found;
}

const world = {
  within: () => world, now: () => 1, random: () => new Uint8Array(4), wait: () => Promise.resolve({ ok: true, value: null }),
  resolve: () => Promise.resolve({ ok: true, value: ['10.20.30.40', '2a01:4f8::42'] }),
  services: () => Promise.resolve({ ok: true, value: [{ target: 'SRV-EX-01.msn.intern', port: 443, priority: 0, weight: 0 }] }),
  send: ({ url }: { readonly url: string }) => Promise.resolve({ ok: true, value: WORLD[url] }),
} as unknown as Network;

async function taped(more: Partial<TapeHeader> = {}): Promise<readonly string[]> {
  const lines: string[] = [];
  await ask(recording(world, { tool: 'test', scenario, ...more }, (line) => { lines.push(line); }));
  return lines;
}
const tapeOf = (lines: readonly string[]) => readTape(lines.map((line) => `${line}\n`).join(''));

describe('an anonymized tape', () => {
  it('names nobody, in whatever way the world wrote the names down', async () => {
    const lines = await taped();
    expect(ORIGINALS.filter((name) => leaks(lines, [name]).length === 0 && !['mueller', 'frankfurt', 'owa-pool-wien'].includes(name))).toEqual([]);
    expect(leaks(anonymized(lines).lines, ORIGINALS)).toEqual([]);
  });

  it('answers the questions of its own scenario', async () => {
    const lines = await taped();
    const { lines: others, replaced } = anonymized(lines);
    const { header } = tapeOf(others);
    const { address } = header.scenario.mailboxes[Object.keys(header.scenario.mailboxes)[1] ?? ''] ?? { address: '' };
    const host = new URL(Object.values(header.scenario.servers)[0]?.ews ?? '').hostname;
    const [node = ''] = Object.values(header.scenario.servers)[0]?.nodes ?? [];
    const first = Object.values(header.scenario.mailboxes)[0]?.address ?? '';
    const domain = first.slice(first.indexOf('@') + 1);
    const map = (text: string): string => text.replace('Anna.Schmidt-Meyer@mueller-soehne.de', first).replace(/o'brien%2Blager%40mueller-soehne.co.uk/, encodeURIComponent(address))
      .replace('post.mueller-soehne.de', host).replace('srv-ex-01.msn.intern', node.toLowerCase()).replace('mueller-soehne.de', domain);
    const told = JSON.stringify(await ask(replaying(tapeOf(others)), map));
    expect(told).toContain(node.split('.')[0]?.toUpperCase());
    expect(replaced.names).toBeGreaterThan(10);
    // Nothing of an earlier tape is known for the next one, and the same tape gives the same.
    expect(anonymized(lines).lines).toEqual(others);
  });

  it('is valid after each line of the original, so an interrupted run has one', async () => {
    const lines = await taped();
    for (let count = 1; count <= lines.length; count++) expect(tapeOf(anonymized(lines.slice(0, count)).lines).entries).toHaveLength(count - 1);
  });

  it('can be anonymized again', async () => {
    const once = anonymized(await taped()).lines;
    const twice = anonymized(once).lines;
    expect(tapeOf(twice).header.scenario.lookups).toHaveLength(1);
    expect(leaks(twice, ORIGINALS)).toEqual([]);
  });

  it('of one port: asks for another one', async () => {
    const lines = await taped({ tls: { endpoint: 'srv-ex-01.msn.intern:444', what: 'versions', profiles: [] } });
    const { header } = tapeOf(anonymized(lines).lines);
    expect(header.tls).toEqual({ endpoint: expect.stringMatching(/^host\d+\.org\d+\.example:444$/i) as string, what: 'versions', profiles: [] });
  });

  it('of a witness: who called, and whom it wanted', () => {
    const profile = profileOf('2016-net-legacy');
    if (profile === undefined) throw new Error('no such profile');
    const received = Buffer.from(encodeProfileHello(profile, 'srv-ex-01.msn.intern', new Uint8Array(32))).toString('base64');
    const entry = (op: string, given: unknown) => JSON.stringify({ scope: 'witness', op, key: 'witness', askedAt: 0, answeredAt: 0, answer: given });
    const lines = [
      JSON.stringify({ tape: 'crosslines-tape/1', tool: 'test', scenario, witness: { address: '10.20.30.40', port: 8443, advertise: 'https://srv-ex-01.msn.intern:{port}/', via: 'chefin', count: 1, seconds: null } }),
      entry('listen', { ok: true, value: { at: '10.20.30.40:8443' } }), entry('call', { from: '81.2.69.142', received: { base64: received }, end: 'enough' }),
      entry('call', { from: '81.2.69.142', received: { base64: Buffer.from('GET /chefin HTTP/1.1\r\nHost: SRV-EX-01\r\n').toString('base64') }, end: 'enough' }), entry('call', null),
    ];
    const others = anonymized(lines).lines;
    expect(leaks(others, ORIGINALS)).toEqual([]);
    const [listen, call] = others.slice(1).map((line) => JSON.parse(line) as { answer: Record<string, unknown> });
    expect([listen?.answer, call?.answer['from']]).toEqual([{ ok: true, value: { at: '10.0.0.1:8443' } }, '192.0.2.1']);
    expect(tapeOf(others).header.witness).toMatchObject({ address: '10.0.0.1', via: expect.stringMatching(/^\w+\d$/) as string });
  });

  it('of files that were brought: settings of Exchange are still the same, names are not', async () => {
    const value = (text: string, items: readonly string[] | null = null) => ({ text, items, cut: false });
    const observed = (kind: 'configuration' | 'registry', subject: string, fact: object) => ({
      id: `${kind} ${subject}`, kind, subject, at: '2026-11-21T00:00:00.000Z', ms: 0, outcome: { status: 'observed' as const, fact }, summary: `from SRV-EX-01 of ${subject}`,
    });
    const brought = [
      observed('configuration', 'on-premises: Get-SettingOverride', { cmdlet: 'Get-SettingOverride', side: 'on-premises', server: null, objects: [{ source: './chefin.txt', line: 1, properties: {
        Name: value('Schalter Wien'), Server: value('{SRV-EX-01}', ['SRV-EX-01']), ComponentName: value('Global'), SectionName: value('ExchangeOnpremAsThirdPartyAppId'), Parameters: value('{Enabled=true}', ['Enabled=true']),
        DomainNames: value('{mueller-soehne.de}', ['mueller-soehne.de']), Thumbprint: value('AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12'), Enabled: value('True'),
      } }] }),
      observed('registry', 'zentrale', { server: 'zentrale', registry: { keys: [], overwritten: [], leftOut: 0, values: [
        { file: 'SRV-EX-01.reg', line: 4, path: 'HKLM\\SYSTEM\\Post', name: 'Zentrale', data: { type: 'binary', code: 3, value: 'ab'.repeat(40) } },
      ] } }),
    ] as unknown as TapeHeader['brought'];
    const others = anonymized(await taped(brought === undefined ? {} : { brought })).lines;
    const { header } = tapeOf(others);
    const [configuration, registry] = (header.brought ?? []).map(({ outcome }) => JSON.stringify(outcome));
    expect(configuration).toContain('"ComponentName":{"text":"Global","items":null,"cut":false},"SectionName":{"text":"ExchangeOnpremAsThirdPartyAppId"');
    expect(configuration).toContain('"items":["Enabled=true"]');
    expect(leaks([JSON.stringify(header.brought?.[0])], [...ORIGINALS, 'Schalter', 'Wien'])).toEqual([]);
    // Names of keys and values are Windows'.
    expect(registry).toContain('"path":"HKLM\\\\SYSTEM\\\\Post","name":"Zentrale"');
    expect(registry).toContain('ab'.repeat(40));
    expect(registry).not.toContain('SRV-EX-01');
  });
});
