/**
 * What the typings of ews-javascript-api expect of a browser. Declared here so that the whole DOM need not be in scope.
 * Source: XMLHttpRequest Living Standard.
 */
interface XMLHttpRequest {
  readonly status: number;
  readonly statusText: string;
  readonly responseText: string;
  readonly response: unknown;
  getResponseHeader(name: string): string | null;
  getAllResponseHeaders(): string;
}
