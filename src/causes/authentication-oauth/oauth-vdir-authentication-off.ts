import { defineCause, doubts, excludes, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { oauthOff, oauthOn } from '../server-health/configured.ts';
import {
  all, any, listed, partnerDoors, saidToRun, sameServersShown, sameServersShownElsewhere, saysStatus, unless,
} from '../sight.ts';
import { door, foreignForPartners, isForeignDoor } from '../proxy-or-load-balancer/sight.ts';
import { builtSo } from '../server-health/sight.ts';
import { emptyBearer, resolveFreeBusyErrors, withoutReason } from './sight.ts';

const refused = all(saysStatus(401), withoutReason);

/**
 * OAuth has a switch of its own on the virtual directory of Autodiscover; Exchange 2010 has none, and a device before Exchange refuses first.
 * Source: Set-AutodiscoverVirtualDirectory; MS-XOAUTH 4.6.
 */
const autodiscoverWithoutOAuth = unless(
  any(saidToRun('target', 'exchange-2007', 'exchange-2010'), door('target', isForeignDoor), foreignForPartners),
  partnerDoors(({ bearer }) => bearer === 'not-offered'),
);

export default defineCause({
  id: 'oauth-vdir-authentication-off',
  layer: 'sign-in',
  title: 'Exchange on-premises does not take the sign-in of the cloud (OAuth)',
  explanation: 'Exchange Online signs in to {targetServer} with an OAuth token. The web services there (EWS, Autodiscover) have this way of '
    + 'signing in switched off, or it is stuck, so they refuse every token. The user gets cross lines for colleagues on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the call was refused with 401 and no reason, and Exchange at {targetName} does not offer OAuth (Bearer) to who asks with it',
      all(refused, emptyBearer(false))),
    suggests('the call was refused with 401 and no reason, and Autodiscover of {targetServer} does not offer OAuth (Bearer) to who asks with it',
      all(refused, autodiscoverWithoutOAuth)),
    hints('the call was refused with 401 and no reason (a device that asks for a sign-in looks so too)', refused),
    hints('the pasted settings of a virtual directory have OAuth switched off',
      listed('OAuthAuthentication', 'False\\b')),
    doubts('Exchange at {targetName} does offer OAuth; it may still be stuck behind the front end',
      unless(autodiscoverWithoutOAuth, all(refused, emptyBearer(true)))),
    hints('OAuthAuthentication is False on a virtual directory of the organization that was asked (with federation it is not used)', oauthOff),
    doubts('OAuthAuthentication is True on every virtual directory that was shown; the front end may still be stuck', all(refused, oauthOn)),
    excludes('{targetServer} runs Exchange 2010, which has no OAuth', builtSo('target', ({ version }) => version === 'exchange-2010')),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('OAuthAuthentication is False on a virtual directory of EWS or Autodiscover', all(refused, oauthOff),
      'on {targetServer}: Get-WebServicesVirtualDirectory -ADPropertiesOnly | Format-List Identity,OAuthAuthentication; '
      + 'Get-AutodiscoverVirtualDirectory -ADPropertiesOnly | Format-List Identity,OAuth*'),
  ],
  remedy: [
    'Switch OAuth on where it is off: Get-WebServicesVirtualDirectory -Server {targetServer} | Set-WebServicesVirtualDirectory '
      + '-OAuthAuthentication $true; the same with Get-/Set-AutodiscoverVirtualDirectory.',
    'Where it is True and stuck, switch it off and on again at the back end: Set-WebServicesVirtualDirectory "<server>\\EWS (Exchange Back End)" '
      + '-OAuthAuthentication $false, then $true; the same for "Autodiscover (Exchange Back End)".',
    'Then recycle MSExchangeServicesAppPool and MSExchangeAutodiscoverAppPool in IIS.',
  ],
  confirm: [
    'Get-WebServicesVirtualDirectory -ADPropertiesOnly | Format-List Identity,OAuthAuthentication; the same with Get-AutodiscoverVirtualDirectory',
    'curl.exe -si -H "Authorization: Bearer" https://{targetName}/EWS/Exchange.asmx shows WWW-Authenticate: Bearer where OAuth is on.',
    'HttpProxy\\Ews and HttpProxy\\Autodiscover logs: ASProxy/CrossForest/EmailDomain with 401 means that the request did reach Exchange.',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'MS-XOAUTH 4.6: realm autodiscovery through HTTP 401 challenge',
      url: 'https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-xoauth/f622dee1-a9a7-436e-b44e-6ecf8f536f77' },
  ],
});
