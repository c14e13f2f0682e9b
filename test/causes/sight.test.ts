import { describe, expect, test } from 'vitest';
import type { See } from '../../src/causes/cause.ts';
import {
  accepts, all, any, askedFromHere, dialsAsInstalled, hasCode, ports, requesterRefusedEverywhere, requesterShownThere, sameServersShown, says,
  saysStatus, targetShown, targetShownToOthers,
} from '../../src/causes/sight.ts';
import type { FingerprintFact } from '../../src/model/facts.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, failed, fault, fingerprint, good, lookupOf, lookups, observation, refusal, scenarioOf, skipped, tls } from '../built-evidence.ts';
import { SERVERS, TEXT } from './worlds.ts';

const scenario = scenarioOf({
  servers: SERVERS, mailboxes: { anna: 'ex16', alma: 'ex16', boris: 'ex19', carla: 'ex19', dora: 'ex13' },
  lookups: ['anna -> boris', 'anna -> carla', 'alma -> boris', 'dora -> boris', 'boris -> anna'],
});
const a = observation('name-resolution', 'a', { status: 'skipped', reason: '' });
const b = observation('name-resolution', 'b', { status: 'skipped', reason: '' });
const there = (...seen: readonly (typeof a)[]): See => () => seen;
const absent: See = () => [];
const unknown: See = () => undefined;
const bad = { answer: refusal('ErrorProxyRequestProcessingFailed', 'broken') };
const works = { answer: good() };

function look(see: See, evidence: Evidence, id = 'anna -> boris'): readonly string[] | undefined {
  return see(lookupOf(evidence, id), evidence)?.map((one) => one.subject);
}
const over = (see: See): readonly string[] | undefined => look(see, built(scenario));

describe('all and any', () => {
  test('all: absent beats unknown, each observation once', () => {
    expect(over(all(there(a), there(b, a)))).toEqual(['a', 'b']);
    expect(over(all(there(a), absent, unknown))).toEqual([]);
    expect(over(all(there(a), unknown))).toBeUndefined();
  });

  test('any: present beats unknown, unknown beats absent', () => {
    expect(over(any(there(a), unknown, there(a, b)))).toEqual(['a', 'b']);
    expect(over(any(absent, unknown))).toBeUndefined();
    expect(over(any(absent, absent))).toEqual([]);
  });
});

describe('the answer', () => {
  const text = (one: Parameters<typeof lookups>[1]): Evidence => built(scenario, lookups('anna', one));

  test('its words are looked for in message, exception and fault', () => {
    const see = says('name-not-resolved');
    expect(look(see, text({ boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.name) } }))).toEqual(['anna@contoso.test']);
    expect(look(see, text({ boris: { answer: refusal('ErrorProxyRequestProcessingFailed', '', { exceptionMessage: TEXT.nameGerman }) } }))).toEqual(['anna@contoso.test']);
    expect(look(see, text({ boris: { status: 500, body: 'fault', fault: fault(null, TEXT.nameFrench) } }))).toEqual(['anna@contoso.test']);
    expect(look(see, text({ boris: bad }))).toEqual([]);
    expect(look(see, text({ carla: bad }))).toBeUndefined();
    expect(look(see, built(scenario))).toBeUndefined();
    expect(look(see, built(scenario, failed('user-availability', 'anna@contoso.test', 'refused')))).toBeUndefined();
  });

  test('its code, for the target or of the fault; the status that its text names', () => {
    expect(look(hasCode('ErrorNoFreeBusyAccess'), text({ boris: { answer: refusal('ErrorNoFreeBusyAccess') } }))).toHaveLength(1);
    expect(look(hasCode('ErrorServerBusy'), text({ boris: { status: 500, body: 'fault', fault: fault('ErrorServerBusy') } }))).toHaveLength(1);
    expect(look(hasCode('ErrorServerBusy'), text({ boris: bad }))).toEqual([]);
    expect(look(saysStatus(401), text({ boris: { answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.status401French) } }))).toHaveLength(1);
    expect(look(saysStatus(401), text({ boris: { status: 401 } }))).toEqual([]);
  });

  test('of several attempts the failing one is looked at', () => {
    expect(look(says('name-not-resolved'), text({ boris: [{ answer: refusal('ErrorProxyRequestProcessingFailed', TEXT.name) }, works] }))).toHaveLength(1);
  });
});

describe('ports', () => {
  const see = ports('target', 'tls-versions', ({ outcome }) => outcome.status === 'failed');

  test('unknown where none was observed, or only skipped or crashed', () => {
    expect(look(see, built(scenario))).toBeUndefined();
    expect(look(see, built(scenario, skipped('tls-versions', 'mail19.contoso.test:443', ''), observation('tls-versions', 'mail16.contoso.test:443', { status: 'crashed', reason: '' })))).toBeUndefined();
  });

  test('of the right end only', () => {
    expect(look(see, built(scenario, failed('tls-versions', 'mail19.contoso.test:443', 'refused')))).toEqual(['mail19.contoso.test:443']);
    expect(look(see, built(scenario, failed('tls-versions', 'mail16.contoso.test:443', 'refused')))).toBeUndefined();
    expect(look(see, built(scenario, tls('mail19.contoso.test:443', ['TLSv1.2'])))).toEqual([]);
  });
});

describe('TLS of a server', () => {
  const own = fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', ntlm: { dnsComputer: 'ex19.contoso.test' } });

  test('the back end tells most, then the machine\'s own name, then the published one; a port that accepts nothing tells nothing', () => {
    const shown = [tls('mail19.contoso.test:443', ['TLSv1.0']), tls('ex19.contoso.test:443', ['TLSv1.1']), tls('ex19.contoso.test:444', ['TLSv1.2'])] as const;
    expect(accepts('ex19', built(scenario, own, ...shown))?.versions).toEqual(['TLSv1.2']);
    expect(accepts('ex19', built(scenario, own, shown[0], shown[1], tls('ex19.contoso.test:444', [])))?.versions).toEqual(['TLSv1.1']);
    expect(accepts('ex19', built(scenario, own, shown[0], failed('tls-versions', 'ex19.contoso.test:443', 'refused')))?.versions).toEqual(['TLSv1.0']);
    expect(accepts('ex19', built(scenario, own, failed('tls-versions', 'mail19.contoso.test:443', 'refused')))).toBeUndefined();
  });

  test('behind a device that betrays itself the published name tells nothing sure of the machine, whatever its address', () => {
    const at = (device: FingerprintFact['device']) => accepts('ex19', built(scenario, tls('mail19.contoso.test:443', ['TLSv1.2']),
      fingerprint('mail19.contoso.test:443', { exchangeBuild: '15.2.1748.10', device })))?.atMachine;
    expect(at(null)).toBe(true);
    expect(at({ kind: 'f5', shownBy: 'cookie BIGipServerews', sure: true })).toBe(false);
  });

  test('what a port accepts is never taken for what its server dials with', () => {
    const evidence = built(scenario, tls('mail16.contoso.test:443', ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']));
    expect(accepts('ex16', evidence)?.versions).toContain('TLSv1.2');
    expect(dialsAsInstalled('ex16', evidence)).toEqual(['SSLv3', 'TLSv1.0']);
  });
});

describe('other lookups', () => {
  test('the same two servers, another mailbox', () => {
    expect(look(sameServersShown, built(scenario, lookups('anna', { boris: bad, carla: works })))).toEqual(['anna@contoso.test']);
    expect(look(sameServersShown, built(scenario, lookups('anna', { boris: bad, carla: bad })))).toEqual([]);
    // The same target for another requester, another server, the opposite direction: not this.
    expect(look(sameServersShown, built(scenario, lookups('anna', { boris: bad }), lookups('alma', { boris: works }), lookups('dora', { boris: works }), lookups('boris', { anna: works })))).toBeUndefined();
  });

  test('the same target, a requester on another server', () => {
    expect(look(targetShownToOthers, built(scenario, lookups('anna', { boris: bad }), lookups('dora', { boris: works })))).toEqual(['dora@contoso.test']);
    expect(look(targetShownToOthers, built(scenario, lookups('anna', { boris: bad }), lookups('dora', { boris: bad })))).toEqual([]);
    expect(look(targetShownToOthers, built(scenario, lookups('anna', { boris: bad }), lookups('alma', { boris: works })))).toBeUndefined();
  });

  test('a lookup that was not observed says nothing', () => {
    expect(look(sameServersShown, built(scenario, lookups('anna', { boris: bad, carla: { status: 401 } })))).toBeUndefined();
  });
});

describe('what other lookups say of one side', () => {
  const no = { answer: refusal('ErrorNoFreeBusyAccess') };
  const see = (sight: See, ids: readonly string[], ...observations: readonly Observation[]): readonly string[] | undefined => {
    const scenario = scenarioOf({ servers: SERVERS, mailboxes: { anna: 'ex16', boris: 'ex19', carla: 'ex19', dora: 'ex13' }, lookups: ids });
    const evidence = built(scenario, ...observations);
    return sight(lookupOf(evidence, ids[0] ?? ''), evidence)?.map(({ id }) => id);
  };
  const [here, there, elsewhere] = [['anna -> boris'], ['anna -> boris', 'anna -> carla'], ['anna -> boris', 'anna -> dora']];
  const ASKED = 'user-availability anna@contoso.test';

  test.each([
    ['the requester is shown another mailbox there', requesterShownThere, there, [lookups('anna', { boris: no, carla: works })], [ASKED]],
    ['the requester is shown one elsewhere', requesterShownThere, elsewhere, [lookups('anna', { boris: no, dora: works })], undefined],
    ['the requester is shown none there', requesterShownThere, there, [lookups('anna', { boris: no, carla: no })], []],
    ['the target is shown to somebody else', targetShown, ['anna -> boris', 'carla -> boris'], [lookups('anna', { boris: no }), lookups('carla', { boris: works })], ['user-availability carla@contoso.test']],
    ['every calendar refuses the requester', requesterRefusedEverywhere, there, [lookups('anna', { boris: no, carla: no })], [ASKED]],
    ['one does not', requesterRefusedEverywhere, there, [lookups('anna', { boris: no, carla: works })], []],
    ['no other was asked', requesterRefusedEverywhere, here, [lookups('anna', { boris: no })], undefined],
    ['crosslines itself asked', askedFromHere, here, [lookups('anna', { boris: no })], [ASKED]],
    ['nobody asked', askedFromHere, here, [], undefined],
  ] as const)('%s', (_name, sight, ids, observations, expected) => {
    expect(see(sight, ids, ...observations)).toEqual(expected);
  });
});
