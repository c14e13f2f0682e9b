/** What the world refused. A failure is evidence; our own mistakes are Errors. */

export type FailureKind =
  | 'name-not-resolved'      // DNS says that the name does not exist or has no address
  | 'dns-unavailable'        // DNS did not answer, or answered SERVFAIL
  | 'refused'                // TCP reset in answer to the connection request
  | 'unreachable'            // no route, network or host unreachable
  | 'connect-timeout'        // no answer to the connection request
  | 'tls-alert'              // the peer ended the handshake with an alert
  | 'tls-reset'              // the peer reset the connection during the handshake
  | 'tls-closed'             // the peer closed the connection during the handshake
  | 'tls-timeout'            // the peer fell silent during the handshake
  | 'not-tls'                // the port answered with something that is not TLS
  | 'tls-local'              // our own TLS library cannot speak what the peer asks for
  | 'certificate'            // the certificate did not verify, and the request would not go without
  | 'reset'                  // connection reset after the handshake
  | 'closed'                 // connection closed before the answer was complete
  | 'answer-timeout'         // request sent, no or only part of an answer in time
  | 'answer-too-large'
  | 'protocol'               // the answer is not HTTP
  | 'starttls'               // the mail server did not go over to TLS; `code` is its reply
  | 'proxy'                  // the HTTP proxy on the way cannot be reached, refused, or made no connection
  | 'not-listening'          // this machine cannot listen at that address and port
  | 'interrupted';           // the run was ended (Ctrl-C or --timeout)

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence, printable, no secret in it. */
  readonly message: string;
  /** TLS alert number, with `tls-alert`. */
  readonly alert?: number;
  /** Code of the mail server's reply, with `starttls`; absent: it gave none. */
  readonly code?: number;
}

/** An answer of the world: either what was asked for, or why not. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };
