/** The certificate that a port shows: chain, names, dates, issuer, trust, key and signature. */
import { matchesName, summarizeCertificate } from '../protocol/certificate.ts';
import { printable } from '../protocol/printable.ts';
import { lowestTls, securedSubjects, splitName } from './endpoints.ts';
import { defineProbe, LIMITS, observed, refused } from './probe.ts';

/** Source: CA/Browser Forum Baseline Requirements 6.1.5. */
const USUAL_RSA_BITS = 2048;

export default defineProbe({
  kind: 'certificate',
  title: 'certificate of every port: chain, names, dates, issuer, trust, key, signature',
  subjects: (evidence) => securedSubjects(evidence, () => true),
  async gather(name, network, evidence) {
    const { host, port } = splitName(name);
    const minVersion = lowestTls(evidence, name) ?? 'TLSv1.2';
    const attempt = await network.negotiate({ label: 'certificate', host, port, minVersion, timeoutMs: LIMITS.connectMs });
    if (!attempt.ok) return attempt;
    const { chain, trusted, problem, version, cipherSuite } = attempt.value;
    const summaries = chain.map(summarizeCertificate);
    const leaf = summaries[0];
    if (leaf === undefined) return refused({ kind: 'certificate', message: `${name} shows no certificate` });
    const now = network.now();
    return observed({
      endpoint: name, host, leaf, chain: summaries.slice(1), trusted, problem,
      nameMatches: matchesName(leaf, host),
      withinDates: Date.parse(leaf.notBefore) <= now && now <= Date.parse(leaf.notAfter),
      negotiated: { version, cipherSuite },
    });
  },
  summarize({ endpoint, leaf, trusted, nameMatches, withinDates, host }) {
    const faults = [
      ...(withinDates ? [] : [`valid from ${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)} only`]),
      ...(nameMatches ? [] : [`not for ${host} but for ${leaf.names.slice(0, 4).join(', ') || 'no name'}`]),
      ...(trusted ? [] : [leaf.selfSigned ? 'self-signed and not trusted here' : 'its issuer is not trusted here']),
    ];
    const strength = [
      ...(/^rsa/i.test(leaf.keyType) && leaf.keyBits < USUAL_RSA_BITS ? [`a key of ${leaf.keyBits} bits only`] : []),
      ...(/md5|sha-?1(?!\d)/i.test(leaf.signatureAlgorithm) ? [`a signature with ${leaf.signatureAlgorithm}`] : []),
    ];
    const text = faults.length === 0 ? `valid until ${leaf.notAfter.slice(0, 10)}, trusted here, name fits` : faults.join('; ');
    return printable(`${endpoint} shows a certificate that is ${text}${strength.length > 0 ? `, with ${strength.join(' and ')}` : ''} (issuer ${leaf.issuer})`, 300);
  },
});
