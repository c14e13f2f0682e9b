/** What pages and cookies tell about the machine behind them, and that hostile ones tell nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { versionOfBuild } from '../../src/exchange/versions.ts';
import { poolMember } from '../../src/protocol/balancer-cookie.ts';
import { buildInExportToolManifest } from '../../src/protocol/export-tool-manifest.ts';
import { machineInHealthPage } from '../../src/protocol/health-page.ts';
import { hostName } from '../../src/protocol/host-name.ts';
import { buildInLoginPage } from '../../src/protocol/owa-page.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Bytes of any kind, and bytes that begin as the real thing does. */
const hostile = (...starts: readonly string[]) => fc.tuple(fc.constantFrom('', ...starts), fc.uint8Array({ maxLength: 300 }), fc.string())
  .map(([start, noise, text]) => Buffer.concat([bytes(start), noise, bytes(text)]));

describe('health page', () => {
  test.each([
    ['200 OK<br/>EX1.CONTOSO.TEST', 'ex1.contoso.test'], ['200 OK<br/>EX1.contoso.test\r\n', 'ex1.contoso.test'], ['\ufeff200 ok <BR />ex-1.contoso.test', 'ex-1.contoso.test'],
    ['200 OK', null], ['200 OK<br/>', null], ['OK', null], ['200 OK<br/>EX1', null], ['200 OK<br/>ex1.contoso.test<br/>more', null],
    ['200 OK<br/>-x.contoso.test', null], ['200 OK<br/>ex1..test', null], ['200 OK<br/>ex1.contoso.test:443', null], ['200 OK<br/>\u202eex1.contoso.test', null],
    [`200 OK<br/>${'a'.repeat(64)}.test`, null], [`200 OK<br/>${'a.'.repeat(600)}test`, null], ['', null], ['<html>200 OK<br/>EX1.CONTOSO.TEST</html>', null],
  ])('%#: %j', (page, machine) => {
    expect(machineInHealthPage(bytes(page))).toBe(machine);
  });

  test('never throws, and gives nothing that is no host name', () => {
    fc.assert(fc.property(hostile('200 OK<br/>', '200 OK<br/>ex.'), (page) => {
      const machine = machineInHealthPage(page);
      if (machine !== null) expect(machine).toMatch(/^[a-z0-9.-]{3,253}$/);
    }));
  });

  test('host names survive a URL unchanged', () => {
    fc.assert(fc.property(fc.domain(), (name) => {
      const known = hostName(name);
      if (known !== null && !/^[\d.]+$/.test(known)) expect(new URL(`https://${known}/`).hostname).toBe(known);
    }));
    expect(hostName(null)).toBe(null);
  });
});

describe('sign-in page', () => {
  test.each([
    ['<link rel="shortcut icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico">', '15.1.2507'],
    ['<link href="/owa/14.3.224.2/themes/base/logon.css">', '14.3.224.2'],
    ['<img src="/OWA/Auth/15.2.1544/x.png"><img src="/owa/auth/15.1.2507/x.png">', '15.2.1544'],
    ['<img src="/owa/auth/1.2.3/x.png"><img src="/owa/auth/15.1.2507/x.png">', '15.1.2507'],
    ['<a href="/owa/auth/logon.aspx">', null], ['/owa/auth/15.1/x', null], ['/owa/auth/15.1.2507', null], ['', null], ['/ecp/15.1.2507.6/x', null],
  ])('%#', (page, build) => {
    expect(buildInLoginPage(bytes(page))).toBe(build);
  });

  test('what stands beyond the bound is not read', () => {
    expect(buildInLoginPage(bytes(`${' '.repeat(600 * 1024)}/owa/auth/15.1.2507/x`))).toBe(null);
  });

  test('never throws, and gives builds of Exchange only', () => {
    fc.assert(fc.property(hostile('/owa/auth/15.1.', '/owa/', '/owa/auth/15.2.1544/'), (page) => {
      const build = buildInLoginPage(page);
      if (build !== null) expect(versionOfBuild(build)).not.toBe(null);
    }));
  });
});

describe('export tool manifest', () => {
  const manifest = (identity: string, root = 'asmv1:assembly'): string =>
    `\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<${root} xmlns:asmv1="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">${identity}<description/></${root}>`;
  const identity = (version: string, name = 'microsoft.exchange.ediscovery.exporttool.application'): string =>
    `<assemblyIdentity name="${name}" version="${version}" publicKeyToken="0000000000000000" language="neutral" xmlns="urn:schemas-microsoft-com:asm.v1" />`;

  test('the version of the first identity is the build', () => {
    expect(buildInExportToolManifest(bytes(manifest(identity('15.1.2507.57'))))).toBe('15.1.2507.57');
    expect(buildInExportToolManifest(bytes(manifest(identity('15.2.1544.9') + identity('1.0.0.0'))))).toBe('15.2.1544.9');
  });

  test.each([
    ['three parts', manifest(identity('15.1.2507'))], ['another product', manifest(identity('1.0.0.0'))], ['another tool', manifest(identity('15.1.2507.57', 'other.application'))],
    ['another root', manifest(identity('15.1.2507.57'), 'x')], ['no identity', manifest('')], ['a page', '<html><body>assemblyIdentity version="15.1.2507.57"</body></html>'],
    ['a document type', `<!DOCTYPE a [<!ENTITY x "y">]>${manifest(identity('15.1.2507.57'))}`], ['cut off', manifest(identity('15.1.2507.57')).slice(0, -5)],
    ['too large', manifest(identity('15.1.2507.57')) + ' '.repeat(70_000)], ['nothing', ''],
  ])('%s: none', (_name, document) => {
    expect(buildInExportToolManifest(bytes(document))).toBe(null);
  });

  test('never throws', () => {
    fc.assert(fc.property(hostile('<assembly>', '<assembly><assemblyIdentity version="15.1.', '<?xml'), (document) => {
      const build = buildInExportToolManifest(document);
      if (build !== null) expect(build).toMatch(/^\d+(\.\d+){3}$/);
    }));
  });
});

describe('balancer cookie', () => {
  test.each([
    // Source of the examples: F5 K6917 and F5 DevCentral, "Decoding the IPv4 address from the persistence cookie".
    ['BIGipServerpool', '1677787402.36895.0000', '10.1.1.100:8080'], ['BIGipServer~Common~owa_443', '1701187756.20480.0000', '172.16.102.101:80'],
    ['bigipserverx', '4294967295.65535.0000', '255.255.255.255:65535'], ['BIGipServerrd', 'rd5o00000000000000000000ffffc0000201o80', '192.0.2.1:80'],
    ['BIGipServerpool', '4294967296.36895.0000', null], ['BIGipServerpool', '1677787402.65536.0000', null], ['BIGipServerpool', 'rd5o00000000000000000000ffffc0000201o65536', null],
    ['BIGipServerpool', '!Qw3rTy/s3cr3t=', null], ['BIGipServerpool', '10.1.1.100:8080', null], ['BIGipServerpool', '1677787402.36895.0000.c2VjcmV0', null], ['BIGipServerpool', '', null],
    ['NSC_owa', '1677787402.36895.0000', null], ['X-BackEndCookie', '1677787402.36895.0000', null], ['xBIGipServer', '1677787402.36895.0000', null],
  ])('%s=%s', (name, value, member) => {
    expect(poolMember(name, value)).toBe(member);
  });

  test('what was written down that way is read back', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat(65535), (address, port) => {
      const number = new DataView(address.buffer, address.byteOffset, 4).getUint32(0, true);
      const swapped = ((port & 0xff) << 8) | (port >>> 8);
      expect(poolMember('BIGipServerp', `${number}.${swapped}.0000`)).toBe(`${address.join('.')}:${port}`);
    }));
  });

  test('never throws, and gives address and port or nothing', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, value) => {
      expect(poolMember(`BIGipServer${name}`, value) ?? '0.0.0.0:0').toMatch(/^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/);
      expect(poolMember(name, value)).toBe(null);
    }));
  });
});
