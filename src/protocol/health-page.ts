/** The page with which an Exchange front end tells a load balancer that it is well. */
import { hostName } from './host-name.ts';
import { decodeText } from './xml.ts';

/** Longest body that can be such a page: a line and a host name. */
const PAGE_BYTES = 1024;

/**
 * The machine that wrote the page, in lower case; null for any other page, such as the one of a device that answers by itself.
 * Shape: `200 OK<br/>EX1.CONTOSO.TEST`. Never throws.
 * Source: pages of Exchange 2013 and later as shown by geekmungus.co.uk (2 December 2022), mb-itconsult.de (2 July 2015) and
 * frankysweb.de, "HealthCheck URLs for load balancers". Exchange 2010 has no such page.
 */
export function machineInHealthPage(body: Uint8Array): string | null {
  if (body.length > PAGE_BYTES) return null;
  return hostName(/^\s*200 OK\s*<br\s*\/?>\s*([^\s<>]{1,253})\s*$/i.exec(decodeText(body))?.[1] ?? null);
}
