/** What betrays a device between us and Exchange: a balancer, a reverse proxy, something that asks people to sign in first. */
import type { DeviceKind, DeviceSeen } from '../model/facts.ts';

/** As much of an answer as tells of a device. Headers in the order received; cookies without their values, but with their names. */
export interface AnswerSeen {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Names of the kinds, for people. */
export const deviceNames: Readonly<Record<DeviceKind, string>> = {
  'f5': 'F5 BIG-IP',
  'netscaler': 'Citrix NetScaler',
  'kemp': 'Kemp LoadMaster',
  'web-application-proxy': 'Web Application Proxy',
  'tmg': 'Forefront TMG or ISA Server',
  'reverse-proxy': 'a proxy',
};

interface Sign {
  readonly kind: DeviceKind;
  readonly header: RegExp;
  readonly value: RegExp;
  /** false: known from memory only, or others may do the same. */
  readonly sure: boolean;
}

/**
 * Sharpest signs first. A cookie `cadata` alone is none: Exchange itself sets it when somebody signs in; TMG appends an id to the name.
 * Source: EnableSecurity/wafw00f (f5bigipltm, f5bigipapm, netscaler, kemp); nmap http-waf-fingerprint and http-bigip-cookie; MS KB 943214
 * (`CookieAuth.dll`); RFC 9110 7.6.3 (Via). Without a document: the names of TMG's cookies, and what Web Application Proxy redirects to.
 */
const SIGNS: readonly Sign[] = [
  { kind: 'f5', header: /^set-cookie$/i, value: /^\s*(?:BIGipServer|(?:Last)?MRH_?Session\s*=)/i, sure: true },
  { kind: 'f5', header: /^server$/i, value: /^\s*big-?_?ip\b/i, sure: true },
  { kind: 'f5', header: /^location$/i, value: /^(?:https?:\/\/[^/]+)?\/my\.policy\b/i, sure: true },
  { kind: 'f5', header: /^x-cnection$/i, value: /^\s*close/i, sure: true },
  { kind: 'netscaler', header: /^set-cookie$/i, value: /^\s*(?:NSC_|ns_af\s*=|citrix_ns_id)/i, sure: true },
  { kind: 'netscaler', header: /^via$/i, value: /\bNS-CACHE\b/i, sure: true },
  { kind: 'netscaler', header: /^(?:cneonction|nncoection)$/i, value: /^\s*(?:close|keep[- ]alive)/i, sure: true },
  { kind: 'kemp', header: /^x-servedby$/i, value: /\bKEMP-LM\b/i, sure: true },
  { kind: 'tmg', header: /^location$/i, value: /^(?:https?:\/\/[^/]+)?\/CookieAuth\.dll\b/i, sure: true },
  { kind: 'tmg', header: /^set-cookie$/i, value: /^\s*cadata\{?[0-9a-f]{8}/i, sure: false },
];

/**
 * The device that the sharpest sign in any of the answers shows; null: none was seen, which does not mean that there is none. The
 * order of the answers does not matter beyond equal signs.
 */
export function deviceShown(answers: readonly AnswerSeen[]): DeviceSeen | null {
  for (const { kind, header, value, sure } of SIGNS) {
    for (const answer of answers) {
      const found = answer.headers.find(([name, content]) => header.test(name) && value.test(content));
      if (found !== undefined) return { kind, shownBy: spoken(found), sure };
    }
  }
  return first(answers, preauthenticating) ?? first(answers, speakingForItself) ?? first(answers, handingOn);
}

function first(answers: readonly AnswerSeen[], look: (answer: AnswerSeen) => DeviceSeen | null): DeviceSeen | null {
  for (const answer of answers) {
    const found = look(answer);
    if (found !== null) return found;
  }
  return null;
}

/** Exchange itself can send people to AD FS too, but then IIS answers. */
function preauthenticating({ status, headers }: AnswerSeen): DeviceSeen | null {
  const location = headers.find(([name, value]) => /^location$/i.test(name) && /\/adfs\/ls\b/i.test(value));
  const httpSys = headers.some(([name, value]) => /^server$/i.test(name) && /^\s*Microsoft-HTTPAPI\b/i.test(value));
  return status === 307 && location !== undefined && httpSys
    ? { kind: 'web-application-proxy', shownBy: 'status 307 from Microsoft-HTTPAPI to /adfs/ls', sure: false } : null;
}

/** Exchange answers through IIS, and what http.sys says in its place is still Windows. */
function speakingForItself({ headers }: AnswerSeen): DeviceSeen | null {
  const server = headers.find(([name, value]) => /^server$/i.test(name) && /\S/.test(value) && !/\bMicrosoft-(?:IIS|HTTPAPI)\b/i.test(value));
  return server === undefined ? null : { kind: 'reverse-proxy', shownBy: spoken(server), sure: true };
}

function handingOn({ headers }: AnswerSeen): DeviceSeen | null {
  const via = headers.find(([name]) => /^via$/i.test(name));
  return via === undefined ? null : { kind: 'reverse-proxy', shownBy: spoken(via), sure: true };
}

/** `cookie BIGipServerpool`, `Via: 1.1 edge`. Of a cookie only the name, of a redirect only the path. */
function spoken([name, value]: readonly [string, string]): string {
  if (/^set-cookie$/i.test(name)) return `cookie ${(value.split(/[=;]/)[0] ?? '').trim()}`;
  if (/^location$/i.test(name)) return `redirect to ${value.replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/s, '')}`;
  return `${name}: ${value.trim()}`;
}
