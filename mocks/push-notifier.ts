import { connect } from 'node:net';
import { callPeer, wayTo } from './outgoing.ts';
import type { LabNetwork } from './outgoing.ts';
import type { ServerPlan } from './plan.ts';
import { schannelHello } from './schannel-hello.ts';
import { child, escaped, parsedXml, textOf } from './soap.ts';

/** What a client subscribed to. */
export interface PushSubscription {
  readonly id: string;
  readonly url: URL;
  readonly statusMinutes: number;
}

/** Sends notifications with the TLS of the server that holds the subscription. */
export interface PushNotifier {
  start(server: ServerPlan, subscription: PushSubscription): void;
  stop(): void;
}

/** The first repetition comes after so long, each further one after twice that. Source: Push notification retries in the EWS documentation. */
const firstRetryMs = 30_000;

/**
 * A real server waits for an event, at most 30 seconds, before it notifies for the first time; here something has always just happened. After a
 * failure it tries again until the next pause would be longer than the status frequency.
 */
export function pushNotifier(network: LabNetwork): PushNotifier {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const later = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms).unref();
    timers.add(timer);
  };
  const attempt = async (server: ServerPlan, subscription: PushSubscription, retryMs: number): Promise<void> => {
    const status = await notify(server, network, subscription);
    if (stopped || status === 'Unsubscribe') return;
    const statusMs = subscription.statusMinutes * 60_000;
    if (status === 'OK') later(statusMs, () => void attempt(server, subscription, firstRetryMs));
    else if (retryMs <= statusMs) later(retryMs, () => void attempt(server, subscription, retryMs * 2));
  };
  return {
    start: (server, subscription) => void attempt(server, subscription, firstRetryMs),
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The status that the client answered; null: it was not reached, or did not answer as it should. */
async function notify(server: ServerPlan, network: LabNetwork, { id, url }: PushSubscription): Promise<string | null> {
  const hello = url.protocol === 'https:' ? schannelHello(server, url.hostname) : null;
  if (hello !== null && !(await isAnswered(hello, wayTo(network, url.hostname, Number(url.port || 443)), network.peerTimeoutMs))) return null;
  const answer = await callPeer(server, network, url, [
    ['Content-Type', 'text/xml; charset=utf-8'],
    ['SOAPAction', 'http://schemas.microsoft.com/exchange/services/2006/messages/SendNotification'],
  ], notification(id));
  if (!answer.ok || answer.status !== 200) return null;
  return textOf(child(parsedXml(answer.body) ?? {}, 'Envelope', 'Body', 'SendNotificationResult'), 'SubscriptionStatus');
}

/**
 * Begins as Schannel does, which OpenSSL cannot be made to do. Whoever answers with a handshake is then called again, over OpenSSL.
 */
function isAnswered(hello: Buffer, at: string | undefined, timeoutMs: number): Promise<boolean> {
  const [host = '127.0.0.1', port = '1'] = (at ?? '127.0.0.1:1').split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => socket.write(hello));
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(timeoutMs, () => { end(false); });
    socket.once('data', (bytes: Buffer) => { end(bytes[0] === 22); });
    socket.once('error', () => { end(false); });
    socket.once('close', () => { end(false); });
  });
}

/** A notification that nothing has happened. Source: SendNotification in the Exchange Web Services documentation. */
function notification(id: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap11:Envelope xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Body>'
    + '<m:SendNotification xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" '
    + 'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><m:ResponseMessages>'
    + '<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Notification>'
    + `<t:SubscriptionId>${escaped(id)}</t:SubscriptionId><t:PreviousWatermark>AQAAAA==</t:PreviousWatermark><t:MoreEvents>false</t:MoreEvents>`
    + '<t:StatusEvent><t:Watermark>AQAAAA==</t:Watermark></t:StatusEvent>'
    + '</m:Notification></m:SendNotificationResponseMessage></m:ResponseMessages></m:SendNotification></soap11:Body></soap11:Envelope>'
  );
}
