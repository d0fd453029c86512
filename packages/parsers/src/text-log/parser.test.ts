import type { EvidenceEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '../log/limits.js';
import { readLog } from '../log/read.js';
import { TextLogParser } from './parser.js';

function read(artifact: 'oab-generator' | 'text-log', content: string | Uint8Array): EvidenceEvent[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return [...readLog(new TextLogParser(artifact), bytes)];
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

describe('OABGeneratorLog', () => {
  const LINE =
    "2021-03-03T07:02:11.000Z,x,Download failed and temporary file 'D:\\web root\\aspnet_client\\SYNTHETIC.aspx' needs to be removed,y";
  test('the path of the marker sentence, on any drive, without its quotes', () => {
    const [record] = read('oab-generator', `#Software: x\r\n${LINE}\r\n`);
    expect(record?.logSource).toEqual({ product: 'exchange', service: 'oab-generator' });
    expect(record?.get('path')).toBe('D:\\web root\\aspnet_client\\SYNTHETIC.aspx');
    expect(record?.get('line')).toBe(LINE);
    expect(record?.time).toBe(Date.UTC(2021, 2, 3, 7, 2, 11));
    expect(record?.place).toMatchObject({ line: 2 });
  });

  test('other lines have no path; blank ones are no records', () => {
    const records = read('oab-generator', 'no time here\n\n   \n2021-03-03 07:02:11,456 with one\n');
    expect(records.map((r) => r.get('path'))).toEqual([undefined, undefined]);
    expect(records.map((r) => r.time)).toEqual([undefined, Date.UTC(2021, 2, 3, 7, 2, 11, 456)]);
  });
});

describe('logs of clean-up tools', () => {
  const LOG = [
    'Microsoft Safety Scanner v1.333',
    '',
    'Threat Detected: Exploit:ASP/Synthetic.A!dha, not removed.',
    '    file://C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx',
    'Results Summary:',
  ].join('\r\n');

  test.each([
    ['UTF-8', new TextEncoder().encode(LOG)],
    ['UTF-8 with BOM', new TextEncoder().encode(`\ufeff${LOG}`)],
    ['UTF-16LE with BOM', utf16(`\ufeff${LOG}`, true)],
    ['UTF-16LE without BOM', utf16(LOG, true)],
    ['UTF-16BE with BOM', utf16(`\ufeff${LOG}`, false)],
  ])('%s', (_, bytes) => {
    const records = read('text-log', bytes);
    expect(records.map((r) => r.get('line'))).toEqual(LOG.split('\r\n').filter((l) => l !== ''));
    expect(records[0]?.logSource).toEqual({ product: 'allclear', category: 'tool-log' });
    expect(records[1]?.get('tool')).toBe('msert');
    expect(records[1]?.get('threat')).toBe('Exploit:ASP/Synthetic.A!dha');
    expect(records[2]?.get('path')).toBe('C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx');
  });

  test('letters beyond Latin survive both byte orders', () => {
    const text = '\ufeffEOMT \u0416\u6f22\r\nzwei \u00e9\r\n';
    for (const order of [true, false]) {
      expect(read('text-log', utf16(text, order)).map((r) => r.get('line'))).toEqual([
        'EOMT \u0416\u6f22',
        'zwei \u00e9',
      ]);
    }
  });

  test('a line beyond the limit is cut and counted', () => {
    const parser = new TextLogParser('text-log');
    const bytes = new Uint8Array(MAX_LINE_BYTES + 10).fill(0x61);
    expect(parser.record(bytes, 0, bytes.length, {})?.get('line')).toHaveLength(MAX_LINE_BYTES);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P002' }]);
  });
});
