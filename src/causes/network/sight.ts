/** What the causes look at that lie on the way from a server on-premises to Microsoft 365. */
import { any, inAnswer, says } from '../sight.ts';

/** The calling server got no connection at all: nothing answered, or something refused. */
export const notConnected = says('unable-to-connect', 'connection-attempt-timed-out-10060', 'connection-refused-10061');

/** Source: Microsoft Learn, Resolve free/busy errors; byronwright.blogspot.com 2014/09. Said with and without a proxy in the way. */
export const metadataOutOfReach = inAnswer(({ text }) => /unable to access the federation metadata document from the federation partner/i.test(text));

/** The calling server did not get through to Microsoft 365, by text that several causes leave. */
export const didNotGetOut = any(notConnected, metadataOutOfReach);

export const resolveFreeBusyErrors = {
  title: 'Resolve free/busy errors',
  url: 'https://learn.microsoft.com/outlook/troubleshoot/calendaring/resolve-free-busy-errors',
} as const;
