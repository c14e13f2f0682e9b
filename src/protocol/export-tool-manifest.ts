/** The ClickOnce manifest of the eDiscovery export tool, which Exchange 2013 and later hand out to anybody. */
import { versionOfBuild } from '../exchange/versions.ts';
import { attribute, children, parseXml } from './xml.ts';

/** Path of the manifest. Source: righel/ms-exchange-version-nse. */
export const exportToolPath = '/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application';

const MANIFEST_BYTES = 64 * 1024;

/**
 * The build, four parts, of the Exchange that the manifest came with; null for anything else. Shape: root `assembly`, in it
 * `assemblyIdentity` with `name` and `version`. Never throws.
 * Source: "ClickOnce deployment manifest", Microsoft Learn; that the version is the build: righel/ms-exchange-version-nse.
 */
export function buildInExportToolManifest(body: Uint8Array): string | null {
  const document = parseXml(body, MANIFEST_BYTES);
  if (!('root' in document) || document.root.name !== 'assembly') return null;
  const [identity = null] = children(document.root, 'assemblyIdentity');
  const version = attribute(identity, 'version') ?? '';
  const named = /^microsoft\.exchange\.ediscovery\.exporttool/i.test(attribute(identity, 'name') ?? '');
  return named && /^\d{1,3}(?:\.\d{1,5}){3}$/.test(version) && versionOfBuild(version) !== null ? version : null;
}
