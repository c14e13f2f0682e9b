import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceNames, deviceShown, type AnswerSeen } from '../../src/exchange/balancers.ts';

const IIS = ['Server', 'Microsoft-IIS/10.0'] as const;
const answer = (status: number, ...headers: readonly (readonly [string, string])[]): AnswerSeen => ({ status, headers });

describe('a device between us and Exchange', () => {
  test.each([
    ['f5', 'cookie BIGipServer~Common~owa', true, answer(200, IIS, ['Set-Cookie', 'BIGipServer~Common~owa=10.1.2.3:443; path=/'])],
    ['f5', 'cookie MRHSession', true, answer(302, ['Set-Cookie', 'MRHSession=; path=/'], ['Location', '/my.policy'])],
    ['f5', 'Server: BigIP', true, answer(302, ['Server', 'BigIP'])],
    ['f5', 'redirect to /my.policy', true, answer(302, ['Location', 'https://mail.contoso.test/my.policy?x=secret'])],
    ['netscaler', 'cookie NSC_xyz', true, answer(200, IIS, ['set-cookie', 'NSC_xyz=;expires=x'])],
    ['netscaler', 'cookie citrix_ns_id', true, answer(200, IIS, ['Set-Cookie', 'citrix_ns_id='])],
    ['netscaler', 'Via: NS-CACHE-9.3: 100', true, answer(200, IIS, ['Via', 'NS-CACHE-9.3: 100'])],
    ['netscaler', 'Cneonction: close', true, answer(401, IIS, ['Cneonction', 'close'])],
    ['kemp', 'X-ServedBy: KEMP-LM', true, answer(403, ['X-ServedBy', 'KEMP-LM'])],
    ['web-application-proxy', 'status 307 from Microsoft-HTTPAPI to /adfs/ls', false,
      answer(307, ['Server', 'Microsoft-HTTPAPI/2.0'], ['Location', 'https://sts.contoso.test/adfs/ls?version=1.0&action=signin'])],
    ['tmg', 'redirect to /CookieAuth.dll', true, answer(302, ['Location', '/CookieAuth.dll?GetLogon?curl=Z2Fowa'])],
    ['tmg', 'cookie cadata0123456789ABCDEF', false, answer(200, IIS, ['Set-Cookie', 'cadata0123456789ABCDEF='])],
    ['reverse-proxy', 'Server: nginx/1.22.1', true, answer(401, ['Server', 'nginx/1.22.1'])],
    ['reverse-proxy', 'Via: 1.1 edge', true, answer(401, IIS, ['Via', '1.1 edge'])],
  ] as const)('%s by %s', (kind, shownBy, sure, seen) => {
    expect(deviceShown([answer(200, IIS), seen])).toEqual({ kind, shownBy, sure });
  });

  test.each([
    ['IIS', answer(401, IIS)], ['http.sys', answer(503, ['Server', 'Microsoft-HTTPAPI/2.0'])], ['no Server header', answer(200)],
    ['the cookies of Exchange', answer(200, IIS, ['Set-Cookie', 'X-BackEndCookie='], ['Set-Cookie', 'cadata='], ['Set-Cookie', 'cadataTTL='], ['Set-Cookie', 'exchangecookie='])],
    ['Exchange itself sends people to AD FS', answer(302, IIS, ['Location', 'https://sts.contoso.test/adfs/ls/?wa=wsignin1.0'])],
    ['an empty Server header', answer(200, ['Server', ' '])],
  ] as const)('none: %s', (_name, seen) => {
    expect(deviceShown([seen])).toBe(null);
  });

  test('a sharper sign in a later answer goes before a vague one', () => {
    expect(deviceShown([answer(200, ['Via', '1.1 x']), answer(200, ['Server', 'nginx']), answer(200, ['Set-Cookie', 'NSC_a='])])?.kind).toBe('netscaler');
  });

  test('takes any headers, and never repeats the value of a cookie', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('Set-Cookie', 'Server', 'Via', 'Location', 'X-ServedBy', 'x'), fc.string())), fc.integer(), (headers, status) => {
      const seen = deviceShown([{ status, headers }]);
      if (seen !== null) expect(deviceNames[seen.kind]).toBeTruthy();
      expect(deviceShown([{ status, headers: [['Set-Cookie', `NSC_a=${status}secret`]] }])?.shownBy).toBe('cookie NSC_a');
    }));
  });
});
