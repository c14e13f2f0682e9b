/** The imitated Microsoft Graph, asked by the probe: each of its errors, and what is made of it. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { found, runScenario } from '../run-scenario.ts';

const yaml = (faults: string, more = '', lookups = '[boris -> carla, boris -> anna]') => `
title: t
servers:
  ex16: { version: exchange-2016, windows: "2016" }
  cloud: { version: exchange-online${more} }
signIn: { m365: { method: token, token: "\${env:CROSSLINES_TOKEN}", impersonate: true } }
mailboxes:
  anna: { address: anna@contoso.test, server: ex16 }
  boris: { address: boris@contoso.test, server: cloud, signIn: m365 }
  carla: { address: carla@contoso.test, server: cloud }
lookups: ${lookups}
lab:
  servers:
    ex16: { registry: { schannel: { "TLS 1.2": { client: on, server: on } }, dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 } } }
    cloud: { faults: [${faults}] }
`;
const run = async (...args: Parameters<typeof yaml>): Promise<Report> => (await runScenario({ yaml: yaml(...args) })).report;
const graphOf = (report: Report) => {
  const outcome = report.observations.find(({ kind }) => kind === 'graph-schedule')?.outcome;
  if (outcome?.status !== 'observed') throw new Error(`not observed: ${outcome?.status}`);
  return outcome.fact as { readonly exchanges: readonly { readonly status: number | null; readonly fault: { readonly responseCode: string } | null; readonly waited?: unknown }[];
    readonly targets: Readonly<Record<string, readonly { readonly answer: Record<string, unknown> | null }[]>>; readonly busy: Readonly<Record<string, readonly unknown[]>> };
};
const availabilityOf = (report: Report) => report.verdicts.map(({ availability }) => availability);

describe('Microsoft Graph, imitated', () => {
  it('shows the same as EWS, of both sides, and says so by silence', async () => {
    const report = await run('');
    const { targets, busy } = graphOf(report);
    expect(Object.values(targets).map(([attempt]) => attempt?.answer?.['responseCode'])).toEqual(['NoError', 'NoError']);
    const digits = Object.values(targets).map(([attempt]) => attempt?.answer?.['mergedFreeBusy']);
    expect(report.verdicts.map(({ answer }) => answer.mergedFreeBusy)).toEqual(digits);
    expect(Object.values(busy).flat()).not.toEqual([]);
    expect([availabilityOf(report), report.notices]).toEqual([['shown', 'shown'], []]);
  });

  it.each([
    ['graph-invalid-audience', 401, 'InvalidAuthenticationToken', /does not accept the token of sign-in m365 \(InvalidAuthenticationToken: Access token validation failure\. Invalid audience\.\)/],
    ['graph-access-denied', 403, 'ErrorAccessDenied', /lacks|needs the permission Calendars\.Read/],
    ['graph-does-not-serve-mailboxes', 404, 'MailboxNotEnabledForRESTAPI', /does not serve the requester's mailbox/],
  ])('%s: a note beside EWS, and alone not observed', async (fault, status, code, words) => {
    const both = await run(fault);
    expect(graphOf(both).exchanges[0]).toMatchObject({ status, fault: { responseCode: code } });
    expect([availabilityOf(both), both.notices.length]).toEqual([['shown', 'shown'], 1]);
    expect(both.notices[0]?.says).toMatch(words);
    const alone = await run(fault, ', api: graph');
    expect(availabilityOf(alone)).toEqual(['not-observed', 'not-observed']);
    expect(alone.verdicts[0]?.notObserved).toMatch(words);
  });

  it('graph-does-not-serve-mailboxes alone yields its cause', async () => {
    const { verdicts: [verdict] } = await run('graph-does-not-serve-mailboxes', ', api: graph');
    expect(verdict && found(verdict)).toEqual(['graph-getschedule-onprem-mailbox-unsupported']);
  });

  it('graph-times-out: cross lines alone, a disagreement beside EWS', async () => {
    const both = await run('graph-times-out');
    expect([availabilityOf(both), both.notices.map(({ says }) => says.includes('Microsoft Graph does not (UnknownError)'))]).toEqual([['shown', 'shown'], [true, true]]);
    expect(availabilityOf(await run('graph-times-out', ', api: graph'))).toEqual(['hash-marks', 'hash-marks']);
  });

  it('graph-cannot-proxy: only the mailbox elsewhere', async () => {
    expect(availabilityOf(await run('graph-cannot-proxy', ', api: graph'))).toEqual(['shown', 'hash-marks']);
  });

  it('both throttled at first: waited as told, nothing lost, and said', async () => {
    const report = await run('throttled-at-first, graph-throttled-at-first');
    expect(graphOf(report).exchanges).toMatchObject([{ status: 200, waited: { times: 1, ms: 1_000 } }]);
    expect(availabilityOf(report)).toEqual(['shown', 'shown']);
    expect(report.notices.map(({ says }) => /^(\S+) asked to be left alone once .* waited (\d+) seconds? in all/.exec(says)?.slice(1))).toEqual([
      ['outlook.office365.com', '2'], ['graph.microsoft.com', '1'],
    ]);
  });

  it('an address that nobody has comes as its number inside a 200, and is the same cause as by EWS', async () => {
    const text = yaml('', ', api: graph', '[boris -> carla]').replace('    cloud: { faults: [] }', '  mailboxes: { carla@contoso.test: { faults: [unknown-recipient] } }');
    const { report } = await runScenario({ yaml: text });
    expect(graphOf(report).targets['carla@contoso.test']?.[0]?.answer).toMatchObject({ responseCode: 'ErrorMailRecipientNotFound', exceptionCode: '5009' });
    expect(report.verdicts.map((verdict) => [verdict.availability, found(verdict)])).toEqual([['hash-marks', ['recipient-not-found-in-directory']]]);
  });
});
