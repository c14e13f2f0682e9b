/** Names of machines that only an answer gave. */

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/**
 * The name in lower case, when it can be that of a host with a domain; null for anything else. Such a name is dialled later, so nothing
 * passes that a resolver, a URL or a terminal could take for something else. Source: RFC 1123 2.1.
 */
export function hostName(text: string | null): string | null {
  return text !== null && text.length <= 253 && text.split('.').every((label) => label.length <= 63) && HOST_NAME.test(text)
    ? text.toLowerCase() : null;
}
