import { identify } from '../../exchange/identity.ts';
import { defineCause, doubts, excludes, hints, proves, suggests, type See } from '../cause.ts';
import { blockedForTarget } from '../server-health/configured.ts';
import { all, hasCode, inAnswer, othersShown, sameServersShown, sameServersShownElsewhere, any } from '../sight.ts';
import { isForOutside, isInsideOnly, lacksExternalUrl, othersFailAlike, search } from './sight.ts';

const failed = hasCode('ErrorAutoDiscoverFailed');
const lacking = inAnswer(({ text }) => lacksExternalUrl(text));

/** Autodiscover gives another mailbox of the same server an outside address, which this one does not get. */
const neighbourHasOutsideUrl: See = (lookup, evidence) => {
  const { address: own, server: home } = lookup.target;
  const neighbours = Object.values(evidence.scenario.mailboxes).filter(({ server, address }) => server === home && address !== own);
  const searched = neighbours.flatMap(({ address }) => evidence.of('autodiscover', address) ?? []);
  return searched.length === 0 ? undefined : searched.filter(({ subject }) => {
    const fact = evidence.fact('autodiscover', subject);
    return fact !== undefined && isForOutside(fact);
  });
};

/** Later versions have no Outlook Anywhere in the way. Source: OfficeDocs-Support, cross-forest-or-hybrid-free-busy-lookups-fail.md (KB 2734791). */
const versionWithout: See = (lookup, evidence) => {
  const { version, versionShownBy } = identify(lookup.target.server, evidence);
  if (versionShownBy === undefined) return undefined;
  return version === 'exchange-2019' || version === 'exchange-se' ? [versionShownBy] : [];
};

export default defineCause({
  id: 'outlook-anywhere-blocked-in-target',
  layer: 'autodiscover',
  title: 'The colleague\'s mailbox is closed to the outside, and its calendar with it',
  explanation: 'Outlook Anywhere, the way to a mailbox from outside, is off or blocked for {target}. Autodiscover then gives no outside '
    + 'address, not even for the calendar, so nobody outside learns where to ask. The user gets cross lines for this colleague.',
  directions: ['onprem-to-onprem', 'cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('Autodiscover gives {target} an inside address only, and another mailbox on {targetServer} one for outside',
      all(failed, search('target', isInsideOnly), neighbourHasOutsideUrl)),
    // No document shows a text of its own for it.
    hints('Autodiscover for {target} failed over the setting ExternalEwsUrl, while another mailbox on {targetServer} is shown',
      all(failed, lacking, any(sameServersShown, sameServersShownElsewhere))),
    doubts('the same is missing for every mailbox on {targetServer} that was asked for, so it is not a matter of one mailbox',
      all(lacking, othersFailAlike(lacksExternalUrl))),
    doubts('{target} is shown to a requester in another organization', all(failed, othersShown((other, lookup) =>
      other.target.address === lookup.target.address && other.requester.server !== lookup.requester.server))),
    excludes('{targetServer} runs a version that does not depend on Outlook Anywhere', versionWithout),
    proves('Outlook Anywhere is off, or blocked for {target}', all(failed, lacking, blockedForTarget),
      'Get-CASMailbox {target} | Format-List MAPIBlockOutlookRpcHttp,MAPIBlockOutlookExternalConnectivity; Exchange 2010: Get-OutlookAnywhere'),
  ],
  remedy: [
    'Where nobody wants {target} to be blocked: Set-CASMailbox {target} -MAPIBlockOutlookRpcHttp $false -MAPIBlockOutlookExternalConnectivity '
      + '$false',
    'On Exchange 2010 switch Outlook Anywhere on: Enable-OutlookAnywhere -Server {targetServer} -ExternalHostname <published name> -SSLOffloading '
      + '$false '
      + '-ClientAuthenticationMethod NTLM',
  ],
  confirm: ['Get-CASMailbox {target} | Format-List MAPIBlockOutlookRpcHttp,MAPIBlockOutlookExternalConnectivity'],
  references: [
    {
      title: 'Cross-forest or hybrid free/busy lookups fail',
      url: 'https://github.com/MicrosoftDocs/OfficeDocs-Support/blob/public/Exchange/ExchangeServer/administration/cross-forest-or-hybrid-free-busy-lookups-fail.md',
    },
    {
      title: 'Actually configuring the Exchange Availability service',
      url: 'https://www.spad.uk/posts/actually-configuring-the-exchange-availability-service/',
    },
  ],
});
