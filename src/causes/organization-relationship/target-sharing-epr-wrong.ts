import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { eprIs, eprIsEmpty } from './configured.ts';
import {
  all, answerOf, any, hasCode, inAnswer, sameServersShown, sameServersShownElsewhere, says, saysStatus,
} from '../sight.ts';
import { answererAt, door } from '../proxy-or-load-balancer/sight.ts';
import { resolveFreeBusyErrors } from './sight.ts';

/**
 * The call was sent on to another address. .NET does not follow that: it quotes the page that came along ("Object moved"), or names the
 * status where none did. Source: Microsoft Learn, Resolve free/busy errors ("Object moved"); .NET WebServicesClientProtocol.
 */
const redirected = any(says('object-moved'), saysStatus(301), saysStatus(302), saysStatus(307),
  inAnswer(({ text }) => /error message:.{0,200}\bobject moved\b/is.test(text)));

/** What answers at the published EWS address is Exchange, and it sends nobody elsewhere. */
const ewsAnswers = door('target', (fact) => fact.status === 401 && answererAt(fact) === 'exchange');

/** With TargetSharingEpr set, Autodiscover is not asked. Source: Microsoft Learn, Resolve free/busy errors. */
const byAutodiscover = any(hasCode('ErrorAutoDiscoverFailed'), says('autodiscover-failed'));

/** .NET puts the name in quotation marks after the words, which themselves are in the language of the server. */
const UNKNOWN_NAME = /[:：] ?['"‘’“”]([a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]+)['"‘’“”]/i;

/** The name that DNS does not know is none by which the target's server is known here, and Autodiscover was not what was asked. */
const strangeName: See = (lookup, evidence) => {
  const found = answerOf(lookup, evidence);
  if (found === undefined) return undefined;
  const name = UNKNOWN_NAME.exec(found.text)?.[1]?.toLowerCase();
  const known = evidence.endpoints(lookup.target.server).map(({ host }) => host.toLowerCase());
  if (name === undefined || /^autodiscover\./.test(name) || byAutodiscover(lookup, evidence)?.length !== 0) return [];
  if (known.length === 0) return undefined;
  return known.includes(name) ? [] : [found.observation];
};

const nameUnknown = all(says('name-not-resolved'), strangeName);

export default defineCause({
  id: 'target-sharing-epr-wrong',
  layer: 'federation',
  title: 'Exchange Online was given a wrong address for the calendars on-premises',
  explanation: 'Exchange Online was told by hand where to ask for calendars on-premises (TargetSharingEpr), and that address is wrong. What '
    + 'answers there is something else, or nothing. Users in the cloud get cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'tenant',
  signs: [
    suggests('the call was sent on to another address, while the published address of EWS, asked from here, answers and sends nobody elsewhere',
      all(redirected, ewsAnswers)),
    suggests('Exchange Online called a name that DNS does not know and that is none of the names of {targetServer}', nameUnknown),
    hints('the call was sent on to another address (a sign-in page before Exchange does the same)', redirected),
    hints('the call was answered with 404, while EWS answers at the published address', all(saysStatus(404), ewsAnswers,
      inAnswer(({ text }) => !/RestService\.EndGetSchedule/.test(text)))),
    suggests('TargetSharingEpr of Exchange Online has a path that is not that of EWS', ifShown(eprIs('path'))),
    hints('TargetSharingEpr of Exchange Online names a host that is none of the published names of {targetServer}', eprIs('host')),
    excludes('TargetSharingEpr of Exchange Online is empty', eprIsEmpty),
    doubts('TargetSharingEpr of Exchange Online is a published address of EWS', eprIs('right')),
    excludes('Autodiscover was asked, which is left out where TargetSharingEpr is set', byAutodiscover),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('TargetSharingEpr is set and is not the published address of EWS',
      all(any(redirected, nameUnknown, saysStatus(404)), eprIs('path', 'host')),
      'Exchange Online PowerShell: Get-IntraOrganizationConnector | Format-List Name,TargetSharingEpr; Get-OrganizationRelationship | Format-List '
        + 'Name,TargetSharingEpr'),
  ],
  remedy: [
    'Look TargetSharingEpr up in Exchange Online and open that address from outside: EWS, the web service for calendars, answers 401, never '
      + 'with a redirect.',
    'Correct it: Set-IntraOrganizationConnector <name> -TargetSharingEpr https://<published name>/EWS/Exchange.asmx (in an organization relationship '
      + 'the address ends with /WSSecurity)',
    'Or clear it, so that Autodiscover is asked: -TargetSharingEpr $null. With the Hybrid Agent it must stay and is set by the wizard.',
  ],
  confirm: [
    'Exchange Online PowerShell: Get-IntraOrganizationConnector | Format-List Name,TargetSharingEpr',
    'Exchange Online PowerShell: Get-OrganizationRelationship | Format-List Name,TargetSharingEpr',
    'From outside: Resolve-DnsName <host in it>; curl.exe -si <TargetSharingEpr> (401 is right, 302 is wrong)',
  ],
  references: [resolveFreeBusyErrors],
});
