import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aspnetStringHash, directoryHash, directoryOfHash, parseCompiledName } from './name-hash.js';
import { pageArea } from './page-area.js';
import { parseCompiledAssembly, parseCompiledPage } from './parse.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('name hash', () => {
  test.each([
    ['~', 'cdcab7d2'],
    ['~/auth', 'f5dba9b9'],
    ['~/sm/setupaccount', '9475d17f'],
    ['~/aspnet_client', '898219ba'],
    ['~/aspnet_client/system_web', '2bd5d753'],
    ['~/auth/current', '1c34a273'],
    ['~/auth/current/themes', 'df8c773a'],
    ['~/auth/current/themes/resources', 'ec688436'],
    ['~/auth/current/scripts', '18c8a328'],
    ['~/current', 'cd5fa4b8'],
    ['~/current/exporttool', 'ee793b12'],
    ['~/owa/auth', 'e3775529'],
  ])('%s = %s', (directory, hash) => {
    expect(aspnetStringHash(directory)).toBe(hash);
    expect(directoryHash(directory.toUpperCase())).toBe(hash);
  });
  test('the folder of a deleted page is told from the name', () => {
    expect(parseCompiledName('Shell.ASPX.f5dba9b9.compiled')).toEqual({
      page: 'shell.aspx',
      hash: 'f5dba9b9',
      directory: '~/auth',
    });
    expect(directoryOfHash('9475d17f')).toBeUndefined();
    expect(directoryOfHash('9475d17f', ['~/sm/SetupAccount'])).toBe('~/sm/setupaccount');
    expect(parseCompiledName('App_Web_abc.dll')).toBeUndefined();
  });
});

describe('pageArea', () => {
  test.each([
    ['/owa/auth/x.aspx', 'owa-auth'],
    ['/ecp/auth/x.aspx', 'ecp-auth'],
    ['/aspnet_client/x.aspx', 'aspnet_client'],
    ['/aspnet_client/system_web/x.aspx', 'aspnet_client'],
    ['/OWA/default.aspx', 'owa'],
    ['/oab/x.aspx', 'oab'],
    ['/owa/authx/x.aspx', 'owa'],
    ['/other/x.aspx', 'other'],
  ])('%s', (path, area) => {
    expect(pageArea(path)).toBe(area);
  });
});

const PRESERVE = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<preserve resultType="3" virtualPath="/owa/auth/Synthetic.aspx" hash="ff" filehash="ff" flags="110000" assembly="App_Web_abcdefgh" type="ASP.auth_synthetic_aspx">
  <filedeps><filedep name="/owa/auth/Synthetic.aspx" /></filedeps>
</preserve>`;

describe('parseCompiledPage', () => {
  const file =
    'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\owa\\8e05b027\\e164d61b\\synthetic.aspx.f5dba9b9.compiled';
  test('page, assembly, dependencies, folder', () => {
    const { facts, problems } = parseCompiledPage(bytesOf(PRESERVE), {
      name: 'synthetic.aspx.f5dba9b9.compiled',
      file,
    });
    expect(problems).toEqual([]);
    const [fact] = facts;
    expect(fact?.logSource).toEqual({ product: 'allclear', category: 'compiled-page' });
    expect(fact?.place.line).toBe(2);
    expect(Object.fromEntries((fact?.fieldNames() ?? []).map((n) => [n, fact?.get(n)]))).toMatchObject({
      kind: 'preserve',
      page: '/owa/auth/synthetic.aspx',
      pageName: 'synthetic.aspx',
      area: 'owa-auth',
      assembly: 'App_Web_abcdefgh',
      dependencies: '/owa/auth/Synthetic.aspx',
      directory: '~/auth',
      application: 'owa',
    });
  });
  test('a damaged file still tells the page by its name', () => {
    const { facts, problems } = parseCompiledPage(bytesOf('garbage'), {
      name: 'gone.aspx.898219ba.compiled',
      file: file.replace('\\owa\\', '\\root\\'),
    });
    expect(facts[0]?.get('page')).toBe('/aspnet_client/gone.aspx');
    expect(facts[0]?.get('area')).toBe('aspnet_client');
    expect(problems.length).toBe(0);
  });
  test('total', () => {
    const good = bytesOf(PRESERVE);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice();
        bytes[at] = value;
        const result = parseCompiledPage(bytes.subarray(0, cut));
        expect(result.facts.length + result.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseCompiledAssembly', () => {
  const wide = (text: string): number[] => [...text].flatMap((c) => [c.charCodeAt(0), 0]);
  test('virtual paths as UTF-16 literals at any alignment, and what the page calls', () => {
    for (const shift of [0, 1]) {
      const bytes = Uint8Array.from([
        ...new Array<number>(shift).fill(0),
        ...wide('~/aspnet_client/abc.aspx'),
        0,
        0,
        ...bytesOf('App_Web_x JScriptEvaluate'),
      ]);
      const fact = parseCompiledAssembly(bytes, { name: 'App_Web_x.dll' }).facts[0];
      expect(fact?.get('pages')).toContain('~/aspnet_client/abc.aspx');
      expect(fact?.get('area')).toBe('aspnet_client');
      expect(fact?.get('jscript')).toBe('true');
      expect(fact?.get('upload')).toBeUndefined();
    }
  });
  test('total', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const result = parseCompiledAssembly(bytes);
        expect(result.facts.length + result.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
