import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody } from './body.js';
import { INERT_LIBRARY } from './fixtures/inert-library.js';
import { type DotNetAssembly, parseAssemblyFacts, parseDotNet } from './index.js';
import { MAX_INSTRUCTIONS, MAX_NAME } from './limits.js';
import { methodSignature, typeSpec } from './signature.js';

const INERT = new Uint8Array(gunzipSync(Buffer.from(INERT_LIBRARY, 'base64')));

function open(bytes: Uint8Array): DotNetAssembly {
  const { assembly } = parseDotNet(bytes);
  if (assembly === undefined) throw new Error('no assembly');
  return assembly;
}

function methodNamed(assembly: DotNetAssembly, name: string) {
  const method = assembly.types.flatMap((t) => t.methods).find((m) => m.name === name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

describe('a library', () => {
  const assembly = open(INERT);

  test('identity and references', () => {
    expect(assembly.identity).toEqual({ name: 'inert', version: '1.2.3.4', culture: '', strongNamed: false });
    expect(assembly.references.map((r) => r.name)).toEqual(['mscorlib']);
    expect(assembly.runtime).toBe('v4.0.30319');
  });

  test('types with bases, interfaces and nesting', () => {
    const names = assembly.types.map((t) => t.fullName);
    expect(names).toContain('Inert.Sample+Nested');
    const sample = assembly.types.find((t) => t.fullName === 'Inert.Sample');
    expect([sample?.base, sample?.interfaces]).toEqual(['System.Object', ['Inert.IShape']]);
    expect(sample?.fields.find((f) => f.name === 'Motto')?.constant).toBe('nothing happens');
    expect(sample?.fields.find((f) => f.name === 'Answer')?.constant).toBe(42);
  });

  test('signatures', () => {
    const count = methodNamed(assembly, 'Count');
    expect(count.signature.parameters).toEqual(['int&', 'string[]', 'int[,]']);
    expect(count.parameters).toEqual(['a', 'b', 'c']);
    expect(methodNamed(assembly, 'Twice').signature).toEqual({
      hasThis: true,
      generic: 1,
      returns: 'System.Collections.Generic.List`1<!!0>',
      parameters: ['!!0'],
    });
    expect(methodNamed(assembly, 'Nothing').native).toEqual({ library: 'inert.dll', entry: 'DoNothing' });
  });

  test('code: calls, literals, constants, switch, exception clauses', () => {
    const kind = assembly.body(methodNamed(assembly, 'Kind'));
    expect(kind?.instructions.find((i) => i.name === 'switch')?.targets).toEqual([0x1b, 0x21, 0x27, 0x2d]);
    const literals = kind?.instructions
      .filter((i) => i.name === 'ldstr')
      .map((i) => assembly.literal(Number(i.operand)));
    expect(literals).toEqual(['zero', 'one', 'two', 'three', 'many €', 'few']);
    expect(assembly.body(methodNamed(assembly, 'Safe'))?.clauses.map((c) => c.kind)).toEqual(['catch', 'finally']);
    expect(assembly.body(methodNamed(assembly, 'Big'))?.instructions[0]?.operand).toBe(0x123456789abcdefn);
  });

  test('records for dump', () => {
    const { facts } = parseAssemblyFacts(INERT);
    const safe = facts.find((f) => f.get('kind') === 'method' && f.get('name') === 'Safe');
    expect(safe?.get('calls')).toBe('System.Int32::Parse');
    expect(facts.filter((f) => f.get('kind') === 'string').map((f) => f.get('text'))).toContain('many €');
  });

  test('what is no assembly', () => {
    expect(parseDotNet(new Uint8Array(0)).problems[0]?.code).toBe('ALC-P005');
    expect(parseDotNet(new TextEncoder().encode('text')).problems[0]?.code).toBe('ALC-P003');
  });
});

describe('hostile input', () => {
  const everything = (bytes: Uint8Array): void => {
    const { assembly } = parseDotNet(bytes);
    if (assembly === undefined) return;
    for (const type of assembly.types)
      for (const method of type.methods) {
        const body = assembly.body(method);
        if (body === undefined) continue;
        assembly.locals(body);
        for (const i of body.instructions) if (typeof i.operand === 'number') assembly.member(i.operand);
      }
    for (const _ of assembly.resources());
    for (const field of assembly.types.flatMap((t) => t.fields)) assembly.fieldData(field.row, 100);
    parseAssemblyFacts(bytes);
  };

  test('changed bytes: no throw, no hang', () => {
    const change = fc.record({
      at: fc.nat(INERT.length - 1),
      with: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(INERT.length), (changes, length) => {
        const bytes = INERT.slice(0, changes.length % 5 === 0 ? length : INERT.length);
        for (const c of changes)
          bytes.set(c.with.subarray(0, Math.max(0, bytes.length - c.at)), Math.min(c.at, bytes.length));
        const start = process.cpuUsage().user;
        everything(bytes);
        expect((process.cpuUsage().user - start) / 1000).toBeLessThan(2000);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  test('a signature nested without end', () => {
    const deep = new Uint8Array(100_000).fill(0x1d);
    expect(typeSpec(deep, () => 'T').length).toBeLessThan(200);
    const wide = Uint8Array.of(0x00, 0xc0, 0x0f, 0xff, 0xff, 0x01, ...new Uint8Array(10_000).fill(0x08));
    expect(methodSignature(wide, () => 'T').parameters.length).toBeLessThan(5000);
  });

  test('a method longer than the limit', () => {
    const bytes = new Uint8Array(MAX_INSTRUCTIONS + 1000);
    const view = new DataView(bytes.buffer);
    bytes[0] = 0x13;
    bytes[1] = 0x30;
    view.setUint32(4, MAX_INSTRUCTIONS + 900, true);
    const body = readBody(bytes, 0);
    expect([body.instructions.length, body.whole]).toEqual([MAX_INSTRUCTIONS, false]);
  });

  test('a long name is cut', () => {
    const assembly = open(INERT);
    expect(assembly.metadata.string(1).length).toBeLessThanOrEqual(MAX_NAME);
    const start = Buffer.from(INERT).indexOf('#Strings');
    const bytes = new Uint8Array(INERT.length + 10_000).fill(0x41);
    bytes.set(INERT);
    // The heap of names moves behind everything and never ends.
    const root = Buffer.from(INERT).indexOf('BSJB');
    new DataView(bytes.buffer).setUint32(start - 8, INERT.length - root, true);
    new DataView(bytes.buffer).setUint32(start - 4, 10_000, true);
    expect(open(bytes).metadata.string(1)).toHaveLength(MAX_NAME);
  });

  test('bodies that overlap are decoded only as far as the file is large', () => {
    const assembly = open(INERT);
    const method = methodNamed(assembly, 'Kind');
    let decoded = 0;
    for (let i = 0; i < 100_000; i++) if (assembly.body(method) !== undefined) decoded++;
    expect(decoded).toBeLessThan(3000);
  });
});

const CANDIDATES = [
  '/usr/lib/mono/4.5/System.Web.Services.dll',
  '/usr/lib/mono/4.5/System.Web.dll',
  '/usr/lib/mono/4.5/mscorlib.dll',
];
const monodis = (() => {
  for (const path of ['/usr/bin/monodis', '/usr/local/bin/monodis', '/opt/homebrew/bin/monodis'])
    if (existsSync(path)) return path;
  console.warn('SKIPPED: monodis (Debian: mono-utils) is not installed; assemblies are not compared with it.');
  return undefined;
})();

describe.skipIf(monodis === undefined)('the same as monodis reads', () => {
  const ask = (file: string, ...options: string[]): string =>
    execFileSync(monodis ?? '', [...options, file], {
      encoding: 'latin1',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const inert = join(mkdtempSync(join(tmpdir(), 'dotnet-')), 'inert.dll');
  writeFileSync(inert, INERT);
  const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

  for (const file of [inert, ...CANDIDATES.filter((c) => existsSync(c))]) {
    test(file.split('/').at(-1) ?? file, () => {
      const assembly = open(new Uint8Array(readFileSync(file)));
      const types = [...ask(file, '--typedef').matchAll(/^(\d+): (.*) \(flist=/gm)].slice(1).map((m) => m[2]);
      expect(assembly.types.slice(1).map((t) => latin1(t.fullName.replaceAll('+', '/')))).toEqual(types);
      const references = [...ask(file, '--assemblyref').matchAll(/Version=([\d.]+)\s+Name=(\S+)/g)].map(
        (m) => `${m[2]} ${m[1]}`,
      );
      expect(assembly.references.map((r) => `${r.name} ${r.version}`)).toEqual(references);
      const members = [...ask(file, '--memberref').matchAll(/^(\d+): \w+\[\d+\] (.*)$/gm)].map((m) => m[2]);
      const own = Array.from({ length: assembly.metadata.rows(10) }, (_, i) =>
        latin1(assembly.metadata.name(10, i + 1, 1)),
      );
      expect(own).toEqual(members);
      // The listing: offset, mnemonic, literal or switch targets of every instruction of every method.
      const listed: string[] = [];
      for (const m of ask(file).matchAll(/^\s+IL_([0-9a-f]+): {2}(\S+)(?: ("(?:[^"\\]|\\.)*")?)?/gm))
        listed.push(`${m[1]} ${m[2]}`);
      const decoded: string[] = [];
      for (const type of assembly.types)
        for (const method of type.methods)
          for (const i of assembly.body(method)?.instructions ?? [])
            decoded.push(`${i.at.toString(16).padStart(4, '0')} ${i.name}`);
      expect(decoded.length).toBeGreaterThan(50);
      expect(sorted(decoded)).toEqual(sorted(listed));
    }, 120_000);
  }
});

/** Nested types are listed within their outer ones: the order differs, the content must not. */
function sorted(lines: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
