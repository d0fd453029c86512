import { describe, expect, it } from 'vitest';
import { csvCell, csvRow } from './csv.js';
import { ecpEventData } from './ecp.js';
import { at, usDateTime } from './time.js';

describe('cells and elements', () => {
  it('quotes a cell only where it must', () => {
    expect(csvCell('plain')).toBe('plain');
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "no"')).toBe('"say ""no"""');
    expect(csvCell('two\r\nlines')).toBe('two lines');
  });

  it('refuses a column that the log does not have', () => {
    expect(() => csvRow(['a', 'b'], { c: 1 })).toThrow(/no such column: c/);
  });

  it('wraps an element of EventData with quotes inside, and no other', () => {
    const data = ecpEventData({
      command: "Set-X.Url='a;b'",
      url: '/ecp/?x=1&y=2:444',
      build: '15.1.2176.2',
      sessionId: 's',
      activityId: 'a',
      milliseconds: 5,
    });
    expect(data).toContain("'S:CMD=Set-X.Url=''a;b''';S:REQID=;S:URL=/ecp/?x=1&y=2:444;");
    expect(data).toContain('S:TNAME=<null>;');
  });

  it('prints noon and midnight as en-US does', () => {
    expect(usDateTime(at('2021-03-03T00:05:09Z'))).toBe('3/3/2021 12:05:09 AM');
    expect(usDateTime(at('2021-12-13T12:00:00Z'))).toBe('12/13/2021 12:00:00 PM');
  });
});
