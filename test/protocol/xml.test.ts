import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allChildren, attribute, child, children, escapeXml, fitsOneLineOfXml, parseXml, text, xmlTagLimit,
} from '../../src/protocol/xml.ts';
import type { XmlElement } from '../../src/protocol/xml.ts';

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

function rootOf(document: string | Uint8Array): XmlElement {
  const outcome = parseXml(document);
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.root;
}

function problemOf(document: string): string | null {
  const outcome = parseXml(document);
  return 'problem' in outcome ? outcome.problem : null;
}

describe('problems', () => {
  test.each([
    ['', 'empty'], [' \r\n', 'empty'], ['\ufeff', 'empty'],
    ['<!DOCTYPE html><html><body>Sign in</body></html>', 'html'],
    ['<HTML><HEAD><TITLE>x</TITLE></HEAD>', 'html'], ['<?xml version="1.0"?>\n<!-- x --><html lang="en"/>', 'html'],
    ['<h1>Bad Request (Invalid Hostname)</h1>', 'html'], ['<HR><H1>Forbidden</H1>', 'html'],
    ['<a><b></a></b></a>', 'not-xml'], ['Service Unavailable', 'not-xml'], ['{"error":1}', 'not-xml'], ['<a/><b/>',
    'not-xml'], ['<a/><a/>', 'not-xml'], ['<a b b/>', 'not-xml'],
    ['<a><b/>', 'truncated'],
    ['<a></b></a>', 'not-xml'], ['<__proto__>x</__proto__>', 'not-xml'],
    [`${'<a>'.repeat(500)}${'</a>'.repeat(500)}`, 'not-xml'],
    ['<s:Envelope xmlns:s="x"><s:Body><a>1</a>', 'truncated'], ['<?xml version="1.0"?><s:Envelope xmlns:s="x"><s:Bo',
    'truncated'],
    ['<?xml version="1.0"', 'truncated'], ['<s:Envelope xmlns:s="x', 'truncated'],
    ['<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'doctype'], ['<!DocType a><a/>', 'doctype'],
    ['<a/>'.repeat(xmlTagLimit + 1), 'too-large'],
  ])('%#', (document, problem) => {
    expect(problemOf(document)).toBe(problem);
  });

  test('size is judged before anything else', () => {
    expect(parseXml(bytes('<a>12345</a>'), 11)).toEqual({ problem: 'too-large' });
    expect(parseXml(bytes('<a>12345</a>'), 12)).toHaveProperty('root');
  });
});

describe('reading', () => {
  test('prefixes go, digits stay digits, references are resolved once', () => {
    const root = rootOf('\ufeff<?xml version="1.0"?><s:A xmlns:s="u" s:Minor="007"><t:B xmlns:t="v"> 0022 '
      + '</t:B><B>a&amp;lt;b&#xD;&#x41;</B></s:A>');
    expect(root.name).toBe('A');
    expect(attribute(root, 'Minor')).toBe('007');
    expect(children(root, 'B').map(text)).toEqual(['0022', 'a&lt;b\rA']);
    expect(allChildren(root).map(({ name }) => name)).toEqual(['B', 'B']);
  });

  test('absent, empty, and text beside attributes', () => {
    const root = rootOf('<a><b/><c x="1">y</c><d><e>1</e></d></a>');
    expect(text(child(root, 'b'))).toBe('');
    expect(text(child(root, 'c'))).toBe('y');
    expect(text(child(root, 'd'))).toBe('');
    expect(text(child(root, 'd', 'e'))).toBe('1');
    expect(text(child(root, 'nothing', 'e'))).toBeNull();
    expect(attribute(child(root, 'b'), 'x')).toBeNull();
    expect(children(root, 'constructor')).toEqual([]);
    expect(attribute(root, 'toString')).toBeNull();
  });

  test('UTF-16 by its byte order mark, broken UTF-8 with replacement', () => {
    const little = Uint8Array.from([0xff, 0xfe, ...[...'<a>ß</a>'].flatMap((each) => [each.charCodeAt(0), 0])]);
    expect(text(rootOf(little))).toBe('ß');
    expect(text(rootOf(Uint8Array.from([...bytes('<a>'), 0xff, ...bytes('</a>')])))).toBe('\ufffd');
  });

  test('any bytes give a root or a problem', () => {
    const pieces = fc.constantFrom('<a>', '</a>', '<a', '>', '/>', '<!--', '-->', '<![CDATA[', ']]>', '<?xml ', '?>',
      '&amp;', '&#0;',
      '&#x110000;', '<!DOCTYPE', '="', ' x=\'', '<__proto__>', '<s:a xmlns:s="u">', '<constructor/>', 'text', '\u0000', '<');
    fc.assert(fc.property(fc.oneof(fc.array(pieces).map((all) => all.join('')), fc.string()), (document) => {
      const outcome = parseXml(bytes(document));
      expect('problem' in outcome || typeof outcome.root.name === 'string').toBe(true);
      if ('root' in outcome) allChildren(outcome.root).forEach((element) => [text(element), attribute(element, 'x')]);
    }), { numRuns: 300 });
  });

  test('a document cut anywhere is no root, except in the white space after it', () => {
    const document = '<?xml version="1.0"?><s:E xmlns:s="u"><s:B a="1">x &amp; y</s:B><s:C/></s:E>';
    for (let end = 1; end < document.length; end += 1) {
      expect(problemOf(document.slice(0, end)), document.slice(0, end)).toMatch(/^(truncated|not-xml)$/);
    }
  });

  test('what is escaped comes back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }).filter(fitsOneLineOfXml), (value) => {
      expect(text(rootOf(`<a>${escapeXml(`|${value}|`)}</a>`))).toBe(`|${value}|`);
      expect(attribute(rootOf(`<a b="${escapeXml(`|${value}|`)}"/>`), 'b')).toBe(`|${value}|`);
    }), { numRuns: 60 });
  });
});
