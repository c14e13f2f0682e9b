/** Organizations of the lab: how one asks another, and what the other side makes of the proof that comes with the call. */
import { describe, expect, it } from 'vitest';
import { LabError, startLab } from '../../mocks/lab.ts';
import type { Lab, LabWorld } from '../../mocks/lab.ts';
import { ask, basic, onBehalfOf, question } from './lab-client.ts';

const able = { dotnet: { SystemDefaultTlsVersions: 1 } } as const;

const twoForests: LabWorld = {
  servers: [
    { id: 'con', version: 'exchange-2016', windows: '2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'fab', version: 'exchange-2019', ews: 'https://mail.fabrikam.test/EWS/Exchange.asmx', nodes: [] },
  ],
  mailboxes: [
    { address: 'anna@contoso.test', server: 'con' },
    { address: 'boris@fabrikam.test', server: 'fab' },
  ],
  accounts: [{ user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true }],
};
const hybrid: LabWorld = {
  ...twoForests,
  servers: [
    ...twoForests.servers.slice(0, 1),
    { id: 'cloud', version: 'exchange-online', tenant: 'contoso.onmicrosoft.com', nodes: [] },
  ],
  mailboxes: [
    { address: 'anna@contoso.test', server: 'con' },
    { address: 'boris@contoso.test', server: 'cloud' },
  ],
};
const kinds = ['intra-organization-connector', 'organization-relationship', 'availability-address-space'] as const;

interface Changes {
  readonly relationship?: object;
  readonly organization?: object;
  readonly servers?: object;
}

/** A lab in which Contoso asks Fabrikam in one way. */
function forests(by: string | null, { relationship = {}, organization = {}, servers = {} }: Changes = {}): Promise<Lab> {
  return startLab({
    servers: { con: { registry: able }, ...servers },
    organizations: { contoso: { servers: ['con'] }, fabrikam: { servers: ['fab'], ...organization } },
    relationships: by === null ? [] : [{ from: 'contoso', to: 'fabrikam', by, ...relationship }],
  }, twoForests);
}

async function asked(lab: Promise<Lab>, target = 'boris@fabrikam.test'): Promise<string> {
  const running = await lab;
  try {
    const { body } = await ask(running, 'https://mail.contoso.test/EWS/Exchange.asmx', {
      method: 'POST', headers: basic('svc'), body: question({ targets: [target], header: onBehalfOf('anna@contoso.test') }),
    });
    return body.replaceAll('&apos;', '\'');
  } finally {
    await running.stop();
  }
}

describe('an empty bearer token', () => {
  it.each([
    ['exchange-2016', [], true], ['exchange-2019', [], true], ['exchange-2016', ['oauth-off'], false], ['exchange-2010', [], false],
  ] as const)('is answered with the issuers that are trusted, where OAuth is known and on: %s %j', async (version, faults, offered) => {
    const lab = await startLab({ servers: { con: { version, windows: '2012R2', faults } } }, {
      ...twoForests, servers: [{ id: 'con', version, ews: 'https://mail.contoso.test/EWS/Exchange.asmx', nodes: [] }], mailboxes: [], accounts: [],
    });
    try {
      const challenges = async (headers: Readonly<Record<string, string>>): Promise<string> =>
        (await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { headers })).headers.filter(([name]) => name === 'WWW-Authenticate').join('\n');
      expect(await challenges({})).not.toContain('Bearer');
      expect(/Bearer client_id=.*trusted_issuers=/.test(await challenges({ Authorization: 'Bearer' }))).toBe(offered);
    } finally {
      await lab.stop();
    }
  });
});

describe('one organization asks another', () => {
  it.each(kinds)('by %s, and is answered', async (by) => {
    expect(await asked(forests(by))).toContain('<ResponseCode>NoError</ResponseCode>');
  });

  it('not at all without a relationship', async () => {
    expect(await asked(forests(null))).toMatch(/Configuration information for forest\/domain fabrikam\.test could not be found.*ErrorAddressSpaceNotFound/s);
  });

  it.each([
    ['intra-organization-connector', 'token-for-another-host', /HTTP status 401: Unauthorized diagnostics: 2000003;reason=.*The hostname component of the audience/s],
    ['intra-organization-connector', 'token-of-another-tenant', /HTTP status 401: Unauthorized diagnostics: 2000009;reason=.*The issuer of the token is unknown/s],
    ['organization-relationship', 'token-for-another-host', /An error occurred when verifying security for the message\./],
    ['organization-relationship', 'token-of-another-tenant', /An error occurred when processing the security tokens in the message\./],
    ['organization-relationship', 'free-busy-not-given', /The caller does not have access to free\/busy data\..*<ResponseCode>ErrorNoFreeBusyAccess</s],
    ['organization-relationship', 'domain-unknown-there', /The caller does not have access to free\/busy data\..*<ResponseCode>ErrorNoFreeBusyAccess</s],
    ['availability-address-space', 'account-rejected', /Proxy web request failed\..*HTTP status 401: Unauthorized\./s],
  ])('by %s, and with %s is refused', async (by, fault, words) => {
    expect(await asked(forests(by, { relationship: { faults: [fault] } }))).toMatch(words);
  });

  it('by federation gets its token first: neither from a gateway that does not know it, nor from one that it does not reach', async () => {
    const from = (fault: string): Promise<Lab> => startLab({
      servers: { con: { registry: able } }, organizations: { contoso: { servers: ['con'], faults: [fault] }, fabrikam: { servers: ['fab'] } },
      relationships: [{ from: 'contoso', to: 'fabrikam', by: 'organization-relationship' }],
    }, twoForests);
    expect(await asked(from('unknown-to-gateway'))).toMatch(/AADSTS901124: Application .*fydibohf25spdlt\.contoso.* does not exist\..*SoapFaultException/s);
    expect(await asked(from('token-service-out-of-reach'))).toMatch(/Failed to communicate with https:\/\/login\.microsoftonline\.com\/extSTS\.srf\. .*Unable to connect/s);
  });

  it('by federation gets no token that it did not ask for in its own name', async () => {
    const lab = await forests('organization-relationship');
    const body = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><RequestSecurityToken><Issuer>FYDIBOHF25SPDLT.contoso</Issuer><AppliesTo><EndpointReference>'
      + '<Address>FYDIBOHF25SPDLT.fabrikam</Address></EndpointReference></AppliesTo><OnBehalfOf>anna@contoso.test</OnBehalfOf><SignatureValue>none</SignatureValue></RequestSecurityToken></s:Body></s:Envelope>';
    try {
      const got = await ask(lab, 'https://login.microsoftonline.com/extSTS.srf', { method: 'POST', body });
      expect(got.body).toContain('wst:FailedAuthentication');
      expect(got.body).not.toContain('Assertion');
    } finally {
      await lab.stop();
    }
  });

  it.each(['free-busy-not-given', 'domain-unknown-there'])('%s is a matter of organization relationships', async (fault) => {
    await expect(asked(forests('intra-organization-connector', { relationship: { faults: [fault] } }))).rejects.toThrow(LabError);
  });

  it.each([
    ['intra-organization-connector', 'oauth-off', /ErrorAutoDiscoverFailed/],
    ['organization-relationship', 'wssecurity-off', /ErrorAutoDiscoverFailed/],
    ['organization-relationship', 'oauth-off', /NoError/],
    ['intra-organization-connector', 'wssecurity-off', /NoError/],
  ])('by %s while the other side has %s', async (by, fault, words) => {
    expect(await asked(forests(by, { servers: { fab: { faults: [fault] } } }))).toMatch(words);
  });

  it('by address space needs somebody with the made-up address, unless Exchange 2010 answers', async () => {
    const missing = { organization: { faults: ['anchor-mailbox-missing'] } };
    expect(await asked(forests('availability-address-space', missing)))
      .toMatch(/AvailabilityAddressSpace 'fabrikam\.test' couldn't be used because the Autodiscover endpoint couldn't be discovered/);
    expect(await asked(forests('organization-relationship', missing))).toContain('NoError');
    const basicOn = { fab: { version: 'exchange-2010', basic: 'on', registry: { schannel: { 'TLS 1.1': { server: 'on' }, 'TLS 1.2': { server: 'on' } } } } };
    expect(await asked(forests('availability-address-space', { ...missing, servers: basicOn }))).toContain('NoError');
  });

  it('without Autodiscover where the address of EWS is set', async () => {
    const gone = { servers: { fab: { faults: ['autodiscover-404'] } } };
    const target = { relationship: { target: 'https://mail.fabrikam.test/EWS/Exchange.asmx' } };
    expect(await asked(forests('organization-relationship', gone))).toMatch(/Autodiscover failed for email address boris@fabrikam\.test.*404: Not Found/s);
    expect(await asked(forests('organization-relationship', { ...gone, ...target }))).toContain('NoError');
  });

  it('and is told which setting is missing', async () => {
    expect(await asked(forests('organization-relationship', { servers: { fab: { faults: ['autodiscover-without-urls'] } } })))
      .toMatch(/failed due to an error in user setting 'ExternalEwsUrl'\. Error message: SettingIsNotAvailable\./);
  });

  it('never shows a token or a password to whoever asked', async () => {
    for (const by of kinds) expect(await asked(forests(by, { relationship: { faults: ['account-rejected'] } }))).not.toMatch(/Bearer|Basic|eyJ/);
  });
});

describe('Autodiscover', () => {
  it('sends clients of cloud mailboxes on to the address in the cloud, in each of its dialects', async () => {
    const lab = await startLab({ servers: { con: { registry: able } } }, hybrid);
    const pox = (address: string): string => '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>'
      + `<EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a`
      + '</AcceptableResponseSchema></Request></Autodiscover>';
    const soap = (address: string): string => '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
      + '<GetUserSettingsRequestMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Request><Users><User>'
      + `<Mailbox>${address}</Mailbox></User></Users><RequestedSettings><Setting>ExternalEwsUrl</Setting><Setting>UserDN</Setting></RequestedSettings>`
      + '</Request></GetUserSettingsRequestMessage></s:Body></s:Envelope>';
    const post = async (url: string, body: string): Promise<string> => (await ask(lab, url, { method: 'POST', headers: basic('svc'), body })).body;
    const base = 'https://autodiscover.contoso.test/autodiscover/autodiscover';
    expect(await post(`${base}.xml`, pox('boris@contoso.test'))).toContain('<RedirectAddr>boris@contoso.mail.onmicrosoft.com</RedirectAddr>');
    expect(await post(`${base}.svc`, soap('boris@contoso.test'))).toMatch(/RedirectAddress.*<RedirectTarget>boris@contoso\.mail\.onmicrosoft\.com</s);
    const own = await post(`${base}.svc`, soap('anna@contoso.test'));
    expect(own).toContain('<Name>ExternalEwsUrl</Name><Value>https://mail.contoso.test/EWS/Exchange.asmx</Value>');
    expect(own).toContain('SettingIsNotAvailable');
    expect(await post(`${base}.svc`, soap('nobody@contoso.test'))).toContain('<ErrorCode>InvalidUser</ErrorCode>');
    const json = await ask(lab, `${base}.json?Email=anna%40contoso.test&Protocol=Ews`);
    expect(JSON.parse(json.body)).toEqual({ Protocol: 'Ews', Url: 'https://mail.contoso.test/EWS/Exchange.asmx' });
    expect((await ask(lab, `${base}.json/v1.0/nobody@contoso.test?Protocol=Ews`)).status).toBe(404);
    expect([lab.routes.has('autodiscover.contoso.mail.onmicrosoft.com:80'), lab.routes.has('autodiscover.contoso.mail.onmicrosoft.com:443')]).toEqual([true, false]);
    await lab.stop();
  });
});

describe('a resource forest', () => {
  it('knows the users of the account forest and no others', async () => {
    const signIn = async (user: string): Promise<number> => {
      const lab = await startLab(
        { servers: { con: { registry: able } }, organizations: { resource: { servers: ['con'], forest: 'resource.test', accountForest: 'accounts.test' } } },
        { ...twoForests, accounts: [{ user, password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true }] },
      );
      const { status } = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { headers: { Authorization: `Basic ${btoa(`${user}:Service#1`)}` } });
      await lab.stop();
      return status;
    };
    expect([await signIn('ACCOUNTS\\svc'), await signIn('RESOURCE\\svc')]).toEqual([200, 401]);
  });
});

describe('the section', () => {
  it.each([
    [{ organizations: { a: { servers: [] } } }, ['organizations', 'a', 'servers'], /at least one server/],
    [{ organizations: { a: { servers: ['con'] }, b: { servers: ['con'] } } }, ['organizations', 'b', 'servers'], /in another organization already/],
    [{ organizations: { a: { servers: ['con', 'cloud'] } } }, ['organizations', 'a', 'servers'], /both on premises and in Exchange Online/],
    [{ organizations: { a: { servers: ['con'], forest: 'contoso' } } }, ['organizations', 'a', 'forest'], /named like corp\.contoso\.test/],
    [{ relationships: [{ from: 'on-premises', to: 'nowhere', by: kinds[0] }] }, ['relationships', 0, 'to'], /organizations on-premises and exchange-online, not "nowhere"/],
    [{ relationships: [{ from: 'on-premises', to: 'exchange-online', by: kinds[2] }] }, ['relationships', 0, 'by'], /for forests on premises/],
    [{ relationships: [{ from: 'on-premises', to: 'on-premises', by: kinds[0] }] }, ['relationships', 0, 'to'], /leads to another organization/],
    [{ relationships: [{ from: 'on-premises', to: 'exchange-online', by: kinds[0], target: 'http://x.test/' }] }, ['relationships', 0, 'target'], /begins with https/],
  ])('is refused with one sentence: %j', async (section, path, words) => {
    const error = await startLab(section, hybrid).then(() => null, (refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).path).toEqual(path);
    expect((error as LabError).message).toMatch(words);
  });
});

describe('the addresses for other organizations, asked by anybody', () => {
  const federationRequest = (domain: string): string =>
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GetFederationInformationRequestMessage '
    + `xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Request><Domain>${domain}</Domain></Request></GetFederationInformationRequestMessage></soap:Body></soap:Envelope>`;
  const federation = (lab: Lab, host: string, domain: string) =>
    ask(lab, `https://${host}/autodiscover/autodiscover.svc`, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body: federationRequest(domain) });
  const value = (headers: readonly (readonly [string, string])[], name: string): string | undefined => headers.find(([one]) => one === name)?.[1];

  it('federation information: the application of a federated organization; NotFederated without a relationship; the cloud names one domain', async () => {
    const federated = await startLab({ servers: { con: { registry: able } }, relationships: [{ from: 'exchange-online', to: 'on-premises', by: 'organization-relationship' }] }, hybrid);
    try {
      const own = await federation(federated, 'autodiscover.contoso.test', 'contoso.test');
      expect([own.status, own.body.match(/<(?:ErrorCode|ApplicationUri|Domain|Uri)>[^<]*/g)]).toEqual([200, [
        '<ErrorCode>NoError', '<ApplicationUri>FYDIBOHF25SPDLT.on-premises', '<Domain>contoso.test', '<Uri>urn:federation:MicrosoftOnline',
      ]]);
      expect((await federation(federated, 'autodiscover.contoso.test', 'fabrikam.test')).body).toContain('<ErrorCode>InvalidDomain<');
      const cloud = await federation(federated, 'autodiscover-s.outlook.com', 'contoso.onmicrosoft.com');
      expect(cloud.body.match(/<(?:ApplicationUri|Domain)>[^<]*/g)).toEqual(['<ApplicationUri>outlook.com', '<Domain>contoso.onmicrosoft.com']);
    } finally {
      await federated.stop();
    }
    const connected = await startLab({ servers: { con: { registry: able } } }, hybrid);
    try {
      expect((await federation(connected, 'autodiscover.contoso.test', 'contoso.test')).body).toContain('<ErrorCode>NotFederated<');
    } finally {
      await connected.stop();
    }
  });

  it.each([
    [[], 'True', 'True', true], [['wssecurity-off'], undefined, 'True', true], [['oauth-off'], 'True', undefined, false], [['autodiscover-oauth-off'], 'True', undefined, false],
  ] as const)('what Autodiscover can, with %j', async (faults, passes, oauth, bearer) => {
    const lab = await startLab({ servers: { con: { registry: able, faults } } }, hybrid);
    try {
      const { status, headers } = await ask(lab, 'https://autodiscover.contoso.test/autodiscover/autodiscover.svc', { method: 'POST', headers: { Authorization: 'Bearer' } });
      expect([status, value(headers, 'X-WSSecurity-Enabled'), value(headers, 'X-OAuth-Enabled')]).toEqual([401, passes, oauth]);
      expect(headers.some(([name, one]) => name === 'WWW-Authenticate' && one.startsWith('Bearer'))).toBe(bearer);
      const ews = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { headers: { Authorization: 'Bearer' } });
      expect(ews.headers.some(([name, one]) => name === 'WWW-Authenticate' && one.startsWith('Bearer'))).toBe(!(faults as readonly string[]).includes('oauth-off'));
    } finally {
      await lab.stop();
    }
  });

  it('405 where IIS hands no .svc address on, before anybody signs in; other addresses are as they were', async () => {
    const lab = await startLab({ servers: { con: { registry: able, faults: ['svc-handler-mapping-missing'] } } }, hybrid);
    try {
      const post = async (path: string) => (await ask(lab, `https://mail.contoso.test${path}`, { method: 'POST' })).status;
      expect([await post('/autodiscover/autodiscover.svc'), await post('/autodiscover/autodiscover.svc/WSSecurity'), await post('/autodiscover/autodiscover.xml')]).toEqual([405, 405, 401]);
    } finally {
      await lab.stop();
    }
  });

  it('another tenant is trusted: named in the challenge, and tokens of the own one are refused', async () => {
    const lab = await startLab({ servers: { con: { registry: able, faults: ['another-tenant-trusted'] } } }, hybrid);
    try {
      const { headers } = await ask(lab, 'https://mail.contoso.test/EWS/Exchange.asmx', { headers: { Authorization: 'Bearer' } });
      expect(headers.find(([name, one]) => name === 'WWW-Authenticate' && one.startsWith('Bearer'))?.[1]).toContain('@e0000000-');
    } finally {
      await lab.stop();
    }
  });
});
