/** What the token service of a cloud tells everybody about a tenant. */

export interface TenantFact {
  /** The domain, or the id, that was asked about. */
  readonly domain: string;
  readonly url: string;
  readonly status: number;
  /** Id of the tenant, lower case; null: the answer holds none. */
  readonly tenantId: string | null;
  /** Code with which the token service refuses, such as `AADSTS90002`: this cloud knows no tenant of that name. */
  readonly refusal: string | null;
  /** Host that gives the tenant's tokens; another one than that which was asked tells of another cloud. */
  readonly authority: string | null;
  /** As the answer has them, such as `microsoftonline.com`, `EU` and `GCC`. */
  readonly cloudInstance: string | null;
  readonly region: string | null;
  readonly subRegion: string | null;
}
