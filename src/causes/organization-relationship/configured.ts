/** Connectors, relationships and address spaces as they were brought along, of the right end: who asks, and who answers. */
import {
  asksAutodiscoverElsewhere, asksEwsElsewhere, asksNoFreeBusy, givesNoFreeBusy, givesToGroupOnly, hasNoUsableEndpoint, isOn, namesNoApplication,
  serves,
} from '../../exchange/configuration-relationships.ts';
import { testFailed } from '../../exchange/configuration-oauth.ts';
import { directionOf, type See } from '../cause.ts';
import {
  both, domainOfMailbox, everySetting, hostsOfTarget, leadsTo, not, noSetting, setting, shownAt, type Test,
} from '../configured.ts';
import { all, any } from '../sight.ts';

const CONNECTOR = 'Get-IntraOrganizationConnector';
const RELATIONSHIP = 'Get-OrganizationRelationship';

const there = leadsTo('target');
const back = leadsTo('requester');
const onAndThere: Test = both(isOn, there);

/** A connector of the asking side that is on leads to the target: then nothing else is used. Source: OfficeDocs-Support 3137325. */
export const connectorOn: See = setting('requester', CONNECTOR, onAndThere);

/** The connectors of the asking side were shown, and none that leads to the target is on. */
export const connectorOff: See = all(setting('requester', CONNECTOR, both(not(isOn), there)), noSetting('requester', CONNECTOR, onAndThere));

/** Source: Microsoft Learn, Test-OAuthConnectivity (ResultType). */
export const oauthTestFails: See = setting('requester', 'Test-OAuthConnectivity', testFailed);
export const oauthTestSucceeds: See = everySetting('requester', 'Test-OAuthConnectivity', () => true, not(testFailed));

/** Lists the domain of the target itself: its routing domain may be on the list where this one is missing. */
const lists: Test = (object, { lookup }) => {
  const domain = domainOfMailbox(lookup.target.address);
  return domain === undefined ? undefined : serves(object, domain);
};
const onAndLists = both((object) => isOn(object) ?? true, any2(lists, there));

/** Nothing of the asking side that is on lists the domain, and connectors as well as relationships were shown. */
export const listedNowhere: See =
  all(noSetting('requester', CONNECTOR, onAndLists), noSetting('requester', RELATIONSHIP, onAndLists), noAddressSpace());

export const listedSomewhere: See =
  any(setting('requester', CONNECTOR, both(isOn, lists)), setting('requester', RELATIONSHIP, both(isOn, lists)));

/** An address space is a third way. Where it was not shown it counts as missing only in a hybrid, which needs none. Source: protocol of routing. */
function noAddressSpace(): See {
  const seen = noSetting('requester', 'Get-AvailabilityAddressSpace', lists);
  return (lookup, evidence) => {
    const found = seen(lookup, evidence);
    if (found !== undefined || directionOf(lookup, evidence) === 'onprem-to-onprem') return found;
    const shown = ([CONNECTOR, RELATIONSHIP] as const).flatMap((cmdlet) => shownAt('requester', cmdlet, lookup, evidence));
    return shown.map(({ observation }) => observation);
  };
}

function any2(first: Test, second: Test): Test {
  return (object, around) => {
    const results = [first(object, around), second(object, around)];
    return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
  };
}

/** Both cmdlets were run on the asking side and showed nothing that is on. */
export const nothingSetUp: See = all(noSetting('requester', CONNECTOR, isOn), noSetting('requester', RELATIONSHIP, isOn));
export const somethingSetUp: See = any(setting('requester', CONNECTOR, onAndThere), setting('requester', RELATIONSHIP, onAndThere));

/** The asking side has a relationship with the target's organization, over which it does not ask for free/busy. */
export const notAskedFor: See = setting('requester', RELATIONSHIP, both(asksNoFreeBusy, there));

/** The answering side has a relationship with the requester's organization, over which it gives none. */
export const notGiven: See = setting('target', RELATIONSHIP, both(givesNoFreeBusy, back));
export const givenToGroupOnly: See = setting('target', RELATIONSHIP, both(givesToGroupOnly, back));

export const freeBusyOnBothSides: See = all(
  setting('requester', RELATIONSHIP, both(not(asksNoFreeBusy), there)), setting('target', RELATIONSHIP, both(not(givesNoFreeBusy), back)),
);

const knows: Test = (object, { lookup }) => {
  const domain = domainOfMailbox(lookup.requester.address);
  return domain === undefined ? undefined : serves(object, domain);
};

/** No relationship of the answering side lists the domain of the requester. */
export const requesterUnknownThere: See = noSetting('target', RELATIONSHIP, knows);
export const requesterKnownThere: See = setting('target', RELATIONSHIP, both(isOn, knows));

/** The relationship with the target's organization has no endpoint or names no application that can be right. */
export const targetsInvalid: See = setting('requester', RELATIONSHIP, both(any2(hasNoUsableEndpoint,
  (object, { lookup, evidence }) => namesNoApplication(object, evidence.server(lookup.target.server).version === 'exchange-online')), there));

/** Connector or relationship of the asking side asks Autodiscover at a path that is none of its own. */
export const autodiscoverElsewhere: See = any(
  setting('requester', CONNECTOR, both(asksAutodiscoverElsewhere, there)), setting('requester', RELATIONSHIP, both(asksAutodiscoverElsewhere, there)),
);

/** What TargetSharingEpr of the asking side is, compared with what is known of the target. */
export function eprIs(...kinds: readonly ('path' | 'host' | 'right')[]): See {
  const test: Test = both((object, { lookup, evidence }) => {
    const found = asksEwsElsewhere(object, hostsOfTarget(lookup, evidence));
    return found === undefined ? undefined : found !== null && kinds.includes(found);
  }, there);
  return any(setting('requester', CONNECTOR, test), setting('requester', RELATIONSHIP, test));
}

const empty: Test = (object, { lookup, evidence }) => {
  const found = asksEwsElsewhere(object, hostsOfTarget(lookup, evidence));
  return found === null ? true : found === undefined && object.properties['TargetSharingEpr'] === undefined ? undefined : false;
};
const every = () => true;

/** It is empty in every connector and relationship, and both were shown. */
export const eprIsEmpty: See = all(everySetting('requester', CONNECTOR, every, empty), everySetting('requester', RELATIONSHIP, every, empty));
