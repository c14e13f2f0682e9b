/** One step of what a server sends, in its order. */
export type FlightEvent =
  /** `receivedEnd`: where in the received bytes the message ends. */
  | { readonly kind: 'message'; readonly type: number; readonly body: Uint8Array; readonly receivedEnd: number }
  | { readonly kind: 'alert'; readonly level: number; readonly description: number }
  /** From here on everything is encrypted, or the record cannot be read for another reason than being cut. */
  | { readonly kind: 'opaque' }
  /** What follows is no TLS record. */
  | { readonly kind: 'foreign' };

/** Takes bytes apart as they arrive. Every byte is looked at once, however slowly they drip. */
export interface RecordReader {
  /** The bytes received since. Views of them are not kept. After `opaque` or `foreign` there are no further events. */
  push(chunk: Uint8Array): readonly FlightEvent[];
  /** The message that has begun and is not complete; undefined: there is none, or not even its length is known. */
  cut(): { readonly type: number; readonly length: number } | undefined;
}

const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
/** Plain text plus the expansion that TLS 1.2 allows. Source: RFC 5246 6.2.3. */
const longestFragment = 16_384 + 2_048;
const headerBytes = 5;

/**
 * Takes received bytes apart into messages and alerts. Handshake messages may share a record or run over several, as servers
 * do both. Source: RFC 8446 5.1, RFC 5246 6.2.1.
 */
export function recordReader(): RecordReader {
  const header: number[] = [];
  let fragmentLeft = 0;
  let received = 0;
  let ended = false;
  let alertLevel: number | undefined;
  let message = new Uint8Array(256), filled = 0;

  function* events(chunk: Uint8Array): Generator<FlightEvent, void, void> {
    let at = 0;
    while (at < chunk.length && !ended) {
      if (fragmentLeft === 0) {
        header.push(chunk[at] ?? 0);
        at++;
        const kind = headerFault(header);
        if (kind !== undefined) {
          ended = true;
          yield { kind };
        } else if (header.length === headerBytes) {
          fragmentLeft = (header[3] ?? 0) * 256 + (header[4] ?? 0);
        }
        continue;
      }
      const part = chunk.subarray(at, at + fragmentLeft);
      if (header[0] === contentType.handshake) yield* messages(part, received + at);
      else yield* alerts(part);
      at += part.length;
      fragmentLeft -= part.length;
      if (fragmentLeft === 0) header.length = 0;
    }
    received += chunk.length;
  }

  function* messages(part: Uint8Array, before: number): Generator<FlightEvent, void, void> {
    for (let at = 0; at < part.length;) {
      const wanted = (filled < 4 ? 4 : 4 + declaredLength(message)) - filled;
      const taken = part.subarray(at, at + wanted);
      if (filled + taken.length > message.length) {
        const larger = new Uint8Array(Math.max(message.length * 2, filled + taken.length));
        larger.set(message.subarray(0, filled));
        message = larger;
      }
      message.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled >= 4 && filled === 4 + declaredLength(message)) {
        const body = message.slice(4, filled);
        filled = 0;
        yield { kind: 'message', type: message[0] ?? 0, body, receivedEnd: before + at };
      }
    }
  }

  function* alerts(part: Uint8Array): Generator<FlightEvent, void, void> {
    for (const byte of part) {
      if (alertLevel === undefined) {
        alertLevel = byte;
      } else {
        yield { kind: 'alert', level: alertLevel, description: byte };
        alertLevel = undefined;
      }
    }
  }

  return {
    push: (chunk) => [...events(chunk)],
    cut: () => (filled < 4 ? undefined : { type: message[0] ?? 0, length: declaredLength(message) }),
  };
}

/** Judges as many bytes of a record header as there are. */
function headerFault(header: readonly number[]): 'opaque' | 'foreign' | undefined {
  const [type = 22, major = 3, minor = 0, high = 0, low = 0] = header;
  const length = high * 256 + low;
  if (type < contentType.changeCipherSpec || type > contentType.applicationData || major !== 3 || minor > 4 || length > longestFragment) return 'foreign';
  if (header.length < headerBytes) return undefined;
  if (type !== contentType.handshake && type !== contentType.alert) return 'opaque';
  // Forbidden for both: RFC 8446 5.1.
  return length === 0 ? 'foreign' : undefined;
}

/** Source: RFC 8446 4, RFC 5246 7.4. */
function declaredLength(message: Uint8Array): number {
  const [, high = 0, middle = 0, low = 0] = message;
  return high * 65_536 + middle * 256 + low;
}
