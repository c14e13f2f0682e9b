/** Two states of the TLS settings of servers beside each other, as audits of their exports show them. Pure. */
import { spokenList, valueChange } from './compare-observations.ts';
import { spoken } from './exchange/registry-comparison.ts';
import type { Remark } from './exchange/registry-remark.ts';
import { changesInOrder, type Change, type ChangedValue, type ComparedSetting, type Comparison } from './model/comparison.ts';
import type { TlsVersion } from './model/facts.ts';
import type { FoundValue } from './model/registry.ts';
import { RESTART, type AuditedSettings, type AuditResultServer } from './reporters/audit.ts';

/** An audit, and the files that it was made from. */
export interface SavedAudit {
  readonly files: readonly string[];
  readonly audit: AuditedSettings;
}

const MODERN: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/** Servers are paired by their names; a single one on each side is the same. */
export function compareSettings(before: SavedAudit, after: SavedAudit): Comparison {
  const [first] = before.audit.servers;
  const alone = before.audit.servers.length === 1 && after.audit.servers.length === 1;
  const pairs = after.audit.servers.map((is) => ({ is, was: alone ? first : before.audit.servers.find(({ server }) => server === is.server) }));
  const gone = before.audit.servers.filter((was) => !pairs.some((pair) => pair.was === was));
  const settings = [
    ...remarksCompared(null, before.audit.compared, after.audit.compared),
    ...pairs.flatMap(({ was, is }) => (was === undefined ? [whole(is, 'added')] : serverCompared(was, is))),
    ...gone.map((was) => whole(was, 'removed')),
  ];
  const values = pairs.flatMap(({ was, is }) => (was === undefined ? [] : valuesChanged(was, is)));
  return {
    schema: 'crosslines-comparison/1',
    of: 'settings',
    before: { files: before.files, at: null },
    after: { files: after.files, at: null },
    lookups: [],
    settings: changesInOrder.flatMap((change) => settings.filter((one) => one.change === change)),
    values,
    notices: values.length === 0 ? [] : [RESTART],
  };
}

function whole({ server }: AuditResultServer, change: Change): ComparedSetting {
  return {
    server,
    change,
    what: 'server',
    lines: [],
    says: change === 'added' ? `there is nothing of ${server} before` : `there is nothing of ${server} afterwards`,
  };
}

function serverCompared(was: AuditResultServer, is: AuditResultServer): readonly ComparedSetting[] {
  return [
    ...versionsCompared('calls', was, is),
    ...versionsCompared('accepts', was, is),
    ...remarksCompared(is.server, was.remarks, is.remarks).filter(({ change }) => change !== 'repaired' || showsAsMuch(was, is)),
  ];
}

/** A mistake that is gone because the files no longer show its place is not repaired. */
function showsAsMuch(was: AuditResultServer, is: AuditResultServer): boolean {
  return (['calls', 'accepts'] as const).every((what) => !deciding(was, what).shown || deciding(is, what).shown);
}

/** The versions of calls or of the port, and whether the files show what decides on TLS 1.2. */
function deciding(server: AuditResultServer, what: 'calls' | 'accepts') {
  const role = what === 'calls' ? 'Client' : 'Server';
  const tls12 = server.inForce.find((one) => one.version === 'TLSv1.2' && one.role === role);
  const schannel = tls12?.shown === true || (tls12?.through.length ?? 0) > 0;
  const services = server.offered.filter(({ bits }) => bits === 64);
  if (what === 'accepts')
    return {
      versions: server.accepts,
      certain: server.inForce.filter((one) => one.role === role && one.state === 'on').map(({ version }) => version),
      shown: schannel,
    };
  const dotnet = services.length > 0 && services.every(({ shown }) => shown);
  return { versions: server.dials, certain: services.length === 1 ? (services[0]?.certain ?? []) : [], shown: schannel && dotnet };
}

function versionsCompared(what: 'calls' | 'accepts', was: AuditResultServer, is: AuditResultServer): readonly ComparedSetting[] {
  const [old, now] = [deciding(was, what), deciding(is, what)];
  const does = what === 'calls' ? 'calls others with' : 'accepts';
  const setting = (change: Change, says: string): readonly ComparedSetting[] => [
    { server: is.server, change, what, says: `${is.server} ${says}`, lines: [] },
  ];
  if (old.shown && !now.shown) return setting('not-observed', `${does} what these files do not show: the keys that decide are not in them`);
  const [before, after] = [spoken(old.versions, old.certain), spoken(now.versions, now.certain)];
  if (before === after) return setting('unchanged', `${does} ${after}, as before`);
  const lost = old.certain.filter((one) => !now.certain.includes(one));
  const gained = now.certain.filter((one) => !old.certain.includes(one));
  const modern = (versions: readonly TlsVersion[]): boolean => versions.some((version) => MODERN.includes(version));
  const told = `${does} ${after}; before: ${before}`;
  if (now.versions !== null && now.versions.length === 0) return setting('broken', told);
  if (modern(lost) && !modern(now.certain)) return setting('broken', told);
  if (modern(gained) && !modern(old.certain)) return setting('repaired', told);
  if (gained.some((version) => !MODERN.includes(version)))
    return setting('worse', `${told}. ${spokenList(gained.filter((version) => !MODERN.includes(version)))} can be read and changed on the way`);
  return setting('changed', told);
}

/** Mistakes are the same where they say the same; of those left, one of a kind took the place of another. */
function remarksCompared(server: string | null, was: readonly Remark[], is: readonly Remark[]): readonly ComparedSetting[] {
  const counted = (remarks: readonly Remark[]): readonly Remark[] => remarks.filter(({ weight }) => weight !== 'note');
  const [old, now] = [counted(was), counted(is)];
  const setting = (change: Change, { id, says, lines }: Remark, gone = false): ComparedSetting => ({
    server,
    change,
    what: id,
    lines,
    says: [...(server === null ? [] : [server]), ...(gone ? ['no longer'] : []), says].join(': '),
  });
  return [
    ...now.map((remark) =>
      setting(
        old.some(({ id, says }) => id === remark.id && says === remark.says)
          ? 'unchanged'
          : old.some(({ id }) => id === remark.id)
            ? 'changed'
            : remark.weight === 'fault'
              ? 'broken'
              : 'worse',
        remark,
      ),
    ),
    // Servers that no longer differ may all be wrong now.
    ...old
      .filter((remark) => !now.some(({ id }) => id === remark.id))
      .map((remark) => setting(remark.id === 'server-differs' ? 'changed' : 'repaired', remark, true)),
  ];
}

/** Every value that decides on something, on either side. */
function valuesChanged(was: AuditResultServer, is: AuditResultServer): readonly ChangedValue[] {
  const [old, now] = [valuesOf(was), valuesOf(is)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key): readonly ChangedValue[] => {
    const [before, after] = [old.get(key), now.get(key)];
    const { path, name } = after ?? before ?? { path: '', name: '' };
    const says = valueChange(path, name, before?.data ?? null, after?.data ?? null);
    return says === undefined
      ? []
      : [{ server: is.server, says, lines: [before, after].flatMap((one) => (one === undefined ? [] : [{ file: one.file, line: one.line }])) }];
  });
}

function valuesOf({ inForce, offered, suites }: AuditResultServer): ReadonlyMap<string, FoundValue> {
  const all = [...inForce.flatMap(({ through }) => through), ...offered.flatMap(({ through }) => through), ...(suites === null ? [] : [suites.by])];
  return new Map(all.map((value) => [`${value.path}\\${value.name}`.toLowerCase(), value]));
}
