import { defineCause, proves, suggests } from '../cause.ts';
import { namesCode } from '../server-health/sight.ts';
import { any, inAnswer, textHas } from '../sight.ts';

/** Source: zenchild/Viewpoint, ews_soap_free_busy_response_spec.rb (an answer of Exchange, exception 5035). */
const named = any(namesCode('ErrorInvalidSmtpAddress', 'InvalidSmtpAddressException'),
  inAnswer(({ answer }) => answer?.exceptionType === 'InvalidSmtpAddressException'));

export default defineCause({
  id: 'invalid-smtp-address-in-request',
  layer: 'directory',
  title: 'The asking program sends something that is no e-mail address',
  explanation: 'To look up a calendar, Exchange needs a full e-mail address such as name@domain. For this attendee it was given something else: '
    + 'a bare name, a directory name, or an address with stray characters. So this one attendee gets cross lines.',
  concerns: 'helpdesk',
  signs: [
    proves('the answer names it: what was asked for is not a valid SMTP address', named),
    suggests('the text says that what was asked for is not a valid SMTP address', textHas(/is not a valid smtp address/)),
  ],
  unopposed: 'The code is about the text that was sent as an address in this very request (ResponseCode, EWS).',
  remedy: [
    'In Outlook: remove the attendee and the stored suggestion for this name, then pick the person from the address list anew.',
    'In a program: send the primary SMTP address. Look names and directory names (X.500) up first, by ResolveNames or in the directory.',
  ],
  confirm: [
    'The text quotes what was sent: has it an @ and a domain, and no blank or bracket around it?',
    'The other attendees of the same request are shown.',
  ],
  references: [
    { title: 'ResponseCode (EWS)', url: 'https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode' },
    { title: 'Viewpoint: free/busy response with an invalid address',
      url: 'https://github.com/zenchild/Viewpoint/blob/master/spec/unit/ews_soap_free_busy_response_spec.rb' },
  ],
});
