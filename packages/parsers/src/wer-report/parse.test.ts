import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_WER_BYTES, parseWerReport } from './parse.js';

const utf16 = (text: string): Uint8Array =>
  Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])]);
const REPORT = [
  'Version=1',
  'EventType=CLR20r3',
  'EventTime=132592283580000000',
  'Sig[0].Name=Problem Signature 01',
  'Sig[0].Value=w3wp#MSExchangeECPAppPool',
  'AppName=IIS Worker Process',
  'AppPath=C:\\Windows\\System32\\inetsrv\\w3wp.exe',
].join('\r\n');

describe('parseWerReport', () => {
  test('what crashed, in which pool, when', () => {
    const { facts, problems } = parseWerReport(utf16(REPORT));
    expect(problems).toEqual([]);
    expect(facts[0]?.get('pool')).toBe('MSExchangeECPAppPool');
    expect(facts[0]?.get('appPath')).toBe('C:\\Windows\\System32\\inetsrv\\w3wp.exe');
    expect(facts[0]?.get('signature')).toBe('Problem Signature 01=w3wp#MSExchangeECPAppPool');
    expect(facts[0]?.get('eventTime')).toBe('2021-03-03T06:59:18.000Z');
    expect(facts[0]?.time).toBe(Date.UTC(2021, 2, 3, 6, 59, 18));
  });
  test('other text is reported', () => {
    expect(parseWerReport(utf16('hello')).problems[0]?.code).toBe('ALC-P003');
    expect(parseWerReport(new Uint8Array()).problems[0]?.code).toBe('ALC-P005');
    expect(parseWerReport(new Uint8Array(MAX_WER_BYTES + 1).fill(0x20)).problems[0]?.code).toBe('ALC-P008');
  });
  test('total', () => {
    const good = utf16(REPORT);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice();
        bytes[at] = value;
        const { facts, problems } = parseWerReport(bytes.subarray(0, cut));
        expect(facts.length + problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
