import { defineCause, excludes, hints, proves } from '../cause.ts';
import { all, notVisibleFromHere } from '../sight.ts';
import { builtSo } from '../server-health/sight.ts';
import { invalidSignature, mayStartWithOldKeys, nowAndThen, targetMayStartWithOldKeys } from './sight.ts';

// The article tells of password prompts after a change of keys, not of free/busy: nothing here is more than a hint.
export default defineCause({
  id: 'oauth-evosts-key-rollover',
  layer: 'sign-in',
  title: 'After a change of keys at Microsoft, a restarted Exchange uses the old ones',
  explanation: 'Microsoft changes the keys of its token service now and then, and Exchange processes that start afterwards take the old ones. '
    + 'They refuse good tokens until they heal by themselves, within about half an hour. Older updates of Exchange 2016 and 2019 have this '
    + 'defect.',
  concerns: 'exchange',
  signs: [
    hints('{targetServer} finds the signature of a token invalid, and it runs an update that can start with outdated keys',
      all(invalidSignature, targetMayStartWithOldKeys)),
    hints('signatures are found invalid now and then only', all(invalidSignature, targetMayStartWithOldKeys, nowAndThen)),
    excludes('{targetServer} runs an update without this defect, or another version', builtSo('target', ({ build }) => !mayStartWithOldKeys(build))),
    proves('it began when a worker process or the server was started, and ended within half an hour',
      all(invalidSignature, targetMayStartWithOldKeys, notVisibleFromHere),
      'on {targetServer}: System log, source WAS, times of recycled application pools; compare them with the times of the failures'),
  ],
  remedy: [
    'Until an update is in, on the server that refuses: Set-AuthServer <name> -RefreshAuthMetadata',
    'Install Exchange 2019 CU6, Exchange 2016 CU17 or later; better the last update of that version.',
  ],
  confirm: ['Get-ExchangeServer | Format-List Name,AdminDisplayVersion (without the defect: 2019 from 15.2 build 659, 2016 from 15.1 build 2044)'],
  references: [{ title: 'HMA EvoSTS certificate rollover causes authentication prompts',
    url: 'https://support.microsoft.com/en-gb/topic/hma-evosts-certificate-rollover-causes-authentication-prompts-due-to-stalled-key-on-worker-process-'
      + 'spawn-warmup-phase-in-exchange-server-2019-and-2016-4db77c36-4767-7932-25cf-317a46a627af' }],
});
