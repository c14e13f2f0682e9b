import { describe, expect, test } from 'vitest';
import { causePage, decisionGuide } from '../src/cause-page.ts';
import { causes } from '../src/causes/index.ts';
import { confusionsOf } from '../src/confusions.ts';

const byId = (id: string) => {
  const cause = causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no cause ${id}`);
  return cause;
};

describe('what a cause is confused with', () => {
  test('follows from the signs: the three certificate faults leave the same words', () => {
    const found = confusionsOf(byId('cert-expired-on-ews-endpoint'), causes);
    expect(found.map(({ other }) => other.id)).toEqual(expect.arrayContaining(['cert-name-mismatch-on-ews-endpoint', 'cert-untrusted-issuer-on-ews-endpoint']));
    for (const { shared, tellsThis, tellsOther } of found) expect([shared.length > 0, tellsThis.length > 0, tellsOther.length > 0]).toEqual([true, true, true]);
  });

  test('is mutual', () => {
    for (const id of ['cert-expired-on-ews-endpoint', 'calendar-acl-broken']) {
      for (const { other } of confusionsOf(byId(id), causes)) expect(confusionsOf(other, causes).map((one) => one.other.id), other.id).toContain(id);
    }
  });
});

test('a page as Markdown escapes what would be HTML, and links to the causes it is confused with', () => {
  const cause = byId('cert-expired-on-ews-endpoint');
  const page = causePage(cause, confusionsOf(cause, causes), { markdown: true, columns: 100 });
  expect(page).toContain('(cert-name-mismatch-on-ews-endpoint.md)');
  expect(page.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<[a-z]/);
});

test('the guide names every cause, and for causes that share words what decides', () => {
  const guide = decisionGuide(causes);
  for (const { id } of causes) expect(guide).toContain(`(${id}.md)`);
  expect(guide).toContain('## Lookups between servers on-premises');
});
