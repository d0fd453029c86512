import { describe, expect, it } from 'vitest';
import { mergeHost } from '../correlate/host-evidence.js';
import type { FileReport } from '../scan/file-report.js';
import { coverageOf } from './coverage.js';

function report(path: string, uncounted: Record<string, number>): FileReport {
  return {
    path,
    hostRoot: '',
    layout: 'loose',
    windowsPath: undefined,
    artifact: 'iis-log',
    bytes: 1,
    sha256: 'ab',
    sha1: undefined,
    md5: undefined,
    modified: undefined,
    status: 'examined',
    problems: [],
    statistics: undefined,
    service: 'iis',
    eventSources: [],
    sightings: [],
    uncounted,
    builds: [],
    hosts: [],
    state: [],
  };
}

describe('what stands in no finding', () => {
  it('is told by rule, with the matches of all files', () => {
    const host = mergeHost('', [report('b.log', { flood: 4, odd: 1 }), report('a.log', { flood: 3 })]);
    expect(coverageOf(host).problems.map(({ code, count, detail }) => [code, count, detail.split(':', 1)[0]])).toEqual([
      ['ALC-R002', 7, 'rule flood'],
      ['ALC-R002', 1, 'rule odd'],
    ]);
  });

  it('is nothing where nothing was cut', () => {
    expect(coverageOf(mergeHost('', [report('a.log', {})])).problems).toEqual([]);
  });
});
