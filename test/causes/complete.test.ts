/** What every cause must have. Open gaps stand in lists here, which may only become shorter. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causes } from '../../src/causes/index.ts';

const root = join(import.meta.dirname, '../..');

/** Nobody has yet found what speaks against these: their signs name them, or tell nothing. */
const UNOPPOSED = new Set([
  'dns-internal-zone-lacks-autodiscover', 'oauth-signing-certificate-missing', 'oauth-certificate-expired', 'oauth-user-context-ambiguous',
  'oauth-user-context-not-found', 'oauth-spn-missing', 'oauth-partner-application-linked-account', 'oauth-trusted-issuer-not-configured-locally',
  'autodiscover-root-domain-answered-by-third-party', 'hybrid-mesh-third-party', 'client-autodiscover-no-ews-url', 'federation-cert-reference-broken',
  'federation-domain-proof-missing', 'federation-org-identifier-points-to-deleted-trust', 'federation-provisioning-rate-limited',
  'outlook-freebusysupport-registry-missing', 'request-window-invalid', 'too-many-attendees', 'merged-freebusy-interval-invalid',
  'invalid-smtp-address-in-request', 'outlook-client-cache-stale-recipient', 'personal-contact-shadows-gal-entry',
  'graph-getschedule-onprem-mailbox-unsupported', 'invalid-working-hours', 'calendar-acl-broken', 'immutableid-not-an-address', 'ews-throttled',
]);

test('a page', () => {
  expect(causes.map(({ id }) => id).filter((id) => !existsSync(join(root, 'docs/causes', `${id}.md`)))).toEqual([]);
});

test('a reference, and each of them an address', () => {
  for (const { id, references } of causes) {
    expect(references.length, id).toBeGreaterThan(0);
    for (const { title, url } of references) expect([title !== '', URL.canParse(url)], `${id}: ${url}`).toEqual([true, true]);
  }
});

test('a sign for it', () => {
  expect(causes.filter(({ signs }) => !signs.some(({ weight }) => ['proves', 'suggests', 'hints'].includes(weight))).map(({ id }) => id)).toEqual([]);
});

test('a sign against it, or a place in the list of those that have none', () => {
  const unopposed = causes.filter(({ signs }) => !signs.some(({ weight }) => weight === 'doubts' || weight === 'excludes')).map(({ id }) => id);
  expect(unopposed.filter((id) => !UNOPPOSED.has(id))).toEqual([]);
});

test('a name in the tests of the causes', () => {
  const files = readdirSync(join(root, 'test/causes')).filter((name) => name !== 'complete.test.ts' && name !== 'readable.test.ts')
    .map((name) => readFileSync(join(root, 'test/causes', name), 'utf8')).join('\n');
  expect(causes.map(({ id }) => id).filter((id) => !files.includes(`'${id}'`))).toEqual([]);
});
