import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/commands/exit-codes.ts';
import { readPlaces } from '../../src/commands/server-place.ts';

describe('where a server is, as people know it', () => {
  test.each([
    ['https://mail.contoso.com/owa', 'https://mail.contoso.com/EWS/Exchange.asmx'],
    ['https://mail.contoso.com/owa/auth/logon.aspx?replaceCurrent=1&url=https%3a%2f%2fmail.contoso.com%2fowa%2f', 'https://mail.contoso.com/EWS/Exchange.asmx'],
    ['mail.contoso.com', 'https://mail.contoso.com/EWS/Exchange.asmx'],
    [' "http://mail.contoso.com:80/owa/" ', 'https://mail.contoso.com/EWS/Exchange.asmx'],
    ['https://mail.contoso.com:8443/ecp', 'https://mail.contoso.com:8443/EWS/Exchange.asmx'],
    ['https://mail.contoso.com/EWS/Exchange.asmx', 'https://mail.contoso.com/EWS/Exchange.asmx'],
    ['https://mail.contoso.com/published/ews/exchange.asmx', 'https://mail.contoso.com/published/ews/exchange.asmx'],
    ['10.1.2.3', 'https://10.1.2.3/EWS/Exchange.asmx'],
    ['https://outlook.office.com/mail/', 'https://outlook.office365.com/EWS/Exchange.asmx'],
    ['outlook.cloud.microsoft', 'https://outlook.office365.com/EWS/Exchange.asmx'],
    ['https://outlook.office365.us/mail', 'https://outlook.office365.us/EWS/Exchange.asmx'],
  ])('%s', (ews, url) => {
    expect(readPlaces({ ews, targetEws: ews })).toEqual({ requester: url, target: url });
  });

  test.each(['', 'ftp://mail.contoso.com', 'anna@contoso.com', 'https://', 'file:///etc/passwd', 'https://a b/', 'javascript:alert(1)'])('"%s" is none', (ews) => {
    expect(() => readPlaces({ ews })).toThrow(UsageError);
  });

  test('a password in it is not repeated', () => {
    expect(() => readPlaces({ ews: 'https://anna:geheim@mail.contoso.com/' })).toThrow(new UsageError('--ews must not hold a user or password.'));
  });
});
