/** Virtual directories, policies and mailboxes of the answering organization, as they were brought along. */
import {
  blocksOutlookOutside, isFrontEnd, lacksExternalUrl, policyKeepsCallersOut, takesOAuth, takesPasses,
} from '../../exchange/configuration-servers.ts';
import type { See } from '../cause.ts';
import { both, everySetting, isMailbox, not, setting, type Test } from '../configured.ts';
import { all, any } from '../sight.ts';

const EWS = 'Get-WebServicesVirtualDirectory';
const AUTODISCOVER = 'Get-AutodiscoverVirtualDirectory';

const onFrontEnd = (test: Test): Test => both((object) => isFrontEnd(object), test);

/** A virtual directory that others call does not take passes of federation, or tokens of OAuth. */
const off = (takes: Test): See => any(setting('target', EWS, onFrontEnd(not(takes))), setting('target', AUTODISCOVER, onFrontEnd(not(takes))));
export const passesOff: See = off(takesPasses);
export const oauthOff: See = off(takesOAuth);
export const oauthOn: See = all(everySetting('target', EWS, isFrontEnd, takesOAuth), everySetting('target', AUTODISCOVER, isFrontEnd, takesOAuth));

export const externalUrlEmpty: See = everySetting('target', EWS, isFrontEnd, lacksExternalUrl);
export const externalUrlSet: See = everySetting('target', EWS, isFrontEnd, not(lacksExternalUrl));

/** The policy for user agents of the answering organization. */
export const callersKeptOut: See = any(
  setting('target', 'Get-OrganizationConfig', policyKeepsCallersOut),
  setting('target', 'Get-CASMailbox', both(policyKeepsCallersOut, isMailbox('target'))),
);
export const callersLetIn: See = setting('target', 'Get-OrganizationConfig', not(policyKeepsCallersOut));

export const blockedForTarget: See = setting('target', 'Get-CASMailbox', both(blocksOutlookOutside, isMailbox('target')));
