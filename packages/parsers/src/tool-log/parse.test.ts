import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE, MAX_THREATS, parseToolLog } from './parse.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const SCAN = `---------------------------------------------------------------------------------------
Microsoft Safety Scanner v1.333, (build 1.333.160.0)
Started On Tue Mar  9 08:14:17 2021

Quick Scan Results:
-------------------
Threat Detected: Test:Win32/Example.A, removed.
    Action: Remove, Result: 0x00000000
        file://C:\\inetpub\\wwwroot\\aspnet_client\\synthetic.aspx
            SigSeq: 0x00000555DC2DDDB0
        containerfile://C:\\inetpub\\wwwroot\\aspnet_client\\synthetic.aspx
Threat Detected: Test:Win32/Example.B, not removed.
    Action: NoAction, Result: 0x00000000
        file://C:\\data\\a.zip->inner.aspx

Results Summary:
----------------
Found Test:Win32/Example.A, removed.
Return code: 6 (0x6)
`;

describe('parseToolLog', () => {
  test('one fact a threat, with path, fate and the run it belongs to', () => {
    const { facts, problems } = parseToolLog(bytesOf(SCAN), { name: 'msert.log' });
    expect(problems).toEqual([]);
    expect(
      facts.map((f) => [f.get('threat'), f.get('removed'), f.get('path'), f.get('started'), f.place.line]),
    ).toEqual([
      [
        'Test:Win32/Example.A',
        'true',
        'C:\\inetpub\\wwwroot\\aspnet_client\\synthetic.aspx',
        'Tue Mar  9 08:14:17 2021',
        7,
      ],
      ['Test:Win32/Example.B', 'false', 'C:\\data\\a.zip', 'Tue Mar  9 08:14:17 2021', 12],
    ]);
  });
  test('UTF-16 as the tool writes it; a run without findings gives none', () => {
    const wide = Uint8Array.from([0xff, 0xfe, ...[...SCAN].flatMap((c) => [c.charCodeAt(0), 0])]);
    expect(parseToolLog(wide, { name: 'msert.log' }).facts.length).toBe(2);
    expect(parseToolLog(bytesOf('Microsoft Safety Scanner v1\nNo infection found.\n'))).toEqual({
      facts: [],
      problems: [],
    });
  });
  test('mitigation summary', () => {
    const { facts } = parseToolLog(bytesOf('EOMT mitigation summary\r\nMessage: Microsoft attempted to mitigate'), {
      name: 'EOMTSummary.txt',
    });
    expect(facts[0]?.get('kind')).toBe('mitigation-tool');
    expect(facts[0]?.get('message')).toBe('EOMT mitigation summary Message: Microsoft attempted to mitigate');
  });
  test('other text is reported', () => {
    expect(parseToolLog(bytesOf('hello')).problems[0]?.code).toBe('ALC-P003');
  });
  test('the number of threats is capped', () => {
    const many = `Microsoft Safety Scanner\n${'Threat Detected: T, removed.\n'.repeat(MAX_THREATS + 10)}`;
    expect(parseToolLog(bytesOf(many)).facts.length).toBe(MAX_THREATS);
  });
  test('lines are cut: neither a line of megabytes nor thousands of blank ones cost time', () => {
    const start = performance.now();
    parseToolLog(bytesOf(`Microsoft Safety Scanner\n${' '.repeat(4_000_000)}x`));
    parseToolLog(bytesOf(`Microsoft Safety Scanner\n${`Threat Detected: ${' '.repeat(1900)}x\n`.repeat(2000)}`));
    expect(performance.now() - start).toBeLessThan(3000);
    const long = `Microsoft Safety Scanner\nThreat Detected: ${'T'.repeat(MAX_LINE)}, removed.`;
    expect(parseToolLog(bytesOf(long)).facts.every((f) => (f.get('threat') ?? '').length <= 200)).toBe(true);
  });
  test('total', () => {
    fc.assert(
      fc.property(fc.nat(SCAN.length), fc.string({ maxLength: 30 }), fc.nat(SCAN.length), (at, text, cut) => {
        const { facts, problems } = parseToolLog(bytesOf((SCAN.slice(0, at) + text + SCAN.slice(at)).slice(0, cut)));
        expect(facts.length + problems.length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
