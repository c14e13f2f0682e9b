/** What Exchange Online says when it refuses EWS, and which builds have an application of their own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRows } from '../../src/exchange/builds-table.ts';
import {
  ewsPolicyReason, graphFrom, knowsDedicatedApplication, milestones, milestonesInWords, tenantStatesThatFit,
} from '../../src/exchange/ews-retirement.ts';

describe('the reason of a refusal', () => {
  test.each([
    ['EWS is disabled for this user or tenant', 'disabled'],
    ['X-EWS-Policy-Reason: EWS is blocked by policy for this user or tenant', 'blocked-by-policy'],
    ['x-ews-policy-reason: ews is blocked by policy\r\n for this user or tenant', 'blocked-by-policy'],
    ['The remote server returned an error: (403) Forbidden.', null],
    ['EWS is disabled', null],
    ['', null],
  ])('%j', (text, reason) => {
    expect(ewsPolicyReason(text)).toBe(reason);
  });

  test('nothing else gives one, whatever stands there', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      if (!/for this user or tenant/i.test(text)) expect(ewsPolicyReason(text)).toBeNull();
    }));
  });
});

test('what was seen never leaves a single state of the tenant, and only being served rules one out', () => {
  expect(tenantStatesThatFit.served).not.toContain('off');
  for (const states of Object.values(tenantStatesThatFit)) expect(states.length).toBeGreaterThan(1);
  expect([tenantStatesThatFit.nothing, tenantStatesThatFit.disabled]).toEqual([['unset', 'list', 'off'], ['unset', 'list', 'off']]);
});

describe('a dedicated hybrid application', () => {
  test.each([
    ['15.1.2507.54', false], ['15.1.2507.55', true], ['15.1.2507.9', false], ['15.1.2375.7', false],
    ['15.2.1544.24', false], ['15.2.1544.25', true], ['15.2.1748.10', false], ['15.2.1748.24', true], ['15.2.1258.12', false],
    ['15.2.2562.17', true], ['15.2.2562.53', true], ['15.2.3000.1', true],
    ['15.0.1497.48', false],
    // The update line alone does not tell.
    ['15.1.2507', null], ['15.2.1544', null], ['15.1.2375', false],
    // Between the lines: a build that nobody has listed.
    ['15.2.1600.1', null],
    ['14.3.513.0', null], ['8.3.83.0', null], ['15.20.8000.5', null], ['nothing', null], ['', null],
  ])('%s: %s', (build, knows) => {
    expect(knowsDedicatedApplication(build)).toBe(knows);
  });

  test('within one update line, a newer build never knows less', () => {
    fc.assert(fc.property(fc.constantFrom('15.0.1497', '15.1.2375', '15.1.2507', '15.2.1544', '15.2.1748', '15.2.2562'), fc.nat(99), fc.nat(99), (line, a, b) => {
      const [older, newer] = [`${line}.${Math.min(a, b)}`, `${line}.${Math.max(a, b)}`];
      if (knowsDedicatedApplication(older) === true) expect(knowsDedicatedApplication(newer)).toBe(true);
    }));
  });

  test('each first build is one that Microsoft lists, and the step lies there', () => {
    const listed = new Set(buildRows.map(([build]) => build));
    for (const first of ['15.1.2507.55', '15.2.1544.25', '15.2.1748.24', '15.2.2562.17', graphFrom]) expect(listed.has(first), first).toBe(true);
  });
});

test('the dates are in order, each with its source, and all of them are told', () => {
  const rows = Object.values(milestones);
  expect(rows.map(({ from }) => from)).toEqual(rows.map(({ from }) => from).sort());
  for (const { from, what, source } of rows) {
    expect(from).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(source).not.toBe('');
    expect(milestonesInWords).toContain(`${from}: ${what}`);
  }
});
