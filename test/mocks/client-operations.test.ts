import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientAnswer } from '../../mocks/client-operations.ts';
import { startLab } from '../../mocks/lab.ts';
import type { Lab } from '../../mocks/lab.ts';
import { planLab } from '../../mocks/plan.ts';
import { child, children, parsedXml, SoapRefusal, textOf } from '../../mocks/soap.ts';
import type { Tree } from '../../mocks/soap.ts';
import { ask, basic, lookUp, world } from './lab-client.ts';
import type { Got } from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  // The 2016 has TLS 1.2 enabled, so that it reaches the 2019.
  const registry = {
    schannel: { 'TLS 1.1': { client: 'on', server: 'on' }, 'TLS 1.2': { client: 'on', server: 'on' } },
    dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 },
  };
  const busy = { 'anna@contoso.test': { busy: ['0900-1030'] }, 'boris@contoso.test': { busy: ['0615-0700'] } };
  lab = await startLab({ servers: { ex16: { registry } }, mailboxes: busy }, world);
});
afterAll(() => lab.stop());

function operation(content: string, { user = 'anna', header = '' }: { user?: 'anna' | 'svc'; header?: string } = {}): Promise<Got> {
  return ask(lab, 'https://mail16.contoso.test/EWS/Exchange.asmx', {
    method: 'POST',
    headers: { ...basic(user), 'Content-Type': 'text/xml; charset=utf-8' },
    body:
      '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types" '
      + `xmlns:b="http://schemas.microsoft.com/exchange/services/2006/messages"><S:Header>${header}</S:Header>`
      + `<S:Body>${content}</S:Body></S:Envelope>`,
    tls: { rejectUnauthorized: false },
  });
}

function messagesOf(got: Got, name: string): readonly Tree[] {
  const body = child(parsedXml(got.body) ?? {}, 'Envelope', 'Body');
  return children(child(body, `${name}Response`, 'ResponseMessages'), `${name}ResponseMessage`);
}

const asked2013 = '<a:RequestServerVersion Version="Exchange2013_SP1"/>';
const folders = (ids: string, shape = '<a:BaseShape>IdOnly</a:BaseShape>'): string =>
  `<b:GetFolder><b:FolderShape>${shape}</b:FolderShape><b:FolderIds>${ids}</b:FolderIds></b:GetFolder>`;
const named = (name: string, mailbox = ''): string =>
  `<a:DistinguishedFolderId Id="${name}">${mailbox === '' ? '' : `<a:Mailbox><a:EmailAddress>${mailbox}</a:EmailAddress></a:Mailbox>`}`
  + '</a:DistinguishedFolderId>';
const idOf = (message: Tree | undefined, element = 'Folder'): string =>
  textOf(child(message ?? {}, 'Folders', element, 'FolderId'), '@Id');

function orRefusal<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof SoapRefusal) return null;
    throw error;
  }
}

describe('GetFolder', () => {
  test.each(['', asked2013])('gives the id of the root with the header "%s"', async (header) => {
    const got = await operation(folders(named('root')), { header });
    expect(got.status).toBe(200);
    const [message] = messagesOf(got, 'GetFolder');
    expect(textOf(message!, '@ResponseClass')).toBe('Success');
    expect(idOf(message)).toMatch(/^[A-Za-z0-9+/]{16,}=*$/);
    expect(got.body).not.toContain('DisplayName');
    expect(got.body).toContain('MajorVersion="15" MinorVersion="1"');
  });

  test.each([
    ['inbox', 'Folder', 'IPF.Note'],
    ['calendar', 'CalendarFolder', 'IPF.Appointment'],
    ['contacts', 'ContactsFolder', 'IPF.Contact'],
    ['sentitems', 'Folder', 'IPF.Note'],
    ['drafts', 'Folder', 'IPF.Note'],
    ['deleteditems', 'Folder', 'IPF.Note'],
    ['junkemail', 'Folder', 'IPF.Note'],
    ['outbox', 'Folder', 'IPF.Note'],
  ])('knows %s as a %s', async (name, element, folderClass) => {
    const [message] = messagesOf(await operation(folders(named(name), '<a:BaseShape>Default</a:BaseShape>')), 'GetFolder');
    expect(textOf(child(message!, 'Folders', element), 'FolderClass')).toBe(folderClass);
  });

  test('adds what was asked for, and finds a folder again by its id', async () => {
    const shape =
      '<a:BaseShape>IdOnly</a:BaseShape><a:AdditionalProperties><a:FieldURI FieldURI="folder:DisplayName"/></a:AdditionalProperties>';
    const [byName] = messagesOf(await operation(folders(named('inbox'), shape)), 'GetFolder');
    const [again] = messagesOf(await operation(folders(`<a:FolderId Id="${idOf(byName)}"/>`, shape)), 'GetFolder');
    expect(again).toEqual(byName);
    expect(child(again!, 'Folders', 'Folder')).toMatchObject({ DisplayName: 'Inbox' });
    expect(child(again!, 'Folders', 'Folder')).not.toHaveProperty('TotalCount');
  });

  test.each([
    ['a name that no mailbox has', named('publicfoldersroot'), 'anna', 'ErrorFolderNotFound'],
    ["somebody else's folder", named('inbox', 'boris@contoso.test'), 'anna', 'ErrorAccessDenied'],
    ['an id from elsewhere', '<a:FolderId Id="AAMkADBkYzc2"/>', 'anna', 'ErrorInvalidIdMalformed'],
    ['an account without a mailbox', named('root'), 'svc', 'ErrorMissingEmailAddress'],
  ] as const)('refuses %s', async (_, ids, user, code) => {
    const got = await operation(folders(ids), { user });
    expect(got.status).toBe(200);
    expect(messagesOf(got, 'GetFolder').map((message) => textOf(message, 'ResponseCode'))).toEqual([code]);
  });
});

describe('ConvertId', () => {
  const convert = (id: string): string =>
    `<b:ConvertId DestinationFormat="EwsId"><b:SourceIds><a:AlternateId Format="EwsId" Id="${id}" Mailbox="blah@blah.com"/>`
    + '</b:SourceIds></b:ConvertId>';

  test('says whose folder an id is', async () => {
    const root = idOf(messagesOf(await operation(folders(named('root'))), 'GetFolder')[0]);
    const [message] = messagesOf(await operation(convert(root)), 'ConvertId');
    expect(child(message!, 'AlternateId')).toMatchObject({ '@Format': 'EwsId', '@Id': root, '@Mailbox': 'anna@contoso.test' });
  });

  test('calls any other id malformed, and says which server did', async () => {
    const got = await operation(convert('DUMMY'));
    expect(messagesOf(got, 'ConvertId').map((message) => textOf(message, 'ResponseCode'))).toEqual(['ErrorInvalidIdMalformed']);
    expect(got.body).toContain('ServerVersionInfo');
  });
});

test('ConvertId refuses a format that is not of the schema', async () => {
  const got = await operation('<b:ConvertId DestinationFormat="Base32"><b:SourceIds/></b:ConvertId>');
  expect(got.status).toBe(500);
  expect(got.body).toContain('ErrorSchemaValidation');
});

describe('GetServerTimeZones', () => {
  const zones = async (content: string, full = true): Promise<readonly Tree[]> => {
    const got = await operation(`<b:GetServerTimeZones ReturnFullTimeZoneData="${full}">${content}</b:GetServerTimeZones>`);
    const [message] = messagesOf(got, 'GetServerTimeZones');
    return children(child(message ?? {}, 'TimeZoneDefinitions'), 'TimeZoneDefinition');
  };

  test('describes a zone with its two changes', async () => {
    const [zone, ...more] = await zones('<b:Ids><a:Id>W. Europe Standard Time</a:Id></b:Ids>');
    expect(more).toEqual([]);
    const periods = children(child(zone!, 'Periods'), 'Period');
    expect(periods.map((period) => [textOf(period, '@Name'), textOf(period, '@Bias')])).toEqual([['Standard', '-PT1H'], ['Daylight', '-PT2H']]);
    const group = child(zone!, 'TransitionsGroups', 'TransitionsGroup');
    expect(children(group, 'RecurringDayTransition').map((change) => [textOf(change, 'TimeOffset'), textOf(change, 'Month'), textOf(change, 'Occurrence')]))
      .toEqual([['PT2H', '3', '-1'], ['PT3H', '10', '-1']]);
    expect(textOf(child(zone!, 'Transitions', 'Transition'), 'To')).toBe(textOf(group, '@Id'));
  });

  test('describes a zone that never changes', async () => {
    const [zone] = await zones('<b:Ids><a:Id>UTC</a:Id></b:Ids>');
    const period = child(zone!, 'Periods', 'Period');
    expect(textOf(period, '@Bias')).toBe('PT0S');
    expect(textOf(child(zone!, 'TransitionsGroups', 'TransitionsGroup', 'Transition'), 'To')).toBe(textOf(period, '@Id'));
  });

  test('gives all without ids, only names where no more is wanted, and leaves out what it does not have', async () => {
    const all = await zones('', false);
    expect(all.length).toBeGreaterThan(8);
    expect(all.every((zone) => textOf(zone, '@Name') !== '' && !('Periods' in zone))).toBe(true);
    const some = await zones('<b:Ids><a:Id>Pacific Standard Time</a:Id><a:Id>Lunar Standard Time</a:Id></b:Ids>');
    expect(some.map((zone) => textOf(zone, '@Id'))).toEqual(['Pacific Standard Time']);
  });
});

describe('other operations', () => {
  test('are no valid request', async () => {
    const got = await operation('<b:ResolveNames ReturnFullContactData="false"><b:UnresolvedEntry>anna</b:UnresolvedEntry></b:ResolveNames>');
    expect(got.status).toBe(500);
    expect(got.body).toContain('ErrorInvalidRequest');
  });

  test('obey the version that was asked for', async () => {
    const got = await operation(folders(named('root')), { header: '<a:RequestServerVersion Version="Exchange2019"/>' });
    expect(got.status).toBe(500);
    expect(got.body).toContain('ErrorInvalidServerVersion');
  });

  test('answer any body with well-formed XML, with a refusal or not at all', () => {
    const anna = planLab({}, world).mailboxes.get('anna@contoso.test')!;
    const mailboxes = new Map([[anna.address, anna]]);
    const rootId = Buffer.from(`${anna.address}\nroot`).toString('base64');
    const tree = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
      tree: fc.dictionary(
        fc.constantFrom('GetServerTimeZones', 'GetFolder', 'ConvertId', 'Subscribe', 'PushSubscriptionRequest', 'StatusFrequency', 'URL', 'Ids', 'Id', 'FolderIds', 'DistinguishedFolderId', 'FolderId', 'Mailbox',
          'EmailAddress', 'SourceIds', 'AlternateId', 'FolderShape', 'BaseShape', '@Id', '@DestinationFormat', '#text'),
        tie('value'),
        { maxKeys: 6 },
      ),
      value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.constantFrom('root', 'inbox', '1', 'https://h/', 'UTC', 'EwsId', rootId, '<&">'), tie('tree'), fc.array(tie('tree'), { maxLength: 3 })),
    })).tree;
    fc.assert(
      fc.property(tree, (body) => {
        const answer = orRefusal(() => clientAnswer(body, 'anna@contoso.test', mailboxes, () => undefined));
        if (answer) expect(parsedXml(`<x xmlns:m="m" xmlns:t="t">${answer.content}</x>`)).not.toBeNull();
      }),
    );
  });
});

describe('times without an offset', () => {
  // Bias in minutes; the last Sunday of March and October, at two and three o'clock.
  const change = (name: string, bias: number, month: number, hour: number): string =>
    `<q:${name}><q:Bias>${bias}</q:Bias><q:Time>0${hour}:00:00</q:Time><q:DayOrder>5</q:DayOrder><q:Month>${month}</q:Month>`
    + `<q:DayOfWeek>Sunday</q:DayOfWeek></q:${name}>`;
  const berlin = `<q:TimeZone><q:Bias>-60</q:Bias>${change('StandardTime', 0, 10, 3)}${change('DaylightTime', -60, 3, 2)}</q:TimeZone>`;
  const context = (id: string): string => `<q:TimeZoneContext><q:TimeZoneDefinition Id="${id}"/></q:TimeZoneContext>`;
  const starts = (got: Got): readonly string[] => [...got.body.matchAll(/<StartTime>([^<]*)/g)].map(([, time]) => time ?? '');

  test.each([
    ['winter', '2026-11-20', ['10:00:00'], ['07:15:00']],
    ['summer', '2026-07-01', ['11:00:00'], ['08:15:00']],
  ])('are by the clock of the zone in %s, in the calendar at hand and in one elsewhere', async (_, day, own, elsewhere) => {
    const window = { from: `${day}T00:00:00`, to: `${day}T23:00:00` };
    const local = await lookUp(lab, 'anna', ['anna@contoso.test'], { ...window, zone: berlin });
    expect(starts(local)).toEqual(own.map((time) => `${day}T${time}`));
    const proxied = await lookUp(lab, 'anna', ['boris@contoso.test'], { ...window, zone: berlin });
    expect(starts(proxied)).toEqual(elsewhere.map((time) => `${day}T${time}`));
    const named = await lookUp(lab, 'anna', ['anna@contoso.test'], { ...window, timeZone: false, header: context('W. Europe Standard Time') });
    expect(starts(named)).toEqual(own.map((time) => `${day}T${time}`));
  });

  test('count from midnight of the zone in the merged view', async () => {
    const got = await lookUp(lab, 'anna', ['anna@contoso.test'], { from: '2026-07-01T00:00:00', to: '2026-07-02T00:00:00', zone: berlin });
    expect(/<MergedFreeBusy[^>]*>(\d+)/.exec(got.body)?.[1]).toBe('000000000002200000000000');
  });

  test('need a zone that the server has', async () => {
    const got = await lookUp(lab, 'anna', ['anna@contoso.test'], { timeZone: false, header: context('Lunar Standard Time') });
    expect(got.body).toContain('<ResponseCode>ErrorTimeZone</ResponseCode>');
  });
});
