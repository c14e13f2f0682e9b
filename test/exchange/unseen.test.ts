import { describe, expect, test } from 'vitest';
import { whatIsSeen } from '../../src/exchange/availability.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { AutodiscoverStep, SignInResult } from '../../src/model/facts.ts';
import type { LookupPlan } from '../../src/model/scenario.ts';
import { built, good, lookups, observation, scenarioOf, skipped } from '../built-evidence.ts';

const scenarioWith = (version: 'exchange-2016' | 'exchange-online', method: 'ntlm' | 'token' | undefined, ews?: string) => scenarioOf({
  servers: { ex: { version, ...(ews === undefined ? {} : { ews }) }, ex19: { version: 'exchange-2019' } },
  mailboxes: { anna: method === undefined ? 'ex' : { server: 'ex', signIn: 'own' }, boris: 'ex19' },
  lookups: ['anna -> boris'],
  signIns: method === undefined ? {} : { own: { method } },
});
/** Which advice is given, by how it begins. */
function told(lookup: LookupPlan, evidence: Evidence): string | undefined {
  const says = whatIsSeen(lookup, evidence).toObserve ?? '';
  return Object.entries({
    account: /^Sign in as anna@contoso\.test, /, application: /^Get a token for anna@contoso\.test, /, refused: /^Check user and password of anna@contoso\.test, best in Outlook on the web: /,
    place: /^Find out where anna@contoso\.test opens mail .*--ews https:/, way: /^Run crosslines again where anna@contoso\.test works, /,
  }).find(([, begins]) => begins.test(says))?.[0];
}

const EWS = 'https://mail.contoso.test/EWS/Exchange.asmx';

describe('what a lookup lacks whose request came back with 401', () => {
  const missing: SignInResult = { id: 'own', method: 'ntlm', outcome: 'withheld', reason: 'no password was given', secretMissing: true };
  test.each([
    ['nobody signed in', 'exchange-2016', undefined, { id: '', method: 'none', outcome: 'none' }, 'account'],
    ['no secret', 'exchange-2016', 'ntlm', missing, 'account'],
    ['no secret, in Exchange Online', 'exchange-online', 'token', missing, 'application'],
    ['refused', 'exchange-2016', 'ntlm', { ...missing, outcome: 'rejected', secretMissing: undefined }, 'refused'],
    ['a token refused: the reason tells', 'exchange-online', 'token', { ...missing, outcome: 'rejected', secretMissing: undefined }, undefined],
    ['withheld by a rule: the reason tells', 'exchange-2016', 'ntlm', { ...missing, secretMissing: undefined }, undefined],
    ['another way to sign in is offered: the reason tells', 'exchange-2016', 'ntlm', { ...missing, outcome: 'not-offered', secretMissing: undefined }, undefined],
  ] as const)('%s', (_, version, method, signIn, lack) => {
    const scenario = scenarioWith(version, method, EWS);
    const [lookup] = scenario.lookups;
    if (lookup === undefined) throw new Error('no lookup');
    const { secretMissing, ...rest } = signIn as SignInResult;
    const evidence = built(scenario, lookups('anna', { boris: { status: 401, signIn: { ...rest, ...(secretMissing === true ? { secretMissing } : {}) } } }));
    expect(told(lookup, evidence)).toBe(lack);
  });

  test.each([['connect-timeout', 'way'], ['name-not-resolved', 'way'], ['refused', 'way'], ['certificate', undefined], ['tls-alert', undefined], ['interrupted', undefined]] as const)('%s: %s', (kind, lack) => {
    const scenario = scenarioWith('exchange-2016', 'ntlm', EWS);
    const [lookup] = scenario.lookups;
    const evidence = built(scenario, lookups('anna', { boris: { status: null, failure: { kind, message: 'no' }, body: 'none', signIn: null } }));
    expect(lookup && told(lookup, evidence)).toBe(lack);
  });

  test('nothing, where it was observed', () => {
    const scenario = scenarioWith('exchange-2016', 'ntlm', EWS);
    const [lookup] = scenario.lookups;
    expect(lookup && whatIsSeen(lookup, built(scenario, lookups('anna', { boris: { answer: good() } }))).toObserve).toBeNull();
  });
});

describe('what a lookup lacks whose server was not found', () => {
  const step = (outcome: AutodiscoverStep['outcome'], more: Partial<AutodiscoverStep> = {}): AutodiscoverStep =>
    ({ method: 'https-autodiscover-host', url: 'https://autodiscover.contoso.test/', outcome, detail: '', ms: 1, ...more });
  test.each([
    ['no place answers', 'ntlm', [step('unreachable'), step('http-status', { status: 404 })], 'place'],
    ['it asks for an account that nobody gave', 'ntlm', [step('unreachable'), step('withheld', { status: 401, secretMissing: true })], 'account'],
    ['it asks for an account, and there is none', undefined, [step('rejected', { status: 401 })], 'account'],
    ['it refused the account', 'ntlm', [step('rejected', { status: 401 })], 'refused'],
    ['a rule kept the account back: the reason tells', 'ntlm', [step('withheld', { status: 401 })], undefined],
  ] as const)('%s', (_, method, steps, lack) => {
    const scenario = scenarioWith('exchange-2016', method);
    const [lookup] = scenario.lookups;
    if (lookup === undefined) throw new Error('no lookup');
    const found = observation('autodiscover', 'anna@contoso.test', { status: 'observed', fact: { address: 'anna@contoso.test', steps, availabilityUrl: null, from: null, serverBuild: null } });
    expect(told(lookup, built(scenario, found, skipped('user-availability', 'anna@contoso.test', 'nobody was found')))).toBe(lack);
  });

  test('nothing, where the search never ended', () => {
    const scenario = scenarioWith('exchange-2016', undefined);
    const [lookup] = scenario.lookups;
    expect(lookup && whatIsSeen(lookup, built(scenario, skipped('user-availability', 'anna@contoso.test', 'the run was ended'))).toObserve).toBeNull();
  });
});

test('whose password is to be checked is who signed in, also where that is somebody else', () => {
  const scenario = scenarioOf({
    servers: { ex: { version: 'exchange-2016', ews: EWS }, ex19: { version: 'exchange-2019' } }, mailboxes: { anna: { server: 'ex', signIn: 'own' }, boris: 'ex19' },
    lookups: ['anna -> boris'], signIns: { own: { method: 'ntlm', user: 'CONTOSO\\svc' } },
  });
  const [lookup] = scenario.lookups;
  const signIn: SignInResult = { id: 'own', method: 'ntlm', outcome: 'rejected', reason: 'refused' };
  const evidence = built(scenario, lookups('anna', { boris: { status: 401, signIn } }));
  expect(whatIsSeen(lookup!, evidence).toObserve).toMatch(/^Check user and password of CONTOSO\\svc: mistyped, expired or locked/);
});
