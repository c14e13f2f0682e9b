import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { reasonOf } from './answer.ts';
import type { HeaderLines } from './answer.ts';
import type { ServerPlan } from './plan.ts';
import { nodeOptions, withoutGaps } from './schannel.ts';

/** The lab's DNS and its way from names to ports, as the imitated servers see it. */
export interface LabNetwork {
  readonly routes: ReadonlyMap<string, string>;
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly caPem: string;
  /** Time that a server gives its peer for the whole call. */
  readonly peerTimeoutMs: number;
}

/** The machine on which the lab runs, as its servers know it: whatever port is asked for is that port of loopback. */
export const guest = 'guest.crosslines.test';

/** What came of a call: an answer, or what .NET says. */
export type PeerAnswer =
  | { readonly ok: true; readonly status: number; readonly headers: HeaderLines; readonly body: string }
  | { readonly ok: false; readonly timedOut: boolean; readonly exception: string };

/** Longest answer that a server takes from a peer. */
const answerLimit = 4 * 1024 * 1024;
const refusedHere = 'System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.';
const sendFailed = 'System.Net.WebException: The underlying connection was closed: An unexpected error occurred on a send.';
const forciblyClosed =
  'System.IO.IOException: Unable to read data from the transport connection: '
  + 'An existing connection was forcibly closed by the remote host. ---> '
  + 'System.Net.Sockets.SocketException: An existing connection was forcibly closed by the remote host';

/** A failed stage of the call, in the words of .NET Framework. */
class DotnetFailure extends Error {
  readonly timedOut: boolean;
  constructor(exception: string, timedOut = false) {
    super(exception);
    this.timedOut = timedOut;
  }
}

/**
 * Posts to a peer, over https with the TLS settings, the trust and the name checks of `from`. Never throws: every failure arises on
 * the wire and comes back in the words in which .NET Framework puts it.
 */
export async function callPeer(
  from: ServerPlan,
  network: LabNetwork,
  url: URL,
  headers: HeaderLines,
  body: string,
): Promise<PeerAnswer> {
  const host = url.hostname.toLowerCase();
  const encrypted = url.protocol === 'https:';
  const port = Number(url.port || (encrypted ? 443 : 80));
  const started: { socket: Socket | null } = { socket: null };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DotnetFailure('System.Net.WebException: The operation has timed out', true));
    }, network.peerTimeoutMs);
  });
  const call = (async (): Promise<PeerAnswer> => {
    if (!network.hosts.has(host))
      throw new DotnetFailure(`System.Net.WebException: The remote name could not be resolved: '${host}'`);
    if (encrypted && from.tls.offers.length === 0) {
      throw new DotnetFailure(
        `${sendFailed} ---> System.ComponentModel.Win32Exception: `
          + 'The client and server cannot communicate, because they do not possess a common algorithm',
      );
    }
    started.socket = await dialled(wayTo(network, host, port), `${network.hosts.get(host)?.[0] ?? ''}:${port}`);
    return await posted(encrypted ? await secured(started.socket, from, network, host) : started.socket, url, headers, body);
  })();
  try {
    return await Promise.race([call, tooLate]);
  } catch (failure) {
    const timedOut = failure instanceof DotnetFailure && failure.timedOut;
    return {
      ok: false,
      timedOut,
      exception: failure instanceof DotnetFailure ? failure.message : `System.Net.WebException: ${String(failure)}`,
    };
  } finally {
    clearTimeout(timer);
    call.catch(() => undefined);
    tooLate.catch(() => undefined);
    started.socket?.destroy();
  }
}

/** Where a name and port of the lab lead; undefined: nowhere. */
export function wayTo(network: LabNetwork, host: string, port: number): string | undefined {
  return host === guest ? `127.0.0.1:${port}` : network.routes.get(`${host}:${port}`);
}

function dialled(at: string | undefined, shownAs: string): Promise<Socket> {
  const [address = '127.0.0.1', port = '1'] = (at ?? '127.0.0.1:1').split(':');
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port: Number(port) });
    socket.once('connect', () => {
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.on('error', () => {
      reject(
        new DotnetFailure(
          'System.Net.WebException: Unable to connect to the remote server ---> '
            + 'System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it '
            + shownAs,
        ),
      );
    });
  });
}

function secured(socket: Socket, from: ServerPlan, network: LabNetwork, host: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const { offers, offeredSuites, curves } = from.tls;
    let secure: TLSSocket;
    try {
      secure = connectTls({
        socket,
        servername: host,
        ca: network.caPem,
        rejectUnauthorized: false,
        ...nodeOptions(withoutGaps(offers), offeredSuites, curves),
      });
    } catch (error) {
      reject(new DotnetFailure(handshakeWords(error as NodeJS.ErrnoException)));
      return;
    }
    secure.on('error', (error: NodeJS.ErrnoException) => {
      reject(new DotnetFailure(handshakeWords(error)));
    });
    secure.once('secureConnect', () => {
      if (!offers.some((version) => version === secure.getProtocol())) {
        reject(new DotnetFailure(refusedHere));
        return;
      }
      // Windows takes no RSA key under 1024 bits. Source: Microsoft Security Advisory 2661254.
      if (secure.authorized && (secure.getPeerCertificate().bits ?? 2048) >= 1024) resolve(secure);
      else {
        reject(
          new DotnetFailure(
            'System.Net.WebException: The underlying connection was closed: '
              + 'Could not establish trust relationship for the SSL/TLS secure channel. ---> '
              + 'System.Security.Authentication.AuthenticationException: '
              + 'The remote certificate is invalid according to the validation procedure.',
          ),
        );
      }
    });
  });
}

function handshakeWords(error: NodeJS.ErrnoException): string {
  if (/alert number \d+/.test(error.message)) return refusedHere;
  if (error.code === 'ECONNRESET' && error.syscall !== undefined) return `${sendFailed} ---> ${forciblyClosed}`;
  if (error.code === 'ECONNRESET') {
    return `${sendFailed} ---> System.IO.IOException: Received an unexpected EOF or 0 bytes from the transport stream.`;
  }
  if (/packet length too long|wrong version number|http request/i.test(error.message)) {
    return `${sendFailed} ---> System.IO.IOException: The handshake failed due to an unexpected packet format.`;
  }
  // The rest is refused on this side: a version or suite of the peer's choice that was never offered.
  return refusedHere;
}

function posted(connection: Socket, url: URL, headers: HeaderLines, body: string): Promise<PeerAnswer> {
  return new Promise((resolve, reject) => {
    const dropped = (): void => {
      reject(
        new DotnetFailure(
          'System.Net.WebException: The underlying connection was closed: ' + 'The connection was closed unexpectedly.',
        ),
      );
    };
    const request = httpRequest(
      {
        method: 'POST',
        path: url.pathname,
        createConnection: () => connection,
        headers: { Host: url.host, ...Object.fromEntries(headers), 'Content-Length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > answerLimit) response.destroy();
          else chunks.push(chunk);
        });
        response.on('aborted', dropped);
        response.on('error', dropped);
        response.on('end', () => {
          const lines: [string, string][] = [];
          for (let at = 0; at + 1 < response.rawHeaders.length; at += 2)
            lines.push([response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '']);
          if (response.complete)
            resolve({ ok: true, status: response.statusCode ?? 0, headers: lines, body: Buffer.concat(chunks).toString('utf8') });
          else dropped();
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' && error.syscall !== undefined) {
        reject(
          new DotnetFailure(
            'System.Net.WebException: The underlying connection was closed: An unexpected error occurred '
            + `on a receive. ---> ${forciblyClosed}`,
          ),
        );
      } else dropped();
    });
    request.end(body);
  });
}

/** What .NET's SOAP client makes of an answer that is not the expected one; null where it is SOAP. */
export function unusableAnswer(answer: PeerAnswer & { ok: true }): string | null {
  const contentType = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/^text\/xml\b/i.test(contentType) && (answer.status === 200 || answer.status === 500)) return null;
  if (answer.status === 200) {
    return `System.InvalidOperationException: Client found response content type of '${contentType}', but expected 'text/xml'.`;
  }
  const diagnostics = answer.headers.find(([name]) => name.toLowerCase() === 'x-ms-diagnostics')?.[1];
  // Source of the ending: OfficeDocs-Support, Resolve-free-busy-errors.
  return (
    `System.Net.WebException: The request failed with HTTP status ${answer.status}: ${reasonOf(answer.status)}`
    + (diagnostics === undefined ? '.' : ` diagnostics: ${diagnostics}`)
  );
}
