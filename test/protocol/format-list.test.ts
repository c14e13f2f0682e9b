/**
 * Output of Format-List as people copy it. Outputs are ours, in the form of what Microsoft Learn, "Resolve free/busy errors", and the cmdlet
 * reference show.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigurationValue } from '../../src/model/facts.ts';
import { readFormatList, type FormatList, type ListedObject } from '../../src/protocol/format-list.ts';

const value = (object: ListedObject | undefined, name: string): ConfigurationValue | undefined => object?.properties.find(([one]) => one === name)?.[1];
const shown = ({ objects }: FormatList): readonly string[] => objects.map(({ cmdlet }) => cmdlet);

const RELATIONSHIP = [
  'RunspaceId            : 3b0c8d0c-1df2-4a23-a6a1-0b9ed3b2a001',
  'DomainNames           : {contoso.com, contoso.mail.onmicrosoft.com, brand.',
  '                        test, fabrikam.com...}',
  'FreeBusyAccessEnabled : True',
  'FreeBusyAccessLevel   : LimitedDetails',
  'FreeBusyAccessScope   :',
  'TargetApplicationUri  : outlook.com',
  'TargetSharingEpr      :',
  'TargetAutodiscoverEpr : https://autodiscover-s.outlook.com/autodiscover/au',
  '                        todiscover.svc/WSSecurity',
  'OrganizationContact   : the team of the mail servers, in the house next to',
  '                        the station',
  'WhenChanged           : 3. März 2026 10:12:00',
  'Enabled               : True',
];

test('lists, wrapped values, empty values and dates in another language', () => {
  const { objects, rest } = readFormatList(`\r\n${RELATIONSHIP.join('\r\n')}\r\n\r\n`);
  expect(objects).toHaveLength(1);
  const [object] = objects;
  expect(object).toMatchObject({ cmdlet: 'Get-OrganizationRelationship', side: null, line: 2 });
  expect(value(object, 'DomainNames')).toEqual({
    text: '{contoso.com, contoso.mail.onmicrosoft.com, brand.test, fabrikam.com...}', cut: true,
    items: ['contoso.com', 'contoso.mail.onmicrosoft.com', 'brand.test', 'fabrikam.com'],
  });
  expect(value(object, 'TargetAutodiscoverEpr')?.text).toBe('https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity');
  expect(value(object, 'OrganizationContact')?.text).toBe('the team of the mail servers, in the house next to the station');
  expect(value(object, 'FreeBusyAccessScope')).toEqual({ text: '', items: null, cut: false });
  expect(value(object, 'WhenChanged')?.text).toBe('3. März 2026 10:12:00');
  expect(rest.trim()).toBe('');
});

test.each([
  ['{}', [], false], ['{a.test}', ['a.test'], false], ['{a.test, b.test…}', ['a.test', 'b.test'], true], ['{a.test, b.test', ['a.test', 'b.test'], true],
])('the list %s', (text, items, cut) => {
  const [object] = readFormatList(`TargetAddressDomains : ${text}`).objects;
  expect(value(object, 'TargetAddressDomains')).toMatchObject({ items, cut });
});

test('lines that were broken where they ended, as in Chinese, Japanese and Korean', () => {
  const [object] = readFormatList([
    'DiscoveryEndpoint    : https://mail.conto',
    '                       so.test/autodiscov',
    '                       er/autodiscover.svc',
    'TargetAddressDomains : {contoso.test, bra',
    '                       nd.test}',
  ].map((line) => line.replace('er/autodiscover.svc', 'er/a.svc')).join('\n')).objects;
  expect(value(object, 'DiscoveryEndpoint')?.text).toBe('https://mail.contoso.test/autodiscover/a.svc');
  expect(value(object, 'TargetAddressDomains')?.items).toEqual(['contoso.test', 'brand.test']);
});

describe('several cmdlets in one paste', () => {
  const PASTE = [
    'Creating a new session for implicit remoting of the command "Get-Mailbox"...',
    '[PS] C:\\Windows\\system32>Get-AuthServer | fl Name,Type,Enabled',
    '', '',
    'Name    : EvoSts - 0a1b2c3d', 'Type    : AzureAD', 'Enabled : True', '',
    'Name    : ACS - 0a1b2c3d', 'Type    : MicrosoftACS', 'Enabled : False', '', '',
    '[PS] C:\\Windows\\system32>Get-SettingOverride',
    '[PS] C:\\Windows\\system32>Get-SettingOverride | Where-Object {$_.SectionName -eq "x"}',
    '[PS] C:\\Windows\\system32>Get-EOCASMailbox anna | fl EwsEnabled', '', 'EwsEnabled : True', '', 
    '[PS] C:\\Windows\\system32>Get-MailboxStatistics anna | fl Name,Type,Enabled', '', 'Name    : x', 'Type    : y', 'Enabled : True', '',
    'The caller does not have access to free/busy data.',
  ].join('\n');

  test('the command line tells the cmdlet and the side; a command that showed nothing counts, one with a filter does not', () => {
    const list = readFormatList(PASTE);
    expect(shown(list)).toEqual(['Get-AuthServer', 'Get-AuthServer', 'Get-CASMailbox']);
    expect(list.objects.map(({ side }) => side)).toEqual(['on-premises', 'on-premises', 'cloud']);
    expect(list.empty).toEqual([{ cmdlet: 'Get-SettingOverride', side: 'on-premises', line: 14 }]);
  });

  test('what was read is taken out of the text, and nothing else', () => {
    const { rest } = readFormatList(PASTE);
    expect(rest).toContain('Creating a new session');
    expect(rest).toContain('The caller does not have access to free/busy data.');
    expect(rest).toContain('Name    : x');
    expect(rest).not.toContain('EvoSts');
  });

  test('results of Test- cmdlets are read, and stay in the text, because they are error texts', () => {
    const text = [
      'Task        : Checking EWS API Call Under Oauth',
      'Detail      : The configuration was last successfully loaded at 01-01-0001 00:00:00 UTC.',
      '',
      '              Exchange Response Details:',
      '              Exception:',
      '              System.Net.WebException: The remote server returned an error: (403) Forbidden.',
      '',
      'ResultType  : Error',
      'Identity    : Microsoft.Exchange.Security.OAuth.ValidationResultNodeId',
    ].join('\n');
    const { objects, rest } = readFormatList(text);
    expect(objects.map(({ cmdlet, properties }) => [cmdlet, properties.map(([name]) => name)])).toEqual([
      ['Test-OAuthConnectivity', ['Task', 'Detail', 'ResultType', 'Identity']],
    ]);
    expect(value(objects[0], 'Detail')?.text).toMatch(/Exception: System\.Net\.WebException: .*\(403\) Forbidden\.$/);
    expect(rest).toBe(text);
  });

  test('an empty line after every line, as web pages put it', () => {
    const { objects } = readFormatList(['Name : a', 'TargetAddressDomains : {x.test}', 'DiscoveryEndpoint : https://x.test/', 'Enabled : False', 'TargetSharingEpr :']
      .join('\n\n'));
    expect(objects.map(({ properties }) => properties.length)).toEqual([5]);
  });
});

test.each([
  ['Name : a\nEnabled : True'], ['EwsEnabled : False'], ['Note: this is prose\nSource: a book'], ['Log Name: Application\nSource: MSExchange Availability\nEvent ID: 4002'],
  ['DomainName : contoso.test\nType : Success'], [''], ['{}'], ['https://mail.contoso.test/EWS'],
])('what tells no cmdlet is left alone: %j', (text) => {
  expect(readFormatList(text)).toEqual({ objects: [], empty: [], leftOut: 0, rest: text });
});

describe('whatever was shown is read back', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,12}(?:[.-][a-z0-9]{1,12}){0,3}$/);
  const listed = fc.record({
    TargetAddressDomains: fc.array(word, { maxLength: 8 }), Name: fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
    DiscoveryEndpoint: word.map((host) => `https://${host}/autodiscover/autodiscover.svc`), Enabled: fc.boolean(),
  });
  /** As PowerShell breaks lines: at blanks, and within what is longer than a line. */
  const wrapped = (name: string, text: string, width: number): string => {
    const column = 23;
    const lines: string[] = [''];
    for (const part of text.split(' ')) {
      const last = lines.at(-1) ?? '';
      if (last !== '' && last.length + 1 + part.length > width) lines.push('');
      lines[lines.length - 1] = `${lines.at(-1) === '' ? '' : `${lines.at(-1)} `}${part}`;
      while ((lines.at(-1) ?? '').length > width) lines.splice(-1, 1, (lines.at(-1) ?? '').slice(0, width), (lines.at(-1) ?? '').slice(width));
    }
    return lines.map((line, index) => (index === 0 ? `${name.padEnd(column - 2)}: ${line}` : `${' '.repeat(column)}${line}`)).join('\r\n');
  };
  test('at every width of the console', () => {
    fc.assert(fc.property(fc.array(listed, { minLength: 1, maxLength: 4 }), fc.integer({ min: 70, max: 160 }), (objects, width) => {
      const text = objects.map((object) => Object.entries(object).map(([name, one]) => wrapped(name,
        Array.isArray(one) ? `{${one.join(', ')}}` : typeof one === 'boolean' ? (one ? 'True' : 'False') : one, width)).join('\r\n')).join('\r\n\r\n');
      const { objects: found } = readFormatList(text);
      expect(found.map((object) => ({
        TargetAddressDomains: value(object, 'TargetAddressDomains')?.items, Name: value(object, 'Name')?.text,
        DiscoveryEndpoint: value(object, 'DiscoveryEndpoint')?.text, Enabled: value(object, 'Enabled')?.text === 'True',
      }))).toEqual(objects);
    }), { numRuns: 200 });
  });
  test('any text is read without a throw, and no line of it that was not read is lost', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...RELATIONSHIP, 'PS C:\\> Get-AuthConfig | fl', '}', '  {')), { maxLength: 40 }), (lines) => {
      const text = lines.join('\n');
      const { objects, empty, rest } = readFormatList(text);
      if (objects.length === 0 && empty.length === 0) expect(rest).toBe(text);
      expect(rest.length).toBeLessThanOrEqual(text.length);
    }), { numRuns: 300 });
  });
});

test.each([
  ['one property over and over', 'TargetAddressDomains : {a}\n'.repeat(100_000), 2000],
  ['one value without end', `TargetAddressDomains : {${'a.test, '.repeat(250_000)}`, 1],
  ['one value over very many lines', `TargetAddressDomains : {a,\n${`${' '.repeat(23)}b\n`.repeat(60_000)}`, 1],
  ['one word without end, in lines', `DiscoveryEndpoint : ${'x'.repeat(19_000)} ${'y'.repeat(900_000)}`, 1],
  ['very many properties', `TargetAddressDomains : {}\n${Array.from({ length: 50_000 }, (_, index) => `P${index} : v`).join('\n')}`, 1],
  ['names of every object', 'constructor : x\ntoString : y\nTargetAddressDomains : {}\nDiscoveryEndpoint : z', 1],
  ['braces', '{'.repeat(1_000_000), 0],
])('hostile: %s is bounded', (_, text, count) => {
  const { objects } = readFormatList(text);
  expect(objects).toHaveLength(count);
  expect(JSON.stringify(objects).length).toBeLessThan(1_500_000);
});
