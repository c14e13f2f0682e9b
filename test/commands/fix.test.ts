/** `crosslines fix`: what it writes is read back by the audit; the way back gives what was there before. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fix, type FixOptions } from '../../src/commands/fix.ts';
import { onPremises } from '../../src/commands/said-machine.ts';
import { repairableCauses } from '../../src/exchange/registry-remedy.ts';
import { versions } from '../../src/exchange/versions.ts';
import { bare, file, judged, net, NET, OFF, ON, PROTOCOLS, tls12, type Keys } from '../exchange/registry-files.ts';
import { readScript } from '../powershell-grammar.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const MISMATCH = 'tls-version-mismatch-between-exchange-servers';
const POLICIES: Keys = [['HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft']];
const fresh = (): string => mkdtempSync(join(tmpdir(), 'crosslines-fix-'));

type FixedOptions = Omit<FixOptions, 'exchange' | 'windows'> & { readonly exchange?: string; readonly windows?: string };

async function fixed(cause: string, { exchange = 'exchange-2016', windows = '2012R2', ...options }: FixedOptions) {
  const out = options.out ?? fresh();
  const terminal = recordedTerminal();
  const code = await fix(cause, { ...options, exchange: [exchange], windows: [windows], out }, terminal);
  const read = (ending: string) => readFileSync(join(out, readdirSync(out).find((name) => name.endsWith(ending)) ?? ''));
  return { code, out, read, text: terminal.output(), names: readdirSync(out).sort() };
}

function exported(keys: Keys): string {
  const path = join(fresh(), 'before.reg');
  writeFileSync(path, Buffer.from(`\ufeff${file(keys)}`, 'utf16le'));
  return path;
}

const text = (bytes: Buffer): string => bytes.toString('utf16le').slice(1);
/** Values as a registry holds them after several files were imported one after the other. */
function held(...files: readonly string[]) {
  const { registry } = judged(files.join('\r\n').replace(/(?<=\r\n)Windows Registry Editor Version 5\.00/g, ''), {});
  return {
    values: registry.values.filter(({ data }) => data !== null).map(({ path, name, data }) => [path, name, data] as const).sort((a, b) => `${a[0]}${a[1]}`.localeCompare(`${b[0]}${b[1]}`)),
    protocols: registry.keys.map(({ path }) => path).filter((path) => /\\Protocols\\/.test(path)).sort(),
  };
}

const combinations = onPremises.flatMap((exchange) => versions[exchange].windows.map((windows) => ({ exchange, windows }))).filter(({ exchange }) => exchange !== 'exchange-2007');
const causesOf = (windows: string) => repairableCauses.filter((cause) => cause !== 'tls-cipher-suite-mismatch' || !['2008R2', '2012', '2012R2'].includes(windows));

describe('for every version of Exchange on every Windows', () => {
  it('there are some', () => { expect(combinations.length).toBe(15); });

  it.each(combinations)('$exchange on $windows: in force and complete', async ({ exchange, windows }) => {
    for (const cause of causesOf(windows)) {
      const suiteOrder = cause === 'tls-cipher-suite-mismatch';
      const { code, read, names } = await fixed(cause, { exchange, windows, suiteOrder });
      expect(code).toBe(0);
      expect(names).toEqual([`crosslines-${cause}-${exchange}-${windows}-rollback.reg`, `crosslines-${cause}-${exchange}-${windows}.ps1`, `crosslines-${cause}-${exchange}-${windows}.reg`]);
      expect(readScript(read('.ps1').toString('latin1')).wrong).toEqual([]);
      const bytes = read(`${windows}.reg`);
      const { reading, tls, remarks, registry } = judged(bytes, { exchange, windows });
      expect(reading).toMatchObject({ encoding: 'UTF-16LE', header: 'Windows Registry Editor Version 5.00', damagedLines: 0 });
      if (suiteOrder) {
        expect(registry.values.map(({ name }) => name)).toEqual(['Functions']);
        expect(remarks.filter(({ id }) => /suite/.test(id))).toEqual([]);
        continue;
      }
      expect(remarks, cause).toEqual([]);
      expect(tls.certain.dials, cause).toContain('TLSv1.2');
      expect(tls.offered.flatMap(({ because }) => (because.startsWith('SystemDefaultTlsVersions is 1') ? [] : [because])), cause).toEqual([]);
      expect(tls.inForce.filter(({ version }) => version === 'TLSv1.2').map(({ state, through }) => `${state} by ${through.length}`)).toEqual(['on by 2', 'on by 2']);
    }
  });

  it.each(combinations)('$exchange on $windows: the way back leads to what was there', async ({ exchange, windows }) => {
    const setups: readonly Keys[] = [
      [...bare, ...POLICIES],
      [...bare, ...POLICIES, ...tls12(OFF), ...net('v2.0.50727', ['"SystemDefaultTlsVersions"=dword:00000000']), ...net('v4.0.30319', ['"SchUseStrongCrypto"="1"'])],
      [...bare, ...POLICIES, [`${PROTOCOLS}\\TLS 1.2`], [`${PROTOCOLS}\\TLS 1.2\\Server`, ...ON], [`${PROTOCOLS}\\TLS 1.3\\Client`, '"Enabled"=hex:01']],
    ];
    for (const keys of setups) {
      const before = file(keys);
      for (const cause of causesOf(windows)) {
        const { read } = await fixed(cause, { exchange, windows, suiteOrder: cause === 'tls-cipher-suite-mismatch', rollbackFrom: [exported(keys)] });
        const [remedy, back] = [text(read(`${windows}.reg`)), text(read('-rollback.reg'))];
        expect(held(before, remedy)).not.toEqual(held(before));
        expect(held(before, remedy, back), cause).toEqual(held(before));
      }
    }
  });
});

describe('exact values', () => {
  it('Exchange 2010: v2.0.50727 in both hives', async () => {
    const { read } = await fixed(MISMATCH, { exchange: 'exchange-2010', windows: '2008R2' });
    expect(text(read('2008R2.reg')).split('\r\n').filter((line) => line !== '' && !line.startsWith(';'))).toEqual([
      'Windows Registry Editor Version 5.00',
      `[${PROTOCOLS}\\TLS 1.2\\Client]`, ...ON, `[${PROTOCOLS}\\TLS 1.2\\Server]`, ...ON,
      `[${NET}\\v2.0.50727]`, '"SystemDefaultTlsVersions"=dword:00000001',
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v2.0.50727]', '"SystemDefaultTlsVersions"=dword:00000001',
    ]);
  });

  it('TLS 1.0 is switched on by no first remedy', async () => {
    for (const { exchange, windows } of combinations) {
      for (const cause of causesOf(windows)) {
        const { registry } = judged((await fixed(cause, { exchange, windows, suiteOrder: cause === 'tls-cipher-suite-mismatch' })).read(`${windows}.reg`), {});
        expect(registry.values.filter(({ path }) => /TLS 1\.[01]\\/.test(path))).toEqual([]);
      }
    }
  });

  it('--allow-weaker writes a file of its own and says what it costs', async () => {
    const { read, text: said } = await fixed(MISMATCH, { exchange: 'exchange-2019', windows: '2019', allowWeaker: true });
    expect(judged(read('-weaker.reg'), { exchange: 'exchange-2019', windows: '2019' }).tls.accepts).toContain('TLSv1.0');
    expect(said).toContain('--allow-weaker costs: every client may then speak TLS 1.0');
    await expect(fixed(MISMATCH, { allowWeaker: true })).rejects.toThrow(/--allow-weaker is for the newer server of two/);
  });

  it('the bytes: byte order mark, UTF-16LE, CRLF alone', async () => {
    const { read } = await fixed(MISMATCH, {});
    for (const name of ['2012R2.reg', '-rollback.reg']) {
      const bytes = read(name);
      expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
      expect(bytes.length % 2).toBe(0);
      expect(text(bytes).replace(/\r\n/g, '')).not.toMatch(/[\r\n\ufeff]/);
      expect(text(bytes)).toMatch(/^Windows Registry Editor Version 5\.00\r\n\r\n/);
    }
    expect(read('.ps1').toString('latin1').replace(/\r\n/g, '')).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('the script', () => {
  it('refuses below the floors, exports first, and asks ShouldProcess before each change', async () => {
    const script = (await fixed(MISMATCH, {})).read('.ps1').toString();
    expect(script).toContain("if ($build -lt [Version]'15.1.1415.2') { throw ('Build {0} does not support TLS 1.2. ' -f $build) + 'Install Exchange 2016 CU8 or later first.' }");
    expect(script).toContain("if ($build -ge [Version]'15.2.0.0') { throw 'This script is for Exchange 2016.' }");
    expect(script).toContain('$net.Release -lt 461308');
    expect(script).toContain("if ('9600' -ne $windows.CurrentBuildNumber)");
    expect(script).toContain('KB3161949, KB2973337');
    const order = ['SupportsShouldProcess', '[IntPtr]::Size', '-lt [Version]', '$needed = ', "'Export the present values'", 'reg.exe export', "('Set to {0}'", 'New-ItemProperty'];
    expect(order.map((word) => script.indexOf(word))).toEqual(order.map((word) => script.indexOf(word)).sort((a, b) => a - b));
    expect(order.every((word) => script.includes(word))).toBe(true);
    expect(script.match(/\bNew-ItemProperty\b|\breg\.exe\b|\bNew-Item -Path\b/g)).toHaveLength(3);
  });

  it('quotes, brackets and braces are closed', async () => {
    for (const { exchange, windows } of combinations) {
      const script = (await fixed('schannel-half-configured-or-tls13', { exchange, windows, suiteOrder: ['2016', '2019', '2022', '2025'].includes(windows) })).read('.ps1').toString();
      const open: string[] = [];
      const bare = script.split('\r\n').filter((line) => !line.startsWith('#')).join('\n').replace(/'(?:[^']|'')*'/g, '').replace(/#.*/g, '');
      expect(bare).not.toContain("'");
      for (const letter of bare) {
        if ('({['.includes(letter)) open.push(letter);
        if (')}]'.includes(letter)) expect(open.pop()).toBe({ ')': '(', '}': '{', ']': '[' }[letter]);
      }
      expect(open).toEqual([]);
    }
  });
});

describe('mistakes of the caller', () => {
  it.each<readonly [string, FixedOptions, RegExp]>([
    ['cert-expired-on-ews-endpoint', {}, /no registry value repairs cert-expired-on-ews-endpoint; "crosslines explain/],
    ['tls-version-mismatch-between-exchange-server', {}, /did you mean tls-version-mismatch-between-exchange-servers\?/],
    [MISMATCH, { exchange: '2007' }, /no update of Exchange 2007 supports TLS 1\.2/],
    [MISMATCH, { exchange: '2016', windows: '2008R2' }, /Exchange 2016 does not run on Windows Server 2008 R2; expected 2012, 2012R2 or 2016/],
    [MISMATCH, { exchange: '15.1.845.34' }, /does not support TLS 1\.2, whatever the registry says: install Exchange 2016 CU8 \(15\.1\.1415\.2\) or later first/],
    [MISMATCH, { exchange: '15.2.1118.7', windows: '2025' }, /on that Windows.*install Exchange 2019 CU15/],
    ['tls-cipher-suite-mismatch', { windows: '2016' }, /only on request: add --suite-order/],
    [MISMATCH, { suiteOrder: true }, /no list of cipher suites for Windows Server 2012 R2/],
    [MISMATCH, { rollbackFrom: [exported(tls12())] }, /does not hold HKLM\\SOFTWARE\\Microsoft\\\.NETFramework\\v4\.0\.30319/],
  ])('%s %j', async (cause, options, says) => {
    const out = fresh();
    await expect(fixed(cause, { ...options, out })).rejects.toThrow(says);
    expect(readdirSync(out)).toEqual([]);
  });

  it('a way back is not replaced by another one', async () => {
    const { out } = await fixed(MISMATCH, { rollbackFrom: [exported(bare)] });
    await expect(fixed(MISMATCH, { out, rollbackFrom: [exported([...bare, ...tls12()])] })).rejects.toThrow(/holds another way back/);
    await expect(fixed(MISMATCH, { out, rollbackFrom: [exported(bare)] })).resolves.toMatchObject({ code: 0 });
  });
});

describe('only constants and known ids reach files and their names', () => {
  const hostile = ['../../etc/passwd', "x'; Remove-Item C:\\", '"\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE]', '$(calc)', '`whoami`', 'a\nb', '', 'exchange-2016/../x', '%SystemRoot%', '\u0000', '__proto__', 'constructor'];

  it.each(hostile)('%j', async (bad) => {
    const out = fresh();
    await expect(fixed(bad, { out })).rejects.toThrow(/there is no such cause/);
    await expect(fixed(MISMATCH, { out, exchange: bad })).rejects.toThrow(/is not known/);
    await expect(fixed(MISMATCH, { out, windows: bad })).rejects.toThrow(/is not known/);
    expect(readdirSync(out)).toEqual([]);
  });

  it('text in the export of a server reaches the way back as data alone', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 20 })), async (bad) => {
      const value = bad.replace(/[\\"]/g, '\\$&').replace(/[\r\n\0]/g, ' ');
      const keys: Keys = [...bare, ...net('v4.0.30319', [`"SchUseStrongCrypto"="${value}"`])];
      const { read } = await fixed(MISMATCH, { rollbackFrom: [exported(keys)] });
      expect(text(read('-rollback.reg')).split('\r\n').filter((line) => line.startsWith('[')).every((line) => /^\[-?HKEY_LOCAL_MACHINE\\(?:SYSTEM|SOFTWARE)\\[A-Za-z0-9 .\\]+\]$/.test(line))).toBe(true);
      expect(held(file(keys), text(read('2012R2.reg')), text(read('-rollback.reg')))).toEqual(held(file(keys)));
    }), { numRuns: 25 });
  });

  it('makes the folder that it is given', async () => {
    const out = join(fresh(), 'a', 'b');
    await fixed(MISMATCH, { out });
    expect(existsSync(join(out, `crosslines-${MISMATCH}-exchange-2016-2012R2.reg`))).toBe(true);
  });
});
