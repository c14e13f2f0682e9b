/** How the section describes organizations and the relationships between them. */
import { organizationFaultNames, relationshipFaultNames } from './faults.ts';
import type { OrganizationFault, RelationshipFault } from './faults.ts';
import { LabError, list, mapping, onOff, shown, text, word, words } from './section-reading.ts';
import type { Path } from './section-reading.ts';

/** The ways in which one organization may ask another, as their cmdlets are named; in the order in which Exchange prefers them. */
export const relationshipKinds = ['intra-organization-connector', 'organization-relationship', 'availability-address-space'] as const;
export type RelationshipKind = (typeof relationshipKinds)[number];

/** Whose applications may stand on a tenant's list: that of the Exchange servers on premises, those with which the scenario signs in. */
export const ewsApplications = ['servers', 'tool'] as const;
export type EwsApplication = (typeof ewsApplications)[number];

/** An organization as the section describes it. */
export interface SectionOrganization {
  readonly servers: readonly string[];
  /** DNS name of the forest of its servers; null: after the mail domain. */
  readonly forest: string | null;
  /** DNS name of the forest of its users, where that is another one: their mailboxes are linked. */
  readonly accountForest: string | null;
  /** On premises: the setting override for asking Exchange Online by Microsoft Graph (RouteThroughMSGraph) is on. */
  readonly graph: boolean;
  /** A tenant: EwsEnabled is True, and whose applications its list holds (EwsAllowedAppIDs); null: nobody set either. */
  readonly ewsApplications: ReadonlySet<EwsApplication> | null;
  readonly faults: ReadonlySet<OrganizationFault>;
}

/** A relationship as the section describes it; absent members are worked out as setup would do it. */
export interface SectionRelationship {
  readonly from: string;
  readonly to: string;
  readonly by: RelationshipKind;
  /** DiscoveryEndpoint or TargetAutodiscoverEpr. */
  readonly autodiscover?: URL;
  /** TargetSharingEpr. */
  readonly target?: URL;
  readonly faults: ReadonlySet<RelationshipFault>;
}

/** Reads an entry of `organizations`. Throws LabError. */
export function readOrganization(value: unknown, path: Path): SectionOrganization {
  const said = mapping(value ?? {}, path, ['servers', 'forest', 'accountForest', 'graph', 'ewsApplications', 'faults']);
  const domain = (name: 'forest' | 'accountForest'): string | null =>
    said[name] === undefined ? null : domainName(said[name], [...path, name]);
  return {
    servers: list(said['servers'], [...path, 'servers']).map((server, index) => text(server, [...path, 'servers', index])),
    forest: domain('forest'),
    accountForest: domain('accountForest'),
    graph: said['graph'] === undefined ? false : onOff(said['graph'], [...path, 'graph']),
    ewsApplications: said['ewsApplications'] === undefined ? null : words(said['ewsApplications'], [...path, 'ewsApplications'], ewsApplications),
    faults: words(said['faults'], [...path, 'faults'], organizationFaultNames),
  };
}

/** Reads an entry of `relationships`. Throws LabError. */
export function readRelationship(value: unknown, path: Path): SectionRelationship {
  const said = mapping(value, path, ['from', 'to', 'by', 'autodiscover', 'target', 'faults']);
  const url = (name: 'autodiscover' | 'target'): object =>
    said[name] === undefined ? {} : { [name]: secureUrl(said[name], [...path, name]) };
  return {
    from: text(said['from'], [...path, 'from']),
    to: text(said['to'], [...path, 'to']),
    by: word(said['by'], [...path, 'by'], relationshipKinds),
    ...url('autodiscover'),
    ...url('target'),
    faults: words(said['faults'], [...path, 'faults'], relationshipFaultNames),
  };
}

function domainName(value: unknown, path: Path): string {
  const name = text(value, path).toLowerCase();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) throw new LabError(path, `A forest is named like corp.contoso.test, not ${shown(value)}.`);
  return name;
}

function secureUrl(value: unknown, path: Path): URL {
  const written = text(value, path);
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url?.protocol !== 'https:') throw new LabError(path, `An address here begins with https://, and ${shown(value)} does not.`);
  return url;
}
