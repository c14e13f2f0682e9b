import { child, children, escaped, textOf } from '../soap.ts';
import type { Tree } from '../soap.ts';

/** What an operation about one thing comes to: content of its response message, or the refusal of this one thing. */
export type ClientResult = { readonly content: string } | { readonly code: string; readonly text: string };

/** Malformed ids. Source: responsecode.md and senditem-operation.md of the Exchange Web Services documentation. */
export const malformedId: ClientResult = { code: 'ErrorInvalidIdMalformed', text: 'Id is malformed.' };

interface FolderKind {
  readonly element: 'Folder' | 'CalendarFolder' | 'ContactsFolder' | 'TasksFolder';
  readonly folderClass: string;
  readonly displayName: string;
}

const mail = (displayName: string): FolderKind => ({ element: 'Folder', folderClass: 'IPF.Note', displayName });

/** The folders that every mailbox has, by their distinguished names. Source: DistinguishedFolderIdNameType of the EWS schema. */
const folderKinds: ReadonlyMap<string, FolderKind> = new Map<string, FolderKind>([
  ['root', { element: 'Folder', folderClass: '', displayName: 'root' }],
  ['msgfolderroot', { element: 'Folder', folderClass: '', displayName: 'Top of Information Store' }],
  ['inbox', mail('Inbox')],
  ['calendar', { element: 'CalendarFolder', folderClass: 'IPF.Appointment', displayName: 'Calendar' }],
  ['contacts', { element: 'ContactsFolder', folderClass: 'IPF.Contact', displayName: 'Contacts' }],
  ['tasks', { element: 'TasksFolder', folderClass: 'IPF.Task', displayName: 'Tasks' }],
  ['sentitems', mail('Sent Items')],
  ['drafts', mail('Drafts')],
  ['deleteditems', mail('Deleted Items')],
  ['junkemail', mail('Junk Email')],
  ['outbox', mail('Outbox')],
]);

/** Where a folder is. */
interface FolderPlace {
  /** Address of the mailbox, in lower case. */
  readonly mailbox: string;
  readonly name: string;
}

/** The id of a folder: opaque for clients, the same in every run. */
function folderId({ mailbox, name }: FolderPlace): string {
  return Buffer.from(`${mailbox}\n${name}`).toString('base64');
}

/** The folder of an id; null where no mailbox of the lab gave it out. */
export function placeOfFolder(id: string): FolderPlace | null {
  const [mailbox = '', name = '', ...more] = Buffer.from(id, 'base64').toString('utf8').split('\n');
  const place = { mailbox, name };
  return more.length === 0 && folderKinds.has(name) && folderId(place) === id ? place : null;
}

/**
 * The results of GetFolder, for its distinguished ids first. `own`: address of the caller's mailbox, empty where it has none. Others
 * give nobody access to their folders.
 * Source: GetFolder operation and responsecode.md of the Exchange Web Services documentation; jamesiarmes/php-ews issue 463
 * (text of ErrorMissingEmailAddress).
 */
export function foldersFor(request: Tree, own: string): readonly ClientResult[] {
  const shape = child(request, 'FolderShape');
  const ids = child(request, 'FolderIds');
  const byName = children(ids, 'DistinguishedFolderId').map((id): ClientResult => {
    const mailbox = textOf(child(id, 'Mailbox'), 'EmailAddress').toLowerCase() || own;
    if (mailbox === '') {
      return {
        code: 'ErrorMissingEmailAddress',
        text:
          'When making a request as an account that does not have a mailbox, '
          + 'you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
      };
    }
    return folderAt({ mailbox, name: textOf(id, '@Id') }, own, shape);
  });
  const byId = children(ids, 'FolderId').map((id): ClientResult => {
    const place = placeOfFolder(textOf(id, '@Id'));
    return place ? folderAt(place, own, shape) : malformedId;
  });
  return [...byName, ...byId];
}

function folderAt(place: FolderPlace, own: string, shape: Tree): ClientResult {
  const kind = folderKinds.get(place.name);
  if (!kind) return { code: 'ErrorFolderNotFound', text: 'The specified folder could not be found in the store.' };
  if (place.mailbox !== own) return { code: 'ErrorAccessDenied', text: 'Access is denied. Check credentials and try again.' };
  const asked = new Set(children(child(shape, 'AdditionalProperties'), 'FieldURI').map((field) => textOf(field, '@FieldURI')));
  const whole = textOf(shape, 'BaseShape') !== 'IdOnly';
  const folderClass = kind.folderClass === '' ? '' : `<t:FolderClass>${kind.folderClass}</t:FolderClass>`;
  // In the order of the schema; an empty mailbox is all there is.
  const properties = [
    ['folder:FolderClass', folderClass],
    ['folder:DisplayName', `<t:DisplayName>${escaped(kind.displayName)}</t:DisplayName>`],
    ['folder:TotalCount', '<t:TotalCount>0</t:TotalCount>'],
    ['folder:ChildFolderCount', '<t:ChildFolderCount>0</t:ChildFolderCount>'],
    // Calendars and contacts have no such count.
    ['folder:UnreadCount', kind.element === 'Folder' ? '<t:UnreadCount>0</t:UnreadCount>' : ''],
  ].flatMap(([uri = '', element = '']) => (whole || asked.has(uri) ? [element] : []));
  return {
    content:
      `<m:Folders><t:${kind.element}><t:FolderId Id="${escaped(folderId(place))}" ChangeKey="AQAAAA=="/>`
      + `${properties.join('')}</t:${kind.element}></m:Folders>`,
  };
}
