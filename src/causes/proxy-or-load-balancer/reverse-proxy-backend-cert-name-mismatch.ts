import { defineCause, doubts, hints, proves, shownOtherwise, suggests } from '../cause.ts';
import { any, inAnswer, sameServersShown, sameServersShownElsewhere, saysStatus, says } from '../sight.ts';
import { answererAt, answererIn, door, fromTheCloud, metAt, onPremises, ownRequest } from './sight.ts';

const STATUS = 500;
const call = saysStatus(STATUS);
const own = ownRequest((exchange) => exchange.status === STATUS && answererIn(exchange) !== 'exchange');

/**
 * What ISA and TMG write when the certificate behind them is for another name; the number is SEC_E_WRONG_PRINCIPAL in every language.
 * Source: OfficeDocs-ConnectivityAnalyzer, "An HTTP 500 was returned to ISA because the certificate … doesn't match".
 */
const WRONG_NAME = /the target principal name is incorrect|\(-2146893022\)/i;
const TOLD = /certificate on the published server doesn't match the name in the publishing rule/i;

export default defineCause({
  id: 'reverse-proxy-backend-cert-name-mismatch',
  layer: 'proxy',
  title: 'The reverse proxy calls Exchange by a name that its certificate does not hold',
  explanation: 'A reverse proxy hands the question on to Exchange, by a name for which Exchange has no certificate. The proxy does not trust '
    + 'that connection and answers with an error of its own.',
  concerns: 'network',
  signs: [
    proves('a page of the device before Exchange says that the name behind it is wrong', any(
      onPremises('requester', ownRequest((exchange) => answererIn(exchange) !== 'exchange' && WRONG_NAME.test(exchange.bodyStart))),
      metAt({ call, own }, (end) => door(end, (fact) => answererAt(fact) !== 'exchange' && WRONG_NAME.test(fact.bodyStart))))),
    proves('the text names it: the certificate of the published server does not match the publishing rule',
      onPremises('target', inAnswer(({ text }) => TOLD.test(text)))),
    // A caller that looks at the certificate itself fails over trust instead, in other words.
    suggests('the text carries the proxy\'s words for a wrong name',
      fromTheCloud(onPremises('target', any(says('wrong-principal'), inAnswer(({ text }) => WRONG_NAME.test(text)))))),
    hints('what answers 500 at the published name is not Exchange',
      metAt({ call, own }, (end) => door(end, (fact) => fact.status === STATUS && answererAt(fact) !== 'exchange'))),
    doubts('the published name answers from here as Exchange does',
      metAt({ call, own }, (end) => door(end, (fact) => answererAt(fact) === 'exchange'))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'In the publishing rule (tab "To" in ISA and TMG), forward to a name that the certificate of Exchange holds; a line in the hosts file of the '
      + 'proxy can give it the address.',
    'Or give Exchange a certificate that holds the name the rule forwards to, and assign it to IIS: Enable-ExchangeCertificate -Services IIS.',
  ],
  confirm: [
    'On the proxy: open https://<name in the rule>/ews/exchange.asmx and compare the names of the certificate with that name.',
    'The request has no entry in the IIS and HttpProxy\\Ews logs of Exchange.',
  ],
  references: [{
    title: 'An HTTP 500 was returned to ISA because the certificate on the published server doesn\'t match the name in the publishing rule',
    url: 'https://github.com/MicrosoftDocs/OfficeDocs-ConnectivityAnalyzer/blob/31a94ac7b90ac3f0ac4222c2f8b2d5b550e3e4a5/connectivity-analyzer/an-http-500-returned-is-because-certificate-published-server-doesn-t-match-name-publishing-rule.md',
  }],
});
