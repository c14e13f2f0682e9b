import { describe, expect, test } from 'vitest';
import { evidenceOf, observationId } from '../src/evidence.ts';
import type { Observation } from '../src/model/observation.ts';
import { autodiscover, built, failed, fingerprint, good, lookupOf, lookups, scenarioOf, skipped, tls } from './built-evidence.ts';

const scenario = scenarioOf({
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://Mail16.contoso.test:8443/EWS/Exchange.asmx' },
    ex10: { version: 'exchange-2010', ews: 'https://mail10.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', nodes: ['EX19A.contoso.test', 'ex19b.contoso.test'] },
    cloud: { version: 'exchange-online' },
  },
  mailboxes: { anna: { server: 'ex16', signIn: 'corp' }, otto: 'ex10', boris: { server: 'ex19', signIn: 'own' }, carla: { server: 'ex19', signIn: 'own' }, cleo: 'cloud' },
  lookups: ['anna -> boris', 'boris -> anna', 'anna -> otto'],
  signIns: { corp: { user: 'CONTOSO\\svc', impersonate: true }, own: { user: 'CONTOSO\\svc' } },
});

const places = (evidence: ReturnType<typeof built>, server: string): readonly string[] =>
  evidence.endpoints(server).map(({ host, port, role }) => `${host}:${port} ${role}`);

describe('queries', () => {
  const known = built(scenario, tls('mail16.contoso.test:8443', ['TLSv1.2']), failed('tls-versions', 'mail10.contoso.test:443', 'refused'), skipped('certificate', 'mail10.contoso.test:443', 'no TLS there'));

  test('an observation by kind and subject; its fact only where the world answered', () => {
    expect(known.of('tls-versions', 'mail10.contoso.test:443')?.outcome.status).toBe('failed');
    expect(known.fact('tls-versions', 'mail10.contoso.test:443')).toBeUndefined();
    expect(known.fact('certificate', 'mail10.contoso.test:443')).toBeUndefined();
    expect(known.fact('tls-versions', 'mail16.contoso.test:8443')?.connections).toBe(5);
    expect(known.of('certificate', 'mail16.contoso.test:8443')).toBeUndefined();
    expect(known.all.map(({ id }) => id)).toEqual(['tls-versions mail16.contoso.test:8443', 'tls-versions mail10.contoso.test:443', 'certificate mail10.contoso.test:443']);
    expect(observationId('certificate', 'x:443')).toBe('certificate x:443');
  });

  test('other lookups are all but the one asked about', () => {
    expect(known.others(lookupOf(known, 'boris -> anna')).map(({ id }) => id)).toEqual(['anna -> boris', 'anna -> otto']);
  });

  test('a server that the scenario lacks is our mistake', () => {
    expect(() => known.server('ex99')).toThrow('no server ex99');
  });

  test('answers grow with the map', () => {
    const observations = new Map<string, Observation>();
    const growing = evidenceOf(scenario, observations);
    expect(growing.availabilityUrl('boris')).toBeUndefined();
    const found = autodiscover('boris@contoso.test', [{ method: 'https-autodiscover-host', outcome: 'settings' }], { availabilityUrl: 'https://mail19.contoso.test/EWS/Exchange.asmx', from: 'EXPR' });
    observations.set(found.id, found);
    expect(growing.availabilityUrl('boris')).toBe('https://mail19.contoso.test/EWS/Exchange.asmx');
    expect(growing.endpoints('ex19')[0]).toEqual({ host: 'mail19.contoso.test', port: 443, role: 'published' });
  });
});

describe('the availability URL of a mailbox', () => {
  const url = 'https://found.contoso.test/EWS/Exchange.asmx';
  const evidence = built(scenario,
    autodiscover('anna@contoso.test', [], { availabilityUrl: url, from: 'EXPR' }),
    autodiscover('boris@contoso.test', [], { availabilityUrl: url, from: 'EXPR' }),
    autodiscover('carla@contoso.test', [{ method: 'srv', outcome: 'unreachable' }]));

  test('the scenario\'s own comes first, then Autodiscover, else none', () => {
    expect(evidence.availabilityUrl('anna')).toBe('https://Mail16.contoso.test:8443/EWS/Exchange.asmx');
    expect(evidence.availabilityUrl('boris')).toBe(url);
    expect(evidence.availabilityUrl('carla')).toBeUndefined();
    expect(evidence.availabilityUrl('cleo')).toBeUndefined();
    expect(evidence.availabilityUrl('nobody')).toBeUndefined();
  });
});

describe('ports of a server', () => {
  test('the published one first, in lower case with its port; nodes with their back ends from 2013 on', () => {
    expect(places(built(scenario), 'ex16')).toEqual(['mail16.contoso.test:8443 published']);
    expect(places(built(scenario), 'ex19')).toEqual(['ex19a.contoso.test:443 own', 'ex19a.contoso.test:444 back-end', 'ex19b.contoso.test:443 own', 'ex19b.contoso.test:444 back-end']);
  });

  test('a machine names itself in its NTLM challenge; 2010 has no back end', () => {
    const evidence = built(scenario,
      fingerprint('mail16.contoso.test:8443', { exchangeBuild: '15.1.2507.57', ntlm: { dnsComputer: 'EX16.contoso.test' } }),
      fingerprint('mail10.contoso.test:443', { ntlm: { dnsComputer: 'ex10.contoso.test' } }));
    expect(places(evidence, 'ex16')).toEqual(['mail16.contoso.test:8443 published', 'ex16.contoso.test:443 own', 'ex16.contoso.test:444 back-end']);
    expect(places(evidence, 'ex10')).toEqual(['mail10.contoso.test:443 published', 'ex10.contoso.test:443 own']);
  });

  test('the challenge of another version\'s front end names another machine', () => {
    const evidence = built(scenario, fingerprint('mail10.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { dnsComputer: 'ex16.contoso.test' } }));
    expect(places(evidence, 'ex10')).toEqual(['mail10.contoso.test:443 published']);
  });

  const behind = (...machines: readonly (readonly [name: string, build: string | null])[]) =>
    ({ asked: 4, answered: 4, machines: machines.map(([name, build]) => ({ name, build })) });

  test('so do machines in health pages, unless another version answers there', () => {
    const evidence = built(scenario,
      fingerprint('mail16.contoso.test:8443', { exchangeBuild: '15.1.2507.57', behind: behind(['ex16a.contoso.test', null], ['ex16b.contoso.test', '15.1.2375.28'], ['ex19c.contoso.test', '15.2.1544.9']) }),
      fingerprint('mail10.contoso.test:443', { builds: [{ build: '15.1.2507', by: 'login page' }], behind: behind(['ex16a.contoso.test', null]) }));
    expect(places(evidence, 'ex16')).toEqual(['mail16.contoso.test:8443 published', 'ex16a.contoso.test:443 own', 'ex16a.contoso.test:444 back-end', 'ex16b.contoso.test:443 own', 'ex16b.contoso.test:444 back-end']);
    expect(places(evidence, 'ex10')).toEqual(['mail10.contoso.test:443 published']);
  });

  test('health pages of a name that servers share name machines of neither', () => {
    const shared = scenarioOf({
      servers: { a: { version: 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' }, b: { version: 'exchange-2016', ews: 'https://MAIL.contoso.test/EWS/Exchange.asmx' } },
      mailboxes: { anna: 'a', boris: 'b' }, lookups: ['anna -> boris'],
    });
    const evidence = built(shared, fingerprint('mail.contoso.test:443', { exchangeBuild: '15.1.2507.57', behind: behind(['ex16a.contoso.test', null]) }));
    expect([...places(evidence, 'a'), ...places(evidence, 'b')]).toEqual(['mail.contoso.test:443 published', 'mail.contoso.test:443 published']);
  });

  test('the executor of a call that ran as the mailbox is a machine of its server', () => {
    const evidence = built(scenario, lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.57', headers: { 'x-calculatedbetarget': 'EX16A.contoso.test' } } }));
    expect(places(evidence, 'ex16')).toEqual(['mail16.contoso.test:8443 published', 'ex16a.contoso.test:443 own', 'ex16a.contoso.test:444 back-end']);
  });

  test('the executor of a call that ran as somebody else is not, nor one that does not say what it is', () => {
    const headers = { 'x-calculatedbetarget': 'svc.contoso.test' };
    const evidence = built(scenario,
      lookups('boris', { anna: { answer: good(), executedBy: '15.2.1748.10', headers } }),
      lookups('anna', { boris: { status: 401, headers } }));
    expect(places(evidence, 'ex19').join()).not.toContain('svc.');
    expect(places(evidence, 'ex16')).toEqual(['mail16.contoso.test:8443 published']);
  });

  test('no port twice', () => {
    const evidence = built(scenario, fingerprint('mail10.contoso.test:443', { ntlm: { dnsComputer: 'mail10.contoso.test' } }));
    expect(places(evidence, 'ex10')).toEqual(['mail10.contoso.test:443 published']);
  });

  test('mailboxes found under different names make several published ports', () => {
    const evidence = built(scenario,
      autodiscover('boris@contoso.test', [], { availabilityUrl: 'https://mail19.contoso.test/EWS/Exchange.asmx', from: 'EXPR' }),
      autodiscover('carla@contoso.test', [], { availabilityUrl: 'https://mail19b.contoso.test/EWS/Exchange.asmx', from: 'EXPR' }));
    expect(places(evidence, 'ex19').slice(0, 2)).toEqual(['mail19.contoso.test:443 published', 'mail19b.contoso.test:443 published']);
  });
});
