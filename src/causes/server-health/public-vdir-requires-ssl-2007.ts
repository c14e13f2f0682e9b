import { defineCause, doubts, proves, suggests } from '../cause.ts';
import { all, any, inAnswer, notVisibleFromHere, saysStatus } from '../sight.ts';
import { namesCode, runsNone } from './sight.ts';

/** Source: Exchange Team, Configuring inter-org free/busy in a single server Exchange Server 2007 organization (event 4003). */
const forbidden = all(saysStatus(403), any(
  namesCode('ErrorPublicFolderRequestProcessingFailed'),
  inAnswer(({ text, answer }) => /\bPublicFolderRequestProcessingException\b/.test(`${answer?.exceptionType ?? ''} ${text}`)),
));

/** The same source: the address that was called, without TLS. */
const calledByHttp = inAnswer(({ text }) => /\bhttp:\/\/[^\s/]+\/public\/\?cmd=freebusy/i.test(text));

export default defineCause({
  id: 'public-vdir-requires-ssl-2007',
  layer: 'mailbox',
  title: 'Exchange 2007 asks its public folders without encryption, and they insist on it',
  explanation: 'Exchange 2007 reads the availability of {target} from a public folder on its own server, by plain HTTP. The web directory for '
    + 'public folders accepts encrypted requests only and refuses.',
  directions: ['onprem-to-onprem'],
  concerns: 'exchange',
  signs: [
    proves('the answer names it: the request to http://…/public was forbidden (403)', all(forbidden, calledByHttp)),
    suggests('the request to the free/busy public folder was forbidden (403)', forbidden),
    doubts('{requesterServer} does not run Exchange 2007', runsNone('requester', 'exchange-2007')),
    proves('the directory /public requires SSL', notVisibleFromHere,
      'on the Exchange 2007 server: IIS Manager, Default Web Site, Public, Directory Security, Secure Communications: is "Require secure channel '
        + '(SSL)" set?'),
  ],
  remedy: [
    'On the Exchange 2007 server, IIS Manager, directory /public: where "Require secure channel (SSL)" is set, clear it, on this directory only.',
    'Run iisreset /noforce, then {again}.',
  ],
  confirm: ['Event 4003 of MSExchange Availability on {requesterServer}: a request to http://…/public/?Cmd=freebusy, answered with 403.'],
  references: [
    { title: 'Configuring inter-org free/busy in a single server Exchange Server 2007 organization',
      url: 'https://techcommunity.microsoft.com/blog/exchange/configuring-interorg-freebusy-in-a-single-server-exchange-server-2007-organizati/602925' },
  ],
});
