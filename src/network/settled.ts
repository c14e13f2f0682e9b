import type { Socket } from 'node:net';

/** Waits for one event of a socket; destroys the socket and throws when an error or the time comes first. */
export async function settled(
  socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number, onTimeout: () => Error, onError: (error: Error) => Error,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      socket.off('error', onFailure);
      socket.off('close', onClose);
      if (error === undefined) {
        resolve();
      } else {
        socket.destroy();
        reject(error);
      }
    };
    const onFailure = (error: Error): void => { finish(onError(error)); };
    const onClose = (): void => { finish(onError(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))); };
    const timer = setTimeout(() => { finish(onTimeout()); }, timeoutMs);
    socket.once(event, () => { finish(); });
    socket.once('error', onFailure);
    socket.once('close', onClose);
  });
}
