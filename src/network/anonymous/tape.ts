/**
 * A tape with other names. The whole tape is read twice: a machine's own name, an account or an internal domain may be known only when a late
 * answer tells it, and may stand in an earlier one where nothing shows that it is a name. So this cannot be done line by line as the tape is
 * written: what is recorded stays in memory and is written at the end of the run, also of one that is ended early. What is killed leaves an empty
 * file, which tells nobody anything.
 *
 * The first pass learns where only names can stand: the scenario, questions, addresses of mail, challenges of NTLM, certificates, headers. The
 * second replaces these wherever they appear, and everything that has the form of a host, an address or an id. The scenario is replaced with the
 * rest, so a replay asks the new questions and finds the new answers.
 */
import { addresses } from './addresses.ts';
import { learnFrom, readBody, readEndpoint, readHeader } from './answers.ts';
import { readCertificate } from './certificate.ts';
import type { Stranger } from './certificate-keys.ts';
import { readBrought, readScenario } from './header.ts';
import { fields, readTexts, textIn, type Json } from './json.ts';
import { isNtlm, readNtlm } from './ntlm.ts';
import { pseudonyms } from './pseudonyms.ts';
import { hostOf, readText, type Reading } from './text.ts';
import { readTlsBytes } from './tls-bytes.ts';

export interface Anonymized {
  readonly lines: readonly string[];
  /** How many different ones were replaced. */
  readonly replaced: Replaced;
}

export interface Replaced {
  /** Of people, machines, accounts, organizations. */
  readonly names: number;
  readonly domains: number;
  readonly addresses: number;
  readonly ids: number;
}

/** @param lines of a tape as the recorder writes them */
export function anonymized(lines: readonly string[]): Anonymized {
  const names = pseudonyms();
  const places = addresses();
  const addressesSeen = new Set<string>();
  const strangers = new Map<string, Stranger>();
  const pass = (learning: boolean): readonly string[] => {
    const reading: Reading = {
      names, addresses: places, addressesSeen, strangers, learning,
      blob: (bytes) => (isNtlm(bytes) ? readNtlm(bytes, reading)
        : bytes[0] === 0x30 && bytes[1] === 0x82 ? readCertificate(bytes, reading) : undefined),
    };
    return lines.map((line, index) => {
      const read = fields(JSON.parse(line));
      return JSON.stringify(index === 0 ? readHeaderLine(read, reading) : readEntry(read, reading));
    });
  };
  pass(true);
  // What the first pass learnt at its end shows names in what it had read before.
  pass(true);
  const written = pass(false);
  return { lines: written, replaced: { ...names.counts(), addresses: places.count() } };
}

function readHeaderLine(header: Json, reading: Reading): Json {
  const { scenario, tls, witness, brought, ...form } = header;
  const errand = tls === undefined ? undefined : fields(tls);
  return {
    ...form, scenario: readScenario(fields(scenario), reading),
    ...(errand === undefined ? {} : { tls: { ...errand, endpoint: readEndpoint(textIn(errand, 'endpoint'), reading) } }),
    ...(witness === undefined ? {} : { witness: readTexts(witness, reading) }),
    ...(Array.isArray(brought) ? { brought: brought.map((one: unknown) => readBrought(fields(one), reading)) } : {}),
  };
}

function readEntry(entry: Json, reading: Reading): Json {
  const op = textIn(entry, 'op');
  const [key, scope] = [textIn(entry, 'key'), textIn(entry, 'scope')];
  return { ...entry, scope: readText(scope, reading), key: readKey(op, key, reading), answer: readAnswer(op, entry['answer'], reading) };
}

/** A question: the name that it is about, and what tells it apart from others. */
function readKey(op: string, key: string, reading: Reading): string {
  if (op === 'resolve' || op === 'services') return hostOrAddress(key, reading);
  if (op !== 'handshake' && op !== 'negotiate') return readText(key, reading);
  const [, endpoint = '', label = ''] = /^(\S+:\d+)( .*)?$/s.exec(key) ?? [];
  return endpoint === '' ? readText(key, reading) : `${readEndpoint(endpoint, reading)}${readText(label, reading)}`;
}

function hostOrAddress(text: string, reading: Reading): string {
  const other = reading.addresses.of(text);
  if (other !== undefined) reading.addressesSeen.add(text);
  return other ?? hostOf(text, reading);
}

function readAnswer(op: string, answer: unknown, reading: Reading): unknown {
  if (op === 'now' || op === 'random' || op === 'wait') return answer;
  if (op === 'call') return answer === null ? null : readCall(fields(answer), reading);
  const attempt = fields(answer);
  if (attempt['ok'] !== true) return readTexts(answer, reading);
  const { value } = attempt;
  return { ...attempt, value: readValue(op, value, reading) };
}

function readValue(op: string, value: unknown, reading: Reading): unknown {
  if (op === 'resolve' && Array.isArray(value)) return value.map((address: unknown) => hostOrAddress(String(address), reading));
  if (op === 'services' && Array.isArray(value)) {
    return value.map((one: unknown) => ({ ...fields(one), target: hostOf(textIn(fields(one), 'target'), reading) }));
  }
  const given = fields(value);
  if (op === 'handshake') {
    const { received, ...rest } = given;
    return { received: bytesIn(received, (bytes) => readTlsBytes(bytes, reading)), ...fields(readTexts(rest, reading)) };
  }
  if (op === 'negotiate' && Array.isArray(given['chain'])) {
    return { ...given, chain: given['chain'].map((one: unknown) => bytesIn(one, (bytes) => readCertificate(bytes, reading))) };
  }
  if (op === 'send') return readHttp(given, reading);
  return readTexts(value, reading);
}

function readHttp(answer: Json, reading: Reading): Json {
  const { headers, body, signIn } = answer;
  const machine = textIn(fields(signIn), 'machine');
  if (machine !== '' && reading.learning) reading.names.learnHost(machine);
  return {
    ...answer,
    headers: Array.isArray(headers) ? headers.map((pair: unknown) => {
      const [name, value] = Array.isArray(pair) ? pair.map(String) : [];
      return [name ?? '', readHeader(name ?? '', value ?? '', reading)];
    }) : headers,
    body: bytesIn(body, (bytes) => readBody(bytes, reading)),
    signIn: readTexts(signIn, reading),
  };
}

/** Who called says either TLS, or something in words. */
function readCall(call: Json, reading: Reading): Json {
  return { ...call, from: hostOrAddress(textIn(call, 'from'), reading), received: bytesIn(call['received'], (bytes) => {
    if (reading.learning) learnFrom(Buffer.from(bytes).toString('latin1'), reading);
    return readTlsBytes(bytes, reading);
  }) };
}

function bytesIn(value: unknown, read: (bytes: Uint8Array) => Uint8Array): unknown {
  const base64 = fields(value)['base64'];
  return typeof base64 === 'string' ? { base64: Buffer.from(read(new Uint8Array(Buffer.from(base64, 'base64')))).toString('base64') } : value;
}
