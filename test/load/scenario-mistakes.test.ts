import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { beyondSchema, misfits } from '../schemas.ts';
import { complaintsAbout, written } from './written.ts';

const versions = 'exchange-2007, exchange-2010, exchange-2013, exchange-2016, exchange-2019, exchange-se or exchange-online';
const windows = '2008R2, 2012, 2012R2, 2016, 2019, 2022 or 2025';
const sections = 'title, servers, signIn, mailboxes, lookups, window, repeat, expect, connectTo, trust, trustHosts, scp, evidence, knownEvent or lab';
const signInFields = 'method, user, password, passwordFile, token, tokenFile, impersonate, channelBinding, tenant, clientId, secret, '
  + 'secretFile, certificate or deviceCode';

interface Mistake {
  readonly mistake: string;
  readonly file: string;
  /** `line:column: sentence`, in this order. */
  readonly says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    mistake: 'a key of the scenario that does not exist',
    file: written({}, 'lookup: [anna -> boris]'),
    says: [
      `11:1: a scenario has no "lookup"; did you mean "lookups"? Accepted here: ${sections}.`,
    ],
  },
  {
    mistake: 'a section left out',
    file: written({ 4: null, 5: null, 6: null, 7: null, 8: null, 9: null, 10: null }),
    says: [
      '1:1: the scenario has no "mailboxes".',
      '1:1: the scenario has no "lookups".',
    ],
  },
  {
    mistake: 'a section without content',
    file: written({ 2: null, 3: null }),
    says: [
      '1:9: servers must be a mapping (name: value).',
      '5:47: server of mailbox anna is "ex16", but there is none.',
      '6:49: server of mailbox boris is "ex19", but there is none.',
    ],
  },
  {
    mistake: 'a section that is a list',
    file: written({ 2: '  - ex16', 3: '  - ex19' }),
    says: [
      '2:3: servers must be a mapping (name: value).',
      '7:47: server of mailbox anna is "ex16", but there is none.',
      '8:49: server of mailbox boris is "ex19", but there is none.',
    ],
  },
  {
    mistake: 'the same key twice',
    file: written({ 3: '  ex16: { version: exchange-2019 }' }),
    says: [
      '3:3: this is not YAML: Map keys must be unique.',
    ],
  },
  {
    mistake: 'text that is not YAML',
    file: written({ 3: '  ex19: { version: exchange-2019' }),
    says: [
      '4:1: this is not YAML: Flow map in block collection must be sufficiently indented and end with a }.',
    ],
  },
  {
    mistake: 'a tab for indentation',
    file: written({ 3: '	ex19: { version: exchange-2019 }' }),
    says: [
      '3:1: this is not YAML: Tabs are not allowed as indentation.',
    ],
  },
  {
    mistake: 'an unknown version',
    file: written({ 3: '  ex19: { version: exchange-2O19 }' }),
    says: [
      `3:20: version of server ex19 is "exchange-2O19", which is not one of ${versions}. Did you mean "exchange-2019"?`,
    ],
  },
  {
    mistake: 'a version far from any',
    file: written({ 3: '  ex19: { version: 2019 }' }),
    says: [
      `3:20: version of server ex19 is "2019", which is not one of ${versions}.`,
    ],
  },
  {
    mistake: 'no version',
    file: written({ 3: '  ex19: { windows: "2019" }' }),
    says: [
      `3:9: server ex19 has no version; expected ${versions}.`,
    ],
  },
  {
    mistake: 'a server without anything',
    file: written({ 3: '  ex19:' }),
    says: [
      '3:8: server ex19 must be a mapping (name: value).',
      `3:8: server ex19 has no version; expected ${versions}.`,
    ],
  },
  {
    mistake: 'a server that is a text',
    file: written({ 3: '  ex19: exchange-2019' }),
    says: [
      '3:9: server ex19 must be a mapping (name: value).',
      `3:9: server ex19 has no version; expected ${versions}.`,
    ],
  },
  {
    mistake: 'an unknown Windows',
    file: written({ 2: '  ex16: { version: exchange-2016, windows: 2012 R2 }' }),
    says: [
      `2:44: windows of server ex16 is "2012 R2", which is not one of ${windows}. Did you mean "2012R2"?`,
    ],
  },
  {
    mistake: 'a key of a server that does not exist',
    file: written({ 3: '  ex19: { version: exchange-2019, url: https://x.test/ }' }),
    says: [
      '3:35: server ex19 has no "url". Accepted here: version, windows, ews, tenant, nationalCloud, api or nodes.',
    ],
  },
  {
    mistake: 'a URL over http',
    file: written({ 3: '  ex19: { version: exchange-2019, ews: http://mail.contoso.test/EWS/Exchange.asmx }' }),
    says: [
      '3:40: ews of server ex19 is "http://mail.contoso.test/EWS/Exchange.asmx"; expected an https URL such as https://mail.contoso.com/EWS/Exchange.asmx.',
    ],
  },
  {
    mistake: 'a URL that is none',
    file: written({ 3: '  ex19: { version: exchange-2019, ews: mail.contoso.test }' }),
    says: [
      '3:40: ews of server ex19 is "mail.contoso.test"; expected an https URL such as https://mail.contoso.com/EWS/Exchange.asmx.',
    ],
  },
  {
    mistake: 'a URL that is a list',
    file: written({ 3: '  ex19: { version: exchange-2019, ews: [] }' }),
    says: [
      '3:40: ews of server ex19 must be a text.',
    ],
  },
  {
    mistake: 'nodes that are no list',
    file: written({ 3: '  ex19: { version: exchange-2019, nodes: a.contoso.test }' }),
    says: [
      '3:42: nodes of server ex19 must be a list.',
    ],
  },
  {
    mistake: 'a node that is no text',
    file: written({ 3: '  ex19: { version: exchange-2019, nodes: [a.contoso.test, {}] }' }),
    says: [
      '3:59: an entry of nodes of server ex19 must be a text.',
    ],
  },
  {
    mistake: 'a name that is none',
    file: written({ 3: '  "ex 19": { version: exchange-2019 }', 8: '  boris: { address: boris@contoso.test, server: "ex 19" }' }),
    says: [
      '3:3: "ex 19" is not a name for a server; expected letters, digits, dot, dash or underscore.',
    ],
  },
  {
    mistake: 'the name of a prototype',
    file: written({ 3: '  __proto__: { version: exchange-2019 }', 8: '  boris: { address: boris@contoso.test, server: ex16 }' }),
    says: [
      '3:3: "__proto__" is not a name for a server; expected letters, digits, dot, dash or underscore.',
    ],
  },
  {
    mistake: 'no sign-in method',
    file: written({ 5: '  corp: { user: CONTOSO\\svc }' }),
    says: [
      '5:9: signIn corp has no method; expected ntlm, basic, oauth, token or none.',
    ],
  },
  {
    mistake: 'an unknown sign-in method',
    file: written({ 5: '  corp: { method: kerberos, user: CONTOSO\\svc }' }),
    says: [
      '5:19: method of signIn corp is "kerberos", which is not one of ntlm, basic, oauth, token or none.',
    ],
  },
  {
    mistake: 'a sign-in without user',
    file: written({ 5: '  corp: { method: basic, password: "${env:CORP_PASSWORD}" }' }),
    says: [
      '5:9: signIn corp has no user.',
    ],
  },
  {
    mistake: 'a flag that is none',
    file: written({ 5: '  corp: { method: ntlm, user: CONTOSO\\svc, impersonate: perhaps }' }),
    says: [
      '5:57: impersonate of signIn corp must be true or false.',
    ],
  },
  {
    mistake: 'a sign-in name that is none',
    file: written({ 5: '  __proto__: { method: none }', 7: '  anna: { address: anna@contoso.test, server: ex16 }',
      8: '  boris: { address: boris@contoso.test, server: ex19 }' }),
    says: [
      '5:3: "__proto__" is not a name for a sign-in; expected letters, digits, dot, dash or underscore.',
    ],
  },
  {
    mistake: 'a misspelt key of a sign-in',
    file: written({ 5: '  corp: { method: ntlm, user: CONTOSO\\svc, pasword: x }' }),
    says: [
      `5:44: signIn corp has no "pasword"; did you mean "password"? Accepted here: ${signInFields}.`,
    ],
  },
  {
    mistake: 'a password file that does not exist',
    file: written({ 5: '  corp: { method: ntlm, user: CONTOSO\\svc, passwordFile: ./no-such-file.txt }' }),
    says: [
      '5:58: passwordFile of signIn corp is ./no-such-file.txt, which cannot be read as UTF-8 text.',
    ],
  },
  {
    mistake: 'an address that is none',
    file: written({ 8: '  boris: { address: boris, server: ex19 }' }),
    says: [
      '8:21: "boris" of mailbox boris is not an address such as anna@contoso.com.',
    ],
  },
  {
    mistake: 'a mailbox without address and server',
    file: written({ 8: '  boris: {}' }),
    says: [
      '8:10: mailbox boris has no address.',
      '8:10: mailbox boris has no server.',
    ],
  },
  {
    mistake: 'a mailbox without anything',
    file: written({ 8: '  boris:' }),
    says: [
      '8:9: mailbox boris must be a mapping (name: value).',
      '8:9: mailbox boris has no address.',
      '8:9: mailbox boris has no server.',
    ],
  },
  {
    mistake: 'an unknown server',
    file: written({ 8: '  boris: { address: boris@contoso.test, server: ex9 }' }),
    says: [
      '8:49: server of mailbox boris is "ex9", which is not one of ex16 or ex19. Did you mean "ex19"?',
    ],
  },
  {
    mistake: 'an unknown sign-in',
    file: written({ 8: '  boris: { address: boris@contoso.test, server: ex19, signIn: corpse }' }),
    says: [
      '8:63: signIn of mailbox boris is "corpse", which is not one of corp.',
    ],
  },
  {
    mistake: 'the same address twice, in other letters',
    file: written({ 8: '  boris: { address: Anna@Contoso.test, server: ex19 }' }),
    says: [
      '8:21: mailbox boris has the address of mailbox anna.',
    ],
  },
  {
    mistake: 'an anchor that is no address',
    file: written({ 8: '  boris: { address: boris@contoso.test, server: ex19, anchorMailbox: boris }' }),
    says: [
      '8:70: "boris" of mailbox boris is not an address such as anna@contoso.com.',
    ],
  },
  {
    mistake: 'an anchor that no header takes',
    file: written({ 8: '  boris: { address: boris@contoso.test, server: ex19, anchorMailbox: łukasz@contoso.test }' }),
    says: [
      '8:70: anchorMailbox of mailbox boris travels in a header, which takes ASCII only.',
    ],
  },
  {
    mistake: 'no lookup',
    file: written({ 9: 'lookups: []', 10: null }),
    says: [
      '9:10: lookups is empty; expected entries such as "anna -> boris".',
    ],
  },
  {
    mistake: 'a lookup that is none',
    file: written({ 10: '  - anna boris' }),
    says: [
      '10:5: "anna boris" is not a lookup; expected "requester -> target", such as "anna -> boris".',
    ],
  },
  {
    mistake: 'a lookup of three',
    file: written({ 10: '  - anna -> boris -> anna' }),
    says: [
      '10:5: "anna -> boris -> anna" is not a lookup; expected "requester -> target", such as "anna -> boris".',
    ],
  },
  {
    mistake: 'a lookup that is a mapping',
    file: written({ 10: '  - anna: boris' }),
    says: [
      '10:5: a lookup must be a text.',
    ],
  },
  {
    mistake: 'a lookup of somebody unknown',
    file: written({ 10: '  - anna -> Boriss' }),
    says: [
      '10:5: the lookup "anna -> Boriss" names "Boriss", which is no mailbox of this scenario; did you mean "boris"? Known: anna or boris.',
    ],
  },
  {
    mistake: 'a lookup of what every object has',
    file: written({ 10: '  - constructor -> toString' }),
    says: [
      '10:5: the lookup "constructor -> toString" names "constructor", which is no mailbox of this scenario. Known: anna or boris.',
      '10:5: the lookup "constructor -> toString" names "toString", which is no mailbox of this scenario. Known: anna or boris.',
    ],
  },
  {
    mistake: 'a lookup listed twice, written differently',
    file: written({}, '  - anna → boris'),
    says: [
      '11:5: the lookup "anna -> boris" is listed twice.',
    ],
  },
  {
    mistake: 'lookups that are a text',
    file: written({ 9: 'lookups: anna -> boris', 10: null }),
    says: [
      '9:10: lookups must be a list.',
    ],
  },
  {
    mistake: 'a matrix of one',
    file: written({ 9: 'lookups: { matrix: [anna] }', 10: null }),
    says: [
      '9:20: lookups.matrix must have two mailboxes or more.',
    ],
  },
  {
    mistake: 'a matrix with somebody unknown',
    file: written({ 9: 'lookups: { matrix: [anna, bruno] }', 10: null }),
    says: [
      '9:27: an entry of lookups.matrix is "bruno", which is not one of anna or boris.',
    ],
  },
  {
    mistake: 'a misspelt matrix',
    file: written({ 9: 'lookups: { matrx: [anna, boris] }', 10: null }),
    says: [
      '9:10: lookups has no matrix; expected a list such as "- anna -> boris", or matrix: [anna, boris].',
      '9:12: lookups has no "matrx"; did you mean "matrix"? Accepted here: matrix.',
    ],
  },
  {
    mistake: 'an expectation that is none',
    file: written({}, 'expect: hashmarks'),
    says: [
      '11:9: expect is "hashmarks", which is not one of shown, hash-marks or not-observed. Did you mean "hash-marks"?',
    ],
  },
  {
    mistake: 'an expectation of another lookup',
    file: written({}, 'expect: { boris -> anna: shown }'),
    says: [
      '11:11: expect names "boris -> anna", which is no lookup of this scenario. Accepted here: causes, anna -> boris.',
    ],
  },
  {
    mistake: 'an expectation of a lookup that is none',
    file: written({}, 'expect: { anna -> boris: visible }'),
    says: [
      '11:26: expect of anna -> boris is "visible", which is not one of shown, hash-marks or not-observed.',
    ],
  },
  {
    mistake: 'expected causes of another lookup',
    file: written({}, 'expect: { causes: { boris -> anna: [] } }'),
    says: [
      '11:21: expect names "boris -> anna", which is no lookup of this scenario. Accepted here: causes, anna -> boris.',
    ],
  },
  {
    mistake: 'expected causes that are no list',
    file: written({}, 'expect: { causes: { anna -> boris: dns-name-not-resolved } }'),
    says: [
      '11:36: expect.causes of anna -> boris must be a list.',
    ],
  },
  {
    mistake: 'an expectation that is a list',
    file: written({}, 'expect: [shown]'),
    says: [
      '11:9: expect must be a mapping (name: value).',
    ],
  },
  {
    mistake: 'a window of no hours',
    file: written({}, 'window: { hours: 0 }'),
    says: [
      '11:18: window.hours must be a whole number from 1 to 1008.',
    ],
  },
  {
    mistake: 'a window of more than six weeks',
    file: written({}, 'window: { hours: 1009 }'),
    says: [
      '11:18: window.hours must be a whole number from 1 to 1008.',
    ],
  },
  {
    mistake: 'a window of half hours',
    file: written({}, 'window: { hours: 1.5 }'),
    says: [
      '11:18: window.hours must be a whole number from 1 to 1008.',
    ],
  },
  {
    mistake: 'an interval that is too short',
    file: written({}, 'window: { intervalMinutes: 5 }'),
    says: [
      '11:28: window.intervalMinutes must be a whole number from 6 to 1440.',
    ],
  },
  {
    mistake: 'an interval longer than the window',
    file: written({}, 'window: { hours: 1, intervalMinutes: 61 }'),
    says: [
      '11:38: window.intervalMinutes must not exceed the window.',
    ],
  },
  {
    mistake: 'a moment without zone',
    file: written({}, 'window: { from: 2026-11-23T08:00 }'),
    says: [
      '11:17: window.from is "2026-11-23T08:00"; expected now or a moment in UTC such as 2026-11-23T08:00:00Z.',
    ],
  },
  {
    mistake: 'a day that the calendar lacks',
    file: written({}, 'window: { from: 2026-02-30T08:00:00Z }'),
    says: [
      '11:17: window.from is "2026-02-30T08:00:00Z"; expected now or a moment in UTC such as 2026-11-23T08:00:00Z.',
    ],
  },
  {
    mistake: 'a month that the calendar lacks',
    file: written({}, 'window: { from: 2026-13-01T08:00Z }'),
    says: [
      '11:17: window.from is "2026-13-01T08:00Z"; expected now or a moment in UTC such as 2026-11-23T08:00:00Z.',
    ],
  },
  {
    mistake: 'a window that is a text',
    file: written({}, 'window: now'),
    says: [
      '11:9: window must be a mapping (name: value).',
    ],
  },
  {
    mistake: 'a route without port',
    file: written({}, 'connectTo: { mail16.contoso.test: "127.0.0.1:8443" }'),
    says: [
      '11:14: connectTo has "mail16.contoso.test"; expected host:port, such as mail.contoso.com:443.',
    ],
  },
  {
    mistake: 'a route to nowhere',
    file: written({}, 'connectTo: { "mail16.contoso.test:443": 127.0.0.1 }'),
    says: [
      '11:41: connectTo of mail16.contoso.test:443 is "127.0.0.1"; expected address:port, such as 127.0.0.1:8443.',
    ],
  },
  {
    mistake: 'a route to a port that does not exist',
    file: written({}, 'connectTo: { "mail16.contoso.test:443": "127.0.0.1:65536" }'),
    says: [
      '11:41: connectTo of mail16.contoso.test:443 is "127.0.0.1:65536"; expected address:port, such as 127.0.0.1:8443.',
    ],
  },
  {
    mistake: 'a route from port 0',
    file: written({}, 'connectTo: { "mail16.contoso.test:0": "127.0.0.1:1" }'),
    says: [
      '11:14: connectTo has "mail16.contoso.test:0"; expected host:port, such as mail.contoso.com:443.',
    ],
  },
  {
    mistake: 'a route to a number',
    file: written({}, 'connectTo: { "mail16.contoso.test:443": true }'),
    says: [
      '11:41: connectTo of mail16.contoso.test:443 must be a text.',
    ],
  },
  {
    mistake: 'a root that cannot be read',
    file: written({}, 'trust: [./no-such-file.pem]'),
    says: [
      '11:9: trust names ./no-such-file.pem, which cannot be read.',
    ],
  },
  {
    mistake: 'trusted hosts that are no list',
    file: written({}, 'trustHosts: mail.fabrikam.test'),
    says: [
      '11:13: trustHosts must be a list.',
    ],
  },
  {
    mistake: 'service connection points that are none',
    file: written({}, 'scp: [http://mail.contoso.test/x, "https://u:geheim@mail.contoso.test/", [], mail]'),
    says: [
      '11:7: scp has "http://mail.contoso.test/x"; expected an https URL such as https://mail.contoso.com/Autodiscover/Autodiscover.xml.',
      '11:35: an entry of scp must not hold a user or password.',
      '11:74: an entry of scp must be a text.',
      '11:78: scp has "mail"; expected an https URL such as https://mail.contoso.com/Autodiscover/Autodiscover.xml.',
    ],
  },
  {
    mistake: 'an alias without anchor in the lab',
    file: written({}, 'lab: *nothing'),
    says: [
      '11:6: lab has an alias (*name) without its anchor (&name), too many aliases, or too many levels.',
    ],
  },
  {
    mistake: 'an alias for a text',
    file: written({}, 'title: *nothing'),
    says: [
      '11:8: title must be a text.',
    ],
  },
  {
    mistake: 'several mistakes',
    file: written({ 2: '  ex16: { version: exchange-16, windows: 2012R3 }', 8: '  boris: { address: boris, server: ex18 }',
      10: '  - anna -> carla' }, 'expect: never', 'window: { hours: many }', 'tittle: x'),
    says: [
      `2:20: version of server ex16 is "exchange-16", which is not one of ${versions}. Did you mean "exchange-2016"?`,
      `2:42: windows of server ex16 is "2012R3", which is not one of ${windows}. Did you mean "2012R2"?`,
      '8:21: "boris" of mailbox boris is not an address such as anna@contoso.com.',
      '8:36: server of mailbox boris is "ex18", which is not one of ex16 or ex19. Did you mean "ex16"?',
      '10:5: the lookup "anna -> carla" names "carla", which is no mailbox of this scenario. Known: anna or boris.',
      '11:9: expect is "never", which is not one of shown, hash-marks or not-observed.',
      '12:18: window.hours must be a whole number from 1 to 1008.',
      `13:1: a scenario has no "tittle"; did you mean "title"? Accepted here: ${sections}.`,
    ],
  },
  {
    mistake: 'a requester on a server that cannot be asked',
    file: written({ 2: '  ex16: { version: exchange-2007 }' }),
    says: [
      '10:3: mailbox anna is on an Exchange 2007, which can be looked up but not asked; use it as a target only.',
    ],
  },
  { mistake: 'an empty file', file: '', says: [
    '1:1: a scenario must be a mapping (name: value).',
    '1:1: the scenario has no "servers".', '1:1: the scenario has no "mailboxes".', '1:1: the scenario has no "lookups".',
  ] },
  { mistake: 'sections without anything, in braces', file: '{servers, mailboxes, lookups}', says: [
    '1:2: servers must be a mapping (name: value).', '1:11: mailboxes must be a mapping (name: value).',
      '1:22: lookups must be a list.',
  ] },
];

describe('mistakes in a scenario', () => {
  it.each(mistakes)('$mistake', ({ file, says }) => {
    expect(complaintsAbout(file)).toEqual(says.map((sentence) => `world.yaml:${sentence}`));
    const { contents, errors } = parseDocument(file);
    if (errors.length === 0 && !says.every((sentence) => beyondSchema.test(sentence))) expect(misfits('scenario', contents?.toJSON() ?? null)).not.toEqual([]);
  });

  it('takes the scenario that the table starts from', () => {
    expect(() => complaintsAbout(written())).toThrow('read without complaint');
  });

  it('names a root file that holds no certificate', () => {
    expect(complaintsAbout(written({}, 'trust: [package.json]'), 'world.yaml'))
      .toEqual(['world.yaml:11:9: trust names package.json, which holds no PEM certificate.']);
  });

  it('shows control characters of the file as such, one line per complaint', () => {
    expect(complaintsAbout(written({}, '"a\\nb\\u001b[2J": 1')))
      .toEqual([`world.yaml:11:1: a scenario has no "a b\\x1b[2J". Accepted here: ${sections}.`]);
  });

  it('refuses more lookups than are run at once, before it makes them', () => {
    const ids = Array.from({ length: 150 }, (_, index) => `m${index}`);
    const file = written(
      { 7: ids.map((id) => `  ${id}: { address: ${id}@contoso.test, server: ex16 }`).join('\n'), 8: null, 9: null, 10: null },
      `lookups: { matrix: [${ids.join(', ')}] }`,
    );
    expect(complaintsAbout(file)).toEqual(['world.yaml:157:20: lookups.matrix of 150 mailboxes makes more than 10000 lookups.']);
  });

  it('names twenty of many accepted words', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const file = written({ 7: ids.map((id) => `  ${id}: { address: ${id}@contoso.test, server: ex16 }`).join('\n'), 8: null,
      10: '  - m0 -> nobody' });
    expect(complaintsAbout(file)[0]).toMatch(/Known: m0, m1, .*, m19 or one of 20 more\.$/);
  });
});
