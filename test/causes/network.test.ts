import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { failed, fault, lookups, refusal, skipped } from '../built-evidence.ts';
import { FIELD, field, said, TEXT, weighed, works } from './worlds.ts';

const DNS = 'dns-name-not-resolved';
const OWN = 'ews-endpoint-unreachable';
const FIREWALL = 'firewall-blocks-inbound-from-exchange-online';
const SITE = 'no-responding-cas-in-site';
const ASKED = 'user-availability anna@contoso.test';
const bad = (text: string) => ({ answer: refusal('ErrorProxyRequestProcessingFailed', text) });

describe(DNS, () => {
  test.each([TEXT.name, TEXT.nameGerman, TEXT.nameFrench])('confirmed by the text: %s', (text) => {
    const seen = weighed('anna -> boris', [...FIELD, said(text)]);
    expect(seen.found).toEqual([DNS]);
    expect(seen.of(DNS).confidence).toBe('confirmed');
    expect(seen.supporting(DNS)).toEqual([ASKED]);
  });

  test('likely when the published name of the requester\'s own server does not exist here', () => {
    const seen = weighed('anna -> boris', [failed('name-resolution', 'mail16.contoso.test', 'name-not-resolved'), failed('tls-versions', 'mail16.contoso.test:443', 'name-not-resolved'), skipped('user-availability', 'anna@contoso.test', 'cannot be asked')]);
    expect(seen.found).toEqual([DNS]);
    expect(seen.supporting(DNS)).toEqual(['name-resolution mail16.contoso.test']);
  });

  test('a DNS that does not answer, and names of machines that do not resolve from here, are nothing', () => {
    expect(weighed('anna -> boris', [failed('name-resolution', 'mail16.contoso.test', 'dns-unavailable'), skipped('user-availability', 'anna@contoso.test', '')]).found).toEqual([]);
    const inside = field(failed('name-resolution', 'ex16.contoso.test', 'name-not-resolved'), failed('name-resolution', 'ex19.contoso.test', 'name-not-resolved'), failed('name-resolution', 'mail19.contoso.test', 'name-not-resolved'));
    expect(weighed('anna -> boris', [...inside, said(TEXT.generic)]).found).toEqual([]);
  });

  test('a conflict: the text names it, yet the same servers show another mailbox', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: bad(TEXT.name), carla: works })]).confidence(DNS)).toBe('possible');
  });
});

describe(OWN, () => {
  test.each(['refused', 'unreachable', 'connect-timeout'] as const)('likely when the published port of the requester\'s server fails by %s', (kind) => {
    const seen = weighed('anna -> boris', [...field(failed('tls-versions', 'mail16.contoso.test:443', kind)), skipped('user-availability', 'anna@contoso.test', 'cannot be asked')]);
    expect(seen.found).toEqual([OWN]);
    expect(seen.supporting(OWN)).toEqual(['tls-versions mail16.contoso.test:443']);
  });

  test('a back end, a machine\'s own name or a target that does not answer is not this', () => {
    const seen = weighed('anna -> boris', [...field(failed('tls-versions', 'ex16.contoso.test:443', 'refused'), failed('tls-versions', 'mail19.contoso.test:443', 'refused')), said(TEXT.generic)]);
    expect(seen.found).toEqual([]);
    expect(seen.confidence(OWN)).toBe('ruled-out');
  });

  test('a name that does not resolve is another cause', () => {
    expect(weighed('anna -> boris', [failed('tls-versions', 'mail16.contoso.test:443', 'name-not-resolved'), skipped('user-availability', 'anna@contoso.test', '')]).confidence(OWN)).toBe('ruled-out');
  });

  test('doubtful when the same server answers other lookups', () => {
    const seen = weighed(['anna -> boris', 'alma -> carla'], [...field(failed('tls-versions', 'mail16.contoso.test:443', 'connect-timeout')), skipped('user-availability', 'anna@contoso.test', ''), lookups('alma', { carla: works })]);
    expect(seen.confidence(OWN)).toBe('possible');
  });
});

describe(SITE, () => {
  test.each([TEXT.unable, TEXT.refused, TEXT.unableGerman, TEXT.unableFrench, TEXT.unableJapanese])('likely by the text: %s', (text) => {
    const seen = weighed('anna -> boris', [...FIELD, said(text)]);
    expect(seen.found).toEqual([SITE]);
    expect(seen.supporting(SITE)).toEqual([ASKED]);
  });

  test('confirmed by the response code, in a fault', () => {
    const seen = weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { status: 500, body: 'fault', fault: fault('ErrorNoRespondingCASInDestinationSite',
      'Exchange Web Services are not currently available for this request because none of the Client Access Servers in the destination site could process the request.') } })]);
    expect(seen.of(SITE).confidence).toBe('confirmed');
    expect(seen.found).toEqual([SITE]);
  });

  test('a port that does not answer here supports it, and alone is nothing: 444 is rarely open to clients', () => {
    const closed = field(failed('tls-versions', 'ex19.contoso.test:444', 'connect-timeout'));
    expect(weighed('anna -> boris', [...closed, said(TEXT.unable)]).supporting(SITE)).toEqual(['tls-versions ex19.contoso.test:444', ASKED]);
    const other = weighed('anna -> boris', [...closed, said(TEXT.generic)]);
    expect(other.found).toEqual([]);
    expect(other.confidence(SITE)).toBe('ruled-out');
  });

  test('the fixed sentence of event 4002 about the site proves nothing', () => {
    const text = `${TEXT.generic} Make sure that the Active Directory site/forest that contain the user's mailbox has at least one local Exchange 2010 server running the Availability service.`;
    expect(weighed('anna -> boris', [...FIELD, said(text)]).found).toEqual([]);
  });

  test('ruled out when the same two servers show another mailbox; a conflict with the code is possible', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: bad(TEXT.unable), carla: works })]).confidence(SITE)).toBe('ruled-out');
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: { answer: refusal('ErrorNoRespondingCASInDestinationSite') }, carla: works })]).confidence(SITE)).toBe('possible');
  });
});

describe(FIREWALL, () => {
  const down = (text: string): Observation => lookups('cleo', { anna: bad(text) });

  test.each([TEXT.unable, TEXT.refused, TEXT.unableGerman])('likely by the text when the name answers from here: %s', (text) => {
    const seen = weighed('cleo -> anna', [...FIELD, down(text)]);
    expect(seen.found).toEqual([FIREWALL]);
    expect(seen.supporting(FIREWALL)).toEqual(['user-availability cleo@contoso.test']);
  });

  test('doubtful when the name answers nobody', () => {
    const seen = weighed('cleo -> anna', [...field(failed('tls-versions', 'mail16.contoso.test:443', 'connect-timeout')), down(TEXT.unable)]);
    expect(seen.confidence(FIREWALL)).toBe('possible');
    expect(seen.opposing(FIREWALL)).toEqual(['tls-versions mail16.contoso.test:443']);
  });

  test('nothing by other texts, ruled out when the cloud sees another mailbox there', () => {
    expect(weighed('cleo -> anna', [...FIELD, down(TEXT.status401)]).confidence(FIREWALL)).toBe('ruled-out');
    expect(weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, lookups('cleo', { anna: bad(TEXT.unable), alma: works })]).confidence(FIREWALL)).toBe('ruled-out');
  });
});
