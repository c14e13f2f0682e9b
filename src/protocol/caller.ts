/** What a caller says first: a ClientHello, an HTTP request, or something else; and what is said to it before the connection is closed. */
import type { CallContent } from '../model/facts.ts';
import { printable } from './printable.ts';
import { recordReader } from './tls/records.ts';
import { readClientHello, readSsl2ClientHello } from './tls/seen-hello.ts';
import { printableStart } from './tls/foreign-protocol.ts';
import { u16, vector } from './tls/wire.ts';

/** Most bytes of one caller that are read. A ClientHello has a few hundred, a notification a few thousand. */
export const callerLimit = 65_536;

const clientHelloType = 1;
const longestHeader = 16_384;
const longestShown = 200;
/** Methods by which a request is told from other text. Source: RFC 9110 9. */
const methods = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|NOTIFY) /;

/** Takes what a caller sends as it arrives. */
export interface CallerReader {
  /** true: nothing more is needed. Every byte is looked at once, however slowly they drip. */
  push(part: Uint8Array): boolean;
  result(): CallContent;
}

/** @param controlPath path of the notification that a server was asked to send without TLS; null: nobody was */
export function callerReader(controlPath: string | null): CallerReader {
  let reader: CallerReader | undefined;
  let first = new Uint8Array();
  return {
    push(part) {
      if (reader !== undefined) return reader.push(part);
      first = Buffer.concat([first, part]);
      reader = first.length === 0 ? undefined : readerFor(first, controlPath);
      return reader?.push(first) ?? false;
    },
    result: () => reader?.result() ?? (first.length === 0 ? { kind: 'nothing' } : notTls(first)),
  };
}

/** By the first bytes; undefined: too few of them. */
function readerFor(first: Uint8Array, controlPath: string | null): CallerReader | undefined {
  const [type = 0, next, third] = first;
  if (type === 22) return helloReader();
  // A two-byte header with its top bit set, then a CLIENT-HELLO. Source: RFC 5246 E.2.
  if ((type & 0x80) !== 0 && (third === undefined || third === clientHelloType)) {
    return next === undefined || third === undefined ? undefined : ssl2Reader();
  }
  if (/[A-Z]/.test(String.fromCharCode(type))) return httpReader(controlPath);
  return otherReader();
}

function helloReader(): CallerReader {
  const records = recordReader();
  let content: CallContent = { kind: 'broken-hello' };
  return {
    push(part) {
      for (const event of records.push(part)) {
        const hello = event.kind === 'message' && event.type === clientHelloType ? readClientHello(event.body) : undefined;
        if (hello !== undefined) content = { kind: 'client-hello', hello };
        return true;
      }
      return false;
    },
    result: () => content,
  };
}

function ssl2Reader(): CallerReader {
  const received = Buffer.alloc(2 + 0x7fff);
  let filled = 0;
  const wanted = (): number => 2 + (received.readUInt16BE(0) & 0x7fff);
  return {
    push(part) {
      received.set(part.subarray(0, received.length - filled), filled);
      filled += Math.min(part.length, received.length - filled);
      return filled >= wanted();
    },
    result() {
      const hello = filled < wanted() ? undefined : readSsl2ClientHello(received.subarray(2, wanted()));
      return hello === undefined ? { kind: 'broken-hello' } : { kind: 'client-hello', hello };
    },
  };
}

/** Reads the head and as much of the body as it announces, so that closing afterwards resets nothing. Source: RFC 9112 6. */
function httpReader(controlPath: string | null): CallerReader {
  let head = '';
  let bodyLeft: number | undefined;
  return {
    push(part) {
      let rest = Buffer.from(part).toString('latin1');
      if (bodyLeft === undefined) {
        const before = Math.max(0, head.length - 3);
        head += rest;
        const end = head.indexOf('\r\n\r\n', before);
        if (end < 0) return head.length > longestHeader || (head.length >= 8 && !methods.test(head));
        rest = head.slice(end + 4);
        head = head.slice(0, end);
        bodyLeft = Number(headerOf(head, 'content-length') ?? 0);
      }
      bodyLeft -= rest.length;
      return !(bodyLeft > 0);
    },
    result() {
      const request = /^([A-Z]{1,10}) (\S{1,2000}) HTTP\/\d/.exec(head);
      if (request === null) return notTls(Buffer.from(head, 'latin1'));
      const [, method = '', target = ''] = request;
      const path = printable(target.replace(/^https?:\/\/[^/]*/i, ''), longestShown);
      return {
        kind: 'http', method, path, userAgent: headerOf(head, 'user-agent'), via: headerOf(head, 'via'),
        control: method === 'POST' && controlPath !== null && path === controlPath,
      };
    },
  };
}

function otherReader(): CallerReader {
  let start: Uint8Array = new Uint8Array();
  return {
    push(part) {
      start = part.slice(0, longestShown);
      return true;
    },
    result: () => notTls(start),
  };
}

function notTls(start: Uint8Array): CallContent {
  return { kind: 'not-tls', start: printableStart(start) };
}

function headerOf(head: string, name: string): string | null {
  const value = new RegExp(`\\r\\n${name}:[ \\t]*([^\\r\\n]*)`, 'i').exec(head)?.[1];
  return value === undefined ? null : printable(value, longestShown);
}

/** Source: RFC 5246 7.2.2; the error of SSL 2.0: draft-hickman-netscape-ssl-00, NO-CIPHER-ERROR. */
const handshakeFailure = { fatal: 2, description: 40 } as const;
const ssl2NoCipher = Uint8Array.of(0x80, 3, 0, 0, 1);

/**
 * What is said before the connection is closed. To TLS: the fatal alert 40 (handshake_failure), which every version knows and after which a client
 * neither waits nor goes on; `close_notify` alone would look like a connection that broke. To HTTP: an answer, which for the notification that
 * was asked for ends the subscription. To anything else: nothing.
 */
export function farewell(content: CallContent, notificationAnswer: string): Uint8Array {
  switch (content.kind) {
    case 'client-hello':
      if (content.hello.newest === null) return ssl2NoCipher;
      return alert(content.hello.clientVersion);
    case 'broken-hello':
      return alert(0x0301);
    case 'http':
      return content.control ? httpAnswer('text/xml; charset=utf-8', notificationAnswer)
        : httpAnswer('text/plain; charset=utf-8', 'crosslines witness listens here.\n');
    case 'nothing':
    case 'not-tls':
      return new Uint8Array();
  }
}

function alert(clientVersion: number): Uint8Array {
  const version = Math.min(Math.max(clientVersion, 0x0300), 0x0303);
  return Buffer.concat([Uint8Array.of(21), u16(version), vector(2, Uint8Array.of(handshakeFailure.fatal, handshakeFailure.description))]);
}

function httpAnswer(type: string, body: string): Uint8Array {
  const head = ['HTTP/1.1 200 OK', `Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close', '', ''];
  return Buffer.from(head.join('\r\n') + body, 'utf8');
}
