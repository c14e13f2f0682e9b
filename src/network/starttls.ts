/** The talk with a mail server before TLS: greeting, EHLO, STARTTLS. Source: RFC 3207, RFC 5321 3.1 and 4.1.1.1. */
import type { Socket } from 'node:net';
import { readSmtpReply, smtpKeywords, type SmtpReply } from '../protocol/smtp.ts';
import { classify, failed, starttlsFailed, type NetworkFailure } from './failures.ts';
import type { StarttlsTalk } from './port.ts';

const LONGEST_TALK = 16_384;

/**
 * Brings a fresh connection to the point where TLS begins. Throws NetworkFailure and ends the connection when the server does not come along.
 * @param where `host:port`, for sentences
 * @param interrupted has the run been ended?
 */
export async function starttls(socket: Socket, where: string, timeoutMs: number, interrupted: () => boolean): Promise<StarttlsTalk> {
  const next = replies(socket, where, timeoutMs, interrupted);
  try {
    const greeting = await next.reply();
    if (greeting.code !== 220) throw refusal(where, 'greets with', greeting);
    const ehlo = await next.reply(`EHLO ${ownLiteral(socket)}\r\n`);
    if (ehlo.code !== 250) throw refusal(where, 'answers EHLO with', ehlo);
    const keywords = smtpKeywords(ehlo);
    if (!keywords.includes('STARTTLS')) throw starttlsFailed(`the mail server ${where} does not offer STARTTLS`);
    const begin = await next.reply('STARTTLS\r\n');
    if (begin.code !== 220) throw refusal(where, 'answers STARTTLS with', begin);
    return { greeting: greeting.lines[0] ?? '', keywords };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    next.end();
  }
}

/** Source: RFC 5321 3.8 (421), RFC 3207 4 (454). */
function refusal(where: string, does: string, { code, lines }: SmtpReply): NetworkFailure {
  const meaning = code === 421 ? ': it is too busy or closing' : code === 454 ? ': TLS is not available there for now' : '';
  return starttlsFailed(`the mail server ${where} ${does} ${code} ${lines.join(' ').slice(0, 200)}${meaning}`, code);
}

/** The address literal of this end: nobody has to resolve it. Source: RFC 5321 4.1.3. */
function ownLiteral(socket: Socket): string {
  const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

interface Replies {
  /** Sends a line, if any, and waits for the whole reply. */
  reply(line?: string): Promise<SmtpReply>;
  end(): void;
}

function replies(socket: Socket, where: string, timeoutMs: number, interrupted: () => boolean): Replies {
  let received = Buffer.alloc(0);
  let ended: NetworkFailure | undefined;
  let wake: () => void = () => undefined;
  const end = (failure: NetworkFailure): void => {
    ended ??= failure;
    wake();
  };
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]).subarray(0, LONGEST_TALK);
    wake();
  };
  const onEnd = (): void => { end(starttlsFailed(`the mail server ${where} closed the connection before TLS`)); };
  const onError = (error: Error): void => {
    end(interrupted() ? failed('interrupted', 'the run was ended') : classify(error, 'answer', where));
  };
  const timer = setTimeout(() => { end(starttlsFailed(`the mail server ${where} fell silent before TLS`)); }, timeoutMs);
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onEnd);
  socket.on('error', onError);

  async function reply(line?: string): Promise<SmtpReply> {
    if (line !== undefined) {
      // Anything before our line would be of somebody who injects into the plain text. Source: RFC 3207 4.2 and CVE-2011-0411.
      received = Buffer.alloc(0);
      socket.write(line);
    }
    for (;;) {
      const read = readSmtpReply(received);
      if (read === 'not-smtp') throw starttlsFailed(`${where} does not speak SMTP`);
      if (read !== 'incomplete') {
        received = received.subarray(read.bytes);
        return read.reply;
      }
      if (ended !== undefined) throw ended;
      if (received.length >= LONGEST_TALK) throw starttlsFailed(`the mail server ${where} says too much before TLS`);
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  }

  return {
    reply,
    end() {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      socket.off('error', onError);
    },
  };
}
