/** A kept connection that the server ends at the moment a request goes out on it. */
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, failureOf, get, httpServer, liveAt, textOf, valueOf } from './loopback.ts';

afterEach(endAll);

const url = 'http://mail.contoso.test/EWS';

describe('a kept connection', () => {
  it('that breaks under a request is replaced once by a new one', async () => {
    let asked = 0;
    const server = await httpServer((request, response) => {
      asked++;
      if (asked === 2) request.socket.destroy();
      else response.end(`answer ${asked}`);
    });
    const network = liveAt({ at: { 'mail.contoso.test:80': server.port } });
    expect(textOf(valueOf(await network.send(get(url))))).toBe('answer 1');
    expect(textOf(valueOf(await network.send(get(url))))).toBe('answer 3');
    expect({ asked, connections: server.connections() }).toEqual({ asked: 3, connections: 2 });
  });

  it('is no excuse to repeat what fails on a new one', async () => {
    let asked = 0;
    const server = await httpServer((request) => {
      asked++;
      request.socket.destroy();
    });
    const network = liveAt({ at: { 'mail.contoso.test:80': server.port } });
    expect(failureOf(await network.send(get(url))).kind).toBe('closed');
    expect(asked).toBe(1);
  });
});
