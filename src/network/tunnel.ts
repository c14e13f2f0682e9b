/** The way through an HTTP proxy: CONNECT, and what a proxy says when it refuses. */
import http, { type OutgoingHttpHeaders } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { printable } from '../protocol/printable.ts';
import { classify, failed, NetworkFailure } from './failures.ts';
import type { Proxy } from './proxy.ts';

/** Asks the proxy at the other end of a socket to connect it to an endpoint. The socket is destroyed when it does not. Throws NetworkFailure. */
export function tunnel(socket: Socket, proxy: Proxy, host: string, port: number, timeoutMs: number): Promise<void> {
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const asked = http.request({
      method: 'CONNECT', path: where, headers: { Host: where, ...proxyHeaders(proxy) }, createConnection: () => socket, setHost: false,
    });
    const give = (failure: NetworkFailure): void => {
      clearTimeout(timer);
      asked.destroy();
      socket.destroy();
      reject(failure);
    };
    const timer = setTimeout(() => {
      give(failed('proxy', `the proxy ${proxy.name} did not answer the request to connect to ${where} within ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    asked.once('connect', (answer, _socket, head: Buffer) => {
      const status = answer.statusCode ?? 0;
      if (status < 200 || status > 299) {
        give(refusedBy(proxy, where, status, answer.rawHeaders));
        return;
      }
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    asked.on('response', () => { give(failed('proxy', `the proxy ${proxy.name} answered the request to connect to ${where} with something else`)); });
    const broken = failed('proxy', `the proxy ${proxy.name} broke off before there was a connection to ${where}`);
    asked.on('error', (error) => { give(isInterruption(error) ? error : broken); });
    asked.end();
  });
}

/** Why there is no connection through the proxy, where that is not yet said: the proxy itself cannot be reached. */
export function proxyUnreachable(error: unknown, proxy: Proxy): NetworkFailure {
  const classified = classify(error, 'connect', `the proxy ${proxy.name}`);
  const { failure } = classified;
  if (failure.kind === 'proxy' || failure.kind === 'interrupted') return classified;
  const unknown = failure.kind === 'name-not-resolved' || failure.kind === 'dns-unavailable';
  return failed('proxy', unknown ? `the name of the proxy ${proxy.name} does not resolve` : failure.message);
}

/** What a proxy is told beside the request itself. */
export function proxyHeaders(proxy: Proxy): OutgoingHttpHeaders {
  return proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization.reveal() };
}

/**
 * The refusal of a proxy that was given a plain HTTP request; undefined: the answer may be the server's own. 407 comes from proxies
 * only; other statuses count where the proxy says that they are its own.
 * Source: RFC 9110 15.5.8 (407), RFC 9209 2.1.1 (Proxy-Status with error), Squid (X-Squid-Error).
 */
export function refusalOf(proxy: Proxy, where: string, status: number, rawHeaders: readonly string[]): NetworkFailure | undefined {
  const own = status === 407 || valuesOf(rawHeaders, 'x-squid-error').length > 0
    || valuesOf(rawHeaders, 'proxy-status').some((value) => /;\s*error\s*=/i.test(value));
  return own ? refusedBy(proxy, where, status, rawHeaders) : undefined;
}

function refusedBy(proxy: Proxy, where: string, status: number, rawHeaders: readonly string[]): NetworkFailure {
  if (status === 407) {
    const offers = valuesOf(rawHeaders, 'proxy-authenticate').flatMap((value) => /^\s*([\w-]{1,20})/.exec(value)?.[1] ?? []);
    const schemes = [...new Set(offers)];
    const basic = schemes.length === 0 || schemes.some((scheme) => scheme.toLowerCase() === 'basic');
    const why = !basic ? `offers ${schemes.join(', ')} to sign in (407); crosslines signs in to proxies with Basic only`
      : proxy.authorization === undefined ? 'asks for a user and password (407): http://user:password@host:port'
        : 'refused the user and password (407)';
    return failed('proxy', `the proxy ${proxy.name} ${why}`);
  }
  const sent = proxy.authorization?.reveal().replace(/^Basic /, '');
  const words = valuesOf(rawHeaders, 'x-squid-error')[0] ?? valuesOf(rawHeaders, 'proxy-status')[0] ?? '';
  const said = printable(sent === undefined ? words : words.replaceAll(sent, '[secret]'), 100);
  return failed('proxy', `the proxy ${proxy.name} made no connection to ${where}: it answered ${status}${said === '' ? '' : ` (${said})`}`);
}

function valuesOf(rawHeaders: readonly string[], wanted: string): readonly string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
}

function isInterruption(error: unknown): error is NetworkFailure {
  return error instanceof NetworkFailure && error.failure.kind === 'interrupted';
}
