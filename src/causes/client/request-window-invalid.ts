import { defineCause, proves, suggests } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { inAnswer } from '../sight.ts';

/** The name of the setting stands in the text whatever its language. Source: microsoft-graph-docs pull request 19703; ews-javascript-api 249. */
const namesWindow = inAnswer(({ text }) => /\bFreeBusyViewOptions\.TimeWindow\b/i.test(text));

export default defineCause({
  id: 'request-window-invalid',
  layer: 'mailbox',
  title: 'The asking program wants a time that Exchange does not answer for',
  explanation: 'The program that asks gives a start and an end that Exchange does not accept: too long a time, or an end before the start. '
    + 'Nothing is wrong with the calendar; the program must ask for a shorter or a valid time.',
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the time asked for is too long', namesCode('ErrorTimeIntervalTooBig')),
    proves('the answer names it: start and end of the time asked for are not valid', namesCode('ErrorInvalidTimeInterval')),
    suggests('the text complains about the time window of the request', namesWindow),
  ],
  unopposed: 'The code is about this very request, not about servers or rights (ResponseCode, EWS).',
  remedy: [
    'Let the program ask for at most 62 days (42 days of Exchange 2007 and 2010), with the start before the end.',
    'Put longer times together from several requests.',
    'If it asks for suggested meeting times too, the time must be at least 24 hours long.',
    'In a scenario of crosslines: fewer hours under window.',
  ],
  confirm: [
    'The text names the allowed and the actual length: "The allowed limit = 62 days; the actual limit = …".',
    'The request in the program\'s own log: StartTime and EndTime of TimeWindow, and the time zone that it gives with them.',
  ],
  references: [
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'TimeWindow (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/timewindow' },
    { title: 'microsoft-graph-docs pull request 19703', url: 'https://github.com/microsoftgraph/microsoft-graph-docs/pull/19703' },
  ],
});
