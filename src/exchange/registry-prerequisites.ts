/** What must be installed before TLS 1.2 can be switched on. */
import type { VersionId, WindowsId } from '../model/scenario.ts';
import { standingOf } from './updates.ts';
import { versions } from './versions.ts';

export interface Floors {
  /** Build of Exchange and its name. */
  readonly exchange: { readonly build: string; readonly name: string };
  /** `Release` of .NET 4 and its name; null: this Exchange runs on .NET 3.5. */
  readonly dotnet: { readonly release: number; readonly name: string } | null;
  /** Updates of Windows; later rollups hold them too, so that their absence by name proves nothing. */
  readonly windowsUpdates: readonly string[];
}

/**
 * null: no update of that Exchange supports TLS 1.2.
 * Source: Exchange Team, "TLS guidance" parts 1 and 2; Microsoft Learn, "Exchange Server TLS configuration best practices"; jaapwesselius.com,
 * "Exchange 2010 and TLS 1.2"; .NET: "Determine which .NET Framework versions are installed" (461308 is 4.7.1, 461808 is 4.7.2, 528040 is 4.8).
 */
export function floorsOf(exchange: VersionId, windows: WindowsId): Floors | null {
  const build = windows === '2025' && exchange === 'exchange-2019' ? '15.2.1748.10' : versions[exchange].tls12From;
  const standing = build === null ? null : standingOf(build);
  if (build === null || standing === null) return null;
  return {
    exchange: { build, name: standing.name },
    dotnet: exchange === 'exchange-2010' ? null : DOTNET[exchange] ?? null,
    windowsUpdates: updatesOf(exchange, windows),
  };
}

const DOTNET: Readonly<Partial<Record<VersionId, Floors['dotnet']>>> = {
  'exchange-2013': { release: 461308, name: '.NET Framework 4.7.1' }, 'exchange-2016': { release: 461308, name: '.NET Framework 4.7.1' },
  'exchange-2019': { release: 461808, name: '.NET Framework 4.7.2' }, 'exchange-se': { release: 528040, name: '.NET Framework 4.8' },
};

function updatesOf(exchange: VersionId, windows: WindowsId): readonly string[] {
  const old = exchange === 'exchange-2010';
  switch (windows) {
    case '2008R2': return ['Service Pack 1', 'KB3161949', 'KB3080079', ...(old ? ['KB3154518'] : []), 'KB3140245'];
    case '2012': return ['KB3161949', ...(old ? ['KB3154519', 'KB3140245'] : ['KB2973337'])];
    case '2012R2': return old ? ['KB3154520'] : ['KB3161949', 'KB2973337'];
    default: return ['current updates'];
  }
}
