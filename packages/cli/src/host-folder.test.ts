import { win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostFolder } from './host-folder.js';

const none: ReadonlySet<string> = new Set();

describe('the folder of a host', () => {
  test.each([
    ['mail01.townhall.example', 'mail01'],
    ['MAIL01', 'MAIL01'],
    ['10.20.0.10', '10.20.0.10'],
    ['fe80::1%3', 'fe80__1_3'],
    ['con', 'host_con'],
    ['CON.example.com', 'host_CON'],
    ['nul.txt', 'host_nul'],
    ['lpt1', 'host_lpt1'],
    ['_aux.x', '_aux.x'],
    ['aux._x', 'host_aux._x'],
    ['..', 'host_'],
    ['', 'host_'],
    ['../../etc', '_.._etc'],
    ['C:\\Windows', 'C__Windows'],
    ['mail.', 'mail'],
    ['été', '_t_'],
  ])('of %j is %j', (name, folder) => {
    expect(hostFolder(name, none)).toBe(folder);
  });

  test('two hosts whose names differ by case or domain do not share one', () => {
    expect(hostFolder('Mail01.b.example', new Set(['mail01']))).toBe('Mail01-2');
    expect(hostFolder('mail01', new Set(['mail01', 'mail01-2']))).toBe('mail01-3');
  });

  test('is one plain name on every platform, whatever the evidence says', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('.', '..', '/', '\\', ':', 'con', 'aux', 'com1', ' ', 'a', '\u0000'))
        .map((p) => p.join('')),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const folder = hostFolder(name, none);
        expect(folder).toMatch(/^[\w-][\w.-]*$/);
        expect(folder).not.toMatch(/\.$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
        expect(win32.basename(win32.resolve('D:\\out', folder))).toBe(folder);
        expect(folder.length).toBeLessThan(90);
      }),
    );
  });
});
