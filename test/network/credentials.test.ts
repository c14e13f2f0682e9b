import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secret } from '../../src/network/credentials.ts';

const hidden = secret('Canary-Passw0rd-ÿ');

describe('a secret', () => {
  it('is told when asked by name', () => {
    expect(hidden.reveal()).toBe('Canary-Passw0rd-ÿ');
  });

  it.each<readonly [string, () => string]>([
    ['JSON', () => JSON.stringify({ a: [hidden] })],
    ['String', () => String(hidden)],
    ['a template', () => `x${hidden as unknown as string}`],
    ['a sum', () => 'x' + (hidden as unknown as string)],
    ['inspection', () => inspect({ a: hidden }, { depth: 9, showHidden: true, getters: true })],
    ['an error', () => inspect(new Error(`cannot use ${hidden as unknown as string}`, { cause: hidden }))],
    ['a list', () => [hidden].join()],
    ['a copy', () => inspect({ ...hidden }) + JSON.stringify(Object.entries(hidden))],
    ['its properties', () => Object.values(hidden).map(String).join()],
  ])('does not show in %s', (_name, show) => {
    expect(show()).not.toMatch(/Canary|ÿ|Passw0rd/);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(hidden, { toString: () => 'x' })).toThrow(TypeError);
  });
});
