import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosticsLimit, oauthDiagnosticsIn, reasonLimit } from '../../src/exchange/oauth-diagnostics.ts';

describe('as servers write it', () => {
  const AMBIGUOUS = { code: 2000005, reason: 'The user specified by the user-context in the token is ambiguous.', category: 'invalid_user' };

  test.each([
    // Microsoft Learn, Resolve free/busy errors, with its spaces.
    'Exception Proxy web request failed. , inner exception: The request failed with HTTP status 401: Unauthorized diagnostics: 2000005;reason= '
      + '"The user specified by the user-context in the token is ambiguous." ;error_category="invalid_user"',
    '2000005;reason="The user specified by the user-context in the token is ambiguous.";error_category="invalid_user"',
    // Wrapped, as Format-List does it.
    '              Boolean reloadConfig), diagnostics: 2000005;reason="The user specified by the user-context in the token\r\n              is '
      + 'ambiguous.";error_category="invalid_user"',
    'diagnostics: 2000005;reason=&quot;The user specified by the user-context in the token is ambiguous.&quot;;error_category=&quot;invalid_user&quot;',
    '{"x-ms-diagnostics":"2000005;reason=\\"The user specified by the user-context in the token is ambiguous.\\";error_category=\\"invalid_user\\""}',
    'x-ms-diagnostics: 2000005; Reason=\u201cThe user specified by the user-context in the token is ambiguous.\u201d; error_category=\u201cinvalid_user\u201d',
  ])('%s', (text) => {
    expect(oauthDiagnosticsIn(text)).toEqual([AMBIGUOUS]);
  });

  test('inner quotes and addresses stay', () => {
    expect(oauthDiagnosticsIn('x-ms-diagnostics \u21922000003;reason="The hostname component of the audience claim value is invalid. '
      + 'Expected \'https://mail.contoso.com\'. Actual \'http://mail.contoso.com\'.";error_category="invalid_resource"')).toEqual([{
      code: 2000003, category: 'invalid_resource',
      reason: 'The hostname component of the audience claim value is invalid. Expected \'https://mail.contoso.com\'. Actual \'http://mail.contoso.com\'.',
    }]);
  });

  // Microsoft Q&A 1524201 says it twice, in two forms.
  test('what is said twice counts once, what breaks off counts as far as it goes', () => {
    const issuer = '2000009;reason="The issuer of the token is unknown. Issuer was \'x@y\'.";error_category="invalid_issuer"';
    expect(oauthDiagnosticsIn(`and diagnostics ${issuer}., inner exception: System.Net.WebException, diagnostics: ${issuer}`)).toHaveLength(1);
    expect(oauthDiagnosticsIn('diagnostics: 2000009;reason="The issuer of the tok')).toEqual([{ code: 2000009, reason: 'The issuer of the tok', category: '' }]);
    expect(oauthDiagnosticsIn('diagnostics: 2000009;reason=')).toEqual([{ code: 2000009, reason: '', category: '' }]);
  });

  test('other numbers are none', () => {
    expect(oauthDiagnosticsIn('LID: 2000005; reason unknown. 12000005;reason="x" 200000;reason="y" error_category="invalid_user"')).toEqual([]);
  });
});

describe('properties', () => {
  const sentence = fc.stringMatching(/^[A-Za-z0-9'.,:/ @-]{1,200}$/).map((words) => words.replace(/ +/g, ' ').trim()).filter((words) => words !== '');
  const one = fc.record({ code: fc.integer({ min: 1_000_000, max: 9_999_999 }), reason: sentence, category: fc.stringMatching(/^[a-z][a-z_]{0,40}$/) });
  const space = fc.constantFrom('', ' ', '\r\n      ');
  const quote = fc.constantFrom('"', '&quot;', '\u201c', '\\"');

  test('what was written is read, between any words', () => {
    fc.assert(fc.property(one, space, quote, fc.stringMatching(/^[A-Za-z .,;:]{0,60}$/), ({ code, reason, category }, gap, mark, around) => {
      const written = `${around} ${code};${gap}reason=${gap}${mark}${reason}${mark}${gap};error_category=${mark}${category}${mark}`;
      expect(oauthDiagnosticsIn(`${written} ${around}`)).toEqual([{ code, reason, category }]);
    }));
  });

  test('nothing throws, and everything is bounded', () => {
    const pieces = fc.array(fc.constantFrom('2000005;reason="', '"', ';', 'error_category="invalid_user"', 'x'.repeat(3000), '&quot;', '\u0000', '\n'), { maxLength: 60 });
    fc.assert(fc.property(fc.oneof(fc.string(), pieces.map((all) => all.join(''))), (text) => {
      const found = oauthDiagnosticsIn(text);
      expect(found.length).toBeLessThanOrEqual(diagnosticsLimit);
      for (const { reason, category } of found) {
        expect(reason.length).toBeLessThanOrEqual(reasonLimit);
        expect(category).toMatch(/^[a-z_]{0,60}$/);
        expect(reason).not.toMatch(/[\r\n"]/);
      }
    }));
  });

  test('a hundred thousand codes are read in the time of their length', () => {
    expect(oauthDiagnosticsIn('2000005;reason="'.repeat(100_000)).length).toBeLessThanOrEqual(diagnosticsLimit);
  });
});
