// The worlds that the clients are shown, what they ask there, and what they must get. All times are UTC.

/** Busy times of a day, and how the lab's section writes them. */
const days = {
  olga: ['09:00-09:30'],
  tom: ['07:15-08:45', '16:00-16:15'],
  anna: ['09:00-10:30', '13:15-13:45'],
  boris: ['06:30-07:00', '11:45-12:15'],
  svea: ['14:00-17:30'],
};
const written = (range) => range.replaceAll(':', '');
const tls12 = {
  schannel: { 'TLS 1.1': { client: true, server: true }, 'TLS 1.2': { client: true, server: true } },
  dotnet: { SystemDefaultTlsVersions: 1, SchUseStrongCrypto: 1 },
};

const builds = {
  ex10: ['exchange-2010', '14.3.513.0', 'olga'],
  ex13: ['exchange-2013', '15.0.1497.48', 'tom'],
  ex16: ['exchange-2016', '15.1.2507.57', 'anna'],
  ex19: ['exchange-2019', '15.2.1544.25', 'boris'],
  exse: ['exchange-se', '15.2.2562.35', 'svea'],
};

/** A lab with these servers; the ones in `tls12` have had TLS 1.2 enabled. */
function labOf(ids, enabled) {
  const users = ids.map((id) => builds[id][2]);
  return {
    section: {
      servers: Object.fromEntries(
        ids.map((id) => [id, { build: builds[id][1], ...(enabled.includes(id) ? { registry: tls12 } : {}) }]),
      ),
      mailboxes: Object.fromEntries(users.map((user) => [`${user}@contoso.test`, { busy: days[user].map(written) }])),
    },
    world: {
      servers: ids.map((id) => ({ id, version: builds[id][0], ews: `https://mail-${id}.contoso.test/EWS/Exchange.asmx`, nodes: [] })),
      mailboxes: ids.map((id) => ({ address: `${builds[id][2]}@contoso.test`, server: id })),
      accounts: users.map((user) => ({
        user: `CONTOSO\\${user}`,
        password: `${user}#${crypto.randomUUID()}`,
        mailbox: `${user}@contoso.test`,
        impersonate: false,
      })),
    },
  };
}

const winter = '2026-11-20';
const summer = '2026-07-01';
const sees = (target, date) => ({
  target: `${target}@contoso.test`,
  date,
  expect: { busy: days[target].map((range) => range.split('-').map((time) => `${date}T${time}Z`).join('/')) },
});
const isRefused = (target, date, refusal, saying) => ({ target: `${target}@contoso.test`, date, expect: { refusal, saying } });

/** One question of exchangelib: `user` asks the server of the own mailbox. */
const exchangelib = (id, method, zone, question) => ({ client: 'exchangelib', id, user: builds[id][2], method, zone, ...question });
/** One question of DavMail, which asks in UTC and picks the method itself. */
const davmail = (id, question) => ({ client: 'davmail', id, user: builds[id][2], method: 'its own', zone: 'UTC', ...question });

const reset = 'An existing connection was forcibly closed by the remote host';

export const worlds = [
  {
    title: 'all versions, TLS 1.2 enabled',
    ...labOf(['ex10', 'ex13', 'ex16', 'ex19', 'exse'], ['ex10', 'ex13', 'ex16']),
    questions: [
      exchangelib('ex10', 'ntlm', 'UTC', sees('olga', winter)),
      exchangelib('ex13', 'basic', 'Europe/Berlin', sees('tom', summer)),
      exchangelib('ex16', 'ntlm', 'Europe/Berlin', sees('anna', winter)),
      exchangelib('ex19', 'basic', 'Europe/London', sees('boris', summer)),
      exchangelib('exse', 'its own', 'America/New_York', sees('svea', winter)),
      exchangelib('ex16', 'basic', 'Europe/Berlin', sees('boris', summer)),
      exchangelib('ex19', 'ntlm', 'Asia/Kolkata', sees('anna', winter)),
      exchangelib('ex13', 'ntlm', 'America/New_York', sees('svea', summer)),
      exchangelib('exse', 'ntlm', 'UTC', sees('tom', winter)),
      exchangelib('ex16', 'ntlm', 'Europe/Berlin', sees('olga', winter)),
      exchangelib('ex19', 'its own', 'UTC', isRefused('nobody', winter, 'ErrorMailRecipientNotFound', 'nobody@contoso.test')),
      davmail('ex10', sees('olga', winter)),
      davmail('ex16', sees('anna', summer)),
      davmail('ex16', sees('boris', winter)),
      davmail('exse', sees('svea', winter)),
    ],
  },
  {
    title: '2016 as installed beside 2019',
    ...labOf(['ex16', 'ex19'], []),
    questions: [
      exchangelib('ex16', 'ntlm', 'Europe/Berlin', sees('anna', winter)),
      exchangelib('ex16', 'ntlm', 'Europe/Berlin', isRefused('boris', winter, 'ErrorProxyRequestProcessingFailed', reset)),
      exchangelib('ex19', 'basic', 'Europe/Berlin', sees('anna', winter)),
      davmail('ex16', sees('anna', winter)),
      davmail('ex16', isRefused('boris', winter, 'ErrorProxyRequestProcessingFailed', '')),
      davmail('ex19', sees('anna', winter)),
    ],
  },
];

/** Build of the server that a client is signed in to. */
export const buildOf = (id) => builds[id][1];
