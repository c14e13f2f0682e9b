import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { lookupsArriveByLog } from '../logged.ts';
import { sameServersShown, sameServersShownElsewhere } from '../sight.ts';
import { anyPort, certificateReferences, expiryNamed, notShownBy, shownBy, trustFailedOnPremises } from './sight.ts';

export default defineCause({
  id: 'cert-expired-on-ews-endpoint',
  layer: 'certificate',
  title: 'The called server\'s certificate has expired or is not yet valid',
  explanation: 'Servers prove who they are with a certificate, and that of the called server is outside its dates. The caller therefore refuses '
    + 'to talk to it, and nothing is asked.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: a certificate is not within its validity period', expiryNamed),
    suggests('the certificate of {seenAt|the called server}, which the failed call met, is outside its dates',
      shownBy(({ withinDates }) => !withinDates, anyPort)),
    hints('the calling server did not accept the certificate of {targetServer}', trustFailedOnPremises),
    doubts('every certificate of {targetServer} that is visible from here is within its dates', notShownBy(({ withinDates }) => !withinDates)),
    lookupsArriveByLog,
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'Renew the certificate and assign it: Enable-ExchangeCertificate -Thumbprint <new> -Services IIS, on every server that shows the old one.',
    'Bind it also to the site "Exchange Back End" (port 444) where that one has expired, and to the load balancer.',
    'Check the clock of both servers: a wrong clock makes a good certificate look expired.',
  ],
  confirm: [
    'Get-ExchangeCertificate -Server {targetServer} | Format-List Thumbprint,Services,NotAfter',
    'Probe port 444 and the load balancer separately: each has its own certificate.',
  ],
  references: certificateReferences,
});
