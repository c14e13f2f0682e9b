import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { readAvailabilityCall } from './availability-call.ts';
import type { AvailabilityCall } from './availability-call.ts';
import { clientAnswer } from './client-operations.ts';
import { executedHeaders, poolStopped } from './exchange-headers.ts';
import type { MailboxFault } from './faults.ts';
import { mailTips } from './mail-tips.ts';
import { askPeer, outOfTime, soapType } from './peer-calls.ts';
import type { BackEndWorld } from './peer-calls.ts';
import type { AccountPlan, LabPlan, MailboxPlan, ServerPlan } from './plan.ts';
import { givesFreeBusy } from './plan-organizations.ts';
import type { OrganizationPlan } from './plan-organizations.ts';
import { exchangeProfiles, oldRequestVersions } from './profiles.ts';
import { askOrganization } from './relationship-calls.ts';
import { readEnvelope, SoapRefusal } from './soap.ts';
import { availabilityAnswer, failedTarget, operationAnswer, shownTarget, soapFault, unknownTarget } from './soap-answers.ts';
import type { TargetFailure } from './soap-answers.ts';

/** Who calls a back end: an account that signed in, or a peer on behalf of a requester. */
export type Caller =
  | { readonly kind: 'account'; readonly account: AccountPlan }
  /** `application`: under which it comes; absent: under none. */
  | { readonly kind: 'peer'; readonly requester: string; readonly application?: string };

/** Time that the store gets before the availability service gives up. Real servers wait much longer. */
const storeBudgetMs = 300;

/** Servers that have thrown their first caller out. */
const throttled = new WeakSet<ServerPlan>();

/** Executes an EWS call on the back end of `server`. Never throws. */
export async function executeEws(world: BackEndWorld, server: ServerPlan, caller: Caller, xml: string): Promise<Answer> {
  const faults = server.faults;
  if (faults.has('ews-application-pool-stopped')) return poolStopped();
  if (faults.has('empty-500')) return answered(server, 500, null, '');
  if (faults.has('html-200')) {
    return answered(
      server,
      200,
      'text/html; charset=utf-8',
      '<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>',
    );
  }
  try {
    if (faults.has('throttled-at-first') && !throttled.has(server)) {
      throttled.add(server);
      throw new SoapRefusal('ErrorServerBusy', 'The server cannot service this request right now. Try again later.', {
        BackOffMilliseconds: '1500',
      });
    }
    if (faults.has('throttled')) {
      throw new SoapRefusal('ErrorServerBusy', 'The server cannot service this request right now. Try again later.', {
        BackOffMilliseconds: '900000',
      });
    }
    const profile = exchangeProfiles[server.version];
    const envelope = readEnvelope(xml, [...oldRequestVersions, ...profile.requestVersions]);
    const requester = requesterOf(world.plan, caller, envelope.impersonated);
    const tips = await mailTips(world, server, requester, envelope.body);
    if (tips) return answered(server, 200, soapType, operationAnswer(server, tips));
    const other = clientAnswer(envelope.body, requester, world.plan.mailboxes);
    if (other) return answered(server, 200, soapType, operationAnswer(server, other));
    const call = readAvailabilityCall(envelope, profile.windowDays);
    const responses = await answerTargets(world, server, requester, call);
    const answer = answered(server, 200, soapType, availabilityAnswer(server, responses));
    return faults.has('truncated-answer') ? { ...answer, cutShort: true } : answer;
  } catch (refusal) {
    const known =
      refusal instanceof SoapRefusal
        ? refusal
        : new SoapRefusal('ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
    return answered(server, 500, soapType, soapFault(known));
  }
}

function answered(server: ServerPlan, status: number, contentType: string | null, body: string): Answer {
  return { status, body, headers: executedHeaders(server, contentType) };
}

/** Address of the mailbox on whose behalf the call runs; empty where the account has none. */
function requesterOf(plan: LabPlan, caller: Caller, impersonated: string | null): string {
  if (caller.kind === 'peer') return caller.requester;
  if (impersonated === null) return caller.account.mailbox ?? '';
  if (impersonated !== caller.account.mailbox && !caller.account.impersonation) {
    throw new SoapRefusal(
      'ErrorImpersonateUserDenied',
      'The account does not have permission to impersonate the requested user.',
    );
  }
  if (!plan.mailboxes.has(impersonated)) {
    throw new SoapRefusal('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
  }
  return impersonated;
}

/** FreeBusyResponse elements for the targets of a call, each from where it has to come. */
export async function answerTargets(
  world: BackEndWorld,
  server: ServerPlan,
  requester: string,
  call: AvailabilityCall,
): Promise<readonly string[]> {
  if (!call.zone) {
    return call.targets.map(() =>
      failedTarget(server, {
        responseCode: 'ErrorTimeZone',
        exception: 'TimeZoneException',
        sentence: 'The time zone is not valid.',
      }),
    );
  }
  const places = call.targets.map((address) => ({ address, mailbox: world.plan.mailboxes.get(address.toLowerCase()) }));
  // One call for each machine of the own organization, and one for each other organization.
  const elsewhere = new Set(places.flatMap(({ mailbox }) => (mailbox && !serves(server, mailbox) ? [placeOf(server, mailbox)] : [])));
  const proxied = new Map(
    await Promise.all(
      [...elsewhere].map(async (place) => {
        const addresses = places.filter(({ mailbox }) => mailbox && placeOf(server, mailbox) === place).map(({ address }) => address);
        const responses =
          'fqdn' in place
            ? await askPeer(world, server, place, requester, addresses, call)
            : await askOrganization(world, server, place, requester, addresses, call);
        return [place, new Map(addresses.map((address, index) => [address, responses[index] ?? '']))] as const;
      }),
    ),
  );
  if (server.faults.has('lookups-time-out')) await wait(storeBudgetMs);
  return places.map(({ address, mailbox }) => {
    if (!mailbox) return unknownTarget(server, address);
    if (serves(server, mailbox)) return givesFreeBusy(world.plan, server, requester) ? localTarget(server, mailbox, requester, call) : failedTarget(server, noAccess);
    return proxied.get(placeOf(server, mailbox))?.get(address) ?? '';
  });
}

/** Where a call for a mailbox has to go: to a machine of the own organization, or to another organization. */
function placeOf(server: ServerPlan, mailbox: MailboxPlan): ServerPlan | OrganizationPlan {
  return mailbox.server.organization === server.organization ? mailbox.server : mailbox.server.organization;
}

/**
 * Whether this machine reads the calendar itself. From 2013 on it must be the one on which the database is active; of Exchange 2010
 * every Client Access server of the site serves. Source: Microsoft Q&A 142364; Exchange 2010 client access architecture.
 */
function serves(server: ServerPlan, mailbox: MailboxPlan): boolean {
  const single = exchangeProfiles[server.version].built === 'single';
  return mailbox.server === server || (single && mailbox.server.id === server.id);
}

const noAccess = {
  responseCode: 'ErrorNoFreeBusyAccess',
  exception: 'NoFreeBusyAccessException',
  exceptionCode: 5037,
  sentence: 'The caller does not have access to free/busy data.',
} as const;

/**
 * What a store that cannot be read makes of a lookup: the documented codes and what they mean. No recorded free/busy answer tells the
 * sentences and the classes. Source: ResponseCode in the Exchange Web Services documentation.
 */
const storeFailures: readonly (readonly [MailboxFault, TargetFailure])[] = [
  [
    'being-moved',
    {
      responseCode: 'ErrorMailboxMoveInProgress',
      sentence: 'The mailbox is being moved to a different mailbox store or server.',
    },
  ],
  ['store-unavailable', { responseCode: 'ErrorMailboxStoreUnavailable', sentence: 'The mailbox store is offline.' }],
];

function localTarget(server: ServerPlan, mailbox: MailboxPlan, requester: string, call: AvailabilityCall): string {
  if (server.faults.has('lookups-time-out')) return outOfTime(server);
  const owner = requester.toLowerCase() === mailbox.address;
  if (mailbox.faults.has('default-permission-none') && !owner) {
    return failedTarget(server, { ...noAccess, lid: 47652 });
  }
  if (mailbox.refuses.has(requester)) {
    // LID: as recorded where the entries were at fault and Default was not. Source: Client experience: free/busy not working (ivfranji).
    return failedTarget(server, { ...noAccess, lid: 44348 });
  }
  for (const [fault, failure] of storeFailures) if (mailbox.faults.has(fault)) return failedTarget(server, failure);
  return shownTarget(mailbox, call, owner);
}
