import { defineCause, proves } from '../cause.ts';
import { reads } from './sight.ts';

/** Source: KB 3027942. */
const named = reads(/\bmaxurireached\b/, /same uri cannot be attached to different appid on a single day/);

export default defineCause({
  id: 'federation-provisioning-rate-limited',
  layer: 'federation',
  title: 'The token service of Microsoft takes no further registration today',
  explanation: 'The domain was registered at the token service of Microsoft several times within a day, and the service now refuses until the '
    + 'day is over. Until it is registered, users get cross lines for the other organization.',
  concerns: 'exchange',
  signs: [proves('the token service names it: the same domain cannot be registered again on one day (MaxUriReached)', named)],
  unopposed: 'The token service itself says that it counts the attempts; nothing seen elsewhere bears on it (KB 3027942).',
  remedy: [
    'Wait 24 hours from the message, and do not try again before.',
    'Meanwhile remove what made the earlier attempts fail, such as a missing TXT record (Get-FederatedDomainProof) or a wrong clock.',
    'Then run the Hybrid Configuration Wizard again, once.',
  ],
  confirm: ['The logs of the wizard (%AppData%\\Microsoft\\Exchange Hybrid Configuration) show several failed attempts within a day.'],
  references: [{
    title: 'Same URI cannot be attached to different AppId on a single day (KB 3027942)',
    url: 'https://learn.microsoft.com/exchange/troubleshoot/hybrid-configuration-wizard-errors/'
      + 'same-uri-not-attached-to-different-appid-on-single-day',
  }],
});
