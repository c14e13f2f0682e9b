import { describe, expect, test } from 'vitest';
import { defineCause, doubts, excludes, hints, proves, suggests, type Cause, type Layer, type See, type Sign, type Weight } from '../src/causes/cause.ts';
import { causes } from '../src/causes/index.ts';
import { confidenceOf, diagnose, weighAll } from '../src/diagnose.ts';
import type { Confidence, Verdict } from '../src/model/report.ts';
import type { LookupPlan } from '../src/model/scenario.ts';
import { built, good, lookupOf, lookups, refusal, scenarioOf, tls, type ScenarioParts } from './built-evidence.ts';

const parts: ScenarioParts = {
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
    cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: 'ex16', boris: 'ex19', cleo: 'cloud', dora: 'cloud' },
  lookups: ['anna -> boris', 'anna -> cleo', 'cleo -> anna', 'cleo -> dora'],
};
const scenario = scenarioOf(parts);
const denied = built(scenario, lookups('anna', { boris: { answer: refusal('ErrorNoFreeBusyAccess', 'denied') } }), tls('mail19.contoso.test:443', ['TLSv1.2']));

const absent: See = () => [];
const unobserved: See = () => undefined;
const shown: See = (lookup, evidence) => [evidence.of('user-availability', lookup.requester.address)].flatMap((one) => one ?? []);
const onPort: See = (_, evidence) => [evidence.of('tls-versions', 'mail19.contoso.test:443')].flatMap((one) => one ?? []);

function cause(id: string, signs: readonly Sign[], more: Partial<Cause> = {}): Cause {
  return defineCause({ id, layer: 'tls', title: id, explanation: '', concerns: 'exchange', signs, remedy: [], confirm: [], references: [], ...more });
}
const weigh = (...all: readonly Cause[]) => weighAll(lookupOf(denied, 'anna -> boris'), denied, all);

describe('the table of confidence', () => {
  test.each([
    [['excludes'], 'ruled-out'], [['excludes', 'suggests'], 'ruled-out'], [['excludes', 'hints', 'doubts'], 'ruled-out'],
    [['excludes', 'proves'], 'possible'], [['excludes', 'proves', 'suggests', 'doubts'], 'possible'],
    [['proves'], 'confirmed'], [['proves', 'doubts'], 'confirmed'], [['proves', 'suggests', 'hints'], 'confirmed'],
    [['suggests'], 'likely'], [['suggests', 'hints'], 'likely'],
    [['suggests', 'doubts'], 'possible'], [['hints'], 'possible'], [['hints', 'doubts'], 'possible'],
  ] satisfies readonly (readonly [readonly Weight[], Confidence])[])('%s: %s, whatever else was not observed', (present, confidence) => {
    expect(confidenceOf(present, false)).toBe(confidence);
    expect(confidenceOf(present, true)).toBe(confidence);
  });

  test.each([[[]], [['doubts']]] satisfies readonly (readonly [readonly Weight[]])[])('nothing for it (%s): what was not observed decides', (present) => {
    expect(confidenceOf(present, true)).toBe('undetermined');
    expect(confidenceOf(present, false)).toBe('ruled-out');
  });
});

describe('a finding', () => {
  test('cites what is for and against, and proves beside excludes shows both', () => {
    const [finding] = weigh(cause('x', [proves('for', shown), excludes('against', onPort)]));
    expect(finding).toMatchObject({
      confidence: 'possible', supporting: [{ says: 'for', observation: 'user-availability anna@contoso.test' }], opposing: [{ says: 'against', observation: 'tls-versions mail19.contoso.test:443' }],
    });
  });

  test('one citation per observation of a sign', () => {
    const both: See = (lookup, evidence) => [...shown(lookup, evidence) ?? [], ...onPort(lookup, evidence) ?? []];
    expect(weigh(cause('x', [suggests('both', both)]))[0]?.supporting.map(({ observation }) => observation)).toEqual(['user-availability anna@contoso.test', 'tls-versions mail19.contoso.test:443']);
  });

  test('lists what would settle it where a place to look is known', () => {
    const [finding] = weigh(cause('x', [proves('it is so', unobserved, 'look on {targetServer}'), suggests('seen', unobserved), hints('hint', unobserved), doubts('doubt', unobserved, 'see {target}')]));
    expect(finding).toMatchObject({ confidence: 'undetermined', missing: [{ says: 'it is so', observe: 'look on ex19' }, { says: 'doubt', observe: 'see boris@contoso.test' }] });
  });

  test.each([
    ['a suggestion that was never observed', [suggests('s', unobserved)], 'undetermined'],
    ['a hint that was never observed', [hints('s', unobserved)], 'ruled-out'],
    ['a doubt or exclusion that was never observed', [doubts('s', unobserved), excludes('s', unobserved)], 'ruled-out'],
    ['all looked for, nothing there', [proves('p', absent), suggests('s', absent)], 'ruled-out'],
  ] satisfies readonly (readonly [string, readonly Sign[], Confidence])[])('%s', (_, signs, confidence) => {
    expect(weigh(cause('x', signs))[0]).toMatchObject({ confidence, missing: [] });
  });

  test('fills placeholders everywhere, and leaves unknown braces alone', () => {
    const text = '{requester} {requesterServer} {requesterVersion} {requesterName} | {target} {targetServer} {targetVersion} {targetName} | {unknown} {}';
    const filled = 'anna@contoso.test ex16 Exchange 2016 mail16.contoso.test | boris@contoso.test ex19 Exchange 2019 mail19.contoso.test | {unknown} {}';
    const [finding] = weigh(cause('x', [suggests(text, shown), doubts(text, onPort), proves(text, unobserved, text)], { explanation: text, remedy: [text], confirm: [text] }));
    expect(finding).toMatchObject({
      explanation: filled, remedy: [filled], confirm: [filled], supporting: [{ says: filled }], opposing: [{ says: filled }], missing: [{ says: filled, observe: filled }],
    });
  });

  test('no known cause leaves a placeholder unfilled in any direction', () => {
    for (const lookup of scenario.lookups) {
      for (const finding of weighAll(lookup, denied, causes)) {
        const texts = [finding.explanation, ...finding.remedy, ...finding.confirm, ...[...finding.supporting, ...finding.opposing, ...finding.missing].map(({ says }) => says), ...finding.missing.map(({ observe }) => observe)];
        expect(texts.filter((text) => /\{(requester|target)\w*\}/.test(text)), finding.cause).toEqual([]);
      }
    }
  });

  test('versions are named as seen, not as claimed', () => {
    const evidence = built(scenario, lookups('anna', { boris: { answer: refusal('ErrorNoFreeBusyAccess'), executedBy: '15.0.1497.48' } }));
    expect(weighAll(lookupOf(evidence, 'anna -> boris'), evidence, [cause('x', [], { explanation: '{requesterVersion}' })])[0]?.explanation).toBe('Exchange 2013');
  });
});

describe('order', () => {
  const ids = (...all: readonly Cause[]): readonly string[] => weigh(...all).map(({ cause: id }) => id);

  test('by confidence, ruled-out ones last', () => {
    expect(ids(
      cause('ruled-out', [excludes('', shown)]), cause('undetermined', [proves('', unobserved)]), cause('possible', [hints('', shown)]),
      cause('likely', [suggests('', shown)]), cause('confirmed', [proves('', shown)]),
    )).toEqual(['confirmed', 'likely', 'possible', 'undetermined', 'ruled-out']);
  });

  test('then by how much there is for it', () => {
    expect(ids(cause('one', [suggests('', shown)]), cause('two', [suggests('', shown), hints('', shown)]), cause('three', [suggests('', shown), suggests('', onPort)]))).toEqual(['three', 'two', 'one']);
  });

  test('then by layer from the bottom, then as listed', () => {
    const order: readonly Layer[] = ['mailbox', 'directory', 'federation', 'autodiscover', 'sign-in', 'proxy', 'certificate', 'tls', 'network', 'dns'];
    expect(ids(...order.map((layer) => cause(layer, [hints('', shown)], { layer })))).toEqual([...order].reverse());
    expect(ids(cause('b', [hints('', shown)]), cause('a', [hints('', shown)]))).toEqual(['b', 'a']);
  });
});

describe('direction', () => {
  test('a cause is weighed only where it occurs', () => {
    const all = [
      cause('any', []), cause('premises', [], { directions: ['onprem-to-onprem'] }), cause('up', [], { directions: ['onprem-to-cloud'] }),
      cause('down', [], { directions: ['cloud-to-onprem'] }), cause('cloud', [], { directions: ['within-cloud'] }), cause('both', [], { directions: ['onprem-to-cloud', 'cloud-to-onprem'] }),
    ];
    const at = (id: string): readonly string[] => weighAll(lookupOf(denied, id), denied, all).map(({ cause: name }) => name);
    expect(at('anna -> boris')).toEqual(['any', 'premises']);
    expect(at('anna -> cleo')).toEqual(['any', 'up', 'both']);
    expect(at('cleo -> anna')).toEqual(['any', 'down', 'both']);
    expect(at('cleo -> dora')).toEqual(['any', 'cloud']);
  });
});

describe('a verdict', () => {
  const marks = { answer: refusal('ErrorNoFreeBusyAccess', 'denied'), executedBy: '15.1.2507.57' };
  const likely = cause('likely-one', [suggests('', shown)]);
  const confirmed = cause('confirmed-one', [proves('', shown)]);
  const possible = cause('possible-one', [hints('', shown)]);

  function verdict(plan: Partial<LookupPlan>, tries: typeof marks | { readonly answer: ReturnType<typeof good> }, all: readonly Cause[]): Verdict {
    const evidence = built(scenarioOf({ ...parts, lookups: [{ id: 'anna -> boris', ...plan }] }), lookups('anna', { boris: tries }));
    const [only] = diagnose(evidence, all, Date.parse('2026-11-20T09:40:00Z'));
    if (only === undefined) throw new Error('no verdict');
    return only;
  }

  test('holds the answer, the window and the attempts', () => {
    expect(verdict({}, marks, [likely])).toMatchObject({
      lookup: { id: 'anna -> boris', requester: 'anna@contoso.test', target: 'boris@contoso.test', requesterServer: 'ex16', targetServer: 'ex19' },
      availability: 'hash-marks', expected: 'shown', met: false,
      answer: { responseCode: 'ErrorNoFreeBusyAccess', freeBusyViewType: 'None', mergedFreeBusy: null, executedBy: '15.1.2507.57', messageText: 'denied' },
      window: { from: '2026-11-20T09:00:00.000Z', to: '2026-11-20T11:00:00.000Z', intervalMinutes: 30 },
      attempts: [{ availability: 'hash-marks', node: null, by: null }], patterns: [],
    });
  });

  test('has no findings where availability is shown, and says why where it was not observed', () => {
    expect(verdict({}, { answer: good() }, [likely])).toMatchObject({ availability: 'shown', met: true, findings: [] });
    const evidence = built(scenario);
    expect(diagnose(evidence, [likely], 0)[0]).toMatchObject({ availability: 'not-observed', notObserved: 'it was never asked', met: false });
  });

  test.each([
    ['shown as expected', { expected: 'shown' }, { answer: good() }, [likely], true],
    ['shown, no causes expected', { expected: 'shown', expectedCauses: [] }, { answer: good() }, [likely], true],
    ['shown, but cross lines expected', { expected: 'hash-marks' }, { answer: good() }, [], false],
    ['cross lines as expected, whatever the cause', { expected: 'hash-marks' }, marks, [likely], true],
    ['cross lines, the expected cause likely', { expected: 'hash-marks', expectedCauses: ['likely-one'] }, marks, [likely, possible], true],
    ['cross lines, both expected causes in any order', { expected: 'hash-marks', expectedCauses: ['likely-one', 'confirmed-one'] }, marks, [likely, confirmed], true],
    ['cross lines, one cause more than expected', { expected: 'hash-marks', expectedCauses: ['likely-one'] }, marks, [likely, confirmed], false],
    ['cross lines, an expected cause missing', { expected: 'hash-marks', expectedCauses: ['likely-one', 'confirmed-one'] }, marks, [likely], false],
    ['cross lines, the expected cause only possible', { expected: 'hash-marks', expectedCauses: ['possible-one'] }, marks, [possible], false],
    ['cross lines, no cause expected and none found', { expected: 'hash-marks', expectedCauses: [] }, marks, [possible], true],
    ['the right cause, but another availability', { expected: 'not-observed', expectedCauses: ['likely-one'] }, marks, [likely], false],
  ] satisfies readonly (readonly [string, Partial<LookupPlan>, typeof marks | { readonly answer: ReturnType<typeof good> }, readonly Cause[], boolean])[])('%s', (_, plan, tries, all, met) => {
    expect(verdict(plan, tries, all).met).toBe(met);
  });

  test('the same evidence gives the same verdicts', () => {
    expect(JSON.stringify(diagnose(denied, causes, 0))).toBe(JSON.stringify(diagnose(denied, causes, 0)));
  });
});
