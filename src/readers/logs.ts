/** Which files `crosslines audit` tells more of than `explain`: apart from the other readers, so that who only asks this does not load them. */
import { connectionLogs } from './connection-logs.ts';
import { mailHeaders } from './mail-headers.ts';
import type { Brought } from './reader.ts';

/** Is it a log that tells of connections alone, and holds no words of a failed lookup? */
export function isConnectionLog(file: Brought): boolean {
  return [connectionLogs, mailHeaders].some((reader) => reader.holds(file));
}
