/** What is asked of a port to learn who stands there. */
import type { HttpRequest } from '../../network/port.ts';
import { exportToolPath } from '../../protocol/export-tool-manifest.ts';
import { encodeNegotiate } from '../../protocol/ntlm.ts';
import { LIMITS } from '../probe.ts';

/** A path that nobody answers must not hold up what waits for the machine's own name. */
const ASIDE_MS = 10_000;

/** Health pages asked for at a name that several machines may share. Fewer would miss the second of two machines too often. */
const HEALTH_PAGES = 4;

export interface Question extends Pick<HttpRequest, 'label' | 'headers' | 'timeoutMs'> {
  readonly path: string;
  readonly about: 'challenge' | 'header' | 'login page' | 'export tool manifest' | 'health page';
}

/**
 * Nine requests, six where only one machine can stand, all anonymous and all at the same time:
 * 1. the availability service with an NTLM message of type 1, which carries no credentials (MS-NLMP 2.2.1.2);
 * 2. `/owa/` and 3. Autodiscover, for X-OWA-Version; 4. the sign-in page, for the build in its addresses; 5. the manifest of the export
 *    tool;
 * 6. the health page of EWS, over and over, each over a connection of its own, which a balancer may give to another machine. Affinity to
 *    our address hides the others: what comes back is a lower bound.
 * @param oneMachine the name belongs to a machine, not to a service
 */
export function questions(oneMachine: boolean): readonly Question[] {
  const negotiate = `NTLM ${Buffer.from(encodeNegotiate()).toString('base64')}`;
  const aside = { headers: {}, timeoutMs: ASIDE_MS };
  return [
    { about: 'challenge', label: 'ntlm challenge', path: '/EWS/Exchange.asmx', headers: { Authorization: negotiate }, timeoutMs: LIMITS.requestMs },
    { about: 'header', label: 'owa', path: '/owa/', ...aside },
    { about: 'header', label: 'autodiscover', path: '/autodiscover/autodiscover.xml', ...aside },
    { about: 'login page', label: 'login page', path: '/owa/auth/logon.aspx', ...aside },
    { about: 'export tool manifest', label: 'export tool manifest', path: exportToolPath, ...aside },
    ...Array.from({ length: oneMachine ? 1 : HEALTH_PAGES }, (_, index): Question => ({
      about: 'health page', label: `health page ${index + 1}`, path: '/EWS/healthcheck.htm', ...aside, headers: { Connection: 'close' },
    })),
  ];
}
