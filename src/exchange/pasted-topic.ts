/** Whether a pasted text tells of a failed free/busy lookup at all: what counts as evidence, and what only says that something failed. */
import type { PastedTextFact } from '../model/facts.ts';
import { isOfPerson } from './aadsts.ts';
import { meaningsIn, type Meaning } from './error-texts.ts';

/** `unclear`: nothing known here says that a lookup failed; a cause may know the text all the same. */
export type Topic = 'lookup-failure' | 'success' | 'instructions' | 'something-else' | 'unclear';

/** Words of our field, in the languages of servers. `Exchange` alone is none: it also sends mail. */
const FIELD = new RegExp([
  'free[ /-]?busy', 'availability', 'scheduling assistant', 'hash ?marks?', 'cross(?:ed)? lines', 'mailtips?', 'auto ?discover', '\\bews\\b',
    'exchange\\.asmx', 'wssecurity',
  'msexchange', 'infoworker', 'federat', 'delegation token', 'organi[sz]ation ?relationship', 'intraorganizationconnector', '\\boauth', 'hybrid',
    '\\bhcw\\d*', 'asurl', 'calendar',
  'address space', 'availabilityaddressspace', 'sharing policy', 'frei[ /-]?gebucht', 'kalender', 'calendrier', 'calendario', 'kalendarz',
  'agenda', 'календар', '予定表', '日历', 'disponibilit', 'verfügbarkeit', 'extsts', 'soap fault exception received', 'linked account', 'public folder', 'windows live', 'partner sts',
].join('|'), 'i');

/** Words of other programs and other services: with none of our field beside them, the error is theirs. */
const ELSEWHERE = new RegExp([
  '\\bnpm (?:err|warn)', 'traceback \\(most recent call last\\)', '\\bjava\\.(?:lang|net|io)\\.', '\\bjavax\\.', 'org\\.(?:apache|spring)',
    '\\bsqlexception', '\\bora-\\d{5}', '\\bmysql', 'postgres',
  'docker', 'kubectl', '\\bgit\\b', '\\bnuget\\b', '\\bpip3?\\b', '\\bapt(?:-get)?\\b', 'php (?:fatal|warning)', 'segmentation fault',
    'kernel panic', '\\bprinter', '\\bspooler', 'sharepoint',
  'windows update', 'wsus', '\\bvpn\\b', 'ssh:', '\\bnginx\\b', '\\bremote desktop', '\\bsmb\\b', '\\bimap\\b', '\\bpop3\\b', '\\bactivesync\\b',
    '\\bsmtp; ?5\\d\\d', '#?[45]50[ -]#?[45]\\.\\d+\\.\\d+',
  '\\bndr\\b', 'undeliverable',
].join('|'), 'i');

/** Places in URLs that an availability lookup goes to or needs. Source: Microsoft Learn, hybrid deployment prerequisites. */
const OUR_PLACES = /\/(?:ews|autodiscover|owa|mapi|rpc|oab|public|adfs)(?:\/|$|\?)|extsts|outlook|office365|microsoftonline|accesscontrol|\blive\.com|msappproxy|metadata|graph\.microsoft|schemas\.(?:microsoft|xmlsoap)|w3\.org/i;

/** That something failed, in the languages of servers. */
const FAILED = /\b(?:error|fail(?:s|ed|ure)?|exception|fault|denied|could ?n[o']t|cannot|can'?t|unable|timed out|not found|refused|invalid|missing|closed|aren't|isn't|warning)\b|no information|fehler|fehlgeschlagen|konnte|erreur|échou|impossible|errore|fout|mislukt|błąd|ошибк|エラー|错误|失败|오류|cross(?:ed)? lines|hash ?marks?|not work|stopped|unavailable|disabled/i;

/** Wordings that are parts of any output and no failure. */
const NEUTRAL: ReadonlySet<Meaning> = new Set<Meaning>([
  'inner-exception-end', 'oauth-test-config-loaded', 'oauth-test-http-response-message', 'oauth-test-response-details', 'oauth-test-task',
]);

/** Commands and registry values by which something is changed: instructions, where no record of a failure stands beside them. */
const CHANGES = /\b(?:Set|New|Enable|Disable|Remove|Add|Restart|Update)-[A-Z][A-Za-z]{3,60}\b|\breg(?:\.exe)? add\b|\[?HKEY_LOCAL_MACHINE\\|\bHKLM:?\\|=\s?dword:|\biisreset\b/gi;
const ENOUGH_CHANGES = 2;

/** What only a record of a failure holds. */
const RECORD = /CategoryInfo|FullyQualifiedErrorId|\bERROR:|Exception(?: Message)?:|--->|, ?inner exception|Event ID|Log Name|ResultType ?: ?Error|exception originated|\bType ?: ?Error|Status ?: ?(?:Error|Warning)|had thrown an exception|---? End of inner/i;

/** Judges one piece of pasted text. */
export function topicOf(fact: PastedTextFact): Topic {
  const { text, responseCodes, answer } = fact;
  if (responseCodes[0] === 'NoError') return answer?.freeBusyViewType === 'None' || /^[45]+$/.test(answer?.mergedFreeBusy ?? '') ? 'lookup-failure'
    : 'success';
  const record = fact.lids.length > 0 || fact.events.length > 0 || RECORD.test(text);
  if (!record && responseCodes.length === 0 && (text.match(CHANGES)?.length ?? 0) >= ENOUGH_CHANGES) return 'instructions';
  const codes = fact.tokenServiceCodes;
  // The page on which somebody signs in is at one of our places, too, and its address holds our words.
  const somebodySignsIn = codes.length > 0 && codes.every(isOfPerson);
  const ours = FIELD.test(somebodySignsIn ? text.replace(/https?:\/\/\S+/gi, ' ') : text) || fact.diagnostics.length > 0 || responseCodes.length > 0 || fact.lids.length > 0
    || (!somebodySignsIn && (codes.length > 0 || fact.urls.some(({ url }) => OUR_PLACES.test(url))));
  const theirs = somebodySignsIn || ELSEWHERE.test(text) || fact.urls.some(({ url }) => !OUR_PLACES.test(url) && /^https?:\/\/[^/?#]+\/[^/?#]/i.test(url));
  const meant = meaningsIn(text).some(({ meaning }) => !NEUTRAL.has(meaning)) || fact.statuses.some((status) => status >= 400)
    || fact.diagnostics.length > 0 || fact.policyReason !== null || codes.length > 0 || fact.events.length > 0
      || responseCodes.length > 0;
  if (theirs && !ours) return meant || FAILED.test(text) ? 'something-else' : 'unclear';
  return meant || onlyGeneric(fact).length > 0 || (ours && FAILED.test(text)) ? 'lookup-failure' : 'unclear';
}

/** Which of the sentences stand there that only say that a lookup failed, not why. Source: Microsoft Learn "Resolve free/busy errors". */
export function onlyGeneric({ text, lids }: PastedTextFact): readonly string[] {
  const found: readonly (readonly [RegExp, string])[] = [
    [/\b5016\b/, 'error code 5016, the number of every failed call between servers'],
    [/could ?n[o']t be updated/i, '"could not be updated", which Outlook says whatever the reason'],
    [/proxy web request failed/i, '"Proxy web request failed", which stands before the actual error'],
    [/Make sure that the Active Directory site/i, 'the closing advice of event 4002, which is the same for every failure'],
    [/server location could not be determined|no free\/busy information could be retrieved/i, 'a sentence of Outlook that stands for many reasons'],
  ];
  return [...found.flatMap(([pattern, says]) => (pattern.test(text) ? [says] : [])),
    ...(lids.includes(43532) ? ['location id 43532, the place where all failed calls end up'] : [])];
}
