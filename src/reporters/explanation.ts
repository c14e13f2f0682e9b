/** What a pasted text means, for people: first what it means, how sure that is, and what would settle it. */
import { configurationCmdletNames } from '../exchange/configuration-cmdlets.ts';
import type { Explanation, Finding } from '../model/report.ts';
import type { Place } from './index.ts';
import { layout, type Layout } from './layout.ts';
import { whom } from './telling.ts';

const MAX_STEPS = 4;
const MAX_OTHERS = 6;
const MAX_READ = 6;

export function explanationText(explanation: Explanation, place: Place): string {
  const page = layout(place);
  const [best, ...others] = explanation.findings;
  const equals = explanation.findings.filter(({ confidence }) => confidence === best?.confidence);
  const lines = best === undefined ? nothingFound(explanation, page)
    : best.confidence === 'possible' && equals.length > 1 ? oneOfSeveral(explanation, page) : found(best, others, explanation, page);
  return `${[...lines, ...explanation.notices.map((says) => page.wrap('Note      ', says))].join('\n')}\n`;
}

function nothingFound({ status, says, collect, observations }: Explanation, page: Layout): readonly string[] {
  return [
    (status === 'not-a-failure' ? page.green : page.yellow)(page.wrap('Means     ', says)),
    ...(status === 'not-a-failure' ? [] : [page.wrap('How sure  ', 'not at all: insufficient evidence'), ...toCollect(collect, page)]),
    ...read(observations, page),
  ];
}

/** Nothing sets one apart: no cause is told in full, or somebody would repair the wrong thing. */
function oneOfSeveral({ findings, says, collect, observations }: Explanation, page: Layout): readonly string[] {
  const shown = findings.slice(0, MAX_OTHERS);
  return [
    page.bold(page.wrap('Means     ', `one of ${findings.length} causes, which leave the same words:`)),
    ...shown.map(({ title, cause }, index) => page.wrap('          ', `${index + 1}. ${title} (${cause})`, '   ')),
    ...(findings.length > shown.length ? [page.wrap('          ', `and ${findings.length - shown.length} more, in --format json`)] : []),
    page.wrap('How sure  ', `possible. ${says}`),
    ...toCollect(collect.slice(0, 4), page),
    ...distinct(shown.flatMap(({ supporting }) => supporting.map((one) => one.says))).slice(0,
      3).map((claim, index) => page.wrap(index === 0 ? 'Seen      ' : '          ', `• ${claim}`, '  ')),
    ...read(observations, page),
    page.wrap('More      ', `crosslines explain ${shown[0]?.cause ?? ''} shows how to confirm and repair it; likewise the others`),
  ];
}

function found(best: Finding, others: readonly Finding[], { says, collect, observations }: Explanation, page: Layout): readonly string[] {
  return [
    page.bold(page.wrap('Means     ', best.title)),
    page.wrap('How sure  ', `${best.confidence}. ${best.confidence === 'confirmed' ? `The ${provedBy(best)} itself names the cause.` : says}`),
    ...(best.confidence === 'confirmed' ? [] : toCollect(collect.slice(0, best.confidence === 'likely' ? 2 : 3), page)),
    page.wrap('Why       ', best.explanation),
    page.dim(page.wrap('          ', best.cause)),
    ...distinct(best.supporting.map((one) => one.says)).slice(0,
      3).map((claim, index) => page.wrap(index === 0 ? 'Seen      ' : '          ', `• ${claim}`, '  ')),
    ...distinct(best.opposing.map((one) => one.says)).slice(0, 2).map((claim) => page.wrap('Against   ', claim)),
    ...(best.confidence === 'possible' ? [page.wrap('Repair    ', 'only once it is confirmed:')] : []),
    ...best.remedy.slice(0, MAX_STEPS).map((step, index) => page.wrap(index === 0 && best.confidence !== 'possible' ? 'Repair    ' : '          ',
      `${index + 1}. ${step}`, '   ')),
    page.wrap('For       ', whom[best.concerns]),
    ...others.slice(0, MAX_OTHERS).map(({ title, cause, confidence }, index) => page.wrap(index === 0 ? 'Or else   ' : '          ',
      `${title} – ${confidence} (${cause})`)),
    ...(others.length > MAX_OTHERS ? [page.wrap('          ', `and ${others.length - MAX_OTHERS} more`)] : []),
    ...read(observations, page),
    page.wrap('More      ', `crosslines explain ${best.cause}`),
  ];
}


function provedBy({ supporting }: Finding): string {
  return supporting.some(({ observation }) => observation.startsWith('configuration ')) ? 'configuration' : 'text';
}

function toCollect(collect: Explanation['collect'], page: Layout): readonly string[] {
  return [
    ...collect.map(({ says, observe }, index) => page.wrap(index === 0 ? 'To settle ' : '          ', `${observe} (would show: ${says})`)),
    ...(collect.some(({ observe }) => configurationCmdletNames.some((cmdlet) => observe.includes(cmdlet)))
      ? [page.wrap('          ', 'What these cmdlets show as a list is understood here too: paste it below the error text (docs/evidence.md).')] : []),
  ];
}

function read(observations: Explanation['observations'], page: Layout): readonly string[] {
  return [
    ...observations.slice(0, MAX_READ).map(({ subject, summary }, index) => page.wrap(index === 0 ? 'Read      ' : '          ',
      `${subject}: ${summary}`)),
    ...(observations.length > MAX_READ ? [page.wrap('          ', `and ${observations.length - MAX_READ} more`)] : []),
  ];
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
