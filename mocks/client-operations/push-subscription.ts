import { randomUUID } from 'node:crypto';
import type { PushSubscription } from '../push-notifier.ts';
import { child, children, SoapRefusal, textOf } from '../soap.ts';
import type { Tree } from '../soap.ts';
import type { ClientResult } from './folders.ts';

/**
 * The result of Subscribe for a push subscription, and the subscription where it was granted. `own`: address of the caller's mailbox, empty where it
 * has none. Throws SoapRefusal where a value is not of the schema.
 * Source: Subscribe operation, StatusFrequency, URL and ResponseCode in the Exchange Web Services documentation.
 */
export function pushSubscription(request: Tree, own: string): { readonly result: ClientResult; readonly granted: PushSubscription | null } {
  const refused = (code: string, text: string) => ({ result: { code, text }, granted: null }) as const;
  const folders = children(child(request, 'FolderIds'), 'DistinguishedFolderId');
  const minutes = textOf(request, 'StatusFrequency');
  if (!/^\d{1,4}$/.test(minutes) || Number(minutes) < 1 || Number(minutes) > 1440)
    throw new SoapRefusal('ErrorSchemaValidation', "The request failed schema validation: The 'StatusFrequency' element is invalid.");
  if (folders.length > 0 && own === '')
    return refused('ErrorMissingEmailAddress', 'You must specify the mailbox for any distinguished folder Ids.');
  const url = textOf(request, 'URL');
  if (url.length > 2082 || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return refused('ErrorInvalidPushSubscriptionUrl', 'The push subscription URL is invalid.');
  const id = randomUUID();
  return {
    granted: { id, url: new URL(url), statusMinutes: Number(minutes) },
    result: { content: `<m:SubscriptionId>${id}</m:SubscriptionId><m:Watermark>AQAAAA==</m:Watermark>` },
  };
}
