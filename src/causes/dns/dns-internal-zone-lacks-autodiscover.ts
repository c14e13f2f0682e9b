import { search } from '../autodiscover/sight.ts';
import { defineCause, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';

/**
 * Words of the Hybrid Configuration Wizard and of Get-FederationInformation.
 * Source: OfficeDocs-Support, hcw8034-or-hcw8057-error-when-runninghybrid-configuration-wizard.md; eightwone.com.
 */
const toldByWizard = inAnswer(({ text }) => /\bHCW8057\b|type=failure;\s*url=https:\/\/autodiscover\./i.test(text));

/** No place gave an address, and the name of the Autodiscover host does not exist where we stand. */
const noSuchHost = (end: 'requester' | 'target') => search(end, ({ availabilityUrl, steps }) => availabilityUrl === null
  && steps.some(({ method, failure }) => method === 'https-autodiscover-host' && failure?.kind === 'name-not-resolved'));

/**
 * Machines of the domain learn their place of Autodiscover from the directory, which names it here, and its name does not exist. That
 * breaks whoever asks from inside, whatever the zone outside holds.
 * Source: Microsoft Learn, Autodiscover service in Exchange Server (service connection point, AutoDiscoverServiceInternalUri).
 */
const namedByDirectory = search('requester', ({ address, availabilityUrl, steps }) => availabilityUrl === null
  && steps.some(({ method, url, failure }) => method === 'scp' && failure?.kind === 'name-not-resolved'
    && new URL(url).hostname === `autodiscover.${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`));

export default defineCause({
  id: 'dns-internal-zone-lacks-autodiscover',
  layer: 'dns',
  title: 'The internal DNS does not know the Autodiscover name',
  explanation: 'Inside the network the mail domain has a DNS zone of its own, and the name autodiscover.<domain> is missing in it. Whoever asks '
    + 'from inside does not find Autodiscover, so nobody learns where to ask for availability.',
  concerns: 'network',
  signs: [
    suggests('Autodiscover of the organization was not found by its host name, and from here that name does not exist',
      all(toldByWizard, any(noSuchHost('requester'), noSuchHost('target')))),
    suggests('the directory sends clients to the Autodiscover host name of {requester}, which does not exist in DNS as seen from '
      + 'here', namedByDirectory,
      'Get-ClientAccessService | Format-List Name,AutoDiscoverServiceInternalUri, written into the scenario as scp:'),
    hints('Autodiscover of the organization was not found (a device that asks for a sign-in, or a firewall, looks the same)', toldByWizard),
    // Machines of the domain find Exchange by the directory, without DNS.
    hints('the Autodiscover host name of {requester} does not exist in DNS as seen from here, and no other place gave an address',
      noSuchHost('requester')),
    proves('the name resolves outside and not inside', all(any(toldByWizard, noSuchHost('requester')), notVisibleFromHere),
      'inside the network: Resolve-DnsName autodiscover.<domain>, then Resolve-DnsName autodiscover.<domain> -Server <a public resolver>'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Create the record autodiscover (A or CNAME) in the internal zone of the mail domain, with the address of Exchange or its load balancer.',
    'Where the mailboxes are in Exchange Online: CNAME autodiscover.outlook.com.',
  ],
  confirm: ['Resolve-DnsName autodiscover.<domain> on an Exchange server, beside the answer of a public resolver'],
  references: [
    {
      title: 'HCW8034 or HCW8057 error when running the Hybrid Configuration Wizard',
      url: 'https://learn.microsoft.com/en-us/exchange/troubleshoot/hybrid-configuration-wizard-errors/hcw8034-or-hcw8057-error-when-runninghybrid-configuration-wizard',
    },
    { title: 'EighTwOne: hybrid configuration', url: 'https://eightwone.com/category/office-365/page/10' },
  ],
});
