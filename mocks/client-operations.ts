import { foldersFor, malformedId, placeOfFolder } from './client-operations/folders.ts';
import type { ClientResult } from './client-operations/folders.ts';
import { serverTimeZones } from './client-operations/time-zones.ts';
import { pushSubscription } from './client-operations/push-subscription.ts';
import type { MailboxPlan } from './plan.ts';
import type { PushSubscription } from './push-notifier.ts';
import { child, children, escaped, isTree, SoapRefusal, textOf } from './soap.ts';
import type { Tree } from './soap.ts';

/** The answer to an operation: name of the element in the body, with its prefix `m:`, and what is in it. */
export interface ClientAnswer {
  readonly element: string;
  readonly content: string;
}

/**
 * Answers what clients ask beside somebody's availability: GetServerTimeZones, GetFolder, ConvertId, and Subscribe for push. Null where the
 * body holds anything else. `own`: address of the caller's mailbox, in lower case, empty where it has none. `subscribed` is told what is
 * to be notified. Throws SoapRefusal where an attribute is not of the schema.
 * Source: the operations' pages in the Exchange Web Services documentation.
 */
export function clientAnswer(
  body: Tree,
  own: string,
  mailboxes: ReadonlyMap<string, MailboxPlan>,
  subscribed: (subscription: PushSubscription) => void,
): ClientAnswer | null {
  const zones = body['GetServerTimeZones'];
  if (isTree(zones) || zones === '') return answer('GetServerTimeZones', serverTimeZones(child(body, 'GetServerTimeZones')));
  const folders = body['GetFolder'];
  if (isTree(folders)) return answer('GetFolder', messages('GetFolder', foldersFor(folders, own), '<m:Folders/>'));
  const ids = body['ConvertId'];
  const push = child(body, 'Subscribe')['PushSubscriptionRequest'];
  if (isTree(push)) {
    const { result, granted } = pushSubscription(push, own);
    if (granted !== null) subscribed(granted);
    return answer('Subscribe', messages('Subscribe', [result], ''));
  }
  if (isTree(ids)) return answer('ConvertId', messages('ConvertId', convertedIds(ids, mailboxes), ''));
  return null;
}

function answer(operation: string, responses: string): ClientAnswer {
  return { element: `m:${operation}Response`, content: `<m:ResponseMessages>${responses}</m:ResponseMessages>` };
}

function messages(operation: string, results: readonly ClientResult[], emptyContent: string): string {
  const element = `m:${operation}ResponseMessage`;
  return results
    .map((result) =>
      'content' in result
        ? `<${element} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${result.content}</${element}>`
        : `<${element} ResponseClass="Error"><m:MessageText>${escaped(result.text)}</m:MessageText>`
          + `<m:ResponseCode>${result.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${emptyContent}</${element}>`,
    )
    .join('');
}

/** Source: IdFormatType of the EWS schema. */
const idFormats: readonly string[] = ['EwsLegacyId', 'EwsId', 'EntryId', 'HexEntryId', 'StoreId', 'OwaId'];

/** Ids of the lab are the same in every format; anything else is malformed. The mailbox in the answer is the one that the id leads to. */
function convertedIds(request: Tree, mailboxes: ReadonlyMap<string, MailboxPlan>): readonly ClientResult[] {
  const format = textOf(request, '@DestinationFormat');
  if (!idFormats.includes(format))
    throw new SoapRefusal('ErrorSchemaValidation', "The request failed schema validation: The 'DestinationFormat' attribute is invalid.");
  return children(child(request, 'SourceIds'), 'AlternateId').map((source): ClientResult => {
    const id = textOf(source, '@Id');
    const place = placeOfFolder(id);
    const mailbox = place ? mailboxes.get(place.mailbox) : undefined;
    if (!mailbox) return malformedId;
    return {
      content:
        `<m:AlternateId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="t:AlternateIdType" Format="${format}" `
        + `Id="${escaped(id)}" Mailbox="${escaped(mailbox.address)}"/>`,
    };
  });
}
