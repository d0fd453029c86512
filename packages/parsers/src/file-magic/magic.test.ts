import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cabinetNames, MAX_CABINET_FILES } from './cabinet.js';
import { fileMagic } from './magic.js';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const padded = (start: readonly number[], size = 64): Uint8Array => {
  const bytes = new Uint8Array(size).fill(0x81);
  bytes.set(start);
  return bytes;
};

describe('fileMagic', () => {
  test.each([
    ['pst', bytesOf('!BDN\x9f\x01\x02\x03')],
    ['der', padded([0x30, 0x82, 0x00, 0x30], 64)],
    ['zip', padded([0x50, 0x4b, 0x03, 0x04])],
    ['7z', padded([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
    ['rar', padded([...bytesOf('Rar!\x1a\x07\x01\x00')])],
    ['cab', padded([...bytesOf('MSCF')])],
    ['minidump', padded([...bytesOf('MDMP')])],
    ['registry', padded([...bytesOf('regf')])],
    ['ese', padded([0, 0, 0, 0, 0xef, 0xcd, 0xab, 0x89])],
    ['ole', padded([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['gzip', padded([0x1f, 0x8b, 0x08])],
    ['image', padded([0xff, 0xd8, 0xff, 0xe0])],
    ['utf16', Uint8Array.of(0xff, 0xfe, 0x41, 0)],
    ['utf16', bytesOf('h\0e\0l\0l\0o\0 \0t\0h\0e\0r\0e\0')],
    ['text', bytesOf('plain text\r\n')],
    ['text', Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)],
    ['binary', padded([1, 2, 3, 4])],
    ['empty', new Uint8Array()],
  ] as const)('%s', (magic, bytes) => {
    expect(fileMagic(bytes)).toBe(magic);
  });

  test('MZ at the start of a text is no executable', () => {
    expect(fileMagic(bytesOf(`MZ is how this sentence begins${' and goes on'.repeat(10)}`))).toBe('text');
  });

  test('a stray zero far behind does not make a text binary, one in the header does', () => {
    expect(fileMagic(bytesOf(`${'text '.repeat(100)}\0`))).toBe('text');
    expect(fileMagic(bytesOf(`a\0${'text '.repeat(100)}`))).toBe('binary');
    expect(fileMagic(bytesOf(`12345678${'\x01\x02'.repeat(100)}`))).toBe('binary');
  });

  test('a DER length beyond the file is no DER', () => {
    expect(fileMagic(padded([0x30, 0x82, 0x10, 0x00], 64))).toBe('binary');
  });

  test('total on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(fileMagic(bytes)).toBeTypeOf('string');
      }),
    );
  });
});

function cabinet(names: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(64 + names.length * 300);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOf('MSCF'));
  view.setUint32(16, 44, true);
  view.setUint16(28, names.length, true);
  let at = 44;
  for (const name of names) {
    bytes.set(bytesOf(name), at + 16);
    at += 16 + name.length + 1;
  }
  return bytes;
}

describe('cabinetNames', () => {
  test('reads the directory', () => {
    expect(cabinetNames(cabinet(['ip.txt', 'system']))).toEqual(['ip.txt', 'system']);
  });
  test('caps the count and survives damage', () => {
    expect(cabinetNames(cabinet(Array.from({ length: MAX_CABINET_FILES + 5 }, () => 'a'))).length).toBe(
      MAX_CABINET_FILES,
    );
    const good = cabinet(['arp.txt', 'security']);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice();
        bytes[at] = value;
        expect(Array.isArray(cabinetNames(bytes.subarray(0, cut)))).toBe(true);
      }),
    );
  });
});
