import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Starts DavMail without a window before one Exchange server, asks its CalDAV port for each question's free/busy, and ends it.
 * What DavMail itself logs of a failed answer comes back as `refusal`: CalDAV clients are only told that there is nothing.
 * Throws Error where it does not start, or does not answer within 30 seconds.
 * @param {{ names: string[], caFile: string, home: string, questions: { url: string, user: string, password: string, date: string,
 *   target: string }[] }} asked all questions have the same URL and the same user
 */
export async function askDavmail({ names, caFile, home, questions }) {
  mkdirSync(home, { recursive: true });
  const trusted = join(home, 'trusted.p12');
  const storePassword = 'not-a-secret';
  const keytool = ['-importcert', '-noprompt', '-alias', 'lab', '-file', caFile, '-keystore', trusted, '-storetype', 'PKCS12'];
  execFileSync('keytool', [...keytool, '-storepass', storePassword], { stdio: 'pipe', timeout: 20_000 });
  const hosts = join(home, 'hosts');
  writeFileSync(hosts, names.map((name) => `127.0.0.1 ${name}\n`).join(''));
  const port = await freePort();
  const settings = join(home, 'davmail.properties');
  writeFileSync(settings, propertiesFor(questions[0].url, port, join(home, 'davmail.log')));
  const davmail = spawn('davmail-server', [settings], {
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      JAVA_TOOL_OPTIONS:
        `-Djdk.net.hosts.file=${hosts} -Djavax.net.ssl.trustStore=${trusted} -Djavax.net.ssl.trustStorePassword=${storePassword}`
        + ' -XX:TieredStopAtLevel=1 -Duser.timezone=Europe/Berlin',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => davmail.kill('SIGKILL');
  process.once('exit', kill);
  const said = { log: '' };
  for (const stream of [davmail.stdout, davmail.stderr]) stream.on('data', (chunk) => (said.log = (said.log + chunk).slice(-200_000)));
  const gone = new Promise((_, reject) => {
    davmail.on('error', reject);
    davmail.on('exit', () => reject(new Error(`DavMail ended by itself: ${said.log.slice(-2000)}`)));
  });
  gone.catch(() => undefined);
  try {
    if (!(await Promise.race([gone, logged(davmail, said, /listening on CALDAV port/, 20_000)])))
      throw new Error(`DavMail did not start: ${said.log.slice(-2000)}`);
    const answers = [];
    for (const question of questions) {
      said.log = '';
      const answer = await Promise.race([gone, ask(port, question)]);
      // Its log may arrive later than its answer.
      answers.push(answer ?? { text: '', refusal: (await logged(davmail, said, /EWSMethod\s+- (Error\w+)/, 5000))?.[1] ?? 'nothing, nor a reason' });
    }
    return answers;
  } finally {
    process.removeListener('exit', kill);
    kill();
  }
}

function propertiesFor(url, port, logFile) {
  return [
    'davmail.server=true',
    'davmail.mode=EWS',
    `davmail.url=${url}`,
    `davmail.caldavPort=${port}`,
    ...['imap', 'ldap', 'pop', 'smtp'].map((other) => `davmail.${other}Port=`),
    'davmail.bindAddress=127.0.0.1',
    'davmail.allowRemote=false',
    'davmail.disableUpdateCheck=true',
    'davmail.enableProxy=false',
    'davmail.useSystemProxies=false',
    `davmail.logFilePath=${logFile}`,
    'log4j.rootLogger=WARN',
    // It names the response code of a failed answer at this level only.
    'log4j.logger.davmail=DEBUG',
    '',
  ].join('\n');
}

/** The match of what DavMail logs now or soon; undefined where it did not within the time. */
function logged(davmail, said, pattern, milliseconds) {
  return new Promise((resolve) => {
    const end = (match) => {
      clearTimeout(late);
      davmail.stdout.removeListener('data', look);
      resolve(match);
    };
    const look = () => {
      const match = pattern.exec(said.log);
      if (match) end(match);
    };
    const late = setTimeout(end, milliseconds, undefined);
    davmail.stdout.on('data', look);
    look();
  });
}

/** What the answer says of the target; undefined where it says nothing of it. */
async function ask(port, { user, password, date, target }) {
  const mailbox = `${user.slice(user.indexOf('\\') + 1)}@${target.slice(target.indexOf('@') + 1)}`;
  const [from, to] = [new Date(`${date}T00:00:00Z`), new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000)].map(stamp);
  const response = await fetch(`http://127.0.0.1:${port}/users/${mailbox}/outbox/`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`, 'Content-Type': 'text/calendar' },
    body: [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//crosslines//lab//EN', 'METHOD:REQUEST', 'BEGIN:VFREEBUSY', `DTSTAMP:${from}`,
      `DTSTART:${from}`, `DTEND:${to}`, 'UID:1', `ORGANIZER:mailto:${mailbox}`, `ATTENDEE:mailto:${target}`, 'END:VFREEBUSY',
      'END:VCALENDAR', '',
    ].join('\r\n'),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = (await response.text()).replace(/\r?\n[ \t]/g, '');
  if (response.status !== 200) throw new Error(`DavMail answered ${response.status}: ${answer.slice(0, 1000)}`);
  if (!answer.includes(`<D:href>mailto:${target}</D:href>`)) return undefined;
  const periods = [...answer.matchAll(/^FREEBUSY;FBTYPE=BUSY:(.*)$/gm)].flatMap(([, listed]) => listed.trim().split(','));
  return { busy: periods.map((period) => period.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ/g, '$1-$2-$3T$4:$5Z')) };
}

function stamp(moment) {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
