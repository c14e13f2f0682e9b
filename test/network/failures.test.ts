import { describe, expect, it } from 'vitest';
import { classify, failed, NetworkFailure, type Phase } from '../../src/network/failures.ts';

const system = (code: string, more: object = {}): Error => Object.assign(new Error(`${code} happened`), { code, ...more });
const alert = (number: number): Error =>
  system('EPROTO', { message: `write EPROTO 40:error:0A00042E:SSL routines::tlsv1 alert:SSL alert number ${number}\n` });

describe('failures', () => {
  it.each<readonly [Phase, unknown, string]>([
    ['resolve', system('ENOTFOUND', { syscall: 'getaddrinfo' }), 'name-not-resolved'],
    ['resolve', system('ENODATA'), 'name-not-resolved'],
    ['resolve', system('EAI_AGAIN', { syscall: 'getaddrinfo' }), 'dns-unavailable'],
    ['resolve', system('ESERVFAIL'), 'dns-unavailable'],
    ['connect', system('ENOTFOUND', { syscall: 'getaddrinfo' }), 'name-not-resolved'],
    ['connect', system('ECONNREFUSED'), 'refused'],
    ['connect', system('ECONNRESET'), 'refused'],
    ['connect', Object.assign(new AggregateError([system('ECONNREFUSED'), system('ENETUNREACH')]), { code: 'ECONNREFUSED' }),
      'refused'],
    ['connect', system('ETIMEDOUT'), 'connect-timeout'],
    ['connect', system('EHOSTUNREACH'), 'unreachable'],
    ['connect', system('ENETUNREACH'), 'unreachable'],
    ['connect', system('EADDRNOTAVAIL'), 'unreachable'],
    ['connect', system('EMFILE'), 'unreachable'],
    ['connect', 'no error at all', 'unreachable'],
    ['tls', system('ECONNRESET', { syscall: 'read' }), 'tls-reset'],
    ['tls', system('ECONNRESET'), 'tls-closed'],
    ['tls', system('ETIMEDOUT'), 'tls-timeout'],
    ['tls', system('ERR_SSL_WRONG_VERSION_NUMBER'), 'not-tls'],
    ['tls', system('EPROTO', { message: 'routines:ssl3_get_record:wrong version number' }), 'not-tls'],
    ['tls', system('ERR_SSL_PACKET_LENGTH_TOO_LONG', { message: 'packet length too long' }), 'not-tls'],
    ['tls', system('ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'), 'tls-local'],
    ['answer', system('ECONNRESET', { syscall: 'read' }), 'reset'],
    ['answer', system('EPIPE', { syscall: 'write' }), 'reset'],
    ['answer', system('ECONNRESET'), 'closed'],
    ['answer', system('HPE_INVALID_CONSTANT'), 'protocol'],
    ['answer', system('HPE_HEADER_OVERFLOW'), 'protocol'],
    ['answer', system('Z_DATA_ERROR'), 'protocol'],
    ['answer', system('Z_BUF_ERROR'), 'protocol'],
    ['answer', system('EWHATEVER'), 'closed'],
    ['answer', undefined, 'closed'],
  ])('in phase %s: %s', (phase, thrown, kind) => {
    const { failure } = classify(thrown, phase, 'mail.contoso.test:443');
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain('mail.contoso.test:443');
    expect(failure.message).not.toContain('happened');
  });

  it.each([[40, 'tls'], [70, 'tls'], [116, 'answer']] as const)('keeps the number of alert %i in phase %s', (number, phase) => {
    expect(classify(alert(number), phase, 'x:1').failure).toMatchObject({ kind: 'tls-alert', alert: number });
  });

  it('lets failures through as they are', () => {
    const failure = failed('interrupted', 'the run was ended');
    expect(classify(failure, 'connect', 'x:1')).toBe(failure);
    expect(failure).toBeInstanceOf(NetworkFailure);
    expect(failure.failure).toEqual({ kind: 'interrupted', message: 'the run was ended' });
  });
});
