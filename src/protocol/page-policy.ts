/** The Content-Security-Policy of a page that holds nothing but text and one style. */
import { createHash } from 'node:crypto';

/** For a `meta` element. The style is allowed by its hash; scripts, requests, frames and forms are not. Source: W3C CSP Level 3, 2.3.1 and 6.7.2.3. */
export function policyOf(style: string): string {
  const hash = createHash('sha256').update(style, 'utf8').digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
