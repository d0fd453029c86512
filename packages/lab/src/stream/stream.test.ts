import { describe, expect, it } from 'vitest';
import { httpProxyLog, iisLog } from './index.js';

describe.each([
  ['iisLog', iisLog, ' '],
  ['httpProxyLog', httpProxyLog, ','],
] as const)('%s', (_, log, separator) => {
  const read = (seed: string, bytes: number): string => {
    const chunks = [...log(seed, bytes)];
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  };
  const bytes = 20_000_000;
  const text = read('s', bytes);
  const lines = text.split('\r\n');

  it('gives nearly the bytes asked for, never more, and only whole lines', () => {
    const size = [...log('s', bytes)].reduce((sum, chunk) => sum + chunk.length, 0);
    expect(size).toBeLessThanOrEqual(bytes);
    expect(size).toBeGreaterThan(bytes - 3000);
    expect(text.endsWith('\r\n')).toBe(true);
    expect([...log('s', 10)]).toEqual([]);
  });

  it('is the same for the same seed', () => {
    expect(read('s', 3_000_000)).toBe(text.slice(0, read('s', 3_000_000).length));
    expect(read('t', 3_000_000)).not.toBe(read('s', 3_000_000));
  });

  it('goes on in time over the seams of its template, with the fields of its header', () => {
    const fields = (lines.find((line) => line.startsWith('#Fields:')) ?? '').slice(9).split(separator).length;
    let last = '';
    let records = 0;
    for (const line of lines) {
      if (!/^\d{4}-/.test(line)) continue;
      const time = line.slice(0, 19);
      if (time < last) expect.fail(`${time} after ${last}`);
      last = time;
      if (!line.includes('"')) expect(line.split(separator).length).toBe(fields);
      records++;
    }
    expect(records).toBeGreaterThan(15_000);
    expect(Date.parse(`${last.replace(' ', 'T')}Z`)).toBe(
      Date.parse('2021-03-01T00:00:00Z') + Math.floor((records - 1) / 200) * 1000,
    );
  });

  it('gives each line a request id of its own', () => {
    const ids = lines.flatMap(
      (line) =>
        (separator === ' '
          ? /cafeReqId=([0-9a-f-]{36})/.exec(line)?.[1]
          : /^\d[^,]*,([0-9a-f-]{36}),/.exec(line)?.[1]) ?? [],
    );
    expect(ids.length).toBeGreaterThan(10_000);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('httpProxyLog', () => {
  it('keeps the times inside a row in order', () => {
    const text = Buffer.concat([...httpProxyLog('s', 2_000_000)]).toString('utf8');
    for (const [, begin, end] of text.matchAll(/BeginRequest=([^;]+);.*?EndRequest=([^;]+);/g)) {
      expect(Date.parse(begin ?? '')).toBeLessThanOrEqual(Date.parse(end ?? ''));
    }
  });
});
