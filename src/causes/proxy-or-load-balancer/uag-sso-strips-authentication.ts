import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { answererAt, door, isForeignDoor } from './sight.ts';

/** .NET says so of many things. Source: OfficeDocs-Support, create-organization-relationships-error.md. */
const invalidState = inAnswer(({ text }) => /operation is not valid due to the current state of the object/i.test(text));

export default defineCause({
  id: 'uag-sso-strips-authentication',
  layer: 'proxy',
  title: 'Forefront UAG takes the sign-in out of the request',
  explanation: 'Forefront UAG publishes Exchange with single sign-on, and on the way it removes the proof with which Exchange Online signs in. '
    + 'Exchange then does not know who asks. Users in the cloud get cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'network',
  signs: [
    suggests('Exchange Online could not use the answer, and what answers at {targetName} is a device that wants a sign-in of its own',
      all(invalidState, door('target', isForeignDoor))),
    hints('the text is the one that Forefront UAG is known for, and not it alone', invalidState),
    doubts('{targetName} answers from here as Exchange does', all(invalidState, door('target', (fact) => answererAt(fact) === 'exchange'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('UAG is in the path, and FullAuthPassthru or KeepClientAuthHeader is not 1', all(invalidState, notVisibleFromHere),
      'on the UAG server: reg query HKLM\\SOFTWARE\\WhaleCom\\e-Gap\\von\\UrlFilter'),
  ],
  remedy: [
    'In UAG, switch single sign-on off for the EWS and Autodiscover applications.',
    'Under HKLM\\SOFTWARE\\WhaleCom\\e-Gap\\von\\UrlFilter set FullAuthPassthru = 1 and KeepClientAuthHeader = 1 (DWORD), then activate the '
      + 'configuration.',
  ],
  confirm: ['reg query HKLM\\SOFTWARE\\WhaleCom\\e-Gap\\von\\UrlFilter on the UAG server'],
  references: [{
    title: 'Error when creating organization relationships in the Hybrid Configuration Wizard',
    url: 'https://learn.microsoft.com/en-us/exchange/troubleshoot/administration/create-organization-relationships-error',
  }],
});
