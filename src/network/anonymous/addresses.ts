/** IP addresses become others of the same kind: private stays private, public becomes one that is kept for documents. */
import { isIPv4, isIPv6 } from 'node:net';
import { readHost } from '../../protocol/tls/host-name.ts';

interface Block {
  readonly of: RegExp;
  /** The n-th address of it; undefined: it has no more. */
  readonly nth: (n: number) => string | undefined;
}

const upper = (n: number): number => Math.floor(n / 250);
const lower = (n: number): number => (n % 250) + 1;
const within = (prefix: string, most: number) => (n: number): string | undefined => (n < most ? `${prefix}${upper(n)}.${lower(n)}` : undefined);

/** Blocks that tell nothing of a network. Source: RFC 1918, RFC 3927, RFC 6598. */
const PRIVATE: readonly Block[] = [
  { of: /^10\./, nth: within('10.0.', 60_000) },
  { of: /^172\.(?:1[6-9]|2\d|3[01])\./, nth: within('172.16.', 60_000) },
  { of: /^192\.168\./, nth: within('192.168.', 60_000) },
  { of: /^169\.254\./, nth: within('169.254.', 60_000) },
  { of: /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, nth: within('100.64.', 60_000) },
];

/** Documents' blocks, and when those are used up the one that nobody may use. Source: RFC 5737, RFC 1112 4. */
const PUBLIC = (n: number): string => {
  const block = ['192.0.2', '198.51.100', '203.0.113'][upper(n)];
  return block === undefined ? `240.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}` : `${block}.${lower(n)}`;
};

/** This machine, nobody, everybody. Source: RFC 6890. */
const NOBODYS = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$)|^::1?$/;

export interface Addresses {
  /** The address that stands for this one, always the same; undefined: it is none. */
  of(address: string): string | undefined;
  /** How many were replaced. */
  count(): number;
}

export function addresses(): Addresses {
  const given = new Map<string, string>();
  const counters = new Map<string, number>();
  const next = (block: string): number => {
    const n = counters.get(block) ?? 0;
    counters.set(block, n + 1);
    return n;
  };

  function fresh(address: string): string {
    if (isIPv6(address)) {
      if (/^fe[89ab]/.test(address)) return `fe80::${(next('fe80') + 1).toString(16)}`;
      // Unique local addresses. Source: RFC 4193; those for documents: RFC 3849.
      return /^f[cd]/.test(address) ? `fd00::${(next('fd00') + 1).toString(16)}` : `2001:db8::${(next('2001') + 1).toString(16)}`;
    }
    for (const { of, nth } of PRIVATE) {
      if (of.test(address)) return nth(next(of.source)) ?? PUBLIC(next('public'));
    }
    return PUBLIC(next('public'));
  }

  function of(text: string): string | undefined {
    if (!isIPv4(text) && !isIPv6(text)) return undefined;
    const zone = text.indexOf('%');
    const address = readHost(zone < 0 ? text : text.slice(0, zone))?.text ?? text;
    const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
    if (mapped !== null) {
      const [high, low] = [parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16)];
      return `::ffff:${of([high >> 8, high & 255, low >> 8, low & 255].join('.')) ?? '192.0.2.1'}`;
    }
    if (NOBODYS.test(address)) return text;
    const known = given.get(address) ?? fresh(address);
    given.set(address, known);
    return known;
  }

  return { of, count: () => given.size };
}
