/** How Autodiscover leads astray: for the client that asks for itself, and for the server that asks about somebody elsewhere. */
import { describe, expect, test } from 'vitest';
import type { AutodiscoverFact, AutodiscoverStep } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import { autodiscover, lookups, refusal, skipped } from '../built-evidence.ts';
import { FIELD, plain, SERVERS, TEXT, weighed, works } from './worlds.ts';

const EPR = 'autodiscover-epr-points-to-wrong-service';
const ANCHOR = 'autodiscover-anchor-mailbox-missing';
const EXTERNAL = 'ews-external-url-missing-in-target';
const BLOCKED = 'outlook-anywhere-blocked-in-target';
const SCP = 'autodiscover-cloud-scp-missing';
const ROOT = 'autodiscover-root-domain-answered-by-third-party';
const ZONE = 'dns-internal-zone-lacks-autodiscover';
const NO_URL = 'client-autodiscover-no-ews-url';

type Step = Partial<AutodiscoverStep> & Pick<AutodiscoverStep, 'method' | 'outcome'>;

/** Sources: KB 3010570; johanveldhuis.github.io, Exchange federation part II; Microsoft Q&A 108027; HCW8057 (KB 3087170); eightwone.com. */
const SAID = {
  notDiscovered: 'Unable to send cross-forest request for mailbox <Boris> SMTP:<boris@fabrikam.test> because of invalid configuration., inner exception: '
    + 'AvailabilityAddressSpace \'fabrikam.test\' couldn\'t be used because the Autodiscover endpoint couldn\'t be discovered.',
  notSent: 'Unable to send cross-forest request for mailbox <Boris> SMTP:<boris@fabrikam.test> because of invalid configuration.',
  anchor: 'HttpProxyException: Cannot find mailbox 01b62c6d-4324-448f-9884-5fec6d18a7e2 with domain fabrikam.test. MailboxGuidWithDomainNotFound',
  setting: 'The response from the Autodiscover service at \'https://autodiscover.fabrikam.test/autodiscover/autodiscover.svc/WSSecurity\' '
    + 'failed due to an error in user setting \'ExternalEwsUrl\'. Error message: SettingIsNotAvailable.',
  invalidUser: 'The response from the Autodiscover service at \'https://autodiscover.fabrikam.test/autodiscover/autodiscover.svc/WSSecurity\' '
    + 'failed due to an error in user setting \'ExternalEwsUrl\'. Error message: InvalidUser.',
  ewsAsAutodiscover: 'The response from the Autodiscover service at \'https://mail.contoso.test/EWS/Exchange.asmx/WSSecurity\' failed.',
  relationship: 'RESULT: Unable to retrieve organization relationships from remote organization.',
  log: 'POST /EWS/Exchange.asmx/WSSecurity &CorrelationID=<empty>; 443 - 10.0.0.9 TestOrganizationRelationship/1.1 - 500 0 0 74',
  redirect: 'WARNING: Autodiscover at https://autodiscover.contoso.test/autodiscover/autodiscover.svc returned an unsecure redirect to https://autodiscover-s.outlook.com/.',
  wizard: 'HCW8057 Office 365 was unable to communicate with your on-premises Autodiscover endpoint.',
  discovery: 'Type=Failure;Url=https://autodiscover.contoso.test/autodiscover/autodiscover.svc;Exception=Discovery for domain contoso.test failed.;',
} as const;

const asks = (requester: string, target: string, text: string, code = 'ErrorAutoDiscoverFailed'): Observation => lookups(requester, { [target]: { answer: refusal(code, text) } });
const between = (text: string, code?: string, ...known: readonly Observation[]) => weighed('anna -> boris', [...FIELD, ...known, asks('anna', 'boris', text, code)]);
const fromCloud = (text: string, code?: string, ...known: readonly Observation[]) => weighed('cleo -> anna', [...FIELD, ...known, asks('cleo', 'anna', text, code)]);
const toCloud = (text: string, code?: string) => weighed('anna -> cleo', [...FIELD, asks('anna', 'cleo', text, code)]);
const ANNA = 'user-availability anna@contoso.test';
const CLOUD = 'user-availability cleo@contoso.test';

const found = (mailbox: string, from: AutodiscoverFact['from']): Observation => autodiscover(`${mailbox}@contoso.test`, [{ method: 'https-autodiscover-host', outcome: 'settings', status: 200 }],
  { availabilityUrl: 'https://mail19.contoso.test/EWS/Exchange.asmx', from, serverBuild: '15.1.2507' });
const unreachable: Step = { method: 'https-autodiscover-host', outcome: 'unreachable', failure: { kind: 'connect-timeout', message: '' } };
const noSuchHost: Step = { ...unreachable, failure: { kind: 'name-not-resolved', message: '' } };
const root404: Step = { method: 'https-root-domain', outcome: 'http-status', status: 404 };

describe(ANCHOR, () => {
  const code = 'ErrorProxyRequestProcessingFailed';

  test('likely when Autodiscover of a forest with 2013 or later was not found', () => {
    const seen = between(SAID.notDiscovered, code);
    expect([seen.found, seen.of(ANCHOR).confidence]).toEqual([[ANCHOR], 'likely']);
    expect(seen.supporting(ANCHOR)).toEqual([ANNA]);
    expect(seen.of(ANCHOR).remedy[0]).toContain('01B62C6D-4324-448f-9884-5FEC6D18A7E2@<domain>');
  });

  test('confirmed by the text that names the address', () => {
    expect(between(SAID.anchor, code).of(ANCHOR).confidence).toBe('confirmed');
  });

  test('only possible in front of a 2010, when only the outer sentence is there, or when nobody answers there at all', () => {
    expect(weighed('anna -> otto', [...FIELD, asks('anna', 'otto', SAID.notDiscovered, code)]).confidence(ANCHOR)).toBe('possible');
    expect(between(SAID.notSent, code).confidence(ANCHOR)).toBe('possible');
    const silent = between(SAID.notDiscovered, code, autodiscover('boris@contoso.test', [root404, unreachable]));
    expect([silent.confidence(ANCHOR), silent.opposing(ANCHOR)]).toEqual(['possible', ['autodiscover boris@contoso.test', ANNA]]);
  });

  test('stays likely where Autodiscover of the target answers somebody else', () => {
    expect(between(SAID.notDiscovered, code, autodiscover('boris@contoso.test', [{ method: 'https-autodiscover-host', outcome: 'rejected', status: 401 }])).found).toEqual([ANCHOR]);
  });

  test('ruled out by other texts and by another mailbox that is shown, and of no concern with Exchange Online', () => {
    expect(between(TEXT.autodiscover404).confidence(ANCHOR)).toBe('ruled-out');
    const both = lookups('anna', { boris: { answer: refusal(code, SAID.notDiscovered) }, carla: works });
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, both]).confidence(ANCHOR)).toBe('ruled-out');
    expect([fromCloud(SAID.notDiscovered).confidence(ANCHOR), toCloud(SAID.notDiscovered).confidence(ANCHOR)]).toEqual(['not weighed', 'not weighed']);
  });
});

describe(EXTERNAL, () => {
  const two = ['anna -> boris', 'anna -> carla'] as const;
  const failing = (text: string) => ({ answer: refusal('ErrorAutoDiscoverFailed', text) });

  test('likely by the code that says so', () => {
    const seen = between('', 'ErrorSharingNoExternalEwsAvailable');
    expect([seen.found, seen.supporting(EXTERNAL)]).toEqual([[EXTERNAL], [ANNA]]);
  });

  test('likely when the setting is missing for everybody there', () => {
    const seen = weighed(two, [...FIELD, lookups('anna', { boris: failing(SAID.setting), carla: failing(SAID.setting) })]);
    expect([seen.found, seen.supporting(EXTERNAL)]).toEqual([[EXTERNAL], [ANNA]]);
  });

  test('only possible by the text for one mailbox; with InvalidUser it is the requester who is not known', () => {
    expect(between(SAID.setting).confidence(EXTERNAL)).toBe('possible');
    expect(between(SAID.setting, undefined, found('boris', 'EXCH')).supporting(EXTERNAL)).toEqual(['autodiscover boris@contoso.test', ANNA]);
    expect(between(SAID.invalidUser).confidence(EXTERNAL)).toBe('ruled-out');
  });

  test('ruled out by another mailbox that is shown, and of no concern on the way to Exchange Online', () => {
    expect(weighed(two, [...FIELD, lookups('anna', { boris: failing(SAID.setting), carla: works })]).confidence(EXTERNAL)).toBe('ruled-out');
    expect(toCloud(SAID.setting).confidence(EXTERNAL)).toBe('not weighed');
  });
});

describe(BLOCKED, () => {
  const servers = { ...SERVERS, ex19: { version: 'exchange-2016' as const, ews: 'https://mail19.contoso.test/EWS/Exchange.asmx' } };
  const weigh = (...known: readonly Observation[]) => weighed(['anna -> boris', 'anna -> carla'], known, servers);
  const denied = { answer: refusal('ErrorAutoDiscoverFailed', SAID.setting) };

  test('likely when Autodiscover gives this mailbox an inside address only, and its neighbour one for outside', () => {
    const seen = weigh(found('boris', 'EXCH'), found('carla', 'EXPR'), lookups('anna', { boris: denied, carla: works }));
    expect(seen.found).toEqual([BLOCKED]);
    expect(seen.supporting(BLOCKED)).toEqual(['autodiscover boris@contoso.test', 'autodiscover carla@contoso.test', ANNA]);
  });

  test('only possible by the text beside a neighbour that is shown, which no document promises', () => {
    const seen = weigh(lookups('anna', { boris: denied, carla: works }));
    expect([seen.found, seen.confidence(BLOCKED)]).toEqual([[], 'possible']);
  });

  test('the text alone leaves it open; missing for everybody, it is no matter of one mailbox', () => {
    expect(weigh(lookups('anna', { boris: denied })).confidence(BLOCKED)).toBe('undetermined');
    expect(weigh(lookups('anna', { boris: denied, carla: denied })).found).toEqual([EXTERNAL]);
  });

  test('ruled out by other codes, and by a version that has no Outlook Anywhere in the way', () => {
    expect(weigh(found('boris', 'EXCH'), found('carla', 'EXPR'), lookups('anna', { boris: { answer: refusal('ErrorNoFreeBusyAccess') } })).confidence(BLOCKED)).toBe('ruled-out');
    const later = lookups('boris', { anna: { answer: refusal('ErrorNoFreeBusyAccess'), executedBy: '15.2.1748.10' } });
    expect(weigh(found('boris', 'EXCH'), found('carla', 'EXPR'), later, lookups('anna', { boris: denied, carla: works })).confidence(BLOCKED)).toBe('ruled-out');
  });
});

describe(EPR, () => {
  test.each([SAID.ewsAsAutodiscover, `${SAID.relationship}\r\n${SAID.log}`])('likely when what was asked as Autodiscover is another service: %s', (text) => {
    const seen = fromCloud(text);
    expect([seen.found, seen.supporting(EPR)]).toEqual([[EPR], [CLOUD]]);
  });

  test('only possible by a test that failed, which WS-Security leaves too', () => {
    const seen = fromCloud(SAID.relationship);
    expect([seen.found, seen.confidence(EPR)]).toEqual([[], 'possible']);
    expect(seen.of(EPR).missing.map(({ observe }) => observe).join()).toContain('TargetAutodiscoverEpr');
  });

  test('an Autodiscover path is none of it; other codes rule it out, and it is of no concern in other directions', () => {
    expect(fromCloud(SAID.setting).confidence(EPR)).toBe('undetermined');
    expect(fromCloud(TEXT.status401, 'ErrorProxyRequestProcessingFailed').confidence(EPR)).toBe('ruled-out');
    expect([toCloud(SAID.ewsAsAutodiscover).confidence(EPR), between(SAID.ewsAsAutodiscover).confidence(EPR)]).toEqual(['not weighed', 'not weighed']);
  });
});

describe(SCP, () => {
  test('likely by its own words, and by no others', () => {
    const seen = toCloud(SAID.redirect);
    expect([seen.found, seen.supporting(SCP)]).toEqual([[SCP], [ANNA]]);
    expect(toCloud(TEXT.autodiscover404).confidence(SCP)).toBe('ruled-out');
    expect([fromCloud(SAID.redirect).confidence(SCP), between(SAID.redirect).confidence(SCP)]).toEqual(['not weighed', 'not weighed']);
  });
});

describe('the search of a client', () => {
  const byAutodiscover = { ...SERVERS, ex16: { version: 'exchange-2016' as const } };
  const searched = (steps: readonly Step[], more: Partial<AutodiscoverFact> = {}) =>
    weighed('anna -> boris', [autodiscover('anna@contoso.test', steps, more), skipped('user-availability', 'anna@contoso.test', 'no URL')], byAutodiscover);
  const settings: Step = { method: 'https-root-domain', outcome: 'settings', status: 200, server: 'Apache' };
  const SEARCH = 'autodiscover anna@contoso.test';

  test('settings from the web site of the mail domain, without a build of Exchange: likely, and not the address that Exchange lacks', () => {
    const seen = searched([settings]);
    expect([seen.found, seen.supporting(ROOT), seen.confidence(NO_URL)]).toEqual([[ROOT], [SEARCH], 'undetermined']);
    expect(searched([{ method: 'https-root-domain', outcome: 'redirect-url', status: 301 }, { ...settings, method: 'redirect' }]).found).toEqual([ROOT]);
  });

  test('dialects that a place does not speak are no Autodiscover that is missing', () => {
    for (const method of ['soap', 'json'] as const) {
      expect(searched([settings, { method, outcome: 'http-status', status: 404 }]).found).toEqual([ROOT]);
      expect(searched([root404, { ...settings, method: 'https-autodiscover-host' }, { method, outcome: 'http-status', status: 404 }], { serverBuild: '14.3.123' }).found).toEqual([NO_URL]);
    }
  });

  test('settings with a build, or from the Autodiscover host, come from Exchange', () => {
    for (const seen of [searched([settings], { serverBuild: '15.1.2507' }), searched([root404, { ...settings, method: 'https-autodiscover-host' }])]) {
      expect([seen.found, seen.confidence(ROOT)]).toEqual([[NO_URL], 'ruled-out']);
    }
  });

  test('the directory names an Autodiscover host that does not exist: likely, where it is that of the mail domain and nothing else helps', () => {
    const scp = (host: string): Step => ({ ...noSuchHost, method: 'scp', url: `https://${host}/autodiscover/autodiscover.xml` });
    expect(searched([scp('autodiscover.contoso.test'), root404]).found).toEqual([ZONE]);
    expect(searched([scp('ex16.contoso.test'), root404]).confidence(ZONE)).not.toBe('likely');
    expect(searched([{ ...scp('autodiscover.contoso.test'), failure: { kind: 'connect-timeout', message: '' } }, root404]).confidence(ZONE)).not.toBe('likely');
    expect(searched([scp('autodiscover.contoso.test')], { availabilityUrl: 'https://mail16.contoso.test/EWS/Exchange.asmx', from: 'EXPR' }).confidence(ZONE)).not.toBe('likely');
  });

  test('another dialect that gives the address does not give it to Outlook', () => {
    const lacking: Step = { ...settings, method: 'https-autodiscover-host' };
    const found = { availabilityUrl: 'https://mail16.contoso.test/EWS/Exchange.asmx', from: 'Url' } as const;
    const json: Step = { method: 'json', outcome: 'settings', availabilityUrl: found.availabilityUrl };
    expect(searched([root404, lacking, json], { serverBuild: '15.1.2507', ...found }).found).toEqual([NO_URL]);
    expect(searched([root404, { ...lacking, availabilityUrl: found.availabilityUrl }], { serverBuild: '15.1.2507', ...found }).confidence(NO_URL)).not.toBe('confirmed');
    expect(searched([root404, { method: 'soap', outcome: 'settings' }]).confidence(NO_URL)).not.toBe('confirmed');
  });

  test('a foreign web server that asks for credentials is only possible, and IIS that does is nothing', () => {
    const challenge: Step = { method: 'https-root-domain', outcome: 'withheld', status: 401, server: 'Apache/2.4 (Unix)' };
    expect(searched([challenge, noSuchHost]).confidence(ROOT)).toBe('possible');
    expect(searched([{ ...challenge, server: 'Microsoft-IIS/10.0' }, noSuchHost]).confidence(ROOT)).toBe('ruled-out');
  });

  test('a web site that answers on the way to a place that gives the address is nothing', () => {
    const seen = searched([{ method: 'https-root-domain', outcome: 'not-autodiscover', status: 200, server: 'nginx' }, { method: 'https-autodiscover-host', outcome: 'settings' }],
      { availabilityUrl: 'https://mail16.contoso.test/EWS/Exchange.asmx', from: 'EXPR', serverBuild: '15.1.2507' });
    expect([seen.confidence(ROOT), seen.confidence(ZONE)]).toEqual(['ruled-out', 'undetermined']);
  });

  test('a host name that does not exist makes the internal zone possible; a host that does not answer does not', () => {
    const seen = searched([root404, noSuchHost]);
    expect([seen.found, seen.confidence(ZONE), seen.supporting(ZONE)]).toEqual([[], 'possible', [SEARCH]]);
    expect(searched([root404, unreachable]).supporting(ZONE)).toEqual([]);
  });
});

describe(ZONE, () => {
  test.each([SAID.wizard, SAID.discovery])('only possible by words that a firewall leaves too, likely when the name does not exist from here: %s', (text) => {
    const bare = fromCloud(text);
    expect([bare.found, bare.confidence(ZONE)]).toEqual([[], 'possible']);
    const seen = fromCloud(text, undefined, autodiscover('anna@contoso.test', [root404, noSuchHost]));
    expect([seen.found, seen.supporting(ZONE)]).toEqual([[ZONE], ['autodiscover anna@contoso.test', CLOUD]]);
  });

  test('ruled out where the words are others and the search was good', () => {
    expect(between(TEXT.status401, undefined, found('anna', 'EXPR')).confidence(ZONE)).toBe('ruled-out');
  });
});

test('a text of one direction never brings the remedy of another', () => {
  for (const text of [...Object.values(SAID), plain(SAID.redirect)]) {
    const out = toCloud(text).findings.map(({ cause }) => cause);
    for (const cause of [EPR, ANCHOR, EXTERNAL, BLOCKED]) expect(out, text).not.toContain(cause);
    expect(fromCloud(text).findings.map(({ cause }) => cause), text).not.toContain(SCP);
  }
});
