import { defineCause, doubts, hints, proves } from '../cause.ts';
import { all, any, notVisibleFromHere, textHas } from '../sight.ts';
import { outlookFindsNoServer, settingsWithoutUrl } from './sight.ts';

/** Outlook asks for these the same way as for availability. Source: OfficeDocs-Support 2847833. */
const sisters = textHas(
  /your automatic reply settings cannot be displayed because the server is currently unavailable|we can't show mailtips right now/,
);
/** Alone they are no failure of a lookup. */
const sistersFail = all(sisters, textHas(/free.?busy|availability|server location|scheduling|no information|calendar/));
const words = any(outlookFindsNoServer, sistersFail);

export default defineCause({
  id: 'client-winhttp-proxy-wrong',
  layer: 'proxy',
  title: 'The user\'s computer sends Outlook\'s questions to a wrong proxy',
  explanation: 'Windows keeps a proxy setting of its own (WinHTTP), apart from that of the browser, and on this computer it is wrong. So '
    + 'Outlook does not reach the calendar service. Automatic replies and mail tips fail too, while mail itself works.',
  concerns: 'helpdesk',
  signs: [
    hints('Outlook says that it could not determine the server (an Autodiscover without an availability address gives the same)',
      outlookFindsNoServer),
    hints('automatic replies or mail tips fail on the same computer: Outlook asks for them in the same way', sistersFail),
    doubts('Autodiscover gives {requester} no availability address, whatever the computer', all(words, settingsWithoutUrl)),
    proves('the WinHTTP settings of that computer name a proxy that does not lead to Exchange', all(words, notVisibleFromHere),
      'on the user\'s computer: netsh winhttp show proxy, and for a 32-bit Office C:\\Windows\\SysWOW64\\netsh.exe winhttp show proxy'),
  ],
  remedy: [
    'On the user\'s computer, note down what is set: netsh winhttp show proxy',
    'If it is wrong, as administrator: netsh winhttp reset proxy; for a 32-bit Office on 64-bit Windows, C:\\Windows\\SysWOW64\\netsh.exe '
      + 'winhttp reset proxy',
    'Where a proxy is needed, set the right one: netsh winhttp set proxy <proxy>:<port> "<local>;*.<internal domain>"',
    'Restart Outlook; availability, automatic replies and mail tips should come back together.',
  ],
  confirm: [
    'On the user\'s computer: netsh winhttp show proxy, and for a 32-bit Office C:\\Windows\\SysWOW64\\netsh.exe winhttp show proxy',
    'The same user on another computer, or in Outlook on the web, sees the availability.',
  ],
  references: [{ title: 'Proxy server causing issues in Outlook with free/busy, OOF, and MailTips',
    url: 'https://learn.microsoft.com/outlook/troubleshoot/connectivity/proxy-server-causes-issues-with-freebusy-oof-mailtips' }],
});
