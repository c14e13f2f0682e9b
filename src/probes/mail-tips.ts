/** MailTips of colleagues in another organization: the same server gets them by calls of its own, as it gets their availability. */
import type { Evidence } from '../model/evidence.ts';
import type { LookupExchange } from '../model/facts.ts';
import type { Mailbox } from '../model/scenario.ts';
import { decodeMailTipsAnswer, encodeMailTipsRequest, mailTipsHeaders, recipientsLimit } from '../protocol/mail-tips.ts';
import { printable } from '../protocol/printable.ts';
import { endpointOf, lowestTls } from './endpoints.ts';
import { crossLinesBetweenOrganizations } from './hybrid.ts';
import { anchorOf, answeredExchange, domainOf, failedExchange } from './lookup-exchange.ts';
import { defineProbe, LIMITS, observed } from './probe.ts';

const NOT_WAITED = { times: 0, ms: 0 } as const;

/**
 * One request for each requester whose lookups in another organization ended in cross lines by EWS, with the sign-in of those lookups and at the
 * address that answered them. It is not repeated, not even for a server that asks for a pause.
 */
export default defineProbe({
  kind: 'mail-tips',
  title: 'MailTips of colleagues in another organization, where the lookup failed: a second question over the same way',
  afterOthers: true,
  subjects: (evidence) => [...asked(evidence).keys()].map((name) => ({ name })),
  async gather(address, network, evidence) {
    const question = asked(evidence).get(address);
    if (question === undefined) throw new Error(`${address} has no lookup that failed`);
    const { requester, before: { url, tls } } = question;
    const targets = question.targets.slice(0, recipientsLimit);
    const signIn = evidence.scenario.signIns[requester.signIn ?? ''];
    const anchor = anchorOf(requester, signIn);
    const attempt = await network.send({
      label: 'MailTips', method: 'POST', url,
      body: encodeMailTipsRequest({ requester: address, targets, impersonate: signIn?.impersonate ?? false }),
      headers: { ...mailTipsHeaders, 'User-Agent': 'crosslines', ...(anchor === undefined ? {} : { 'X-AnchorMailbox': anchor }) },
      minVersion: tls?.steppedDown === true ? lowestTls(evidence, endpointOf(url)) ?? 'TLSv1.2' : 'TLSv1.2',
      ...(requester.signIn === undefined ? {} : { signIn: requester.signIn, credentialsDomain: domainOf(requester) }),
      timeoutMs: LIMITS.lookupMs, limitBytes: LIMITS.pageBytes,
    });
    if (!attempt.ok) return observed({ requester: address, exchange: failedExchange(url, targets, attempt.failure, NOT_WAITED), tips: {} });
    const { tips, ...decoded } = decodeMailTipsAnswer(attempt.value.body, targets);
    return observed({ requester: address, exchange: answeredExchange(url, targets, attempt.value, tls?.steppedDown ?? false, NOT_WAITED, decoded), tips });
  },
  summarize({ requester, exchange, tips }) {
    const came = Object.values(tips).filter(({ mailboxFull }) => mailboxFull !== null).length;
    const late = Object.values(tips).filter(({ pending }) => pending.length > 0).length;
    const trouble = exchange.failure?.message ?? exchange.fault?.message ?? (exchange.status === 200 ? '' : `HTTP ${exchange.status ?? 'none'}`);
    const many = `${exchange.targets.length} colleague${exchange.targets.length === 1 ? '' : 's'} of another organization`;
    return printable(`${requester} asked for MailTips of ${many}: ${came} came${late > 0 ? `, ${late} not in time` : ''}${trouble ? ` (${trouble})` : ''}`, 300);
  },
});

interface Question {
  readonly requester: Mailbox;
  readonly targets: readonly string[];
  /** An exchange of the lookups that the requester's server answered. */
  readonly before: LookupExchange;
}

function asked(evidence: Evidence): ReadonlyMap<string, Question> {
  const found = new Map<string, Question>();
  for (const { requester, target: { address: target } } of crossLinesBetweenOrganizations(evidence)) {
    const fact = evidence.fact('user-availability', requester.address);
    const before = fact?.exchanges[fact.targets[target]?.at(-1)?.exchange ?? -1];
    const known = found.get(requester.address);
    // What refused us would refuse us again.
    if (before === undefined || before.failure !== null || before.status === 401 || before.status === 403) continue;
    if (known?.targets.includes(target) !== true) found.set(requester.address, { requester, before, targets: [...known?.targets ?? [], target] });
  }
  return found;
}
