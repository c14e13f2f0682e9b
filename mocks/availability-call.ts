import { ruleOfZone } from './client-operations/time-zones.ts';
import { child, children, isTree, SoapRefusal, textOf } from './soap.ts';
import type { Envelope, Tree } from './soap.ts';
import { momentOf, readZoneRule, utcRule } from './zone-rule.ts';
import type { ZoneRule } from './zone-rule.ts';

/** What a GetUserAvailability call asks for. */
export interface AvailabilityCall {
  /** Zone of times without an offset, in the request and in its answer; null where none was given, or one that the lab does not have. */
  readonly zone: ZoneRule | null;
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
 * Reads the GetUserAvailability request of an envelope. `windowDays`: longest time window that the server takes.
 * Throws SoapRefusal with the code that Exchange documents.
 * Source: EWS schema and responsecode.md of the Exchange Web Services documentation.
 */
export function readAvailabilityCall({ header, body }: Envelope, windowDays: number): AvailabilityCall {
  const request = body['GetUserAvailabilityRequest'];
  if (!isTree(request)) throw new SoapRefusal('ErrorInvalidRequest', 'The request is invalid.');
  const targets = readTargets(request);
  const zone = isTree(request['TimeZone'])
    ? readZoneRule(request['TimeZone'])
    : ruleOfZone(textOf(child(header, 'TimeZoneContext', 'TimeZoneDefinition'), '@Id'));
  return {
    zone: zone ?? null,
    targets,
    ...readWindow(child(request, 'FreeBusyViewOptions'), zone ?? utcRule, windowDays),
  };
}

function readTargets(request: Tree): readonly string[] {
  const entries = children(child(request, 'MailboxDataArray'), 'MailboxData');
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

function readWindow(
  options: Tree,
  zone: ZoneRule,
  windowDays: number,
): Pick<AvailabilityCall, 'from' | 'to' | 'intervalMinutes' | 'view'> {
  const window = child(options, 'TimeWindow');
  const moment = (name: string): number => {
    const written = textOf(window, name);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.test(written)) {
      throw new SoapRefusal('ErrorSchemaValidation', `The request failed schema validation: The '${name}' element is invalid.`);
    }
    const inZone = !/(Z|[+-]\d\d:\d\d)$/.test(written);
    return inZone ? momentOf(zone, Date.parse(`${written}Z`)) : Date.parse(written);
  };
  const from = moment('StartTime');
  const to = moment('EndTime');
  if (!(from < to))
    throw new SoapRefusal(
      'ErrorInvalidTimeInterval',
      'The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.',
    );
  const days = Math.ceil((to - from) / dayMs);
  if (days > windowDays) {
    throw new SoapRefusal(
      'ErrorTimeIntervalTooBig',
      'The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. '
        + `The allowed limit = ${windowDays} days; the actual limit = ${days} days.`,
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
