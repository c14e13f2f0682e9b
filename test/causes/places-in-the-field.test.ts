/** Places as the field has them and no lab of two machines: several nodes, balancers, authorities of an organization, old targets. */
import { describe, expect, test } from 'vitest';
import { whatIsSeen } from '../../src/exchange/availability.ts';
import { causes } from '../../src/causes/index.ts';
import { diagnose } from '../../src/diagnose.ts';
import { built, certificate, door, failed, fault, lookupOf, lookups, observation, refusal, scenarioOf, tls } from '../built-evidence.ts';
import { FIELD, field, plain, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const HALF = 'schannel-half-configured-or-tls13';

describe('several machines behind one server of the scenario', () => {
  const nodes = { ...SERVERS, ex16: { ...SERVERS['ex16']!, nodes: ['ex16a.contoso.test', 'ex16b.contoso.test'] } };
  const tries = lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send) }, carla: works });

  test('another mailbox that is shown may have been another machine: it speaks against a cause without excluding it', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, tries], nodes).confidence(MISMATCH)).toBe('possible');
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, tries]).confidence(MISMATCH)).toBe('ruled-out');
  });
});

describe('a balancer before the machine', () => {
  const unseen = [failed('tls-versions', 'ex19.contoso.test:443', 'connect-timeout'), failed('tls-versions', 'ex19.contoso.test:444', 'connect-timeout')];
  const resolves = (host: string, address: string) => observation('name-resolution', host, { status: 'observed', fact: { host, addresses: [address] } });

  test('what the published name accepts only makes the mismatch possible when it leads to another address than the machine', () => {
    const elsewhere = field(...unseen, resolves('mail19.contoso.test', '10.0.0.100'), resolves('ex19.contoso.test', '10.0.0.19'));
    expect(weighed('anna -> boris', [...elsewhere, said(TEXT.send)]).confidence(MISMATCH)).toBe('possible');
    expect(weighed('anna -> boris', [...field(...unseen), said(TEXT.send)]).confidence(MISMATCH)).toBe('likely');
  });

  test('a balancer with TLS 1.2 before an old server does not look like half-changed settings', () => {
    const servers = { ...SERVERS };
    const old = [tls('mail13.contoso.test:443', ['TLSv1.2']), resolves('mail13.contoso.test', '10.0.0.100'), resolves('ex13.contoso.test', '10.0.0.13'),
      observation('fingerprint', 'mail13.contoso.test:443', { status: 'observed', fact: {
        endpoint: 'mail13.contoso.test:443', exchangeBuild: '15.0.1497.48', exchangeBuildFrom: 'X-OWA-Version', builds: [], behind: { asked: 0, answered: 0, machines: [] }, device: null, poolMembers: [], frontEnd: [], backEnd: null, serverHeader: null,
        ntlm: { windowsBuild: '6.1.7601', netbiosDomain: null, netbiosComputer: null, dnsDomain: null, dnsComputer: 'ex13.contoso.test', dnsTree: null, clockOffsetSeconds: 0 },
      } }), failed('tls-versions', 'ex13.contoso.test:443', 'connect-timeout')];
    const asked = lookups('dora', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send), executedBy: '15.0.1497.48' } });
    const seen = weighed('dora -> boris', [...FIELD, ...old, asked], servers);
    expect(seen.found).toEqual([MISMATCH]);
    expect(seen.confidence(HALF)).toBe('possible');
  });
});

describe('certificates', () => {
  test('an authority that this machine does not know, but both servers use, is doubted as the cause', () => {
    const own = { trusted: false, problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', leaf: { issuer: 'CN=Contoso Issuing CA' } };
    const both = field(certificate('mail16.contoso.test:443', own), certificate('mail19.contoso.test:443', own));
    expect(weighed('anna -> boris', [...both, said(TEXT.trust)]).confidence('cert-untrusted-issuer-on-ews-endpoint')).toBe('possible');
  });

  test('Exchange 2010 is called by the name of the machine', () => {
    const mismatch = { nameMatches: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' };
    const servers = { ...SERVERS, ex10: { ...SERVERS['ex10']!, nodes: ['cas10.contoso.test'] } };
    const asked = lookups('anna', { otto: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.trust), executedBy: '15.1.2507.57' } });
    expect(weighed('anna -> otto', [...FIELD, certificate('mail10.contoso.test:443'), certificate('cas10.contoso.test:443', mismatch), asked], servers).found)
      .toEqual(['cert-name-mismatch-on-ews-endpoint']);
  });
});

describe('a stopped application pool', () => {
  const asked = said(TEXT.status503);
  test('as http.sys answers at the machine itself, and not as a proxy answers at the published name', () => {
    const http = { status: 503, server: 'Microsoft-HTTPAPI/2.0', exchangeHeaders: [], schemes: [] };
    expect(weighed('anna -> boris', [...field(door('ex19.contoso.test:443', http)), asked]).found).toEqual(['ews-app-pool-or-component-down']);
    expect(weighed('anna -> boris', [...field(door('mail19.contoso.test:443', http)), asked]).confidence('ews-app-pool-or-component-down')).toBe('possible');
  });
});

describe('a page at the published name', () => {
  const met = lookups('anna', { boris: { status: 503, body: 'html', signIn: null, headers: { server: 'nginx' } } });
  test.each([
    ['a sign-in form', { status: 200, contentType: 'text/html', bodyStart: '<form><input type="password">' }, 'likely'],
    ['a redirect to a sign-in', { status: 302, location: 'https://login.example/adfs/ls?wa=wsignin1.0' }, 'likely'],
    ['a maintenance page', { status: 200, contentType: 'text/html', bodyStart: '<h1>We will be back soon</h1>' }, 'ruled-out'],
    ['a redirect to a start page', { status: 302, location: '/welcome' }, 'ruled-out'],
  ])('%s', (_name, page, confidence) => {
    const asked = lookups('anna', { boris: { status: 302, body: 'html', signIn: null, headers: { server: 'nginx' } } });
    const seen = weighed('anna -> boris', [...field(door('mail16.contoso.test:443', { exchangeHeaders: [], schemes: [], server: 'nginx', ...page })), asked]);
    expect(seen.confidence('reverse-proxy-preauthentication')).toBe(confidence);
    expect(weighed('anna -> boris', [...FIELD, met]).found).toEqual([]);
  });
});

describe('what the user sees', () => {
  const seenOf = (tries: Parameters<typeof lookups>[1]) => {
    const evidence = built(scenarioOf({ servers: SERVERS, mailboxes: { anna: 'ex16', boris: 'ex19' }, lookups: ['anna -> boris'] }), ...FIELD, lookups('anna', tries));
    return { seen: whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence), evidence };
  };

  test('a batch that failed as a whole says nothing about a target that was shown alone', () => {
    const { seen } = seenOf({ boris: [{ targets: ['boris@contoso.test', 'carla@contoso.test'], status: 500, body: 'fault', fault: fault('ErrorInternalServerError') }, works] });
    expect([seen.availability, seen.tries.length]).toEqual(['shown', 1]);
  });

  test('differing answers are cross lines now and then, and the verdict says so', () => {
    const { seen, evidence } = seenOf({ boris: [{ answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send), executedBy: '15.1.2507.57' }, works] });
    expect([seen.availability, seen.tries.map(({ availability }) => availability)]).toEqual(['hash-marks', ['hash-marks', 'shown']]);
    const [verdict] = diagnose(evidence, causes, 0);
    expect([verdict?.findings[0]?.cause, verdict?.patterns.map(({ intermittent, failed, of }) => [intermittent, failed, of])]).toEqual([MISMATCH, [[true, 1, 2]]]);
  });

  test('where a lookup failed in several ways, a finding says of which it tells', () => {
    const { evidence } = seenOf({ boris: [{ answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.send), executedBy: '15.1.2507.57' }, { status: 503 }, works] });
    const finding = diagnose(evidence, causes, 0)[0]?.findings.find(({ cause }) => cause === MISMATCH);
    expect(finding?.explanation).toMatch(/^This is intermittent: 1 of 3 lookups failed so\. /);
  });

  test('a forbidden request says nothing: a policy may block this tool alone', () => {
    expect(seenOf({ boris: { status: 403, body: 'empty' } }).seen.availability).toBe('not-observed');
  });

  test('a perimeter that resets Exchange Online is possible beside a failed handshake', () => {
    const asked = lookups('cleo', { anna: { answer: refusal('ErrorProxyRequestProcessingFailed', plain('System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a receive.')) } });
    expect(weighed('cleo -> anna', [...FIELD, asked]).confidence('firewall-blocks-inbound-from-exchange-online')).toBe('possible');
  });
});
