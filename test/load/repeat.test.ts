import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/load.ts';

const scenario = (repeat: string): string => [
  'servers: { ex16: { version: exchange-2016 } }',
  'mailboxes: { anna: { address: a@contoso.test, server: ex16 }, boris: { address: b@contoso.test, server: ex16 } }',
  'lookups: [anna -> boris]',
  repeat,
  '',
].join('\n');
const read = (repeat: string) => readScenario(scenario(repeat), 'x.yaml', { environment: () => undefined }).scenario.repeat;

describe('repeat', () => {
  it('says how often each lookup is asked', () => {
    expect([read('repeat: 6'), read('')]).toEqual([6, undefined]);
  });

  it.each(['repeat: 0', 'repeat: 9', 'repeat: 1.5', 'repeat: often'])('refuses %s', (written) => {
    expect(() => read(written)).toThrow(/4:9: repeat /);
  });
});
