/** A balancer's cookie leaves the network as the address it stands for; every other cookie without its value. */
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, get, header, httpServer, liveAt, valueOf } from './loopback.ts';

afterEach(endAll);

describe('balancer cookies', () => {
  it('are written out, and nothing else of any cookie', async () => {
    const server = await httpServer((_request, response) => {
      response.writeHead(200, [
        'Set-Cookie', 'BIGipServerews=1677787402.47873.0000; path=/; Httponly', 'Set-Cookie', 'BIGipServerews=!c2VjcmV0c2VjcmV0; path=/',
        'Set-Cookie', 'NSC_ews=ffffffffc3a01e1f45525d5f4f58455e445a4a423660', 'Set-Cookie', 'other=1677787402.47873.0000',
      ]).end();
    });
    const answer = valueOf(await liveAt({ at: { 'mail.contoso.test:80': server.port } }).send(get('http://mail.contoso.test/')));
    expect(header(answer, 'set-cookie')).toEqual(['BIGipServerews=10.1.1.100:443; path=/; Httponly', 'BIGipServerews=; path=/', 'NSC_ews=', 'other=']);
  });
});
