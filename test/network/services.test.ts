/** SRV records: what the resolver says, and what it makes of refusals. */
import type { SrvRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { routes } from '../../src/network/routes.ts';
import { failureOf, liveAt } from './loopback.ts';

const NAME = '_autodiscover._tcp.contoso.test';
const answers = new Map<string, readonly SrvRecord[] | string>();

// On the class of Node itself: whoever loaded it before, and however often, meets this one.
beforeEach(() => {
  answers.clear();
  vi.spyOn(Resolver.prototype, 'resolveSrv').mockImplementation((name: string) => {
    const answer = answers.get(name) ?? 'ENOTFOUND';
    if (typeof answer === 'string') return Promise.reject(Object.assign(new Error(`querySrv ${answer}`), { code: answer, syscall: 'querySrv' }));
    return Promise.resolve([...answer]);
  });
});
afterEach(() => { vi.restoreAllMocks(); });

describe('SRV records', () => {
  it('come as the resolver of this machine gives them', async () => {
    answers.set(NAME, [{ name: 'mail.contoso.test', port: 443, priority: 5, weight: 7 }]);
    expect(await routes(new Map()).services(NAME)).toEqual([{ target: 'mail.contoso.test', port: 443, priority: 5, weight: 7 }]);
  });

  it.each([['ENOTFOUND', 'name-not-resolved'], ['ENODATA', 'name-not-resolved'], ['ESERVFAIL', 'dns-unavailable'], ['ETIMEOUT', 'dns-unavailable']])(
    '%s is %s', async (code, kind) => {
      answers.set(NAME, code);
      await expect(routes(new Map()).services(NAME)).rejects.toMatchObject({ failure: { kind, message: expect.stringContaining(NAME) as string } });
    });

  it('do not exist where DNS is given as a table', async () => {
    answers.set(NAME, [{ name: 'mail.contoso.test', port: 443, priority: 0, weight: 0 }]);
    expect(failureOf(await liveAt({ hosts: new Map([[NAME, ['192.0.2.1']]]) }).services(NAME)).kind).toBe('name-not-resolved');
  });

  it('are not asked for when the run has ended', async () => {
    const ending = new AbortController();
    ending.abort();
    expect(failureOf(await liveAt({ signal: ending.signal }).services(NAME)).kind).toBe('interrupted');
  });
});
