/** MailTips as a second question: when they are asked for, with what, and what comes of it. */
import { describe, expect, it } from 'vitest';
import probe from '../../src/probes/mail-tips.ts';
import type { HttpAnswer, HttpRequest, Network } from '../../src/network/port.ts';
import type { Observation } from '../../src/model/observation.ts';
import { built, good, lookups, refusal, scenarioOf, type ScenarioParts, type Try } from '../built-evidence.ts';

const PARTS: ScenarioParts = {
  servers: {
    ex16: { version: 'exchange-2016', ews: 'https://mail.contoso.test/EWS/Exchange.asmx' }, ex19: { version: 'exchange-2019' },
    cloud: { version: 'exchange-online', tenant: 'contoso.onmicrosoft.com' }, other: { version: 'exchange-online', tenant: 'fabrikam.onmicrosoft.com' },
    unsaid: { version: 'exchange-online' },
  },
  mailboxes: {
    anna: { server: 'ex16', signIn: 'corp' }, boris: 'ex19', cleo: { server: 'cloud', signIn: 'app' }, cora: 'cloud', fay: 'other', uma: 'unsaid',
  },
  signIns: { corp: { impersonate: true }, app: { method: 'oauth', impersonate: true } },
  lookups: [],
};
const fails: Try = { answer: refusal('ErrorProxyRequestProcessingFailed', 'Proxy web request failed.') };
const federated: Try = { answer: refusal('ErrorNoFreeBusyAccess', '', { responseSource: 'https://mail2.contoso.test/EWS/Exchange.asmx/WSSecurity' }) };
const evidenceOf = (ids: readonly string[], ...observations: readonly Observation[]) => built(scenarioOf({ ...PARTS, lookups: ids }), ...observations);

describe('is asked for', () => {
  it.each([
    ['on-premises to cloud', ['anna -> cleo', 'anna -> cora'], [lookups('anna', { cleo: fails, cora: fails })], ['anna@contoso.test']],
    ['cloud to on-premises', ['cleo -> anna'], [lookups('cleo', { anna: fails })], ['cleo@contoso.test']],
    ['between two tenants', ['cleo -> fay'], [lookups('cleo', { fay: fails })], ['cleo@contoso.test']],
    ['by federation on-premises', ['anna -> boris'], [lookups('anna', { boris: federated })], ['anna@contoso.test']],
    ['not within one organization', ['anna -> boris', 'cleo -> cora'], [lookups('anna', { boris: fails }), lookups('cleo', { cora: fails })], []],
    ['not where a tenant is not said', ['cleo -> uma'], [lookups('cleo', { uma: fails })], []],
    ['not where the lookup is shown', ['anna -> cleo'], [lookups('anna', { cleo: { answer: good() } })], []],
    ['not where we were refused', ['anna -> cleo'], [lookups('anna', { cleo: { answer: null, status: 401, body: 'empty', signIn: { id: 'corp', method: 'ntlm', outcome: 'rejected' } } })], []],
    ['not before the lookup', ['anna -> cleo'], [], []],
  ] as const)('%s', (_, ids, observations, names) => {
    expect(probe.subjects(evidenceOf(ids, ...observations)).map(({ name }) => name)).toEqual(names);
  });
});

async function gathered(body: string, requester = 'anna', more: Partial<Try> = {}) {
  const sent: HttpRequest[] = [];
  const answer: HttpAnswer = {
    status: 200, headers: [['Content-Type', 'text/xml']], body: Buffer.from(body), tls: null, signIn: { id: 'corp', method: 'ntlm', outcome: 'accepted' },
    timings: { connectMs: 1, tlsMs: 1, firstByteMs: 1, totalMs: 3 },
  };
  const network = { send: (request: HttpRequest) => { sent.push(request); return Promise.resolve({ ok: true, value: answer }); } } as unknown as Network;
  const ids = requester === 'anna' ? ['anna -> cleo', 'anna -> cora'] : ['cleo -> anna'];
  const evidence = evidenceOf(ids, lookups('anna', { cleo: { ...fails, ...more }, cora: fails }), lookups('cleo', { anna: fails }));
  const attempt = await probe.gather(`${requester}@contoso.test`, network, evidence);
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, sent, line: probe.summarize(attempt.value) };
}

describe('one request', () => {
  it('goes where the lookup went, with its sign-in, for all colleagues at once', async () => {
    const { sent } = await gathered('');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ url: 'https://mail.contoso.test/EWS/Exchange.asmx', signIn: 'corp', credentialsDomain: 'contoso.test', minVersion: 'TLSv1.2' });
    expect(String(sent[0]?.body)).toMatch(/SmtpAddress>anna@contoso\.test<.*Recipients>.*cleo@contoso\.test.*cora@contoso\.test/s);
    expect(sent[0]?.headers).not.toHaveProperty('X-AnchorMailbox');
  });

  it('of an application in Exchange Online names the mailbox', async () => {
    expect((await gathered('', 'cleo')).sent[0]?.headers).toMatchObject({ 'X-AnchorMailbox': 'cleo@contoso.test' });
  });

  it('that brings a web page is evidence too', async () => {
    const { fact, line } = await gathered('<html><head></head></html>');
    expect([fact.exchange.body, fact.tips]).toEqual(['html', {}]);
    expect(line).toBe('anna@contoso.test asked for MailTips of 2 colleagues of another organization: 0 came');
  });
});
