/** Cookies in which a load balancer writes down, in plain numbers, to which machine it sent a request. */

/** The name that BIG-IP gives unless it was told another: `BIGipServer` and the name of the pool. */
const BIG_IP = /^BIGipServer[^\s=;,]{0,200}$/i;

/**
 * Address and port of the machine, such as `10.1.2.3:443`; null for every other cookie, and for an encrypted one. Nothing else of the
 * value is in the result. Shapes: `<address, least byte first>.<port, bytes swapped>.0000`, and in a route domain
 * `rd<number>o00000000000000000000ffff<address, hexadecimal>o<port>`. Never throws.
 * Source: F5 K6917, Overview of BIG-IP persistence cookie encoding; nmap http-bigip-cookie.
 */
export function poolMember(name: string, value: string): string | null {
  if (!BIG_IP.test(name.trim())) return null;
  const plain = /^(\d{1,10})\.(\d{1,5})\.0000$/.exec(value.trim());
  if (plain !== null) {
    const address = Number(plain[1]);
    const port = Number(plain[2]);
    if (address > 0xffff_ffff || port > 0xffff) return null;
    return `${[0, 8, 16, 24].map((shift) => (address >>> shift) & 0xff).join('.')}:${((port & 0xff) << 8) | (port >>> 8)}`;
  }
  const routed = /^rd\d{1,5}o0{20}ffff([0-9a-f]{8})o(\d{1,5})$/i.exec(value.trim());
  if (routed === null || Number(routed[2]) > 0xffff) return null;
  return `${[0, 2, 4, 6].map((at) => parseInt(routed[1]?.slice(at, at + 2) ?? '', 16)).join('.')}:${Number(routed[2])}`;
}
