/** The addresses for other organizations, against real servers on loopback: when they are asked, what, and what is made of the answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { PartnerDoorsFact } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import probe from '../../src/probes/partner-doors.ts';
import { built, good, lookups, refusal, scenarioOf, type ScenarioParts } from '../built-evidence.ts';
import { rootAuthority } from '../network/certificates.ts';
import { endAll, httpsServer, liveAt } from '../network/loopback.ts';

const MAIL = 'mail.contoso.test';
const AUTODISCOVER = 'autodiscover.contoso.test';
const authority = await rootAuthority();
const identity = await authority.issue([MAIL, AUTODISCOVER]);
afterEach(endAll);

const PARTS: ScenarioParts = {
  servers: {
    ex16: { version: 'exchange-2016', ews: `https://${MAIL}/EWS/Exchange.asmx` }, ex19: { version: 'exchange-2019', ews: 'https://mail2.contoso.test/EWS/Exchange.asmx' },
    lost: { version: 'exchange-2016' }, cloud: { version: 'exchange-online', ews: 'https://outlook.office365.com/EWS/Exchange.asmx' },
  },
  mailboxes: { anna: 'ex16', alma: 'ex16', boris: 'ex19', luna: 'lost', cleo: 'cloud', cora: 'cloud' }, lookups: [],
};
type Given = Parameters<typeof lookups>[1][string];
const fails: Given = { answer: refusal('ErrorProxyRequestProcessingFailed', 'The request failed with HTTP status 401: Unauthorized.') };
const federated: Given = { answer: refusal('ErrorProxyRequestProcessingFailed', 'failed', { responseSource: 'https://mail2.contoso.test/EWS/Exchange.asmx/WSSecurity' }) };
const evidenceOf = (ids: readonly string[], ...observations: readonly Observation[]) => built(scenarioOf({ ...PARTS, lookups: ids }), ...observations);

describe('asks a server to which a call from outside failed', () => {
  it.each([
    ['from Exchange Online', ['cleo -> anna'], [lookups('cleo', { anna: fails })], ['ex16']],
    ['once for all its mailboxes', ['cleo -> anna', 'cleo -> alma', 'cora -> anna'], [lookups('cleo', { anna: fails, alma: fails }), lookups('cora', { anna: fails })], ['ex16']],
    ['by federation, on-premises', ['anna -> boris'], [lookups('anna', { boris: federated })], ['ex19']],
    ['not within one organization', ['anna -> boris'], [lookups('anna', { boris: fails })], []],
    ['not in the other direction', ['anna -> cleo'], [lookups('anna', { cleo: fails })], []],
    ['not where the lookup is shown', ['cleo -> anna'], [lookups('cleo', { anna: { answer: good() } })], []],
    ['not before the lookup', ['cleo -> anna'], [], []],
    ['nor where no name of it is known', ['cleo -> luna'], [lookups('cleo', { luna: fails })], ['lost: no published name of it is known']],
  ] as const)('%s', (_, ids, observations, names) => {
    expect(probe.subjects(evidenceOf(ids, ...observations)).map(({ name, skip }) => (skip === undefined ? name : `${name}: ${skip}`))).toEqual(names);
  });
});

interface Asked { readonly what: string; readonly authorization: string | undefined; readonly body: string }
type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** What the probe makes of a server for both names; `only`: of one name, where the other leads nowhere. */
async function seen(reply: Reply, only?: string): Promise<{ readonly fact: PartnerDoorsFact; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = await httpsServer(identity, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ what: `${request.method} ${request.headers.host}${request.url}`, authorization: request.headers.authorization, body: Buffer.concat(chunks).toString() });
      reply(request, response);
    });
  });
  const names = only === undefined ? [MAIL, AUTODISCOVER] : [only];
  const hosts = new Map(names.map((name) => [name, ['127.0.0.1']]));
  const network = liveAt({ at: Object.fromEntries(names.map((name) => [name, server.port])), trust: [authority.pem], ...(only === undefined ? {} : { hosts }) });
  const attempt = await probe.gather('ex16', network, evidenceOf(['cleo -> anna'], lookups('cleo', { anna: fails })));
  if (!attempt.ok) throw new Error(attempt.failure.message);
  return { fact: attempt.value, asked };
}

const BEARER = ['WWW-Authenticate', 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@b0000000-0000-4000-8000-00000000000b"'];
const IIS = ['Server', 'Microsoft-IIS/10.0', 'X-FEServer', 'EX16'];
const CAPABLE = [...IIS, 'X-SOAP-Enabled', 'True', 'X-WSSecurity-Enabled', 'True'];
const FAULT = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>a:InvalidSecurity</faultcode><faultstring>An error occurred when verifying security '
  + 'for the message.</faultstring></s:Fault></s:Body></s:Envelope>';
const FEDERATION = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetFederationInformationResponseMessage><Response><ErrorCode>NoError</ErrorCode>'
  + '<ApplicationUri>FYDIBOHF25SPDLT.contoso.test</ApplicationUri><Domains><Domain>contoso.test</Domain></Domains></Response></GetFederationInformationResponseMessage></s:Body></s:Envelope>';

/** Exchange as it should be, with what a test changes. */
const exchange = (change: (request: IncomingMessage, response: ServerResponse) => boolean = () => false): Reply => (request, response) => {
  if (change(request, response)) return;
  const path = (request.url ?? '').toLowerCase();
  if (path.endsWith('/wssecurity')) response.writeHead(500, [...IIS, 'Content-Type', 'text/xml']).end(FAULT);
  else if (path.includes('autodiscover.json')) response.writeHead(200).end(JSON.stringify({ Protocol: 'Ews', Url: `https://${MAIL}/EWS/Exchange.asmx` }));
  else if (request.headers.authorization === 'Bearer') response.writeHead(401, [...CAPABLE, 'X-OAuth-Enabled', 'True', ...BEARER]).end();
  else response.writeHead(200, [...CAPABLE, 'X-OAuth-Enabled', 'True', 'Content-Type', 'text/xml']).end(FEDERATION);
};

describe('a healthy Exchange', () => {
  it('is asked five things, none with credentials, Autodiscover at its own name', async () => {
    const { asked } = await seen(exchange());
    expect(asked.map(({ what }) => what).sort()).toEqual([
      `GET ${AUTODISCOVER}/autodiscover/autodiscover.json?Email=anna%40contoso.test&Protocol=Ews&RedirectCount=0`,
      `POST ${AUTODISCOVER}/autodiscover/autodiscover.svc`, `POST ${AUTODISCOVER}/autodiscover/autodiscover.svc`,
      `POST ${AUTODISCOVER}/autodiscover/autodiscover.svc/WSSecurity`, `POST ${MAIL}/EWS/Exchange.asmx/WSSecurity`,
    ]);
    expect(asked.flatMap(({ authorization }) => authorization ?? [])).toEqual(['Bearer']);
    expect(asked.filter(({ body }) => /assertion|security/i.test(body))).toEqual([]);
  });

  it('tells what it publishes and can', async () => {
    const { fact } = await seen(exchange());
    expect(fact).toMatchObject({
      server: 'ex16', bearer: 'offered', availabilityUrl: `https://${MAIL}/EWS/Exchange.asmx`,
      federation: { applicationUri: 'FYDIBOHF25SPDLT.contoso.test', domains: ['contoso.test'], error: null },
      capabilities: { soap: true, wsSecurity: true, oauth: true, federationIssuer: null },
      ewsPasses: { seen: { status: 500, exchangeHeaders: ['x-feserver'] }, fault: 'An error occurred when verifying security for the message.' },
      challenge: { trustedIssuers: [{ realm: 'b0000000-0000-4000-8000-00000000000b' }] },
    });
    expect(probe.summarize(fact)).toMatch(/WSSecurity answers 500 \(An error .*Autodiscover offers OAuth; federation information for contoso\.test: FYDIBOHF25SPDLT/);
  });

  it('is asked at its published name, where autodiscover.<domain> does not answer', async () => {
    const { fact, asked } = await seen(exchange(), MAIL);
    expect(asked.length).toBe(5);
    expect([fact.autodiscover.url, fact.bearer]).toEqual([`https://${MAIL}/autodiscover/autodiscover.svc`, 'offered']);
  });
});

describe('what differs is seen', () => {
  it('no OAuth at Autodiscover, and what is not enabled', async () => {
    const { fact } = await seen(exchange((request, response) => {
      if (!request.url?.endsWith('.svc')) return false;
      if (request.headers.authorization === 'Bearer') response.writeHead(401, [...IIS, 'X-SOAP-Enabled', 'True', 'WWW-Authenticate', 'Negotiate']).end();
      else response.writeHead(200, [...IIS, 'X-SOAP-Enabled', 'True', 'X-WSSecurity-Enabled', 'False']).end(FEDERATION);
      return true;
    }));
    expect([fact.bearer, fact.challenge, fact.capabilities]).toEqual(['not-offered', null, { soap: true, wsSecurity: false, oauth: false, federationIssuer: null }]);
  });

  it('headers that say nothing leave it open', async () => {
    const { fact } = await seen((_, response) => response.writeHead(404, IIS).end());
    expect([fact.capabilities, fact.federation, fact.bearer, fact.availabilityUrl]).toEqual([{ soap: null, wsSecurity: null, oauth: null, federationIssuer: null }, null, null, null]);
  });

  it('a device before one address', async () => {
    const { fact } = await seen(exchange((request, response) => {
      if (!request.url?.startsWith('/EWS')) return false;
      response.writeHead(302, ['Server', 'BigIP', 'Location', '/my.policy']).end();
      return true;
    }));
    expect(fact.ewsPasses).toMatchObject({ seen: { status: 302, location: '/my.policy', exchangeHeaders: [] } });
    expect(fact.autodiscoverPasses).toMatchObject({ seen: { status: 500 } });
  });

  it('405 of IIS', async () => {
    const { fact } = await seen(exchange((request, response) => {
      if (!request.url?.includes('.svc')) return false;
      response.writeHead(405, ['Server', 'Microsoft-IIS/8.5', 'Allow', 'GET']).end();
      return true;
    }));
    expect([fact.autodiscover.seen?.status, fact.autodiscoverPasses.seen?.status, fact.ewsPasses.seen?.status, fact.federation]).toEqual([405, 405, 500, null]);
  });
});

describe('a hostile server', () => {
  it('gets no further than the limits', async () => {
    const { fact } = await seen((_, response) => {
      response.writeHead(200, ['X-SOAP-Enabled', 'x'.repeat(4_000), 'X-FederationTrustTokenIssuerUri', 'y'.repeat(4_000), 'WWW-Authenticate', 'Bearer a='.repeat(400)]);
      const more = (): void => { if (!response.destroyed) response.write('<a>'.repeat(20_000), () => { setImmediate(more); }); };
      more();
    });
    expect(fact.ewsPasses).toMatchObject({ seen: null, failure: { kind: 'answer-too-large' } });
    expect(probe.summarize(fact).length).toBeLessThanOrEqual(600);
  });

  it('that closes every connection leaves failures', async () => {
    const { fact } = await seen((_, response) => response.destroy());
    expect([fact.ewsPasses.seen, fact.autodiscover.seen, fact.federation, fact.bearer]).toEqual([null, null, null, null]);
    expect(probe.summarize(fact)).toContain('answers nothing');
  });
});
