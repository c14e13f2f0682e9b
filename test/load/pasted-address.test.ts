import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressIn } from '../../src/load/pasted-address.ts';
import { isAddress } from '../../src/load/servers.ts';
import '../property-seed.ts';

describe('an address as people bring it', () => {
  test.each([
    'anna@contoso.com', '  anna@contoso.com\t', 'mailto:anna@contoso.com', 'MAILTO:anna%40contoso.com?subject=Hello%20there', '"Anna" <anna@contoso.com>',
    'Berg, Anna (Sales) <anna@contoso.com>;', '<anna@contoso.com>', '<mailto:anna@contoso.com>', "'anna@contoso.com'", '“anna@contoso.com”', 'anna@contoso.com;', 'anna@contoso.com.',
    'SMTP:anna@contoso.com', 'smtp:anna@contoso.com', '\u200banna@contoso.com\u202c', '(anna@contoso.com)',
  ])('%s', (text) => {
    expect(addressIn(text)).toBe('anna@contoso.com');
  });

  test.each([
    '', 'anna', 'anna@', '@contoso.com', 'anna@contoso', 'anna@contoso.com; boris@contoso.com', '<anna@contoso.com> <boris@contoso.com>', 'Anna <anna>', 'mailto:%E0%A4%A',
    'anna@contoso.com and more', `${'x'.repeat(3000)}@contoso.com`,
  ])('%s is none, or more than one', (text) => {
    expect(addressIn(text)).toBeUndefined();
  });

  test('whatever comes, an address comes out or nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const found = addressIn(text);
      expect(found === undefined || isAddress(found)).toBe(true);
    }));
  });

  test('an address in Outlook\'s form is the same as alone', () => {
    fc.assert(fc.property(fc.emailAddress().filter(isAddress).filter((address) => !/^["'(]|^smtp:|^mailto:/i.test(address)), (address) => {
      expect(addressIn(`"Somebody" <${address}>; `)).toBe(address);
    }));
  });
});
