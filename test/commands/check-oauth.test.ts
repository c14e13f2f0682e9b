/** `crosslines check` for a mailbox in Exchange Online: the sign-in is offered, and a code in a browser is enough. */
import { describe, expect, it } from 'vitest';
import { check, type CheckOptions } from '../../src/commands/check.ts';
import { witness } from '../../src/commands/witness.ts';
import { labSecrets, startLabOf, withLabCertificates } from '../../src/commands/lab-world.ts';
import { readScenario } from '../../src/load.ts';
import type { Report } from '../../src/model/report.ts';
import { recordedTerminal, type RecordedTerminal } from './recorded-terminal.ts';

const clientId = '11112222-aaaa-3333-bbbb-4444cccc5555';
const world = (proof: string): string => `
servers: { cloud: { version: exchange-online, tenant: contoso.test } }
signIn:
  m365: { method: oauth, tenant: contoso.test, clientId: ${clientId}, ${proof} }
mailboxes:
  anna: { address: anna@contoso.test, server: cloud, signIn: m365 }
  boris: { address: boris@contoso.test, server: cloud }
lookups: [anna -> boris]
lab: {}
`;

/** `check` against that lab; `terminal` is told the client secret that the lab made up. */
async function checked(
  proof: string, options: CheckOptions, terminalOf: (secret: string) => RecordedTerminal,
): Promise<{ readonly report: Report; readonly told: string }> {
  const loaded = readScenario(world(proof), 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() });
  const lab = await startLabOf(loaded, 'inline.yaml');
  const credential = withLabCertificates(loaded.credentials, lab).get('m365');
  const terminal = terminalOf(credential?.known === true ? credential.secret.reveal() : '');
  try {
    await check('anna@contoso.test', 'boris@contoso.test', { format: ['json'], ...options }, terminal, lab);
    return { report: JSON.parse(terminal.output()) as Report, told: terminal.told() };
  } finally {
    await lab?.stop();
  }
}

const shown = ({ verdicts }: Report) => verdicts.map(({ availability, notObserved }) => notObserved ?? availability);

describe('check by OAuth', () => {
  it('offers a code in a browser where the mailbox is in Exchange Online and nobody named a method', async () => {
    const { report, told } = await checked('deviceCode: true', {}, () => ({ ...recordedTerminal({}, '', clientId), interactive: true }));
    expect(shown(report)).toEqual(['shown']);
    expect(told).toContain('the mailbox of anna@contoso.test is in Exchange Online, which takes tokens only\n');
    expect(told).toMatch(/sign-in anna@contoso\.test: open https:\/\/microsoft\.com\/devicelogin in a browser and type the code \w+ \(within 15 minutes\)/);
    expect(report.observations.filter(({ kind }) => kind === 'user-availability').map(({ outcome }) => JSON.stringify(outcome)).join()).toContain('"flow":"delegated"');
  });

  it('goes on without signing in where there is no application, and says what gets one', async () => {
    const { report, told } = await checked('deviceCode: true', {}, () => ({ ...recordedTerminal({}, '', ''), interactive: true }));
    expect(told).toMatch(/An application that is registered in your tenant gets them\. .*App registrations; docs\/permissions\.md/s);
    expect(shown(report)).toEqual(['the server asks for credentials, and none were given for anna@contoso.test']);
    expect(report.verdicts[0]?.toObserve).toMatch(/^Get a token for anna@contoso\.test, .*docs\/permissions\.md/);
  });

  it('takes the webmail of Exchange Online for what it is', async () => {
    const { report, told } = await checked('deviceCode: true', { ews: 'https://outlook.cloud.microsoft/mail/' }, () => ({ ...recordedTerminal({}, '', clientId), interactive: true }));
    expect(shown(report)).toEqual(['shown']);
    expect(told).toContain('the mailbox of anna@contoso.test is in Exchange Online');
  });

  it('is offered by witness as well', async () => {
    const loaded = readScenario(world('deviceCode: true'), 'inline.yaml', { environment: () => undefined, labSecret: labSecrets() });
    const lab = await startLabOf(loaded, 'inline.yaml');
    const terminal = { ...recordedTerminal({}, '', ''), interactive: true };
    try {
      await witness({ via: '"Anna" <anna@contoso.test>', advertise: 'https://10.1.2.3:8443/', timeout: '1', format: ['json'] }, terminal, lab);
    } finally {
      await lab?.stop();
    }
    expect(terminal.told()).toContain('the mailbox of anna@contoso.test is in Exchange Online, which takes tokens only\n');
  });

  it('takes a client secret from the environment, and asks on behalf of the mailbox', async () => {
    const { report, told } = await checked('secret: "${env:X}"', { signIn: 'oauth', clientId, passwordEnv: 'APP' },
      (secret) => recordedTerminal({ APP: secret }));
    expect(shown(report)).toEqual(['shown']);
    expect(told).toContain(`credentials of sign-in ${clientId} go to outlook.office365.com\n`);
  });

  it('says what is wrong with a secret', async () => {
    const { report } = await checked('secret: "${env:X}"', { signIn: 'oauth', clientId, passwordEnv: 'APP' },
      () => recordedTerminal({ APP: 'wrong' }));
    expect(shown(report)).toEqual([expect.stringMatching(/the client secret is wrong.*AADSTS7000215/) as string]);
  });

  it.each<readonly [CheckOptions, RegExp]>([
    [{ signIn: 'oauth' }, /name it with --client-id/],
    [{ signIn: 'oauth', clientId: 'x' }, /--client-id is no id/],
    [{ signIn: 'oauth', clientId, tenant: 'a b' }, /--tenant a b is neither a domain nor an id/],
    [{ signIn: 'oauth', clientId, cloud: 'moon' }, /--cloud moon is not known; expected worldwide, us-gov, us-gov-dod or china/],
    [{ signIn: 'oauth', clientId, certificate: '/nowhere.pem' }, /--certificate: the certificate file \/nowhere\.pem cannot be read/],
    [{ signIn: 'oauth', clientId, impersonate: true }, /takes neither --user nor --impersonate/],
    [{ signIn: 'oauth', clientId, passwordEnv: 'NOT_SET' }, /NOT_SET, which is not set/],
  ])('%j is a mistake of the caller', async (options, says) => {
    await expect(check('anna@contoso.test', 'boris@contoso.test', options, recordedTerminal())).rejects.toThrow(says);
  });
});
