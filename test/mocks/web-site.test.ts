/** Web sites at the root of mail domains. */
import { describe, expect, it } from 'vitest';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { ask, handshake, world } from './lab-client.ts';
import type { Got } from './lab-client.ts';

async function within<T>(site: unknown, use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab({ webSites: { 'Contoso.test': site } }, world);
  try {
    return await use(lab);
  } finally {
    await lab.stop();
  }
}

const asked = (lab: Lab, body: string): Promise<Got> => ask(lab, 'https://contoso.test/autodiscover/autodiscover.xml', { method: 'POST', body });
const question = '<Autodiscover><Request><EMailAddress>anna@contoso.test</EMailAddress></Request></Autodiscover>';

describe('a web site', () => {
  it('has a page, and no Autodiscover', () =>
    within({ server: 'nginx' }, async (lab) => {
      const { status, headers } = await ask(lab, 'https://contoso.test/');
      expect([status, headers.find(([name]) => name === 'Server')?.[1]]).toEqual([200, 'nginx']);
      expect((await asked(lab, question)).status).toBe(404);
      expect(lab.hosts.get('contoso.test')).not.toEqual(lab.hosts.get('mail16.contoso.test'));
    }));

  it('answers-autodiscover: settings of its own for whoever asks, nothing of Exchange', () =>
    within({ faults: ['answers-autodiscover'] }, async (lab) => {
      const { status, body } = await asked(lab, question);
      expect(status).toBe(200);
      expect(body).toMatch(/<Type>IMAP<.*<LoginName>anna@contoso\.test</s);
      expect(body).not.toMatch(/EwsUrl|ASUrl|ServerVersion/);
      expect((await asked(lab, 'no XML <')).body).toContain('<LoginName></LoginName>');
      expect((await asked(lab, question.replace('anna', '&lt;b&gt;'))).body).toContain('<LoginName>&lt;b&gt;@contoso.test<');
    }));

  it('wrong-name-certificate', () =>
    within({ faults: ['wrong-name-certificate'] }, async (lab) => {
      expect(await handshake(lab, 'contoso.test:443', 'TLSv1.2')).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID$/);
    }));
});
