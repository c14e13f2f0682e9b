import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { FileError } from '../../src/load.ts';
import { read, written } from './written.ts';

/** Reads, and looks at what is said; anything but FileError comes through. */
function survives(yaml: string): void {
  try {
    read(yaml);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.complaints.length).toBeGreaterThan(0);
    expect(error.message.split('\n')).toHaveLength(error.complaints.length);
    for (const { line, column, says } of error.complaints) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(says).not.toBe('');
    }
  }
}

const words = fc.constantFrom(
  'title', 'servers', 'signIn', 'mailboxes', 'lookups', 'window', 'expect', 'connectTo', 'trust', 'trustHosts', 'scp', 'lab', 'ex16',
    'anna', 'boris', 'corp', 'version',
  'exchange-2016', 'ews', 'nodes', 'method', 'ntlm', 'token', 'user', 'password', 'passwordFile', 'address', 'anna@contoso.test',
    'server', 'matrix', 'anna -> boris', 'causes',
  'shown', 'hours', 'from', 'now', '__proto__', 'constructor', 'toString', '<<', 'mail.contoso.test:443', '127.0.0.1:1',
    '${env:CORP_PASSWORD}', '',
);
const leaf = fc.oneof(words, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(words, fc.string()), tie('node'), { maxKeys: 5 })),
})).node;
const syntax = fc.constantFrom(':', '- ', '? ', '[', ']', '{', '}', ',', '\n', '\n  ', '\t', '#', '&a', '*a', '!', '!!map', '|',
  '>', '"', '\'', '%', '---\n', '...\n', '\r', '\u0000', '<<: ');

describe('hostile scenarios', () => {
  it('survives any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 200 });
  });

  it('survives any mixture of words and signs', () => {
    fc.assert(fc.property(fc.array(fc.oneof(words, syntax), { maxLength: 40 }).map((parts) => parts.join('')), survives),
      { numRuns: 300 });
  });

  it('survives a good scenario with a piece replaced', () => {
    const good = written({}, 'lab: { servers: { ex16: {} } }', 'window: { hours: 3 }', 'expect: { anna -> boris: shown }');
    fc.assert(fc.property(fc.nat(good.length), fc.nat(20), fc.oneof(words, syntax, fc.string()), (at, length, piece) => {
      survives(`${good.slice(0, at)}${piece}${good.slice(at + length)}`);
    }), { numRuns: 300 });
  });

  it('survives any object as YAML', () => {
    fc.assert(fc.property(tree, (object) => { survives(stringify(object)); }), { numRuns: 300 });
  });

  it.each([
    ['aliases that multiply', `lab:\n  a: &a [x, x]\n${Array.from({ length: 30 }, (_, index) => `  b${index}: &b${index} [${Array(9).fill(index === 0 ? '*a' : `*b${index - 1}`).join(', ')}]`).join('\n')}`],
    ['an alias of itself', 'lab: &a [*a]'],
    ['a mapping as a key', '? {a: b}\n: c\n? [x]\n: y'],
    ['a merged mapping', 'lab: { <<: *x, <<: 5 }'],
    ['several documents', '---\na: b\n---\nc: d'],
    ['deep lists', '['.repeat(20_000)],
    ['deep lists, closed', `lab: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['deep mappings', Array.from({ length: 500 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['a very long key', `${'k'.repeat(900_000)}: 1`],
  ])('survives %s', (_name, yaml) => {
    survives(yaml);
    survives(written({}, yaml));
  });
});
