import { defineCause, proves, shownOtherwise, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, ports, sameServersShown, sameServersShownElsewhere, saysStatus } from '../sight.ts';
import { unescaped } from './sight.ts';

/** Source: OfficeDocs-Support, Could not load file or assembly when browsing EWS or Autodiscover. */
const ASSEMBLY = /could not load file or assembly '(?:file:\/\/\/)?[^']{0,200}Microsoft\.Exchange\./i;
const VARIABLE = /could not load file or assembly[^]{0,300}%ExchangeInstallDir%/i;

/** That page came in place of an answer: to our lookup, or, after the call between the servers failed with 500, to our question at the target. */
const page = (pattern: RegExp) => any(
  inAnswer(({ exchange, text }) => pattern.test(unescaped(`${exchange.bodyStart}\n${text}`))),
  all(saysStatus(500), ports('target', 'sign-in-schemes', ({ outcome }) => outcome.status === 'observed'
    && pattern.test(unescaped(outcome.fact.bodyStart)))),
);

export default defineCause({
  id: 'ews-webconfig-assembly-path-broken',
  layer: 'mailbox',
  title: 'The web services of Exchange do not find their own program files',
  explanation: 'The settings file of the Exchange web services (web.config) points to a folder that does not exist, so the service cannot '
    + 'start. Every lookup there ends in cross lines. It comes about when a security update was installed without administrator rights.',
  concerns: 'exchange',
  signs: [
    proves('the page names it: %ExchangeInstallDir% stands in the path of a missing program file', page(VARIABLE)),
    suggests('the server answers with a page that names a missing program file of Exchange', page(ASSEMBLY)),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
    proves('HealthChecker says "Default Variable Detected" for a web.config', notVisibleFromHere,
      'on the server: HealthChecker.ps1 (CSS-Exchange), section IIS web configuration; or browse https://localhost/ews/exchange.asmx there'),
  ],
  remedy: [
    'Back up the web.config or SharedWebConfig.config that the error page names.',
    'Replace %ExchangeInstallDir% in it by the install path (MsiInstallPath under HKLM\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup), then '
      + 'run iisreset /noforce.',
    'Where several files are concerned, install the security update again from an elevated command prompt.',
  ],
  confirm: [
    'On the server: Select-String "%ExchangeInstallDir%" '
      + '"$env:ExchangeInstallPath\\ClientAccess\\exchweb\\ews\\web.config","$env:ExchangeInstallPath\\ClientAccess\\Autodiscover\\web.config"',
    'Browsing https://localhost/ews/exchange.asmx on the server shows the ASP.NET page with the name of the file.',
  ],
  references: [
    { title: 'Could not load file or assembly when browsing EWS or Autodiscover',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/administration/could-not-load-file-or-assembly-browsing-ews-or-autodiscover' },
    { title: 'HealthChecker: IIS web configuration check',
      url: 'https://microsoft.github.io/CSS-Exchange/Diagnostics/HealthChecker/IISWebConfigCheck/' },
  ],
});
