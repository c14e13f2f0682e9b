/** Which tenant a domain belongs to, and in which cloud it lives: what the token service shows to everybody. */
import { authorityBeside, tenantOf } from '../exchange/tenants.ts';
import type { Evidence } from '../model/evidence.ts';
import { decodeOpenIdConfiguration, openIdConfigurationUrl } from '../protocol/openid-configuration.ts';
import { printable } from '../protocol/printable.ts';
import { hybridLookupsNotShown, inTheCloud } from './hybrid.ts';
import { defineProbe, LIMITS, observed, type Subject } from './probe.ts';

/**
 * One question for each tenant in hybrid lookups that are not shown, to the token service of that server's cloud, and to nobody else. It
 * names the tenant or the mail domain, never a user.
 */
export default defineProbe({
  kind: 'tenant',
  title: 'which tenant a domain in Exchange Online belongs to, and in which cloud (without credentials)',
  afterOthers: true,
  subjects: (evidence) => [...tenantsInQuestion(evidence)].map(([name, authority]): Subject =>
    (openIdConfigurationUrl(authority, name) === null ? { name, skip: 'that is neither a domain nor the id of a tenant' } : { name })),
  async gather(domain, network, evidence) {
    const url = openIdConfigurationUrl(tenantsInQuestion(evidence).get(domain) ?? '', domain);
    if (url === null) throw new Error(`${domain} is no tenant in question`);
    const attempt = await network.send({
      label: 'openid configuration', method: 'GET', url, headers: { 'User-Agent': 'crosslines' },
      timeoutMs: LIMITS.requestMs, limitBytes: LIMITS.pageBytes,
    });
    if (!attempt.ok) return attempt;
    return observed({ domain, url, status: attempt.value.status, ...decodeOpenIdConfiguration(attempt.value.body) });
  },
  summarize({ domain, url, status, tenantId, refusal, cloudInstance, region, subRegion }) {
    const cloud = [cloudInstance, region, subRegion].filter((one) => one !== null).join(', ');
    return printable(tenantId !== null ? `${domain} is tenant ${tenantId}${cloud === '' ? '' : ` (${cloud})`}`
      : `${new URL(url).host} knows no tenant of ${domain}: ${refusal ?? `HTTP ${status}`}`, 300);
  },
});

/** Tenants by name, each with the host of its token service: the tenant that the scenario names, or else the domain of the mailbox. */
function tenantsInQuestion(evidence: Evidence): ReadonlyMap<string, string> {
  return new Map(hybridLookupsNotShown(evidence).map(({ requester, target }) => {
    const mailbox = inTheCloud(requester, evidence) ? requester : target;
    const url = evidence.availabilityUrl(mailbox.id);
    return [tenantOf(mailbox, evidence), authorityBeside(url === undefined ? '' : new URL(url).hostname)];
  }));
}
