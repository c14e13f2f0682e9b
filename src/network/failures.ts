/** Errors of Node's sockets → failures of the world. Classified by errno and alert number: ERR_SSL_* names differ between Node versions. */
import type { Failure, FailureKind } from '../model/failure.ts';

/** How far a connection had come when it failed. */
export type Phase = 'resolve' | 'connect' | 'tls' | 'answer';

/** A failure as an exception, inside this folder only; the verbs of the port return it as a value. */
export class NetworkFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'NetworkFailure';
    this.failure = failure;
  }
}

/** A new failure to throw. */
export function failed(kind: FailureKind, message: string, alert?: number): NetworkFailure {
  return new NetworkFailure({ kind, message, ...(alert === undefined ? {} : { alert }) });
}

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);
const DNS_NO_NAME = new Set(['ENOTFOUND', 'ENODATA']);

interface SystemError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly syscall?: string;
  readonly errors?: readonly SystemError[];
}

/** A mail server that did not go over to TLS. */
export function starttlsFailed(message: string, code?: number): NetworkFailure {
  return new NetworkFailure({ kind: 'starttls', message, ...(code === undefined ? {} : { code }) });
}

/** Classifies what a socket reported in a phase. `where`: `host:port`, for the sentence. */
export function classify(thrown: unknown, phase: Phase, where: string): NetworkFailure {
  if (thrown instanceof NetworkFailure) return thrown;
  const given = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SystemError;
  const error = given.errors?.[0] ?? given; // several addresses refused: AggregateError
  const code = error.code ?? '';
  if (phase === 'resolve' || error.syscall === 'getaddrinfo') {
    return DNS_NO_NAME.has(code)
      ? failed('name-not-resolved', `the name ${where} does not exist in DNS`)
      : failed('dns-unavailable', `DNS gave no answer for ${where} (${code || 'unknown reason'})`);
  }
  if (phase === 'connect') {
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return failed('refused', `${where} refused the connection`);
    if (code === 'ETIMEDOUT') return failed('connect-timeout', `${where} did not answer the connection request`);
    if (UNREACHABLE.has(code)) return failed('unreachable', `${where} cannot be reached from here (${code})`);
    return failed('unreachable', `no connection to ${where} (${code || 'unknown reason'})`);
  }
  if (phase === 'tls') return classifyTls(error, where);
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return error.syscall === undefined
      ? failed('closed', `${where} closed the connection before the answer was complete`)
      : failed('reset', `${where} reset the connection before the answer was complete`);
  }
  if (code.startsWith('HPE_')) return failed('protocol', `${where} answered with something that is not HTTP (${code})`);
  if (code.startsWith('Z_')) return failed('protocol', `${where} sent a body that cannot be decompressed (${code})`);
  const alert = alertOf(error);
  if (alert !== undefined) return failed('tls-alert', `${where} ended the connection with TLS alert ${alert}`, alert);
  return failed('closed', `the connection to ${where} broke (${code || 'unknown reason'})`);
}

function classifyTls(error: SystemError, where: string): NetworkFailure {
  const code = error.code ?? '';
  const alert = alertOf(error);
  if (alert !== undefined) return failed('tls-alert', `${where} refused the TLS handshake with alert ${alert}`, alert);
  if (code === 'ECONNRESET') {
    return error.syscall === undefined
      ? failed('tls-closed', `${where} closed the connection during the TLS handshake`)
      : failed('tls-reset', `${where} reset the connection during the TLS handshake`);
  }
  if (/WRONG_VERSION_NUMBER|wrong version number|HTTP_REQUEST|packet length too long/i.test(`${code} ${error.message}`)) {
    return failed('not-tls', `${where} does not speak TLS`);
  }
  if (code === 'ETIMEDOUT') return failed('tls-timeout', `${where} fell silent during the TLS handshake`);
  return failed('tls-local', `no TLS handshake with ${where}: ${code || 'the TLS library of this machine'} gave up`);
}

function alertOf(error: Error): number | undefined {
  const number = /SSL alert number (\d{1,3})/.exec(error.message)?.[1];
  return number === undefined ? undefined : Number(number);
}
