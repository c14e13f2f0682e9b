/** Output of Format-Table as people copy it: what is sure is read, what was cut off is not taken for whole. Outputs are ours. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFormatList } from '../../src/protocol/format-list.ts';

const read = (...lines: readonly string[]) => readFormatList(lines.join('\r\n'));
const shown = (...lines: readonly string[]) => read(...lines).objects.map(({ cmdlet, properties }) => [cmdlet, Object.fromEntries(properties.map(([name, { text, items, cut }]) => [name, items === null ? text : { items, cut }]))]);

const TABLE = [
  '[PS] C:\\Windows\\system32>Get-OrganizationRelationship | ft Name,DomainNames,Enabled,FreeBusyAccessEnabled,FreeBusyAccessLevel',
  '',
  'Name                           DomainNames                         Enabled FreeBusyAccessEnabled FreeBusyAccessLevel',
  '----                           -----------                         ------- --------------------- -------------------',
  'On-premises to O365 - a1b2c... {contoso.mail.onmicrosoft.com}         True                 False AvailabilityOnly',
  'Fabrikam                       {fabrikam.test, brand.fabrikam.t...   False                  True None',
  '',
];

describe('a table', () => {
  test('is as many objects as it has rows, without what was cut off', () => {
    expect(shown(...TABLE)).toEqual([
      ['Get-OrganizationRelationship', { DomainNames: { items: ['contoso.mail.onmicrosoft.com'], cut: false }, Enabled: 'True', FreeBusyAccessEnabled: 'False', FreeBusyAccessLevel: 'AvailabilityOnly' }],
      ['Get-OrganizationRelationship', { Name: 'Fabrikam', DomainNames: { items: ['fabrikam.test'], cut: true }, Enabled: 'False', FreeBusyAccessEnabled: 'True', FreeBusyAccessLevel: 'None' }],
    ]);
    expect(read(...TABLE).objects.map(({ side, line }) => [side, line])).toEqual([['on-premises', 5], ['on-premises', 6]]);
    expect(read(...TABLE).rest.trim()).toBe('');
  });

  test.each(['…', '...'])('an address that ends in %s is none', (dots) => {
    expect(shown('Name    TargetSharingEpr                  TargetAddressDomains', '----    ----------------                  --------------------', `Contoso https://mail.contoso.test/EWS/${dots.padEnd(3)} {contoso.test, a${dots}`))
      .toEqual([['Get-IntraOrganizationConnector', { Name: 'Contoso', TargetAddressDomains: { items: ['contoso.test'], cut: true } }]]);
  });

  test('columns whose own names are cut off are not known, nor values that run over their column or go on in the next line', () => {
    expect(shown('DiscoveryEndpoint        Enabled TargetAddr...', '-----------------        ------- -------------', 'https://autodiscover-s.out  True {a.test}'))
      .toEqual([['Get-IntraOrganizationConnector', {}]].slice(1));
    expect(shown('TargetAddressDomains Enabled DiscoveryEndpoint', '-------------------- ------- -----------------', '{contoso.test}          True https://autodiscover-s.outlook.com/autodis', '                             cover/autodiscover.svc'))
      .toEqual([['Get-IntraOrganizationConnector', { TargetAddressDomains: { items: ['contoso.test'], cut: false }, Enabled: 'True' }]]);
  });

  test('of a cmdlet that nobody understands, of prose, or of a log is none', () => {
    expect(shown('Name    Mailboxes', '----    ---------', 'DB1            12')).toEqual([]);
    expect(shown('Dear all', '--------', 'Enabled is True')).toEqual([]);
    expect(shown('Get-Mailbox | ft Name,Enabled', 'Name    Enabled', '----    -------', 'anna       True')).toEqual([]);
  });

  test('the federated organization', () => {
    expect(shown('AccountNamespace                Enabled Domains', '----------------                ------- -------', 'FYDIBOHF25SPDLT.contoso.test       True {FYDIBOHF25SPDLT.contoso.test, contoso.test}'))
      .toEqual([['Get-FederatedOrganizationIdentifier', { AccountNamespace: 'FYDIBOHF25SPDLT.contoso.test', Enabled: 'True', Domains: { items: ['FYDIBOHF25SPDLT.contoso.test', 'contoso.test'], cut: false } }]]);
  });

  test('never throws, and holds nothing but what stands in the text', () => {
    const cell = fc.constantFrom('', 'True', 'None', '{a.test, b.test}', '{a.te...', 'https://x.test/…', '日本', '\t', ' ', 'a b');
    fc.assert(fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 8 }), fc.integer({ min: 3, max: 24 }), (rows, width) => {
      const line = (cells: readonly string[]): string => cells.map((one) => one.padEnd(width)).join(' ');
      const text = [line(['Enabled', 'TargetAddressDomains', 'DiscoveryEndpoint']), line(['-------', '--------------------', '-----------------']), ...rows.map(line)].join('\n');
      for (const { properties } of readFormatList(text).objects) {
        for (const [, { text: value, items }] of properties) {
          expect(text).toContain(value);
          if (items === null) expect(value).not.toMatch(/…$|\.\.\.$/);
        }
      }
    }));
  });

  test('is read in time that grows with its length', () => {
    const long = `${TABLE.slice(2, 4).join('\n')}\n${`${TABLE[5] ?? ''}\n`.repeat(60_000)}`;
    const { objects } = readFormatList(long);
    expect(objects).toHaveLength(2000);
  });
});
