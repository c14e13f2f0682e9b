/** What the answers of one port show together. Nothing here concludes: what contradicts what is judged elsewhere. */
import { deviceShown } from '../../exchange/balancers.ts';
import { versionOfBuild } from '../../exchange/versions.ts';
import type { BuildShown, DeviceSeen, MachinesSeen } from '../../model/facts.ts';
import type { HttpAnswer } from '../../network/port.ts';
import { buildInExportToolManifest } from '../../protocol/export-tool-manifest.ts';
import { machineInHealthPage } from '../../protocol/health-page.ts';
import { buildInLoginPage } from '../../protocol/owa-page.ts';
import { printable } from '../../protocol/printable.ts';
import { headerOf } from '../sign-in-schemes.ts';
import type { Question } from './questions.ts';

export interface Answered {
  readonly question: Question;
  readonly answer: HttpAnswer;
}

/** Names of one kind that are kept; far more than the questions could bring from honest machines. */
const MOST = 16;

/** Sharpest source first: the header, then the manifest, then the page with its three parts. */
export function buildsShown(answered: readonly Answered[]): readonly BuildShown[] {
  const found: readonly (BuildShown | null)[] = [
    ...answered.map(({ answer }) => shown('X-OWA-Version', owaVersion(answer))),
    ...answered.filter(({ question }) => question.about === 'export tool manifest')
      .map(({ answer }) => shown('export tool manifest', answer.status === 200 ? buildInExportToolManifest(answer.body) : null)),
    ...answered.filter(({ question }) => question.about === 'login page')
      .map(({ answer }) => shown('login page', answer.status === 200 ? buildInLoginPage(answer.body) : null)),
  ];
  return [...new Map(found.flatMap((one) => (one === null ? [] : [[`${one.by} ${one.build}`, one] as const]))).values()].slice(0, MOST);
}

function shown(by: BuildShown['by'], build: string | null): BuildShown | null {
  return build === null ? null : { build, by };
}

/** Source: protocol facts §1.7: X-OWA-Version on what a front end answers, such as `15.2.2562.35`. */
function owaVersion(answer: HttpAnswer): string | null {
  const value = (headerOf(answer, 'x-owa-version') ?? '').split(',')[0]?.trim() ?? '';
  return /^\d{1,3}(?:\.\d{1,5}){3}$/.test(value) && versionOfBuild(value) !== null ? value : null;
}

/** Machines that wrote health pages, by name, so that the order in which a balancer goes round does not show. */
export function machinesSeen(asked: readonly Question[], answered: readonly Answered[]): MachinesSeen {
  const pages = answered.filter(({ question, answer }) => question.about === 'health page' && answer.status === 200);
  const seen = pages.flatMap(({ answer }) => {
    const name = machineInHealthPage(answer.body);
    return name === null ? [] : [{ name, build: owaVersion(answer) }];
  });
  const byName = new Map<string, string | null>();
  for (const { name, build } of seen) byName.set(name, byName.get(name) ?? build);
  return {
    asked: asked.filter(({ about }) => about === 'health page').length,
    answered: seen.length,
    machines: [...byName].map(([name, build]) => ({ name, build })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The device before Exchange, its words made printable. */
export function deviceSeen(answered: readonly Answered[]): DeviceSeen | null {
  const device = deviceShown(answered.map(({ answer }) => answer));
  return device === null ? null : { ...device, shownBy: printable(device.shownBy, 120) };
}

/** Pool members that balancer cookies name, sorted. */
export function poolMembersSeen(answered: readonly Answered[]): readonly string[] {
  return [...new Set(answered.flatMap(({ answer }) => poolMembersIn(answer)))].sort().slice(0, MOST);
}

/** Pool members that cookies of one answer name. What stands there in place of a value was written below the door to the network. */
export function poolMembersIn(answer: HttpAnswer): readonly string[] {
  return answer.headers.filter(([name]) => name.toLowerCase() === 'set-cookie')
    .flatMap(([, value]) => /^\s*BIGipServer[^=;]*=(\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})(?:;|$)/i.exec(value)?.[1] ?? []);
}

/** Front ends as X-FEServer names them, in the order of the questions, each once; a request that was handed on names two. */
export function frontEnds(answered: readonly Answered[]): readonly string[] {
  const names = answered.flatMap(({ answer }) => (headerOf(answer, 'x-feserver') ?? '').split(','));
  return [...new Set(names.map((name) => printable(name.trim(), 64)))].filter((name) => name !== '').slice(0, MOST);
}

/** The first answer's value of the first of these headers that any answer has; null: none has. */
export function firstHeader(answered: readonly Answered[], ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const { answer } of answered) {
      const value = headerOf(answer, name);
      if (value !== null) return printable(value, 200);
    }
  }
  return null;
}
