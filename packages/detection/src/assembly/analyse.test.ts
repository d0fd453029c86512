import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIBRARIES } from './fixtures/libraries.js';
import { analyseAssemblyFile, analyseEmbedded, embeddedAssemblies } from './index.js';
import { levelIn, SMALL_LIBRARY } from './judge.js';
import { identifier, literal, parameterName, simpleType } from './names.js';

const library = (name: keyof typeof LIBRARIES): Uint8Array =>
  new Uint8Array(gunzipSync(Buffer.from(LIBRARIES[name], 'base64')));
const worst = (name: keyof typeof LIBRARIES) => analyseAssemblyFile(library(name))?.findings[0];

describe('what a library does for its caller', () => {
  test.each([
    ['start', 'start', 'H.ProcessRequest', 'through own methods and an object that is filled'],
    ['load', 'load', 'M.On', 'decrypted and loaded, in a module that sees every request'],
    ['field', 'start', 'ASP.aspnet_client_x_aspx.Go', 'a field of a compiled page'],
    ['reflect', 'start', 'R.ProcessRequest', 'names hidden as Base64 and looked up when it runs'],
    ['virtual', 'write', 'C+Disk+<Put>c__AnonStorey0.<>m__0', 'through an interface, a closure and a delegate'],
    ['service', 'start', 'S.Do', 'parameters of a web service'],
    ['password', 'password', 'Keep.On', 'a module that keeps passwords'],
  ] as const)('%s: %s in %s (%s)', (name, kind, method, _what) => {
    const finding = worst(name);
    expect([finding?.level, finding?.kind]).toEqual(['malicious', kind]);
    expect(finding?.lines.map((l) => l.method)).toContain(method);
  });

  test('a logger, a download by number, a converter, a plug-in by name: nothing', () => {
    const analysis = analyseAssemblyFile(library('harmless'));
    expect([analysis?.client, analysis?.findings]).toEqual([true, []]);
  });

  test('what is no assembly', () => {
    expect(analyseAssemblyFile(new Uint8Array(0))).toBeUndefined();
    expect(analyseAssemblyFile(new TextEncoder().encode('MZ'.repeat(1000)))).toBeUndefined();
  });
});

describe('hidden in a text', () => {
  const bytes = library('start');
  const base64 = Buffer.from(bytes).toString('base64');
  const pieces = base64.match(/.{1,76}/g) ?? [];
  test.each([
    ['Base64', `var x = "${base64}";`],
    ['Base64 in pieces', `var x = ${pieces.map((p) => `"${p}"`).join(' +\r\n  ')};`],
    ['Base64 in pieces of VB', `x = ${pieces.map((p) => `"${p}"`).join(' & _\r\n  ')}`],
    ['Base64 with line ends', pieces.join('\r\n')],
    ['hexadecimal', `'${Buffer.from(bytes).toString('hex')}'`],
    ['hexadecimal, upper case', Buffer.from(bytes).toString('hex').toUpperCase()],
    ['bytes', `{ ${Array.from(bytes, (b) => `0x${b.toString(16)}`).join(', ')} , }`],
    ['numbers', `{ ${Array.from(bytes).join(',')}, }`],
  ])('%s', (_, text) => {
    expect(embeddedAssemblies(text)).toHaveLength(1);
    const found = analyseEmbedded(text);
    expect(found?.level).toBe('malicious');
    expect(found?.findings[0]?.what).toMatch(/^In a program that is hidden inside: /);
  });
  test('an ordinary text, and a harmless library', () => {
    expect(
      analyseEmbedded(`TVqQ is how programs begin in Base64. 4d5a9000 77,90,144 ${'TVqQAAMA'.repeat(200)}`),
    ).toBeUndefined();
    expect(analyseEmbedded(Buffer.from(library('harmless')).toString('base64'))?.level).toBeUndefined();
  });
});

describe('levels in libraries', () => {
  const finding = (
    kind: 'start' | 'files' | 'register' | 'reflect',
    level: 'malicious' | 'suspicious' = 'malicious',
  ) => ({
    kind,
    level,
    what: '',
    why: '',
    lines: [],
  });
  const one = [{ method: 'A.B.m', text: '' }];
  const two = [...one, { method: 'A.C.n', text: '' }];
  test('in a product, only what lies in one class counts, and only what nobody gives to visitors is malicious', () => {
    expect(levelIn(finding('start'), two, SMALL_LIBRARY + 1)).toBeUndefined();
    expect(levelIn(finding('start'), one, SMALL_LIBRARY + 1)).toBe('malicious');
    expect(levelIn(finding('start'), two, SMALL_LIBRARY)).toBe('malicious');
    expect(levelIn(finding('files'), one, SMALL_LIBRARY + 1)).toBe('suspicious');
    expect(levelIn(finding('files'), one, SMALL_LIBRARY)).toBe('malicious');
  });
  test('nested classes are one class', () => {
    expect(levelIn(finding('start'), [...one, { method: 'A.B+C.n', text: '' }], SMALL_LIBRARY + 1)).toBe('malicious');
  });
  test('registering routes is ordinary', () => {
    expect(levelIn(finding('register'), one, 10)).toBeUndefined();
    expect(levelIn(finding('register'), [{ method: 'A.m', text: 'x.RegisterVirtualPathProvider(y)' }], 10)).toBe(
      'suspicious',
    );
  });
});

describe('names', () => {
  test('types', () => {
    expect(simpleType('System.Collections.Generic.List`1<System.Func`2<int,string>>')).toBe('List');
    expect(simpleType('A.B+C[]&')).toBe('C');
    expect(simpleType('\u202e')).toBe('object');
  });
  test('what cannot be a name', () => {
    expect(identifier('<Name>k__BackingField', 'x')).toBe('Name');
    expect(identifier('\u0001\u0002', 'field')).toBe('field');
    expect(parameterName('request', 0)).toBe('request_');
    expect(parameterName('', 3)).toBe('a3_');
  });
  test('a literal never ends server code', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '%', '>', 's', 'S', '"', '\\', '\n', 'a') }), (text) => {
        const written = literal(text);
        expect(written).not.toMatch(/<%|%>|<s|\n/i);
        expect(JSON.parse(written)).toBe(text);
      }),
    );
  });
});

test('changed bytes: no throw, no hang', () => {
  const all = (['start', 'load', 'virtual', 'harmless'] as const).map(library);
  const change = fc.record({ at: fc.nat(5000), with: fc.uint8Array({ minLength: 1, maxLength: 4 }) });
  fc.assert(
    fc.property(fc.nat(3), fc.array(change, { minLength: 1, maxLength: 25 }), (which, changes) => {
      const bytes = (all[which] ?? new Uint8Array()).slice();
      for (const c of changes) if (c.at + 4 < bytes.length) bytes.set(c.with, c.at);
      const start = process.cpuUsage().user;
      analyseAssemblyFile(bytes);
      expect((process.cpuUsage().user - start) / 1000).toBeLessThan(5000);
    }),
    { numRuns: 300 },
  );
}, 60_000);
