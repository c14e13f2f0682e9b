import { describe, expect, it } from 'vitest';
import { planLab } from '../../mocks/plan.ts';
import type { LabWorld } from '../../mocks/plan.ts';
import { LabError } from '../../mocks/section.ts';
import { world } from './lab-client.ts';

function complaint(section: unknown, of: LabWorld = world): LabError {
  try {
    planLab(section, of);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('The section was accepted.');
}

describe('the lab section', () => {
  it.each([
    ['a list', [], [], /mapping with servers, balancers, webSites, mailboxes, accounts, applications, organizations, relationships, autodiscover and missingNames, not a list/],
    ['an unknown key', { server: {} }, ['server'], /knows servers, balancers, webSites.*not "server"/],
    ['an unknown server', { servers: { ex13: {} } }, ['servers', 'ex13'], /ex16 and ex19, not "ex13"/],
    [
      'an unknown fault',
      { servers: { ex16: { faults: ['slow'] } } },
      ['servers', 'ex16', 'faults', 0],
      /expired-certificate.*not "slow"/,
    ],
    [
      'an unknown version',
      { servers: { ex16: { version: 'exchange-2007' } } },
      ['servers', 'ex16', 'version'],
      /exchange-2013, exchange-2016/,
    ],
    ['a build of no Exchange', { servers: { ex16: { build: '16.1' } } }, ['servers', 'ex16', 'build'], /four numbers/],
    [
      'a build of another version',
      { servers: { ex16: { build: '15.2.1544.9' } } },
      ['servers', 'ex16', 'build'],
      /exchange-2016 looks like 15\.1/,
    ],
    ['an unknown Windows', { servers: { ex16: { windows: '2003' } } }, ['servers', 'ex16', 'windows'], /2008R2.*not "2003"/],
    [
      'an unknown TLS version',
      { servers: { ex16: { registry: { schannel: { 'TLS 2.0': {} } } } } },
      ['servers', 'ex16', 'registry', 'schannel', 'TLS 2.0'],
      /TLS 1\.0, TLS 1\.1, TLS 1\.2 and TLS 1\.3/,
    ],
    [
      'neither on nor off',
      { servers: { ex16: { registry: { schannel: { 'TLS 1.0': { client: 'maybe' } } } } } },
      ['servers', 'ex16', 'registry', 'schannel', 'TLS 1.0', 'client'],
      /on or off, not "maybe"/,
    ],
    [
      'a registry value of 2',
      { servers: { ex16: { registry: { dotnet: { SchUseStrongCrypto: 2 } } } } },
      ['servers', 'ex16', 'registry', 'dotnet', 'SchUseStrongCrypto'],
      /0 or 1, not "2"/,
    ],
    [
      'a registry file that is not there',
      { servers: { ex16: { registry: './gone.reg' } } },
      ['servers', 'ex16', 'registry'],
      /"\.\/gone\.reg" cannot be imported: it cannot be read/,
    ],
    [
      'one that waits for a restart and is not there',
      { servers: { ex16: { sinceRestart: ['gone.reg'] } } },
      ['servers', 'ex16', 'sinceRestart', 0],
      /cannot be imported/,
    ],
    ['a mailbox without an address', { mailboxes: { anna: {} } }, ['mailboxes', 'anna'], /by its address/],
    ['a mailbox nowhere', { mailboxes: { 'eve@contoso.test': {} } }, ['mailboxes', 'eve@contoso.test'], /on which server/],
    [
      'a mailbox on no server',
      { mailboxes: { 'anna@contoso.test': { server: 'x' } } },
      ['mailboxes', 'anna@contoso.test', 'server'],
      /ex16 and ex19/,
    ],
    [
      'a busy time backwards',
      { mailboxes: { 'anna@contoso.test': { busy: ['1000-0900'] } } },
      ['mailboxes', 'anna@contoso.test', 'busy', 0],
      /start before end/,
    ],
    ['an account of nobody', { accounts: { eve: {} } }, ['accounts', 'eve'], /signs in as CONTOSO\\anna/],
    ['an unknown Autodiscover server', { autodiscover: 'ex13' }, ['autodiscover'], /ex16 and ex19/],
    ['a node of nobody', { servers: { ex16: { nodes: { ex16a: {} } } } }, ['servers', 'ex16', 'nodes', 'ex16a'], /has no nodes/],
    [
      'a mailbox on no machine',
      { mailboxes: { 'anna@contoso.test': { node: 'ex16b' } } },
      ['mailboxes', 'anna@contoso.test', 'node'],
      /machines ex16\.contoso\.test, not "ex16b"/,
    ],
    ['a move from nowhere', { servers: { ex16: { faults: ['stale-mailbox-location'] } } }, ['servers', 'ex16', 'faults'], /needs an exchange-2010/],
    [
      'a front end that is none',
      { servers: { ex16: { version: 'exchange-2010', faults: ['stale-mailbox-location'] } } },
      ['servers', 'ex16', 'faults'],
      /exchange-2010 has none/,
    ],
    [
      'a registry in the cloud',
      { servers: { ex16: { version: 'exchange-online', registry: {} } } },
      ['servers', 'ex16', 'registry'],
      /Nobody can set the registry/,
    ],
    [
      'a .NET value under a key of 2',
      { servers: { ex16: { registry: { dotnet: { 'v4.0.30319': { SchUseStrongCrypto: 2 } } } } } },
      ['servers', 'ex16', 'registry', 'dotnet', 'v4.0.30319', 'SchUseStrongCrypto'],
      /0 or 1, not "2"/,
    ],
    ['a balancer before nothing', { balancers: { vip: { name: 'x.test' } } }, ['balancers', 'vip', 'name'], /publishes mail16/],
    [
      'two balancers before one name',
      { balancers: { vip: { name: 'mail16.contoso.test' }, vip2: { name: 'mail16.contoso.test' } } },
      ['balancers', 'vip2', 'name'],
      /Another balancer/,
    ],
    [
      'a balancer before a stranger',
      { balancers: { vip: { name: 'mail16.contoso.test', nodes: ['ex16', 'ex13'] } } },
      ['balancers', 'vip', 'nodes', '1'],
      /machines ex16\.contoso\.test and ex19\.contoso\.test, not "ex13"/,
    ],
    [
      'a balancer that leaves out a version',
      { balancers: { vip: { name: 'mail16.contoso.test', tls: ['TLS 1.0', 'TLS 1.2'] } } },
      ['balancers', 'vip', 'tls'],
      /without a gap/,
    ],
    [
      'a Server header over two lines',
      { balancers: { vip: { name: 'mail16.contoso.test', server: 'a\nb' } } },
      ['balancers', 'vip', 'server'],
      /plain ASCII/,
    ],
    ['a web site of nobody', { webSites: { 'fabrikam.test': {} } }, ['webSites', 'fabrikam.test'], /mailboxes in contoso\.test, not "fabrikam\.test"/],
    ['a name that is a number', { missingNames: [4] }, ['missingNames', 0], /text, not "4"/],
  ])('complains about %s', (_title, section, path, message) => {
    const error = complaint(section);
    expect(error.path).toEqual(path);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^\n]+\.$/);
  });

  it('does not imitate every product', () => {
    const error = complaint({}, { ...world, servers: [{ id: 'old', version: 'exchange-2007', nodes: [] }] });
    expect(error.path).toEqual(['servers', 'old']);
    expect(error.message).toMatch(/not exchange-2007/);
  });

  it('lets the section override the scenario', () => {
    const plan = planLab(
      {
        servers: { ex16: { version: 'exchange-2013', windows: 2016, registry: { dotnet: { SystemDefaultTlsVersions: 1 } } } },
        mailboxes: { 'Boris@contoso.test': { server: 'ex16' }, 'eve@contoso.test': { server: 'ex19', busy: ['0000-2400'] } },
        accounts: { 'CONTOSO\\svc': { mailbox: 'anna@contoso.test', impersonation: 'off' } },
      },
      world,
    );
    expect(plan.servers[0]).toMatchObject({
      version: 'exchange-2013',
      build: '15.0.1497.48',
      windows: '2016',
      fqdn: 'ex16.contoso.test',
    });
    expect(plan.mailboxes.get('boris@contoso.test')?.server.id).toBe('ex16');
    expect(plan.mailboxes.get('eve@contoso.test')?.busy).toEqual([[0, 1440]]);
    expect(plan.accounts.find((account) => account.user === 'CONTOSO\\svc')).toMatchObject({
      mailbox: 'anna@contoso.test',
      impersonation: false,
    });
    expect(plan.autodiscover.get('contoso.test')?.id).toBe('ex19');
  });
});
