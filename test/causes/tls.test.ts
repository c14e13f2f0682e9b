import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { certificate, failed, fingerprint, good, hellos, lookups, observation, refusal, suites, tls, type Try } from '../built-evidence.ts';
import { seenHello, witnessed } from '../seen-hello.ts';
import { bare, file, judged, net, OFF, ON, PROTOCOLS, tls12, type Keys } from '../exchange/registry-files.ts';
import { FIELD, field, modern, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const HALF = 'schannel-half-configured-or-tls13';
const SUITES = 'tls-cipher-suite-mismatch';
const OUTBOUND = 'tls12-outbound-to-cloud-not-enabled';
const NOT_IN_FORCE = 'tls-settings-not-in-force';
const INBOUND = 'tls12-inbound-endpoint-not-available';
const ASKED = 'user-availability anna@contoso.test';

/** The 2019 accepts everything. */
const tolerant = ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => tls(port, ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']));
const broken = { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send) };
const HANDSHAKE_TEXTS = [TEXT.send, TEXT.receive, TEXT.channel, TEXT.algorithm, TEXT.sendGerman, TEXT.sendFrench, TEXT.sendJapanese];

describe('the two servers share no TLS version', () => {
  test.each(HANDSHAKE_TEXTS)('likely by text and TLS facts together: %s', (text) => {
    const seen = weighed('anna -> boris', [...FIELD, said(text)]);
    expect(seen.found).toEqual([MISMATCH]);
    expect(seen.supporting(MISMATCH)).toEqual(['tls-versions ex19.contoso.test:444', ASKED]);
    expect(seen.of(MISMATCH).missing[0]?.observe).toContain('on ex16: reg query');
  });

  test('without an open back end the machine\'s own name tells, else the published one', () => {
    const closed = failed('tls-versions', 'ex19.contoso.test:444', 'connect-timeout');
    expect(weighed('anna -> boris', [...field(closed), said(TEXT.send)]).supporting(MISMATCH)).toEqual(['tls-versions ex19.contoso.test:443', ASKED]);
    expect(weighed('anna -> boris', [...field(closed, 'tls-versions ex19.contoso.test:443'), said(TEXT.send)]).supporting(MISMATCH)).toEqual(['tls-versions mail19.contoso.test:443', ASKED]);
  });

  test('the text without TLS facts is a hint only', () => {
    const seen = weighed('anna -> boris', [said(TEXT.send)]);
    expect(seen.found).toEqual([]);
    expect(seen.confidence(MISMATCH)).toBe('possible');
  });

  test('TLS facts without the text are nothing', () => {
    for (const text of [TEXT.generic, TEXT.unable, TEXT.trust, TEXT.status401, 'The underlying connection was closed: The connection was closed unexpectedly.', '']) {
      expect(weighed('anna -> boris', [...FIELD, said(text)]).confidence(MISMATCH), text).toBe('undetermined');
    }
  });

  test('a version in common as installed makes it doubtful', () => {
    const seen = weighed('anna -> boris', [...field(...tolerant), said(TEXT.send)]);
    expect(seen.found).toEqual([]);
    expect(seen.confidence(MISMATCH)).toBe('possible');
    expect(seen.opposing(MISMATCH)).toEqual(['tls-versions ex19.contoso.test:444']);
  });

  test('an unreachable back end is unknown, not a failure', () => {
    const dead = ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => failed('tls-versions', port, 'connect-timeout'));
    expect(weighed('anna -> boris', [...field(...dead), said(TEXT.send)]).found).toEqual([]);
  });

  test('ruled out when the same two servers show another mailbox', () => {
    const seen = weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: broken, carla: works })]);
    expect(seen.confidence(MISMATCH)).toBe('ruled-out');
    expect(seen.found).toEqual([]);
    // Another requester on the same server counts too; the opposite direction does not.
    expect(weighed(['anna -> boris', 'alma -> carla'], [...FIELD, said(TEXT.send), lookups('alma', { carla: works })]).confidence(MISMATCH)).toBe('ruled-out');
    expect(weighed(['anna -> boris', 'boris -> anna'], [...FIELD, said(TEXT.send), lookups('boris', { anna: works })]).confidence(MISMATCH)).toBe('likely');
  });

  test('ruled out when the requester\'s server reaches a server that accepts no more than the target', () => {
    const other = { ...SERVERS, ex13: { ...SERVERS['ex13'], version: 'exchange-se' as const } };
    const reached = (accepted: Parameters<typeof tls>[1]) => weighed(['anna -> boris', 'anna -> dora'], [...FIELD, tls('mail13.contoso.test:443', accepted), lookups('anna', { boris: broken, dora: works })], other);
    expect(reached(['TLSv1.2']).confidence(MISMATCH)).toBe('ruled-out');
    expect(reached(['TLSv1.0', 'TLSv1.2']).confidence(MISMATCH)).toBe('likely');
    expect(weighed(['anna -> boris', 'anna -> alma'], [...FIELD, lookups('anna', { boris: broken, alma: works })]).confidence(MISMATCH)).toBe('likely');
  });

  test.each([
    ['2019 asks 2013 on 2008 R2 as installed', 'boris -> dora', 'boris', { dora: broken }, [tls('mail13.contoso.test:443', ['SSLv3', 'TLSv1.0'])], 'likely'],
    ['2019 asks 2016 as installed', 'boris -> anna', 'boris', { anna: broken }, [], 'possible'],
    ['2010 asks 2019', 'otto -> boris', 'otto', { boris: broken }, [], 'likely'],
    ['2010 asks 2016', 'otto -> anna', 'otto', { anna: broken }, [], 'possible'],
  ] satisfies readonly (readonly [string, string, string, Readonly<Record<string, Try>>, readonly Observation[], string])[])('%s: %s', (_, id, requester, tries, more, confidence) => {
    expect(weighed(id, [...FIELD, ...more, lookups(requester, tries)]).confidence(MISMATCH)).toBe(confidence);
  });

  test('goes by what was seen, not by what the scenario claims', () => {
    const lying = { ...SERVERS, ex16: { ...SERVERS['ex16'], version: 'exchange-2019' as const, windows: '2019' as const } };
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send)], lying).found).toEqual([MISMATCH]);
    const really19 = said(TEXT.send, undefined, { executedBy: '15.2.1748.10' });
    expect(weighed('anna -> boris', [...FIELD, really19]).confidence(MISMATCH)).toBe('possible');
  });
});

describe('an update that knows TLS 1.2', () => {
  const NEEDED = 'Exchange 2010 SP3 RU19, 2013 CU19, 2016 CU8';
  const stepsWith = (build: string | null): readonly string[] => {
    const seen = [said(TEXT.send, undefined, { executedBy: build }), ...(build === null ? [] : [fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10' })])];
    return weighed('anna -> boris', seen).of(MISMATCH).remedy;
  };

  test.each([
    ['comes first where a server was seen without it', '15.1.1034.26', [true, false, false, false, false]],
    ['is a later step where no build was seen', null, [false, false, false, true, false]],
    ['is no step where both have it', '15.1.1415.2', [false, false, false, false]],
    ['has no need of the fourth part of a build', '15.1.1415', [false, false, false, false]],
  ])('%s', (_, build, expected) => {
    expect(stepsWith(build).map((step) => step.includes(NEEDED))).toEqual(expected);
  });

  test('the values are to be set on the older of the two servers, under the .NET that its Exchange runs on', () => {
    expect(stepsWith('15.1.1415.2')[0]).toMatch(/^On ex16 set SystemDefaultTlsVersions = 1 and .* under HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4\.0\.30319\.$/);
    expect(weighed('boris -> otto', [lookups('boris', { otto: broken })]).of(MISMATCH).remedy[0]).toMatch(/^On ex10 set SystemDefaultTlsVersions = 1 .*v2\.0\.50727/);
  });
});

describe('settings changed in part', () => {
  /** 2013 on 2008 R2, whose port accepts TLS 1.2. */
  const server = fingerprint('mail13.contoso.test:443', { exchangeBuild: '15.0.1497.48', ntlm: { windowsBuild: '6.1.7601' } });
  const asks = lookups('dora', { boris: broken });

  test('only the Server key set: the port accepts 1.2, the calls still fail', () => {
    const seen = weighed('dora -> boris', [...FIELD, server, tls('mail13.contoso.test:443', ['SSLv3', 'TLSv1.0', 'TLSv1.2']), asks]);
    expect(seen.found).toEqual([HALF, MISMATCH]);
    expect(seen.supporting(HALF)).toEqual(['fingerprint mail13.contoso.test:443', 'tls-versions ex19.contoso.test:444', 'tls-versions mail13.contoso.test:443', 'user-availability dora@contoso.test']);
  });

  test('nothing set: only possible', () => {
    const seen = weighed('dora -> boris', [...FIELD, server, tls('mail13.contoso.test:443', ['SSLv3', 'TLSv1.0']), asks]);
    expect(seen.found).toEqual([MISMATCH]);
    expect(seen.confidence(HALF)).toBe('possible');
  });

  test('on a Windows that has TLS 1.2 on as installed, a port with 1.2 says nothing', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send)]);
    expect(seen.confidence(HALF)).toBe('possible');
    expect(seen.found).toEqual([MISMATCH]);
  });

  test('only the Client key set: the target reaches 1.2 itself, its own port does not accept it', () => {
    const back = (other: Try) => weighed(['boris -> dora', 'dora -> boris'], [...FIELD, server, tls('mail13.contoso.test:443', ['SSLv3', 'TLSv1.0']), lookups('boris', { dora: broken }), lookups('dora', { boris: other })]);
    expect(back(works).found).toEqual([HALF, MISMATCH]);
    expect(back(works).supporting(HALF)).toEqual(['tls-versions mail13.contoso.test:443', 'user-availability boris@contoso.test', 'user-availability dora@contoso.test']);
    expect(back(broken).confidence(HALF)).toBe('possible');
  });

  test('TLS 1.3 where Windows has none is a hint, where Windows has it nothing', () => {
    const forced = (windowsBuild: string) => weighed('anna -> boris', [...field(
      fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', ntlm: { windowsBuild } }),
      tls('mail19.contoso.test:443', ['TLSv1.0', 'TLSv1.2', 'TLSv1.3'])), said(TEXT.send)]).confidence(HALF);
    expect(forced('10.0.17763')).toBe('possible');
    expect(forced('10.0.20348')).toBe('undetermined');
  });

  test('ruled out when the same two servers show another mailbox', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: broken, carla: works })]).confidence(HALF)).toBe('ruled-out');
  });
});

describe('no cipher suite in common', () => {
  const unusable = tls('ex19.contoso.test:444', [], { 'TLSv1.2': { outcome: 'no-usable-suite', alert: 71 } });
  const alone = field(unusable, 'tls-versions mail19.contoso.test:443', 'tls-versions ex19.contoso.test:443');

  test('confirmed when the text names it (event 36874)', () => {
    const seen = weighed('anna -> boris', [...field(...tolerant), said(TEXT.suites)]);
    expect(seen.found).toEqual([SUITES]);
    expect(seen.supporting(SUITES)).toEqual([ASKED]);
  });

  test('likely when the version is on but no suite is usable, and the call broke off', () => {
    const seen = weighed('anna -> boris', [...alone, said(TEXT.channel)]);
    expect(seen.found).toEqual([SUITES]);
    expect(seen.supporting(SUITES)).toEqual(['tls-versions ex19.contoso.test:444', ASKED]);
  });

  test('an old version without suites beside a good TLS 1.2 is no sign; one alone is', () => {
    const old = (accepted: Parameters<typeof tls>[1]) => weighed('boris -> dora', [...FIELD, tls('mail13.contoso.test:443', accepted, { 'TLSv1.0': { outcome: 'no-usable-suite', alert: 71 } }), lookups('boris', { dora: broken })],
      { ...SERVERS, ex13: { ...SERVERS['ex13'], version: 'exchange-se', windows: '2022' } });
    expect(old(['TLSv1.2']).confidence(SUITES)).toBe('possible');
    expect(old([]).confidence(SUITES)).toBe('likely');
  });

  test('no more than possible by text and a common version', () => {
    const seen = weighed('anna -> boris', [...field(...tolerant), said(TEXT.channel)]);
    expect(seen.confidence(SUITES)).toBe('possible');
    expect(seen.found).toEqual([]);
  });

  test('no usable suite without a broken call is nothing', () => {
    expect(weighed('anna -> boris', [...alone, said(TEXT.generic)]).confidence(SUITES)).toBe('undetermined');
  });

  test('ruled out when the same two servers show another mailbox; a conflict with a text that names it is shown as such', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...alone, lookups('anna', { boris: broken, carla: works })]).confidence(SUITES)).toBe('ruled-out');
    const conflict = weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.suites) }, carla: works })]);
    expect(conflict.confidence(SUITES)).toBe('possible');
    expect(conflict.supporting(SUITES)).toEqual([ASKED]);
    expect(conflict.opposing(SUITES)).toContain(ASKED);
  });
});

describe('the leg between the servers, played or computed from here', () => {
  const BACK = 'ex19.contoso.test:444';
  const CBC = 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384';
  const GCM = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
  const [LEGACY, NEWER] = ['2012R2-net-legacy', '2012R2-net-tls12'];
  const leg = (...more: readonly Observation[]) => weighed('anna -> boris', [...FIELD, ...more, said(TEXT.send)]);

  test('refused as installed, answered with TLS 1.2 on: no version in common, and the remedy would do', () => {
    const seen = leg(hellos(BACK, { [LEGACY]: null, [NEWER]: ['TLSv1.2', CBC] }));
    expect(seen.found).toEqual([MISMATCH]);
    expect(seen.supporting(MISMATCH)).toContain(`client-hellos ${BACK}`);
  });

  test('refused either way: no suite in common, and the values alone would not repair it', () => {
    const seen = leg(hellos(BACK, { [LEGACY]: null, [NEWER]: null }));
    expect(seen.found).toEqual([SUITES]);
    expect(seen.opposing(MISMATCH)).toContain(`client-hellos ${BACK}`);
  });

  test('computed from the suites of the target where no hello was sent', () => {
    const seen = leg(suites(BACK, [GCM]));
    expect(seen.found).toEqual([SUITES]);
    expect(seen.supporting(SUITES)).toContain(`tls-enumeration ${BACK}`);
    expect(leg(suites(BACK, [GCM, CBC])).found).toEqual([MISMATCH]);
  });

  test('where the Windows is not known, only what holds for every one of them', () => {
    const unknown = { ...SERVERS, ex13: { version: 'exchange-2010' as const, ews: 'https://mail13.contoso.test/EWS/Exchange.asmx' } };
    const from = (...more: readonly Observation[]) => weighed('dora -> boris', [...FIELD, ...more, lookups('dora', { boris: broken })], unknown);
    // Of Windows Server 2012, which 2010 runs on too, no hello is written down.
    expect(from(suites(BACK, [GCM])).found).toEqual([MISMATCH]);
  });

  test('an answered hello speaks against missing suites', () => {
    const there = tls(BACK, ['TLSv1.0', 'TLSv1.2']);
    const seen = weighed('anna -> boris', [...field(there), hellos(BACK, { [LEGACY]: ['TLSv1.0', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'] }), said(TEXT.channel)]);
    expect(seen.found).toEqual([]);
    expect(seen.opposing(SUITES)).toEqual(['client-hellos ex19.contoso.test:444']);
  });

  test('a played leg without a broken call is nothing', () => {
    const seen = weighed('anna -> boris', [...FIELD, hellos(BACK, { [LEGACY]: null, [NEWER]: null }), said(TEXT.generic)]);
    expect(seen.found).toEqual([]);
  });

  test('suites that Microsoft 365 does not use, at the published name that it calls', () => {
    const asked = (list: readonly string[]) => weighed('cleo -> anna', [...FIELD, suites('ex16.contoso.test:443', list), lookups('cleo', { anna: broken })]).confidence(SUITES);
    expect(asked(['TLS_RSA_WITH_AES_128_CBC_SHA'])).toBe('likely');
    expect(asked(['TLS_RSA_WITH_AES_128_CBC_SHA', GCM])).toBe('possible');
  });
});

describe('the certificate is too weak for the caller', () => {
  const WEAK = 'cert-too-weak-for-the-caller';
  const shown = (leaf: NonNullable<Parameters<typeof certificate>[1]>['leaf']) =>
    ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => certificate(port, leaf === undefined ? {} : { leaf }));

  test.each([
    ['a key under 1024 bits', { keyBits: 768 }, 'likely'],
    ['a key of 1024 bits, which some policies forbid', { keyBits: 1024 }, 'possible'],
    ['a signature with SHA-1, which some policies forbid', { signatureAlgorithm: 'sha1WithRSAEncryption' }, 'possible'],
    ['a short key of an elliptic curve', { keyType: 'ec', keyBits: 256 }, 'undetermined'],
    ['a present-day certificate', {}, 'undetermined'],
  ] as const)('%s', (_name, leaf, confidence) => {
    const got = weighed('anna -> boris', [...field(...shown(leaf)), said(TEXT.trust)]).confidence(WEAK);
    expect(got === 'ruled-out' ? 'undetermined' : got).toBe(confidence);
  });

  test('a weak certificate without a refusal is nothing', () => {
    expect(weighed('anna -> boris', [...field(...shown({ keyBits: 512 })), said(TEXT.unable)]).found).not.toContain(WEAK);
  });

  test('SHA-1 before Exchange Online', () => {
    const front = certificate('mail16.contoso.test:443', { leaf: { signatureAlgorithm: 'sha1WithRSAEncryption' } });
    expect(weighed('cleo -> anna', [...field(front), lookups('cleo', { anna: broken })]).confidence(WEAK)).toBe('likely');
    expect(weighed('boris -> anna', [...field(front), lookups('boris', { anna: broken })]).found).not.toContain(WEAK);
  });
});

describe('calls to Exchange Online without TLS 1.2', () => {
  test('likely for a server that dials with no more than 1.0 as installed', () => {
    const seen = weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: { ...broken, executedBy: '15.1.2507.57' } })]);
    expect(seen.found).toEqual([OUTBOUND]);
    expect(seen.supporting(OUTBOUND)).toEqual([ASKED]);
  });

  test('only possible for a 2019, which dials with 1.2 as installed', () => {
    const seen = weighed('boris -> cleo', [...FIELD, lookups('boris', { cleo: { ...broken, executedBy: '15.2.1748.10' } })]);
    expect(seen.found).toEqual([]);
    expect(seen.confidence(OUTBOUND)).toBe('possible');
  });

  test('nothing without the text', () => {
    for (const text of [TEXT.unable, TEXT.generic, TEXT.status401, TEXT.trust]) {
      expect(weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: { answer: refusal('ErrorProxyRequestProcessingFailed', text) } })]).confidence(OUTBOUND), text).toBe('undetermined');
    }
  });

  test('ruled out when the server shows another cloud mailbox', () => {
    const seen = weighed(['anna -> cleo', 'alma -> cora'], [...FIELD, lookups('anna', { cleo: broken }), lookups('alma', { cora: { answer: good() } })]);
    expect(seen.confidence(OUTBOUND)).toBe('ruled-out');
  });
});

describe('the published name does not accept TLS 1.2', () => {
  const old = tls('mail16.contoso.test:443', ['TLSv1.0', 'TLSv1.1']);
  const fromCloud = (text: string): Observation => lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', text), executedBy: '15.20.8769.35' } });

  test('likely by text and the port together', () => {
    const seen = weighed('cleo -> anna', [...field(old), fromCloud(TEXT.channel)]);
    expect(seen.found).toEqual([INBOUND]);
    expect(seen.supporting(INBOUND)).toEqual(['tls-versions mail16.contoso.test:443', 'user-availability cleo@contoso.test']);
  });

  test('doubtful when the port accepts TLS 1.2 from here; unknown when it was not seen', () => {
    expect(weighed('cleo -> anna', [...FIELD, fromCloud(TEXT.channel)]).confidence(INBOUND)).toBe('possible');
    expect(weighed('cleo -> anna', [...FIELD, fromCloud(TEXT.channel)]).opposing(INBOUND)).toEqual(['tls-versions mail16.contoso.test:443']);
    const unseen = weighed('cleo -> anna', [fromCloud(TEXT.channel)]);
    expect(unseen.confidence(INBOUND)).toBe('possible');
    expect(unseen.of(INBOUND).missing[0]?.observe).toContain('from outside the network');
  });

  test('an old port without the text is nothing', () => {
    expect(weighed('cleo -> anna', [...field(old), fromCloud(modern('System.Exception: odd'))]).found).toEqual([]);
    expect(weighed('cleo -> anna', [...field(old), fromCloud(TEXT.unable)]).found).not.toContain(INBOUND);
  });

  test('ruled out when the cloud sees another mailbox there', () => {
    const seen = weighed(['cleo -> anna', 'cleo -> alma'], [...field(old), lookups('cleo', { anna: broken, alma: works })]);
    expect(seen.confidence(INBOUND)).toBe('ruled-out');
  });
});

const registry = (server: string, keys: Keys): Observation =>
  observation('registry', server, { status: 'observed', fact: { server, registry: judged(file(keys), {}).registry } });

describe('a registry export that was brought along', () => {
  const complete: Keys = [...bare, ...tls12(), ...net('v4.0.30319')];

  test('confirms what the text hints at: nothing newer than TLS 1.0 is dialled', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', bare)]);
    expect(seen.confidence(MISMATCH)).toBe('confirmed');
    expect(seen.supporting(MISMATCH)).toContain('registry ex16');
    expect(seen.confidence(HALF)).not.toBe('confirmed');
  });

  test('doubts it where the values are right, since the server may not have been restarted', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', complete)]);
    expect(seen.confidence(MISMATCH)).toBe('possible');
    expect(seen.opposing(MISMATCH)).toContain('registry ex16');
  });

  test('proves nothing beside words of another failure, and nothing where it does not hold the values', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.status401), registry('ex16', bare)]).found).not.toContain(MISMATCH);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', tls12())]).confidence(MISMATCH)).toBe('likely');
  });

  test('names the role that was forgotten, not the version', () => {
    const keys: Keys = [...bare, [`${PROTOCOLS}\\TLS 1.2\\Server`, ...ON], [`${PROTOCOLS}\\TLS 1.2\\Client`, ...OFF], ...net('v4.0.30319')];
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', keys)]);
    expect(seen.confidence(HALF)).toBe('confirmed');
    expect(seen.confidence(MISMATCH)).not.toBe('confirmed');
  });

  test('tells of the way to the cloud, too', () => {
    expect(weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: broken }), registry('ex16', bare)]).confidence(OUTBOUND)).toBe('confirmed');
    expect(weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: broken }), registry('ex16', complete)]).confidence(OUTBOUND)).toBe('possible');
  });
});

describe('a ClientHello that a witness saw', () => {
  const BACK = 'ex19.contoso.test:444';
  const legacy = seenHello('2012R2-net-legacy');
  const modern2012 = seenHello('2012R2-net-tls12');
  const witness = (server: string, ...seen: readonly ReturnType<typeof seenHello>[]): Observation =>
    observation('witnessed-calls', server, { status: 'observed', fact: witnessed(server, ...seen) });
  const sent = (...answers: readonly (readonly [ReturnType<typeof seenHello>, Parameters<typeof hellos>[1][string]])[]): Observation =>
    hellos(BACK, Object.fromEntries(answers.map(([hello, answer]) => [`ja3:${hello.ja3.hash}`, answer])));

  test('confirms what was likely, where the target refuses that very hello or accepts nothing that it offers', () => {
    for (const answers of [[sent([legacy, null])], []]) {
      const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex16', legacy), ...answers]);
      expect(seen.confidence(MISMATCH)).toBe('confirmed');
      expect(seen.found).toEqual([MISMATCH]);
      expect(seen.supporting(MISMATCH)).toContain('witnessed-calls ex16');
    }
  });

  test('rules it out where the target answers that hello, and the suites and half-set roles with it', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex16', modern2012), sent([modern2012, ['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384']])]);
    expect(seen.confidence(MISMATCH)).toBe('ruled-out');
    expect(seen.opposing(MISMATCH)).toContain('witnessed-calls ex16');
    expect([seen.confidence(SUITES), seen.confidence(HALF)]).toEqual(['ruled-out', 'ruled-out']);
  });

  test('proves the suites where the version is shared and the hello refused all the same', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.channel), witness('ex16', modern2012), sent([modern2012, null])]);
    expect(seen.confidence(SUITES)).toBe('confirmed');
    expect(seen.confidence(MISMATCH)).not.toBe('confirmed');
  });

  test('tells nothing beside words of another failure, of another server, of a device, or of one of several machines', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.status401), witness('ex16', legacy)]).found).not.toContain(MISMATCH);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex13', legacy)]).confidence(MISMATCH)).toBe('likely');
    const nodes = { ...SERVERS, ex16: { ...SERVERS['ex16'], version: 'exchange-2016' as const, nodes: ['a.contoso.test', 'b.contoso.test'] } };
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex16', legacy)], nodes).confidence(MISMATCH)).not.toBe('confirmed');
    const device = seenHello('2012R2-net-legacy', { cipherSuites: ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'] });
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex16', device)]).confidence(MISMATCH)).toBe('likely');
    const differ = weighed('anna -> boris', [...FIELD, said(TEXT.send), witness('ex16', legacy, modern2012), sent([legacy, null], [modern2012, ['TLSv1.2', 'x']])]);
    expect(differ.confidence(MISMATCH)).toBe('likely');
  });

  test('that says not how low its client goes proves nothing against an older target', () => {
    const unknown = seenHello('2012R2-net-tls12', { cipherSuites: modern2012.cipherSuites.slice(3) });
    const old = ['mail19.contoso.test:443', 'ex19.contoso.test:443', BACK].map((port) => tls(port, ['TLSv1.0']));
    const seen = weighed('anna -> boris', [...field(...old), said(TEXT.send), witness('ex16', unknown)]);
    expect(seen.supporting(MISMATCH)).not.toContain('witnessed-calls ex16');
  });

  test('tells of the way to the cloud, too', () => {
    const cloud = (hello: ReturnType<typeof seenHello>) => weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: broken }), witness('ex16', hello)]).confidence(OUTBOUND);
    expect([cloud(legacy), cloud(modern2012)]).toEqual(['confirmed', 'ruled-out']);
  });
});

describe('values that are set and not in force', () => {
  const complete: Keys = [...bare, ...tls12(), ...net('v4.0.30319')];

  test('likely where the call still breaks off as it does with the values of installation', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', complete)]);
    expect(seen.found).toEqual([NOT_IN_FORCE]);
    expect(seen.supporting(NOT_IN_FORCE)).toEqual(['registry ex16', 'tls-versions ex19.contoso.test:444', ASKED]);
    expect(seen.of(NOT_IN_FORCE).missing[0]?.observe).toContain('crosslines collect');
    expect(seen.of(NOT_IN_FORCE).remedy[0]).toContain('Restart ex16,');
  });

  test('confirmed where the port of the same machine behaves as before, too', () => {
    const old = ['mail13.contoso.test:443', 'ex13.contoso.test:443'].map((port) => tls(port, ['TLSv1.0']));
    const dora = lookups('dora', { boris: broken });
    const seen = weighed('dora -> boris', [...FIELD, ...old, dora, registry('ex13', complete)]);
    expect(seen.confidence(NOT_IN_FORCE)).toBe('confirmed');
    const restarted = ['mail13.contoso.test:443', 'ex13.contoso.test:443'].map((port) => tls(port, ['TLSv1.0', 'TLSv1.2']));
    expect(weighed('dora -> boris', [...FIELD, ...restarted, dora, registry('ex13', complete)]).confidence(NOT_IN_FORCE)).toBe('likely');
  });

  test('confirmed where a witness saw the old hello all the same; ruled out where it saw one that fits', () => {
    const seen = (id: string, agreed: readonly ['TLSv1.2', string] | null) => {
      const hello = seenHello(id);
      return weighed('anna -> boris', [
        ...FIELD, said(TEXT.send), registry('ex16', complete), hellos('ex19.contoso.test:444', { [`ja3:${hello.ja3.hash}`]: agreed }),
        observation('witnessed-calls', 'ex16', { status: 'observed', fact: witnessed('ex16', hello) }),
      ]);
    };
    const old = seen('2012R2-net-legacy', null);
    // That they share no version is true, too, but the values are there: restarting is what helps.
    expect([old.found, old.confidence(NOT_IN_FORCE)]).toEqual([[NOT_IN_FORCE], 'confirmed']);
    expect(seen('2012R2-net-tls12', ['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384']).confidence(NOT_IN_FORCE)).toBe('ruled-out');
  });

  test('of the called server: its port refuses what its values switch on', () => {
    const old = ['mail13.contoso.test:443', 'ex13.contoso.test:443'].map((port) => tls(port, ['TLSv1.0']));
    const boris = lookups('boris', { dora: broken });
    const seen = weighed('boris -> dora', [...FIELD, ...old, boris, registry('ex13', complete)]);
    expect([seen.found, seen.confidence(NOT_IN_FORCE)]).toEqual([[NOT_IN_FORCE], 'confirmed']);
    expect(seen.of(NOT_IN_FORCE).remedy[0]).toContain('Restart ex13,');
    expect(seen.opposing(MISMATCH)).toContain('registry ex13');
    expect(weighed('boris -> dora', [...FIELD, ...old, boris, registry('ex13', bare)]).found).not.toContain(NOT_IN_FORCE);
  });

  test('the last start tells: before the settings were written it proves, after it they are in force', () => {
    const state = (lastBoot: string): Observation => observation('server-state', 'ex16', { status: 'observed', fact: {
      server: 'ex16', computer: 'EX16', collectedAt: '2026-11-20T10:00:00Z', lastBoot, windowsBuild: null, exchangeBuild: null, dotnetRelease: null,
      keysWritten: [{ path: 'HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', at: '2026-11-19T10:00:00Z' }],
    } });
    const at = (lastBoot: string) => weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', complete), state(lastBoot)]);
    expect(at('2026-10-01T00:00:00Z').confidence(NOT_IN_FORCE)).toBe('confirmed');
    expect(at('2026-10-01T00:00:00Z').supporting(NOT_IN_FORCE)).toContain('server-state ex16');
    expect(at('2026-11-19T12:00:00Z').confidence(NOT_IN_FORCE)).not.toMatch(/confirmed|likely/);
  });

  test('only possible where a version was shared before, or the suites may not fit', () => {
    expect(weighed('anna -> boris', [...field(...tolerant), said(TEXT.send), registry('ex16', complete)]).confidence(NOT_IN_FORCE)).toBe('possible');
    const gcm = hellos('ex19.contoso.test:444', { '2012R2-net-tls12': null });
    expect(weighed('anna -> boris', [...FIELD, gcm, said(TEXT.send), registry('ex16', complete)]).confidence(NOT_IN_FORCE)).toBe('possible');
  });

  test('nothing without an export, with values that are wrong, beside other words, or where another mailbox is shown', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send)]).confidence(NOT_IN_FORCE)).toBe('undetermined');
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.send), registry('ex16', bare)]).found).not.toContain(NOT_IN_FORCE);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.status401), registry('ex16', complete)]).found).not.toContain(NOT_IN_FORCE);
    const both = lookups('anna', { boris: broken, carla: works });
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, both, registry('ex16', complete)]).confidence(NOT_IN_FORCE)).toBe('ruled-out');
  });
});

describe('a list of cipher suites in an export', () => {
  const listed = (list: string): Keys => [...bare, ...tls12(), ...net('v4.0.30319'),
    ['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002', `"Functions"="${list}"`]];
  const enumerated = suites('ex19.contoso.test:444', ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256']);

  test('proves that none is shared', () => {
    const seen = weighed('anna -> boris', [...FIELD, enumerated, said(TEXT.send), registry('ex16', listed('TLS_RSA_WITH_AES_128_CBC_SHA'))]);
    expect(seen.confidence(SUITES)).toBe('confirmed');
    expect(seen.found).toEqual([SUITES]);
  });

  test('proves nothing where one is, the curve at its end left aside', () => {
    const seen = weighed('anna -> boris', [...FIELD, enumerated, said(TEXT.send), registry('ex16', listed('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256_P256'))]);
    expect(seen.found).not.toContain(SUITES);
  });
});
