/**
 * Stands in for `@ewsjs/xhr` in the bundle: the EWS library names its own transport, which is never used here and would bring in
 * an HTTP client. Only names that the library's main module re-exports.
 */
export class XhrApi {
  readonly apiName = 'none';

  /** Rejects always. */
  xhr(): Promise<never> {
    return Promise.reject(new Error('the EWS library has no transport of its own here'));
  }

  /** Rejects always. */
  xhrStream(): Promise<never> {
    return this.xhr();
  }

  disconnect(): void {
    // Nothing is ever connected.
  }
}

/** Named by the library, never made. */
export const NtlmProvider = undefined;

/** Named by the library, never made. */
export const CookieProvider = undefined;
