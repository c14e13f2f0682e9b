/**
 * What pasted texts mean. Error texts are quoted from Microsoft Learn, "Resolve free/busy errors"
 * (https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors); the pastes around them are ours.
 */
import { describe, expect, test } from 'vitest';
import { causes } from '../src/causes/index.ts';
import { explain } from '../src/explain.ts';
import type { ExplainContext } from '../src/explain-context.ts';
import type { Explanation } from '../src/model/report.ts';
import { readPastedText } from '../src/protocol/pasted-text.ts';
import { misfits } from './schemas.ts';

const AT = '2026-11-20T09:00:00.000Z';
const meaning = (text: string, context: ExplainContext = {}): Explanation => {
  const explanation = explain(readPastedText(text, 'paste'), context, causes, AT);
  expect(misfits('explanation', explanation)).toEqual([]);
  return explanation;
};
const found = ({ findings }: Explanation, ...wanted: readonly string[]): readonly string[] =>
  findings.filter(({ confidence }) => wanted.length === 0 || wanted.includes(confidence)).map(({ cause }) => cause);

const UNABLE = 'Proxy web request failed. , inner exception: System.Net.WebException: Unable to connect to the remote server';
const SEND = 'Proxy web request failed. ---> System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send. '
  + '---> System.IO.IOException: Unable to read data from the transport connection: An existing connection was forcibly closed by the remote host.';
const NO_ACCESS = 'The caller does not have access to free/busy data.';

describe('what is no evidence', () => {
  test.each([
    'Proxy web request failed.', 'LID: 43532', 'Proxy web request failed. Name of the server where exception originated: EX01. LID: 43532',
      'Could not be updated',
    'The attendee\'s server couldn\'t be contacted. (Error Code: 5016)', 'ResponseCode: ErrorProxyRequestProcessingFailed',
    'MSExchange Availability 4002. Make sure that the Active Directory site or forest that contains the user\'s mailbox has at least one local server that is running the Availability service.',
    'No information. No free/busy information could be retrieved.', 'Our users see cross lines since Monday.',
  ])('%s', (text) => {
    for (const direction of [undefined, 'onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem'] as const) {
      const { status, findings, collect } = meaning(text, direction === undefined ? {} : { direction });
      expect([status, findings]).toEqual(['insufficient-evidence', []]);
      expect(collect.length).toBeGreaterThan(1);
      expect(collect.every(({ says, observe }) => says !== '' && observe !== '')).toBe(true);
    }
  });
});

describe('what is no failure of a lookup', () => {
  test.each([
    ['hello', 'Nothing in this text'],
    ['Hi Anna, could you please add me to the distribution list for the printer room?', 'Nothing in this text'],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@contoso.test not found by SMTP address lookup', 'nothing in it belongs'],
    ['npm ERR! network request to https://registry.npmjs.org/left-pad failed, reason: The operation has timed out', 'nothing in it belongs'],
    ['Traceback (most recent call last):\n  File "a.py", line 1\nConnectionError: An existing connection was forcibly closed by the remote host',
      'nothing in it belongs'],
    ['System.Net.WebException: The remote name could not be resolved: \'api.contoso.test\'\nGET https://api.contoso.test/v1/orders',
      'nothing in it belongs'],
    ['If free/busy fails with "An unexpected error occurred on a send":\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\n"SystemDefaultTlsVersions"=dword:00000001\nRestart-Computer', 'instructions'],
    ['<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView><FreeBusyViewType>FreeBusyMerged</FreeBusyViewType><MergedFreeBusy>0220</MergedFreeBusy></FreeBusyView></FreeBusyResponse>', 'worked'],
  ])('%s', (text, says) => {
    const explanation = meaning(text);
    expect([explanation.status, explanation.findings, explanation.collect]).toEqual(['not-a-failure', [], []]);
    expect(explanation.says).toContain(says);
  });

  test('an answer without an error that shows nothing is a failure all the same', () => {
    expect(meaning('<ResponseCode>NoError</ResponseCode><FreeBusyViewType>None</FreeBusyViewType>').status).toBe('insufficient-evidence');
  });
});

describe('the same causes judge it', () => {
  test('the direction decides among causes of the same words', () => {
    expect(found(meaning(UNABLE, { direction: 'cloud-to-onprem' }), 'likely')).toEqual(['firewall-blocks-inbound-from-exchange-online']);
    expect(found(meaning(UNABLE, { direction: 'onprem-to-onprem' }))).toContain('no-responding-cas-in-site');
    expect(found(meaning(UNABLE, { direction: 'onprem-to-onprem' }))).not.toContain('firewall-blocks-inbound-from-exchange-online');
  });

  test('without a direction they are all possible, and it is what is missing first', () => {
    const explanation = meaning(UNABLE);
    expect(found(explanation, 'likely', 'confirmed')).toEqual([]);
    expect(found(explanation, 'possible')).toEqual(expect.arrayContaining(['firewall-blocks-inbound-from-exchange-online',
      'no-responding-cas-in-site']));
    expect(explanation.collect[0]?.observe).toContain('--direction');
  });

  test('names of hosts in the text show the direction', () => {
    const cloud = `${UNABLE}. The request information is url = https://mail.contoso.test/EWS/Exchange.asmx. Name of the server where exception originated: AM0PR04MB1234. LID: 43532`;
    expect(found(meaning(cloud), 'likely')).toEqual(['firewall-blocks-inbound-from-exchange-online']);
    const inside = `Process 1: ProxyWebRequest CrossSite from S-1-5-21-1 to https://ex19.contoso.test:444/EWS/Exchange.asmx failed. ${SEND}`;
    expect(found(meaning(inside))).toEqual(['tls-version-mismatch-between-exchange-servers']);
    // The leg within the organization is what failed, whichever way the lookup came.
    expect(found(meaning(inside, { direction: 'cloud-to-onprem' }))).toContain('tls-version-mismatch-between-exchange-servers');
  });

  test('a version that is given counts as the scenario\'s claim does', () => {
    const context = { direction: 'onprem-to-cloud', requesterVersion: 'exchange-2010' } as const;
    expect(found(meaning(SEND, { direction: 'onprem-to-cloud' }), 'likely')).toEqual([]);
    expect(found(meaning(SEND, context), 'likely')).toEqual(['tls12-outbound-to-cloud-not-enabled']);
  });

  test('a cause that the text names is confirmed, on any way', () => {
    expect(found(meaning('HttpProxyException: MailboxGuidWithDomainNotFound Cannot find mailbox 01b62c6d-4324-448f-9884-5fec6d18a7e2 with domain contoso.test.', { direction: 'onprem-to-onprem' }), 'confirmed'))
      .toEqual(['autodiscover-anchor-mailbox-missing']);
  });

  test('German, read as Windows-1252, means the same', () => {
    const german = 'Proxywebanforderung fehlgeschlagen. ---> System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen: Unerwarteter Fehler beim Senden.';
    const misread = new TextDecoder('windows-1252').decode(new TextEncoder().encode(german));
    for (const text of [german, misread]) expect(found(meaning(text,
      { direction: 'onprem-to-onprem' }))).toEqual(['tls-version-mismatch-between-exchange-servers']);
  });

  test('each of several errors counts, and cites its own text', () => {
    const both = meaning(`Autodiscover failed for e-mail address anna@contoso.test. The request failed with HTTP status 404: Not Found. LID: 33676\n\n${NO_ACCESS} LID: 47652`, { direction: 'cloud-to-onprem' });
    expect(found(both)).toEqual(expect.arrayContaining(['autodiscover-endpoint-404', 'calendar-default-permission-none']));
    const cited = (id: string): readonly string[] =>
      [...new Set(both.findings.find(({ cause }) => cause === id)?.supporting.map(({ observation }) => observation))];
    expect(cited('autodiscover-endpoint-404')).toEqual(['pasted-text paste, 1']);
    expect(cited('calendar-default-permission-none')).toEqual(['pasted-text paste, 2']);
    expect(both.observations.map(({ id }) => id)).toEqual(['pasted-text paste, 1', 'pasted-text paste, 2']);
  });

  test('a status of one error is none of the other', () => {
    const apart = meaning(`Autodiscover failed for e-mail address anna@contoso.test. The operation has timed out\n\nProxy web request failed. The request failed with HTTP status 404: Not Found.`, { direction: 'cloud-to-onprem' });
    expect(found(apart)).not.toContain('autodiscover-endpoint-404');
  });

  test('every citation leads to an observation that is there, and no word in braces is left', () => {
    for (const text of [UNABLE, SEND, NO_ACCESS, 'The remote server returned an error: (503) Server Unavailable']) {
      const explanation = meaning(text);
      const ids = explanation.observations.map(({ id }) => id);
      for (const { supporting, opposing } of explanation.findings) for (const { observation } of [...supporting,
        ...opposing]) expect(ids).toContain(observation);
      expect(JSON.stringify(explanation.findings)).not.toMatch(/\{(?:requester|target)\w*\}/);
      expect(explanation.findings.map(({ title, explanation: why }) => `${title} ${why}`).join(' ')).not.toMatch(/<(?:requester|colleague|server)/);
    }
  });
});

describe('codes of the token service', () => {
  // Texts: MicrosoftDocs/entra-docs, reference-error-codes.md, and answers of the token endpoint quoted in public issues; the pastes around them are ours.
  test.each([
    ['AADSTS50076: Due to a configuration change made by your administrator you must use multi-factor authentication to access it.'],
    ['Sorry, but we\'re having trouble signing you in.\nhttps://login.microsoftonline.com/common/oauth2/authorize?client_id=1\nAADSTS50105: not assigned to a role'],
    ['Sign-in error code: 53003\nFailure reason: Access has been blocked by Conditional Access policies.'],
    ['{"error":"invalid_grant","error_description":"AADSTS50126: Error validating credentials.","error_codes":[50126]}'],
  ])('%s: somebody\'s own sign-in is no failure of a lookup', (text) => {
    const { status, findings, says, collect } = meaning(text);
    expect([status, findings, collect]).toEqual(['not-a-failure', [], []]);
    expect(says).toMatch(/^AADSTS\d+ of Microsoft Entra ID means: .*own sign-in/);
  });

  test('beside words of a lookup they are a note, and prove nothing', () => {
    const { status, says } = meaning('Free/busy is not shown since today. AADSTS50076: you must use multi-factor authentication');
    expect([status, says.startsWith('AADSTS50076')]).toEqual(['insufficient-evidence', true]);
    const with503 = meaning(`${NO_ACCESS} AADSTS50076: you must use multi-factor authentication`);
    expect([with503.status, with503.notices[0]]).toEqual(['explained', expect.stringContaining('own sign-in')]);
    expect(found(with503)).toEqual(found(meaning(NO_ACCESS)));
  });

  test('of an application lead to its causes, one at a time', () => {
    const key = meaning('AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.]');
    expect(found(key, 'confirmed')).toEqual(['oauth-certificate-not-in-entra']);
    expect(key.notices).toEqual([expect.stringMatching(/^AADSTS700027 of Microsoft Entra ID means: the signature/)]);
    expect(found(meaning('AADSTS700027: Client assertion contains an invalid signature.'), 'likely', 'confirmed')).toEqual([]);
    const unknown = 'Test-OAuthConnectivity: AADSTS700016: Application with identifier \'a0000000-0000-4000-8000-00000000000a\' was not found in the directory';
    expect([found(meaning(unknown)), found(meaning(unknown), 'likely')]).toEqual([['dedicated-hybrid-app-not-activated'], []]);
    expect(found(meaning(unknown, { direction: 'cloud-to-onprem' }))).toEqual([]);
  });

  test('nobody knows: said so, with where to look', () => {
    const { status, findings, says } = meaning('AADSTS987654: Something of tomorrow.');
    expect([status, findings]).toEqual(['insufficient-evidence', []]);
    expect(says).toContain('https://login.microsoftonline.com/error?code=987654');
  });
});

describe('weak context', () => {
  const text = 'Proxy web request failed. , inner exception: The request was aborted: Could not create SSL/TLS secure channel.';
  const context = { direction: 'onprem-to-cloud' } as const;

  test('orders what is equally sure, and never makes it surer', () => {
    const plain = meaning(text, context);
    const changed = meaning(text, { ...context, changed: 'the web proxy was replaced on Monday' });
    expect(found(changed)[0]).toBe('outbound-proxy-or-firewall-blocks-m365');
    expect(found(plain)[0]).toBe('m365-root-ca-missing-on-exchange-server');
    expect([...found(changed)].sort()).toEqual([...found(plain)].sort());
    expect(changed.findings.map(({ confidence }) => confidence)).toEqual(plain.findings.map(({ confidence }) => confidence));
    expect(changed.notices).toEqual([expect.stringContaining('only orders what is equally sure')]);
  });

  test('words without an effect are said to have none', () => {
    expect(meaning(text, { ...context, scope: 'the blue team', changed: 'nothing' }).notices).toEqual([
      expect.stringMatching(/^--changed has no effect/), expect.stringMatching(/^--scope has no effect/),
    ]);
  });
});
