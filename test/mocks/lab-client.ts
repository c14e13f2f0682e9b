import { request } from 'node:https';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Lab, LabWorld } from '../../mocks/lab.ts';

/** The world of most tests: one server of 2016, one of 2019, two mailboxes on each. */
export const world: LabWorld = {
  servers: [
    { id: 'ex16', version: 'exchange-2016', windows: '2012R2', ews: 'https://mail16.contoso.test/EWS/Exchange.asmx', nodes: [] },
    { id: 'ex19', version: 'exchange-2019', ews: 'https://mail19.contoso.test/EWS/Exchange.asmx', nodes: [] },
  ],
  mailboxes: [
    { address: 'anna@contoso.test', server: 'ex16' },
    { address: 'carla@contoso.test', server: 'ex16' },
    { address: 'boris@contoso.test', server: 'ex19' },
    { address: 'dora@contoso.test', server: 'ex19' },
  ],
  accounts: [
    { user: 'CONTOSO\\anna', password: 'Anna#1', mailbox: 'anna@contoso.test', impersonate: false },
    { user: 'CONTOSO\\boris', password: 'Boris#1', mailbox: 'boris@contoso.test', impersonate: false },
    { user: 'CONTOSO\\svc', password: 'Service#1', mailbox: 'anna@contoso.test', impersonate: true },
    { token: 'letmein', mailbox: 'anna@contoso.test', impersonate: false },
  ],
};

export interface Got {
  readonly status: number;
  /** Names as sent, in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly complete: boolean;
}

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls?: ConnectionOptions;
}

/** Address and port behind a name of the lab. */
export function at(lab: Lab, name: string): { readonly host: string; readonly port: number } {
  const [host = '', port = '0'] = (lab.routes.get(name) ?? '').split(':');
  return { host, port: Number(port) };
}

/** One request on a connection of its own, with node's client as it is. */
export function ask(lab: Lab, url: string, { method = 'GET', headers = {}, body = '', tls = {} }: Ask = {}): Promise<Got> {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...at(lab, `${hostname}:${port || '443'}`),
        agent: false,
        servername: hostname,
        ca: lab.caPem,
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
        method,
        path: pathname + search,
        headers: { Host: hostname, ...headers },
        ...tls,
      },
      (response) => {
        const chunks: Buffer[] = [];
        const done = (): void => {
          const lines = response.rawHeaders;
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            complete: response.complete,
            headers: lines.flatMap((name, index) => (index % 2 === 0 ? [[name, lines[index + 1] ?? ''] as const] : [])),
          });
        };
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('close', done);
        response.on('error', done);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Basic credentials of a user of the world. */
export function basic(user: 'anna' | 'boris' | 'svc'): Readonly<Record<string, string>> {
  const account = world.accounts.find((candidate) => candidate.user === `CONTOSO\\${user}`);
  return { Authorization: `Basic ${Buffer.from(`CONTOSO\\${user}:${account?.password ?? ''}`).toString('base64')}` };
}

export interface Question {
  readonly targets: readonly string[];
  readonly view?: string;
  readonly from?: string;
  readonly to?: string;
  readonly interval?: number;
  readonly header?: string;
  readonly timeZone?: boolean;
  /** The TimeZone element; UTC where absent. */
  readonly zone?: string;
}

const utc = '<q:TimeZone><q:Bias>0</q:Bias></q:TimeZone>';

/** A GetUserAvailability request with prefixes that no real client uses. */
export function question(asked: Question): string {
  const { view = 'FreeBusyMerged', from = '2026-11-20T00:00:00Z', to = '2026-11-21T00:00:00Z', interval = 60 } = asked;
  const targets = asked.targets
    .map(
      (target) =>
        `<q:MailboxData><q:Email><q:Address>${target}</q:Address></q:Email>`
        + '<q:AttendeeType>Required</q:AttendeeType></q:MailboxData>',
    )
    .join('');
  return (
    '<E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/" '
    + 'xmlns:q="http://schemas.microsoft.com/exchange/services/2006/types" '
    + `xmlns:w="http://schemas.microsoft.com/exchange/services/2006/messages"><E:Header>${asked.header ?? ''}</E:Header><E:Body>`
    + `<w:GetUserAvailabilityRequest>${asked.timeZone === false ? '' : (asked.zone ?? utc)}<w:MailboxDataArray>${targets}</w:MailboxDataArray>`
    + `<q:FreeBusyViewOptions><q:TimeWindow><q:StartTime>${from}</q:StartTime><q:EndTime>${to}</q:EndTime></q:TimeWindow>`
    + `<q:MergedFreeBusyIntervalInMinutes>${interval}</q:MergedFreeBusyIntervalInMinutes>`
    + `<q:RequestedView>${view}</q:RequestedView>`
    + '</q:FreeBusyViewOptions></w:GetUserAvailabilityRequest></E:Body></E:Envelope>'
  );
}

/** Header of a question on behalf of somebody. */
export function onBehalfOf(address: string): string {
  return (
    '<q:ExchangeImpersonation><q:ConnectingSID>'
    + `<q:PrimarySmtpAddress>${address}</q:PrimarySmtpAddress></q:ConnectingSID></q:ExchangeImpersonation>`
  );
}

/** Asks the server of anna (also for svc) or boris about targets, signed in as that user. */
export function lookUp(
  lab: Lab,
  user: 'anna' | 'boris' | 'svc',
  targets: readonly string[],
  more: Partial<Question> = {},
): Promise<Got> {
  const host = user === 'boris' ? 'mail19.contoso.test' : 'mail16.contoso.test';
  return ask(lab, `https://${host}/EWS/Exchange.asmx`, {
    method: 'POST',
    headers: { ...basic(user), 'Content-Type': 'text/xml; charset=utf-8' },
    body: question({ targets, ...more }),
    tls: { rejectUnauthorized: false },
  });
}

/** Version and suite agreed in a handshake that offers just one version and how the certificate fared, or how it failed. */
export function handshake(lab: Lab, name: string, version: SecureVersion, more: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(
      {
        ...at(lab, name),
        servername: name.replace(/:.*$/, ''),
        ca: lab.caPem,
        rejectUnauthorized: false,
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
        ...more,
      },
      () => {
        resolve(`${socket.getProtocol() ?? ''} ${socket.getCipher().name} ${problemOf(socket)}`);
        socket.destroy();
      },
    );
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(/alert number \d+/.exec(error.message)?.[0] ?? `${error.code ?? ''} ${error.syscall ?? ''}`.trim());
    });
  });
}

type SecureVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

function problemOf(socket: TLSSocket): string {
  // The typings say Error, node gives the code as a string where the chain is at fault.
  const problem: unknown = socket.authorizationError;
  if (problem === null || problem === undefined) return 'trusted';
  if (typeof problem === 'string') return problem;
  return problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown';
}
