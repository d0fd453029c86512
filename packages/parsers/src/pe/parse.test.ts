import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SECTIONS, parsePe } from './parse.js';

/** A minimal PE32+ with a version resource, laid out by hand. */
function portableExecutable(
  version: [number, number, number, number],
  strings: Record<string, string>,
  dotNet = false,
): Uint8Array {
  const bytes = new Uint8Array(4096);
  const view = new DataView(bytes.buffer);
  const u16 = (at: number, v: number) => view.setUint16(at, v, true);
  const u32 = (at: number, v: number) => view.setUint32(at, v, true);
  const wide = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) u16(at + i * 2, text.charCodeAt(i));
    return at + text.length * 2 + 2;
  };
  bytes.set([0x4d, 0x5a]);
  u32(0x3c, 0x80);
  bytes.set([0x50, 0x45, 0, 0], 0x80);
  u16(0x84, 0x8664);
  u16(0x86, 1);
  u32(0x88, 1_614_729_600);
  u16(0x94, 240);
  u16(0x96, 0x2022);
  const optional = 0x98;
  u16(optional, 0x20b);
  u32(optional + 108, 16);
  u32(optional + 112 + 2 * 8, 0x1000);
  u32(optional + 112 + 2 * 8 + 4, 0x800);
  if (dotNet) u32(optional + 112 + 14 * 8, 0x1700);
  const section = optional + 240;
  bytes.set(new TextEncoder().encode('.rsrc'), section);
  u32(section + 8, 0xc00);
  u32(section + 12, 0x1000);
  u32(section + 16, 0xc00);
  u32(section + 20, 0x400);
  const root = 0x400;
  u16(root + 14, 1);
  u32(root + 16, 16);
  u32(root + 20, 0x8000_0018);
  u16(root + 0x18 + 14, 1);
  u32(root + 0x18 + 16, 1);
  u32(root + 0x18 + 20, 0x8000_0030);
  u16(root + 0x30 + 14, 1);
  u32(root + 0x30 + 16, 0x409);
  u32(root + 0x30 + 20, 0x48);
  u32(root + 0x48, 0x1080);
  u32(root + 0x4c, 0x600);
  const info = root + 0x80;
  const align = (at: number) => info + ((at - info + 3) & ~3);
  u16(info + 2, 52);
  const fixed = align(wide(info + 6, 'VS_VERSION_INFO'));
  u32(fixed, 0xfeef04bd);
  for (const offset of [8, 16]) {
    u32(fixed + offset, (version[0] << 16) | version[1]);
    u32(fixed + offset + 4, (version[2] << 16) | version[3]);
  }
  const stringInfo = fixed + 52;
  const table = align(wide(stringInfo + 6, 'StringFileInfo'));
  let at = align(wide(table + 6, '040904B0'));
  for (const [key, value] of Object.entries(strings)) {
    const text = align(wide(at + 6, key));
    const end = wide(text, value);
    u16(at, end - at);
    u16(at + 2, value.length + 1);
    at = align(end);
  }
  u16(table, at - table);
  u16(stringInfo, at - stringInfo);
  u16(info, at - info);
  return bytes;
}

const sample = portableExecutable(
  [15, 1, 2176, 9],
  { FileVersion: '15.01.2176.009', OriginalFilename: 'ExSetup.exe' },
  true,
);

describe('parsePe', () => {
  test('the numbers of the version resource, not its free text, are the version', () => {
    const { facts, problems } = parsePe(sample);
    expect(problems).toEqual([]);
    expect(facts?.version?.file).toBe('15.1.2176.9');
    expect(facts?.version?.product).toBe('15.1.2176.9');
    expect(facts?.version?.strings.get('FileVersion')).toBe('15.01.2176.009');
    expect(facts?.version?.strings.get('OriginalFilename')).toBe('ExSetup.exe');
  });

  test('machine, library, .NET, link time and certificate table', () => {
    const { facts } = parsePe(sample);
    expect(facts).toMatchObject({ machine: 'x64', dll: true, dotNet: true, hasCertificate: false });
    expect(facts?.linked).toBe(Date.UTC(2021, 2, 3));
    expect(facts?.sections.map((s) => s.name)).toEqual(['.rsrc']);
    expect(parsePe(portableExecutable([1, 2, 3, 4], {})).facts?.dotNet).toBe(false);
  });

  test('a file cut off before its resources gives the headers and says so', () => {
    const { facts, problems } = parsePe(sample.subarray(0, 0x300));
    expect(facts?.machine).toBe('x64');
    expect(facts?.version).toBeUndefined();
    expect(problems.map((p) => p.code)).toEqual(['ALC-P006']);
  });

  test('what is no PE file has no facts', () => {
    expect(parsePe(new Uint8Array()).problems[0]?.code).toBe('ALC-P005');
    expect(parsePe(new TextEncoder().encode('MZ but text')).facts).toBeUndefined();
  });

  test('the number of sections is capped', () => {
    const many = new Uint8Array(sample.length + 65_535 * 40);
    many.set(sample);
    new DataView(many.buffer).setUint16(0x86, 65_535, true);
    const { facts, problems } = parsePe(many);
    expect(facts?.sections.length).toBe(MAX_SECTIONS);
    expect(problems.some((p) => p.detail.includes('sections'))).toBe(true);
  });

  test('a resource tree that points at itself ends', () => {
    const loop = sample.slice();
    new DataView(loop.buffer).setUint32(0x400 + 0x30 + 20, 0x8000_0000, true);
    expect(parsePe(loop).facts?.version).toBeUndefined();
  });

  test('any change of any bytes still gives an answer', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(0x7ff), fc.nat(255)), { maxLength: 40 }), fc.nat(4096), (changes, cut) => {
        const bytes = sample.slice(0, cut);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const { facts, problems } = parsePe(bytes);
        expect(facts !== undefined || problems.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void parsePe(bytes)));
  });
});
