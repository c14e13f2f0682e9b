import fc from 'fast-check';
import { getDomain } from 'tldts';
import { describe, expect, it } from 'vitest';
import { isIPv4, isIPv6 } from 'node:net';
import '../../property-seed.ts';
import { addresses } from '../../../src/network/anonymous/addresses.ts';
import { pseudonyms } from '../../../src/network/anonymous/pseudonyms.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{2,9}(?:-[a-z0-9]{1,5})?$/);
const suffix = fc.constantFrom('com', 'de', 'co.uk', 'test', 'local', 'com.au', 'intern');
const host = fc.tuple(fc.array(label, { maxLength: 3 }), label, suffix).map(([above, own, below]) => [...above, own, below].join('.'));

describe('names of hosts', () => {
  it('are replaced alike wherever they stand and however they are written', () => {
    fc.assert(fc.property(fc.array(host, { minLength: 1, maxLength: 20 }), (hosts) => {
      const names = pseudonyms();
      const first = hosts.map((one) => names.host(one));
      expect(hosts.map((one) => names.host(one))).toEqual(first);
      expect(hosts.map((one) => names.host(one.toUpperCase()).toLowerCase())).toEqual(first);
    }));
  });

  it('of two never become one, and none stays', () => {
    fc.assert(fc.property(fc.uniqueArray(host, { minLength: 2, maxLength: 40 }), (hosts) => {
      const names = pseudonyms();
      const others = hosts.map((one) => names.host(one));
      expect(new Set(others).size).toBe(hosts.length);
      expect(others.filter((one) => !one.endsWith('.example'))).toEqual([]);
    }));
  });

  it('keep who belongs to whom: domain that somebody registered, host below host, first label', () => {
    fc.assert(fc.property(host, host, label, (one, another, below) => {
      const names = pseudonyms();
      const registered = (name: string): string | null => getDomain(names.host(name));
      expect(registered(one) === registered(another)).toBe(getDomain(one) === getDomain(another));
      expect(names.host(`${below}.${one}`).endsWith(`.${names.host(one)}`)).toBe(true);
      expect(names.host(`${below}.${one}`).split('.')[0]).toBe(names.name(below, 'host'));
      expect(names.name(below.toUpperCase(), 'host')).toBe(names.name(below, 'host').toUpperCase());
      expect(names.host(`autodiscover.${one}`)).toBe(`autodiscover.${names.host(one)}`);
    }));
  });

  it.each([
    'outlook.office365.com', 'autodiscover-s.outlook.com', 'graph.microsoft.com', 'login.microsoftonline.com', 'login.microsoftonline.us', 'outlook.com',
    'schemas.xmlsoap.org', 'partner.outlook.cn', 'OUTLOOK.OFFICE365.COM',
  ])('of Microsoft stay: %s', (name) => {
    expect(pseudonyms().host(name)).toBe(name);
  });

  it.each([
    ['contoso.onmicrosoft.com', 'org1.onmicrosoft.com'], ['contoso.mail.onmicrosoft.com', 'org1.mail.onmicrosoft.com'],
    ['contoso-com.mail.protection.outlook.com', 'host1.mail.protection.outlook.com'], ['contoso.sharepoint.com', 'org1.sharepoint.com'], ['contoso.blob.core.windows.net', 'org1.blob.core.windows.net'],
    ['AM0PR01MB1234.eurprd01.prod.exchangelabs.com', 'HOST1.host2.prod.exchangelabs.com'],
    ['_autodiscover._tcp.contoso.com', '_autodiscover._tcp.org1.example'], ['Mail.Contoso.COM', 'Mail.Org1.EXAMPLE'],
  ])('of a tenant, or with parts that everybody has, keep those parts: %s', (name, expected) => {
    const names = pseudonyms();
    names.learn('contoso', 'org');
    expect(names.host(name).toLowerCase()).toBe(expected.toLowerCase());
  });

  it('share a label and not the domain: another number', () => {
    const names = pseudonyms();
    expect(['contoso.com', 'contoso.de', 'contoso.co.uk', 'fabrikam.de', 'contoso.com'].map((name) => names.host(name)))
      .toEqual(['org1.example', 'org1-2.example', 'org1-3.example', 'org2.example', 'org1.example']);
  });
});

describe('ids', () => {
  it.each(['00000002-0000-0ff1-ce00-000000000000', '00000003-0000-0000-c000-000000000000', '00000001-0000-0000-c000-000000000000',
    '9188040d-6c67-4c5b-b112-36a304b66dad'])('that Microsoft gave out stay: %s', (id) => {
    expect(pseudonyms().id(id)).toBe(id);
  });

  it('keep form and equality', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.uuid({ version: 4 }), { maxLength: 20 }), (ids) => {
      const names = pseudonyms();
      const others = ids.map((id) => names.id(id));
      expect(new Set(others).size).toBe(ids.length);
      expect(others.filter((id) => !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) || ids.includes(id))).toEqual([]);
      expect(ids.map((id) => names.id(id.toUpperCase()))).toEqual(others.map((id) => id.toUpperCase()));
    }));
    const names = pseudonyms();
    expect(names.id('A1'.repeat(20))).toMatch(/^F0{38}1$/);
    expect(names.id(Array.from({ length: 32 }, () => 'A1').join(':'))).toMatch(/^(?:[0-9A-F]{2}:){31}02$/);
    expect(names.id('S-1-5-21-111-222-333-1105')).toBe('S-1-5-21-0-0-3');
  });
});

describe('IP addresses', () => {
  const kindOf = (address: string): string => (/^127\.|^::1$/.test(address) ? 'this machine'
    : /^10\./.test(address) ? '10' : /^192\.168\./.test(address) ? '192.168' : /^172\.(?:1[6-9]|2\d|3[01])\./.test(address) ? '172.16'
      : /^169\.254\./.test(address) ? 'link' : /^fe[89ab]/.test(address) ? 'link 6' : /^f[cd]/.test(address) ? 'private 6' : address.includes(':') ? 'public 6' : 'public');

  it('become others of their kind, two never one', () => {
    const v4 = fc.tuple(fc.constantFrom('10.', '192.168.', '172.20.', '169.254.', '81.', '127.', '203.0.'), fc.ipV4())
      .map(([start, address]) => `${start}${address.split('.').slice(start.split('.').length - 1).join('.')}`);
    const v6 = fc.tuple(fc.constantFrom('fe80', 'fd12', '2a01', '2001'), fc.integer({ min: 1, max: 0xffff })).map(([start, end]) => `${start}::${end.toString(16)}`);
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(v4, v6), { maxLength: 60 }), (originals) => {
      const given = addresses();
      const others = originals.map((one) => given.of(one) ?? '');
      expect(others.filter((one) => !isIPv4(one) && !isIPv6(one))).toEqual([]);
      expect(others.map(kindOf)).toEqual(originals.map(kindOf));
      expect(new Set(others).size).toBe(originals.length);
      expect(originals.map((one) => given.of(one))).toEqual(others);
    }));
  });

  it('of documents when they were public', () => {
    const given = addresses();
    expect(['81.2.69.142', '2a01:4f8::1', '::ffff:81.2.69.142', '2A01:4F8:0::1', '127.0.0.1', '::1', 'mail.contoso.com', '1.2.3'].map((one) => given.of(one)))
      .toEqual(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '2001:db8::1', '127.0.0.1', '::1', undefined, undefined]);
  });

  it('more than documents have: still different', () => {
    const given = addresses();
    const others = Array.from({ length: 2000 }, (_, index) => given.of(`81.2.${index >> 8}.${index & 255}`));
    expect(new Set(others).size).toBe(2000);
    expect(others.every((one) => isIPv4(one ?? ''))).toBe(true);
  });
});
