import { describe, expect, test } from 'vitest';
import { acceptedByDefault, dialledByDefault } from '../../src/exchange/outgoing-tls.ts';
import { versions } from '../../src/exchange/versions.ts';
import { windowsVersions } from '../../src/exchange/windows.ts';
import type { VersionId, WindowsId } from '../../src/model/scenario.ts';

describe('TLS as installed', () => {
  test('Exchange 2016 on Windows Server 2012 R2 accepts up to 1.2 and dials with 1.0 at most', () => {
    expect(acceptedByDefault('exchange-2016', '2012R2')?.versions).toEqual(['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    expect(dialledByDefault('exchange-2016', '2012R2')?.versions).toEqual(['SSLv3', 'TLSv1.0']);
    expect(dialledByDefault('exchange-2016', '2016')?.versions).toEqual(['TLSv1.0']);
    expect(dialledByDefault('exchange-2016', undefined)).toMatchObject({ versions: ['TLSv1.0'], possibly: ['SSLv3'] });
  });

  test('Exchange 2010 without a known Windows version certainly accepts only what all of its Windows versions have on', () => {
    expect(acceptedByDefault('exchange-2010', undefined)).toMatchObject({
      versions: ['SSLv3', 'TLSv1.0'], possibly: ['TLSv1.1', 'TLSv1.2'],
    });
  });

  test('Exchange 2019 and SE', () => {
    expect(dialledByDefault('exchange-2019', '2019')).toMatchObject({ versions: ['TLSv1.2'], possibly: [] });
    expect(dialledByDefault('exchange-2019', '2022')).toMatchObject({ versions: ['TLSv1.2'], possibly: ['TLSv1.3'] });
    expect(acceptedByDefault('exchange-se', '2025')).toMatchObject({ versions: ['TLSv1.2', 'TLSv1.3'], possibly: [] });
    expect(acceptedByDefault('exchange-se', undefined)).toMatchObject({ versions: ['TLSv1.2'], possibly: ['TLSv1.3'] });
  });

  test('what is not certain is not claimed', () => {
    expect(dialledByDefault('exchange-2007', '2008R2')).toBeNull();
    expect(dialledByDefault('exchange-2016', '2025')).toBeNull();
    expect(dialledByDefault('exchange-online', undefined)).toMatchObject({ versions: ['TLSv1.2'], possibly: ['TLSv1.3'] });
  });

  test('every answer has a sentence and a source, and says nothing twice', () => {
    const machines = [undefined, ...(Object.keys(windowsVersions) as WindowsId[])];
    for (const version of Object.keys(versions) as VersionId[]) {
      for (const windows of machines) {
        for (const answer of [dialledByDefault(version, windows), acceptedByDefault(version, windows)]) {
          if (answer === null) continue;
          expect(answer.because).toMatch(/^[A-Z].*\.$/);
          expect(answer.source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
          expect(answer.versions.filter((name) => answer.possibly.includes(name))).toEqual([]);
        }
      }
    }
  });
});
