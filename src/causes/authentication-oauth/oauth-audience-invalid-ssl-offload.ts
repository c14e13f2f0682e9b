import { defineCause, hints, proves, shownOtherwise } from '../cause.ts';
import { any, inAnswer, sameServersShown, sameServersShownElsewhere, says } from '../sight.ts';
import { resolveFreeBusyErrors, testOAuthIn, tokenRefused, words } from './sight.ts';

/**
 * Source: Microsoft Learn, Resolve free/busy errors; Using hybrid Modern Authentication with Outlook for iOS and Android ("SSL/TLS offloading isn't
 * supported for OAuth flows"). The sentence without a host ("The audience claim value is invalid 'aud'.") is about another fault.
 */
const host = any(says('audience-host-invalid'), words(/hostname component of the audience claim/));

/** The two addresses that the sentence names: the one that Exchange expects, and the one for which the token was made. */
const named = (test: (expected: URL, actual: URL) => boolean) => inAnswer(({ text }) => {
  const flat = text.slice(0, 200_000).replace(/&apos;|&#0?39;|[\u2018\u2019]/gi, '\'').replace(/\s+/g, ' ');
  const found = /audience claim value is invalid\. ?Expected '([^']{1,300})'\. ?Actual '([^']{1,300})'/i.exec(flat);
  const [expected = '', actual = ''] = found?.slice(1) ?? [];
  return URL.canParse(expected) && URL.canParse(actual) && test(new URL(expected), new URL(actual));
});

export default defineCause({
  id: 'oauth-audience-invalid-ssl-offload',
  layer: 'proxy',
  title: 'A device before Exchange changes the called address, so tokens do not fit',
  explanation: 'Exchange Online makes its token, the proof of who it is, out for the address that it calls. A device before {targetServer} ends '
    + 'the encryption or calls it by another name, so the token does not fit and is refused. The user gets cross lines for colleagues '
    + 'on-premises.',
  directions: ['cloud-to-onprem'],
  concerns: 'network',
  signs: [
    proves('the answer names it: the address in the token is not the one by which Exchange was called', host),
    hints('one of the two addresses begins with http: a device takes the encryption off (SSL offloading)',
      named((expected, actual) => expected.protocol !== actual.protocol)),
    hints('the two addresses differ in their host name: a device or a wrong address calls Exchange by another name',
      named((expected, actual) => expected.host !== actual.host)),
    hints('a token was refused over its audience, and the text breaks off before it says why',
      tokenRefused(({ code, category, reason }) => reason === '' && (category === 'invalid_resource' || code === 2000003))),
    ...shownOtherwise(sameServersShown, sameServersShownElsewhere),
  ],
  remedy: [
    'On the load balancer or proxy, stop SSL offloading for /EWS and /autodiscover: pass TLS through, or end it and begin it anew to Exchange '
      + '(bridging).',
    'Let it hand the Host header on unchanged.',
    'If the addresses differ in their name: let the intra-organization connector in Exchange Online call {targetName} '
      + '(Get-IntraOrganizationConnector | Format-List DiscoveryEndpoint,TargetSharingEpr).',
    'Where neither is possible soon and a federation trust exists: disable the connector in Exchange Online, so that the organization relationship '
      + 'is '
      + 'used: Set-IntraOrganizationConnector <connector> -Enabled $false',
  ],
  confirm: [
    `${testOAuthIn}: x-ms-diagnostics 2000003 names "Expected" and "Actual".`,
    'Call the Exchange server directly by its own name, past the device: the same test succeeds.',
  ],
  references: [
    resolveFreeBusyErrors,
    { title: 'Using hybrid Modern Authentication with Outlook for iOS and Android',
      url: 'https://learn.microsoft.com/exchange/clients/outlook-for-ios-and-android/use-hybrid-modern-auth' },
  ],
});
