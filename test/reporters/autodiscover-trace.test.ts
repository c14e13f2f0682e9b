import { describe, expect, it } from 'vitest';
import type { AutodiscoverFact } from '../../src/model/facts.ts';
import { autodiscoverTrace } from '../../src/reporters/autodiscover-trace.ts';

const HOST = 'https://autodiscover.contoso.test/autodiscover/autodiscover.svc';
const found: AutodiscoverFact = {
  address: 'boris@contoso.test', availabilityUrl: 'https://mail.contoso.test/EWS/Exchange.asmx', from: 'ExternalEwsUrl', serverBuild: null,
  steps: [
    { method: 'scp', url: 'https://ex10.contoso.test/Autodiscover/Autodiscover.xml', outcome: 'withheld', detail: 'credentials were not sent: expired', status: 401, server: 'Microsoft-IIS/7.5', ms: 12 },
    { method: 'soap', url: HOST, outcome: 'settings', detail: 'answers with settings', status: 200, availabilityUrl: 'https://mail.contoso.test/EWS/Exchange.asmx', ms: 7 },
  ],
};
const text = (trace: Parameters<typeof autodiscoverTrace>[0], colours = false): string => autodiscoverTrace(trace, { columns: 80, colours });

describe('the trace of a search at a terminal', () => {
  it('tells every step, and which one gave the URL in which dialect', () => {
    expect(text({ address: found.address, fact: found })).toBe([
      'Autodiscover of boris@contoso.test', '',
      '1.  service connection point: credentials withheld, 12 ms', '    https://ex10.contoso.test/Autodiscover/Autodiscover.xml',
      '    credentials were not sent: expired [Microsoft-IIS/7.5]', '',
      '2.  SOAP (GetUserSettings): settings, 7 ms', `    ${HOST}`, '    answers with settings', '',
      '✓ The availability URL is https://mail.contoso.test/EWS/Exchange.asmx (SOAP,', '  ExternalEwsUrl; step 2).', '',
    ].join('\n'));
  });

  it('tells failure from silence', () => {
    const none = { ...found, availabilityUrl: null, from: null };
    expect(text({ address: found.address, fact: none })).toContain('✗ Autodiscover answered for boris@contoso.test, but gave no availability URL.');
    expect(text({ address: found.address, fact: { ...none, steps: none.steps.slice(0, 1) } })).toContain('✗ No place gave settings for boris@contoso.test.');
    expect(text({ address: found.address, reason: 'the run was ended' })).toContain('? The search did not come to an end: the run was ended');
  });

  it('cleans what servers sent, and colours only where there are colours', () => {
    const evil = '\u001b[2J';
    const shown = { address: found.address, fact: { ...found, steps: found.steps.map((step) => ({ ...step, url: `https://x/${evil}`, detail: evil, server: evil })) } };
    expect(text(shown)).not.toContain('\u001b');
    expect(text(shown, true)).toContain('\u001b[32m');
    expect(text(shown, true)).not.toContain(evil);
  });
});
