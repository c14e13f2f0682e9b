import { describe, expect, test } from 'vitest';
import { identify, ranAsRequester } from '../../src/exchange/identity.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { SignIn } from '../../src/model/scenario.ts';
import { built, fingerprint, good, lookups, scenarioOf } from '../built-evidence.ts';

const own = scenarioOf({
  servers: {
    ex16: { version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx' },
    ex19: { version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: { server: 'ex16', signIn: 'corp' }, boris: { server: 'ex19', signIn: 'corp' } },
  lookups: ['anna -> boris', 'boris -> anna'],
  signIns: { corp: { user: 'CONTOSO\\svc', impersonate: true } },
});

/** One name for both, answered by the newer one: the usual way to live together. */
const shared = scenarioOf({
  servers: {
    ex10: { version: 'exchange-2010', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' },
    ex16: { version: 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: { server: 'ex10', signIn: 'corp' }, boris: { server: 'ex16', signIn: 'corp' } },
  lookups: ['anna -> boris', 'boris -> anna'],
  signIns: { corp: { user: 'CONTOSO\\svc', impersonate: true } },
});

const ran = (who: string, build: string | null, to = 'boris', node = ''): Observation =>
  lookups(who, { [to]: { answer: good(), executedBy: build, headers: node === '' ? {} : { 'x-calculatedbetarget': node } } });

describe('version', () => {
  test('only claimed', () => {
    expect(identify('ex16', built(own))).toMatchObject({ version: 'exchange-2016', claimedVersion: 'exchange-2016', windows: '2012R2', build: null, versionShownBy: undefined, windowsShownBy: undefined });
  });

  test('seen as claimed, by the build that executed a call of its mailbox', () => {
    expect(identify('ex16', built(own, ran('anna', '15.1.2507.57')))).toMatchObject({ version: 'exchange-2016', build: '15.1.2507.57', versionShownBy: { id: 'user-availability anna@contoso.test' } });
  });

  test('a version that lies is contradicted by the call', () => {
    expect(identify('ex16', built(own, ran('anna', '15.2.1544.4')))).toMatchObject({ version: 'exchange-2019', claimedVersion: 'exchange-2016', build: '15.2.1544.4', versionShownBy: { id: 'user-availability anna@contoso.test' } });
    expect(identify('ex19', built(own, ran('boris', '15.2.2562.37', 'anna')))).toMatchObject({ version: 'exchange-se', claimedVersion: 'exchange-2019' });
  });

  test('a front end newer than the back end: the back end is the server', () => {
    const evidence = built(own, ran('anna', '15.1.2507.57'), fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.2.2562.37', ntlm: { windowsBuild: '10.0.20348', dnsComputer: 'ex25.contoso.test' } }));
    expect(identify('ex16', evidence)).toMatchObject({ version: 'exchange-2016', windows: '2012R2', windowsShownBy: undefined });
    expect(evidence.endpoints('ex16').map(({ host }) => host)).not.toContain('ex25.contoso.test');
  });

  test('a call that ran as somebody else says nothing about the server', () => {
    const scenario = { ...own, signIns: { corp: { ...own.signIns['corp'] as SignIn, impersonate: false } } };
    expect(identify('ex16', built(scenario, ran('anna', '15.2.1544.4')))).toMatchObject({ version: 'exchange-2016', build: null, versionShownBy: undefined });
  });

  test('what is no build of Exchange counts for nothing', () => {
    expect(identify('ex16', built(own, ran('anna', '6.5.7638.1')))).toMatchObject({ version: 'exchange-2016', build: null, versionShownBy: undefined });
    expect(identify('ex16', built(own, ran('anna', null)))).toMatchObject({ versionShownBy: undefined });
  });
});

describe('Windows', () => {
  test('as the NTLM challenge at the published name says', () => {
    const evidence = built(own, fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '10.0.14393' } }));
    expect(identify('ex16', evidence)).toMatchObject({ windows: '2016', claimedWindows: '2012R2', windowsShownBy: { id: 'fingerprint mail16.contoso.test:443' } });
  });

  test('where the published name does not say what Exchange answers, the challenge counts', () => {
    expect(identify('ex16', built(own, fingerprint('mail16.contoso.test:443', { ntlm: { windowsBuild: '6.3.9600' } })))).toMatchObject({ windows: '2012R2', windowsShownBy: { id: 'fingerprint mail16.contoso.test:443' } });
  });

  test('an unknown Windows build leaves the claim', () => {
    expect(identify('ex16', built(own, fingerprint('mail16.contoso.test:443', { ntlm: { windowsBuild: '10.0.99999' } })))).toMatchObject({ windows: '2012R2', windowsShownBy: undefined });
  });

  test('the machine\'s own name tells where the published name is answered by another version', () => {
    const evidence = built(own, ran('anna', '15.1.2507.57', 'boris', 'ex16.contoso.test'),
      fingerprint('mail16.contoso.test:443', { exchangeBuild: '15.2.1544.4', ntlm: { windowsBuild: '10.0.17763', dnsComputer: 'ex19.contoso.test' } }),
      fingerprint('ex16.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '10.0.14393' } }));
    expect(identify('ex16', evidence)).toMatchObject({ windows: '2016', windowsShownBy: { id: 'fingerprint ex16.contoso.test:443' } });
  });
});

describe('a namespace that several servers share', () => {
  const front = fingerprint('mail.contoso.test:443', { exchangeBuild: '15.1.2507.57', ntlm: { windowsBuild: '10.0.14393', dnsComputer: 'ex16.contoso.test' } });

  test('says nothing about the Windows of either', () => {
    expect(identify('ex10', built(shared, front))).toMatchObject({ version: 'exchange-2010', windows: undefined, windowsShownBy: undefined });
    expect(identify('ex16', built(shared, front))).toMatchObject({ windows: undefined, windowsShownBy: undefined });
  });

  test('each server is known by its own calls', () => {
    const evidence = built(shared, front, ran('anna', '14.3.513.0', 'boris', 'ex10.contoso.test'), ran('boris', '15.1.2507.57', 'anna', 'ex16.contoso.test'),
      fingerprint('ex10.contoso.test:443', { ntlm: { windowsBuild: '6.1.7601' } }));
    expect(identify('ex10', evidence)).toMatchObject({ version: 'exchange-2010', windows: '2008R2', build: '14.3.513.0' });
    expect(identify('ex16', evidence)).toMatchObject({ version: 'exchange-2016', build: '15.1.2507.57', windows: undefined });
  });
});

describe('as whom a call runs', () => {
  const as = (signIn: Partial<SignIn> | undefined, address = 'anna@contoso.test'): boolean => ranAsRequester(
    { id: 'anna', address, server: 'ex16', ...(signIn === undefined ? {} : { signIn: 'corp' }) },
    { scenario: { ...own, signIns: signIn === undefined ? {} : { corp: { id: 'corp', method: 'ntlm', impersonate: false, channelBinding: true, ...signIn } } } });

  test.each([
    ['no sign-in', undefined, true],
    ['impersonation', { user: 'CONTOSO\\svc', impersonate: true }, true],
    ['the mailbox\'s own account', { user: 'contoso\\ANNA' }, true],
    ['the mailbox\'s own address', { user: 'Anna@Contoso.test' }, true],
    ['another suffix of the same account', { user: 'anna@corp.contoso.test' }, true],
    ['a service account', { user: 'CONTOSO\\svc-crosslines' }, false],
    ['a service account by address', { user: 'svc@contoso.test' }, false],
    ['a token', { method: 'token', user: 'svc@contoso.test' }, true],
    ['none', { method: 'none' }, true],
  ] as const)('%s: %s', (_, signIn, expected) => {
    expect(as(signIn)).toBe(expected);
  });
});
