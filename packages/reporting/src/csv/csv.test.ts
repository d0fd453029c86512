import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from '../testing/compromised.js';
import { HOSTILE_VALUES, hostileAssessment } from '../testing/others.js';
import { csvField, csvRow } from './csv.js';
import { FINDING_COLUMNS, renderFindingsCsv } from './findings.js';
import { renderTimelineCsv, TIMELINE_COLUMNS } from './timeline.js';

/** RFC 4180, strictly: throws where a quote or a line end stands in the wrong place. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (match === null) throw new Error(`no cell at ${at}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    at = cell.lastIndex;
    if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else if (text[at] === ',') at += 1;
    else throw new Error(`neither comma nor CRLF at ${at}`);
  }
  return rows;
}

describe('csvField', () => {
  test.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', ' =1', '\u200b=1', '\uff1d1'])('%j is no formula', (value) => {
    expect(csvField(value).replace(/^"/, '')).toMatch(/^'/);
  });
  test('numbers of ours and plain text stay as they are', () => {
    expect(csvRow([3, 'a', undefined, 'a,b', 'say "x"', 'a;b'])).toBe('3,a,,"a,b","say ""x""","a;b"\r\n');
  });
});

describe('timeline and findings as CSV', () => {
  test('have the promised columns, in order of time', () => {
    const rows = parseCsv(renderTimelineCsv(compromisedAssessment()));
    expect(rows[0]).toEqual([...TIMELINE_COLUMNS]);
    const times = rows.slice(1).map((row) => row[0] ?? '');
    expect(times).toEqual([...times].sort());
    expect(times).toHaveLength(compromisedAssessment().timeline.length);
    const forged = rows.find((row) => row[6] === 'CVE-2021-26855 exploited through /ecp/y.js');
    expect(forged).toEqual([
      '2021-03-03T06:49:42.000Z',
      '2021-03-03T06:58:13.000Z',
      'exploitation',
      'success-likely',
      'high',
      '14',
      'CVE-2021-26855 exploited through /ecp/y.js',
      'client:203.0.113.7',
      'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log',
      '20114',
      'F-000000000002',
    ]);
  });

  test('hostile values stay one cell, hold no control character and start no formula', () => {
    const a = hostileAssessment();
    for (const [text, width] of [
      [renderTimelineCsv(a), TIMELINE_COLUMNS.length],
      [renderFindingsCsv(a), FINDING_COLUMNS.length],
    ] as const) {
      const rows = parseCsv(text);
      expect(rows).toHaveLength(HOSTILE_VALUES.length + 1);
      for (const row of rows) {
        expect(row).toHaveLength(width);
        for (const cell of row) {
          expect(cell).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(cell).not.toMatch(/^\s*[=+\-@]/);
        }
      }
    }
  });
});
