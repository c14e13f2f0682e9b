/** `crosslines collect`: scripts that a grammar takes, that only read, and whose output the readers understand. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../src/commands/collect.ts';
import { configurationCmdletNames } from '../../src/exchange/configuration-cmdlets.ts';
import { tlsPlaces } from '../../src/exchange/registry-places.ts';
import { readScript } from '../powershell-grammar.ts';
import { recordedTerminal } from './recorded-terminal.ts';

const VERSIONS = ['exchange-2010', 'exchange-2013', 'exchange-2016', 'exchange-2019', 'exchange-se', 'exchange-online'];
const fresh = (): string => mkdtempSync(join(tmpdir(), 'crosslines-collect-'));

function collected(exchange: string, out = fresh()) {
  const terminal = recordedTerminal();
  const code = collect({ exchange, out }, terminal);
  return { code, out, says: terminal.output(), script: readFileSync(join(out, `crosslines-collect-${exchange}.ps1`), 'latin1') };
}

describe.each(VERSIONS)('%s', (exchange) => {
  test('is PowerShell, in ASCII and CRLF', () => {
    const { code, script } = collected(exchange);
    expect(code).toBe(0);
    expect(readScript(script).wrong).toEqual([]);
    expect(script.replace(/\r\n/g, '')).toMatch(/^[\x20-\x7e]+$/);
  });

  test('runs only commands that read, and those that write its own files', () => {
    const { commands } = readScript(collected(exchange).script);
    const reading = /^(?:Get-[A-Za-z]+|Test-Path|Select-Object|Format-List|Out-String|Out-Null|Join-Path|Write-Output|Write-Warning|Show|Add-Events)$/;
    const ownFiles = ['Add-Content', 'Set-Content', 'New-Item'];
    const others = commands.filter((name) => !reading.test(name) && !ownFiles.includes(name));
    expect(others).toEqual(exchange === 'exchange-online' ? [] : ['Add-Type', 'reg.exe']);
  });

  test('shows the output of cmdlets that are understood', () => {
    const shown = [...collected(exchange).script.matchAll(/Show '([\w-]+)'/g)].map(([, name]) => name);
    expect(shown.length).toBeGreaterThan(5);
    for (const name of shown) expect(configurationCmdletNames).toContain(name);
  });
});

test('the keys whose values decide are exported, and their times noted', () => {
  const { script } = collected('exchange-2016');
  const keys = [...(/\$keys = @\(([^]*?)\r\n\)/.exec(script)?.[1] ?? '').matchAll(/'(HKLM[^']+)'/g)].map(([, key = '']) => key);
  for (const { path } of tlsPlaces) {
    expect(keys.some((key) => path === key || path.startsWith(`${key}\\`)), path).toBe(true);
    expect(script).toContain(`'${path.replace('HKLM\\', '')}'`);
  }
});

test('what it says fits what it wrote', () => {
  const { says, out } = collected('exchange-2016');
  expect(says.replaceAll(out, '.')).toBe([
    './crosslines-collect-exchange-2016.ps1', '',
    'It reads registry, settings of Exchange and events of one server, and changes nothing. Copy it to each server with Exchange 2016',
    'and run it there in the Exchange Management Shell, as administrator:', '',
    '  .\\crosslines-collect-exchange-2016.ps1 -Target colleague@contoso.com', '',
    'Then bring the folder that it made: crosslines run SCENARIO --evidence FOLDER=SERVER', '',
  ].join('\n'));
});

test('mistakes get one sentence, and nothing of others is replaced', () => {
  const out = fresh();
  expect(() => collected('2007')).toThrow('--exchange 2007 is not known; expected exchange-2010, ');
  expect(() => collected('exchange-2016', join(out, 'nowhere'))).toThrow(/ is no folder\.$/);
  writeFileSync(join(out, 'crosslines-collect-exchange-2016.ps1'), 'mine');
  expect(() => collected('exchange-2016', out)).toThrow(/exists and is another file/);
  expect(readFileSync(join(out, 'crosslines-collect-exchange-2016.ps1'), 'latin1')).toBe('mine');
  const twice = collected('exchange-se').out;
  expect(collected('exchange-se', twice).code).toBe(0);
});
