/** Which events of Windows tell something of a lookup between servers, and what they hold. */
import type { SchannelEvent } from '../model/facts.ts';
import { versionOfWords } from './schannel-numbers.ts';

/** What an event is about; undefined: nothing that counts here. */
export type EventTopic = 'schannel' | 'availability' | 'web-services' | 'started' | 'stopped';

/** Schannel writes these also where all is well. Source: Microsoft Learn, Schannel Events. */
const SCHANNEL_WELL: readonly number[] = [36864, 36867, 36868, 36880];

/**
 * Sources: Microsoft Learn, Schannel Events (dn786445); OfficeDocs-Support (MSExchange Availability 4001 to 4011); x500.co.uk 2017-09-21 (MSExchange
 * Web Services 6 and 7); Microsoft Learn, Shutdown Event Tracker and "Unexpected reboot" (EventLog 6005, 6006, 6008, User32 1074, Kernel-General 12
 * and 13).
 */
export function topicOfEvent(source: string, id: number): EventTopic | undefined {
  switch (source.toLowerCase()) {
    case 'schannel': return id >= 36864 && id <= 36899 && !SCHANNEL_WELL.includes(id) ? 'schannel' : undefined;
    case 'msexchange availability': return 'availability';
    case 'msexchange web services': return 'web-services';
    case 'eventlog': return id === 6005 ? 'started' : id === 6006 || id === 6008 ? 'stopped' : undefined;
    case 'kernel-general': return id === 12 ? 'started' : id === 13 ? 'stopped' : undefined;
    case 'user32': return id === 1074 ? 'stopped' : undefined;
    default: return undefined;
  }
}

/**
 * The values of an event of Schannel: by their names in XML, else by their order in the message, which is the same in every language.
 * Source: messages of 36871, 36874, 36887 and 36888 in Microsoft Learn, Schannel Events.
 */
export function schannelEvent(id: number, message: string, data: Readonly<Record<string, string>>): SchannelEvent {
  const numbers = Array.from(message.matchAll(/(?<![\d.])\d{1,5}(?![\d.]*\d)/g), ([digits]) => Number(digits));
  const named = (name: string): number | null => (/^\d{1,6}$/.test(data[name] ?? '') ? Number(data[name]) : null);
  const alerts = id === 36887 || id === 36888;
  const alert = alerts ? named('AlertDesc') ?? numbers[0] ?? null : null;
  return {
    protocol: id === 36874 ? versionOfWords(data['Protocol'] ?? message) : null,
    alert: alert !== null && alert < 256 ? alert : null,
    role: id === 36871 ? roleOf(data['Type'] ?? message) : null,
    state: named('ErrorState') ?? (id === 36871 ? numbers[0] : id === 36888 ? numbers[1] : undefined) ?? null,
  };
}

function roleOf(text: string): SchannelEvent['role'] {
  const found = /\b(client|server)\b/i.exec(text)?.[1]?.toLowerCase();
  return found === 'client' || found === 'server' ? found : null;
}
