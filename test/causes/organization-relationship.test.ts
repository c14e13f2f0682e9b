/** Causes that lie in what two organizations know of each other: relationships, connectors, domains. */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { door, fault, good, lookups, refusal, type ScenarioParts, type Try } from '../built-evidence.ts';
import { FIELD, plain, said, SERVERS, TEXT, weighed, type Weighed } from './worlds.ts';

const MISSING = 'orgrel-domain-missing-on-source';
const MINIMAL = 'hybrid-minimal-configuration';
const OFF = 'orgrel-freebusy-not-enabled';
const REQUESTER = 'requester-domain-missing-in-target-relationship';
const TARGETS = 'orgrel-target-parameters-invalid';
const IOC = 'ioc-disabled-after-hcw';
const EPR = 'target-sharing-epr-wrong';
const MESH = 'hybrid-mesh-third-party';
const ACCEPTED = 'accepted-domain-missing';
const TWICE = 'orgrel-domain-already-in-other-relationship';
const LIMIT = 'orgrel-domain-limit-exceeded';
const AREA = [MISSING, MINIMAL, OFF, REQUESTER, TARGETS, IOC, EPR, MESH, ACCEPTED, TWICE, LIMIT];

/** The field, and a second tenant. */
const PLACES: ScenarioParts['servers'] = {
  ...SERVERS,
  cloud: { version: 'exchange-online', tenant: 'contoso.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  other: { version: 'exchange-online', tenant: 'fabrikam.onmicrosoft.com', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
};
const PEOPLE: ScenarioParts['mailboxes'] = {
  anna: 'ex16', alma: 'ex16', boris: 'ex19', otto: 'ex10', cleo: 'cloud', cora: 'cloud', xenia: 'other',
  // Other mail domains of the same organizations.
  abel: { server: 'ex16', address: 'abel@brand.test' }, clio: { server: 'cloud', address: 'clio@brand.test' },
};

const fails = (text: string, code = 'ErrorProxyRequestProcessingFailed', more: Partial<Try['answer'] & object> = {}): Try =>
  ({ answer: refusal(code, text, more) });
const works: Try = { answer: good() };

/** The answers of one requester; `abel` and `clio` have another mail domain. */
function asked(requester: string, tries: Readonly<Record<string, Try>>): Observation {
  const known = lookups(requester, tries);
  return JSON.parse(JSON.stringify(known).replaceAll(/\b(abel|clio)@contoso\.test/g, '$1@brand.test')) as Observation;
}

function seen(ids: string | readonly string[], ...observations: readonly Observation[]): Weighed {
  return weighed(ids, [...FIELD, ...observations], PLACES, PEOPLE);
}

const noWay = (domain: string): Try => fails(`Microsoft.Exchange.InfoWorker.Common.Availability.AddressSpaceNotFoundException: Configuration information for forest/domain ${domain} `
  + 'could not be found in Active Directory.\r\n. Name of the server where exception originated: EX16. LID: 47932', 'ErrorAddressSpaceNotFound');

describe('cases of the field', () => {
  /**
   * Text, code, who asks whom, the cause that the source accepts, others that it leaves open.
   * Sources: R: Microsoft Learn, Resolve free/busy errors; K: OfficeDocs-Support 2667844; N: no-free-busy-information-retrieved; T:
   * troubleshoot-freebusy-issues-in-exchange-hybrid; D: diecknet.de 2020/05/01; W: OfficeDocs-Support 3087155, 3067179.
   */
  const cases: readonly (readonly [string, string, string, string, string, readonly string[]])[] = [
    ['R no configuration', 'cleo -> anna', 'Configuration information for forest/domain <domain> could not be found in Active Directory.', '', MISSING, [MINIMAL]],
    ['R requester of a third organization', 'xenia -> cora', 'The cross-organization request for mailbox <SMTP address> is not allowed because the requester is from a different '
      + 'organization\nRecipient: <SMTP address>\nException Type: CrossOrganizationProxyNotAllowedForExternalOrganization\nException Message: The cross-organization request for '
      + '<SMTP address> is not allowed because the requester is from a different organization.', '', MESH, []],
    ['R object moved', 'cleo -> anna', 'Proxy web request failed. , inner exception: System.Net.WebException: The request failed with the error message: Object moved.', '', EPR, []],
    ['K refusal as XML', 'anna -> cleo', '<FreeBusyResponse><ResponseMessage ResponseClass="Error"><MessageText>The caller does not have access to free/busy data.</MessageText>'
      + '<ResponseCode>ErrorNoFreeBusyAccess</ResponseCode><MessageXml><ExceptionCode\nxmlns="http://schemas.microsoft.com/exchange/services/2006/errors">5037</ExceptionCode>'
      + '<ResponseSource\nxmlns="http://schemas.microsoft.com/exchange/services/2006/errors">https://<Server>.outlook.com/EWS/Exchange.asmx/WSSecurity</ResponseSource>'
      + '</MessageXml></ResponseMessage></FreeBusyResponse>', '', REQUESTER, [OFF]],
    ['K test of the relationship', 'anna -> cleo', 'Id : LocalFederatedDomainsAreMissingFromTheRemoteOrganizationRelationsipDomains\nStatus : Warning\nDescription : There are locally '
      + 'federated domains that aren\'t present in the list of domains for the remote organization relationship object.\nIsValid : True', '', REQUESTER, []],
    ['N another tenant', 'cleo -> xenia', 'Microsoft.Exchange.InfoWorker.Common.Availability.MailRecipientNotFoundException: Unable to resolve e-mail address user@northamerica.contoso.com '
      + 'to an Active Directory object.\\r\\n. Name of the server where exception originated: <Host name of cloud or on-premises server>.', '', OFF, []],
    ['N unusable relationship', 'cleo -> anna', TEXT.relationship, 'ErrorMailRecipientNotFound', TARGETS, [IOC]],
    ['T Outlook\'s words', 'anna -> cleo', 'You don\'t have permission to see free/busy information for this attendee. (Error code 5037)', '', REQUESTER, [OFF]],
    ['D wizard', 'anna -> cleo', 'HCW8064 - The HCW has completed, but was not able to perform the OAuth portion of your Hybrid configuration. If you need features that rely on OAuth, you '
      + 'can try running the HCW again or manually configure OAuth using these manual steps.', '', IOC, []],
    ['W HCW8009', 'anna -> cleo', 'HCW8009 Coexistence domain contoso.com is not an Accepted Domain in your Contoso tenant.', '', ACCEPTED, []],
    ['W HCW8016', 'anna -> cleo', 'HCW8016 Hybrid domain Contoso.com isn’t an accepted domain in the on-premises organization.', '', ACCEPTED, []],
    ['W HCW8030', 'anna -> cleo', 'HCW8030 No Accepted Domains found on tenant.', '', ACCEPTED, []],
    ['W older wizard', 'anna -> cleo', 'Microsoft.Exchange.Data.Common.LocalizedException: Hybrid domain `contoso.com` isn\'t an accepted domain for the cloud organization.', '', ACCEPTED, []],
  ];

  test.each(cases)('%s', (_, id, text, code, cause, plausible) => {
    const [requester = '', target = ''] = id.split(' -> ');
    const found = seen(id, asked(requester, { [target]: fails(text, code) }));
    expect(['confirmed', 'likely', 'possible']).toContain(found.confidence(cause));
    const ofArea = found.findings.filter((one) => AREA.includes(one.cause) && ['confirmed', 'likely', 'possible'].includes(one.confidence)).map((one) => one.cause);
    expect(ofArea[0]).toBe(cause);
    expect(ofArea.slice(1).filter((one) => !plausible.includes(one))).toEqual([]);
  });

  test('texts that name nothing of it leave the whole area silent', () => {
    for (const text of [TEXT.send, TEXT.status401, TEXT.rest404, TEXT.timeout, TEXT.internal, TEXT.generic, TEXT.immutableId]) {
      for (const [requester, target] of [['anna', 'cleo'], ['cleo', 'anna'], ['cleo', 'xenia'], ['anna', 'boris']] as const) {
        const found = seen(`${requester} -> ${target}`, asked(requester, { [target]: fails(text) }));
        expect([...found.found, ...found.possible].filter((one) => AREA.includes(one)), text).toEqual([]);
      }
    }
  });
});

describe(MISSING, () => {
  test('likely when the domain that was looked for is that of the colleague', () => {
    const found = seen('cleo -> anna', asked('cleo', { anna: noWay('contoso.test') }));
    expect([found.found, found.confidence(MINIMAL)]).toEqual([[MISSING], 'possible']);
    expect(found.supporting(MISSING)).toEqual(['user-availability cleo@contoso.test']);
  });

  test('on-premises it is the routing domain that counts', () => {
    expect(seen('anna -> cleo', asked('anna', { cleo: noWay('contoso.mail.onmicrosoft.com') })).found).toEqual([MISSING]);
    expect(seen('cleo -> anna', asked('cleo', { anna: noWay('contoso.mail.onmicrosoft.com') })).confidence(MISSING)).toBe('possible');
  });

  test('only possible by the code alone, and doubted where another domain was looked for', () => {
    expect(seen('cleo -> anna', asked('cleo', { anna: fails('', 'ErrorAddressSpaceNotFound') })).confidence(MISSING)).toBe('possible');
    const stale = seen('cleo -> anna', asked('cleo', { anna: noWay('fourthcoffee.test') }));
    expect([stale.confidence(MISSING), stale.opposing(MISSING)]).toEqual(['possible', ['user-availability cleo@contoso.test']]);
  });

  test('ruled out when another mailbox of the domain is shown, likely when only other domains are', () => {
    const ids = ['cleo -> anna', 'cleo -> alma'];
    expect(seen(ids, asked('cleo', { anna: noWay('contoso.test'), alma: works })).confidence(MISSING)).toBe('ruled-out');
    const brand = seen(['cleo -> anna', 'cleo -> abel'], asked('cleo', { anna: fails('', 'ErrorAddressSpaceNotFound'), abel: works }));
    expect([brand.found, brand.confidence(MINIMAL)]).toEqual([[MISSING], 'ruled-out']);
  });

  test('the same between two forests, whatever stands in the other direction', () => {
    const found = seen(['anna -> boris', 'boris -> anna'], said(noWay('contoso.test').answer?.messageText ?? '', 'ErrorAddressSpaceNotFound'),
      asked('boris', { anna: noWay('contoso.test') }));
    expect(found.found).toEqual([MISSING]);
  });
});

describe(MINIMAL, () => {
  const both = [asked('cleo', { anna: noWay('contoso.test') }), asked('anna', { cleo: noWay('contoso.mail.onmicrosoft.com') })];

  test('likely when neither side finds the other', () => {
    const found = seen(['cleo -> anna', 'anna -> cleo'], ...both);
    expect([found.found, found.confidence(MISSING)]).toEqual([[MINIMAL], 'possible']);
    expect(found.supporting(MINIMAL)).toEqual(['user-availability anna@contoso.test', 'user-availability cleo@contoso.test']);
  });

  test('ruled out as soon as one direction works', () => {
    const found = seen(['cleo -> anna', 'anna -> cleo'], both[0]!, asked('anna', { cleo: works }));
    expect([found.found, found.confidence(MINIMAL)]).toEqual([[MISSING], 'ruled-out']);
  });

  test('no more than possible when the other direction fails otherwise', () => {
    const found = seen(['cleo -> anna', 'anna -> cleo'], both[0]!, asked('anna', { cleo: fails(TEXT.send) }));
    expect(found.confidence(MINIMAL)).toBe('possible');
  });
});

describe(OFF, () => {
  test('confirmed by the code, also where a server hands it on', () => {
    expect(seen('cleo -> xenia', asked('cleo', { xenia: fails('', 'ErrorInvalidOrganizationRelationshipForFreeBusy') })).of(OFF).confidence).toBe('confirmed');
    expect(seen('cleo -> xenia', asked('cleo', { xenia: fails(plain('SoapException: ErrorInvalidOrganizationRelationshipForFreeBusy')) })).of(OFF).confidence).toBe('confirmed');
    const own = lookups('cleo', { xenia: { status: 500, body: 'fault', fault: fault('ErrorInvalidOrganizationRelationshipForFreeBusy') } });
    expect(seen('cleo -> xenia', own).of(OFF).confidence).toBe('confirmed');
  });

  test('an unknown address of another tenant makes it possible, one of the same tenant does not', () => {
    const other = seen('cleo -> xenia', asked('cleo', { xenia: fails(TEXT.notFound, 'ErrorMailRecipientNotFound') }));
    expect([other.found, other.confidence(OFF)]).toEqual([[], 'possible']);
    expect(seen('cleo -> cora', asked('cleo', { cora: fails(TEXT.notFound, 'ErrorMailRecipientNotFound') })).confidence(OFF)).toBe('ruled-out');
  });
});

describe(REQUESTER, () => {
  const denied = fails(TEXT.noAccess, 'ErrorNoFreeBusyAccess');

  test('likely when the other organization shows the same calendar to another mail domain of this one', () => {
    const found = seen(['anna -> cleo', 'abel -> cleo'], asked('anna', { cleo: denied }), asked('abel', { cleo: works }));
    expect(found.confidence(REQUESTER)).toBe('likely');
  });

  test('only possible by the refusal, ruled out when the domain is served there or no relationship lies between', () => {
    expect(seen('anna -> cleo', asked('anna', { cleo: denied })).confidence(REQUESTER)).toBe('possible');
    expect(seen(['anna -> cleo', 'alma -> cora'], asked('anna', { cleo: denied }), asked('alma', { cora: works })).confidence(REQUESTER)).toBe('ruled-out');
    expect(seen('cleo -> cora', asked('cleo', { cora: denied })).confidence(REQUESTER)).toBe('ruled-out');
    expect(seen('anna -> boris', asked('anna', { boris: denied })).confidence(REQUESTER)).toBe('undetermined');
  });
});

describe('a relationship that cannot be used', () => {
  test('is shared by wrong addresses and a connector that is off', () => {
    const found = seen('anna -> cleo', asked('anna', { cleo: fails(TEXT.relationship, 'ErrorMailRecipientNotFound') }));
    expect([found.confidence(TARGETS), found.confidence(IOC)]).toEqual(['possible', 'possible']);
  });

  test('Exchange 2010 knows no connector: then it is the addresses', () => {
    const found = seen('otto -> cleo', lookups('otto', { cleo: { ...fails(TEXT.relationship, 'ErrorMailRecipientNotFound'), executedBy: '14.3.513.0' } }));
    expect([found.found, found.confidence(IOC)]).toEqual([[TARGETS], 'ruled-out']);
  });

  test('both are ruled out when another mailbox is shown there', () => {
    const found = seen(['anna -> cleo', 'anna -> cora'], asked('anna', { cleo: fails(TEXT.relationship, 'ErrorMailRecipientNotFound'), cora: works }));
    expect([found.confidence(TARGETS), found.confidence(IOC)]).toEqual(['ruled-out', 'ruled-out']);
  });
});

describe(EPR, () => {
  const MOVED = 'Proxy web request failed. , inner exception: System.Net.WebException: The request failed with the error message: Object moved.';
  const open = door('mail16.contoso.test:443');

  test.each([
    ['Microsoft\'s sentence', MOVED],
    ['the page that .NET quotes', plain('System.Net.WebException: The request failed with the error message:\r\n--\r\n<html><head><title>Object moved</title></head></html>\r\n--.')],
    ['the status alone', plain('System.Net.WebException: The request failed with HTTP status 302: Found.')],
  ])('likely when the call was sent on and EWS answers at its published address: %s', (_, text) => {
    expect(seen('cleo -> anna', open, asked('cleo', { anna: fails(text) })).found).toEqual([EPR]);
  });

  test('only possible when a device sends callers on there, or nothing was asked there', () => {
    const device = door('mail16.contoso.test:443', { status: 302, schemes: [], server: null, exchangeHeaders: [], location: 'https://login.contoso.test/my.policy' });
    expect(seen('cleo -> anna', device, asked('cleo', { anna: fails(MOVED) })).confidence(EPR)).toBe('possible');
    expect(weighed('cleo -> anna', [asked('cleo', { anna: fails(MOVED) })], PLACES, PEOPLE).confidence(EPR)).toBe('possible');
  });

  test('a name that is none of the server\'s speaks for it, one of its own does not', () => {
    const strange = fails(plain('System.Net.WebException: The remote name could not be resolved: \'old.contoso.test\''));
    expect(seen('cleo -> anna', asked('cleo', { anna: strange })).confidence(EPR)).toBe('likely');
    const own = fails(plain('System.Net.WebException: Der Remotename konnte nicht aufgelöst werden: \'mail16.contoso.test\''));
    expect(seen('cleo -> anna', asked('cleo', { anna: own })).found).toEqual(['dns-name-not-resolved']);
  });

  test('ruled out when Autodiscover was asked, when others there are shown, and never on-premises to cloud', () => {
    const byAutodiscover = fails('Autodiscover failed for email address anna@contoso.test with error System.Net.WebException: The request failed with the error message: Object moved.',
      'ErrorAutoDiscoverFailed');
    expect(seen('cleo -> anna', open, asked('cleo', { anna: byAutodiscover })).confidence(EPR)).toBe('ruled-out');
    expect(seen(['cleo -> anna', 'cleo -> alma'], open, asked('cleo', { anna: fails(MOVED), alma: works })).confidence(EPR)).toBe('ruled-out');
    expect(seen('anna -> cleo', asked('anna', { cleo: fails(MOVED) })).confidence(EPR)).toBe('not weighed');
  });
});

describe(MESH, () => {
  test('confirmed by the type, likely by its location id, undone by nothing else', () => {
    expect(seen('xenia -> anna', asked('xenia', { anna: fails('', '', { exceptionType: 'CrossOrganizationProxyNotAllowedForExternalOrganization' }) })).of(MESH).confidence).toBe('confirmed');
    expect(seen('xenia -> anna', asked('xenia', { anna: fails('Refused.', '', { lids: [39660] }) })).found).toEqual([MESH]);
    expect(seen('xenia -> anna', asked('xenia', { anna: fails('The request is not allowed.') })).confidence(MESH)).toBe('ruled-out');
  });
});

describe('texts of cmdlets and of the wizard', () => {
  // Sources: OfficeDocs-Support, the-domains-already-exist-in-another-organization-error; total-number-of-explicit-and-implicit-sub-filters; blog.yannickreekmans.be.
  test.each([
    [TWICE, 'The domains already exist in another organization\r\n relationship.'],
    [TWICE, 'The following domains already exist in another organization relationship: contoso.com. Domains can only exist in one organization relationship.'],
    [LIMIT, 'The total number of explicit and implicit sub filters exceeds maximum allowed number of 250.'],
    [LIMIT, 'ADFilterException: The total number of explicit and implicit subfilters exceeds maximum allowed\nnumber of 250'],
  ])('%s', (cause, text) => {
    expect(seen('anna -> cleo', asked('anna', { cleo: fails(text) })).found).toEqual([cause]);
    expect(seen('cleo -> cora', asked('cleo', { cora: fails(text) })).confidence(cause)).toBe('possible');
  });

  test('a code of the wizard alone makes a missing domain no more than possible; lookups that work rule it out', () => {
    expect(seen('anna -> cleo', asked('anna', { cleo: fails('HCW8017') })).confidence(ACCEPTED)).toBe('possible');
    const sentence = fails('HCW8017 Hybrid domain Contoso.com isn\'t an accepted domain in the Microsoft 365 tenant.');
    expect(seen(['anna -> cleo', 'anna -> cora'], asked('anna', { cleo: sentence, cora: works })).confidence(ACCEPTED)).toBe('ruled-out');
  });

  test('near misses', () => {
    for (const text of ['exceeds maximum allowed number of 250 items', 'The domain is an accepted domain.', 'HCW8001 something else', 'another organization relationship']) {
      const found = seen('anna -> cleo', asked('anna', { cleo: fails(text) }));
      expect([...found.found, ...found.possible].filter((one) => AREA.includes(one)), text).toEqual([]);
    }
  });
});

test('hostile text costs little', () => {
  const texts = ['domain '.repeat(20_000), 'cross-organization request for '.repeat(5_000), 'error message: '.repeat(10_000), ': \'a.'.repeat(20_000), `: '${'a.'.repeat(50_000)}`];
  for (const text of texts) expect(seen('cleo -> anna', asked('cleo', { anna: fails(text) })).found).toEqual([]);
});
