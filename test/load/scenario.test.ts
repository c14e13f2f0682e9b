import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError, loadScenario } from '../../src/load.ts';
import { splitLookup } from '../../src/load/lookups.ts';
import { environment, read, written } from './written.ts';

const three = { 9: '  carla: { address: carla@contoso.test, server: ex19 }\nlookups:' };
const ids = (yaml: string): readonly string[] => read(yaml).scenario.lookups.map(({ id }) => id);
const expected = (yaml: string): readonly (readonly unknown[])[] =>
  read(yaml).scenario.lookups.map((lookup) => [lookup.id, lookup.expected, lookup.expectedCauses]);

describe('a scenario', () => {
  it('reads as a person would', () => {
    const { scenario, connectTo, trust, lab } = read(written({
      2: '  ex16: { version: exchange-2016, windows: "2012R2", ews: https://mail16.contoso.test/EWS/Exchange.asmx, nodes: [A.contoso.test, 7], tenant: t }',
      5: '  corp: { method: basic, user: svc@contoso.test, impersonate: true, channelBinding: off }',
      7: '  anna: { address: anna@contoso.test, server: ex16, signIn: corp, anchorMailbox: svc@contoso.test }',
    }, 'title: "Zwei Server"', 'trustHosts: [Mail.Fabrikam.test]', 'scp: [https://ex16.contoso.test/Autodiscover/Autodiscover.xml]', 'connectTo: { "Mail16.contoso.test:443": "[::1]:8443" }'),
      '/somewhere/world.yml');
    expect(scenario).toEqual({
      name: 'world', title: 'Zwei Server', trustHosts: ['mail.fabrikam.test'], scp: ['https://ex16.contoso.test/Autodiscover/Autodiscover.xml'],
      servers: {
        ex16: {
          id: 'ex16', version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx',
            nodes: ['a.contoso.test', '7'], tenant: 't',
        },
        ex19: { id: 'ex19', version: 'exchange-2019', nodes: [] },
      },
      signIns: { corp: { id: 'corp', method: 'basic', user: 'svc@contoso.test', impersonate: true, channelBinding: false } },
      mailboxes: {
        anna: { id: 'anna', address: 'anna@contoso.test', server: 'ex16', signIn: 'corp', anchorMailbox: 'svc@contoso.test' },
        boris: { id: 'boris', address: 'boris@contoso.test', server: 'ex19', signIn: 'corp' },
      },
      lookups: [{ id: 'anna -> boris', requester: scenario.mailboxes['anna'], target: scenario.mailboxes['boris'],
        expected: 'shown' }],
      window: { from: 'now', hours: 24, intervalMinutes: 30 },
    });
    expect([...connectTo]).toEqual([['mail16.contoso.test:443', '[::1]:8443']]);
    expect(trust).toEqual([]);
    expect(lab).toBeUndefined();
  });

  it.each([
    ['2026-11-23T08:00Z', 1, 6], ['2028-02-29T08:00:00Z', 1008, 1440], ['now', 24, 60],
  ])('takes a window from %s of %i hours in steps of %i minutes', (from, hours, intervalMinutes) => {
    expect(read(written({}, `window: { from: ${from}, hours: ${hours}, intervalMinutes: ${intervalMinutes} }`)).scenario.window)
      .toEqual({ from, hours, intervalMinutes });
  });

  it.each([['anna -> boris', 'anna', 'boris'], ['anna→boris', 'anna', 'boris'], [' a  ->  b ', 'a', 'b']])('splits %s',
    (text, requester, target) => {
    expect(splitLookup(text)).toEqual([requester, target]);
  });
  it.each(['anna', 'anna ->', '-> boris', 'a -> b -> c', 'a → b -> c', ''])('does not split "%s"', (text) => {
    expect(splitLookup(text)).toBeUndefined();
  });

  it('names lookups by their mailboxes, however they are written', () => {
    expect(ids(written({ 10: '  - anna→boris\n  - "boris   ->anna"' }))).toEqual(['anna -> boris', 'boris -> anna']);
  });

  it('lets every one of a matrix ask every other', () => {
    expect(ids(written({ 9: three[9].replace(/lookups:$/, 'lookups: { matrix: [anna, carla, boris] }'), 10: null })))
      .toEqual(['anna -> carla', 'anna -> boris', 'carla -> anna', 'carla -> boris', 'boris -> anna', 'boris -> carla']);
  });

  it.each<readonly [string, readonly (readonly unknown[])[]]>([
    ['', [['anna -> boris', 'shown', undefined], ['boris -> carla', 'shown', undefined]]],
    ['expect: hash-marks', [['anna -> boris', 'hash-marks', undefined], ['boris -> carla', 'hash-marks', undefined]]],
    ['expect: { boris→carla: not-observed }',
      [['anna -> boris', 'shown', undefined], ['boris -> carla', 'not-observed', undefined]]],
    ['expect: { causes: { anna -> boris: [dns-name-not-resolved], boris -> carla: [] } }',
      [['anna -> boris', 'hash-marks', ['dns-name-not-resolved']], ['boris -> carla', 'shown', []]]],
    ['expect: { anna -> boris: shown, causes: { anna -> boris: [x] } }',
      [['anna -> boris', 'shown', ['x']], ['boris -> carla', 'shown', undefined]]],
  ])('expects what is written: %s', (line, wanted) => {
    expect(expected(written({ ...three, 10: '  - anna -> boris\n  - boris -> carla' }, line))).toEqual(wanted);
  });

  it('tells where a value of the lab section stands', () => {
    const { lab } = read(written({}, 'lab:', '  servers:', '    ex16: { faults: [a, b] }'));
    expect(lab?.section).toEqual({ servers: { ex16: { faults: ['a', 'b'] } } });
    expect(lab?.at(['servers', 'ex16', 'faults', 1])).toEqual({ line: 13, column: 25 });
    expect(lab?.at(['servers', 'ex19', 'faults'])).toEqual({ line: 13, column: 5 });
    expect(lab?.at([])).toEqual({ line: 12, column: 3 });
  });

  it.each(['lab:', 'lab: {}'])('has a lab that is as its servers are: %s', (line) => {
    const { lab } = read(written({}, line));
    expect(lab).toBeDefined();
    expect(lab?.section ?? {}).toEqual({});
  });

  it('reads files, with a byte order mark and Windows line ends, roots relative to them', () => {
    const directory = mkdtempSync(join(tmpdir(), 'crosslines-'));
    try {
      const pem = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
      writeFileSync(join(directory, 'ca.pem'), pem);
      const file = join(directory, 'two servers.yaml');
      writeFileSync(file, `\uFEFF${written({}, 'trust: [./ca.pem]').replaceAll('\n', '\r\n')}`);
      const { scenario, trust } = loadScenario(file, { environment });
      expect([scenario.name, scenario.title, trust]).toEqual(['two servers', 'two servers', [pem]]);
      writeFileSync(file, '#'.repeat(1_000_001));
      expect(() => loadScenario(file, { environment }))
        .toThrow(new FileError(file, [{ line: 1, column: 1, says: 'a scenario must be smaller than 1000000 bytes.' }]));
      expect(() => loadScenario(join(directory, 'none.yaml'), { environment }))
        .toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
