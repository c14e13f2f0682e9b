/** Causes at the client: what Outlook says itself, how a program asks, and how it signs in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemesNamed } from '../../src/causes/client/sight.ts';
import { errorTextRows } from '../../src/exchange/error-texts-table.ts';
import { autodiscover, door, fault, lookups, refusal, type Try } from '../built-evidence.ts';
import { FIELD, field, modern, plain, said, TEXT, weighed, works } from './worlds.ts';

const NO_URL = 'client-autodiscover-no-ews-url';
const PROXY = 'client-winhttp-proxy-wrong';
const REGISTRY = 'outlook-freebusysupport-registry-missing';
const SCHEME = 'client-auth-scheme-not-offered';
const WINDOW = 'request-window-invalid';
const MANY = 'too-many-attendees';
const STEP = 'merged-freebusy-interval-invalid';
const ADDRESS = 'invalid-smtp-address-in-request';
const STALE = 'outlook-client-cache-stale-recipient';
const CONTACT = 'personal-contact-shadows-gal-entry';
const GRAPH = 'graph-getschedule-onprem-mailbox-unsupported';
const ASKED = 'user-availability anna@contoso.test';

const asked = (text: string, code = '', more: Partial<Try> = {}) => weighed('anna -> boris', [...FIELD, said(text, code, more)]);
const faulted = (code: string, message: string) => weighed('anna -> boris', [...FIELD, lookups('anna', { boris: { status: 500, body: 'fault', fault: fault(code, message) } })]);

/** OfficeDocs-Support 2847833, all that such a user sees. */
const THREE = 'Your automatic reply settings cannot be displayed because the server is currently unavailable. Try again later.\nWe can’t show MailTips right now.\n'
  + 'No information. No free/busy information could be retrieved. Your server location\r\n could not be determined. Contact your administrator.';

describe(PROXY, () => {
  test('possible by what Outlook says, and what would settle it is named; before an Autodiscover without an address', () => {
    const seen = asked(THREE);
    expect([seen.found, seen.possible]).toEqual([[], [NO_URL, PROXY]]);
    expect(seen.findings[0]?.cause).toBe(PROXY);
    expect(seen.supporting(PROXY)).toEqual([ASKED]);
    expect(seen.of(PROXY).missing[0]?.observe).toContain('netsh winhttp show proxy');
  });

  test('where Autodiscover was seen to give no address, that is the cause', () => {
    const without = autodiscover('anna@contoso.test', [{ method: 'https-autodiscover-host', outcome: 'settings' }]);
    const seen = weighed('anna -> boris', [...FIELD, without, said(THREE)]);
    expect([seen.found, seen.opposing(PROXY)]).toEqual([[NO_URL], ['autodiscover anna@contoso.test', ASKED]]);
  });

  test('ruled out by any answer of a server', () => {
    for (const text of [TEXT.send, TEXT.status401, TEXT.timeout, TEXT.generic]) expect(asked(text).confidence(PROXY), text).toBe('ruled-out');
  });
});

describe(NO_URL, () => {
  test('likely by the words of the log of Outlook', () => {
    expect(asked('Failed to get ASURL. Error 8004010F.').found).toEqual([NO_URL]);
  });
});

describe(REGISTRY, () => {
  test.each(['We\'re checking everyone\'s calendars', 'We’re checking everyone’s\n calendars…'])('possible, with what would settle it: %s', (text) => {
    const seen = asked(text);
    expect([seen.found, seen.possible]).toEqual([[], [REGISTRY]]);
    expect(seen.of(REGISTRY).missing[0]?.observe).toContain('FreeBusySupport');
  });

  test('ruled out by other words', () => {
    expect(asked(THREE).confidence(REGISTRY)).toBe('ruled-out');
  });
});

describe(WINDOW, () => {
  /** microsoft-graph-docs pull request 19703; ews-javascript-api issue 235. */
  const tooLong = 'The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = 62 days; the actual limit = 63 days.';

  test('confirmed by its codes, in the answer, in a fault, or handed on', () => {
    expect(faulted('ErrorTimeIntervalTooBig', tooLong).of(WINDOW).confidence).toBe('confirmed');
    expect(faulted('ErrorInvalidTimeInterval', 'The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.').of(WINDOW).confidence).toBe('confirmed');
    expect(asked('{"error":{"code":"ErrorTimeIntervalTooBig"}}').of(WINDOW).confidence).toBe('confirmed');
  });

  test('likely by the name of the setting in any language', () => {
    expect(asked('Die für FreeBusyViewOptions.TimeWindow angegebene Zeitdauer ist zu lang.').found).toEqual([WINDOW]);
  });

  test('a step that does not fit is another cause', () => {
    const other = faulted('ErrorInvalidMergedFreeBusyInterval', 'The specified merged free/busy interval is not valid. Specify an interval that is less than the free/busy time window.');
    expect([other.found, other.confidence(WINDOW)]).toEqual([[STEP], 'ruled-out']);
  });
});

describe(STEP, () => {
  /** PlaceOS/office365 issue 29; some builds print two blanks. */
  const sentence = 'The specified merged free/busy interval is not valid. Specify an interval that is less than the free/busy time window and  between 5 and 1440 minutes.';

  test('confirmed by its code, likely by the sentence, ruled out by a window that is too long', () => {
    expect(faulted('ErrorInvalidMergedFreeBusyInterval', sentence).of(STEP).confidence).toBe('confirmed');
    expect(asked(sentence).found).toEqual([STEP]);
    expect(faulted('ErrorTimeIntervalTooBig', '').confidence(STEP)).toBe('ruled-out');
  });
});

describe(MANY, () => {
  test.each(['ErrorMailboxDataArrayTooBig', 'ErrorFreeBusyDLLimitReached', 'ErrorIndividualMailboxLimitReached'])('confirmed by %s', (code) => {
    expect(asked('', code).of(MANY).confidence).toBe('confirmed');
    expect(asked('', code).found).toEqual([MANY]);
  });

  test('likely by the sentence (microsoft-graph-docs issue 7047); other limits are other causes', () => {
    expect(asked('There are too many target users in the EmailAddress array. The allowed size = 100; the actual size = 101.').found).toEqual([MANY]);
    expect(asked('', 'ErrorResultSetTooBig').confidence(MANY)).toBe('ruled-out');
    expect(asked('', 'ErrorExceededConnectionCount').confidence(MANY)).toBe('ruled-out');
  });
});

describe(ADDRESS, () => {
  test('confirmed by its code or exception, likely by the sentence', () => {
    expect(asked('E-mail address <>SMTP:foobar is not a valid SMTP address.', 'ErrorInvalidSmtpAddress').of(ADDRESS).confidence).toBe('confirmed');
    expect(asked('Microsoft.Exchange.InfoWorker.Common.Availability.InvalidSmtpAddressException: 電子メール アドレス').of(ADDRESS).confidence).toBe('confirmed');
    const short = lookups('anna', { boris: { answer: refusal('ErrorProxyRequestProcessingFailed', '', { exceptionType: 'InvalidSmtpAddressException' }) } });
    expect(weighed('anna -> boris', [...FIELD, short]).of(ADDRESS).confidence).toBe('confirmed');
    expect(asked(plain('E-mail address <Boris>SMTP:boris is not a valid SMTP address.')).found).toEqual([ADDRESS]);
  });

  test('an address that nobody has is another cause', () => {
    const unknown = asked(TEXT.notFound, 'ErrorMailRecipientNotFound');
    expect([unknown.found, unknown.confidence(ADDRESS)]).toEqual([['recipient-not-found-in-directory'], 'ruled-out']);
  });
});

describe(`${STALE}, ${CONTACT}`, () => {
  const x500 = 'Unable to resolve e-mail address <Boris>EX:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=boris7f2 to an Active Directory object.';

  test('a directory name in place of the address makes the memory of Outlook possible, never likely: no document shows it', () => {
    const seen = asked(x500, 'ErrorMailRecipientNotFound');
    expect([seen.confidence(STALE), seen.confidence(CONTACT)]).toEqual(['possible', 'undetermined']);
    expect(seen.found).toEqual(['recipient-not-found-in-directory']);
  });

  test('an unknown address names both as something to look at', () => {
    const seen = asked(TEXT.notFound, 'ErrorMailRecipientNotFound');
    for (const cause of [STALE, CONTACT]) {
      expect(seen.confidence(cause)).toBe('undetermined');
      expect(seen.of(cause).missing[0]?.observe).toMatch(/Global Address List|address list/);
    }
  });

  test('ruled out by anything else, also by a directory name elsewhere in the text', () => {
    const caller = plain('System.Net.WebException: The operation has timed out. Caller: /o=Contoso/ou=First/cn=Recipients/cn=anna');
    for (const text of [TEXT.send, TEXT.noAccess, caller]) expect([asked(text).confidence(STALE), asked(text).confidence(CONTACT)]).toEqual(['ruled-out', 'ruled-out']);
  });
});

describe(GRAPH, () => {
  test.each([
    '{"error":{"code":"MailboxNotEnabledForRESTAPI","message":"REST API is not yet supported for this mailbox."}}',
    'MailboxNotSupportedForRESTAPI',
    'REST API is not yet supported for this mailbox',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    '{"error":{"code":"RequestBroker-ParseUri","message":"Resource not found for the segment \'Microsoft.OutlookServices.getSchedule\'."}}',
  ])('likely: %s', (text) => {
    expect(asked(text).found).toEqual([GRAPH]);
  });

  test('the code about an address alone is only possible; a 404 of a call between tenants is another cause', () => {
    expect(asked('RequestBroker-ParseUri').confidence(GRAPH)).toBe('possible');
    expect(asked(TEXT.rest404).confidence(GRAPH)).toBe('ruled-out');
  });
});

/** The sentence as Windows Communication Foundation has it. */
const wcf = (used: string, offered: string): string => `System.ServiceModel.Security.MessageSecurityException: The HTTP request is unauthorized with client authentication scheme '${used}'. `
  + `The authentication header received from the server was '${offered}'. ---> System.Net.WebException: The remote server returned an error: (401) Unauthorized.`;

describe(SCHEME, () => {
  test.each([
    ['Basic', 'Negotiate,NTLM'], ['Anonymous', 'Negotiate,NTLM,Basic realm="mail.contoso.test"'], ['Ntlm', 'Basic realm="Negotiate"'],
    ['Negotiate', 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*"'],
  ])('likely when %s is not among %s', (used, offered) => {
    const seen = asked(wcf(used, offered));
    expect([seen.found, seen.supporting(SCHEME)]).toEqual([[SCHEME], [ASKED]]);
  });

  test('also in the other languages that are known', () => {
    // Source: jimm98y/SharpOnvif, the sentence by language.
    const texts = [
      'Die HTTP-Anforderung ist beim Clientauthentifizierungsschema "Basic" nicht autorisiert. Vom Server wurde der Authentifizierungsheader "Negotiate,NTLM" empfangen.',
      'La requête HTTP n’est pas autorisée avec un schéma d’authentification client \'Basic\'. L’en-tête d’authentification reçu du serveur était \'Negotiate,NTLM\'.',
      'HTTP 请求未经客户端身份验证方案“Basic”授权。从服务器收到的身份验证标头为“Negotiate,NTLM”。',
      'この HTTP 要求は、クライアントの認証方式 \'Basic\' では承認されません。サーバーから受信した認証ヘッダーは \'Negotiate,NTLM\' でした。',
    ];
    for (const text of texts) expect(asked(modern(text)).found, text).toEqual([SCHEME]);
  });

  test('ruled out when the method was among the offered ones: then the credentials were refused', () => {
    expect(asked(wcf('Negotiate', 'Negotiate,NTLM')).confidence(SCHEME)).toBe('ruled-out');
    expect(asked(wcf('Ntlm', 'NTLM')).confidence(SCHEME)).toBe('ruled-out');
  });

  test('only possible without the offer, and by what the Connectivity Analyzer says', () => {
    expect(asked('The HTTP request is unauthorized with client authentication scheme \'Basic\'.').confidence(SCHEME)).toBe('possible');
    expect(asked('No supported Authentication Methods found in Response').confidence(SCHEME)).toBe('possible');
  });

  test('a bare 401 is nothing', () => {
    expect(asked(TEXT.status401).confidence(SCHEME)).not.toMatch(/likely|possible/);
  });

  describe('by our own sign-in', () => {
    const refused = lookups('anna', { boris: { status: 401, body: 'html', signIn: { id: 'corp', method: 'ntlm', outcome: 'not-offered', reason: 'the server offers Basic' } } });
    const offers = (schemes: readonly string[], more: Parameters<typeof door>[1] = {}) =>
      weighed('anna -> boris', [...field(door('mail16.contoso.test:443', { schemes, ...more })), refused]);

    test('likely where Exchange offers Basic alone, only possible where it offers Negotiate', () => {
      expect(offers(['Basic realm="mail"']).found).toEqual([SCHEME]);
      expect(offers(['Basic realm="mail"']).supporting(SCHEME)).toEqual(['sign-in-schemes mail16.contoso.test:443', ASKED]);
      expect(offers(['Negotiate']).confidence(SCHEME)).toBe('possible');
    });

    test('a device that asks for a sign-in of its own is another cause', () => {
      expect(offers(['Basic realm="Remote Access"'], { exchangeHeaders: [], server: null }).confidence(SCHEME)).not.toMatch(/likely|possible/);
    });
  });
});

describe('schemes that a text names', () => {
  const schemes = ['Anonymous', 'Basic', 'Bearer', 'Digest', 'Kerberos', 'Negotiate', 'Ntlm'];

  test('in every known wording, whatever the quotes', () => {
    for (const [, language, wording] of errorTextRows.filter(([meaning]) => meaning === 'auth-scheme-not-accepted')) {
      for (const [open, close] of [['\'', '\''], ['"', '"'], ['„', '”'], ['“', '”'], ['', '']]) {
        expect(schemesNamed(`${wording} ${open}Basic${close} … ${open}Negotiate,NTLM${close}`), `${language} ${wording}`).toEqual({ used: 'basic', offered: ['negotiate', 'ntlm'] });
      }
    }
  });

  test('reads back what was written', () => {
    fc.assert(fc.property(fc.constantFrom(...schemes), fc.uniqueArray(fc.constantFrom(...schemes), { minLength: 1 }), fc.constantFrom(...schemes), fc.string({ maxLength: 40 }), (used, offered, realm, before) => {
      const header = offered.map((scheme) => (scheme === 'Basic' ? `Basic realm="${realm}"` : scheme)).join(',');
      expect(schemesNamed(`${before.replace(/\W/g, '')}: ${wcf(used, header)}`)).toEqual({ used: used.toLowerCase(), offered: offered.map((scheme) => scheme.toLowerCase()) });
    }));
  });

  test('any text gives an answer or none', () => {
    fc.assert(fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (before, after) => {
      const named = schemesNamed(`${before}The HTTP request is unauthorized with client authentication scheme ${after}`);
      if (named !== undefined) expect(named.offered.length).toBeGreaterThan(0);
    }));
    expect(schemesNamed(`The HTTP request is unauthorized with client authentication scheme ${'a="'.repeat(50_000)}`)).toBeUndefined();
    expect(schemesNamed('Basic, Negotiate, NTLM')).toBeUndefined();
  });
});

test('a colleague who is shown does not change what a program did wrong', () => {
  const tries = { boris: { answer: refusal('ErrorInvalidSmtpAddress', '') }, carla: works };
  expect(weighed(['anna -> boris', 'anna -> carla'], [...FIELD, lookups('anna', tries)]).found).toEqual([ADDRESS]);
});

test('a mailbox that was seen in Exchange Online is hardly one that Graph does not serve for being on-premises', () => {
  const refused = (executedBy: string | null) => weighed('cleo -> anna', [
    lookups('cleo', { anna: { answer: refusal('MailboxNotEnabledForRESTAPI'), ...(executedBy === null ? {} : { executedBy }) } }),
  ]);
  expect(refused('15.20.8000.1').confidence(GRAPH)).toBe('possible');
  expect(refused('15.20.8000.1').opposing(GRAPH)).toEqual(['user-availability cleo@contoso.test']);
  expect(refused(null).confidence(GRAPH)).toBe('likely');
});
