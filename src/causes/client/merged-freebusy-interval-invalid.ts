import { defineCause, proves, suggests } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { textHas } from '../sight.ts';

export default defineCause({
  id: 'merged-freebusy-interval-invalid',
  layer: 'mailbox',
  title: 'The asking program divides the time into steps that Exchange does not accept',
  explanation: 'The program that asks wants one value for every so many minutes. Exchange accepts steps of 5 to 1440 minutes that are no longer than '
    + 'the whole time asked for, and here they are not. Nothing is wrong with the calendar; the program must ask in another way.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the step of the merged free/busy is not valid', namesCode('ErrorInvalidMergedFreeBusyInterval')),
    // Source: PlaceOS/office365 issue 29; some builds print two blanks.
    suggests('the text says that the step of the merged free/busy is not valid', textHas(/specified merged free\/busy interval is not valid/)),
  ],
  unopposed: 'The code is about this very request, not about servers or rights (ResponseCode, EWS).',
  remedy: [
    'Let the program ask in steps of 5 to 1440 minutes, and never longer than the time between start and end.',
    'Where it asks for less than 30 minutes, it must name the step itself: the one that Exchange takes otherwise is 30 minutes.',
    'In a scenario of crosslines: a fitting intervalMinutes under window.',
  ],
  confirm: [
    'The request in the program\'s own log: MergedFreeBusyIntervalInMinutes (EWS) or availabilityViewInterval (Graph), beside its start and end',
  ],
  references: [
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'microsoft-graph-docs issue 6450', url: 'https://github.com/microsoftgraph/microsoft-graph-docs/issues/6450' },
    { title: 'exchangelib issue 1019', url: 'https://github.com/ecederstrand/exchangelib/issues/1019' },
    { title: 'PlaceOS/office365 issue 29', url: 'https://github.com/PlaceOS/office365/issues/29' },
  ],
});
