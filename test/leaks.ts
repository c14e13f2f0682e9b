/** Looks for original names on an anonymized tape, in every form in which they might stand there. Knows nothing of how they are replaced. */
import type { Report } from '../src/model/report.ts';
import type { Scenario } from '../src/model/scenario.ts';

/** Names of Microsoft, and labels that every second host in the world has. */
const EVERYBODYS = /^(?:mail|autodiscover|outlook|cloud|corp|nobody|test|com|example|prod|exchangelabs|onmicrosoft|(?:[\w-]+\.)*(?:outlook|office365|office|microsoft|microsoftonline)\.(?:com|us|cn))$/;

/** Every name that the world of a run has, as its scenario and what was gathered of it tell: people, domains, machines, tenants, addresses. */
export function originalsOf(scenario: Scenario, report: Report): readonly string[] {
  const found = new Set<string>();
  const host = (name: string): void => {
    if (EVERYBODYS.test(name.toLowerCase())) return;
    found.add(name);
    for (const label of name.split('.')) found.add(label);
  };
  for (const { id, address } of Object.values(scenario.mailboxes)) {
    const [local = '', domain = ''] = address.split('@');
    found.add(id).add(local);
    host(domain);
  }
  for (const { id, ews, nodes, tenant } of Object.values(scenario.servers)) {
    found.add(id);
    for (const name of [...nodes, ...(ews === undefined ? [] : [new URL(ews).hostname]), ...(tenant === undefined ? [] : [tenant.split('.')[0] ?? ''])]) host(name);
  }
  for (const { user } of Object.values(scenario.signIns)) for (const part of (user ?? '').split(/[\\@]/)) host(part);
  for (const { outcome, kind } of report.observations) {
    if (outcome.status !== 'observed') continue;
    const fact = outcome.fact as unknown as Record<string, unknown>;
    if (kind === 'fingerprint') {
      const challenge = Object.entries((fact['ntlm'] ?? {}) as Record<string, unknown>).filter(([key]) => /^(?:dns|netbios)/.test(key)).map(([, value]) => value);
      for (const name of [...challenge, ...fact['frontEnd'] as string[], fact['backEnd']]) {
        if (typeof name === 'string') host(name);
      }
      for (const member of fact['poolMembers'] as string[]) found.add(member.split(':')[0] ?? '');
    }
    if (kind === 'tenant' && typeof fact['tenantId'] === 'string') found.add(fact['tenantId']);
    if (kind === 'name-resolution') for (const address of fact['addresses'] as string[]) found.add(address);
    if (kind === 'certificate') {
      const { leaf, chain } = fact as unknown as { leaf: { names: string[]; issuer: string; fingerprint256: string }; chain: { serialNumber: string; fingerprint256: string }[] };
      for (const name of leaf.names) host(name.replace('*.', ''));
      for (const value of [leaf.issuer.replace(/^.*CN=([^,]*).*$/, '$1'), leaf.fingerprint256, ...chain.flatMap((one) => [one.serialNumber, one.fingerprint256])]) found.add(value);
    }
  }
  return [...found].filter((name) => name.length > 1 && !EVERYBODYS.test(name.toLowerCase()) && !/^127\.|^::1$/.test(name));
}

/** The text itself, and what its base64, percent-encoded and hexadecimal parts hold, also one within the other. */
function* views(text: string, depth = 0): Generator<string> {
  yield text;
  if (text.includes('%')) yield text.replace(/%([0-9a-f]{2})/gi, (_all, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  const parts = [
    ...[...text.matchAll(/[A-Za-z0-9+/]{12,}={0,2}/g)].map(([part]) => Buffer.from(part, 'base64')), ...[...text.matchAll(/(?:[0-9a-f]{2}){6,}/gi)].map(([part]) => Buffer.from(part, 'hex')),
  ];
  for (const bytes of parts) {
    const plain = bytes.toString('latin1');
    if (depth < 2) yield* views(plain, depth + 1);
    // Two bytes for a letter.
    if (plain.includes('\0')) yield plain.replaceAll('\0', '');
    if (/[\x80-\xff]/.test(plain)) yield bytes.toString('utf8');
  }
}

/** Names that stand there nevertheless, each with its surroundings. */
export function leaks(lines: readonly string[], originals: readonly string[]): readonly string[] {
  const escaped = [...originals].sort((a, b) => b.length - a.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const pattern = new RegExp(`(?<![a-z0-9])(?:${escaped.join('|')})(?![a-z0-9])`, 'i');
  const found: string[] = [];
  const looked = new Set<string>();
  for (const line of lines) {
    for (const view of views(line)) {
      if (looked.has(view)) continue;
      looked.add(view);
      const at = pattern.exec(view);
      if (at !== null) found.push(`${at[0]}: ${JSON.stringify(view.slice(Math.max(0, at.index - 40), at.index + 60))}`);
    }
  }
  return found;
}
