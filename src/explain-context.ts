/** What is known beside a pasted text: which way the lookup went, who runs what, and words about what changed and who is affected. */
import type { Direction, Layer } from './causes/cause.ts';
import type { PastedTextFact } from './model/facts.ts';
import type { ClaimedVersion, VersionId } from './model/scenario.ts';
import { versionOfBuild } from './exchange/versions.ts';

export interface ExplainContext {
  readonly direction?: Direction;
  /** `on-premises`: some version there. */
  readonly requesterVersion?: VersionId | 'on-premises';
  readonly targetVersion?: VersionId | 'on-premises';
  readonly scope?: string;
  readonly changed?: string;
}

/** One way the lookup may have gone. */
export interface Way {
  readonly direction: Direction;
  readonly requesterVersion: ClaimedVersion;
  readonly targetVersion: ClaimedVersion;
}

const DIRECTIONS: readonly Direction[] = ['onprem-to-onprem', 'onprem-to-cloud', 'cloud-to-onprem', 'within-cloud'];

/** The ways that what was given and what the text shows allow; what was given wins. At least one. */
export function waysOf({ direction, requesterVersion, targetVersion }: ExplainContext, fact: PastedTextFact): readonly Way[] {
  const from = placeOfVersion(requesterVersion) ?? (direction === undefined ? fact.requesterPlace : null);
  const to = placeOfVersion(targetVersion) ?? (direction === undefined ? fact.targetPlace : null);
  const allowed = DIRECTIONS.filter((one) => direction === undefined
    ? (from === null || startsInCloud(one) === (from === 'cloud')) && (to === null || endsInCloud(one) === (to === 'cloud'))
    // The leg between two servers of one organization may be what failed behind a lookup from elsewhere. Source: OfficeDocs-Support 3057905.
    : one === direction || (one === 'onprem-to-onprem' && fact.requestTypes.includes('CrossSite')));
  // Within the cloud somebody has to say or show it: a text that says nothing of places is hardly from there.
  const likely = direction === undefined && from === null && to === null ? allowed.filter((one) => one !== 'within-cloud') : allowed;
  const seen = fact.requesterBuild === null ? null : versionOfBuild(fact.requesterBuild);
  return likely.map((one) => ({
    direction: one,
    requesterVersion: startsInCloud(one) ? 'exchange-online' : named(requesterVersion) ?? (seen === 'exchange-online' ? null : seen) ?? 'unknown',
    targetVersion: endsInCloud(one) ? 'exchange-online' : named(targetVersion) ?? 'unknown',
  }));
}

const startsInCloud = (direction: Direction): boolean => direction === 'cloud-to-onprem' || direction === 'within-cloud';
const endsInCloud = (direction: Direction): boolean => direction === 'onprem-to-cloud' || direction === 'within-cloud';

function placeOfVersion(version: ExplainContext['requesterVersion']): 'cloud' | 'on-premises' | null {
  return version === undefined ? null : version === 'exchange-online' ? 'cloud' : 'on-premises';
}

function named(version: ExplainContext['requesterVersion']): VersionId | undefined {
  return version === undefined || version === 'on-premises' || version === 'exchange-online' ? undefined : version;
}

/** Words of `--changed` and the layers whose causes they bring forward among those that are equally well supported. */
export const changedWords: readonly (readonly [word: RegExp, layers: readonly Layer[], said: string])[] = [
  [/certificat|zertifikat|renew/i, ['certificate', 'federation', 'sign-in'], 'certificate, renew'],
  [/\b(?:tls|ssl|schannel|cipher|registry)\b/i, ['tls'], 'TLS, SSL, Schannel, cipher, registry'],
  [/firewall|network|routing|\bip\b|provider/i, ['network', 'proxy'], 'firewall, network, routing, IP, provider'],
  [/proxy|balancer|\bwaf\b|f5|netscaler|publish/i, ['proxy'], 'proxy, balancer, WAF, F5, NetScaler, publish'],
  [/\bdns\b|\bzone\b|record/i, ['dns', 'autodiscover'], 'DNS, zone, record'],
  [/autodiscover/i, ['autodiscover'], 'Autodiscover'],
  [/hybrid|hcw|wizard|federat|relationship|connector|tenant|domain/i, ['federation', 'sign-in'],
    'hybrid, HCW, wizard, federation, relationship, connector, tenant, domain'],
  [/oauth|\bapp\b|entra|azure|token/i, ['sign-in', 'federation'], 'OAuth, app, Entra, Azure, token'],
  [/password|account/i, ['sign-in', 'directory'], 'password, account'],
  [/permission|calendar|deleg/i, ['mailbox'], 'permission, calendar, delegate'],
  [/mov(?:ed|ing)|migrat|address|renam/i, ['directory', 'mailbox', 'autodiscover'], 'moved, migrated, address, renamed'],
  [/update|patch|\bcu\d*\b|upgrade|install|security/i, ['tls', 'sign-in', 'proxy'], 'update, patch, CU, upgrade, install'],
];

/** Words of `--scope`, likewise. */
export const scopeWords: readonly (readonly [word: RegExp, layers: readonly Layer[], said: string])[] = [
  [/\b(?:one|single|only|1)\b.{0,30}(?:user|person|mailbox|colleague|people|room)|einzeln|eine[nr]?\b/i, ['mailbox', 'directory'],
    'one user, a single mailbox'],
  [/\b(?:all|every|everyone|everybody|nobody|whole)\b|\balle\b/i,
    ['dns', 'network', 'tls', 'certificate', 'proxy', 'sign-in', 'autodiscover', 'federation'], 'all, every, everyone, nobody, whole'],
];

export interface Preference {
  readonly layers: ReadonlySet<Layer>;
  /** What became of the words, for people. */
  readonly notices: readonly string[];
}

/** Layers that the words bring forward. They change the order among equals, never how sure a finding is. */
export function preferenceOf({ scope, changed }: ExplainContext): Preference {
  const layers = new Set<Layer>();
  const notices: string[] = [];
  for (const [option, given, words] of [['--changed', changed, changedWords], ['--scope', scope, scopeWords]] as const) {
    if (given === undefined) continue;
    const found = words.filter(([word]) => word.test(given));
    for (const [, brought] of found) for (const layer of brought) layers.add(layer);
    const brought = [...new Set(found.flatMap(([, layer]) => layer))];
    notices.push(found.length === 0
      ? `${option} has no effect: none of its words is known here (${words.map(([, , said]) => said).join(', ')}).`
      : `${option} only orders what is equally sure: causes of ${brought.join(', ')} come first.`);
  }
  return { layers, notices };
}
