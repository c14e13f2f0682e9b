/** The build in the addresses that a sign-in page of Outlook on the web loads its pictures from. */
import { versionOfBuild } from '../exchange/versions.ts';
import { decodeText } from './xml.ts';

/** Characters of a page that are looked at; a real one has some 60,000. */
const PAGE_CHARACTERS = 512 * 1024;

const ADDRESS = /\/owa\/(?:auth\/)?(\d{1,3}\.\d{1,3}\.\d{1,5}(?:\.\d{1,5})?)\//gi;

/**
 * The build, as many parts as the page has: three from 2013 on (`/owa/auth/15.1.2507/themes/…`), which tells the cumulative update and
 * not the security update. null where there is none, or none of Exchange. Never throws.
 * Source: addresses of login pages as read by righel/ms-exchange-version-nse.
 */
export function buildInLoginPage(body: Uint8Array): string | null {
  const page = decodeText(body.subarray(0, PAGE_CHARACTERS));
  for (const [, build = ''] of page.matchAll(ADDRESS)) if (versionOfBuild(build) !== null) return build;
  return null;
}
