import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Escapes text for XML; a carriage return becomes a character reference, because parsers would drop it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found] ?? '&#xD;');
}

/** An element as the parser gives it. */
export type Tree = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  attributeNamePrefix: '@',
});

/** Parses XML without a document type; null where it is not well-formed. Prefixes are gone, attributes begin with `@`. */
export function parsedXml(xml: string): Tree | null {
  if (/<!DOCTYPE/i.test(xml)) return null;
  try {
    // The parser alone lets mistakes pass; the validator moves to a package of its own with the next major version.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (XMLValidator.validate(xml) !== true) return null;
    const tree: unknown = parser.parse(xml);
    return isTree(tree) ? tree : null;
  } catch {
    return null;
  }
}

/** Whether it is an element with children or attributes. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The child of that path; an empty element where there is none. */
export function child(tree: Tree, ...path: readonly string[]): Tree {
  return path.reduce<Tree>((at, name) => {
    const next = at[name];
    return isTree(next) ? next : {};
  }, tree);
}

/** Text of a child, trimmed; empty where there is none. */
export function textOf(tree: Tree, name: string): string {
  const value = tree[name];
  if (typeof value === 'string') return value.trim();
  const inner = isTree(value) ? value['#text'] : undefined;
  return typeof inner === 'string' ? inner.trim() : '';
}

/** A refusal of the whole call, which becomes a SOAP fault with status 500. */
export class SoapRefusal extends Error {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
  constructor(code: string, message: string, values: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'SoapRefusal';
    this.code = code;
    this.values = values;
  }
}

/** What a GetUserAvailability call asks for. */
export interface AvailabilityCall {
  readonly impersonated: string | null;
  readonly hasTimeZone: boolean;
  readonly targets: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly intervalMinutes: number;
  readonly view: 'MergedOnly' | 'FreeBusy' | 'FreeBusyMerged' | 'Detailed' | 'DetailedMerged';
}

const views = ['MergedOnly', 'FreeBusy', 'FreeBusyMerged', 'Detailed', 'DetailedMerged'] as const;
const dayMs = 86_400_000;

/**
 * Reads a GetUserAvailability request, whatever its prefixes. Throws SoapRefusal with the code that Exchange documents.
 * Source: EWS schema and responsecode.md of the Exchange Web Services documentation.
 */
export function readAvailabilityCall(xml: string, knownVersions: readonly string[]): AvailabilityCall {
  const envelope = child(parsedXml(xml) ?? {}, 'Envelope');
  const body = envelope['Body'];
  if (!isTree(body))
    throw new SoapRefusal('ErrorSchemaValidation', 'The request failed schema validation: Root element is missing.');
  const header = child(envelope, 'Header');
  const asked = textOf(child(header, 'RequestServerVersion'), '@Version');
  if (asked !== '' && !knownVersions.includes(asked))
    throw new SoapRefusal('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  const request = body['GetUserAvailabilityRequest'];
  if (!isTree(request)) throw new SoapRefusal('ErrorInvalidRequest', 'The request is invalid.');
  const targets = readTargets(request);
  const zone = child(request, 'TimeZone');
  const connecting = child(header, 'ExchangeImpersonation', 'ConnectingSID');
  const impersonated = ['PrimarySmtpAddress', 'SmtpAddress', 'PrincipalName']
    .map((name) => textOf(connecting, name))
    .find((name) => name !== '');
  return {
    impersonated: impersonated?.toLowerCase() ?? null,
    hasTimeZone: isTree(request['TimeZone']) || isTree(header['TimeZoneContext']),
    targets,
    ...readWindow(child(request, 'FreeBusyViewOptions'), Number(textOf(zone, 'Bias')) || 0),
  };
}

function readTargets(request: Tree): readonly string[] {
  const listed = child(request, 'MailboxDataArray')['MailboxData'];
  const entries = (Array.isArray(listed) ? listed : [listed]).filter(isTree);
  if (entries.length === 0)
    throw new SoapRefusal('ErrorMailboxDataArrayEmpty', 'There are no target users in the EmailAddress array.');
  if (entries.length > 100) {
    throw new SoapRefusal(
      'ErrorMailboxDataArrayTooBig',
      `There are too many target users in the EmailAddress array. The allowed size = 100; the actual size = ${entries.length}.`,
    );
  }
  return entries.map((entry) => textOf(child(entry, 'Email'), 'Address'));
}

function readWindow(options: Tree, biasMinutes: number): Pick<AvailabilityCall, 'from' | 'to' | 'intervalMinutes' | 'view'> {
  const window = child(options, 'TimeWindow');
  const moment = (name: string): number => {
    const written = textOf(window, name);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.test(written)) {
      throw new SoapRefusal('ErrorSchemaValidation', `The request failed schema validation: The '${name}' element is invalid.`);
    }
    const inZone = !/(Z|[+-]\d\d:\d\d)$/.test(written);
    return Date.parse(inZone ? `${written}Z` : written) + (inZone ? biasMinutes * 60_000 : 0);
  };
  const from = moment('StartTime');
  const to = moment('EndTime');
  if (!(from < to))
    throw new SoapRefusal(
      'ErrorInvalidTimeInterval',
      'The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.',
    );
  const days = Math.ceil((to - from) / dayMs);
  if (days > 62) {
    throw new SoapRefusal(
      'ErrorTimeIntervalTooBig',
      'The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. '
        + `The allowed limit = 62 days; the actual limit = ${days} days.`,
    );
  }
  const written = textOf(options, 'MergedFreeBusyIntervalInMinutes');
  const intervalMinutes = written === '' ? 30 : Number(written);
  if (
    !Number.isInteger(intervalMinutes)
    || intervalMinutes < 5
    || intervalMinutes > 1440
    || intervalMinutes * 60_000 > to - from
  ) {
    throw new SoapRefusal(
      'ErrorInvalidMergedFreeBusyInterval',
      'The specified merged free/busy interval is not valid. '
        + 'Specify an interval that is less than the free/busy time window and between 5 and 1440 minutes.',
    );
  }
  const asked = textOf(options, 'RequestedView').split(/\s+/);
  const view =
    textOf(options, 'RequestedView') === '' ? 'FreeBusyMerged' : views.findLast((candidate) => asked.includes(candidate));
  if (view === undefined) throw new SoapRefusal('ErrorInvalidFreeBusyViewType', 'The requested free/busy view type is invalid.');
  return { from, to, intervalMinutes, view };
}
