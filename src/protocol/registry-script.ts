/** A PowerShell script that sets registry values: idempotent, with -WhatIf, after an export of the present values. For PowerShell 2.0 and later. */
import type { RegistryChange } from '../model/registry.ts';
import { drive, quoted, scriptBytes } from './powershell.ts';

export interface ScriptFor {
  readonly remarks: readonly string[];
  readonly sets: readonly Extract<RegistryChange, { does: 'set' }>[];
  /** Keys to export first, such as `HKLM\SOFTWARE\…`. */
  readonly exports: readonly string[];
  readonly windows: { readonly build: string; readonly name: string };
  readonly exchange: { readonly name: string; readonly from: string; readonly fromName: string; readonly below: string };
  readonly dotnet: { readonly release: number; readonly name: string } | null;
  readonly updates: readonly string[];
}

/** ASCII alone, lines ending in CRLF. Throws where something other than a DWORD or plain text would be set. */
export function registryScript({ remarks, sets, exports, windows, exchange, dotnet, updates }: ScriptFor): Uint8Array {
  const lines = [
    ...remarks.map((remark) => `# ${remark.replace(/[\r\n]+/g, ' ')}`),
    '[CmdletBinding(SupportsShouldProcess = $true)]',
    'param(',
    "    [string]$BackupFolder = (Join-Path $env:SystemDrive 'crosslines-backup')",
    ')',
    "$ErrorActionPreference = 'Stop'",
    '',
    '$values = @(',
    ...sets.map((change, at) => `    @{ Path = ${quoted(drive(change.path))}; Name = ${quoted(change.name)}; ${valueOf(change)} }${at < sets.length - 1 ? ',' : ''}`),
    ')',
    `$keys = @(${exports.map(quoted).join(', ')})`,
    '',
    '# A 32-bit PowerShell would write the values of 64-bit programs into Wow6432Node.',
    "if ([IntPtr]::Size -ne 8) { throw 'Run this in the 64-bit PowerShell.' }",
    `$windows = Get-ItemProperty -Path ${quoted('HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion')}`,
    `if (${quoted(windows.build)} -ne $windows.CurrentBuildNumber) { throw ${quoted(`This script is for ${windows.name}${windows.build === '7601' ? ' with Service Pack 1' : ''}.`)} }`,
    `$setup = Get-ItemProperty -Path ${quoted(`HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\${exchange.from.startsWith('14.') ? 'v14' : 'v15'}\\Setup`)}`,
    "$build = [Version]('{0}.{1}.{2}.{3}' -f $setup.MsiProductMajor, $setup.MsiProductMinor, $setup.MsiBuildMajor, $setup.MsiBuildMinor)",
    `if ($build -lt [Version]${quoted(exchange.from)}) { throw ('Build {0} does not support TLS 1.2. ' -f $build) + ${quoted(`Install ${exchange.fromName} or later first.`)} }`,
    `if ($build -ge [Version]${quoted(exchange.below)}) { throw ${quoted(`This script is for ${exchange.name}.`)} }`,
    ...(dotnet === null ? [] : [
      `$net = Get-ItemProperty -Path ${quoted('HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full')} -ErrorAction SilentlyContinue`,
      `if ($net -eq $null -or $net.Release -lt ${dotnet.release}) { throw ${quoted(`Install ${dotnet.name} or later first, as far as this update of Exchange supports it.`)} }`,
    ]),
    `Write-Output ${quoted(`Needed on Windows: ${updates.join(', ')}, or later rollups that hold them.`)}`,
    '',
    '$needed = @($values | Where-Object {',
    '    $present = Get-ItemProperty -Path $_.Path -ErrorAction SilentlyContinue',
    '    if ($present -eq $null -or $present.PSObject.Properties[$_.Name] -eq $null) { return $true }',
    '    if ((Get-Item -Path $_.Path).GetValueKind($_.Name) -ne $_.Type) { return $true }',
    '    $present.PSObject.Properties[$_.Name].Value -ne $_.Value',
    '})',
    'if ($needed.Count -eq 0) {',
    "    Write-Output 'Every value is set already. They count once the server was restarted after that.'",
    '    return',
    '}',
    '',
    "$stamp = Get-Date -Format 'yyyyMMdd-HHmmss'",
    "if ($PSCmdlet.ShouldProcess($BackupFolder, 'Export the present values')) {",
    '    if (-not (Test-Path -Path $BackupFolder)) { New-Item -ItemType Directory -Path $BackupFolder | Out-Null }',
    '    for ($at = 0; $at -lt $keys.Count; $at++) {',
    "        $file = Join-Path $BackupFolder ('{0}-{1}.reg' -f $stamp, $at)",
    '        & reg.exe export $keys[$at] $file /y | Out-Null',
    "        if ($LASTEXITCODE -ne 0) { throw ('{0} could not be exported; nothing was changed.' -f $keys[$at]) }",
    "        Write-Output ('Present values are in {0}' -f $file)",
    '    }',
    '}',
    'foreach ($value in $needed) {',
    "    if ($PSCmdlet.ShouldProcess(('{0}\\{1}' -f $value.Path, $value.Name), ('Set to {0}' -f $value.Value))) {",
    '        # New-Item -Force empties a key that exists.',
    '        if (-not (Test-Path -Path $value.Path)) { New-Item -Path $value.Path -Force | Out-Null }',
    '        New-ItemProperty -Path $value.Path -Name $value.Name -PropertyType $value.Type -Value $value.Value -Force | Out-Null',
    '    }',
    '}',
    "Write-Output 'Restart the server: the values count only after that. Do the same on every server of this version.'",
    '',
  ];
  return scriptBytes(lines);
}

function valueOf({ data }: Extract<RegistryChange, { does: 'set' }>): string {
  if (data.type === 'dword') return `Type = 'DWord'; Value = ${data.value}`;
  if (data.type === 'string') return `Type = 'String'; Value = ${quoted(data.value)}`;
  throw new Error(`a script cannot set a value of type ${data.type}`);
}
