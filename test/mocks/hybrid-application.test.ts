/** The applications under which imitated servers ask Exchange Online: who gets a token, who is refused where, and who asks by Graph. */
import { describe, expect, it } from 'vitest';
import { organizationFaultNames } from '../../mocks/faults.ts';
import { startLab } from '../../mocks/lab.ts';
import { ask, basic, onBehalfOf, question } from './lab-client.ts';

const able = { dotnet: { SystemDefaultTlsVersions: 1 } } as const;
const REFUSED_BY_EXCHANGE = /The request failed with HTTP status 403: Forbidden\./;
const SHOWN = /<ResponseCode>NoError<\/ResponseCode>/;
const tested = new Set(['anchor-mailbox-missing', 'token-service-out-of-reach', 'unknown-to-gateway', 'ews-off']); // in organizations.test.ts and exchange-online.test.ts

interface World {
  readonly version?: string;
  readonly build?: string;
  readonly premises?: object;
  readonly tenant?: object;
  readonly more?: object;
}

/** What a user on premises is answered about a mailbox in the cloud. */
async function asked({ version = 'exchange-2016', build, premises = {}, tenant = {}, more = {} }: World): Promise<string> {
  const registry = version === 'exchange-2013' || version === 'exchange-2016' ? { registry: able } : {};
  const lab = await startLab({
    servers: { con: { ...registry, ...(build === undefined ? {} : { build }) } },
    organizations: { contoso: { servers: ['con'], ...premises }, tenant: { servers: ['cloud'], ...tenant } }, ...more,
  }, {
    servers: [
      { id: 'con', version, windows: version === 'exchange-2013' ? '2012R2' : version === 'exchange-2016' ? '2016' : '2022', ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] },
      { id: 'cloud', version: 'exchange-online', nodes: [] },
    ],
    mailboxes: [{ address: 'anna@contoso.test', server: 'con' }, { address: 'boris@contoso.test', server: 'cloud' }],
    accounts: [{ user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true }],
  });
  try {
    const { body } = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', {
      method: 'POST', headers: basic('svc'), body: question({ targets: ['boris@contoso.test'], header: onBehalfOf('anna@contoso.test') }),
    });
    return body.replaceAll('&apos;', '\'');
  } finally {
    await lab.stop();
  }
}

describe('by its build a server comes under an application of its own, or under the shared one, which is refused', () => {
  it.each([
    ['exchange-2013', '15.0.1497.48', REFUSED_BY_EXCHANGE],
    ['exchange-2016', '15.1.2507.39', REFUSED_BY_EXCHANGE], ['exchange-2016', '15.1.2507.55', SHOWN], ['exchange-2016', '15.1.2375.37', REFUSED_BY_EXCHANGE],
    ['exchange-2019', '15.2.1544.24', REFUSED_BY_EXCHANGE], ['exchange-2019', '15.2.1544.25', SHOWN], ['exchange-2019', '15.2.1748.23', REFUSED_BY_EXCHANGE],
    ['exchange-se', '15.2.2562.16', REFUSED_BY_EXCHANGE], ['exchange-se', '15.2.2562.17', SHOWN],
  ])('%s %s', async (version, build, answer) => {
    expect(await asked({ version, build })).toMatch(answer);
  });
});

describe('an application', () => {
  it.each([
    ['hybrid-app-missing', REFUSED_BY_EXCHANGE],
    ['hybrid-app-not-activated', REFUSED_BY_EXCHANGE],
    ['hybrid-app-certificate-not-uploaded', /OAuthTokenRequestFailedException: .*'invalid_client'.*AADSTS700027: .*The key was not found\./],
    ['hybrid-app-without-permissions', /HTTP status 401: Unauthorized diagnostics: 2000008;reason="The token contains no permissions/],
  ])('%s', async (fault, answer) => {
    tested.add(fault);
    const text = await asked({ premises: { faults: [fault] } });
    expect(text.replaceAll('&quot;', '"')).toMatch(answer);
    expect(text).not.toMatch(/eyJ/);
  });

  it('has a test for every fault of an organization', () => {
    expect([...tested].sort()).toEqual([...organizationFaultNames].sort());
  });

  it('the token service that cannot be reached is named in the words of .NET', async () => {
    expect(await asked({ more: { missingNames: ['login.microsoftonline.com'] } })).toMatch(/The remote name could not be resolved: 'login\.microsoftonline\.com'/);
  });

  it('federation needs none, and a list does not concern it', async () => {
    const relationships = [{ from: 'contoso', to: 'tenant', by: 'organization-relationship' }];
    expect(await asked({ premises: { faults: ['hybrid-app-missing'] }, tenant: { ewsApplications: [] }, more: { relationships } })).toMatch(SHOWN);
  });
});

describe('Microsoft Graph', () => {
  const off = { tenant: { faults: ['ews-off'] }, premises: { graph: 'on' } };

  it.each([
    ['exchange-se', '15.2.2562.40', REFUSED_BY_EXCHANGE], ['exchange-se', '15.2.2562.41', SHOWN], ['exchange-se', '15.2.2562.53', SHOWN],
    ['exchange-2019', '15.2.1748.43', REFUSED_BY_EXCHANGE], ['exchange-2016', '15.1.2507.61', REFUSED_BY_EXCHANGE],
  ])('%s %s, where the tenant has EWS switched off', async (version, build, answer) => {
    expect(await asked({ version, build, ...off })).toMatch(answer);
  });

  it('only where the override is on, and the application is in use and permitted', async () => {
    const se = { version: 'exchange-se', build: '15.2.2562.53', tenant: { faults: ['ews-off'] } };
    expect(await asked(se)).toMatch(REFUSED_BY_EXCHANGE);
    expect(await asked({ ...se, premises: { graph: 'on', faults: ['hybrid-app-not-activated'] } })).toMatch(REFUSED_BY_EXCHANGE);
    expect(await asked({ ...se, premises: { graph: 'on', faults: ['hybrid-app-without-permissions'] } })).toMatch(/The remote server returned an error: \(403\) Forbidden\./);
    expect(await asked({ ...se, premises: { graph: 'on', faults: ['hybrid-app-certificate-not-uploaded'] } })).toMatch(/Proxy web request failed\..*AADSTS700027/s);
  });

  it('hands on the digits and times of Graph, and what it says of a calendar that is closed', async () => {
    const se = { version: 'exchange-se', build: '15.2.2562.53', premises: { graph: 'on' } };
    const busy = await asked({ ...se, more: { mailboxes: { 'boris@contoso.test': { busy: ['0000-2400'] } } } });
    expect(busy).toMatch(/<MergedFreeBusy[^>]*>2+<.*<BusyType>Busy</s);
    expect(await asked({ ...se, more: { mailboxes: { 'boris@contoso.test': { faults: ['default-permission-none'] } } } }))
      .toContain('The caller does not have access to free/busy data.');
  });
});
