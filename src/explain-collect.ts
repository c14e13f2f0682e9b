/** What to bring next when a pasted text does not settle the matter, and where it is found. */
import type { ExplainContext } from './explain-context.ts';
import type { PastedTextFact } from './model/facts.ts';
import { WHICH_WAY } from './explain-words.ts';
import type { Finding, Missing } from './model/report.ts';

/**
 * Where the actual error stands. Source: Exchange Team, "Demystifying hybrid free/busy: finding errors and troubleshooting"; Microsoft Learn
 * "How to troubleshoot the Availability service by using Outlook logging"; MSExchange Availability event 4002.
 */
const FULL_ANSWER: Missing = {
  says: 'the whole answer of the server, with the inner exception and the response code',
  observe: 'Outlook on the web: F12, tab Network, add the colleague in the scheduling assistant, then copy the answer of '
    + 'GetUserAvailabilityInternal or GetSchedule',
};
const EVENT: Missing = {
  says: 'the whole event of the failed call, with the address that was called and the inner exceptions',
  observe: 'on the server of the requester, Event Viewer, Application log: source MSExchange Availability, events 4001 to 4005, at the time of the '
    + 'lookup',
};
const FROM_CLOUD: Missing = {
  says: 'which step of the call from Exchange Online fails',
  observe: 'the Free/Busy test of the Microsoft Remote Connectivity Analyzer (https://testconnectivity.microsoft.com), and Test-OrganizationRelationship or Test-OAuthConnectivity in Exchange Online PowerShell',
};
const OUTLOOK_LOG: Missing = {
  says: 'whether Outlook got an address for availability at all',
  observe: 'classic Outlook: Ctrl and right click on its icon in the notification area, Test E-mail AutoConfiguration, line "Availability Service '
    + 'URL"',
};
const DIRECTION: Missing = {
  says: 'which way the lookup goes: the same words mean different things on each',
  observe: 'add --direction onprem-to-onprem, onprem-to-cloud or cloud-to-onprem, and --requester-version and --target-version where they are known',
};
const LIVE: Missing = { says: 'what the servers answer, and what stands between them', observe: 'crosslines check <requester> <colleague> --both' };

/** What would settle it, the best first. */
export function collectNext(facts: readonly PastedTextFact[], findings: readonly Finding[], context: ExplainContext): readonly Missing[] {
  const directed = context.direction !== undefined || facts.every(({ requesterPlace, targetPlace }) => requesterPlace !== null
    && targetPlace !== null)
    || (context.requesterVersion !== undefined && context.targetVersion !== undefined);
  const best = findings[0];
  if (best !== undefined) {
    const split = findings.filter(({ confidence }) => confidence === best.confidence).flatMap(({ missing }) => missing.filter((one) => one !== WHICH_WAY).slice(0, 1));
    const own = best.confidence === 'confirmed' ? [] : [...(directed || best.confidence !== 'possible' ? [] : [DIRECTION]), ...split];
    return unique(own).slice(0, 6);
  }
  const fromCloud = context.direction === 'cloud-to-onprem' || context.requesterVersion === 'exchange-online'
    || facts.some(({ requesterPlace }) => requesterPlace === 'cloud');
  const client = facts.some(({ text }) => /server location could not be determined|no information|asurl|could ?n[o']t be updated/i.test(text));
  return unique([FULL_ANSWER, ...(fromCloud ? [FROM_CLOUD] : [EVENT]), ...(client ? [OUTLOOK_LOG] : []), ...(directed ? [] : [DIRECTION]), LIVE]);
}

function unique(list: readonly Missing[]): readonly Missing[] {
  return [...new Map(list.map((one) => [one.observe, one])).values()];
}
