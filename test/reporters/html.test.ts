import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import type { Report, Verdict } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { markup } from '../../src/reporters/html/markup.ts';
import { manyLookups } from './many-lookups.ts';
import { crash, finding, hostileReports, lookedUp, report, shown, verdict } from './made-reports.ts';

const page = (...reports: readonly Report[]): string => reporters.html(reports, { columns: 100, colours: false });

/** The text of a page as somebody reads it, without its style. */
function read(markedUp: string): string {
  return markedUp.slice(markedUp.indexOf('<main')).replaceAll('\n', ' ').replace(/<(?:p|div|li|h\d|tr|dt|dd|summary|caption|figcaption|article|section|table|nav|footer)\b[^>]*>/g, '\n').replace(/<[^>]+>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '').join('\n');
}

const dns: Observation = {
  id: 'autodiscover anna@contoso.test', kind: 'autodiscover', subject: 'anna@contoso.test', at: '2026-01-05T08:00:00.100Z', ms: 40, summary: 'found',
  outcome: { status: 'observed', fact: {
    address: 'anna@contoso.test', availabilityUrl: 'https://mail.contoso.test/EWS/Exchange.asmx', from: 'EXPR', serverBuild: null,
    steps: [{ method: 'https-autodiscover-host', url: 'https://autodiscover.contoso.test/', outcome: 'settings', detail: 'settings with an availability URL', ms: 40 }],
  } },
};

describe('the page', () => {
  it('tells who cannot see whom, why, what to do first and who does it, before all else', async () => {
    const made = report({
      verdicts: [verdict(), { ...shown, answer: { ...shown.answer, mergedFreeBusy: '000022210000000030004400' + '0'.repeat(24), executedBy: '15.2.1544.9' } }],
      observations: [lookedUp({ status: 200, tls: { version: 'TLSv1.2', cipherSuite: 'TLS_X', verified: true, steppedDown: false } }, 1234), dns], notices: [{ says: 'A clock is off.', observation: null }],
      servers: [
        { id: 'ex16', version: 'exchange-2016', windows: '2012R2', build: '15.1.2507.57', endpoints: ['mail16:443'], accepts: null,
          dials: { versions: ['TLSv1.0'], possibly: [], by: 'as-installed', because: 'Nobody set it.' } },
        { id: 'ex19', version: 'exchange-2019', windows: '2019', build: null, endpoints: ['mail19:443'], dials: null, accepts: { versions: ['TLSv1.2'], endpoint: 'mail19:443' } },
      ],
    });
    await expect(read(page(made))).toMatchFileSnapshot(join('golden', 'html-text.txt'));
  });

  it('allows its own style by its hash and nothing else, and holds neither script nor anything to fetch', () => {
    const made = page(report());
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(made) ?? [];
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(made) ?? [];
    expect(policy.replaceAll('&#39;', '\'')).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`);
    expect(style.length).toBeGreaterThan(1000);
    expect(style.replaceAll(/url\(#\w+\)/g, '')).not.toMatch(/url\(|@import/);
    expect(made).not.toMatch(/<script|<link|<img|<iframe|<object|<base|\ssrc=|\son\w+=|\sstyle=/i);
  });

  it('tells many lookups with one cause once', () => {
    const many = report({ verdicts: Array.from({ length: 42 }, (_, at) => verdict({ lookup: { ...verdict().lookup, id: `l${at}`, target: `t${at}@contoso.test` } })) });
    const text = read(page(many));
    expect(text).toContain('anna@contoso.test cannot see when 42 people are free');
    expect(text.match(/The asking side does not know the name\./g)).toHaveLength(1);
    expect(text).toContain('18 more lookups of this kind');
  });

  it('says "the other" where two people look each other up, and "others of them" where more do', () => {
    const lookup = (requester: string, target: string): Verdict => verdict({ lookup: { ...verdict().lookup, id: `${requester} -> ${target}`, requester, target } });
    const headed = (...verdicts: readonly Verdict[]): string => read(page(report({ verdicts })));
    expect(headed(lookup('anna', 'boris'), lookup('boris', 'anna'))).toContain('anna and boris cannot see when the other is free');
    expect(headed(lookup('anna', 'boris'), lookup('boris', 'carla'), lookup('carla', 'anna'))).toContain('3 people cannot see when others of them are free');
    expect(headed(lookup('anna', 'boris'), lookup('boris', 'carla'))).toContain('anna and boris cannot see when boris and carla are free');
  });

  it('puts two causes apart, and says what a reader of several reports can turn to', () => {
    const two = report({ verdicts: [verdict(), verdict({ findings: [{ ...finding, cause: 'other', title: 'Another one' }] })] });
    expect(read(page(two))).toContain('2 of 2 lookups go wrong, for 2 reasons');
    const both = page(two, report({ verdicts: [shown] }));
    expect(read(both)).toMatch(/^2 scenarios$/m);
    const ids = [...both.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to = ''] of both.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });

  it('draws what was asked for, by the digits of the version that answered', () => {
    const strip = (executedBy: string, mergedFreeBusy: string): string =>
      /class="strip" role="img" aria-label="([^"]*)"/.exec(page(report({ verdicts: [{ ...shown, answer: { ...shown.answer, executedBy, mergedFreeBusy } }] })))?.[1] ?? '';
    expect(strip('15.2.1544.9', '0'.repeat(24) + '4'.repeat(24))).toBe('working elsewhere 20:00–08:00; otherwise free');
    expect(strip('14.3.123.4', '0'.repeat(24) + '4'.repeat(24))).toBe('cross lines 20:00–08:00; otherwise free');
    expect(strip('15.2.1544.9', '0'.repeat(48))).toBe('free for the whole time');
    expect(strip('15.2.1544.9', '')).toBe('shown, without times');
  });

  it('leads only to addresses that a browser may be sent to', () => {
    const leading = (url: string): string => page(report({ verdicts: [verdict({ findings: [{ ...finding, references: [{ title: 'Read', url }] }] })] }));
    expect(leading('https://learn.microsoft.com/x')).toContain('<a href="https://learn.microsoft.com/x" rel="noreferrer">Read</a>');
    for (const url of ['javascript:alert(1)', 'http://x/', 'data:text/html,x', 'https://x"onclick=y', '//x']) expect(leading(url)).not.toMatch(/<a href="(?!#)/);
  });
});

describe('strings of the world in the page', () => {
  const corpus = [
    '<script>alert(1)</script>', '</style><script>x</script>', '"><img src=x onerror=y>', '\' onclick=\'x', '&lt;b&gt;', '<!--', ']]>', '</svg></main>', '${x}', '{{x}}',
    '\u202eevil\u202c', '\u2066x\u2069', '\u0000\u001b[2J\u001b]0;x\u0007', '\ud800', '\ufeff', 'x'.repeat(100_000), '\n'.repeat(1000), 'javascript:alert(1)', 'data:text/html,<blink>', '&#60;i&#62;',
  ];
  const hostile = fc.oneof(fc.constantFrom(...corpus), fc.string({ unit: 'binary' }), fc.string());

  /** Every text in a report replaced by another, its words of fixed lists and moments left as they are. */
  function poisoned(value: unknown, text: string, key = ''): unknown {
    if (typeof value === 'string') return FIXED.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((member) => poisoned(member, text, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poisoned(member, text, name)]));
  }
  const FIXED = new Set(['schema', 'kind', 'status', 'availability', 'expected', 'confidence', 'concerns', 'startedAt', 'at', 'from', 'to', 'method', 'outcome', 'version', 'windows', 'versions', 'by', 'end']);

  const inert = (made: string): void => {
    const body = made.slice(made.indexOf('<body>'));
    expect(body).not.toMatch(/<(?:script|img|style|iframe|blink|i>|!--)/i);
    const elements = body.match(/<[^>]*>/g) ?? [];
    for (const element of elements) expect(element).toMatch(/^<\/?[a-z][a-z0-9]*(?:[ \n][a-zA-Z-]+(?:="[^"<>]*")?)*\/?>$/);
    for (const element of elements) expect(element.replaceAll(/"[^"]*"/g, '')).not.toMatch(/\s(?:on\w+|src|style|srcdoc|formaction)=/);
    expect(body.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
    expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(made.match(/<meta http-equiv/g)).toHaveLength(1);
  };

  it('are inert in every field that holds one', () => {
    const whole = manyLookups(4);
    fc.assert(fc.property(hostile, (text) => {
      const made = poisoned({ ...whole, observations: [...whole.observations, dns, crash('x')], notices: [{ says: 'x', observation: null }] }, text) as Report;
      inert(page(made));
    }), { numRuns: 40 });
  });

  it('are inert in hostile reports', () => {
    fc.assert(fc.property(hostileReports, (reports) => { inert(page(...reports)); }), { numRuns: 40 });
  });

  it('are no markup because they look like ours', () => {
    expect(String(markup`<b>${'a <i>'}${[1, ' & ', null, undefined, false]}</b>`)).toBe('<b>a &#60;i&#62;1 &#38; </b>');
    const imitated = { toString: () => '<script>', text: '<script>' } as unknown as string;
    expect(String(markup`${imitated}`)).toBe('&#60;script&#62;');
  });
});

describe('bounds', () => {
  it('2,000 lookups stay a page that opens, and all of them are on it', () => {
    const made = page(manyLookups(2000));
    expect(made.length).toBeLessThan(4_000_000);
    expect(made.match(/class="strip" role="img"/g)).toHaveLength(2000);
    expect(page(manyLookups(500)).length).toBeLessThan(made.length / 2);
  });

  it('what is left out is counted', () => {
    const text = read(page(manyLookups(3000)));
    expect(text).toContain('500 more lookups would make the page too long; all of them are in the JSON report.');
    const observations = Array.from({ length: 200 }, (_, at): Observation => ({ ...lookedUp({}, at), id: `user-availability p${at}`, subject: `p${at}` }));
    const seen = read(page(report({ observations })));
    expect(seen).toContain('80 more observations are left out');
    expect(seen).toContain('140 more questions were answered sooner');
  });

  it('a huge or deep fact is cut, and says so', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 5000; level++) deep = [deep];
    const fact = { ...lookedUp({}).outcome, fact: { requester: 'x', url: 'x', exchanges: [], targets: {}, deep, many: Array.from({ length: 10_000 }, (_, at) => at), long: 'y'.repeat(1_000_000) } };
    const made = page(report({ observations: [{ ...lookedUp({}), outcome: fact }] }));
    expect(made.length).toBeLessThan(100_000);
    expect(read(made)).toContain('… and more, in the JSON report');
  });
});
