import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { namesCode } from '../server-health/sight.ts';
import { crossForestReferences, otherForest, sameForest } from './sight.ts';

/** Source: office-developer-exchange-docs, responsecode.md: a wrong configuration or right, or somebody who imitates a server. */
const notAllowed = namesCode('ErrorProxyRequestNotAllowed');

export default defineCause({
  id: 'cross-forest-token-serialization-right-missing',
  layer: 'sign-in',
  title: 'The asking servers may not speak for their users in the other forest',
  explanation: 'Between two forests that trust each other, {requesterServer} asks in the name of the user. {targetServer} lets only servers '
    + 'with a special right do that, and here the right is missing or the trust is of the wrong kind.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    // Source: responsecode.md: the caller has not the right ms-Exch-EPI-Token-Serialization on the Client Access server.
    proves('the answer names it: the calling server has not the right to hand on the identity of a user', namesCode('ErrorTokenSerializationDenied')),
    suggests('{targetServer} of another forest does not allow the calling server to ask for somebody', all(notAllowed, otherForest)),
    hints('{targetServer} does not allow the calling server to ask for somebody', notAllowed),
    doubts('the two servers belong to the same forest', all(notAllowed, sameForest)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the right is not granted to the Exchange servers of the asking forest', notVisibleFromHere,
      'on the answering side: Get-ADPermission -Identity {targetServer} -User "<asking domain>\\Exchange Servers" | Where-Object { '
        + '$_.ExtendedRights -like "ms-Exch-EPI-Token-Serialization" }'),
  ],
  remedy: [
    'Make sure that the two forests have a two-way forest trust, and that no external trust to the same domain lies beside it.',
    'On the answering side, for every server that answers: Get-MailboxServer (Exchange 2007 and 2010: Get-ClientAccessServer) | Add-ADPermission '
      + '-AccessRights ExtendedRight -ExtendedRights ms-Exch-EPI-Token-Serialization -User "<asking domain>\\Exchange Servers"',
    'Where no such trust can be: ask organization-wide instead (Add-AvailabilityAddressSpace -AccessMethod OrgWideFB).',
  ],
  confirm: [
    'On the asking side: Get-AvailabilityAddressSpace | Format-List ForestName,AccessMethod,UseServiceAccount (PerUserFB and True)',
    'Get-ADTrust -Filter * | Format-List Name,Direction,ForestTransitive',
  ],
  references: [
    ...crossForestReferences,
    { title: 'Actually configuring the Exchange Availability service',
      url: 'https://www.spad.uk/posts/actually-configuring-the-exchange-availability-service/' },
    { title: 'Cross forest availability: what\'s trusts got to do with it?',
      url: 'https://learn.microsoft.com/archive/blogs/davmcg/cross-forest-availability-whats-trusts-got-to-do-with-it' },
  ],
});
