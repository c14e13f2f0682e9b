/** The commented scenario that `crosslines init` writes. */
import type { SignIn, VersionId, WindowsId } from '../model/scenario.ts';

export interface FoundServer {
  /** Of the mailbox that was looked for. */
  readonly address: string;
  readonly version: VersionId;
  readonly windows?: WindowsId;
  /** null: none was found. */
  readonly ews: string | null;
}

export interface ScenarioParts {
  readonly requester: string;
  readonly target: string;
  /** Of the requester, then of the target. */
  readonly servers: readonly FoundServer[];
  /** With which it was looked; absent: without. */
  readonly signIn?: SignIn;
  /** File of the application's certificate. */
  readonly certificate?: string;
}

const SHORT: Readonly<Record<VersionId, string>> = {
  'exchange-2007': 'ex07', 'exchange-2010': 'ex10', 'exchange-2013': 'ex13', 'exchange-2016': 'ex16', 'exchange-2019': 'ex19', 'exchange-se': 'exse', 'exchange-online': 'cloud',
};

/** JSON is YAML: nothing that servers or people wrote means anything else in there. */
const quoted = (text: string): string => JSON.stringify(text);

/** YAML; every value of others is quoted. */
export function scenarioText({ requester, target, servers, signIn, certificate }: ScenarioParts): string {
  const named = withNames(servers);
  const [from, to] = named;
  const people = [{ address: requester, server: from, signedIn: true }, { address: target, server: to, signedIn: signIn?.impersonate === true }]
    .map((person, at, all) => ({ ...person, name: nameOf(person.address, all.filter((_, other) => other < at).map(({ address }) => nameOf(address, []))) }));
  const ids = [...new Map(named.map((one) => [one.id, one])).values()];
  return [
    `# Written by "crosslines init". The whole scenario file is described in docs/scenario.md.`,
    `title: ${quoted(`${requester} does not see the availability of ${target}`)}`, '',
    '# Who they are is what was seen, or what you said. windows (2012R2, 2016, …) lets crosslines foretell which TLS versions a server dials with.',
    'servers:',
    ...ids.map(({ id, version, windows, ews }) => `  ${id}: { version: ${version}${windows === undefined ? '' : `, windows: "${windows}"`}${ews === null ? ' }    # no ews: Autodiscover is asked' : `, ews: ${quoted(ews)} }`}`),
    '',
    ...signInLines(signIn, certificate),
    '# With impersonate: true one account asks on behalf of everybody; otherwise each mailbox needs a signIn of its own to ask as itself.',
    'mailboxes:',
    ...people.map(({ name, address, server, signedIn }) => `  ${name}: { address: ${quoted(address)}, server: ${server?.id ?? ''}${signIn !== undefined && signedIn ? ', signIn: own' : ''} }`),
    '',
    '# Who looks up whom. The way back is another one, with other causes.',
    'lookups:',
    `  - ${people[0]?.name ?? ''} -> ${people[1]?.name ?? ''}`,
    `  ${signIn?.impersonate === true ? '' : '# '}- ${people[1]?.name ?? ''} -> ${people[0]?.name ?? ''}`,
    '',
    '# What administrators gathered on a server ("crosslines collect"): folder, .reg, output of cmdlets.',
    `# evidence: { ${from?.id ?? ''}: [./gathered] }`, '',
  ].join('\n');
}

function signInLines(signIn: SignIn | undefined, certificate: string | undefined): readonly string[] {
  if (signIn === undefined) return ['# Without a sign-in nobody asks for availability: only doors, TLS and names are looked at.', '# signIn:', "#   own: { method: ntlm, user: 'CONTOSO\\svc-crosslines', password: \"${env:CROSSLINES_PASSWORD}\", impersonate: true }", ''];
  const { method, user, impersonate, oauth } = signIn;
  const proof = oauth === undefined ? '' : oauth.flow === 'device-code' ? ', deviceCode: true'
    : oauth.flow === 'certificate' ? `, certificate: ${quoted(certificate ?? './app.pem')}` : ', secret: "${env:CROSSLINES_CLIENT_SECRET}"';
  const own = oauth !== undefined ? `tenant: ${quoted(oauth.tenant)}, clientId: ${oauth.clientId}${proof}`
    : method === 'token' ? 'token: "${env:CROSSLINES_TOKEN}"'
      : `${user === undefined ? '' : `user: ${quoted(user)}, `}password: "\${env:CROSSLINES_PASSWORD}"`;
  return [
    '# The secret comes from the environment, or is asked for when the scenario runs. It never stands in this file.',
    'signIn:', `  own: { method: ${method}, ${own}${impersonate && oauth === undefined ? ', impersonate: true' : ''} }`, '',
  ];
}

/** One server where both mailboxes are at one address of one version; otherwise names of their own. */
function withNames(servers: readonly FoundServer[]): readonly (FoundServer & { readonly id: string })[] {
  const [from, to] = servers;
  const same = from !== undefined && to !== undefined && from.version === to.version && (from.version === 'exchange-online' || (from.ews !== null && from.ews === to.ews));
  const alike = from?.version === to?.version;
  return servers.map((server, at) => ({ ...server, id: `${SHORT[server.version]}${same || !alike ? '' : 'ab'.charAt(at)}` }));
}

/** The part before the @, as an id of the file; another one where it is taken. */
function nameOf(address: string, taken: readonly string[]): string {
  const name = address.slice(0, address.lastIndexOf('@')).replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 60) || 'mailbox';
  return taken.includes(name) ? `${name}-2` : name;
}
