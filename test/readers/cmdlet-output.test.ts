/** Whose configuration it is: by what the user says, by the directory an object lies in, by the prompt, by where it leads. */
import { expect, test } from 'vitest';
import type { Side } from '../../src/model/facts.ts';
import { readEvidence, unreadable } from '../../src/readers/index.ts';
import type { Brought } from '../../src/readers/reader.ts';

const AT = '2026-11-20T09:00:00.000Z';
const file = (text: string | Uint8Array, server: string | null = null, side: Side | null = null, name = 'a.txt'): Brought => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return { name, server, side, size: bytes.length, part: (from, length) => bytes.subarray(from, from + length) };
};
const subjects = async (...files: readonly Brought[]): Promise<readonly string[]> => (await readEvidence(files, AT)).map(({ id }) => id.replace('configuration ', ''));

const CONNECTOR = 'TargetAddressDomains : {contoso.mail.onmicrosoft.com}\nDiscoveryEndpoint : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc\nEnabled : True\n';
const BACK = 'TargetAddressDomains : {contoso.test}\nDiscoveryEndpoint : https://mail.contoso.test/autodiscover/autodiscover.svc\nEnabled : True\n';

test.each<[string, Brought, string]>([
  ['what the user says', file(BACK, 'ex16', 'on-premises'), 'ex16: Get-IntraOrganizationConnector'],
  ['a side that the user says', file(BACK, null, 'cloud'), 'cloud: Get-IntraOrganizationConnector'],
  ['where it leads', file(CONNECTOR), 'on-premises: Get-IntraOrganizationConnector'],
  ['nothing tells', file(BACK), 'unknown side: Get-IntraOrganizationConnector'],
  ['the directory of Exchange Online', file(`${BACK}OriginatingServer : DB7PR04A01DC001.EURPR04A001.PROD.OUTLOOK.COM`), 'cloud: Get-IntraOrganizationConnector'],
  ['a directory on-premises', file(`${BACK}DistinguishedName : CN=x,CN=Services,CN=Configuration,DC=contoso,DC=test`), 'on-premises: Get-IntraOrganizationConnector'],
  ['the directory, which the user contradicts', file(`${BACK}OriginatingServer : DB7PR04A01DC001.EURPR04A001.PROD.OUTLOOK.COM`, 'ex16', 'on-premises'), 'cloud: Get-IntraOrganizationConnector'],
  ['the cmdlet, which exists there only', file('CurrentCertificateThumbprint : 00112233445566778899AABBCCDDEEFF00112233'), 'on-premises: Get-AuthConfig'],
  ['the prompt', file(`[PS] C:\\>Get-OrganizationConfig | fl EwsEnabled,OAuth2*\n\nEwsEnabled : True\nOAuth2ClientProfileEnabled : True`), 'on-premises: Get-OrganizationConfig'],
  ['the prefix of the command', file(`[PS] C:\\>Get-EOOrganizationConfig | fl EwsEnabled\n\nEwsEnabled : True`), 'cloud: Get-OrganizationConfig'],
  ['the name that the wizard gives', file('Name : O365 to On-premises - 0a1b\nDomainNames : {contoso.test}'), 'cloud: Get-OrganizationRelationship'],
])('%s', async (_, brought, subject) => {
  expect(await subjects(brought)).toEqual([subject]);
});

test('several files of one side are one fact, each object with its file and line', async () => {
  const [observation] = await readEvidence([file(CONNECTOR), file(`\n\n${CONNECTOR}`, null, null, 'b.txt')], AT);
  expect(observation?.outcome).toMatchObject({ fact: { objects: [{ source: 'a.txt', line: 1 }, { source: 'b.txt', line: 3 }] } });
  expect(observation?.summary).toContain('b.txt line 3');
});

test('a console writes UTF-16 into a file', async () => {
  const bytes = new Uint8Array([0xff, 0xfe, ...Array.from(CONNECTOR.replaceAll('\n', '\r\n')).flatMap((char) => [char.charCodeAt(0), 0])]);
  expect(await subjects(file(bytes))).toEqual(['on-premises: Get-IntraOrganizationConnector']);
});

test('what no reader understands is said in one sentence, with what is understood', () => {
  expect(unreadable(file(CONNECTOR))).toBeNull();
  for (const text of ['', 'hello', 'Name  Enabled\n----  -------\nx     True', '\u0000\u0001\u0002']) {
    expect(unreadable(file(text))).toMatch(/^a\.txt holds nothing that is understood here\. Understood: .*Format-List.*\.$/);
  }
});

test('more objects than are read: the number of the others is said', async () => {
  const [observation] = await readEvidence([file(`${CONNECTOR}\n`.repeat(2300))], AT);
  expect(observation?.summary).toContain('300 were too many and left out');
});
