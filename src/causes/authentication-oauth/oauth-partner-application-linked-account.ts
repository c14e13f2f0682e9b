import { defineCause, proves, shownOtherwise, suggests } from '../cause.ts';
import { ifShown } from '../configured.ts';
import { noLinkedAccount } from './configured.ts';
import { all, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { resolveFreeBusyErrors, words } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors. */
const named = words(/application is missing a linked account for rbac/);

export default defineCause({
  id: 'oauth-partner-application-linked-account',
  layer: 'sign-in',
  title: 'Exchange Online has no working account in the on-premises organization',
  explanation: 'When Exchange Online asks {targetServer}, it acts there as a special account. That account is missing or has lost its rights, '
    + 'or the account of the user who asks is disabled, so {targetServer} refuses.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the answer names it: no linked account, no roles, or an account that may not sign in', named),
    suggests('the partner application Exchange Online is off, or no account stands for it', ifShown(noLinkedAccount)),
    proves('the account is missing in the partner application, or has no roles', all(named, noLinkedAccount),
      'on {targetServer}: Get-PartnerApplication | Format-List Name,LinkedAccount; Get-ManagementRoleAssignment -RoleAssignee "Exchange '
        + 'Online-ApplicationAccount" | Format-Table Name,Role'),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'If it fails for some users only, look whether their accounts on-premises are disabled.',
    'If the account "Exchange Online-ApplicationAccount" or its roles are missing, restore them: Setup.exe /PrepareAD of the installed update.',
    'Enter the account again: Set-PartnerApplication "Exchange Online" -LinkedAccount "<root domain>/Users/Exchange Online-ApplicationAccount", then '
      + 'restart IIS.',
  ],
  confirm: [
    'Get-PartnerApplication | Format-List Name,Enabled,LinkedAccount',
    'Get-ManagementRoleAssignment -RoleAssignee "Exchange Online-ApplicationAccount" | Format-Table Name,Role',
    'EWS log and event log: AuthzInitializeContextFromSid (the server may not read group memberships)',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'Cannot view free/busy information',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/cannot-view-freebusy-information' },
  ],
});
