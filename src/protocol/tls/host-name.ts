/** A host as it is compared and sent: a name in lower-case ASCII without a final dot, or an IP address in its shortest form. */
export interface Host {
  readonly kind: 'name' | 'ip';
  readonly text: string;
}

const dottedQuad = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const labels = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/;

/**
 * Reads a host: a name (international ones become their ASCII form), an IPv4 address, or an IPv6 address with or without
 * brackets. undefined when it is none of these. Source: RFC 5890 (A-labels), RFC 5952, WHATWG URL (host parsing).
 */
export function readHost(text: string): Host | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare.length > 1000 || /[\s/?#@\\[\]%]/.test(bare)) return undefined;
  if (bare.includes(':')) {
    const parsed = hostOfUrl(`[${bare}]`);
    return parsed === undefined ? undefined : { kind: 'ip', text: parsed.slice(1, -1) };
  }
  const parsed = hostOfUrl(bare.replace(/\.$/, ''));
  if (parsed === undefined) return undefined;
  if (dottedQuad.test(parsed)) return { kind: 'ip', text: parsed };
  return parsed.length <= 253 && labels.test(parsed) ? { kind: 'name', text: parsed } : undefined;
}

function hostOfUrl(host: string): string | undefined {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return undefined;
  }
}
