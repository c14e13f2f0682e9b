/** How explanations name people and servers of whom the text does not tell. */
import type { Citation, Finding, Missing } from './model/report.ts';

/** In commands they are read as places to fill in. */
export const REQUESTER = '<requester>';
export const TARGET = '<colleague>';
export const REQUESTER_SERVER = '<server of the requester>';
export const TARGET_SERVER = '<server of the colleague>';

/** What one does after a repair, where there is no scenario to run again. */
export const AGAIN = 'look the colleague up again';

/** What is missing where a text fits causes of several ways. */
export const WHICH_WAY: Missing = {
  says: 'the lookup went the way on which this cause occurs',
    observe: 'explain again with --direction onprem-to-onprem, onprem-to-cloud or cloud-to-onprem',
};

const SPOKEN: readonly (readonly [string, string])[] = [
  [REQUESTER, 'the requester'], [TARGET, 'the colleague'], [REQUESTER_SERVER, 'the requester\'s server'], [TARGET_SERVER, 'the colleague\'s server'],
  ['Exchange Online (target)', 'Exchange Online'],
];

/** A sentence for people: names instead of places to fill in. */
export function spoken(text: string): string {
  const named = SPOKEN.reduce((result, [place, name]) => result.replaceAll(place, name), text).replaceAll('Exchange Online (Exchange Online)',
    'Exchange Online')
    .replace(/(the (?:requester|colleague)'s server) \(Exchange\)/g, '$1');
  return named.replace(/(^|[.!?] )the (?=requester|colleague)/g, (_, before: string) => `${before}The `);
}

/** A sentence in which a command stands: its places stay, prose around it does not matter. */
function command(text: string): string {
  return text.replaceAll('Exchange Online (target)', 'Exchange Online').replaceAll('Exchange Online (Exchange Online)', 'Exchange Online');
}

/** A finding as it is read: prose spoken, commands with places to fill in. */
export function inProse(finding: Finding): Finding {
  const citation = (one: Citation): Citation => ({ ...one, says: lower(spoken(one.says)) });
  const missing = (one: Missing): Missing => ({ says: lower(spoken(one.says)), observe: command(one.observe) });
  return {
    ...finding, title: spoken(finding.title), explanation: spoken(finding.explanation), supporting: finding.supporting.map(citation),
      opposing: finding.opposing.map(citation),
    missing: finding.missing.map(missing), remedy: finding.remedy.map(command), confirm: finding.confirm.map(command),
  };
}

/** Claims begin in lower case. */
function lower(text: string): string {
  return text.replace(/^The (?=requester|colleague)/, 'the ');
}
