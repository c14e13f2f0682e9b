// `npm run bench:tls`: crosslines beside sslscan, nmap and testssl.sh against the same loopback servers. Figures, never pass or fail.
// Who is right is judged by openssl: every suite of its own, offered alone, one handshake each.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PEERS = { sslscan: 'sslscan', nmap: 'nmap', testssl: 'testssl.sh', nginx: 'nginx-light', 'gnutls-serv': 'gnutls-bin', openssl: 'openssl' };
const VERSIONS = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const ROUNDS = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'crosslines-bench-tls-'));

const has = (command) => {
  try { execFileSync('which', [command], { stdio: 'ignore' }); return true; } catch { return false; }
};
const absent = () => Object.keys(PEERS).filter((command) => !has(command));
if (absent().length > 0 && process.getuid?.() === 0 && has('apt-get')) {
  // RUNLEVEL: nginx is not to start as a service of this machine.
  const env = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...absent().map((command) => PEERS[command])], { env, stdio: 'ignore' });
}
if (absent().length > 0) {
  console.error(`bench:tls needs ${absent().map((command) => PEERS[command]).join(', ')} (Debian packages).`);
  process.exit(2);
}

const certificate = join(folder, 'cert.pem');
const key = join(folder, 'key.pem');
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '30', '-subj', '/CN=localhost',
  '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
const lenient = join(folder, 'openssl.cnf');
writeFileSync(lenient, 'openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n');
const asOld = { ...process.env, OPENSSL_CONF: lenient };

// ---- the servers

const children = [];
const listeners = [];
const ended = () => { for (const child of children) child.kill('SIGKILL'); for (const listener of listeners) listener.close(); };
const started = (command, args, env) => {
  const child = spawn(command, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  children.push(child);
};
const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => { resolve(port); });
  });
});
const answers = async (port) => {
  for (let tries = 0; tries < 200; tries++) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => { resolve(false); });
    });
    if (open) return;
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
  throw new Error(`nothing listens at ${port}`);
};
const listening = (server) => new Promise((resolve) => {
  listeners.push(server);
  server.listen(0, '127.0.0.1', () => { resolve(server.address().port); });
});

const opensslServer = async (...args) => {
  const port = await freePort();
  started('openssl', ['s_server', '-accept', String(port), '-cert', certificate, '-key', key, '-www', '-quiet', ...args], asOld);
  return port;
};
const nginx = async () => {
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, `pid ${folder}/nginx.pid; error_log /dev/null; daemon off; events {}\nhttp { access_log off; server { listen 127.0.0.1:${port} ssl; `
    + `ssl_certificate ${certificate}; ssl_certificate_key ${key}; ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; `
    + 'ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA384:AES128-SHA; } }\n');
  started('nginx', ['-c', config, '-e', '/dev/null']);
  return port;
};
const gnutls = async () => {
  const port = await freePort();
  started('gnutls-serv', ['--port', String(port), '--http', '--quiet', '--x509certfile', certificate, '--x509keyfile', key,
    '--priority', 'NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:%SERVER_PRECEDENCE']);
  return port;
};
const nodeServer = () => listening(createTlsServer(
  { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  (_request, response) => { response.end('hello'); },
));

/** Stands before a port: `onHello` may refuse the client's first bytes, `onAnswer` the server's. */
const before = (port, { onHello = () => true, onAnswer = () => true, counted = () => undefined }) => listening(createServer((client) => {
  counted();
  client.on('error', () => undefined);
  client.once('data', (first) => {
    if (!onHello(first)) { client.resetAndDestroy(); return; }
    const server = connect(port, '127.0.0.1');
    server.on('error', () => { client.destroy(); });
    client.on('close', () => { server.destroy(); });
    server.once('data', (answer) => {
      if (!onAnswer(answer)) { client.resetAndDestroy(); server.destroy(); return; }
      client.write(answer);
      server.pipe(client);
    });
    server.on('close', () => { client.end(); });
    server.write(first);
    client.pipe(server);
  });
}));

/** What strict Schannel does: a hello that does not signal secure renegotiation (SCSV 00ff or extension ff01) is reset. */
const signalsRenegotiation = (hello) => {
  if (hello[0] !== 22 || hello.length < 44) return false;
  let at = 43 + 1 + hello[43];
  const suites = hello.subarray(at + 2, at + 2 + hello.readUInt16BE(at));
  for (let index = 0; index + 1 < suites.length; index += 2) if (suites.readUInt16BE(index) === 0x00ff) return true;
  at += 2 + suites.length;
  at += 1 + hello[at];
  for (at += 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2)) if (hello.readUInt16BE(at) === 0xff01) return true;
  return false;
};

const only12 = await opensslServer('-tls1_2');
const upTo12 = await opensslServer('-no_tls1_3');
const servers = [
  ['openssl, TLS 1.2 only', only12],
  ['openssl, TLS 1.0 to 1.2', upTo12],
  ['nginx, own order', await nginx()],
  ['GnuTLS, 1.0 to 1.2', await gnutls()],
  ['Node, 1.2 and 1.3', await nodeServer()],
  ['strict renegotiation', await before(only12, { onHello: signalsRenegotiation }), only12],
  ['resets, no alerts', await before(upTo12, { onAnswer: (answer) => answer[0] !== 21 }), upTo12],
];
for (const [, port] of servers) await answers(port);

// ---- the truth, and what each tool says: a map from version to the set of suite numbers; null: it does not say which

const codes = new Map();
const byCode = new Map();
for (const line of execFileSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], { encoding: 'utf8' }).split('\n')) {
  const [, high, low, standard, short] = /0x([0-9A-F]{2}),0x([0-9A-F]{2}) - (\S+)\s+- (\S+)/.exec(line) ?? [];
  if (high === undefined) continue;
  const code = Number.parseInt(high + low, 16);
  codes.set(standard, code).set(short, code);
  byCode.set(code, short);
}
const flag = { 'TLSv1.0': '-tls1', 'TLSv1.1': '-tls1_1', 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' };
const truthOf = async (port) => {
  const found = new Map();
  for (const version of VERSIONS) {
    const candidates = [...byCode].filter(([code]) => (code >> 8 === 0x13) === (version === 'TLSv1.3'));
    const good = new Set();
    for (let at = 0; at < candidates.length; at += 8) {
      await Promise.all(candidates.slice(at, at + 8).map(async ([code, name]) => {
        const suites = version === 'TLSv1.3' ? ['-ciphersuites', name] : ['-cipher', `${name}:@SECLEVEL=0`];
        const child = run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, flag[version], ...suites, '-legacy_server_connect'], { env: asOld, timeout: 10_000 });
        child.child.stdin.end();
        const { stdout } = await child.catch((error) => ({ stdout: error.stdout ?? '' }));
        if (stdout.includes(`Cipher is ${name}`)) good.add(code);
      }));
    }
    if (good.size > 0) found.set(version, good);
  }
  return found;
};

const crosslines = (...options) => ({
  args: (port) => [process.execPath, ['out/cli.js', 'tls', `127.0.0.1:${port}`, '--format', 'json', '--quiet', ...options]],
  read: (text) => new Map(JSON.parse(text).versions.filter(({ outcome }) => outcome === 'accepted')
    .map(({ version, cipherSuites }) => [version, options.includes('--versions') ? null : new Set(cipherSuites.map((name) => codes.get(name) ?? name))])),
});
/** The enumeration; with the eleven hellos of the table sent besides; the versions alone, beside a Node that does nothing. */
const tools = {
  'crosslines': crosslines('--predict'),
  ' and the table': crosslines(),
  ' versions': crosslines('--versions'),
  '(node -e 0)': { args: () => [process.execPath, ['-e', '0']], read: () => null },
  sslscan: {
    args: (port) => ['sslscan', ['--no-colour', '--xml=-', `127.0.0.1:${port}`]],
    read: (text) => {
      const found = new Map([...text.matchAll(/<protocol type="tls" version="(1\.\d)" enabled="1"/g)].map(([, version]) => [`TLSv${version}`, new Set()]));
      for (const [, version, id] of text.matchAll(/<cipher [^>]*sslversion="(TLSv1\.\d)"[^>]* id="0x([0-9A-Fa-f]+)"/g)) {
        found.set(version, (found.get(version) ?? new Set()).add(Number.parseInt(id, 16)));
      }
      return found;
    },
  },
  nmap: {
    args: (port) => ['nmap', ['-Pn', '-n', '-oX', '-', '--script', '+ssl-enum-ciphers', '-p', String(port), '127.0.0.1']],
    read: (text) => new Map([...text.matchAll(/<table key="(TLSv1\.\d)">(.*?)<\/table>\s*<elem key="cipher preference"|<table key="(TLSv1\.\d)">(.*?)<elem key="cipher preference/gs)]
      .map((match) => [match[1] ?? match[3], new Set([...(match[2] ?? match[4]).matchAll(/<elem key="name">([^<]+)</g)]
        .map(([, name]) => codes.get(name) ?? codes.get(name.replace('TLS_AKE_WITH_', 'TLS_')) ?? name))])),
  },
  'testssl.sh -p': {
    rounds: 1,
    args: (port) => ['testssl', ['-p', '--quiet', '--color', '0', '--warnings', 'off', '--jsonfile', join(folder, `t${Date.now()}.json`), `127.0.0.1:${port}`]],
    file: (args) => args[args.indexOf('--jsonfile') + 1],
    read: (text) => new Map([...text.matchAll(/"id"\s*:\s*"TLS1(?:_(\d))?"[^}]*?"finding"\s*:\s*"offered/g)].map(([, minor]) => [`TLSv1.${minor ?? 0}`, null])),
  },
};

/** One run of a tool: its time, and what it says. */
const measured = async (tool, port) => {
  const [command, args] = tool.args(port);
  const startedAt = performance.now();
  const { stdout } = await run(command, args, { timeout: 300_000, maxBuffer: 1 << 26 }).catch((error) => ({ stdout: error.stdout ?? '' }));
  const ms = performance.now() - startedAt;
  const text = tool.file === undefined ? stdout : readFileSync(tool.file(args), 'utf8');
  try { return { ms, said: tool.read(text) }; } catch { return { ms, said: new Map() }; }
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spelled = (codesOf) => [...codesOf].map((code) => byCode.get(code) ?? code).join(' ');
const wrongIn = (said, truth) => VERSIONS.flatMap((version) => {
  const [is, says] = [truth.get(version), said.get(version)];
  if ((is === undefined) !== (says === undefined)) return [`${version} ${is === undefined ? 'is off' : 'is on'}`];
  if (is === undefined || says === null) return [];
  const [missed, made] = [[...is].filter((code) => !says.has(code)), [...says].filter((code) => !is.has(code) && byCode.has(code))];
  return [...(missed.length > 0 ? [`${version} misses ${spelled(missed)}`] : []), ...(made.length > 0 ? [`${version} makes up ${spelled(made)}`] : [])];
});

const totals = new Map(Object.keys(tools).map((name) => [name, { ms: 0, connections: 0, wrong: 0 }]));
const row = (name, ms, connections, rest) => `  ${name.padEnd(14)} ${ms.toFixed(0).padStart(6)} ms  ${String(connections).padStart(4)} connections  ${rest}`;
const compared = (of) => {
  const [own, sslscan, nmap, versions, empty] = ['crosslines', 'sslscan', 'nmap', ' versions', '(node -e 0)'].map((name) => of.get(name).ms);
  return `${(own / sslscan).toFixed(2)} of sslscan (wanted: at most 0.50), ${(own / nmap).toFixed(2)} of nmap (wanted: at most 0.25), `
    + `versions ${(versions - empty).toFixed(0)} ms above an empty Node (wanted: at most 60 for one server)`;
};
for (const [name, port, same = port] of servers) {
  const truth = await truthOf(same);
  console.log(`\n${name}: ${[...truth].map(([version, suites]) => `${version} (${suites.size})`).join(', ')}`);
  // In turns, so that whatever else the machine does befalls all of them.
  const rounds = new Map(Object.keys(tools).map((toolName) => [toolName, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [toolName, tool] of Object.entries(tools)) if (round < (tool.rounds ?? ROUNDS)) rounds.get(toolName).push(await measured(tool, port));
  }
  const here = new Map();
  for (const [toolName, tool] of Object.entries(tools)) {
    let connections = 0;
    const counting = await before(port, { counted: () => { connections++; } });
    await measured(tool, counting);
    const { said } = rounds.get(toolName)[0];
    const wrong = said === null ? [] : wrongIn(said, truth);
    const ms = median(rounds.get(toolName).map((one) => one.ms));
    here.set(toolName, { ms });
    const total = totals.get(toolName);
    total.ms += ms;
    total.connections += connections;
    total.wrong += wrong.length;
    console.log(row(toolName, ms, connections, said === null ? '' : wrong.length === 0 ? 'right' : `WRONG: ${wrong.join('; ')}`));
  }
  console.log(`  crosslines takes ${compared(here)}`);
}
console.log('\nall servers together');
for (const [name, { ms, connections, wrong }] of totals) console.log(row(name, ms, connections, `${wrong} wrong cells`));
console.log(`  crosslines takes ${compared(totals)}`);
ended();
process.exit(0);
