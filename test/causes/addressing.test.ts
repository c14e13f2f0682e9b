/** Causes of addressing: what stands in the directory for one person, and whether the way to the others is open. */
import { describe, expect, test } from 'vitest';
import { lookups, refusal, type Try } from '../built-evidence.ts';
import { FIELD, modern, plain, said, TEXT, weighed, works } from './worlds.ts';

const ID = 'immutableid-not-an-address';
const PROXY = 'federated-proxy-address-missing';
const ROUTING = 'remote-routing-address-wrong';
const EXTERNAL = 'external-address-stale-in-cloud';
const REST = 'recipient-not-found-external-404';
const CLEO = 'user-availability cleo@contoso.test';

const bad = (text: string, code = 'ErrorProxyRequestProcessingFailed', more: Partial<Try> = {}): Try => ({ answer: refusal(code, text), ...more });

describe(ID, () => {
  const asked = (text: string) => weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad(text) })]);

  test('confirmed when the text names the value, likely by the complaint alone', () => {
    expect([asked(TEXT.immutableId).found, asked(TEXT.immutableId).of(ID).confidence]).toEqual([[ID], 'confirmed']);
    expect(asked('isn’t correct. Please use this format: user name, the @ sign, followed by the domain name.').of(ID).confidence).toBe('likely');
    expect(asked('CategoryInfo : NotSpecified: (:) [Test-OrganizationRelationship], FormatException').of(ID).confidence).toBe('likely');
    expect(asked(TEXT.immutableId.replace('XGuNpVunD0afQeVNfyoUIQ==', 'cleo@contoso..test')).of(ID).confidence).toBe('likely');
  });

  test('undetermined otherwise, and of one direction', () => {
    expect(asked(TEXT.status401).confidence(ID)).toBe('undetermined');
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.immutableId)]).confidence(ID)).toBe('not weighed');
  });
});

describe(PROXY, () => {
  test('confirmed by the code', () => {
    expect(weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad('',
      'ErrorUserWithoutFederatedProxyAddress') })]).of(PROXY).confidence).toBe('confirmed');
  });

  test('likely by what Autodiscover of the other side answered, whatever the language around it', () => {
    for (const text of [TEXT.invalidUser, TEXT.invalidUser.replace(/failed due.*Error message/, 'Fehler bei \'ExternalEwsUrl\'. Fehlermeldung')]) {
      const seen = weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad(text, 'ErrorAutoDiscoverFailed') })]);
      expect(seen.found).toEqual([PROXY]);
      expect(seen.supporting(PROXY)).toEqual([CLEO]);
    }
  });

  test('the location id counts only together with the words', () => {
    const with33676 = (text: string) => weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: { answer: refusal('ErrorAutoDiscoverFailed', text,
      { lids: [33676] }) } })]).confidence(PROXY);
    expect(with33676('Error message: InvalidUser. LID: 33676')).toBe('possible');
    expect(with33676('LID: 33676')).toBe('undetermined');
  });

  test('doubtful when the requester is shown others there: then the address is known', () => {
    const seen = weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, lookups('cleo', { anna: bad(TEXT.invalidUser, 'ErrorAutoDiscoverFailed'),
      alma: works })]);
    expect(seen.confidence(PROXY)).toBe('possible');
  });
});

describe(ROUTING, () => {
  const lost = bad(modern('System.InvalidOperationException: The flux capacitor reported condition 42 while talking to the peer.'));

  test('likely when one cloud mailbox fails for everybody on-premises and others are shown', () => {
    const seen = weighed(['anna -> cleo', 'anna -> cora', 'boris -> cleo'], [...FIELD, lookups('anna', { cleo: lost, cora: works }), lookups('boris',
      { cleo: lost })]);
    expect(seen.found).toEqual([ROUTING]);
    expect(seen.supporting(ROUTING)).toEqual(['user-availability anna@contoso.test', 'user-availability boris@contoso.test']);
  });

  test('only possible while nobody else was asked; doubtful when it is time, or when another server shows the mailbox', () => {
    expect(weighed(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: lost, cora: works })]).confidence(ROUTING)).toBe('possible');
    const slow = bad(plain('System.Net.WebException: The operation has timed out'));
    const late = weighed(['anna -> cleo', 'anna -> cora', 'boris -> cleo'], [...FIELD, lookups('anna', { cleo: slow, cora: works }), lookups('boris',
      { cleo: slow })]);
    expect(late.confidence(ROUTING)).toBe('possible');
    const known = weighed(['anna -> cleo', 'anna -> cora', 'boris -> cleo'], [...FIELD, lookups('anna', { cleo: lost, cora: works }),
      lookups('boris', { cleo: works })]);
    expect(known.confidence(ROUTING)).toBe('possible');
  });

  test('an address that the directory does not know is another cause first', () => {
    const seen = weighed(['anna -> cleo', 'anna -> cora'], [...FIELD, lookups('anna', { cleo: bad(TEXT.notFound, 'ErrorMailRecipientNotFound'),
      cora: works })]);
    expect([seen.found, seen.confidence(ROUTING)]).toEqual([['recipient-not-found-in-directory'], 'possible']);
  });

  test('undetermined while the way itself is not known to be open', () => {
    expect(weighed('anna -> cleo', [...FIELD, lookups('anna', { cleo: lost })]).confidence(ROUTING)).toBe('undetermined');
    expect(weighed('anna -> boris', FIELD).confidence(ROUTING)).toBe('not weighed');
  });
});

describe(EXTERNAL, () => {
  const asked = (more: Readonly<Record<string, Try>>) => weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, lookups('cleo', more)]);

  test('likely when the cloud looked for another domain and shows others there', () => {
    const seen = asked({ anna: bad(TEXT.addressSpace, 'ErrorAddressSpaceNotFound'), alma: works });
    expect(seen.found).toEqual([EXTERNAL]);
    expect(seen.supporting(EXTERNAL)).toEqual([CLEO]);
  });

  test('only possible by the domain or the code alone: the codes are an inference', () => {
    expect(asked({ anna: bad(TEXT.addressSpace, 'ErrorAddressSpaceNotFound') }).confidence(EXTERNAL)).toBe('possible');
    expect(asked({ anna: bad('', 'ErrorAddressSpaceNotFound'), alma: works }).confidence(EXTERNAL)).toBe('possible');
    expect(asked({ anna: bad(TEXT.notFound, 'ErrorMailRecipientNotFound'), alma: works }).confidence(EXTERNAL)).toBe('possible');
  });

  test('the colleague\'s own domain is no sign of it, nor is the code while the way is not known', () => {
    const own = bad(TEXT.addressSpace.replace('fourthcoffee.test', 'Contoso.test'), 'ErrorAddressSpaceNotFound');
    expect(asked({ anna: own }).confidence(EXTERNAL)).toBe('undetermined');
    expect(asked({ anna: bad(TEXT.status401), alma: works }).confidence(EXTERNAL)).toBe('undetermined');
    expect(weighed('anna -> boris', FIELD).confidence(EXTERNAL)).toBe('not weighed');
  });
});

describe(REST, () => {
  test.each([['cleo -> cora', 'cora'], ['cleo -> anna', 'anna']])('likely by the words of the call and 404: %s', (id, target) => {
    const seen = weighed(id, [...FIELD, lookups('cleo', { [target]: bad(TEXT.rest404) })]);
    expect(seen.found).toEqual([REST]);
    expect(seen.supporting(REST)).toEqual([CLEO]);
  });

  test('doubtful when every other address there is answered so', () => {
    const seen = weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, lookups('cleo', { anna: bad(TEXT.rest404), alma: bad(TEXT.rest404) })]);
    expect(seen.confidence(REST)).toBe('possible');
    expect(weighed(['cleo -> anna', 'cleo -> alma'], [...FIELD, lookups('cleo', { anna: bad(TEXT.rest404), alma: works })]).found).toEqual([REST]);
  });

  test('another 404, another status of that call, or servers on-premises are not this', () => {
    expect(weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad(TEXT.autodiscover404,
      'ErrorAutoDiscoverFailed') })]).confidence(REST)).toBe('ruled-out');
    expect(weighed('cleo -> anna', [...FIELD, lookups('cleo', { anna: bad(TEXT.rest404.replace('(404) Not Found',
      '(401) Unauthorized')) })]).confidence(REST)).toBe('ruled-out');
    expect(weighed('anna -> boris', [...FIELD, said(TEXT.rest404)]).confidence(REST)).toBe('not weighed');
  });
});
