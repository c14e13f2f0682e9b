/** PowerShell scripts that gather, and change nothing: for a server with Exchange (PowerShell 2.0 and later) and for a tenant. */
import { drive, quoted, scriptBytes } from './powershell.ts';

interface Command {
  readonly cmdlet: string;
  /** May use `$Target`. */
  readonly parameters: string;
}

export interface ServerScript {
  readonly exchange: { readonly name: string; readonly from: string; readonly below: string; readonly setupKey: string };
  readonly keys: readonly string[];
  /** Keys whose time of the last change is noted. */
  readonly timed: readonly string[];
  readonly commands: readonly Command[];
  readonly events: readonly { readonly log: string; readonly providers: readonly string[]; readonly ids?: readonly number[]; readonly most: number }[];
}

const array = (texts: readonly string[]): readonly string[] => ['@(', ...texts.map((text, at) => `    ${quoted(text)}${at < texts.length - 1 ? ',' : ''}`), ')'];
const assigned = (name: string, texts: readonly string[]): readonly string[] => {
  const [first = '', ...rest] = array(texts);
  return [`$${name} = ${first}`, ...rest];
};

const HEAD = (what: string, use: string): readonly string[] => [
  `# Gathers ${what}. It only reads: nothing is changed, nothing is sent anywhere.`,
  `# No password and no private key is read. Names of servers, domains and people are in the files. Then: ${use}`,
  '[CmdletBinding()]',
  'param(',
  '    # Where the folder is made.',
  "    [string]$Folder = '.',",
  '    # Address of the colleague whose calendar is not shown, for the settings of that mailbox.',
  "    [string]$Target = ''",
  ')',
  "$ErrorActionPreference = 'Stop'",
  "$stamp = Get-Date -Format 'yyyyMMdd-HHmmss'",
];

/** The time that the registry keeps for each key. Source: Microsoft Learn, RegQueryInfoKeyW (lpftLastWriteTime). */
const KEY_TIME: readonly string[] = [
  "Add-Type -TypeDefinition @'",
  'using System;',
  'using System.Runtime.InteropServices;',
  'public static class CrosslinesKey {',
  '    [DllImport("advapi32.dll", CharSet = CharSet.Unicode)]',
  '    static extern int RegOpenKeyExW(IntPtr root, string path, int options, int access, out IntPtr key);',
  '    [DllImport("advapi32.dll")]',
  '    static extern int RegQueryInfoKeyW(IntPtr key, IntPtr name, IntPtr nameLength, IntPtr reserved, IntPtr keys, IntPtr longestKey,',
  '        IntPtr longestClass, IntPtr values, IntPtr longestName, IntPtr longestValue, IntPtr security, out long changed);',
  '    [DllImport("advapi32.dll")]',
  '    static extern int RegCloseKey(IntPtr key);',
  '    public static string Changed(string path) {',
  '        IntPtr key;',
  '        // HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY',
  '        if (RegOpenKeyExW(new IntPtr(unchecked((int)0x80000002)), path, 0, 0x20119, out key) != 0) return null;',
  '        long changed;',
  '        int failed = RegQueryInfoKeyW(key, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero,',
  '            IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, out changed);',
  '        RegCloseKey(key);',
  '        return failed != 0 ? null : DateTime.FromFileTimeUtc(changed).ToString("o");',
  '    }',
  '}',
  "'@",
];

/** A cmdlet as somebody would type it, its output below it. What fails is noted where its output would stand. */
const SHOW = (prompt: string): readonly string[] => [
  '# A list of 16 members would otherwise be cut off.',
  '$FormatEnumerationLimit = -1',
  'function Show([string]$Cmdlet, [hashtable]$Parameters, [string]$Typed) {',
  '    if ((Get-Command -Name $Cmdlet -ErrorAction SilentlyContinue) -eq $null) { return }',
  `    Add-Content -Path $file -Encoding UTF8 -Value (${quoted(prompt)} + $Typed + ' | fl')`,
  '    try {',
  "        $shown = & $Cmdlet @Parameters | Select-Object -Property * -ExcludeProperty *AppSecret* | Format-List -Property * | Out-String -Width 4096",
  '        Add-Content -Path $file -Encoding UTF8 -Value $shown',
  '    } catch {',
  "        Add-Content -Path $file -Encoding UTF8 -Value ('# it failed: ' + $_.Exception.Message)",
  "        Write-Warning ('{0}: {1}' -f $Typed, $_.Exception.Message)",
  '    }',
  '}',
];

const SWITCH = /^-(\w+)$/;
const PAIR = /^-(\w+) (\$\w+)$/;

/** Splatting needs names and values. Throws where a parameter is neither a switch nor one with a variable. */
function shown({ cmdlet, parameters }: Command): string {
  const typed = parameters === '' ? cmdlet : `${cmdlet} ${parameters}`;
  const [, name, value] = PAIR.exec(parameters) ?? [];
  if (name !== undefined && value !== undefined) {
    return `if (${value} -ne '') { Show ${quoted(cmdlet)} @{ ${name} = ${value} } (${quoted(`${cmdlet} -${name} `)} + ${value}) }`;
  }
  const [, flag] = SWITCH.exec(parameters) ?? [];
  if (parameters !== '' && flag === undefined) throw new Error(`"${parameters}" is not understood as parameters`);
  return `Show ${quoted(cmdlet)} ${flag === undefined ? '@{}' : `@{ ${flag} = $true }`} ${quoted(typed)}`;
}

/** For one server; it makes a folder of its own. */
export function serverScript({ exchange, keys, timed, commands, events }: ServerScript): Uint8Array {
  return scriptBytes([
    ...HEAD(`on one server with ${exchange.name} what crosslines can read as evidence`, 'crosslines run SCENARIO --evidence FOLDER=SERVER'),
    "if ([IntPtr]::Size -ne 8) { throw 'Run this in the 64-bit PowerShell.' }",
    `$setup = Get-ItemProperty -Path ${quoted(drive(exchange.setupKey))} -ErrorAction SilentlyContinue`,
    `if ($setup -eq $null) { throw ${quoted(`${exchange.name} is not installed on this machine.`)} }`,
    '# The program tells the build with its updates.',
    "$setupFile = (Get-Item -Path (Join-Path $setup.MsiInstallPath 'bin\\ExSetup.exe')).VersionInfo",
    "$build = '{0}.{1}.{2}.{3}' -f $setupFile.FileMajorPart, $setupFile.FileMinorPart, $setupFile.FileBuildPart, $setupFile.FilePrivatePart",
    `if ([Version]$build -lt [Version]${quoted(exchange.from)} -or [Version]$build -ge [Version]${quoted(exchange.below)}) {`,
    `    throw ${quoted(`This script is for ${exchange.name}; on this machine is build `)} + $build`,
    '}',
    "$name = Join-Path $Folder ('crosslines-{0}-{1}' -f $env:COMPUTERNAME, $stamp)",
    'New-Item -ItemType Directory -Path $name | Out-Null',
    '$name = (Get-Item -Path $name).FullName',
    '',
    '# The machine: its versions, when it was last started, and when the keys that decide on TLS were last written.',
    '$system = Get-WmiObject -Class Win32_OperatingSystem',
    "$net = Get-ItemProperty -Path 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full' -ErrorAction SilentlyContinue",
    '$state = @(',
    "    '# crosslines collect 1',",
    "    ('ComputerName  : ' + $env:COMPUTERNAME),",
    "    ('CollectedAt   : ' + [DateTime]::UtcNow.ToString('o')),",
    "    ('LastBoot      : ' + $system.ConvertToDateTime($system.LastBootUpTime).ToUniversalTime().ToString('o')),",
    "    ('WindowsBuild  : ' + $system.Version),",
    "    ('ExchangeBuild : ' + $build)",
    ')',
    "if ($net -ne $null) { $state += 'DotNetRelease : ' + $net.Release }",
    'try {',
    ...KEY_TIME,
    ...assigned('timed', timed.map((key) => key.replace(/^HKLM\\/, ''))).map((line) => `    ${line}`),
    '    foreach ($key in $timed) {',
    '        $changed = [CrosslinesKey]::Changed($key)',
    "        if ($changed -ne $null) { $state += 'KeyWritten    : ' + $changed + ' HKLM\\' + $key }",
    '    }',
    '} catch {',
    "    Write-Warning ('The times of the registry keys could not be read: ' + $_.Exception.Message)",
    '}',
    "Set-Content -Path (Join-Path $name 'server.txt') -Encoding UTF8 -Value $state",
    '',
    ...assigned('keys', keys),
    'for ($at = 0; $at -lt $keys.Count; $at++) {',
    "    if (-not (Test-Path -Path ($keys[$at] -replace '^HKLM\\\\', 'HKLM:\\'))) { continue }",
    "    & reg.exe export $keys[$at] (Join-Path $name ('registry-{0}.reg' -f $at)) /y | Out-Null",
    "    if ($LASTEXITCODE -ne 0) { Write-Warning ('{0} could not be exported.' -f $keys[$at]) }",
    '}',
    '',
    "$file = Join-Path $name 'exchange.txt'",
    ...SHOW('[PS] C:\\>'),
    'if ((Get-Command -Name Get-OrganizationConfig -ErrorAction SilentlyContinue) -eq $null) {',
    "    Write-Warning 'This is not the Exchange Management Shell: the settings of Exchange are left out.'",
    '} else {',
    ...commands.map((command) => `    ${shown(command)}`),
    "    Add-Content -Path $file -Encoding UTF8 -Value '[PS] C:\\>'",
    '}',
    '',
    "$events = @('<Events>')",
    'function Add-Events([string]$Log, [string]$Query, [int]$Most) {',
    '    # There may be none, which Get-WinEvent calls an error.',
    '    foreach ($entry in @(Get-WinEvent -LogName $Log -FilterXPath $Query -MaxEvents $Most -ErrorAction SilentlyContinue)) {',
    '        $xml = $entry.ToXml()',
    "        if (-not $xml.EndsWith('</Event>')) { continue }",
    '        $text = [System.Security.SecurityElement]::Escape([string]$entry.Message)',
    "        $script:events += $xml.Substring(0, $xml.Length - 8) + '<RenderingInfo><Message>' + $text + '</Message></RenderingInfo></Event>'",
    '    }',
    '}',
    ...events.map(({ log, providers, ids, most }) => `Add-Events ${quoted(log)} ${quoted(queryOf(providers, ids))} ${most}`),
    "$events += '</Events>'",
    "if ($events.Count -gt 2) { Set-Content -Path (Join-Path $name 'events.xml') -Encoding UTF8 -Value $events }",
    '',
    "Write-Output ('Gathered in {0}' -f $name)",
    '',
  ]);
}

/** XPath as the event log of Windows understands it. Source: Microsoft Learn, "Consuming events". */
function queryOf(providers: readonly string[], ids: readonly number[] = []): string {
  const named = providers.map((provider) => `@Name='${provider}'`).join(' or ');
  const numbered = ids.map((id) => `EventID=${id}`).join(' or ');
  return `*[System[Provider[${named}]${numbered === '' ? '' : ` and (${numbered})`}]]`;
}

/** For the tenant, in a session of Exchange Online PowerShell. */
export function tenantScript(commands: readonly Command[]): Uint8Array {
  return scriptBytes([
    ...HEAD('in Exchange Online PowerShell (after Connect-ExchangeOnline) what crosslines can read as evidence', 'crosslines run SCENARIO --evidence FILE=cloud'),
    'if ((Get-Command -Name Get-OrganizationConfig -ErrorAction SilentlyContinue) -eq $null) {',
    "    throw 'Connect first: Connect-ExchangeOnline'",
    '}',
    "$file = Join-Path (Get-Item -Path $Folder).FullName ('crosslines-tenant-{0}.txt' -f $stamp)",
    ...SHOW('PS C:\\>'),
    ...commands.map(shown),
    "Add-Content -Path $file -Encoding UTF8 -Value 'PS C:\\>'",
    "Write-Output ('Gathered in {0}' -f $file)",
    '',
  ]);
}
