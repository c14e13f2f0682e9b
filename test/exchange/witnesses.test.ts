import { describe, expect, test } from 'vitest';
import { buildWitnessed, witnessesOf } from '../../src/exchange/witnesses.ts';
import type { BuildShown } from '../../src/model/facts.ts';
import { autodiscover, built, fingerprint, good, lookups, scenarioOf } from '../built-evidence.ts';

const scenario = scenarioOf({
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
    ex13: { version: 'exchange-2013', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: 'ex16', boris: 'ex19', carla: 'ex13' }, lookups: ['anna -> boris', 'boris -> anna', 'carla -> anna'],
});
const header = (build: string): { readonly exchangeBuild: string; readonly builds: readonly BuildShown[] } => ({ exchangeBuild: build, builds: [{ build, by: 'X-OWA-Version' }] });
const page = (build: string): { readonly builds: readonly BuildShown[] } => ({ builds: [{ build, by: 'login page' }] });

describe('who says which build a server runs', () => {
  test('the call first, then its own name, then its published name, then Autodiscover', () => {
    const evidence = built(scenario,
      autodiscover('anna@contoso.test', [], { serverBuild: '15.1.2375' }),
      fingerprint('mail16.contoso.test:443', { ...header('15.1.2507.57'), ntlm: { dnsComputer: 'ex16.contoso.test' } }),
      fingerprint('ex16.contoso.test:443', page('15.1.2507')),
      lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.6' } }));
    expect(witnessesOf('ex16', evidence).map(({ build, by, place, observation }) => [place, build, by, observation.id])).toEqual([
      ['executor', '15.1.2507.6', 'by ServerVersionInfo of a call of its mailboxes', 'user-availability anna@contoso.test'],
      ['own', '15.1.2507', 'by login page at ex16.contoso.test:443', 'fingerprint ex16.contoso.test:443'],
      ['published', '15.1.2507.57', 'by X-OWA-Version at mail16.contoso.test:443', 'fingerprint mail16.contoso.test:443'],
      ['directory', '15.1.2375', 'by Autodiscover for anna@contoso.test', 'autodiscover anna@contoso.test'],
    ]);
    expect(buildWitnessed('ex16', evidence)?.place).toBe('executor');
  });

  test('a shared name is nobody\'s witness', () => {
    const evidence = built(scenario, fingerprint('mail.contoso.test:443', header('15.2.1544.9')));
    expect([...witnessesOf('ex13', evidence), ...witnessesOf('ex19', evidence)]).toEqual([]);
    expect(buildWitnessed('ex19', evidence)).toBeUndefined();
  });

  test('what a published name shows of another version is of another machine', () => {
    const evidence = built(scenario, fingerprint('mail16.contoso.test:443', header('15.2.1544.9')));
    expect(witnessesOf('ex16', evidence)).toHaveLength(1);
    expect(buildWitnessed('ex16', evidence)).toBeUndefined();
  });
});
