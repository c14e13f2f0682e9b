import type { IncomingMessage, ServerResponse } from 'node:http';

/** Header lines in the order in which they are sent. */
export type HeaderLines = readonly (readonly [string, string])[];

/** An HTTP answer before it is written. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderLines;
  readonly body: string;
  /** Announce the whole body, send half and close the connection. */
  readonly cutShort?: boolean;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Reason phrase of a status, as IIS gives it. */
export function reasonOf(status: number): string {
  return reasons[status] ?? 'Status';
}

/** Writes the answer. IIS sends no `Connection: keep-alive`, so neither does this. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const body = Buffer.from(answer.body, 'utf8');
  response.on('error', () => response.destroy());
  const length = answer.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
    ? []
    : [['Content-Length', String(body.length)] as const];
  response.removeHeader('Connection');
  response.writeHead(answer.status, reasonOf(answer.status), [...length, ...answer.headers].flat());
  if (!answer.cutShort) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.end());
}

/** Thrown where a body is longer than a server takes. */
export class BodyTooBig extends Error {}

/** Reads a request's body as UTF-8. Throws BodyTooBig beyond `limit` bytes, and Error where the client goes away. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooBig('The body is too big.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
