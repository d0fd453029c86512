import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf } from './area.js';
import { fileContent, MAX_CONTENT } from './content.js';
import { decodeText } from './decode.js';
import { fileExtension, fileName, isExecutableName } from './extension.js';
import { editDistance, lookalikeOf } from './lookalike.js';
import { normaliseCode } from './normalise.js';
import { permutePst, printableRuns, pstText } from './pst.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);

describe('decodeText', () => {
  test('byte order marks, UTF-16 without one, local code page', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toEqual({
      text: 'A',
      encoding: 'utf-8',
      byteOrderMark: true,
    });
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0)).text).toBe('A');
    expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toMatchObject({ text: 'A', encoding: 'utf-16be' });
    expect(decodeText(utf16('a sentence in UTF-16'))).toMatchObject({
      text: 'a sentence in UTF-16',
      byteOrderMark: false,
    });
    expect(decodeText(Uint8Array.of(0x67, 0xfc, 0x6e, 0x21))).toMatchObject({ text: 'gün!', encoding: 'windows-1252' });
  });
  test('a character cut off at the end does not spoil the rest', () => {
    const whole = bytesOf('zürich €');
    expect(decodeText(whole.subarray(0, whole.length - 1))).toMatchObject({ text: 'zürich ', encoding: 'utf-8' });
  });
  test('total', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeText(bytes).text).toBeTypeOf('string');
      }),
    );
  });
});

describe('placeOf', () => {
  const install = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';
  test.each([
    ['C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx', 'aspnet_client', 0],
    ['d:\\INETPUB\\wwwroot\\Aspnet_Client\\system_web\\4_0_30319\\x.aspx', 'aspnet_client', 2],
    [`${install}FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx`, 'owa-auth', 0],
    [`${install}FrontEnd\\HttpProxy\\owa\\auth\\Current\\themes\\resources\\x.aspx`, 'owa-auth', 3],
    [`${install}FrontEnd\\HttpProxy\\ecp\\auth\\x.aspx`, 'ecp-auth', 0],
    [`${install}FrontEnd\\HttpProxy\\OAB\\x.aspx`, 'oab', 0],
    [`${install}FrontEnd\\HttpProxy\\ecp\\x.aspx`, 'frontend', 2],
    [`${install}ClientAccess\\ecp\\default.aspx`, 'clientaccess', 1],
    [`${install}Bin\\ExSetup.exe`, 'exchange-bin', 0],
    ['E:\\Mail\\FrontEnd\\HttpProxy\\owa\\auth\\x.aspx', 'owa-auth', 0],
    ['C:\\inetpub\\wwwroot\\x.aspx', 'wwwroot', 0],
    ['C:\\ProgramData\\it.zip', 'programdata', 0],
    ['C:\\Users\\All Users\\COM1\\x.aspx', 'programdata', 1],
    ['C:\\Windows\\Temp\\lsass.dmp', 'temp', 0],
    ['C:\\Users\\Public\\opera\\x.exe', 'public', 1],
    ['C:\\PerfLogs\\cm.exe', 'perflogs', 0],
    ['C:\\root\\a.exe', 'root', 0],
    ['C:\\Windows\\System32\\x.exe', 'system32', 0],
    ['C:\\data\\x.txt', 'other', 2],
  ] as const)('%s', (path, area, depth) => {
    expect(placeOf(path)).toMatchObject({ area, depth });
  });
  test('the given install folder wins, on any drive, with any separators', () => {
    const place = placeOf('f:/mail/ex/FrontEnd/HttpProxy/owa/auth/x.aspx', { exchangeInstallPath: 'F:\\Mail\\Ex' });
    expect(place).toEqual({ area: 'owa-auth', depth: 0, relativePath: 'FrontEnd\\HttpProxy\\owa\\auth\\x.aspx' });
  });
  test('folders that IIS serves are web folders', () => {
    expect(placeOf('D:\\sites\\a\\b\\x.aspx', { webRoots: ['D:\\Sites\\A'] })).toMatchObject({
      area: 'other-web',
      depth: 1,
    });
    expect(placeOf('D:\\sites\\ab\\x.aspx', { webRoots: ['D:\\Sites\\A'] }).area).toBe('other');
  });
  test('total', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (path) => {
        expect(placeOf(path).depth).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('names', () => {
  test('the name as Windows opens it', () => {
    expect(fileName('C:\\a\\x.aspx. ')).toBe('x.aspx');
    expect(fileName('C:\\a\\x.aspx::$DATA')).toBe('x.aspx');
    expect(fileName('a/b/y.txt:stream')).toBe('y.txt');
    expect(fileExtension('X.ASPX')).toBe('.aspx');
    expect(fileExtension('none')).toBe('');
  });
  test('what the server runs', () => {
    expect(['a.aspx', 'a.ASHX', 'a.soap', 'a.jpg.asp', 'a.asp;.jpg', 'global.asax'].every(isExecutableName)).toBe(true);
    expect(['a.aspx.jpg', 'a.js', 'a.config', 'aspx', 'a.aspx.bak'].some(isExecutableName)).toBe(false);
  });
});

describe('lookalikeOf', () => {
  const genuine = [
    'errorFE.aspx',
    'logoff.aspx',
    'logon.aspx',
    'OutlookCN.aspx',
    'RedirSuiteServiceProxy.aspx',
    'TimeoutLogout.aspx',
    'iisstart.htm',
  ];
  test.each([
    ['RedirSuiteServerProxy.aspx', 'RedirSuiteServiceProxy.aspx'],
    ['OutlookEN.aspx', 'OutlookCN.aspx'],
    ['OutlookZH.aspx', 'OutlookCN.aspx'],
    ['errorEE.aspx', 'errorFE.aspx'],
    ['TimeoutLogoff.aspx', 'TimeoutLogout.aspx'],
    ['logg.aspx', 'logon.aspx'],
    ['logout.aspx', 'logoff.aspx'],
    ['l0g0n.aspx', 'logon.aspx'],
    ['iisstart.aspx', 'iisstart.htm'],
    ['logon.ashx', 'logon.aspx'],
  ])('%s resembles %s', (name, expected) => {
    expect(lookalikeOf(name, genuine)).toBe(expected);
  });
  test.each(['LOGON.aspx', 'healthcheck.aspx', 'x.aspx', 'help.aspx', ''])('%s resembles nothing', (name) => {
    expect(lookalikeOf(name, genuine)).toBeUndefined();
  });
  test('distance counts a swap of neighbours once and is symmetric', () => {
    expect(editDistance('form', 'from')).toBe(1);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, a)).toBe(0);
      }),
    );
  });
});

describe('PST text', () => {
  test('the substitution is a permutation', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(new Set(permutePst(all)).size).toBe(256);
    expect(permutePst(Uint8Array.of(0, 1, 255))).toEqual(Uint8Array.of(0x47, 0xf1, 0xec));
  });
  test('text is found both as stored and as decoded', () => {
    const inverse = new Uint8Array(256);
    permutePst(Uint8Array.from({ length: 256 }, (_, i) => i)).forEach((plain, stored) => {
      inverse[plain] = stored;
    });
    const hidden = bytesOf('a message nobody should overlook').map((b) => inverse[b] ?? 0);
    const text = pstText(
      Uint8Array.from([...bytesOf('!BDN'), 0, 1, ...bytesOf('stored in the clear'), 2, ...hidden]),
      10_000,
    );
    expect(text).toContain('stored in the clear');
    expect(text).toContain('a message nobody should overlook');
  });
  test('UTF-16 text reads as text; the limit holds', () => {
    expect(printableRuns(utf16('hello there'), 100)).toBe('hello there');
    expect(printableRuns(new Uint8Array(50_000).fill(0x41), 1000).length).toBe(1000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(pstText(bytes, 100).length).toBeLessThanOrEqual(201);
      }),
    );
  });
});

describe('fileContent', () => {
  test('a long text keeps its beginning and its end', () => {
    const { text, omitted } = fileContent(bytesOf(`begin${' '.repeat(MAX_CONTENT)}end`), 'text');
    expect(text.length).toBeLessThanOrEqual(MAX_CONTENT);
    expect(text.startsWith('begin') && text.endsWith('end')).toBe(true);
    expect(omitted).toBeGreaterThan(0);
  });
});

describe('normaliseCode', () => {
  test.each([
    ['al/* hidden */ert ( 1 )', 'alert(1)'],
    ['\\u0061lert(1)', 'alert(1)'],
    ['"harm" + "less"', '"harmless"'],
    ['&lt;b&gt; &#97;', '<b> a'],
    ['a\u200bb', 'ab'],
    ['open /* never closed', 'open /* never closed'],
    ['A\r\n\t B', 'a b'],
  ])('%s', (text, expected) => {
    expect(normaliseCode(text)).toBe(expected);
  });
  test('not longer than the text, and fast on text made of openings', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(normaliseCode(text).length).toBeLessThanOrEqual(text.length * 3);
      }),
    );
    const start = performance.now();
    normaliseCode('/*'.repeat(100_000) + '" +'.repeat(50_000) + '&#'.repeat(50_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
