/** All causes are weighed over whole worlds: what must appear, everything else silent. */
import { describe, expect, test } from 'vitest';
import { directionOf, type Direction } from '../../src/causes/cause.ts';
import { causes } from '../../src/causes/index.ts';
import { errorTextRows } from '../../src/exchange/error-texts-table.ts';
import { responseCodes } from '../../src/exchange/response-codes.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, certificate, door, failed, fault, good, lookupOf, lookups, refusal, scenarioOf, skipped, tls } from '../built-evidence.ts';
import { FIELD, field, modern, plain, said, SERVERS, TEXT, weighed, works, type Weighed } from './worlds.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';

/** At most three further possible ones, each with what would settle it or a way to confirm it, and every claim with what shows it. */
function silentBeside(seen: Weighed, found: readonly string[], known: readonly Observation[]): void {
  expect(seen.found).toEqual([...found].sort());
  expect(seen.possible.length, seen.possible.join()).toBeLessThanOrEqual(3);
  const ids = new Set(known.map(({ id }) => id));
  for (const { cause, confidence, supporting, opposing, missing, confirm } of seen.findings) {
    for (const { says, observation } of [...supporting, ...opposing]) expect(ids.has(observation), `${cause}: ${says} (${observation})`).toBe(true);
    if (confidence === 'confirmed' || confidence === 'likely' || confidence === 'possible') expect(supporting.length, cause).toBeGreaterThan(0);
    if (confidence === 'possible') expect(missing.length + confirm.length, cause).toBeGreaterThan(0);
  }
}

const from = (requester: string, target: string, text: string, code = 'ErrorProxyRequestProcessingFailed'): Observation => lookups(requester, { [target]: { answer: refusal(code, text) } });
const own503: Observation = lookups('anna', { boris: { status: 503, body: 'html', headers: { server: 'Microsoft-IIS/8.5' } } });
const foreign = door('mail19.contoso.test:443', { schemes: ['Basic realm="Remote Access"'], server: null, exchangeHeaders: [] });
const cert = (more: Parameters<typeof certificate>[1]): readonly Observation[] => ['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => certificate(port, more));

describe('worlds', () => {
  const worlds: readonly (readonly [string, string, readonly Observation[], readonly string[]])[] = [
    ['2016 as installed asks 2019', 'anna -> boris', [...FIELD, said(TEXT.send)], [MISMATCH]],
    ['the same in German', 'anna -> boris', [...FIELD, said(TEXT.sendGerman)], [MISMATCH]],
    ['the same in French, as 2010 writes', 'anna -> boris', [...FIELD, said(TEXT.sendFrench)], [MISMATCH]],
    ['the same in Japanese', 'anna -> boris', [...FIELD, said(TEXT.sendJapanese)], [MISMATCH]],
    ['the same, no port of the 2019 but the published one visible', 'anna -> boris', [...field('tls-versions ex19.contoso.test:443', 'tls-versions ex19.contoso.test:444'), said(TEXT.send)], [MISMATCH]],
    ['the same text, no TLS seen', 'anna -> boris', [said(TEXT.send)], []],
    ['the same text, a version in common', 'anna -> boris', [...field(...['mail19.contoso.test:443', 'ex19.contoso.test:443', 'ex19.contoso.test:444'].map((port) => tls(port, ['TLSv1.0', 'TLSv1.2']))), said(TEXT.send)], []],
    ['an expired certificate', 'anna -> boris', [...field(...cert({ withinDates: false })), said(TEXT.trust)], ['cert-expired-on-ews-endpoint']],
    ['a certificate for another name', 'anna -> boris', [...field(...cert({ nameMatches: false })), said(TEXT.trustGerman)], ['cert-name-mismatch-on-ews-endpoint']],
    ['a certificate of an unknown issuer', 'anna -> boris', [...field(...cert({ trusted: false })), said(TEXT.trustFrench)], ['cert-untrusted-issuer-on-ews-endpoint']],
    ['a certificate with a short key', 'anna -> boris', [...field(...cert({ leaf: { keyBits: 512 } })), said(TEXT.trust)], ['cert-too-weak-for-the-caller']],
    ['a refused certificate, all of them sound from here', 'anna -> boris', [...FIELD, said(TEXT.trust)], []],
    ['a name that does not resolve', 'anna -> boris', [...FIELD, said(TEXT.nameGerman)], ['dns-name-not-resolved']],
    ['a server that does not answer', 'anna -> boris', [...field(failed('tls-versions', 'ex19.contoso.test:444', 'connect-timeout')), said(TEXT.unable)], ['no-responding-cas-in-site']],
    ['a device before the target', 'anna -> boris', [...field(foreign), said(TEXT.status401)], ['reverse-proxy-preauthentication']],
    ['a bare 401', 'anna -> boris', [...FIELD, said(TEXT.status401)], []],
    ['a bare 503', 'anna -> boris', [...FIELD, said(TEXT.status503)], []],
    ['the requester\'s server answers 503', 'anna -> boris', [...FIELD, own503], ['ews-app-pool-or-component-down']],
    ['no right on the calendar', 'anna -> boris', [...FIELD, said(TEXT.noAccess, 'ErrorNoFreeBusyAccess')], ['calendar-default-permission-none']],
    ['an unknown address', 'anna -> boris', [...FIELD, said(TEXT.notFound, 'ErrorMailRecipientNotFound')], ['recipient-not-found-in-directory']],
    ['too late', 'anna -> boris', [...FIELD, said(TEXT.timeout, 'ErrorTimeoutExpired')], ['request-timed-out']],
    ['throttled', 'anna -> boris', [...FIELD, lookups('anna', { boris: { status: 500, body: 'fault', fault: fault('ErrorServerBusy') } })], ['ews-throttled']],
    ['no data for the whole window', 'anna -> boris', [...FIELD, lookups('anna', { boris: { answer: good('5555'), executedBy: '15.1.2507.57' } })], []],
    ['view None without an error', 'anna -> boris', [...FIELD, lookups('anna', { boris: { answer: good('', { freeBusyViewType: 'None' }) } })], []],
    ['a fault inside the server', 'anna -> boris', [...FIELD, lookups('anna', { boris: { status: 500, body: 'fault', fault: fault('ErrorInternalServerError') } })], []],
    ['a refused password', 'anna -> boris', [...FIELD, lookups('anna', { boris: { status: 401, body: 'html', signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected', reason: 'refused' } } })], []],
    ['nothing was asked', 'anna -> boris', FIELD, []],
    ['nothing is known at all', 'anna -> boris', [], []],
    ['the requester\'s server cannot be reached from here', 'anna -> boris',
      [...field(failed('tls-versions', 'mail16.contoso.test:443', 'connect-timeout')), skipped('user-availability', 'anna@contoso.test', 'cannot be asked')], ['ews-endpoint-unreachable']],
    ['2016 as installed asks the cloud', 'anna -> cleo', [...FIELD, from('anna', 'cleo', TEXT.send)], ['tls12-outbound-to-cloud-not-enabled']],
    ['2016 asks the cloud and does not trust it', 'anna -> cleo', [...FIELD, from('anna', 'cleo', TEXT.trust)], []],
    ['the cloud asks an old port', 'cleo -> anna', [...field(tls('mail16.contoso.test:443', ['TLSv1.0'])), from('cleo', 'anna', TEXT.channel)], ['tls12-inbound-endpoint-not-available']],
    ['the cloud does not get through', 'cleo -> anna', [...FIELD, from('cleo', 'anna', TEXT.unable)], ['firewall-blocks-inbound-from-exchange-online']],
    ['the cloud gets a reset: ambiguous by text alone', 'cleo -> anna', [...FIELD, from('cleo', 'anna', TEXT.receive)], []],
    ['the cloud finds no Autodiscover', 'cleo -> anna', [...FIELD, from('cleo', 'anna', TEXT.autodiscover404, 'ErrorAutoDiscoverFailed')], ['autodiscover-endpoint-404']],
    ['another tenant does not know the address', 'cleo -> cora', [from('cleo', 'cora', TEXT.rest404)], ['recipient-not-found-external-404']],
  ];

  test.each(worlds)('%s', (_, id, known, found) => {
    silentBeside(weighed(id, known), found, known);
  });
});

describe('a text that nobody has seen makes nothing likely', () => {
  const texts = [
    TEXT.generic, plain('System.Exception: Something went wrong.'), modern('System.Net.WebException: The underlying connection was closed: The weather changed.'),
    modern('System.Net.WebException: Die zugrunde liegende Verbindung wurde geschlossen: Das Wetter hat sich geändert.'), '接続が切断されました', 'Proxy web request failed.',
    'The remote server returned an error: (418) I\'m a teapot.', 'certificate TLS timeout 404 503 DNS firewall permission', '', ' ', '\u0000'.repeat(100), 'a'.repeat(100_000),
  ];

  test.each(['anna -> boris', 'boris -> anna', 'anna -> cleo', 'cleo -> anna', 'cleo -> cora'])('%s', (id) => {
    const [requester = '', target = ''] = id.split(' -> ');
    for (const text of texts) {
      for (const code of ['ErrorProxyRequestProcessingFailed', 'ErrorAutoDiscoverFailed', 'ErrorInternalServerError', 'ErrorOfTomorrow', '']) {
        const seen = weighed(id, [...FIELD, from(requester, target, text, code)]);
        expect([seen.found, seen.possible], `${code} ${text.slice(0, 80)}`).toEqual([[], []]);
      }
    }
  });
});

describe('a healthy field', () => {
  test('gives nothing to weigh in: no known code that is not a cause\'s own makes one likely', () => {
    const OWN = new Set(['ErrorMailRecipientNotFound', 'ErrorNoFreeBusyAccess', 'ErrorTimeoutExpired', 'ErrorNoRespondingCASInDestinationSite', 'ErrorServerBusy', 'ErrorExceededConnectionCount', 'ErrorSharingNoExternalEwsAvailable',
      'ErrorMailboxFailover', 'ErrorMailboxMoveInProgress', 'ErrorMailboxStoreUnavailable', 'ErrorMailboxLogonFailed', 'ErrorConnectionFailed', 'ErrorInvalidSecurityDescriptor',
      'ErrorPublicFolderRequestProcessingFailed', 'ErrorPublicFolderServerNotFound', 'ErrorNoPublicFolderServerAvailable', 'ErrorInvalidCrossForestCredentials',
      'ErrorProxyRequestNotAllowed', 'ErrorTokenSerializationDenied', 'ErrorUserWithoutFederatedProxyAddress', 'ErrorAddressSpaceNotFound',
      'ErrorInvalidOrganizationRelationshipForFreeBusy',
      'ErrorTimeIntervalTooBig', 'ErrorInvalidTimeInterval', 'ErrorInvalidMergedFreeBusyInterval', 'ErrorMailboxDataArrayTooBig', 'ErrorFreeBusyDLLimitReached',
       'ErrorIndividualMailboxLimitReached', 'ErrorInvalidSmtpAddress', 'ErrorResultSetTooBig', 'ErrorCalendarInvalidPropertyValue', 'ErrorFreeBusyGenerationFailed']);
    for (const code of [...responseCodes.keys()].filter((name) => !OWN.has(name))) {
      const seen = weighed('anna -> boris', [...FIELD, said('', code)]);
      expect([seen.found, seen.possible], code).toEqual([[], []]);
    }
  });

  test('one wording alone never makes more than one cause likely, in any language', () => {
    for (const [meaning, language, text] of errorTextRows) {
      for (const id of ['anna -> boris', 'anna -> cleo', 'cleo -> anna']) {
        const [requester = '', target = ''] = id.split(' -> ');
        const seen = weighed(id, [...FIELD, from(requester, target, plain(`System.Net.WebException: ${text}`))]);
        expect(seen.found.length, `${id} ${language} ${meaning}: ${seen.found.join()}`).toBeLessThanOrEqual(1);
        expect(seen.possible.length, `${id} ${language} ${meaning}: ${seen.possible.join()}`).toBeLessThanOrEqual(3);
      }
    }
  });

  test('one meaning leads to the same causes in every language', () => {
    const by = new Map<string, Map<string, string>>();
    for (const [meaning, language, text] of errorTextRows) {
      const seen = weighed('anna -> boris', [...FIELD, said(plain(`System.Net.WebException: ${text}`))]);
      const answers = by.get(meaning) ?? new Map<string, string>();
      by.set(meaning, answers.set(`${language} ${text}`, seen.found.join()));
    }
    for (const [meaning, answers] of by) expect(new Set(answers.values()).size, `${meaning}: ${JSON.stringify([...answers])}`).toBe(1);
  });
});

describe('an answer from another path accuses nobody', () => {
  test('a service account without impersonation ran on another version', () => {
    const scenario = scenarioOf({
      servers: SERVERS, mailboxes: { anna: { server: 'ex16', signIn: 'corp' }, boris: 'ex19' }, lookups: ['anna -> boris'], signIns: { corp: { user: 'CONTOSO\\svc', impersonate: false } },
    });
    const evidence = built(scenario, ...FIELD, said(TEXT.send, undefined, { executedBy: '15.2.1748.10' }));
    const lookup = lookupOf(evidence, 'anna -> boris');
    for (const { id, signs } of causes) {
      for (const { weight, see } of signs) {
        if (weight === 'proves' || weight === 'suggests' || weight === 'hints') expect(see(lookup, evidence)?.map((one) => one.id) ?? [], id).toEqual([]);
      }
    }
  });
});

describe('direction', () => {
  const only: Readonly<Record<Direction, readonly string[]>> = {
    'onprem-to-onprem': [MISMATCH, 'no-responding-cas-in-site'],
    'onprem-to-cloud': ['tls12-outbound-to-cloud-not-enabled', 'm365-root-ca-missing-on-exchange-server'],
    'cloud-to-onprem': ['tls12-inbound-endpoint-not-available', 'firewall-blocks-inbound-from-exchange-online'],
    'within-cloud': [],
  };
  const lines = { 'onprem-to-onprem': 'anna -> boris', 'onprem-to-cloud': 'anna -> cleo', 'cloud-to-onprem': 'cleo -> anna', 'within-cloud': 'cleo -> cora' } as const;

  test.each(Object.entries(lines))('%s: causes of other directions never appear, whatever the text', (direction, id) => {
    const [requester = '', target = ''] = id.split(' -> ');
    const foreignOnes = Object.entries(only).filter(([other]) => other !== direction).flatMap(([, ids]) => ids);
    for (const text of Object.values(TEXT)) {
      const seen = weighed(id, [...field(tls('mail16.contoso.test:443', ['TLSv1.0'])), from(requester, target, text)]);
      expect(seen.findings.map(({ cause }) => cause).filter((cause) => foreignOnes.includes(cause)), text).toEqual([]);
      for (const own of only[direction as Direction]) expect(seen.confidence(own)).not.toBe('not weighed');
    }
  });

  test('goes by the versions of the two servers', () => {
    const evidence = built(scenarioOf({ servers: SERVERS, mailboxes: { anna: 'ex16', boris: 'ex19', cleo: 'cloud', cora: 'cloud' }, lookups: Object.values(lines) }));
    for (const [direction, id] of Object.entries(lines)) expect(directionOf(lookupOf(evidence, id), evidence)).toBe(direction);
  });
});

test('a lookup that works elsewhere is cited by the observation that shows it', () => {
  const seen = weighed(['anna -> boris', 'alma -> carla'], [...FIELD, said(TEXT.send), lookups('alma', { carla: works })]);
  expect(seen.opposing(MISMATCH)).toEqual(['user-availability alma@contoso.test']);
});
