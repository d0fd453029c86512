import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSigma } from '../parse.js';
import type { SigmaCorrelation, SigmaRule } from '../rule.js';
import { RuleSet } from '../rule-set.js';
import { correlate, MAX_EPISODE_MATCHES, type RuleMatch } from './index.js';
import { MAX_CORRELATION_DEPTH } from './resolve.js';

const SECOND = 1000;

function rule(name: string): SigmaRule {
  const parsed = parseSigma(
    { title: name, id: `id-${name}`, name, logsource: {}, detection: { s: { a: 1 }, condition: 's' } },
    'r.yml',
  );
  if (parsed.rule === undefined) throw new Error(JSON.stringify(parsed.problems));
  return parsed.rule;
}
function correlation(name: string, block: Record<string, unknown>): SigmaCorrelation {
  const parsed = parseSigma({ title: name, id: `id-${name}`, name, correlation: block }, 'c.yml');
  if (parsed.correlation === undefined) throw new Error(JSON.stringify(parsed.problems));
  return parsed.correlation;
}
let line = 0;
function at(seconds: number, name: string, fields: Record<string, string> = {}): RuleMatch {
  return { ruleId: `id-${name}`, time: seconds * SECOND, place: { file: 'f.log', line: ++line }, fields };
}
const RULES = ['a', 'b', 'c'].map(rule);
function run(block: Record<string, unknown>, matches: readonly RuleMatch[]) {
  return correlate([correlation('x', block)], RULES, matches).map(({ first, last, value, count, group }) => ({
    first: first / SECOND,
    last: last / SECOND,
    value,
    count,
    ...(Object.keys(group).length > 0 ? { group } : {}),
  }));
}
const times = (name: string, ...seconds: number[]): RuleMatch[] => seconds.map((s) => at(s, name));

describe('event_count', () => {
  const block = (condition: Record<string, number>) => ({
    type: 'event_count',
    rules: ['a'],
    timespan: '10s',
    condition,
  });
  test('the window slides: no clock boundary cuts it', () => {
    expect(run(block({ gte: 3 }), times('a', 57, 59, 62))).toEqual([{ first: 57, last: 62, value: 3, count: 3 }]);
    expect(run(block({ gte: 3 }), times('a', 50, 57, 62))).toEqual([]);
  });
  test('as long as the time span, ends included', () => {
    expect(run(block({ gte: 2 }), times('a', 0, 10))).toHaveLength(1);
    expect(run(block({ gte: 2 }), times('a', 0, 10.001))).toHaveLength(0);
  });
  test('windows that share records are one episode, with the peak as value', () => {
    expect(run(block({ gte: 2 }), times('a', 0, 6, 12, 13, 100, 101))).toEqual([
      { first: 0, last: 13, value: 3, count: 4 },
      { first: 100, last: 101, value: 2, count: 2 },
    ]);
  });
  test('all conditions hold; few is not met by a part of many', () => {
    expect(run(block({ gt: 1, lte: 3 }), times('a', 0, 1, 2))).toHaveLength(1);
    expect(run(block({ gt: 1, lte: 3 }), times('a', 0, 1, 2, 3))).toEqual([]);
    expect(run(block({ eq: 2 }), times('a', 0, 1, 2))).toEqual([]);
    expect(run(block({ neq: 2 }), times('a', 0, 1))).toEqual([]);
    expect(run(block({ lt: 2 }), times('a', 0, 50, 51))).toEqual([{ first: 0, last: 0, value: 1, count: 1 }]);
  });
  test('groups, compared without regard to case; records without the field are left out', () => {
    const matches = [
      at(0, 'a', { User: 'Anna' }),
      at(1, 'a', { user: 'ANNA' }),
      at(2, 'a', { User: 'Bert' }),
      at(3, 'a'),
    ];
    expect(run({ ...block({ gte: 2 }), 'group-by': ['User'] }, matches)).toEqual([
      { first: 0, last: 1, value: 2, count: 2, group: { User: 'Anna' } },
    ]);
  });
  test('records without a time take no part', () => {
    expect(run(block({ gte: 2 }), [at(0, 'a'), { ...at(0, 'a'), time: undefined }])).toEqual([]);
  });
});

describe('values', () => {
  const block = (type: string, condition: Record<string, unknown>) => ({
    type,
    rules: ['a'],
    timespan: '10s',
    condition,
  });
  const values = (...v: string[]) => v.map((value, i) => at(i, 'a', { v: value }));
  test('value_count', () => {
    expect(run(block('value_count', { field: 'v', gte: 2 }), values('x', 'X', 'y'))).toMatchObject([{ value: 2 }]);
    expect(run(block('value_count', { field: 'v', gte: 3 }), values('x', 'X', 'y'))).toEqual([]);
    const pairs = [at(0, 'a', { v: '1', w: '1' }), at(1, 'a', { v: '1', w: '2' }), at(2, 'a', { v: '1' })];
    expect(run(block('value_count', { field: ['v', 'w'], gte: 2 }), pairs)).toMatchObject([{ value: 2 }]);
  });
  test('value_sum, value_avg', () => {
    expect(run(block('value_sum', { field: 'v', gt: 10 }), values('4', '7', 'none'))).toMatchObject([{ value: 11 }]);
    expect(run(block('value_sum', { field: 'v', gt: 11 }), values('4', '7'))).toEqual([]);
    expect(run(block('value_avg', { field: 'v', gte: 5 }), values('4', '6'))).toMatchObject([{ value: 5 }]);
  });
  test('value_percentile: nearest rank; without percentile the share of a value', () => {
    expect(run(block('value_percentile', { field: 'v', percentile: 50, gte: 3 }), values('1', '3', '9'))).toMatchObject(
      [{ value: 3 }],
    );
    expect(run(block('value_percentile', { field: 'v', percentile: 50, gt: 3 }), values('1', '3', '9'))).toEqual([]);
    expect(run(block('value_percentile', { field: 'v', lte: 25 }), values('x', 'x', 'x', 'y'))).toMatchObject([
      { value: 25 },
    ]);
    expect(run(block('value_percentile', { field: 'v', lt: 25 }), values('x', 'x', 'x', 'y'))).toEqual([]);
  });
});

describe('temporal', () => {
  const block = { type: 'temporal', rules: ['a', 'b', 'c'], timespan: '10s' };
  test('all rules within the time span, in any order', () => {
    expect(run(block, [...times('c', 0), ...times('a', 5), ...times('b', 10)])).toEqual([
      { first: 0, last: 10, value: 3, count: 3 },
    ]);
    expect(run(block, [...times('c', 0), ...times('a', 5), ...times('b', 11)])).toEqual([]);
  });
  test('group-by is enforced', () => {
    const grouped = { ...block, rules: ['a', 'b'], 'group-by': ['ip'] };
    expect(run(grouped, [at(0, 'a', { ip: '1' }), at(1, 'b', { ip: '2' })])).toEqual([]);
    expect(run(grouped, [at(0, 'a', { ip: '1' }), at(1, 'b', { ip: '1' })])).toHaveLength(1);
  });
  test('a count of rules, or a condition over their names', () => {
    expect(run({ ...block, condition: { gte: 2 } }, [...times('a', 0), ...times('b', 1)])).toHaveLength(1);
    expect(run({ ...block, condition: 'a and (b or c)' }, [...times('a', 0), ...times('c', 1)])).toHaveLength(1);
    expect(run({ ...block, condition: 'a and not b' }, [...times('a', 0), ...times('b', 1)])).toEqual([]);
    expect(run({ ...block, condition: 'a and not b' }, times('a', 0))).toHaveLength(1);
  });
  test('aliases', () => {
    const aliased = {
      ...block,
      rules: ['a', 'b'],
      'group-by': ['client'],
      aliases: { client: { a: 'c-ip', 'id-b': 'ClientIpAddress' } },
    };
    expect(run(aliased, [at(0, 'a', { 'c-ip': '1' }), at(1, 'b', { ClientIpAddress: '1' })])).toMatchObject([
      { group: { client: '1' } },
    ]);
    expect(run(aliased, [at(0, 'a', { 'c-ip': '1' }), at(1, 'b', { 'c-ip': '1' })])).toEqual([]);
  });
});

describe('temporal_ordered', () => {
  const block = { type: 'temporal_ordered', rules: ['a', 'b', 'c'], timespan: '10s' };
  test('order is enforced', () => {
    expect(run(block, [...times('a', 0), ...times('b', 1), ...times('c', 2)])).toEqual([
      { first: 0, last: 2, value: 3, count: 3 },
    ]);
    expect(run(block, [...times('b', 0), ...times('a', 1), ...times('c', 2)])).toEqual([]);
  });
  test('records of the same second count as in order', () => {
    expect(run(block, [...times('c', 5), ...times('b', 5), ...times('a', 5)])).toHaveLength(1);
  });
  test('the latest start counts, other records are not part of it', () => {
    expect(run(block, [...times('a', 0, 8), ...times('b', 9), ...times('c', 15)])).toEqual([
      { first: 8, last: 15, value: 3, count: 3 },
    ]);
    expect(run(block, [...times('a', 0), ...times('b', 9), ...times('c', 11)])).toEqual([]);
  });
});

describe('correlations of correlations', () => {
  const many = correlation('many', {
    type: 'event_count',
    rules: ['a'],
    'group-by': ['Computer'],
    timespan: '10s',
    condition: { gte: 3 },
  });
  const then = correlation('then', {
    type: 'temporal_ordered',
    rules: ['many', 'b'],
    'group-by': ['User'],
    timespan: '60s',
  });
  const failures = [0, 1, 2].map((s) => at(s, 'a', { Computer: 'PC', User: 'anna' }));
  test('many, then one; each groups by its own fields', () => {
    const found = correlate([then, many], RULES, [...failures, at(30, 'b', { User: 'Anna' })]);
    expect(found.map(({ correlationId, count }) => [correlationId, count])).toEqual([
      ['id-many', 3],
      ['id-then', 4],
    ]);
    expect(correlate([then], RULES, failures)).toEqual([]);
    expect(correlate([then, many], RULES, [...failures, at(30, 'b', { User: 'bert' })])).toHaveLength(1);
  });
  test('fields that matches have to carry', () => {
    const set = new RuleSet(RULES, [then, many]);
    expect(set.problems).toEqual([]);
    expect([...set.fieldsForCorrelation('id-a')].sort()).toEqual(['Computer', 'User']);
    expect(set.fieldsForCorrelation('id-b')).toEqual(['User']);
  });
  test('unknown rules, circles, equal ids and towers are reported and left out', () => {
    const lost = correlation('lost', { type: 'temporal', rules: ['nobody'], timespan: '1s' });
    const circle = [
      correlation('p', { type: 'temporal', rules: ['q'], timespan: '1s' }),
      correlation('q', { type: 'temporal', rules: ['p'], timespan: '1s' }),
    ];
    const tower = Array.from({ length: MAX_CORRELATION_DEPTH + 2 }, (_, i) =>
      correlation(`t${i}`, { type: 'temporal', rules: [`t${i + 1}`], timespan: '1s' }),
    );
    const twice = [many, { ...many }];
    for (const bad of [[lost], circle, tower, twice])
      expect(new RuleSet(RULES, bad).problems.length).toBeGreaterThan(0);
    expect(correlate([lost, ...circle, ...tower], RULES, times('a', 0))).toEqual([]);
    expect(correlate(twice, RULES, failures)).toHaveLength(1);
  });
});

test.each([
  [{ type: 'sometimes', rules: ['a'], timespan: '1s' }, /type/],
  [{ type: 'event_count', rules: [], timespan: '1s', condition: { gte: 1 } }, /rules/],
  [{ type: 'event_count', rules: ['a'], timespan: '1s' }, /condition/],
  [{ type: 'event_count', rules: ['a'], timespan: '1 hour', condition: { gte: 1 } }, /timespan/],
  [{ type: 'event_count', rules: ['a'], timespan: '1s', condition: { around: 1 } }, /condition/],
  [{ type: 'value_sum', rules: ['a'], timespan: '1s', condition: { gte: 1 } }, /field/],
  [{ type: 'temporal', rules: ['a'], timespan: '1s', condition: 'a and z' }, /"z"/],
  [{ type: 'temporal_ordered', rules: ['a'], timespan: '1s', condition: { gte: 1 } }, /order/],
])('refuses %j', (block, message) => {
  const { correlation: parsed, problems } = parseSigma({ title: 'x', correlation: block }, 'c.yml');
  expect(parsed).toBeUndefined();
  expect(problems[0]?.detail).toMatch(message);
});

test('the order of the matches does not matter; quotes are capped, counts are not', () => {
  const block = correlation('x', { type: 'temporal', rules: ['a', 'b'], 'group-by': ['u'], timespan: '5s' });
  const ordered = correlation('y', { type: 'temporal_ordered', rules: ['a', 'b'], timespan: '5s' });
  const match = fc
    .tuple(fc.nat(30), fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'))
    .map(([s, name, u]) => at(s, name, { u }));
  fc.assert(
    fc.property(fc.array(match, { maxLength: 20 }), fc.nat(), (matches, seed) => {
      const shuffled = [...matches].sort(
        (p, q) => (((p.place.line ?? 0) * 7919 + seed) % 101) - (((q.place.line ?? 0) * 7919 + seed) % 101),
      );
      expect(correlate([block, ordered], RULES, shuffled)).toEqual(correlate([block, ordered], RULES, matches));
    }),
  );
  const crowd = Array.from({ length: MAX_EPISODE_MATCHES + 5 }, (_, i) => at(i / 1000, 'a'));
  const [found] = correlate(
    [correlation('z', { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: 2 } })],
    RULES,
    crowd,
  );
  expect(found?.matches).toHaveLength(MAX_EPISODE_MATCHES);
  expect(found?.count).toBe(MAX_EPISODE_MATCHES + 5);
});

test('a crowd is worked out in good time', () => {
  const crowd = Array.from({ length: 100_000 }, (_, i) =>
    at(i / 10, i % 7 === 0 ? 'b' : 'a', { u: String(i % 50), v: String(i % 13) }),
  );
  const all = [
    correlation('n', { type: 'event_count', rules: ['a'], 'group-by': ['u'], timespan: '1h', condition: { gte: 5 } }),
    correlation('v', {
      type: 'value_count',
      rules: ['a'],
      'group-by': ['u'],
      timespan: '1h',
      condition: { field: 'v', gte: 5 },
    }),
    correlation('o', { type: 'temporal_ordered', rules: ['a', 'b'], timespan: '1m' }),
  ];
  const started = performance.now();
  expect(correlate(all, RULES, crowd).length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(20_000);
});
