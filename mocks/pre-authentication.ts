import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * A device that stands before a name and wants its own sign-in: reading requests are sent to its login form, all others
 * get 401 with a realm of its own. Nothing reaches Exchange.
 */
export function preAuthentication(host: string): (request: IncomingMessage) => Answer {
  const realm = `Remote Access ${host.split('.').slice(1).join('.')}`;
  return (request) => {
    if (/^\/access\/login/.test(request.url ?? '')) {
      return {
        status: 200,
        headers: [
          ['Content-Type', 'text/html; charset=utf-8'],
          ['Cache-Control', 'no-store'],
        ],
        body:
          '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method="post" action="/access/login">'
          + '<input name="username"><input name="password" type="password"><button>Sign in</button></form></body></html>',
      };
    }
    if (request.method === 'GET' || request.method === 'HEAD') {
      return {
        status: 302,
        headers: [
          ['Location', `https://${host}/access/login?to=${encodeURIComponent(request.url ?? '/')}`],
          ['Cache-Control', 'no-store'],
        ],
        body: '',
      };
    }
    return refusedAtTheDoor(realm);
  };
}

/** The same before a back-end port: whoever calls is refused. */
export function preAuthenticationToPeers(host: string): () => Answer {
  return () => refusedAtTheDoor(`Remote Access ${host.split('.').slice(1).join('.')}`);
}

function refusedAtTheDoor(realm: string): Answer {
  return {
    status: 401,
    headers: [
      ['WWW-Authenticate', `Basic realm="${realm}"`],
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    body: '<html><head><title>Authorization Required</title></head><body><h1>Authorization Required</h1></body></html>',
  };
}
