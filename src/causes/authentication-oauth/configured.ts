/** Authorization servers, certificates, partner applications and overrides as they were brought along. */
import {
  applicationOf, certificateEnded, hasForeignServiceName, isEnabledServer, isEntra, isExchangeOnline, isOfTenant, lacksAccount, namesNoCertificate,
  overrides, thumbprintIn,
} from '../../exchange/configuration-oauth.ts';
import type { See } from '../cause.ts';
import { both, not, noSetting, setting, shownAt, type End, type Test } from '../configured.ts';
import { any, answerOf } from '../sight.ts';

const SERVER = 'Get-AuthServer';

/** The tenant that a refused token came from. Source: Microsoft Learn, Resolve free/busy errors ("Issuer was '…@<tenant>'"). */
const TENANT = /issuer was\W{1,4}[0-9a-f-]{36}@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** No authorization server of the answering side is enabled, or none that is enabled speaks for the tenant that the text names. */
export const noServerOfTenant: See = (lookup, evidence) => {
  const tenant = TENANT.exec(answerOf(lookup, evidence)?.text ?? '')?.[1];
  const fits: Test = tenant === undefined ? isEnabledServer : both(isEnabledServer, (object) => isOfTenant(object, tenant));
  return noSetting('target', SERVER, fits)(lookup, evidence);
};
export const noServerEnabled: See = noSetting('target', SERVER, isEnabledServer);
export const noServerEnabledHere: See = noSetting('requester', SERVER, isEnabledServer);

const entra: Test = both(isEntra, (object) => isEnabledServer(object) ?? true);
const applied: Test = (object) => {
  const application = applicationOf(object);
  return application === undefined ? undefined : application !== '';
};

/** EvoSTS names the application under which the asking servers come, or does not. */
export const entraWithApplication: See = setting('requester', SERVER, both(entra, applied));
export const entraWithoutApplication: See = noSetting('requester', SERVER, both(entra, applied));

const eitherConfig = (test: Test): See => any(setting('requester', 'Get-AuthConfig', test), setting('target', 'Get-AuthConfig', test));
export const noCertificateNamed: See = eitherConfig(namesNoCertificate);
export const foreignServiceName: See = eitherConfig(hasForeignServiceName);

/** The certificate that Get-AuthConfig of one end names, as Get-ExchangeCertificate of that end shows it. */
function authCertificate(end: End, ended: boolean): See {
  return (lookup, evidence) => {
    const thumbprints = shownAt(end, 'Get-AuthConfig', lookup, evidence)
      .flatMap(({ fact }) => fact.objects.flatMap((object) => thumbprintIn(object, 'CurrentCertificateThumbprint') ?? []));
    const isThis: Test = (object) => thumbprints.includes(thumbprintIn(object, 'Thumbprint') ?? '');
    const is: Test = (object, { at }) => certificateEnded(object, at);
    if (thumbprints.length === 0) return undefined;
    return setting(end, 'Get-ExchangeCertificate', both(isThis, ended ? is : not(is)))(lookup, evidence);
  };
}

export const authCertificateEnded: See = any(authCertificate('requester', true), authCertificate('target', true));
/** The asking side signs; where that is the cloud, it is the answering side that has such a certificate. */
export const authCertificateGood: See = (lookup, evidence) =>
  authCertificate(evidence.server(lookup.requester.server).version === 'exchange-online' ? 'target' : 'requester', false)(lookup, evidence);

/** Exchange Online as a partner application of the answering side: nothing acts for it. */
export const noLinkedAccount: See = setting('target', 'Get-PartnerApplication', both(isExchangeOnline, lacksAccount));

const dedicated: Test = (object) => overrides(object, 'ExchangeOnpremAsThirdPartyAppId');
export const dedicatedOn: See = setting('requester', 'Get-SettingOverride', dedicated);
export const dedicatedOff: See = noSetting('requester', 'Get-SettingOverride', dedicated);
export const graphOff: See = noSetting('requester', 'Get-SettingOverride', (object) => overrides(object, 'RouteThroughMSGraph'));
