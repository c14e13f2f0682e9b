import { defineCause, doubts, hints, proves, suggests } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { noCalendarSettings } from '../permissions/sight.ts';
import { refused } from '../organization-relationship/sight.ts';
import { all, any, hasCode, inAnswer, targetShownToOthers, textHas } from '../sight.ts';

/** Source of the texts: OfficeDocs-Support 3152066, This calendar isn't available (trace of Outlook on the web). */
const damagedId = textHas(/invalid global object id/);
const damagedValue = any(namesCode('ErrorCalendarInvalidPropertyValue', 'CalendarExceptionInvalidPropertyValue'),
  inAnswer(({ answer }) => answer?.exceptionType === 'CalendarExceptionInvalidPropertyValue'));
const notOpened = textHas(/this calendar isn't available\. please try again later/);

/** Event 4013, and the part of Exchange that reads entries. Source: Microsoft KB 976025. */
const queryFailed = textHas(/calendar query failed for mailbox|\bmsexchange availability\b.{0,20}\b4013\b|freebusygenerationexception/);
const readingEntry = textHas(/\binternalrecurrence\b|\bcorruptdataexception\b|\brecurrenceblob|\bpropertyerrorexception\b/);

export default defineCause({
  id: 'corrupted-calendar',
  layer: 'mailbox',
  title: 'An entry or a setting in the colleague\'s calendar is damaged',
  explanation: 'Something in the calendar of {target} is damaged, so Exchange cannot read it to the end. Everybody gets cross lines for this '
    + 'one colleague. Often the calendar does not open in Outlook on the web either.',
  concerns: 'helpdesk',
  signs: [
    proves('the text names a damaged entry: its identification is not valid', damagedId),
    suggests('the answer says that an entry of the calendar holds a damaged value', damagedValue),
    hints('Exchange could not read the calendar, for whatever reason', hasCode('ErrorFreeBusyGenerationFailed')),
    // A missing right can look so too.
    hints('the query of the calendar failed while an entry of it was read (event 4013)', all(queryFailed, readingEntry)),
    hints('Outlook on the web says that this calendar is not available', notOpened),
    hints('Outlook on the web got no settings of this calendar (error 31)', noCalendarSettings),
    hints('beside them stands a refusal, which the settings of a calendar do not depend on', all(noCalendarSettings, refused)),
    doubts('the same calendar is shown to a requester on another server', targetShownToOthers),
  ],
  remedy: [
    'On a computer with the Outlook profile of {target}, run calcheck (Calendar Checking Tool) and read its report; without -f it changes '
      + 'nothing.',
    'Then run calcheck -f -r there: it puts damaged entries into a folder of their own. Read its report and delete what is not needed.',
    'Then start Outlook there once with outlook.exe /resetnavpane and once with outlook.exe /cleanviews; shared calendars must be added anew.',
    'Without an Outlook for Windows, hand it to Microsoft support.',
  ],
  confirm: [
    'On a computer with the Outlook profile of {target}: calcheck (without -f it only reports)',
    'Outlook on the web of {target}: does the calendar open? In the developer tools (F12) the header X-OWA-Error names the exception.',
  ],
  references: [
    { title: 'This calendar isn\'t available error in Outlook on the web',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/outlook-on-the-web-issues/this-calendar-not-available-error-when-accessing-calendar' },
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
  ],
});
