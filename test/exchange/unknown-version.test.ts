/** Servers of which nobody claims a version, as `check` has them: only what is seen counts. */
import { describe, expect, test } from 'vitest';
import { directionOf } from '../../src/causes/cause.ts';
import { whatIsSeen } from '../../src/exchange/availability.ts';
import { identify } from '../../src/exchange/identity.ts';
import { acceptedByDefault, dialledByDefault } from '../../src/exchange/outgoing-tls.ts';
import { versionName } from '../../src/exchange/versions.ts';
import { noticesOf } from '../../src/notices.ts';
import { autodiscover, built, fingerprint, good, lookupOf, lookups, scenarioOf } from '../built-evidence.ts';

const scenario = scenarioOf({
  servers: { here: { version: 'unknown' }, there: { version: 'unknown' } },
  mailboxes: { anna: { server: 'here', signIn: 'corp' }, boris: 'there' },
  lookups: ['anna -> boris'],
  signIns: { corp: { user: 'CONTOSO\\svc', impersonate: true } },
});
const found = (who: string, host: string, serverBuild: string | null) => autodiscover(`${who}@contoso.test`, [{ method: 'srv', outcome: 'settings' }],
  { availabilityUrl: `https://${host}/EWS/Exchange.asmx`, from: 'EXPR', serverBuild });

describe('a version that nobody claims', () => {
  test('stays unknown where nothing shows it, and nothing is concluded from that', () => {
    const evidence = built(scenario);
    expect(identify('here', evidence)).toMatchObject({ version: 'unknown', claimedVersion: 'unknown', versionShownBy: undefined });
    expect([dialledByDefault('unknown', '2016'), acceptedByDefault('unknown', '2016'), versionName('unknown')]).toEqual([null, null, 'Exchange']);
    expect(noticesOf(evidence)).toEqual([]);
  });

  test('is what executed the calls of its mailboxes, before what Autodiscover says, before what its port shows', () => {
    const port = fingerprint('mail.contoso.test:443', { exchangeBuild: '15.2.1544.4' });
    const steps = [built(scenario, found('anna', 'mail.contoso.test', null), port), built(scenario, found('anna', 'mail.contoso.test', '15.0.1497.0'), port),
      built(scenario, found('anna', 'mail.contoso.test', '15.0.1497.0'), port, lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.57' } }))];
    expect(steps.map((evidence) => identify('here', evidence)).map(({ version, build, versionShownBy }) => [version, build, versionShownBy?.id])).toEqual([
      ['exchange-2019', null, 'fingerprint mail.contoso.test:443'],
      ['exchange-2013', null, 'autodiscover anna@contoso.test'],
      ['exchange-2016', '15.1.2507.57', 'user-availability anna@contoso.test'],
    ]);
    expect(JSON.stringify(steps.map((evidence) => noticesOf(evidence)))).not.toContain('The scenario calls');
  });

  test('gives the server its back end', () => {
    const evidence = built(scenario, found('boris', 'mail.contoso.test', '15.2.1544.0'), fingerprint('mail.contoso.test:443', { ntlm: { dnsComputer: 'ex19.contoso.test' } }));
    expect(evidence.server('there').version).toBe('exchange-2019');
    expect(evidence.endpoints('there').map(({ host, port }) => `${host}:${port}`)).toEqual(['mail.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444']);
  });

  test('is not taken from a name that Autodiscover gives for both: either may have answered there', () => {
    const evidence = built(scenario, found('anna', 'mail.contoso.test', null), found('boris', 'mail.contoso.test', null),
      fingerprint('mail.contoso.test:443', { exchangeBuild: '15.2.1544.4', ntlm: { dnsComputer: 'ex19.contoso.test', windowsBuild: '10.0.17763' } }));
    expect(identify('there', evidence)).toMatchObject({ version: 'unknown', windows: undefined });
    expect(evidence.endpoints('there').map(({ host }) => host)).toEqual(['mail.contoso.test']);
  });

  test.each([
    ['outlook.office365.com', null, 'onprem-to-cloud'], ['mail.contoso.test', '15.20.8769.0', 'onprem-to-cloud'], ['mail.contoso.test', '15.2.1544.0', 'onprem-to-onprem'],
    ['outlook.office365.com.contoso.test', null, 'onprem-to-onprem'],
  ])('at %s with build %s makes the direction %s', (host, build, direction) => {
    const evidence = built(scenario, found('boris', host, build));
    expect(directionOf(lookupOf(evidence, 'anna -> boris'), evidence)).toBe(direction);
  });

  test.each([['4444', null, 'shown'], ['5555', null, 'hash-marks'], ['4444', '14.3.513.0', 'hash-marks']])('makes %s of %s %s', (digits, executedBy, availability) => {
    const evidence = built(scenario, lookups('anna', { boris: { answer: good(digits), executedBy } }));
    expect(whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence).availability).toBe(availability);
  });

  test('leaves open where the call of another account ran', () => {
    const own = { ...scenario, signIns: { corp: { id: 'corp', method: 'ntlm' as const, user: 'CONTOSO\\svc', impersonate: false, channelBinding: true } } };
    const evidence = built(own, lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.57' } }));
    expect(whatIsSeen(lookupOf(evidence, 'anna -> boris'), evidence)).toMatchObject({
      availability: 'not-observed', anotherPath: true,
      why: 'the call ran as CONTOSO\\svc on Exchange 2016, and nothing shows that the requester\'s mailbox is there, so it may have tested another path',
      toObserve: 'Give CONTOSO\\svc the role ApplicationImpersonation and ask on behalf of anna@contoso.test (--impersonate with check, impersonate: true in a scenario), '
        + 'or sign in as anna@contoso.test.',
    });
    const there = built(own, found('anna', 'mail.contoso.test', '15.1.2507.0'), lookups('anna', { boris: { answer: good(), executedBy: '15.1.2507.57' } }));
    expect(whatIsSeen(lookupOf(there, 'anna -> boris'), there).availability).toBe('shown');
  });
});
