import { defineCause, doubts, proves, shownOtherwise, suggests, type See } from '../cause.ts';
import { reads } from '../federation/sight.ts';
import { answererAt, door, isForeignDoor } from '../proxy-or-load-balancer/sight.ts';
import { all, any, hasCode, notVisibleFromHere, partnerDoors, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';

/** Line of the IIS log: status 405, substatus 0, Windows error 1. Source: KB 2773628. */
const logged = reads(/\bpost \/\S{1,100}\.svc\b(?:(?! post ).){1,400}? 405 0 1\b/);
const notAllowed = saysStatus(405);
const failedAtAutodiscover = any(notAllowed, logged, hasCode('ErrorAutoDiscoverFailed'));

/** At one of the .svc addresses IIS itself answers 405, or at none. Source: KB 2773628 (405, while autodiscover.xml asks for a sign-in). */
const notAllowedAtDoor = (wanted: boolean): See => partnerDoors(({ autodiscover, autodiscoverPasses }) => {
  const seen = [autodiscover, autodiscoverPasses].flatMap((one) => (one.seen === null ? [] : [one.seen]));
  const refused = seen.some((one) => one.status === 405 && answererAt(one) === 'exchange');
  return wanted ? refused : seen.length > 0 && seen.every(({ status }) => status !== 405);
});

export default defineCause({
  id: 'svc-handler-mapping-missing',
  layer: 'sign-in',
  title: 'The web server (IIS) of Exchange lost the entry for addresses that end in .svc',
  explanation: 'The other organization asks at addresses that end in .svc. IIS on {targetServer} has lost the entry that hands these to '
    + 'Exchange, so it answers that the method is not allowed (405).',
  directions: ['cloud-to-onprem', 'onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    suggests('the log of IIS shows 405 for an .svc address', logged),
    suggests('the server that was asked answered 405: the method is not allowed', notAllowed),
    suggests('Autodiscover of {targetServer} answers 405 to a question by SOAP, in the name of IIS',
      all(failedAtAutodiscover, notAllowedAtDoor(true))),
    doubts('Autodiscover of {targetServer} takes questions by SOAP', all(notAllowed, notAllowedAtDoor(false))),
    doubts('what answers at {targetName} is not Exchange and asks for a sign-in of its own', all(notAllowed, door('target', isForeignDoor))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('the handler mapping svc-Integrated is missing', all(any(logged, notAllowed), notVisibleFromHere),
      'on {targetServer}: %windir%\\system32\\inetsrv\\appcmd list config "Default Web Site/Autodiscover" /section:handlers | findstr /i svc'),
  ],
  remedy: [
    'In IIS Manager on {targetServer}, Handler Mappings of the Autodiscover and EWS directories: Revert To Parent, where svc-Integrated is '
      + 'missing there only.',
    'Where it is missing at the server: run ServiceModelReg.exe -r in %windir%\\Microsoft.NET\\Framework64\\v3.0\\Windows Communication '
      + 'Foundation, then iisreset.',
    'Otherwise recreate the Autodiscover virtual directory: Remove-AutodiscoverVirtualDirectory, then New-AutodiscoverVirtualDirectory '
      + '-WSSecurityAuthentication $true -BasicAuthentication $true -WindowsAuthentication $true',
  ],
  confirm: [
    'POST to https://<published name>/autodiscover/autodiscover.svc gives 405, while /autodiscover/autodiscover.xml asks for a sign-in (401).',
    'The IIS log of {targetServer}: 405 0 1 for .svc addresses only.',
  ],
  references: [
    {
      title: 'FederationInformation could not be received or 405 Method Not Allowed (KB 2773628)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/endpoint-connection-405-error',
    },
    {
      title: 'Hybrid deployment errors (KB 2626696)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/move-mailboxes/hybrid-deployment-errors',
    },
  ],
});
