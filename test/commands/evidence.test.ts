/** Files that are brought along, as their user meets it: `--evidence`, `evidence:` and pasted into `explain` give the same observations. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { explainError } from '../../src/commands/errors.ts';
import { explain } from '../../src/commands/explain.ts';
import { replay } from '../../src/commands/replay.ts';
import { run, type RunOptions } from '../../src/commands/run.ts';
import type { Explanation, Report } from '../../src/model/report.ts';
import type { Observation } from '../../src/model/observation.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-evidence-'));
const written = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const CONFIGURATION = written('ex16.txt', [
  '[PS] C:\\Windows\\system32>Get-OrganizationRelationship | fl', '',
  'DomainNames           : {contoso.mail.onmicrosoft.com}', 'FreeBusyAccessEnabled : False', 'FreeBusyAccessLevel   : LimitedDetails',
  'TargetAutodiscoverEpr : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity', 'Enabled               : True',
  'Name                  : On-premises to O365 - 0a1b2c3d', '',
  '[PS] C:\\Windows\\system32>Get-IntraOrganizationConnector', '[PS] C:\\Windows\\system32>', '',
].join('\r\n'));
const NOTHING = written('nothing.txt', 'Name  Enabled\n----  -------\nx     True\n');

/** Nobody answers at these addresses: what is asked is not what is tested here. */
const scenario = (name: string, evidence: string): string => written(name, [
  'servers:', '  ex16: { version: exchange-2016, ews: https://127.0.0.1:9/EWS/Exchange.asmx }',
  '  o365: { version: exchange-online, ews: https://127.0.0.1:9/EWS/Exchange.asmx }',
  'mailboxes:', '  anna: { address: anna@contoso.test, server: ex16 }', '  cleo: { address: cleo@contoso.test, server: o365 }',
  'lookups: [anna -> cleo]', evidence, '',
].join('\n'));

const runs = async (file: string, options: RunOptions = {}) => {
  const terminal = recordedTerminal();
  const code = await run([file], { format: ['json'], quiet: true, ...options }, terminal);
  return { code, report: JSON.parse(terminal.output()) as Report, output: terminal.output() };
};
const brought = (observations: readonly Observation[]) => observations.filter(({ kind }) => kind === 'configuration').map(({ subject, summary, outcome }) => ({ subject, summary, outcome }));

test('by option, by scenario, and pasted: the same observations', async () => {
  const optional = await runs(scenario('plain.yaml', ''), { evidence: [`${CONFIGURATION}=on-premises`] });
  const own = await runs(scenario('with.yaml', `evidence: { on-premises: [${CONFIGURATION}] }`));
  const terminal = recordedTerminal();
  expect(await explain([CONFIGURATION], { format: ['json'], direction: 'onprem-to-cloud' }, terminal)).toBe(1);
  const explained = JSON.parse(terminal.output()) as Explanation;
  expect(brought(optional.report.observations).map(({ subject }) => subject)).toEqual(['on-premises: Get-IntraOrganizationConnector', 'on-premises: Get-OrganizationRelationship']);
  expect(brought(own.report.observations)).toEqual(brought(optional.report.observations));
  expect(brought([...explained.observations].sort((a, b) => (a.subject < b.subject ? -1 : 1)))).toEqual(brought(optional.report.observations));
  expect(explained.status).toBe('explained');
  expect(explained.findings.map(({ cause, confidence }) => `${cause}: ${confidence}`)).toContain('orgrel-freebusy-not-enabled: possible');
});

test('a server of the scenario may be named, and a replay tells the same', async () => {
  const tape = join(folder, 'run.tape');
  const { report, output } = await runs(scenario('plain.yaml', ''), { evidence: [`${CONFIGURATION}=ex16`], record: tape });
  expect(brought(report.observations).map(({ subject }) => subject)).toEqual(['ex16: Get-IntraOrganizationConnector', 'ex16: Get-OrganizationRelationship']);
  const terminal = recordedTerminal();
  await replay(tape, { format: ['json'] }, terminal);
  expect(JSON.parse(terminal.output())).toEqual(JSON.parse(output));
  const header = readFileSync(tape, 'utf8').split('\n')[0] ?? '';
  const changed = written('changed.tape', readFileSync(tape, 'utf8').replace(header, header.replace('"cut":false', '"cut":"no"')));
  await expect(replay(changed, {}, recordedTerminal())).rejects.toThrow('line 1 is not the header');
});

test('error text and configuration together: the configuration proves what the text only hints', async () => {
  const text = `The caller does not have access to free/busy data. LID: 47652 https://mail.contoso.test/EWS/Exchange.asmx/WSSecurity\n\n${readFileSync(CONFIGURATION, 'utf8').replaceAll('contoso.mail.onmicrosoft.com', 'contoso.test')}`;
  const terminal = recordedTerminal({}, undefined, undefined, new TextEncoder().encode(text));
  await explain([], { format: ['json'], direction: 'onprem-to-cloud' }, terminal);
  const { findings } = JSON.parse(terminal.output()) as Explanation;
  expect(findings[0]).toMatchObject({ cause: 'orgrel-freebusy-not-enabled', confidence: 'confirmed' });
  expect(findings[0]?.supporting.map(({ observation }) => observation)).toEqual(expect.arrayContaining(['pasted-text standard input', 'configuration on-premises: Get-OrganizationRelationship']));
});

/** A hybrid with OAuth and the dedicated application, from both sides, as it should be. */
const HEALTHY = [
  '[PS] C:\\>Get-IntraOrganizationConnector | fl', 'TargetAddressDomains : {contoso.mail.onmicrosoft.com}',
  'DiscoveryEndpoint    : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc', 'TargetSharingEpr     : https://outlook.office365.com/EWS/Exchange.asmx',
  'Enabled              : True', '',
  '[PS] C:\\>Get-OrganizationRelationship | fl', 'DomainNames           : {contoso.mail.onmicrosoft.com}', 'FreeBusyAccessEnabled : True',
  'FreeBusyAccessLevel   : LimitedDetails', 'TargetApplicationUri  : outlook.com', 'TargetSharingEpr      :',
  'TargetAutodiscoverEpr : https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc/WSSecurity', 'Enabled               : True', '',
  '[PS] C:\\>Get-WebServicesVirtualDirectory -ADPropertiesOnly | fl', 'InternalNLBBypassUrl     :', 'Identity                 : EX16\\EWS (Default Web Site)',
  'OAuthAuthentication      : True', 'WSSecurityAuthentication : True', 'ExternalUrl              : https://mail.contoso.test/EWS/Exchange.asmx', '',
  'InternalNLBBypassUrl     : https://ex16.contoso.test:444/EWS/Exchange.asmx', 'Identity                 : EX16\\EWS (Exchange Back End)', 'OAuthAuthentication      : False',
  'WSSecurityAuthentication : False', 'ExternalUrl              :', '',
  '[PS] C:\\>Get-AuthServer | fl', 'Name                  : ACS - 1', 'IssuerIdentifier      : 00000001-0000-0000-c000-000000000000', 'Type                  : MicrosoftACS',
  'Enabled               : False', '', 'Name                  : EvoSts - 1', 'IssuerIdentifier      : https://sts.windows.net/0f3c9b7a-1111-2222-3333-444455556666/',
  'ApplicationIdentifier : 0a0a0a0a-1111-2222-3333-444455556666', 'Type                  : AzureAD', 'Enabled               : True', '',
  '[PS] C:\\>Get-AuthConfig | fl', 'CurrentCertificateThumbprint  : 00112233445566778899AABBCCDDEEFF00112233', 'PreviousCertificateThumbprint :',
  'ServiceName                   : 00000002-0000-0ff1-ce00-000000000000', '',
  '[PS] C:\\>Get-ExchangeCertificate | fl', 'CertificateDomains : {}', 'NotAfter           : 23.04.2035 10:00:00', 'Status             : Valid',
  'Thumbprint         : 00112233445566778899AABBCCDDEEFF00112233', '',
  '[PS] C:\\>Get-PartnerApplication | fl', 'Enabled               : True', 'ApplicationIdentifier : 00000002-0000-0ff1-ce00-000000000000',
  'LinkedAccount         : contoso.test/Users/Exchange Online-ApplicationAccount', 'Name                  : Exchange Online', '',
  '[PS] C:\\>Get-SettingOverride | fl', 'ComponentName : Global', 'SectionName   : ExchangeOnpremAsThirdPartyAppId', 'Parameters    : {Enabled=true}', '',
  '[PS] C:\\>Get-OrganizationConfig | fl', 'EwsEnabled                 :', 'EwsApplicationAccessPolicy :', 'OAuth2ClientProfileEnabled : True', '',
  '[PS] C:\\>Get-EOIntraOrganizationConnector | fl', 'TargetAddressDomains : {contoso.test}', 'DiscoveryEndpoint    : https://mail.contoso.test/autodiscover/autodiscover.svc',
  'TargetSharingEpr     :', 'Enabled              : True', '',
  '[PS] C:\\>Get-EOOrganizationRelationship | fl', 'DomainNames           : {contoso.test}', 'FreeBusyAccessEnabled : True', 'FreeBusyAccessLevel   : LimitedDetails',
  'TargetApplicationUri  : FYDIBOHF25SPDLT.contoso.test', 'TargetSharingEpr      :',
  'TargetAutodiscoverEpr : https://mail.contoso.test/autodiscover/autodiscover.svc/WSSecurity', 'Enabled               : True', '',
  '[PS] C:\\>Get-EOOrganizationConfig -RetrieveEwsOperationAccessPolicy | fl', 'EwsEnabled       : True', 'EwsAllowedAppIDs : 0a0a0a0a-1111-2222-3333-444455556666', '',
].join('\n');

test('a healthy hybrid, brought from both sides, blames nothing', async () => {
  const terminal = recordedTerminal({}, undefined, undefined, new TextEncoder().encode(HEALTHY));
  expect(await explain([], { format: ['json'] }, terminal)).toBe(0);
  const { findings, observations, status } = JSON.parse(terminal.output()) as Explanation;
  expect([findings.map(({ cause }) => cause), status]).toEqual([[], 'not-a-failure']);
  expect(observations).toHaveLength(12);
});

test('configuration without a fault that is known is no failure', async () => {
  const terminal = recordedTerminal({}, undefined, undefined, new TextEncoder().encode('AccessMethod : OrgWideFBToken\nForestName : other.test\n'));
  expect(await explain([], {}, terminal)).toBe(0);
  expect(terminal.output()).toContain('nothing is seen that is known to prevent a lookup');
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  ['nothing that is understood', () => runs(scenario('plain.yaml', ''), { evidence: [NOTHING] }), /^--evidence: .*nothing\.txt holds nothing that is understood here\. Understood: /],
  ['no such file', () => runs(scenario('plain.yaml', ''), { evidence: ['nowhere.txt'] }), /^--evidence: nowhere\.txt is no file and no folder\.$/],
  ['of nobody', () => runs(scenario('plain.yaml', ''), { evidence: [`${CONFIGURATION}=ex19`] }), /names "ex19"; expected on-premises, cloud, ex16 or o365\.$/],
  ['in check, of nobody', () => check('anna@contoso.test', 'cleo@contoso.test', { signIn: 'none', evidence: [`${CONFIGURATION}=ex16`] }, recordedTerminal()), /expected on-premises, cloud, requester or target\.$/],
  ['in a scenario, nothing that is understood', () => runs(scenario('bad.yaml', `evidence: { ex16: [${NOTHING}] }`)), /bad\.yaml:8:20: evidence: .*nothing\.txt holds nothing/],
  ['in a scenario, of nobody', () => runs(scenario('bad.yaml', `evidence: { ex19: [${CONFIGURATION}] }`)), /bad\.yaml:8:13: evidence names "ex19"; expected on-premises, cloud, ex16 or o365\./],
])('%s: one sentence and exit code 2', async (_, act, says) => {
  const error: unknown = await act().then(() => undefined, (thrown: unknown) => thrown);
  const told = explainError(error);
  expect(told.exitCode).toBe(2);
  expect(told.says).toMatch(says);
});

test('a folder, as collect makes one: what is understood is read, the rest is told', async () => {
  const gathered = mkdtempSync(join(tmpdir(), 'crosslines-gathered-'));
  writeFileSync(join(gathered, 'exchange.txt'), readFileSync(CONFIGURATION));
  writeFileSync(join(gathered, 'readme.txt'), 'nothing');
  writeFileSync(join(gathered, 'server.txt'), '# crosslines collect 1\nComputerName : EX16\n');
  const terminal = recordedTerminal();
  await run([scenario('folder.yaml', '')], { format: ['json'], quiet: true, evidence: [`${gathered}=ex16`] }, terminal);
  const { observations } = JSON.parse(terminal.output()) as Report;
  expect(observations.map(({ id }) => id)).toEqual(expect.arrayContaining(['server-state ex16', 'configuration ex16: Get-OrganizationRelationship']));
  expect(terminal.told()).toContain(`crosslines: left out: ${join(gathered, 'readme.txt')} holds nothing that is understood here.`);
  expect(terminal.told()).not.toContain('exchange.txt');
  const empty = mkdtempSync(join(tmpdir(), 'crosslines-gathered-'));
  await expect(run([scenario('folder.yaml', '')], { evidence: [`${empty}=ex16`] }, recordedTerminal())).rejects.toThrow('holds no file that is understood');
});
