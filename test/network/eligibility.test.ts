import { describe, expect, it } from 'vitest';
import { refusal, sameRegistrableDomain } from '../../src/network/sign-in/eligibility.ts';

const rules = { namedHosts: new Set(['mail.named.test', 'allowed.fabrikam.test']), allowUntrusted: new Set<string>(),
  allowWeakTls: new Set<string>() };
const unencrypted = /unencrypted/;
const answerOnly = /named only by an answer; Basic credentials go only to hosts that the scenario names \(trustHosts, --trust-host\)$/;
const foreign = (host: string): RegExp =>
  new RegExp(`^${host} belongs to another domain and was named only by an answer; allow it with trustHosts or --trust-host ${host}$`);

describe('where credentials may go', () => {
  it.each<readonly [Parameters<typeof refusal>[0], string, string | undefined, RegExp | null]>([
    // named by the scenario
    ['basic', 'https://mail.named.test/EWS', 'contoso.test', null],
    ['basic', 'https://MAIL.named.test:8443/EWS', undefined, null],
    ['ntlm', 'https://mail.named.test/', undefined, null],
    ['token', 'https://allowed.fabrikam.test/', 'contoso.test', null],
    ['token', 'https://mail.named.test/', undefined, null],
    // named by an answer, in the mailbox's domain
    ['ntlm', 'https://mail.contoso.test/', 'contoso.test', null],
    ['token', 'https://owa.eu.contoso.co.uk/', 'sales.contoso.co.uk', null],
    ['token', 'https://mail.contoso.test/', 'contoso.test', null],
    ['basic', 'https://mail.contoso.test/', 'contoso.test', answerOnly],
    // in another one
    ['ntlm', 'https://mail.fabrikam.test/', 'contoso.test', foreign('mail.fabrikam.test')],
    ['token', 'https://mail.fabrikam.test/', 'contoso.test', foreign('mail.fabrikam.test')],
    ['ntlm', 'https://fabrikam.co.uk/', 'contoso.co.uk', foreign('fabrikam.co.uk')],
    ['ntlm', 'https://contoso.test.fabrikam.test/', 'contoso.test', foreign('contoso.test.fabrikam.test')],
    ['ntlm', 'https://notcontoso.test/', 'contoso.test', foreign('notcontoso.test')],
    ['ntlm', 'https://evil.github.io/', 'contoso.github.io', foreign('evil.github.io')],
    ['ntlm', 'https://evil.azurewebsites.net/', 'contoso.azurewebsites.net', foreign('evil.azurewebsites.net')],
    ['ntlm', 'https://mail.contoso.test/', undefined, foreign('mail.contoso.test')],
    ['ntlm', 'https://192.0.2.1/', '192.0.2.1', foreign('192.0.2.1')],
    ['ntlm', 'https://localhost/', 'localhost', foreign('localhost')],
    ['ntlm', 'https://com/', 'com', foreign('com')],
    // Microsoft 365
    ['token', 'https://outlook.office365.com/EWS/Exchange.asmx', 'contoso.test', null],
    ['token', 'https://autodiscover-s.outlook.com/', undefined, null],
    ['token', 'https://partner.outlook.cn/', undefined, null],
    ['ntlm', 'https://outlook.office365.com/', 'contoso.test', foreign('outlook.office365.com')],
    ['basic', 'https://outlook.office365.com/', 'contoso.test', answerOnly],
    ['token', 'https://outlook.office365.com.fabrikam.test/', 'contoso.test', foreign('outlook.office365.com.fabrikam.test')],
    ['token', 'https://evil.office365.com/', 'contoso.test', foreign('evil.office365.com')],
    // never without encryption
    ['basic', 'http://mail.named.test/', 'named.test', unencrypted],
    ['ntlm', 'http://mail.contoso.test/', 'contoso.test', unencrypted],
    ['token', 'http://outlook.office365.com/', undefined, unencrypted],
  ])('%s to %s for %s', (method, url, domain, expected) => {
    const refused = refusal(method, new URL(url), domain, rules);
    if (expected === null) expect(refused).toBeNull();
    else expect(refused).toMatch(expected);
  });

  it.each([
    ['a.contoso.com', 'b.contoso.com', true], ['contoso.com', 'CONTOSO.com', true], ['mail.contoso.com.', 'contoso.com', true],
      ['contoso.local', 'mail.contoso.local', true],
    ['contoso.com', 'contoso.net', false], ['contoso.co.uk', 'fabrikam.co.uk', false], ['co.uk', 'co.uk', false],
      ['', '', false], ['10.0.0.1', '10.0.0.1', false],
    ['a.blogspot.com', 'b.blogspot.com', false], ['xn--mller-kva.de', 'mail.xn--mller-kva.de', true],
  ])('%s and %s were registered together: %s', (a, b, together) => {
    expect(sameRegistrableDomain(a, b)).toBe(together);
  });
});
