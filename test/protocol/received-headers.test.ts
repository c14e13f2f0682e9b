/** `Received` lines of many programs, folded in many ways. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MailHop } from '../../src/model/facts.ts';
import { headerReader, holdsHeaders } from '../../src/protocol/received-headers.ts';

function messages(text: string) {
  const reader = headerReader('a.txt');
  for (const line of text.split(/\r?\n/)) reader.line(line);
  return reader.end().messages;
}

const hop = (line: string): MailHop | undefined => messages(`Received: ${line}`)[0]?.hops[0];

describe('one hop', () => {
  test.each<[string, string, Partial<MailHop>]>([
    ['Exchange 2016 and later', 'from EX19.contoso.test (10.0.0.19) by EX16.contoso.test (10.0.0.16) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) id 15.1.2507.31; Wed, 18 Nov 2026 10:00:01 +0100',
      { from: { address: '10.0.0.19', name: 'ex19.contoso.test' }, by: { address: '10.0.0.16', name: 'ex16.contoso.test' }, protocol: 'Microsoft SMTP Server', tls: 'TLSv1.2', encrypted: true,
        cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', build: '15.1.2507.31', at: '2026-11-18T09:00:01.000Z' }],
    ['Exchange Online', 'from AM0PR01.prod.exchangelabs.com (2603:10a6:208::17) by DB7PR01.prod.outlook.com (2603:10a6:5::1b) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8769.35; Wed, 18 Nov 2026 10:00:01 +0000',
      { tls: 'TLSv1.3', build: '15.20.8769.35', from: { address: '2603:10a6:208::17', name: 'am0pr01.prod.exchangelabs.com' } }],
    ['Exchange 2010 and 2013 say only that there was TLS', 'from a.test (192.0.2.1) by b.test (192.0.2.2) with Microsoft SMTP Server (TLS) id 14.3.439.0; Wed, 18 Nov 2026 10:00:01 +0000', { tls: 'unstated', encrypted: true, build: '14.3.439.0' }],
    ['a front end says nothing', 'from a.test (192.0.2.1) by b.test (192.0.2.2) with Microsoft SMTP Server id 15.0.1395.4 via Frontend Transport; Wed, 18 Nov 2026 10:00:01 +0000', { tls: 'unstated', encrypted: false, build: '15.0.1395.4' }],
    ['a hop within a server', 'from b.test ([fe80::1c2d]) by b.test ([fe80::1c2d%12]) with mapi id 15.00.1497.048; Wed, 18 Nov 2026 10:00:01 +0000', { protocol: 'mapi', tls: 'unstated', encrypted: false, build: '15.0.1497.48', by: { address: 'fe80::1c2d', name: 'b.test' } }],
    ['TLS 1.0', 'from a.test (192.0.2.1) by b.test (192.0.2.2) with Microsoft SMTP Server (version=TLS1_0, cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA_P256) id 15.1.1466.3; Wed, 18 Nov 2026 10:00:01 +0000', { tls: 'TLSv1.0', cipher: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA_P256' }],
    ['Postfix', 'from mail.f.test (unknown [192.0.2.7]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) (No client certificate requested) by mx.p.test (Postfix) with ESMTPS id 4ABC for <x@y.test>; Wed, 18 Nov 2026 09:59:59 +0100 (CET)',
      { tls: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', protocol: 'ESMTPS', by: { address: null, name: 'mx.p.test' }, from: { address: '192.0.2.7', name: 'mail.f.test' }, build: null, at: '2026-11-18T08:59:59.000Z' }],
    ['Postfix, an old version', 'from a.test (a.test [192.0.2.7]) (using TLSv1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits)) by mx.p.test (Postfix) with ESMTPS id 4ABC; Wed, 18 Nov 2026 09:59:59 +0100', { tls: 'TLSv1.0', cipher: 'ECDHE-RSA-AES256-SHA' }],
    ['Exim', 'from [192.0.2.5] (helo=x.test) by mx.e.test with esmtps (TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@b.test>) id 1abc-00; Wed, 18 Nov 2026 09:59:59 +0100',
      { tls: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', from: { address: '192.0.2.5', name: null } }],
    ['Exim, of old', 'from a.test ([192.0.2.5]) by mx.e.test with esmtps (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.86) id 1abc; Wed, 18 Nov 2026 09:59:59 +0100', { tls: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' }],
    ['Sendmail', 'from a.test (a.test [192.0.2.5]) by s.test (8.15.2/8.15.2) with ESMTPS id x (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO); Wed, 18 Nov 2026 09:59:59 +0100', { tls: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384', by: { address: null, name: 's.test' } }],
    ['Google', 'from m.google.com (m.google.com. [209.85.220.41]) by mx.google.com with ESMTPS id a1 for <x@y.test> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128); Wed, 18 Nov 2026 00:59:59 -0800 (PST)', { tls: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' }],
    ['TLS by the name of the protocol (RFC 3848)', 'from a.test by b.test with ESMTPSA id 1; Wed, 18 Nov 2026 00:59:59 -0800', { tls: 'unstated', encrypted: true }],
    ['no TLS is said', 'from a.test by b.test with ESMTP id 1; Wed, 18 Nov 2026 00:59:59 -0800', { tls: 'unstated', encrypted: false }],
    ['no date', 'from a.test by b.test with ESMTP id 1', { at: null }],
  ])('%s', (_, line, expected) => {
    expect(hop(line)).toMatchObject(expected);
  });
});

const WAY = ['from c.test (192.0.2.3) by d.test (192.0.2.4) with ESMTP id 3; Wed, 18 Nov 2026 10:00:03 +0000', 'from b.test (192.0.2.2) by c.test (192.0.2.3) with ESMTP id 2; Wed, 18 Nov 2026 10:00:02 +0000',
  'from a.test (192.0.2.1) by b.test (192.0.2.2) with ESMTP id 1; Wed, 18 Nov 2026 10:00:01 +0000'];

test('the newest line stands on top; the way is told from the oldest', () => {
  const [message] = messages(`Subject: x\n${WAY.map((line) => `Received: ${line}`).join('\n')}\nFrom: x@y.test\nReceived-SPF: pass by nobody\n\nby the way, from me`);
  expect(message?.hops.map(({ by }) => by.name)).toEqual(['b.test', 'c.test', 'd.test']);
  expect(message?.damaged).toBe(0);
});

test('several messages in one file are kept apart', () => {
  const one = `Received: ${WAY[0] ?? ''}\n\nbody\n`;
  expect(messages(one + one).map(({ source, hops }) => [source, hops.length])).toEqual([['a.txt, message 1', 1], ['a.txt, message 2', 1]]);
});

test('wherever a line is folded, and even if the blanks were lost, it says the same', () => {
  const line = 'from EX19.contoso.test (10.0.0.19) by EX16.contoso.test (10.0.0.16) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) id 15.1.2507.31; Wed, 18 Nov 2026 10:00:01 +0100';
  const words = line.split(' ');
  const expected = hop(line);
  fc.assert(fc.property(fc.array(fc.constantFrom(' ', '\n ', '\r\n\t', '\n', '  ', '\n        '), { minLength: words.length, maxLength: words.length }), (gaps) => {
    expect(hop(words.map((word, at) => `${at === 0 ? '' : gaps[at] ?? ' '}${word}`).join(''))).toEqual(expected);
  }));
});

test('a line that names nobody is damaged, and said', () => {
  expect(messages('Received: nothing at all\nReceived: from a.test by b.test with SMTP; x')[0]).toMatchObject({ damaged: 1, hops: [{ by: { name: 'b.test' } }] });
});

test('headers are recognized by their Received lines', () => {
  expect(holdsHeaders([`Received: ${WAY[0] ?? ''}`])).toBe(true);
  expect(holdsHeaders(['Return-Path: x', 'Received:', ' from a.test by b.test'].map((line) => (line === 'Received:' ? 'Received: ' : line)))).toBe(true);
  expect(holdsHeaders(['Received your mail, thank you'])).toBe(false);
});

test('whatever stands in a header, reading ends without a throw, quickly and bounded', () => {
  const part = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('Received: ', ' from ', ' by ', ' with ', '(', ')', '((((', 'TLS1_2', 'cipher=', ';', '\n', '\n ', 'id 15.1.1.1', '[1.2.3.4]', 'Wed, 18 Nov 2026 10:00:01 +0100'));
  fc.assert(fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
    for (const message of messages(parts.join(''))) expect(message.hops.length).toBeLessThanOrEqual(60);
  }));
  const long = messages(`Received: from ${'('.repeat(200_000)} by x.test\n${'Received: from a.test by b.test\n'.repeat(5000)}`);
  expect(long[0]?.hops).toHaveLength(60);
  expect(long[0]?.leftOut).toBeGreaterThan(4900);
});
