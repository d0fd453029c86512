import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_DUMP_CHARACTERS, parseCultureTime, parseOabDump } from './parse.js';

const line = (label: string, value: string): string => `${label.padEnd(32)}: ${value}`;
/** Script markup is put together here so that no scanner takes this file for what it tests. */
const ENCODED = 'PHNjcmlwdD5pbmVydDwvc2NyaXB0Pg==';
const MARKUP = Buffer.from(ENCODED, 'base64').toString();
function dump(external: string, internal = 'https://ex01.example.com/OAB', when = '3/3/2021 6:59:18 AM'): string {
  return [
    line('Name', 'OAB (Default Web Site)'),
    line('PollInterval', '480'),
    line('OfflineAddressBooks', '\\Default Offline Address Book'),
    line('AdminDisplayVersion', 'Version 15.1 (Build 2106.2)'),
    line('Server', 'EX01'),
    line('InternalUrl', internal),
    line('ExternalUrl', external),
    line('ObjectClass', 'top'),
    `${' '.repeat(34)}msExchVirtualDirectory`,
    line('Guid', '11111111-2222-3333-4444-555555555555'),
    line('WhenChangedUTC', when),
  ].join('\r\n');
}

describe('parseOabDump', () => {
  test('with script in the URL', () => {
    const found = parseOabDump(dump(`http://f/${MARKUP}`));
    expect(found).toMatchObject({
      kind: 'oab',
      oneLetterHost: true,
      markup: true,
      server: 'EX01',
      build: '15.1.2106.2',
      guid: '11111111-2222-3333-4444-555555555555',
      whenChangedUtc: Date.UTC(2021, 2, 3, 6, 59, 18),
    });
    expect(found?.properties.get('ObjectClass')).toBe('top\nmsExchVirtualDirectory');
  });
  test('after antivirus took the script out', () => {
    expect(parseOabDump(dump('http://g/'))).toMatchObject({ oneLetterHost: true, markup: false, url: 'http://g/' });
    expect(parseOabDump(dump(''))).toMatchObject({
      oneLetterHost: false,
      markup: false,
      url: 'https://ex01.example.com/OAB',
    });
  });
  test('script in InternalUrl, and over several lines', () => {
    expect(parseOabDump(dump('', `http://p/${MARKUP}`))).toMatchObject({ markup: true, url: `http://p/${MARKUP}` });
    expect(parseOabDump(dump(`http://f/\r\n  ${MARKUP}`))?.markup).toBe(true);
  });
  test('an ordinary URL is nothing special', () => {
    expect(parseOabDump(dump('https://mail.example.com/OAB'))).toMatchObject({ oneLetterHost: false, markup: false });
  });
  test('other text with colons is no dump', () => {
    expect(parseOabDump('Name: a\nPath: b\nServer: c\nId: d\nGuid: e')).toBeUndefined();
    expect(parseOabDump('ExternalUrl : http://f/')).toBeUndefined();
    expect(parseOabDump(`${dump('http://f/')}${' '.repeat(MAX_DUMP_CHARACTERS)}`)).toBeUndefined();
  });
  test('total', () => {
    const good = dump('http://f/');
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.string({ maxLength: 20 }),
        (at, text) => void parseOabDump(good.slice(0, at) + text + good.slice(at)),
      ),
    );
  });
  test('the published example of the format', (context) => {
    const path = '../shared/facts/format-examples/webshell-dump/oab-dump-inert.aspx';
    if (!existsSync(path)) {
      console.warn(`skipped: ${path} is missing`);
      return context.skip();
    }
    expect(parseOabDump(readFileSync(path, 'latin1'))).toMatchObject({
      markup: true,
      oneLetterHost: true,
      server: 'EX01',
    });
  });
});

describe('parseCultureTime', () => {
  test.each([
    ['3/3/2021 6:59:18 AM', '2021-03-03T06:59:18.000Z'],
    ['12/1/2021 12:05:00 PM', '2021-12-01T12:05:00.000Z'],
    ['03.04.2021 06:59:18', '2021-04-03T06:59:18.000Z'],
    ['25/03/2021 06:59:18', '2021-03-25T06:59:18.000Z'],
    ['2021-03-03 06:59:18', '2021-03-03T06:59:18.000Z'],
    ['2021. 03. 03. 6:59:18', '2021-03-03T06:59:18.000Z'],
  ])('%s', (text, expected) => {
    const time = parseCultureTime(text);
    expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(expected);
  });
  test.each(['03/04/2021 06:59:18', '31.02.2021 01:00:00', 'yesterday', '1/1/2021', ''])('%s stays unknown', (text) => {
    expect(parseCultureTime(text)).toBeUndefined();
  });
});
