import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRows } from '../../src/exchange/builds-table.ts';
import { nameOfBuild } from '../../src/exchange/builds.ts';
import { compareBuilds, parseBuild, versionOfBuild, versions } from '../../src/exchange/versions.ts';
import { schannelDefaults, windowsOfBuild } from '../../src/exchange/windows.ts';

describe('builds and versions', () => {
  test.each([
    ['8.0.685.24', 'exchange-2007'], ['14.3.123.3', 'exchange-2010'], ['15.0.1497.7', 'exchange-2013'],
    ['15.1.2507.57', 'exchange-2016'], ['15.01.2507.057', 'exchange-2016'], ['15.1.2507', 'exchange-2016'],
    ['15.2.1748.53', 'exchange-2019'], ['15.2.2561.9999', 'exchange-2019'], ['15.2.2562.17', 'exchange-se'],
    ['15.2.2562', 'exchange-se'], ['15.20.8769.35', 'exchange-online'],
    ['15.3.1.1', null], ['9.1.2.3', null], ['6.5.7638.1', null], ['', null], ['15', null], ['15.1.x.2', null],
    ['-15.1.2.3', null],
  ])('%s is %s', (build, version) => {
    expect(versionOfBuild(build)).toBe(version);
  });

  test('builds are compared by number, and what is none comes first', () => {
    expect(compareBuilds('15.1.2507.6', '15.1.2507.57')).toBeLessThan(0);
    expect(compareBuilds('15.1.2507', '15.1.2507.0')).toBe(0);
    expect(compareBuilds('15.20.1.0', '15.2.2562.17')).toBeGreaterThan(0);
    expect(compareBuilds('nothing', '8.0.0.0')).toBeLessThan(0);
    expect(compareBuilds('nothing', 'else')).toBe(0);
  });

  test('the floors for TLS 1.2 are builds of their own version and in order', () => {
    for (const row of Object.values(versions)) {
      if (row.tls12From === null || row.legacyTlsOffFrom === null) continue;
      expect(versionOfBuild(row.tls12From)).toBe(row.id);
      expect(versionOfBuild(row.legacyTlsOffFrom)).toBe(row.id);
      expect(compareBuilds(row.tls12From, row.legacyTlsOffFrom)).toBeLessThanOrEqual(0);
    }
  });

  test('every listed build is of its version, once, in order', () => {
    let before = '0.0.0.0';
    for (const [build, name] of buildRows) {
      const version = versionOfBuild(build);
      expect(version).not.toBeNull();
      expect(name.startsWith(version === null ? '?' : versions[version].name)).toBe(true);
      expect(compareBuilds(before, build)).toBeLessThan(0);
      before = build;
    }
  });

  test('names', () => {
    expect(nameOfBuild('15.1.2507.57')).toEqual({ name: 'Exchange 2016 CU23 May25HU', date: '2025-05-29', approximate: false });
    expect(nameOfBuild('15.1.2507.60')).toMatchObject({ name: 'Exchange 2016 CU23 Sep25HU', approximate: true });
    expect(nameOfBuild('14.3.123.3')).toMatchObject({ name: 'Exchange 2010 SP3', approximate: true });
    expect(nameOfBuild('15.2.1544')).toMatchObject({ name: 'Exchange 2019 CU14', approximate: true });
    expect(nameOfBuild('15.1.9999.1')).toBeNull();
    expect(nameOfBuild('x')).toBeNull();
  });

  test('any text is a build or none', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.]{0,20}$/)), (text) => {
      const build = parseBuild(text);
      expect(build === null || build.length === 4).toBe(true);
      versionOfBuild(text);
      nameOfBuild(text);
    }), { numRuns: 200 });
  });
});

describe('Windows', () => {
  test.each([
    ['6.1.7601', '2008R2'], ['6.1.7600', '2008R2'], ['6.2.9200', '2012'], ['6.3.9600', '2012R2'], ['10.0.14393', '2016'],
    ['10.0.17763', '2019'], ['10.0.20348', '2022'], ['10.0.20348.2527', '2022'], ['10.0.26100', '2025'], ['10.0.25398',
    null], ['', null],
  ])('%s is %s', (build, windows) => {
    expect(windowsOfBuild(build)).toBe(windows);
  });

  test('what is on', () => {
    expect(schannelDefaults('2008R2', 'client')).toEqual(['SSLv3', 'TLSv1.0']);
    expect(schannelDefaults('2012R2', 'server')).toEqual(['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    expect(schannelDefaults('2025', 'server')).toEqual(['TLSv1.2', 'TLSv1.3']);
    expect(schannelDefaults('2025', 'server', ['unknown'])).toEqual(['TLSv1.0', 'TLSv1.1']);
  });
});
