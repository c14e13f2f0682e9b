/** Reads the imports of every file and enforces the floors of docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { causes } from '../src/causes/index.ts';

const root = join(import.meta.dirname, '..');

interface Import {
  /** As written. */
  readonly of: string;
  /** File it leads to, from the root with slashes; null for packages and builtins. */
  readonly file: string | null;
  readonly lazy: boolean;
  /** Only a type: nothing of it is left at run time. */
  readonly type: boolean;
}

interface Source {
  readonly file: string;
  readonly imports: readonly Import[];
  readonly namesProcess: boolean;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => posix.join(folder, name.split(sep).join('/'))).sort();
}

function read(file: string): Source {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  let namesProcess = false;
  const add = (specifier: ts.Node | undefined, lazy: boolean, type: boolean): void => {
    // A name that is put together at run time would slip through.
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) throw new Error(`${file}: an import whose name is not written out`);
    const of = specifier.text;
    imports.push({ of, lazy, type, file: of.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), of)) : null });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, false, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) add(node.moduleSpecifier, false, node.isTypeOnly);
    if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, false, true);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], true, false);
    if (ts.isIdentifier(node) && node.text === 'process') namesProcess = true;
    if (ts.isIdentifier(node) && node.text === 'require') throw new Error(`${file}: require`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { file, imports, namesProcess };
}

const src = filesIn('src').map(read);
const mocks = filesIn('mocks').map(read);

/** Floors from the ground up; what stands on one line knows nothing of each other. */
const FLOORS: readonly (readonly string[])[] = [['model'], ['exchange'], ['protocol'], ['network'], ['probes', 'causes', 'reporters', 'readers'], ['load'], ['spine'], ['commands'], ['cli']];

function roomOf(file: string): string {
  const parts = file.split('/').slice(1);
  if (parts.length > 1) return parts[0] ?? '';
  return file === 'src/cli.ts' ? 'cli' : 'spine';
}

function floorOf(room: string): number {
  return FLOORS.findIndex((floor) => floor.includes(room));
}

const inSrc = src.flatMap((source) => source.imports.flatMap((one) => (one.file?.startsWith('src/') ? [{ from: source.file, to: one.file, ...one }] : [])));
const said = (from: string, to: string): string => `${from} imports ${to}`;
const importers = (test: (one: Import) => boolean, sources = src): readonly string[] => sources.filter(({ imports }) => imports.some(test)).map(({ file }) => file);

describe('floors', () => {
  test('every file lives in a room that is on the plan, and every import leads to a file', () => {
    expect(src.map(({ file }) => file).filter((file) => floorOf(roomOf(file)) < 0)).toEqual([]);
    const files = new Set([...src, ...mocks].map(({ file }) => file));
    const declared = (file: string): boolean => files.has(file) || filesOfTypes.has(file);
    expect([...src, ...mocks].flatMap(({ file, imports }) => imports.filter((one) => one.file !== null && !declared(one.file)).map(({ of }) => said(file, of)))).toEqual([]);
  });

  test('a file imports its own room and lower floors', () => {
    expect(inSrc.filter(({ from, to }) => roomOf(from) !== roomOf(to) && floorOf(roomOf(from)) <= floorOf(roomOf(to))).map(({ from, to }) => said(from, to))).toEqual([]);
  });

  test('model imports nothing but model', () => {
    expect(src.filter(({ file }) => roomOf(file) === 'model').flatMap(({ file, imports }) => imports.filter((one) => one.file === null || roomOf(one.file) !== 'model').map(({ of }) => said(file, of)))).toEqual([]);
  });

  test('load sees of lower floors only model, credentials, and how to print what a file holds', () => {
    const allowed = ['src/network/credentials.ts', 'src/protocol/printable.ts'];
    expect(inSrc.filter(({ from, to }) => roomOf(from) === 'load' && !['load', 'model'].includes(roomOf(to)) && !allowed.includes(to)).map(({ from, to }) => said(from, to))).toEqual([]);
  });

  test('probes see of the network only the port', () => {
    expect(inSrc.filter(({ from, to }) => roomOf(from) === 'probes' && roomOf(to) === 'network' && to !== 'src/network/port.ts').map(({ from, to }) => said(from, to))).toEqual([]);
  });

  test('causes are pure: they see neither network nor protocol, builtins nor packages', () => {
    expect(src.filter(({ file }) => roomOf(file) === 'causes').flatMap(({ file, imports }) => imports
      .filter((one) => one.file === null || !['causes', 'exchange', 'model'].includes(roomOf(one.file))).map(({ of }) => said(file, of)))).toEqual([]);
  });

  test('readers do no I/O: they see neither builtins nor packages', () => {
    expect(src.filter(({ file }) => roomOf(file) === 'readers').flatMap(({ file, imports }) => imports.filter((one) => one.file === null).map(({ of }) => said(file, of)))).toEqual([]);
  });

  test('causes are known to the spine and, to hand them to it, to commands', () => {
    expect([...new Set(inSrc.filter(({ from, to }) => roomOf(to) === 'causes' && roomOf(from) !== 'causes').map(({ from }) => roomOf(from)))].filter((room) => !['spine', 'commands'].includes(room))).toEqual([]);
  });
});

/** Declarations of packages without types. */
const filesOfTypes = new Set(['src', 'mocks'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.d.ts')).map((name) => posix.join(folder, name.split(sep).join('/')))));

describe('the world outside', () => {
  const isBuiltin = ({ of }: Import): boolean => of.startsWith('node:') || builtinModules.includes(of);

  test('builtins are named with node:', () => {
    expect([...src, ...mocks].flatMap(({ imports }) => imports.filter((one) => isBuiltin(one) && !one.of.startsWith('node:')).map(({ of }) => of))).toEqual([]);
  });

  test('protocol, exchange and reporters compute only', () => {
    const pure = new Set(['node:crypto', 'node:zlib']);
    expect(src.filter(({ file }) => ['protocol', 'exchange', 'reporters'].includes(roomOf(file)))
      .flatMap(({ file, imports }) => imports.filter((one) => isBuiltin(one) && !(pure.has(one.of) && roomOf(file) === 'protocol')).map(({ of }) => said(file, of)))).toEqual([]);
  });

  test('sockets and DNS only in network', () => {
    expect(importers(({ of, type }) => !type && /^node:(net|tls|https?|http2|dgram|dns(\/.*)?)$/.test(of)).filter((file) => roomOf(file) !== 'network')).toEqual([]);
  });

  test('files only in load, commands and cli', () => {
    const mayRead = (file: string): boolean => ['load', 'commands', 'cli'].includes(roomOf(file)) || file === 'src/load.ts';
    expect(importers(({ of }) => /^node:fs(\/.*)?$/.test(of)).filter((file) => !mayRead(file))).toEqual([]);
  });

  test('nothing starts processes or threads', () => {
    expect(importers(({ of }) => /^node:(child_process|worker_threads|cluster|vm)$/.test(of), [...src, ...mocks])).toEqual([]);
  });

  test('only cli.ts names process', () => {
    expect(src.filter(({ namesProcess }) => namesProcess).map(({ file }) => file)).toEqual(['src/cli.ts']);
    expect(importers(({ of }) => of === 'node:process')).toEqual([]);
  });

  test('libraries that are slow to load are loaded when they are needed', () => {
    for (const library of ['ews-javascript-api', '@azure/msal-node']) {
      expect(importers(({ of, lazy, type }) => of === library && !lazy && !type), library).toEqual([]);
    }
  });

  test('commands are loaded when they are asked for', () => {
    const cli = src.find(({ file }) => file === 'src/cli.ts');
    // What every command needs.
    const needed = ['src/commands/exit-codes.ts', 'src/commands/options.ts', 'src/screen.ts'];
    expect(cli?.imports.filter((one) => one.file !== null && !one.lazy && !one.type && !needed.includes(one.file)).map(({ of }) => of)).toEqual([]);
  });
});

describe('the lab', () => {
  test('one file of src knows it, and loads it only when a lab is wanted', () => {
    const known = src.flatMap(({ file, imports }) => imports.filter((one) => one.file?.startsWith('mocks/') && !one.type).map(({ lazy }) => ({ file, lazy })));
    expect([...new Set(known.map(({ file }) => file))]).toEqual(['src/commands/lab-world.ts']);
    expect(known.every(({ lazy }) => lazy)).toBe(true);
    expect(importers((one) => one.file?.startsWith('mocks/') ?? false)).toEqual(['src/commands/lab-world.ts']);
  });

  test('it shares neither codecs nor wording with the tool: versions alone', () => {
    expect(mocks.flatMap(({ file, imports }) => imports.filter((one) => one.file !== null && !one.file.startsWith('mocks/') && one.file !== 'src/exchange/versions.ts').map(({ of }) => said(file, of)))).toEqual([]);
  });
});

describe('causes', () => {
  const AREAS = [
    'addressing-or-directory', 'authentication-oauth', 'authentication-wssecurity', 'autodiscover', 'calendar-data', 'certificate', 'client', 'dns', 'federation', 'network',
    'organization-relationship', 'permissions', 'proxy-or-load-balancer', 'server-health', 'tenant-policy', 'throttling-or-timeout', 'tls',
  ];
  const files = src.map(({ file }) => file).filter((file) => file.startsWith('src/causes/') && !['cause.ts', 'configured.ts', 'index.ts', 'logged.ts', 'sight.ts'].includes(basename(file)));

  test('each is named like its file, in the folder of its area, and listed once', async () => {
    expect(files.map((file) => basename(dirname(file))).filter((area) => !AREAS.includes(area))).toEqual([]);
    for (const file of files) {
      const { default: cause } = await import(join(root, file)) as { default: (typeof causes)[number] };
      expect(cause.id, file).toBe(basename(file, '.ts'));
      expect(causes.filter((listed) => listed === cause), `${cause.id} in index.ts`).toHaveLength(1);
    }
    expect(causes).toHaveLength(files.length);
    expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
  });

  /** Worlds of their own that show these, and why there is none in scenarios/lab. */
  const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
    'tls-version-mismatch-between-exchange-servers': 'scenarios/exchange-2016-as-installed-beside-2019.yaml',
    'schannel-half-configured-or-tls13': 'scenarios/half-done/only-client-key-set.yaml',
    'tls-cipher-suite-mismatch': 'a port answers alike (alert 40, or a reset) to suites that it does not have and to versions that are off',
    'tls12-outbound-to-cloud-not-enabled': 'needs Exchange Online',
    'tls12-inbound-endpoint-not-available': 'needs Exchange Online',
    'm365-root-ca-missing-on-exchange-server': 'needs Exchange Online',
    'firewall-blocks-inbound-from-exchange-online': 'needs Exchange Online',
    'autodiscover-cloud-scp-missing': 'needs Exchange Online',
    'autodiscover-epr-points-to-wrong-service': 'needs Exchange Online',
    'hybrid-agent-unhealthy': 'needs Exchange Online',
    'mfg-or-token-service-unreachable-from-onprem': 'needs Exchange Online',
    'outbound-proxy-not-set-on-exchange': 'needs Exchange Online',
    'outbound-proxy-or-firewall-blocks-m365': 'needs Exchange Online',
    'outbound-proxy-requires-auth-or-denies': 'needs Exchange Online',
    'uag-sso-strips-authentication': 'needs Exchange Online',
    'autodiscover-anchor-mailbox-missing': 'test/causes',
    'ews-external-url-missing-in-target': 'needs a second organization',
    'outlook-anywhere-blocked-in-target': 'test/causes',
    'cross-forest-service-account-rejected': 'test/causes',
    'cross-forest-token-serialization-right-missing': 'test/causes',
    'exchange2016-addressspace-header-bug': 'test/causes',
    'requester-domain-missing-in-target-relationship': 'test/causes',
    'orgrel-freebusy-not-enabled': 'test/causes',
    'orgrel-target-parameters-invalid': 'needs Exchange Online',
    'ioc-disabled-after-hcw': 'needs Exchange Online',
    'hybrid-mesh-third-party': 'needs Exchange Online',
    'accepted-domain-missing': 'a text of the wizard or of a cmdlet, which no lookup carries',
    'orgrel-domain-already-in-other-relationship': 'a text of the wizard or of a cmdlet, which no lookup carries',
    'orgrel-domain-limit-exceeded': 'a text of the wizard or of a cmdlet, which no lookup carries',
    'dedicated-hybrid-app-not-activated': 'needs Exchange Online',
    'ews-application-access-policy-onprem': 'test/causes',
    'cross-tenant-m365-policy-missing': 'needs Exchange Online',
    'availability-address-space-orgwidefb-deprecated': 'needs Exchange Online',
    'consumer-mailbox-lookup-unauthorized': 'needs Exchange Online',
    'immutableid-not-an-address': 'needs Exchange Online',
    'federated-proxy-address-missing': 'needs Exchange Online',
    'remote-routing-address-wrong': 'needs Exchange Online',
    'external-address-stale-in-cloud': 'needs Exchange Online',
    'recipient-not-found-external-404': 'needs Exchange Online',
    'dedicated-hybrid-app-propagation-delay': 'needs Exchange Online',
    'legacy-freebusy-folder-replica-missing': 'test/causes',
    'public-vdir-requires-ssl-2007': 'test/causes',
    'exchange2010-before-sp3': 'needs Exchange Online',
    'service-side-regression': 'needs Exchange Online',
    'exchange2007-dotnet35sp1-oof-xml-bug': 'test/causes',
    'legacy-freebusy-message-stale-legacydn': 'test/causes',
    'clock-skew': 'test/causes',
    'federation-cert-expired': 'test/causes',
    'federation-cert-missing-on-some-servers': 'test/causes',
    'federation-cert-reference-broken': 'test/causes',
    'federation-trust-wrong-gateway-instance': 'needs Exchange Online',
    'federation-application-not-found': 'needs the token service of Microsoft 365',
    'delegation-token-password-mismatch': 'needs the token service of Microsoft 365',
    'delegation-token-password-expired': 'needs the token service of Microsoft 365',
    'delegation-token-provision-needed': 'needs the token service of Microsoft 365',
    'delegation-token-member-name-invalid': 'needs the token service of Microsoft 365',
    'federated-domain-missing-in-exo-federation-info': 'needs Exchange Online',
    'federation-domain-proof-missing': 'test/causes',
    'federation-org-identifier-points-to-deleted-trust': 'test/causes',
    'federation-provisioning-rate-limited': 'needs the token service of Microsoft 365',
    'federation-provisioning-not-settled': 'needs the token service of Microsoft 365',
    'exchange2013-cu5-cu6-wssecurity-to-legacy': 'test/causes',
    'oauth-signing-certificate-missing': 'test/causes',
    'oauth-certificate-expired': 'test/causes',
    'oauth-certificate-not-in-entra': 'needs Exchange Online',
    'oauth-authserver-metadata-stale': 'needs Exchange Online',
    'oauth-evosts-key-rollover': 'needs Exchange Online',
    'oauth-user-context-ambiguous': 'needs Exchange Online',
    'oauth-user-context-not-found': 'needs Exchange Online',
    'oauth-spn-missing': 'needs Exchange Online',
    'oauth-partner-application-linked-account': 'needs Exchange Online',
    'oauth-broken-while-ioc-enabled': 'needs Exchange Online',
    'exchange2016-cu8-oauth-archive-bug': 'needs Exchange Online',
    'hybrid-app-override-in-dauth-only-org': 'needs Exchange Online',
    'graph-path-delegated-mailbox-403': 'needs Exchange Online',
    'oauth-trusted-issuer-not-configured-locally': 'needs Exchange Online',
    'oauth-tenant-unknown-accepted-domain': 'test/causes',
    'oauth-ioc-with-exchange2010-servers': 'needs Exchange Online',
    'client-winhttp-proxy-wrong': 'shows on the user\'s computer alone',
    'outlook-freebusysupport-registry-missing': 'shows on the user\'s computer alone',
    'client-auth-scheme-not-offered': 'test/causes',
    'request-window-invalid': 'test/causes',
    'too-many-attendees': 'test/causes',
    'merged-freebusy-interval-invalid': 'test/causes',
    'invalid-smtp-address-in-request': 'test/causes',
    'outlook-client-cache-stale-recipient': 'shows on the user\'s computer alone',
    'personal-contact-shadows-gal-entry': 'shows on the user\'s computer alone',
    'graph-getschedule-onprem-mailbox-unsupported': 'needs Exchange Online',
    'too-many-calendar-entries': 'test/causes',
    'corrupted-calendar': 'test/causes',
    'invalid-working-hours': 'test/causes',
    'graph-path-timezone-shift': 'needs Exchange Online',
    'exchange2013-without-dedicated-hybrid-app': 'test/causes',
    'tls-settings-not-in-force': 'scenarios/half-done/set-but-not-restarted.yaml',
    'dedicated-hybrid-app-permission-missing': 'scenarios/hybrid/dedicated-app-permission-missing.yaml',
  };

  test('each has a world that shows it, or a reason why not', () => {
    const scenarios = readdirSync(join(root, 'scenarios'), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
    const without = causes.map(({ id }) => id).filter((id) => !scenarios.includes(`lab/${id}.yaml`));
    expect(without.filter((id) => SHOWN_ELSEWHERE[id] === undefined)).toEqual([]);
    for (const [id, where] of Object.entries(SHOWN_ELSEWHERE)) {
      expect(causes.map((cause) => cause.id)).toContain(id);
      if (!where.startsWith('scenarios/')) continue;
      expect(scenarios).toContain(relative('scenarios', where).split(sep).join('/'));
      expect(readFileSync(join(root, where), 'utf8')).toContain(id);
    }
  });

  test('each is complete: what the user reads, what to do first, and where it comes from', () => {
    for (const cause of causes) {
      expect(cause.title, cause.id).not.toMatch(/\.$/);
      expect(cause.explanation.split(/\.(?= |$)/).filter((sentence) => sentence !== '').length, cause.id).toBeGreaterThanOrEqual(2);
      expect(cause.remedy.length, cause.id).toBeGreaterThan(0);
      expect(cause.confirm.length, cause.id).toBeGreaterThan(0);
      expect(cause.references.length, cause.id).toBeGreaterThan(0);
      expect(cause.references.every(({ url }) => /^https:\/\/[a-z0-9.-]+\/\S*$/i.test(url)), cause.id).toBe(true);
      expect(cause.signs.some(({ weight }) => weight !== 'doubts' && weight !== 'excludes'), cause.id).toBe(true);
    }
  });
});
