import type { RawAnswer } from './http.ts';

/** The answer without a secret that was sent: a server may repeat that, in a page about an error for instance. */
export function withoutEcho(answer: RawAnswer, sent: string): RawAnswer {
  const hidden = (text: string): string => text.replaceAll(sent, '[secret]');
  const body = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.length);
  return {
    ...answer,
    headers: answer.headers.map(([name, value]) => [name, hidden(value)] as const),
    body: body.includes(sent, 0, 'latin1') ? new Uint8Array(Buffer.from(hidden(body.toString('latin1')), 'latin1')) : answer.body,
  };
}
