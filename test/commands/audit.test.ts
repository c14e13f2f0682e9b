/** `crosslines audit` in this process. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit, type AuditOptions } from '../../src/commands/audit.ts';
import { bare, file, net, NET_ON, NET, tls12 } from '../exchange/registry-files.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'crosslines-audit-'));
const written = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof text === 'string' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text);
  return path;
};
const complete = written('ex16.reg', file([...bare, ...tls12(), ...net('v4.0.30319')]));
const unset = written('ex17.reg', file(bare));

async function audited(files: readonly string[], options: AuditOptions = {}) {
  const terminal = recordedTerminal();
  return { code: await audit(files, options, terminal), text: terminal.output(), told: terminal.told() };
}

const MACHINE: AuditOptions = { exchange: ['exchange-2016'], windows: ['2012 R2'] };

describe('crosslines audit', () => {
  it('tells a helpdesk in five lines, and ends with 1', async () => {
    const { code, text } = await audited([unset], MACHINE);
    expect(code).toBe(1);
    expect(text.split('\n').slice(0, 6)).toEqual([
      'TLS settings of ex17 (Exchange 2016, Windows Server 2012 R2)',
      '✗ A setting is wrong.',
      'Calls with  SSL 3.0, TLS 1.0',
      'Accepts     SSL 3.0, TLS 1.0, TLS 1.1, TLS 1.2',
      '✗ Wrong   Calls to other servers leave with SSL 3.0 and TLS 1.0 only: SystemDefaultTlsVersions is',
      '          not set: .NET names nothing newer than TLS 1.0. Exchange 2019, SE and Exchange Online',
    ]);
  });

  it('finds nothing wrong in complete values', async () => {
    const { code, text } = await audited([complete], MACHINE);
    expect(code).toBe(0);
    expect(text).toContain('✓ Nothing wrong was found.');
    expect(text).toContain('TLS 1.2 Server   on: Enabled = 1 (ex16.reg:14), DisabledByDefault = 0 (ex16.reg:15)');
  });

  it('puts several files of one server together', async () => {
    const schannel = written('schannel.reg', file(tls12()));
    const dotnet = written('dotnet.reg', file(net('v4.0.30319')));
    expect(await audited([`${schannel}=ex16`, `${dotnet}=ex16`], MACHINE)).toMatchObject({ code: 0 });
  });

  it('reads a folder as that of one server, and says what it leaves out', async () => {
    mkdirSync(join(folder, 'ex18', 'deeper'), { recursive: true });
    written('ex18/schannel.reg', file(tls12()));
    written('ex18/dotnet.reg', file(net('v4.0.30319')));
    const notes = written('ex18/notes.txt', 'to do');
    const { code, text, told } = await audited([join(folder, 'ex18')], MACHINE);
    expect([code, text.split('\n')[0]]).toEqual([0, 'TLS settings of ex18 (Exchange 2016, Windows Server 2012 R2)']);
    expect(told).toBe(`crosslines: left out: ${notes} is no registry export and no log; --evidence of run and check may read it.\n`);
    expect((await audited([`${join(folder, 'ex18')}/=other`], { ...MACHINE, exchange: ['other=2016'] })).text).toContain('TLS settings of other ');
    await expect(audited([join(folder, 'ex18', 'deeper')])).rejects.toThrow('deeper holds no registry export and no log.');
  });

  it('compares servers, each with its own version', async () => {
    const { code, text } = await audited([complete, unset], MACHINE);
    expect(code).toBe(1);
    expect(text.split('\n').slice(0, 2)).toEqual(['The servers beside each other', expect.stringContaining('ex17 differs from ex16')]);
    const own = await audited([`${complete}=a`, `${unset}=b`], { exchange: ['a=2016', 'b=exchange-2010'], windows: ['2012R2', 'b=2008R2'], format: ['json'] });
    const found = JSON.parse(own.text) as { readonly schema: string; readonly servers: readonly { readonly exchange: string; readonly windows: string; readonly dials: readonly string[] }[] };
    expect(found.schema).toBe('crosslines-audit/1');
    expect(found.servers.map(({ exchange, windows, dials }) => [exchange, windows, dials])).toEqual([
      ['exchange-2016', '2012R2', ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2']], ['exchange-2010', '2008R2', ['SSLv3', 'TLSv1.0']],
    ]);
  });

  it('says damaged lines, and that typographic quotes set nothing', async () => {
    const pasted = written('pasted.reg', file([[`${NET}\\v4.0.30319`, NET_ON[0]!.replaceAll('"', '”')]]));
    const { code, text } = await audited([pasted]);
    expect(code).toBe(1);
    expect(text).toContain('pasted.reg line 4: typographic quotes, which Windows does not take');
  });

  it('shows hostile names and values as what they are', async () => {
    const hostile = written('h.reg', file([...bare, [`${NET}\\v4.0.30319 \u001b[31m\u202e`, '"SystemDefaultTlsVersions\u001b]0;x"="\u0007"']]));
    const { text } = await audited([hostile], MACHINE);
    expect(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text)).toBe(false);
  });

  it.each([
    ['a text', 'hello\n'], ['nothing', ''], ['bytes', Uint8Array.from({ length: 5000 }, (_, at) => at % 251)],
  ])('says in one sentence that %s is no export', async (_, text) => {
    await expect(audited([written('none.reg', text)])).rejects.toThrow(/none\.reg is no registry export: it holds no key such as/);
  });

  it.each([
    [{ exchange: ['2017'] }, /--exchange 2017 is not known; expected exchange-2007, exchange-2010/],
    [{ windows: ['2003'] }, /--windows 2003 is not known; expected 2012, 2016/], [{ exchange: ['ex99=2016'] }, /there is no file of a server "ex99"/],
    [{ exchange: ['exchange-online'] }, /is not known/],
  ] as const)('%j', async (options, says) => {
    await expect(audited([complete], options)).rejects.toThrow(says);
  });

  it('reads tens of megabytes in pieces', async () => {
    const noise = Array.from({ length: 4000 }, (_, at) => `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\${at}]\r\n"Blob"=hex:${'00,01,02,03,04,05,06,07,\\\r\n  '.repeat(80)}00\r\n"Text"="${'x'.repeat(900)}"\r\n`).join('\r\n');
    const large = written('large.reg', `${file([['HKEY_LOCAL_MACHINE\\SOFTWARE']])}\r\n${noise}\r\n${readFileSync(complete, 'utf16le').slice(40)}`);
    const before = process.memoryUsage().arrayBuffers;
    const { code, text } = await audited([large], MACHINE);
    expect(code).toBe(0);
    expect(text).toContain('✓ Nothing wrong was found.');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30 * 1_048_576);
  });
});
