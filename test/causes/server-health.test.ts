/** Causes of server health: what a code, a build, a page or the other lookups show of the state of a server. */
import { describe, expect, test } from 'vitest';
import type { SignInSchemesFact } from '../../src/model/facts.ts';
import { autodiscover, certificate, door, fault, fingerprint, good, lookups, refusal, type Try } from '../built-evidence.ts';
import { FIELD, field, modern, plain, said, SERVERS, TEXT, weighed, works } from './worlds.ts';

const APP = 'dedicated-hybrid-app-propagation-delay';
const FOLDER = 'legacy-freebusy-folder-replica-missing';
const PUBLIC = 'public-vdir-requires-ssl-2007';
const LOOP = 'redirect-loop-after-mailbox-move-2010-to-2013';
const OLD = 'exchange2010-before-sp3';
const STORE = 'mailbox-temporarily-unavailable';
const CLOUD = 'service-side-regression';
const CONFIG = 'ews-webconfig-assembly-path-broken';
const PLAIN = 'plain-http-to-ssl-required-vdir';
const XML = 'exchange2007-dotnet35sp1-oof-xml-bug';
const STALE = 'legacy-freebusy-message-stale-legacydn';
const ASKED = 'user-availability anna@contoso.test';

const bad = (text: string, code = 'ErrorProxyRequestProcessingFailed', more: Partial<Try> = {}): Try => ({ answer: refusal(code, text), ...more });
const with2007 = { ...SERVERS, ex10: { version: 'exchange-2007' as const, windows: '2008R2' as const,
  ews: 'https://mail10.contoso.test/EWS/Exchange.asmx' } };

describe(APP, () => {
  test('no text names it: undetermined, with what would settle it', () => {
    const seen = weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: bad(TEXT.status401) })]);
    expect(seen.confidence(APP)).toBe('undetermined');
    expect(seen.of(APP).missing.map(({ observe }) => observe).join()).toMatch(/^on ex16: Get-AuthServer/);
  });

  test('ruled out when another mailbox in the cloud is shown, or by a version that has no such app', () => {
    expect(weighed(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: bad(TEXT.status401),
      cora: works })]).confidence(APP)).toBe('ruled-out');
    expect(weighed('dora -> cleo', [...FIELD, lookups('dora', { cleo: bad(TEXT.status401, undefined,
      { executedBy: '15.0.1497.2' }) })]).confidence(APP)).toBe('ruled-out');
  });

  test('is nothing of the other directions', () => {
    expect(weighed('anna -> boris', FIELD).confidence(APP)).toBe('not weighed');
    expect(weighed('cleo -> anna', FIELD).confidence(APP)).toBe('not weighed');
  });
});

describe(FOLDER, () => {
  test.each(['ErrorPublicFolderServerNotFound', 'ErrorNoPublicFolderServerAvailable'])('likely by %s', (code) => {
    const seen = weighed('anna -> boris', [...FIELD, said('', code)]);
    expect(seen.found).toEqual([FOLDER]);
    expect(seen.supporting(FOLDER)).toEqual([ASKED]);
  });

  test('only possible when the request failed, whatever the reason; doubtful when it was forbidden', () => {
    const failed = weighed('anna -> boris', [...FIELD, said('', 'ErrorPublicFolderRequestProcessingFailed')]);
    expect([failed.found, failed.confidence(FOLDER)]).toEqual([[], 'possible']);
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.publicFolder403,
      'ErrorPublicFolderRequestProcessingFailed')]).opposing(FOLDER)).toEqual([ASKED]);
  });

  test('undetermined by another failure, ruled out when the same two servers show another mailbox', () => {
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.generic)]).confidence(FOLDER)).toBe('undetermined');
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: bad('', 'ErrorNoPublicFolderServerAvailable'),
      carla: works })]).confidence(FOLDER)).toBe('ruled-out');
  });
});

describe(PUBLIC, () => {
  const asked = (text: string, executedBy = '8.3.83.6') => weighed('otto -> boris', [...FIELD, lookups('otto', { boris: bad(text,
    'ErrorPublicFolderRequestProcessingFailed', { executedBy }) })], with2007);

  test('confirmed when the text names the address and the refusal', () => {
    expect(asked(TEXT.publicFolder403).of(PUBLIC).confidence).toBe('confirmed');
    expect(asked(TEXT.publicFolder403).found).toEqual([PUBLIC]);
  });

  test('likely without the address, in any language; doubtful on another version', () => {
    for (const text of ['The remote server returned an error: (403) Forbidden.',
      'Der Remoteserver hat einen Fehler zurückgegeben: (403) Verboten.']) {
      expect(asked(text).found).toEqual([PUBLIC]);
      expect(asked(text, '14.3.513.0').confidence(PUBLIC)).toBe('possible');
    }
  });

  test('another refusal, or another call, is not this', () => {
    expect(asked('The remote server returned an error: (401) Unauthorized.').confidence(PUBLIC)).toBe('undetermined');
    expect(weighed('otto -> boris', [...FIELD, lookups('otto', { boris: bad(plain('System.Net.WebException: The remote server returned an error: '
      + '(403) Forbidden.')) })], with2007).confidence(PUBLIC)).toBe('undetermined');
  });
});

describe(LOOP, () => {
  const servers = { ...SERVERS, ex10: { version: 'exchange-2010' as const, windows: '2008R2' as const,
    ews: 'https://mail10.contoso.test/EWS/Exchange.asmx', nodes: ['ex10.contoso.test'] } };
  const at = (more: Partial<Try>): Try => ({ answer: null, status: 500, body: 'empty', headers: { 'x-feserver': 'EX16' }, ...more });
  const loop = (more: Partial<Try>) => weighed('anna -> boris', [...FIELD, lookups('anna', { boris: at(more) })], servers);

  test.each([
    ['500 over a machine of 2010', { headers: { 'x-feserver': 'EX16', 'x-calculatedbetarget': 'ex10.contoso.test' } }],
    ['the same by its short name', { headers: { 'x-feserver': 'EX16', 'x-beserver': 'EX10' } }],
    ['302 of the front end', { status: 302, body: 'html' as const, headers: { 'x-feserver': 'EX16',
      location: 'https://mail16.contoso.test/EWS/Exchange.asmx' } }],
    ['"Object moved" in the page', { body: 'html' as const, bodyStart: '<html><head><title>Object moved</title></head>' }],
    ['the words of the log', { body: 'html' as const, bodyStart: 'FEAuth=BEVersion-1937997947;ProxyToDownLevel=True;' }],
  ])('likely: %s', (_, more) => {
    expect(loop(more).found).toEqual([LOOP]);
    expect(loop(more).supporting(LOOP)).toEqual([ASKED]);
  });

  test('a bare 500 is nothing; one for this user alone beside Exchange 2010 is possible', () => {
    expect(loop({}).confidence(LOOP)).toBe('undetermined');
    const alone = weighed(['anna -> boris', 'alma -> carla'], [...FIELD, lookups('anna', { boris: at({}) }), lookups('alma', { carla: works })],
      servers);
    expect([alone.found, alone.confidence(LOOP)]).toEqual([[], 'possible']);
  });

  test('"Object moved" between the servers is no more than possible: a wrong sharing address leaves it too', () => {
    const seen = weighed('anna -> boris', [...FIELD, said(plain('System.Net.WebException: The request failed with the error message: Object '
      + 'moved'))], servers);
    expect(seen.confidence(LOOP)).toBe('possible');
  });

  test('without Exchange 2010 a redirect is not this', () => {
    const without = { ...SERVERS, ex10: { version: 'exchange-2013' as const } };
    expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: at({ status: 302 }) })], without).confidence(LOOP)).toBe('undetermined');
  });

  test('ruled out when the same user is shown another mailbox, or by a version that has no 2010 beside it', () => {
    const routed = at({ headers: { 'x-feserver': 'EX16', 'x-calculatedbetarget': 'ex10.contoso.test' } });
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: routed, carla: works })],
      servers).confidence(LOOP)).toBe('ruled-out');
    expect(weighed('boris -> anna', [...FIELD, lookups('boris', { anna: routed })], servers).confidence(LOOP)).toBe('ruled-out');
  });
});

describe(OLD, () => {
  const asked = (executedBy: string | null, text: string = TEXT.autodiscover404) => weighed('otto -> cleo', [...FIELD, lookups('otto',
    { cleo: bad(text, 'ErrorAutoDiscoverFailed', { executedBy }) })]);

  test('likely by a build before Service Pack 3, and the Autodiscover there is no longer blamed', () => {
    expect(asked('14.2.342.3').found).toEqual([OLD]);
    expect(asked('14.2.342.3').confidence('autodiscover-endpoint-404')).toBe('possible');
  });

  test('the build may come from the fingerprint of the machine or from Autodiscover', () => {
    const call = lookups('otto', { cleo: bad(TEXT.autodiscover404, 'ErrorAutoDiscoverFailed') });
    const port = 'mail10.contoso.test:443';
    const byPort = weighed('otto -> cleo', [...FIELD, fingerprint(port, { exchangeBuild: '14.1.438.0' }), call]);
    expect([byPort.found, byPort.supporting(OLD)]).toEqual([[OLD], [`fingerprint ${port}`, 'user-availability otto@contoso.test']]);
    const byAutodiscover = weighed('otto -> cleo', [...FIELD, autodiscover('otto@contoso.test', [], { serverBuild: '14.1.218' }), call]);
    expect(byAutodiscover.found).toEqual([OLD]);
  });

  test('a front end of another version at the same name says nothing about it', () => {
    const seen = weighed('otto -> cleo', [...FIELD, fingerprint('mail10.contoso.test:443', { exchangeBuild: '15.1.2507.57' }), lookups('otto',
      { cleo: bad(TEXT.autodiscover404, 'ErrorAutoDiscoverFailed') })]);
    expect(seen.confidence(OLD)).toBe('possible');
  });

  test('only possible by the text, while the build is not known', () => {
    expect([asked(null).confidence(OLD), asked(null).found]).toEqual(['possible', ['autodiscover-endpoint-404']]);
  });

  test.each(['14.3.123.3', '14.3.513.0', '15.1.2507.57'])('ruled out by build %s', (build) => {
    expect(asked(build).confidence(OLD)).toBe('ruled-out');
  });

  test('an old build alone accuses nobody, nor does it towards servers on-premises', () => {
    expect(asked('14.2.342.3', TEXT.send).confidence(OLD)).toBe('ruled-out');
    expect(weighed('otto -> boris', FIELD).confidence(OLD)).toBe('not weighed');
    const inside = weighed('otto -> boris', [...FIELD, lookups('otto', { boris: bad(TEXT.autodiscover404, 'ErrorAutoDiscoverFailed',
      { executedBy: '14.2.342.3' }) })]);
    expect(inside.confidence('autodiscover-endpoint-404')).toBe('likely');
  });
});

describe(STORE, () => {
  test('confirmed by a failover, likely by the other codes of the store', () => {
    expect(weighed('anna -> boris', [...FIELD, said('', 'ErrorMailboxFailover')]).of(STORE).confidence).toBe('confirmed');
    for (const code of ['ErrorMailboxMoveInProgress', 'ErrorMailboxStoreUnavailable', 'ErrorMailboxLogonFailed', 'ErrorConnectionFailed']) {
      const seen = weighed('anna -> boris', [...FIELD, said('', code)]);
      expect([seen.found, seen.of(STORE).confidence]).toEqual([[STORE], 'likely']);
    }
  });

  test('other mailboxes there are no objection: each lies in a database of its own', () => {
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: bad('', 'ErrorMailboxMoveInProgress'),
      carla: works })]).found).toEqual([STORE]);
  });

  test('about the request as a whole it is the requester\'s own mailbox, unless that is served', () => {
    const refused: Try = { status: 500, body: 'fault', fault: fault('ErrorMailboxStoreUnavailable',
      'The mailbox database is temporarily unavailable.') };
    expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: refused })]).found).toEqual([STORE]);
    expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', { boris: refused,
      carla: works })]).confidence(STORE)).toBe('ruled-out');
  });

  test('ruled out by any other answer', () => {
    for (const text of [TEXT.timeout, TEXT.send, TEXT.generic]) expect(weighed('anna -> boris', [...FIELD,
      said(text)]).confidence(STORE)).toBe('ruled-out');
  });
});

describe(CLOUD, () => {
  const inside: Try = { status: 500, body: 'fault', fault: fault('ErrorInternalServerError'), headers: { 'x-backendhttpstatus': '500,500' } };

  test('likely when unrelated lookups fail inside in the same way, only possible by one', () => {
    const one = weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: inside })]);
    expect([one.found, one.confidence(CLOUD)]).toEqual([[], 'possible']);
    const two = weighed(['cleo -> anna', 'cora -> alma'], [...FIELD, lookups('cleo', { anna: inside }), lookups('cora', { alma: inside })]);
    expect(two.found).toEqual([CLOUD]);
    expect(two.supporting(CLOUD)).toEqual(['user-availability cleo@contoso.test', 'user-availability cora@contoso.test']);
  });

  test('also when a server on-premises hands the words on', () => {
    expect(weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: bad(TEXT.internal) })]).confidence(CLOUD)).toBe('possible');
    expect(weighed(['anna -> cleo', 'alma -> cora'], [...FIELD, lookups('anna', { cleo: bad(TEXT.internal) }), lookups('alma',
      { cora: bad(TEXT.internal) })]).found).toEqual([CLOUD]);
  });

  test('a server on-premises that fails inside is not the cloud, nor is throttling', () => {
    expect(weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad(TEXT.internal) })]).confidence(CLOUD)).toBe('undetermined');
    const slowed: Try = { ...inside, fault: fault('ErrorInternalServerError', undefined, { BackOffMilliseconds: '1000' }) };
    expect(weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: slowed })]).confidence(CLOUD)).toBe('undetermined');
    expect(weighed('anna -> boris', [...FIELD, lookups('anna', { boris: inside })]).confidence(CLOUD)).toBe('not weighed');
  });

  test('doubtful when the cloud shows another mailbox there', () => {
    const seen = weighed(['cleo -> anna', 'cora -> boris', 'cora -> alma'], [...FIELD, lookups('cleo', { anna: inside }), lookups('cora',
      { boris: inside, alma: works })]);
    expect(seen.confidence(CLOUD)).toBe('possible');
    expect(seen.opposing(CLOUD)).toEqual(['user-availability cora@contoso.test']);
  });
});

describe(CONFIG, () => {
  const page = (path: string): string => `<html><head><title>Could not load file or assembly &#39;${path}Microsoft.Exchange.Common, '
    + 'Version=15.0.0.0, Culture=neutral&#39; or one of its dependencies.</title>`;
  const own = (bodyStart: string) => weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { answer: null, status: 500, body: 'html',
    bodyStart } })]);

  test('likely by the page that names a file of Exchange, confirmed by the variable in its path', () => {
    expect([own(page('')).found, own(page('')).of(CONFIG).confidence]).toEqual([[CONFIG], 'likely']);
    expect(own(page('file:///%ExchangeInstallDir%bin\\')).of(CONFIG).confidence).toBe('confirmed');
  });

  test('likely when the target shows that page and the call to it failed with 500', () => {
    const shown = field(door('mail19.contoso.test:443', { status: 500, schemes: [], bodyStart: page('') }));
    const failed = modern('System.Net.WebException: The request failed with HTTP status 500: Internal Server Error.');
    expect(weighed('anna -> boris', [...shown, said(failed)]).found).toEqual([CONFIG]);
    expect(weighed('anna -> boris', [...shown, said(TEXT.send)]).confidence(CONFIG)).toBe('undetermined');
  });

  test('another page, or a bare 500, is not this', () => {
    for (const body of ['', '<title>Could not load file or assembly &#39;Contoso.Module&#39;</title>',
      '<title>Runtime Error</title>']) expect(own(body).confidence(CONFIG)).toBe('undetermined');
  });
});

describe(PLAIN, () => {
  test('a device ends TLS, and IIS behind it forbids what the machine itself would ask a sign-in for: likely', () => {
    const forbidden = { status: 403, schemes: [], exchangeHeaders: [], server: 'Microsoft-IIS/10.0' } as const;
    const own = lookups('anna', { boris: { status: 403, body: 'html', headers: { server: 'Microsoft-IIS/10.0' } } });
    const world = (published: Partial<SignInSchemesFact>, machine: Partial<SignInSchemesFact>, print: string) => weighed('anna -> boris', [...field(
      door('mail16.contoso.test:443', published), door('ex16.contoso.test:443', machine),
      certificate('mail16.contoso.test:443', { leaf: { fingerprint256: print } }), certificate('ex16.contoso.test:443', { leaf: { fingerprint256: 'EE' } }),
    ), own]).confidence(PLAIN);
    expect(world(forbidden, {}, 'DD')).toBe('likely');
    for (const other of [world(forbidden, forbidden, 'DD'), world(forbidden, {}, 'EE'), world({ ...forbidden, server: 'nginx' }, {}, 'DD'),
      world({ ...forbidden, exchangeHeaders: ['x-feserver'] }, {}, 'DD')]) expect(other).not.toBe('likely');
  });

  test('confirmed by the sentence, likely by the substatus or by the address that was called', () => {
    const sentence = plain('System.Net.WebException: An HTTP 403.4 was returned because SSL was required on the virtual directory');
    expect(weighed('anna -> boris', [...FIELD, said(sentence)]).of(PLAIN).confidence).toBe('confirmed');
    expect(weighed('anna -> boris', [...FIELD, said(plain('HTTP 403.4'))]).found).toEqual([PLAIN]);
    const called = 'The remote server returned an error: (403) Forbidden. ProxyWebRequest CrossSite to http://ex19.contoso.test/EWS/Exchange.asmx '
      + 'failed.';
    expect(weighed('anna -> boris', [...FIELD, said(called)]).found).toEqual([PLAIN]);
    const source = lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', plain('(403) Forbidden'),
      { responseSource: 'http://ex19.contoso.test/EWS/Exchange.asmx' }) } });
    expect(weighed('anna -> boris', [...FIELD, source]).found).toEqual([PLAIN]);
  });

  test('likely when the page at the target names the substatus', () => {
    const refused = field(door('mail19.contoso.test:443', { status: 403, schemes: [],
      bodyStart: '<h2>403.4 - Forbidden: SSL is required to view this resource.</h2>' }));
    expect(weighed('anna -> boris', [...refused, said(plain('System.Net.WebException: The remote server returned an error: (403) '
      + 'Forbidden.'))]).confidence(PLAIN)).toBe('likely');
  });

  test('a bare 403, or a number that merely looks so, is not this', () => {
    expect(weighed('anna -> boris', [...FIELD, said(plain('System.Net.WebException: The remote server returned an error: (403) '
      + 'Forbidden.'))]).confidence(PLAIN)).toBe('undetermined');
    expect(weighed('anna -> boris', [...FIELD, said(plain('build 15.0.403.4 at 10.0.403.45'))]).confidence(PLAIN)).toBe('undetermined');
  });

  test('the public folder of Exchange 2007 is another cause', () => {
    expect(weighed('anna -> boris', [...FIELD, said(`${TEXT.publicFolder403} HTTP 403.4`,
      'ErrorPublicFolderRequestProcessingFailed')]).confidence(PLAIN)).toBe('ruled-out');
  });
});

describe(XML, () => {
  const named = 'Invalid XML response, unable to retrieve Availability or OOF Settings';

  test('likely by the sentence', () => {
    expect(weighed('anna -> otto', [...FIELD, lookups('anna', { otto: bad(named) })], with2007).confidence(XML)).toBe('likely');
  });

  test('only possible by an unreadable answer of an Exchange 2007', () => {
    const seen2007 = fingerprint('mail10.contoso.test:443', { exchangeBuild: '8.3.83.6' });
    const garbled = modern('System.InvalidOperationException: Response is not well-formed XML.');
    expect(weighed('anna -> otto', [...FIELD, seen2007, lookups('anna', { otto: bad(garbled) })], with2007).confidence(XML)).toBe('possible');
    expect(weighed('anna -> otto', [...FIELD, lookups('anna', { otto: bad(garbled) })], with2007).confidence(XML)).toBe('undetermined');
    expect(weighed('otto -> anna', [...FIELD, seen2007, lookups('otto', { anna: { answer: null, status: 200, body: 'not-xml' } })],
      with2007).confidence(XML)).toBe('possible');
  });

  test('ruled out where no Exchange 2007 takes part', () => {
    expect(weighed('anna -> boris', [...FIELD, said(named)]).confidence(XML)).toBe('ruled-out');
  });
});

describe(STALE, () => {
  const asked = (executedBy: string, mergedFreeBusy: string, freeBusyViewType = 'MergedOnly') => weighed('otto -> boris',
    [...FIELD, lookups('otto', { boris: { answer: good(mergedFreeBusy, { freeBusyViewType }), executedBy } })]);

  test('only possible by an answer without data, as public folders give it', () => {
    expect(asked('14.3.513.0', '4444').confidence(STALE)).toBe('possible');
    expect(asked('14.3.513.0', '4444').found).toEqual([]);
  });

  test('undetermined by data, another view or an error; ruled out by a version that reads no public folders', () => {
    expect(asked('14.3.513.0', '4444', 'FreeBusyMerged').confidence(STALE)).toBe('undetermined');
    expect(asked('14.3.513.0', '4420').confidence(STALE)).toBe('undetermined');
    expect(asked('15.1.2507.57', '5555').confidence(STALE)).toBe('ruled-out');
  });
});
