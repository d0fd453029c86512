import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyAt, valueNumber, valueStrings, valueText } from '../regf/index.js';
import { isRegExport, parseRegExport } from './parse.js';

const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n';
const read = (text: string) => parseRegExport(new TextEncoder().encode(text));

test('values of every kind, in UTF-16 as regedit writes it', () => {
  const text = `${HEAD}[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\r\n@="def"\r\n"s"="a\\\\b \\"q\\""\r\n"d"=dword:0000000a\r\n"m"=hex(7):61,00,00,00,\\\r\n  62,00,00,00,00,00\r\n"b"=hex:01,ff\r\n"two"="first\r\nsecond"\r\n"gone"=-\r\n`;
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) bytes[2 + 2 * i] = text.charCodeAt(i);
  expect(isRegExport(bytes)).toBe(true);
  const { mounts, problems } = parseRegExport(bytes);
  expect(problems).toEqual([]);
  expect(mounts.map((mount) => mount.prefix)).toEqual(['HKLM\\SOFTWARE']);
  const key = keyAt(mounts[0]?.root, 'a\\b');
  expect(key?.place.line).toBe(3);
  expect(valueText(key?.value(''))).toBe('def');
  expect(valueText(key?.value('S'))).toBe('a\\b "q"');
  expect(valueNumber(key?.value('d'))).toBe(10);
  expect(valueStrings(key?.value('m'))).toEqual(['a', 'b']);
  expect([...(key?.value('b')?.data() ?? [])]).toEqual([1, 255]);
  expect(valueText(key?.value('two'))).toBe('first\nsecond');
  expect(key?.value('gone')).toBeUndefined();
});

test('keys that the file deletes are none, hives are told apart', () => {
  const { mounts } = read(
    `${HEAD}[-HKEY_LOCAL_MACHINE\\SYSTEM\\X]\r\n[HKEY_USERS\\S-1-5-21-1\\Software]\r\n[HKEY_CLASSES_ROOT\\CLSID\\{1}]\r\n`,
  );
  expect(mounts.map((mount) => mount.prefix)).toEqual(['HKU\\S-1-5-21-1', 'HKLM\\SOFTWARE']);
  expect(keyAt(mounts[1]?.root, 'Classes\\CLSID\\{1}')).toBeDefined();
});

test('other texts and damage give problems', () => {
  expect(isRegExport(new TextEncoder().encode('<html>'))).toBe(false);
  expect(read('hello').problems).toMatchObject([{ code: 'ALC-P003' }]);
  expect(read(`${HEAD}[HKEY_LOCAL_MACHINE\\SYSTEM]\r\n"a"=nonsense\r\n`).problems).toMatchObject([
    { code: 'ALC-P001', line: 4 },
  ]);
});

test('any lines end without throwing', () => {
  const line = fc.constantFrom(
    '[HKEY_LOCAL_MACHINE\\SYSTEM\\A]',
    '"a"="',
    '"a"=hex:01,\\',
    '\\',
    '"',
    'x',
    '@="\\',
    '[',
    '[]',
    '"b"=dword:zz',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 40 }), (lines) => {
      expect(read(HEAD + lines.join('\r\n')).problems.length).toBeLessThan(5);
    }),
    { numRuns: 300 },
  );
});

test('a text that never ends costs little', () => {
  const started = process.cpuUsage().user;
  read(`${HEAD}[HKEY_LOCAL_MACHINE\\SYSTEM]\r\n${'"a"="open\r\n'.repeat(20_000)}`);
  expect(process.cpuUsage().user - started).toBeLessThan(10_000_000);
});
