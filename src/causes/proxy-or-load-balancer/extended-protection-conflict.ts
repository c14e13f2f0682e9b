import { identify } from '../../exchange/identity.ts';
import { defineCause, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { metAt, onPremises, tlsEndsBefore, type End } from './sight.ts';

const call = saysStatus(401);
const own = inAnswer(({ exchange }) => exchange.status === 401 && exchange.signIn?.method === 'ntlm' && exchange.signIn.outcome === 'rejected');

/** Exchange 2010 and Exchange Online do not have it. Source: Microsoft Learn, Configure Windows Extended Protection in Exchange Server. */
const hasExtendedProtection = (end: End): See => (lookup, evidence) => {
  const observation = evidence.of('user-availability', lookup.requester.address);
  if (observation === undefined) return undefined;
  const { version } = identify(lookup[end].server, evidence);
  return ['exchange-2013', 'exchange-2016', 'exchange-2019', 'exchange-se'].includes(version) ? [observation] : [];
};

/** The same sign-in was accepted by another server, so its password is right. */
const acceptedElsewhere: See = (lookup, evidence) => {
  const { signIn: id, server } = lookup.requester;
  if (id === undefined) return undefined;
  const elsewhere = Object.values(evidence.scenario.mailboxes).filter((mailbox) => mailbox.server !== server && mailbox.signIn === id);
  return elsewhere.flatMap(({ address }) => {
    const exchanges = evidence.fact('user-availability', address)?.exchanges ?? [];
    return exchanges.some(({ signIn }) => signIn?.id === id && signIn.outcome === 'accepted') ? evidence.of('user-availability', address) ?? [] : [];
  });
};

const conflict = (end: End): See => all(hasExtendedProtection(end), tlsEndsBefore(end));

export default defineCause({
  id: 'extended-protection-conflict',
  layer: 'proxy',
  title: 'A device before Exchange breaks sign-ins that Extended Protection guards',
  explanation: 'Exchange checks that a sign-in belongs to the encrypted connection on which it arrives (Extended Protection). A device before '
    + 'it ends that connection and begins another one, so every sign-in is refused.',
  concerns: 'exchange',
  signs: [
    suggests('Exchange at {requesterName} refuses a sign-in that is accepted elsewhere, and a device with another certificate stands before it',
      onPremises('requester', all(own, conflict('requester'), acceptedElsewhere))),
    // No document names a free/busy text for it: 401 alone says nothing.
    hints('the sign-in was refused, and the certificate at the published name is not the one of the machine behind it',
      metAt({ call, own }, conflict)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('Extended Protection is on for the EWS directory while a device before it ends TLS',
      all(any(onPremises('target', call), onPremises('requester', own)), notVisibleFromHere),
      'on an Exchange server: .\\ExchangeExtendedProtectionManagement.ps1 -ShowExtendedProtection (CSS-Exchange)'),
  ],
  remedy: [
    'Let the device bridge TLS with the same certificate that Exchange has, or pass TLS through; SSL offloading cannot work with Extended '
      + 'Protection.',
    'With a Hybrid Agent, leave the front-end EWS directory out: ExchangeExtendedProtectionManagement.ps1 -ExcludeVirtualDirectories "EWSFrontEnd"',
    'Until then, switch Extended Protection off for the EWS directory alone. It came with the script, or with Exchange 2019 CU14, which switches it '
      + 'on.',
  ],
  confirm: [
    '.\\ExchangeExtendedProtectionManagement.ps1 -ShowExtendedProtection; HealthChecker.ps1 (CSS-Exchange)',
    'Sign in to the Exchange server by its own name: it accepts what it refuses at the published name.',
  ],
  references: [
    {
      title: 'Configure Windows Extended Protection in Exchange Server',
      url: 'https://learn.microsoft.com/en-us/exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-extended-protection',
    },
    { title: 'CSS-Exchange: Emerging issues', url: 'https://microsoft.github.io/CSS-Exchange/Emerging-Issues/' },
  ],
});
