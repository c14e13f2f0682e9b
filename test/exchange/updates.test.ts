import { describe, expect, test } from 'vitest';
import { buildRows } from '../../src/exchange/builds-table.ts';
import { sameUpdate, standingOf } from '../../src/exchange/updates.ts';

const can = (build: string): string => {
  const standing = standingOf(build);
  return standing === null ? 'none' : [standing.tls12, standing.withoutOldTls, standing.tls13].map(({ reached }) => (reached ? 'yes' : 'no')).join(' ');
};

describe('what an update means for TLS', () => {
  // Source: tls facts §1.1.
  test.each([
    ['8.3.517.0', 'no no no'], ['14.3.361.1', 'no no no'], ['14.3.382.0', 'yes no no'], ['14.3.389.1', 'yes yes no'], ['14.3.513.0', 'yes yes no'],
    ['15.0.1347.2', 'no no no'], ['15.0.1365.1', 'yes no no'], ['15.0.1367.3', 'yes yes no'], ['15.1.845.34', 'no no no'], ['15.1.1415.2', 'yes no no'],
    ['15.1.1466.3', 'yes yes no'], ['15.1.2507.57', 'yes yes no'], ['15.2.221.12', 'yes yes no'], ['15.2.1544.9', 'yes yes no'], ['15.2.1748.10', 'yes yes yes'],
    ['15.2.2562.17', 'yes yes yes'], ['15.20.8769.35', 'none'], ['6.5.7638.1', 'none'], ['', 'none'],
  ])('%s: TLS 1.2, without old TLS, TLS 1.3: %s', (build, expected) => {
    expect(can(build)).toBe(expected);
  });

  test.each([['15.1.1415', 'yes no no'], ['15.1.1261', 'no no no'], ['15.2.2562', 'yes yes yes'], ['15.2.1748', 'yes yes yes'], ['15.0.1365', 'yes no no']])(
    'three parts suffice: %s', (build, expected) => {
      expect(can(build)).toBe(expected);
    });

  test('the update to install is named', () => {
    expect(standingOf('15.1.845.34')).toMatchObject({ version: 'exchange-2016', name: 'Exchange 2016 CU5', exact: true, tls12: { from: 'Exchange 2016 CU8' }, withoutOldTls: { from: 'Exchange 2016 CU9' }, tls13: { from: null } });
    expect(standingOf('15.2.1544.9')?.tls13.from).toBe('Exchange 2019 CU15');
    expect(standingOf('8.3.517.0')?.tls12).toEqual({ reached: false, from: null });
  });

  test('a build that is not listed is named by a neighbour, and says so', () => {
    expect(standingOf('15.1.845.35')).toMatchObject({ name: 'Exchange 2016 CU5', exact: false });
    expect(standingOf('15.1.845')).toMatchObject({ name: 'Exchange 2016 CU5', exact: true });
    expect(standingOf('15.1.9999.1')).toMatchObject({ name: 'Exchange 2016', exact: true });
  });

  test('what one build of a version can, all later ones can', () => {
    const before = new Map<string, string>();
    for (const [build] of buildRows) {
      const standing = standingOf(build);
      if (standing === null) continue;
      const now = can(build);
      const earlier = before.get(standing.version) ?? 'no no no';
      expect(earlier.split(' ').every((can12, at) => can12 === 'no' || now.split(' ')[at] === 'yes'), build).toBe(true);
      before.set(standing.version, now);
    }
  });
});

test.each([['15.1.2507.57', '15.1.2507.6', true], ['15.1.2507', '15.01.2507.057', true], ['15.1.2507.57', '15.1.2375.28', false], ['15.1.2507', '15.2.2507', false]])(
  '%s and %s are of the same update: %s', (a, b, same) => {
    expect(sameUpdate(a, b)).toBe(same);
  });
