import { describe, expect, test } from 'vitest';
import { compileContent } from '../run/rules.js';
import { makeHost, makeRecord, makeReport, makeSighting } from '../testing/make.js';
import { collectFindings } from './collect-findings.js';

const meta = (over: Record<string, unknown> = {}) => ({
  checks: ['EX-PL-001'],
  outcome: 'success-likely',
  phase: 'exploitation',
  confidence: 'high',
  what: 'what',
  why: 'why',
  next: 'next',
  misses: 'misses',
  entities: { 'c-ip': 'client' },
  ...over,
});
const rule = (n: number, name: string, over: Record<string, unknown> = {}, top: Record<string, unknown> = {}) => ({
  title: `Rule ${name}`,
  name,
  id: `00000000-0000-4000-8000-00000000000${n}`,
  logsource: { category: 'webserver' },
  detection: { s: { 'cs-method': 'POST' }, condition: 's' },
  level: 'critical',
  tags: ['attack.t1190', 'attack.initial_access', 'cve.2021-26855'],
  allclear: meta(over),
  ...top,
});
const ID = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const compiled = compileContent(
  [
    rule(1, 'plain', { see: 'sed -n {line}p {file}' }),
    rule(2, 'silent', { standalone: false }),
    rule(3, 'present', { present: true, entities: {} }),
    rule(4, 'bare', {}, { allclear: undefined, level: 'informational' }),
    {
      title: 'Plain, then silent',
      id: ID(5),
      correlation: { type: 'temporal_ordered', rules: ['plain', 'silent'], 'group-by': ['c-ip'], timespan: '1m' },
      level: 'critical',
      allclear: meta({ outcome: 'success' }),
    },
  ].map((document, index) => ({ origin: `r${index}.yml`, document })),
);
const from = (client: string) => ({ groupKey: client, entities: [{ kind: 'client' as const, value: client }] });
const record = (line: number, seconds: number, client = '203.0.113.7') =>
  makeRecord('a.log', line, new Date(Date.UTC(2021, 2, 3, 6, 0, seconds)).toISOString(), { 'c-ip': client });
const collect = (...sightings: ReturnType<typeof makeSighting>[]) => collectFindings(sightings, compiled, makeHost());

describe('findings', () => {
  test('the rules of this test are valid', () => expect(compiled.problems).toEqual([]));

  test('say what the rule says, and quote at most five records, the earliest', () => {
    const records = Array.from({ length: 9 }, (_, i) => record(i + 2, i));
    const [finding, ...none] = collect(makeSighting(ID(1), records, { ...from('203.0.113.7'), count: 500 }));
    expect(none).toEqual([]);
    expect(finding).toMatchObject({
      rule: { id: ID(1), title: 'Rule plain', checks: ['EX-PL-001'] },
      severity: 'critical',
      outcome: 'success-likely',
      techniques: [{ id: 'T1190', name: 'Exploit Public-Facing Application' }],
      count: 500,
      first: '2021-03-03T06:00:00.000Z',
      last: '2021-03-03T06:00:08.000Z',
      entities: [{ kind: 'client', value: '203.0.113.7' }],
      see: 'sed -n 2p a.log',
      present: false,
    });
    expect(finding?.quotes.map((q) => q.place.line)).toEqual([2, 3, 4, 5, 6]);
  });

  test('keep their id from run to run, and differ by rule and group', () => {
    const one = collect(makeSighting(ID(1), [record(2, 0)], from('203.0.113.7')));
    const later = collect(makeSighting(ID(1), [record(9, 5), record(10, 6)], from('203.0.113.7')));
    const other = collect(makeSighting(ID(1), [record(2, 0)], from('203.0.113.8')));
    expect(one[0]?.id).toMatch(/^F-[0-9a-f]{12}$/);
    expect(later[0]?.id).toBe(one[0]?.id);
    expect(other[0]?.id).not.toBe(one[0]?.id);
  });

  test('of a rule without our block: nothing is claimed', () => {
    const [finding] = collect(makeSighting(ID(4), [record(2, 0)]));
    expect(finding).toMatchObject({
      severity: 'info',
      confidence: 'low',
      outcome: 'supporting',
      vulnerabilities: ['CVE-2021-26855'],
    });
  });

  test('of unknown rules there are none', () => {
    expect(collect(makeSighting(ID(9), [record(2, 0)]))).toEqual([]);
  });

  test('each place of a thing that is there is a finding of its own', () => {
    const findings = collect(
      makeSighting(ID(3), [makeRecord('a.aspx', 1), makeRecord('b.aspx', 1), makeRecord('b.aspx', 2)]),
    );
    expect(findings.map((f) => [f.quotes[0]?.place.file, f.count, f.present])).toEqual(
      expect.arrayContaining([
        ['a.aspx', 1, true],
        ['b.aspx', 2, true],
      ]),
    );
    expect(new Set(findings.map((f) => f.id)).size).toBe(2);
  });

  test('older copies of the configuration date a setting; gone from the newest it is no longer there', () => {
    const old = makeReport('C/inetpub/history/x.config', {
      artifact: 'iis-config-history',
      modified: Date.UTC(2021, 2, 1),
    });
    const host = makeHost(old, makeReport('C/now.config', { artifact: 'application-host-config' }));
    const now = makeRecord('C/now.config', 3);
    const before = makeRecord(old.path, 3);
    expect(collectFindings([makeSighting(ID(3), [now, before])], compiled, host)).toEqual([
      expect.objectContaining({ present: true, first: '2021-03-01T00:00:00.000Z' }),
    ]);
    expect(collectFindings([makeSighting(ID(3), [before])], compiled, host)).toEqual([
      expect.objectContaining({ present: false, first: '2021-03-01T00:00:00.000Z' }),
    ]);
  });
});

describe('correlations', () => {
  const pair = (client: string, seconds: number) => [
    makeSighting(ID(1), [record(2, 0, client)], from(client)),
    makeSighting(ID(2), [record(3, seconds, client)], from(client)),
  ];

  test('rules that only feed them make no finding of their own', () => {
    expect(collect(makeSighting(ID(2), [record(3, 5)], from('203.0.113.7')))).toEqual([]);
  });

  test('in time, in order, by one client', () => {
    const found = collect(...pair('203.0.113.7', 30)).find((f) => f.rule.id === ID(5));
    expect(found).toMatchObject({
      outcome: 'success',
      count: 2,
      first: '2021-03-03T06:00:00.000Z',
      last: '2021-03-03T06:00:30.000Z',
      entities: [{ kind: 'client', value: '203.0.113.7' }],
    });
    expect(found?.quotes.map((q) => q.place.line)).toEqual([2, 3]);
  });

  test.each([
    ['too late', pair('203.0.113.7', 90)],
    ['by two clients', [pair('203.0.113.7', 30)[0], pair('203.0.113.8', 30)[1]].filter((s) => s !== undefined)],
    [
      'the wrong way round',
      [
        makeSighting(ID(1), [record(2, 30)], from('203.0.113.7')),
        makeSighting(ID(2), [record(3, 0)], from('203.0.113.7')),
      ],
    ],
  ])('not %s', (_, sightings) => {
    expect(collect(...sightings).map((f) => f.rule.id)).toEqual([ID(1)]);
  });
});
