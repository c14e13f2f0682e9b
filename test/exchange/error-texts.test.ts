import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorTextRows } from '../../src/exchange/error-texts-table.ts';
import { httpStatusIn, meaningsIn, meaningsLimit, normaliseText } from '../../src/exchange/error-texts.ts';
import { responseCodes } from '../../src/exchange/response-codes.ts';

const named = (text: string): readonly string[] => meaningsIn(text).map(({ meaning, language }) => `${language} ${meaning}`);

describe('meanings', () => {
  test('every wording of the table is found again as itself', () => {
    for (const [meaning, language, text] of errorTextRows) {
      expect(meaningsIn(`> ${text}. And more.`)[0], text).toEqual({ meaning, language });
    }
  });

  test('in order of occurrence, the most specific at each place', () => {
    const text = 'System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send. ---> '
      + 'System.IO.IOException: Unable to read data from the transport connection: An existing connection was forcibly '
      + 'closed by the '
      + 'remote host. ---> System.Net.Sockets.SocketException: An existing connection was forcibly closed by the remote host';
    expect(named(text)).toEqual([
      'en connection-closed-on-send', 'en transport-read-failed-forcibly-closed', 'en connection-forcibly-closed',
    ]);
    expect(named('The underlying connection was closed: something new')).toEqual(['en connection-closed']);
    expect(named('Could not establish trust relationship for the SSL/TLS secure channel')).toEqual([
      'en trust-relationship-not-established',
    ]);
  });

  test('white space, case, quotes and language do not matter', () => {
    expect(named('THE  UNDERLYING\r\n   CONNECTION was\u00a0closed: an unexpected error occurred on a send')).toEqual([
      'en connection-closed-on-send',
    ]);
    expect(named('La connexion sous-jacente a été fermée : Une erreur inattendue s\u2019est produite lors de '
      + 'l\u2019envoi.')).toEqual([
      'fr connection-closed-on-send',
    ]);
    expect(named('La connexion sous-jacente a été fermée\u00a0: une erreur')).toEqual(['fr connection-closed']);
    expect(named('Der Remotename konnte nicht aufgelöst werden: \u201email.contoso.test\u201c')).toEqual(['de '
      + 'name-not-resolved']);
    expect(named("Timeout occurred during 'Waiting-For-Request-Completion'.")).toEqual(['en timeout-waiting']);
    expect(named('nothing of the kind')).toEqual([]);
  });

  test('normalising leaves the sharp s alone', () => {
    expect(normaliseText('  Schließ\u2026 \u00abX\u00bb : y ')).toBe('schließ... "x": y');
  });

  test('bounded, whatever the text', () => {
    const wording = 'Proxy web request failed ';
    expect(meaningsIn(wording.repeat(20_000))).toHaveLength(meaningsLimit);
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...errorTextRows.map((row) => row[2])))), (parts) => {
      expect(meaningsIn(parts.join(' ')).length).toBeLessThanOrEqual(meaningsLimit);
      httpStatusIn(parts.join(' '));
    }), { numRuns: 100 });
  });
});

describe('HTTP status in a text', () => {
  test.each([
    ['The request failed with HTTP status 401: Unauthorized.', 401],
    ['Request failed with http status 405: method not allowed', 405],
    ['Fehler bei der Anforderung mit HTTP-Status 503: Service Unavailable', 503],
    ['HTTP status code 502', 502],
    ['HTTP/1.1 504 Gateway Timeout', 504],
    ['Der Remoteserver hat einen Fehler zurückgegeben: (404) Nicht gefunden.', 404],
    ['リモート サーバーがエラーを返しました: (401) 権限がありません', 401],
    ['call (404) 555-0100', null],
    ['(Error code 5016) (200)', null],
    ['', null],
  ])('%s', (text, status) => {
    expect(httpStatusIn(text)).toBe(status);
  });
});

test('response codes say whom they concern', () => {
  expect(responseCodes.get('ErrorNoFreeBusyAccess')?.speaksOf).toBe('mailbox');
  expect(responseCodes.get('ErrorServerBusy')?.speaksOf).toBe('request');
  for (const { code, meaning } of responseCodes.values()) {
    expect(code).toMatch(/^(NoError|Error[A-Za-z0-9]+)$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});
