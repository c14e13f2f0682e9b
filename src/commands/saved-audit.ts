/** An audit saved by `audit --format json=FILE`. Anybody can have written it: all of it that counts is looked at before it is believed. */
import { registryValue } from '../load/registry-shape.ts';
import { flag, listOf, number, orNull, recordOf, text, word, type Shape } from '../load/shape.ts';
import type { TlsVersion } from '../model/facts.ts';
import type { Cited } from '../model/registry.ts';
import type { Remark } from '../exchange/registry-remark.ts';
import type { InForce, Offered } from '../exchange/registry-tls.ts';
import type { AuditedSettings, AuditResultServer } from '../reporters/audit.ts';
import { UsageError } from './exit-codes.ts';
import { misfitSaid } from './saved-report.ts';

const tlsVersion = word<TlsVersion>({ SSLv3: true, 'TLSv1.0': true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': true });
const remark: Shape = recordOf<Omit<Remark, 'repair'>>({
  id: text,
  weight: word<Remark['weight']>({ fault: true, gap: true, note: true }),
  says: text,
  lines: listOf(recordOf<Cited>({ file: text, line: number })),
});
const inForce = recordOf<InForce>({
  version: tlsVersion,
  role: word<InForce['role']>({ Client: true, Server: true }),
  shown: flag,
  through: listOf(registryValue),
  state: word<InForce['state']>({ on: true, 'off-by-default': true, off: true, unsupported: true, unknown: true }),
});
const offered = recordOf<Offered>({
  generation: text,
  bits: number,
  versions: orNull(listOf(tlsVersion)),
  certain: listOf(tlsVersion),
  because: text,
  through: listOf(registryValue),
  shown: flag,
});
const server = recordOf<Pick<AuditResultServer, 'server' | 'dials' | 'accepts' | 'remarks' | 'inForce' | 'offered' | 'suites' | 'files'>>({
  server: text,
  dials: orNull(listOf(tlsVersion)),
  accepts: orNull(listOf(tlsVersion)),
  remarks: listOf(remark),
  inForce: listOf(inForce),
  offered: listOf(offered),
  suites: orNull(recordOf<NonNullable<AuditResultServer['suites']>>({ suites: listOf(text), by: registryValue })),
  files: listOf(recordOf<{ name: string }>({ name: text })),
});
const auditShape = recordOf<Pick<AuditedSettings, 'compared' | 'servers'>>({ compared: listOf(remark), servers: listOf(server) });

/** Throws UsageError naming the place that is not as it should be. */
export function auditIn(value: unknown, file: string): AuditedSettings {
  const misfit = auditShape(value);
  if (misfit !== undefined) throw new UsageError(`${file} is no whole audit: ${misfitSaid(misfit)}`);
  return value as AuditedSettings;
}
