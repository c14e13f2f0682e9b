/** Opens the token service of each cloud that has a tenant of the lab, or that an application of the scenario signs in to. */
import { enter, open } from './building.ts';
import type { Building } from './building.ts';
import { clouds } from './clouds.ts';
import { deviceTls } from './doors.ts';
import { organizationApplications, ownApplication } from './hybrid-application.ts';
import { federationGateway } from './federation-gateway.ts';
import { tokenAuthority } from './token-authority.ts';
import { exchangeApplication } from './tokens.ts';

/** Returns certificate and key (PEM) of the applications that have one, by sign-in. */
export async function addTokenAuthorities(building: Building): Promise<ReadonlyMap<string, string>> {
  const { plan: { applications, tenantNames }, world: { signing } } = building;
  const [registered, usable] = [new Map<string, readonly string[]>(), new Map<string, string>()];
  const gateway = federationGateway(building.world.peerSecret, building.plan);
  for (const { id, flow, clientId, faults } of applications) {
    if (flow !== 'certificate') continue;
    const { certPem, keyPem } = await building.authority.issue([clientId], new Set(faults.has('certificate-expired') ? ['expired-certificate'] : []));
    registered.set(id, [certPem]);
    usable.set(id, `${certPem}\n${keyPem}`);
  }
  const ofServers = organizationApplications([...signing.keys()]);
  for (const { id, clientId } of ofServers) {
    registered.set(id, [...signing].filter(([organization]) => clientId === exchangeApplication || clientId === ownApplication(organization))
      .map(([, { certPem }]) => certPem));
  }
  // Whoever has a tenant can be asked for its id, without any application; and the federation gateway has the same name.
  const federated = building.plan.relationships.some(({ by }) => by === 'organization-relationship');
  const inWorldwide = tenantNames.size > 0 || federated ? [clouds.worldwide.authority] : [];
  for (const host of new Set([...inWorldwide, ...applications.map(({ cloud }) => clouds[cloud].authority)])) {
    const here = [...applications, ...ofServers].filter(({ cloud }) => clouds[cloud].authority === host);
    const identity = await building.authority.issue([host]);
    const at = await open(building, { ...deviceTls, identity }, tokenAuthority(host, here, registered, building.world.tokens, tenantNames, gateway));
    enter(building, host, 443, at, 'token service of Microsoft Entra ID');
  }
  return usable;
}
