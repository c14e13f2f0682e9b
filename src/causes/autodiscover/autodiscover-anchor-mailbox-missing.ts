import { identify } from '../../exchange/identity.ts';
import { defineCause, doubts, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';
import { search } from './sight.ts';

/** Address by which a forest asks Autodiscover of another one. Source: OfficeDocs-Support, cross-forest-free-busy-lookup-fails.md (KB 3010570). */
const ANCHOR = '01B62C6D-4324-448f-9884-5FEC6D18A7E2';

const notDiscovered = says('autodiscover-endpoint-not-discovered');
const named = inAnswer(({ text }) => text.includes('MailboxGuidWithDomainNotFound') || text.toLowerCase().includes(ANCHOR.toLowerCase()));

/** From 2013 on, Autodiscover answers 404 for an address that nobody has. The same article. */
const targetLooksUpAnchor: See = (lookup, evidence) => {
  const observation = evidence.of('user-availability', lookup.requester.address);
  if (observation === undefined) return undefined;
  const { version, versionShownBy } = identify(lookup.target.server, evidence);
  return ['exchange-2013', 'exchange-2016', 'exchange-2019'].includes(version) ? [versionShownBy ?? observation] : [];
};

/** Nobody answers where Autodiscover of the target's domain should be; the web site of the root domain does not count. */
const nobodyThere = search('target', ({ availabilityUrl, steps }) => availabilityUrl === null
  && steps.some(({ method }) => method === 'https-autodiscover-host')
  && steps.every(({ method, outcome }) => method === 'https-root-domain' || outcome === 'unreachable'));

export default defineCause({
  id: 'autodiscover-anchor-mailbox-missing',
  layer: 'autodiscover',
  title: 'Nobody in the other forest has the address by which Autodiscover is asked',
  explanation: 'To learn where to ask in the other forest, {requesterServer} asks Autodiscover there for a fixed, made-up address. No mailbox '
    + 'has this address, so Autodiscover tells it nothing. The user gets cross lines for everybody in that forest.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the text names the address that no mailbox has', named),
    suggests('Autodiscover of the other forest could not be found, and {targetVersion} answers for known addresses only',
      all(notDiscovered, targetLooksUpAnchor)),
    hints('the call to the other forest was not sent, because its Autodiscover could not be used',
      says('autodiscover-endpoint-not-discovered', 'cross-forest-request-not-sent')),
    doubts('nobody answers at all, from here, where Autodiscover of that domain should be', all(notDiscovered, nobodyThere)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('no recipient in the forest of {target} has this address',
      all(says('autodiscover-endpoint-not-discovered', 'cross-forest-request-not-sent'), notVisibleFromHere),
      `in the forest of {target}: Get-Recipient ${ANCHOR}@<domain>`),
  ],
  remedy: [
    'Give one mailbox in the forest of {target} the address, for each domain: Set-Mailbox <mailbox> -EmailAddresses '
      + '@{Add="smtp:01B62C6D-4324-448f-9884-5FEC6D18A7E2@<domain>"}',
    'Or export the connection point of that forest: Export-AutodiscoverConfig -TargetForestDomainController <controller in the forest of '
      + '{requester}>',
  ],
  confirm: [
    `Get-Recipient ${ANCHOR}@<domain> in the forest of {target}`,
    'Logging\\HttpProxy\\Autodiscover on {targetServer} holds "Cannot find mailbox 01b62c6d-… with domain".',
  ],
  references: [
    {
      title: 'Cross-forest free/busy lookup fails',
      url: 'https://learn.microsoft.com/en-us/exchange/troubleshoot/administration/cross-forest-free-busy-lookup-fails',
    },
    {
      title: 'Actually configuring the Exchange Availability service',
      url: 'https://www.spad.uk/posts/actually-configuring-the-exchange-availability-service/',
    },
  ],
});
