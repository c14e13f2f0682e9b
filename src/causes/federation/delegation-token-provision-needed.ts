import { defineCause, doubts, excludes, proves } from '../cause.ts';
import { all, notVisibleFromHere } from '../sight.ts';
import { changeNameForthAndBack, reads, requesterShownOthers, resolveFreeBusyErrors, testToken } from './sight.ts';

/** Source: Microsoft Learn, Resolve free/busy errors. The code beside it, ErrorWin32InteropError, has many other origins. */
const named = reads(/provision is needed before federated account can be logged in/);

export default defineCause({
  id: 'delegation-token-provision-needed',
  layer: 'federation',
  title: 'The federated account of the requester is not complete in the cloud',
  explanation: 'Exchange Online needs a pass in the name of {requester} before it asks servers on-premises. The account signs in by federation '
    + 'and is not set up completely in the cloud, so no pass is made. The user gets cross lines for everybody on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'directory',
  signs: [
    proves('the token service names it: the federated account has to be provisioned first', named),
    excludes('{requester} is shown another mailbox of {targetServer}', requesterShownOthers),
    doubts('the test of a token gives the same words for nearly everybody: then it lies with the service', all(named, notVisibleFromHere), testToken),
  ],
  remedy: [
    'See whether other users of the cloud are affected. Where most are, open a support case with Microsoft; otherwise go on.',
    changeNameForthAndBack,
  ],
  confirm: [testToken, 'Test-OrganizationRelationship for a second user of the cloud: does it fail alike?'],
  references: [resolveFreeBusyErrors],
});
