import { defineCause, excludes, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, notVisibleFromHere, othersShown, sameServersShown, sameServersShownElsewhere, textHas } from '../sight.ts';
import { runsNone } from './sight.ts';

const toTheCloud = othersShown((other, lookup, evidence) => other.requester.server === lookup.requester.server
  && evidence.server(other.target.server).version === 'exchange-online');

/**
 * No error text of this state is published, so only what people tell beside it can speak for it: the application, and that it is new.
 * Source: microsoft/CSS-Exchange, docs/Emerging-Issues.md.
 */
const APPLICATION = /dedicated (?:exchange )?hybrid app|(?:configure)?exchangehybridapplication|exchangehybrid3pappfeature/;
const LATELY = /\b(?:after|since|just|recently|newly|have|has|was|we)\b.{0,40}\b(?:deploy|configur|creat|enabl|activat|set ?up|switch|ran|run|roll)/;
const FAILS = /\b(?:unavailable|not|fail(?:s|ed|ing)?|stopped|no longer|broken|missing|can't|cannot)\b|cross lines|hash ?marks/;
const SYMPTOM = /free.?\/?.?busy|availability|mail ?tips|calendar|cross lines|hash ?marks/;
const setUpLately = all(textHas(APPLICATION), textHas(LATELY), textHas(SYMPTOM), textHas(FAILS));

export default defineCause({
  id: 'dedicated-hybrid-app-propagation-delay',
  layer: 'sign-in',
  title: 'The dedicated hybrid app was set up a moment ago and is not in use yet',
  explanation: 'The organization has just switched its connection to Exchange Online to an application of its own. Exchange takes up to an hour '
    + 'to notice, and until then it shows cross lines for colleagues in the cloud.',
  directions: ['onprem-to-cloud'],
  concerns: 'exchange',
  signs: [
    suggests('the dedicated hybrid app was set up less than an hour ago', notVisibleFromHere,
      'on {requesterServer}: Get-AuthServer | Format-List Name,Type,ApplicationIdentifier,WhenChanged; Get-SettingOverride | Format-List '
        + 'Name,ComponentName,SectionName'),
    hints('the dedicated hybrid app was set up lately, as the text tells (how long ago decides)', setUpLately),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    excludes('{requesterServer} shows other mailboxes in Exchange Online', toTheCloud),
    excludes('{requesterServer} runs a version for which there is no dedicated hybrid app',
      runsNone('requester', 'exchange-2016', 'exchange-2019', 'exchange-se')),
  ],
  remedy: [
    'Wait up to 60 minutes after the change, then {again}.',
    'Where that takes too long: Restart-WebAppPool MSExchangeServicesAppPool (or iisreset) on every Exchange server.',
  ],
  confirm: ['Ask whoever ran the Hybrid Configuration Wizard or ConfigureExchangeHybridApplication.ps1 when that was.',
    'Get-AuthServer | Format-List Name,Type,ApplicationIdentifier,WhenChanged'],
  references: [{ title: 'CSS-Exchange: emerging issues', url: 'https://github.com/microsoft/CSS-Exchange/blob/main/docs/Emerging-Issues.md' }],
});
