/** What is wrong or worth knowing in the registry of one server: every mistake that its files alone show, with the lines. */
import type { Remark } from './registry-remark.ts';
import { dotnetRemarks } from './registry-remarks-dotnet.ts';
import { otherRemarks } from './registry-remarks-other.ts';
import { schannelRemarks } from './registry-remarks-schannel.ts';
import type { RegistryTls } from './registry-tls.ts';
import { typingMistakes } from './registry-typos.ts';
import type { TlsRegistry } from '../model/registry.ts';

const WEIGHTS: readonly Remark['weight'][] = ['fault', 'gap', 'note'];

/** Worst first. */
export function registryRemarks(registry: TlsRegistry, tls: RegistryTls): readonly Remark[] {
  const remarks = [...schannelRemarks(registry, tls), ...dotnetRemarks(registry, tls), ...typingMistakes(registry), ...otherRemarks(registry, tls)];
  return WEIGHTS.flatMap((weight) => remarks.filter((remark) => remark.weight === weight));
}
