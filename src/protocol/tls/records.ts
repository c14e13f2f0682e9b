/** One step of what a server sends, in its order. */
export type FlightEvent =
  /** `receivedEnd`: where in the received bytes the message ends. */
  | { readonly kind: 'message'; readonly type: number; readonly body: Uint8Array; readonly receivedEnd: number }
  /** At the end: a message that has begun, with the length that it declares. */
  | { readonly kind: 'cut-message'; readonly type: number; readonly length: number }
  | { readonly kind: 'alert'; readonly level: number; readonly description: number }
  /** From here on everything is encrypted, or the record cannot be read for another reason than being cut. */
  | { readonly kind: 'opaque' }
  /** What follows is no TLS record. */
  | { readonly kind: 'foreign' };

const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
/** Plain text plus the expansion that TLS 1.2 allows. Source: RFC 5246 6.2.3. */
const longestFragment = 16_384 + 2_048;

/**
 * Takes received bytes apart into messages and alerts. Handshake messages may share a record or run over several, as servers
 * do both. Of what is cut at the end only a message gives an event. Source: RFC 8446 5.1, RFC 5246 6.2.1.
 */
export function* flightEvents(received: Uint8Array): Generator<FlightEvent, void, void> {
  const handshake = new Uint8Array(received.length);
  let filled = 0, taken = 0;
  let alert: number | undefined;
  let at = 0;
  while (at < received.length) {
    const header = received.subarray(at, at + 5);
    if (!looksLikeRecord(header)) return yield { kind: 'foreign' };
    if (header.length < 5) break;
    const [type, , , high = 0, low = 0] = header;
    const end = at + 5 + high * 256 + low;
    if (type !== contentType.handshake && type !== contentType.alert) return yield { kind: 'opaque' };
    // Forbidden for both: RFC 8446 5.1.
    if (end === at + 5) return yield { kind: 'foreign' };
    // A message may be complete although its record is not.
    const fragment = received.subarray(at + 5, end);
    if (type === contentType.handshake) {
      handshake.set(fragment, filled);
      filled += fragment.length;
      for (;;) {
        const message = messageAt(handshake.subarray(taken, filled));
        if (message === undefined) break;
        taken += 4 + message.body.length;
        yield { kind: 'message', ...message, receivedEnd: at + 5 + fragment.length - (filled - taken) };
      }
    } else {
      for (const byte of fragment) {
        if (alert === undefined) {
          alert = byte;
        } else {
          yield { kind: 'alert', level: alert, description: byte };
          alert = undefined;
        }
      }
    }
    at = end;
  }
  const rest = handshake.subarray(taken, filled);
  const [type] = rest;
  if (type !== undefined && rest.length >= 4) yield { kind: 'cut-message', type, length: declaredLength(rest) };
}

/** Judges as many bytes of a record header as there are. */
function looksLikeRecord(header: Uint8Array): boolean {
  const [type = 22, major = 3, minor = 0, high = 0, low = 0] = header;
  return type >= contentType.changeCipherSpec && type <= contentType.applicationData
    && major === 3 && minor <= 4 && high * 256 + low <= longestFragment;
}

function messageAt(stream: Uint8Array): { readonly type: number; readonly body: Uint8Array } | undefined {
  const [type] = stream;
  if (type === undefined || stream.length < 4) return undefined;
  const end = 4 + declaredLength(stream);
  return stream.length < end ? undefined : { type, body: stream.subarray(4, end) };
}

/** Source: RFC 8446 4, RFC 5246 7.4. */
function declaredLength(message: Uint8Array): number {
  const [, high = 0, middle = 0, low = 0] = message;
  return high * 65_536 + middle * 256 + low;
}
