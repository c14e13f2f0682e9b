import { defineCause, excludes, hints, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';
import { runs, runsNone } from './sight.ts';

/** Source: OfficeDocs-ConnectivityAnalyzer, Invalid XML response, unable to retrieve availability or OOF settings. */
const named = inAnswer(({ text }) => /Invalid XML response, unable to retrieve Availability or OOF Settings/i.test(text));

/** Either the server that was asked answers our own request with what is no XML, or the one behind it does so to the calling server. */
const brokenXml = any(
  all(inAnswer(({ exchange }) => exchange.status === 200 && exchange.body === 'not-xml'), runs('requester', 'exchange-2007')),
  all(says('response-not-well-formed-xml'), runs('target', 'exchange-2007')),
);

// What the article KB958934 itself advises was not available, so the remedy only names it.
export default defineCause({
  id: 'exchange2007-dotnet35sp1-oof-xml-bug',
  layer: 'mailbox',
  title: '.NET Framework 3.5 SP1 spoils the answers of an Exchange 2007 server',
  explanation: 'Since .NET Framework 3.5 Service Pack 1 was installed there, the Exchange 2007 server writes answers that nobody can read. That '
    + 'concerns availability and out-of-office settings alike.',
  concerns: 'exchange',
  signs: [
    suggests('the answer says so: invalid XML in place of availability or out-of-office settings', named),
    hints('an Exchange 2007 server answers with what is no readable XML (a device between can do so too)', brokenXml),
    excludes('neither server runs Exchange 2007', all(runsNone('requester', 'exchange-2007'), runsNone('target', 'exchange-2007'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    suggests('it began when .NET Framework 3.5 SP1 was installed on the Exchange 2007 server', notVisibleFromHere,
      'on the Exchange 2007 server: reg query "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v3.5" /v SP'),
  ],
  remedy: [
    'Follow Microsoft\'s article KB958934 on the Exchange 2007 Client Access server.',
    'Bring that server to the last update rollup of Exchange 2007 SP3, then {again}.',
  ],
  confirm: [
    'The Connectivity Analyzer\'s test of availability and out-of-office gives "Invalid XML response".',
    'Out-of-office settings cannot be opened in Outlook 2007 either.',
  ],
  references: [
    { title: 'Invalid XML response, unable to retrieve availability or OOF settings',
      url: 'https://learn.microsoft.com/connectivity-analyzer/invalid-xml-response-unable-retrieve-availability-oof-settings' },
  ],
});
