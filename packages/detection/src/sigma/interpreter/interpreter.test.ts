import { FactEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlate } from '../correlation/index.js';
import { parseSigma } from '../parse.js';
import type { SigmaRule } from '../rule.js';
import { RuleSet } from '../rule-set.js';
import { interpretCorrelation, interpretRule, type Yaml } from './index.js';

const FIELDS = ['Image', 'CommandLine', 'User', 'Size', 'Time', 'Address', 'EventID'];
const WORDS = [
  'cmd.exe',
  '.exe',
  'whoami',
  'ab',
  'C:\\Windows\\System32\\',
  '-',
  '/',
  ' -enc',
  'ÄÖÜß',
  'İstanbul',
  '\u212A',
  'ſ',
  'Σίσυφος',
  '😀',
  '%',
  'YWJj',
  'x',
  '\\',
  '*',
  '?',
  '\n',
];
const word = fc.constantFrom(...WORDS);
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(''));
const content = fc.oneof(
  text,
  fc.array(word, { maxLength: 6 }).map((words) => words.join('').toUpperCase()),
  fc.constantFrom(
    '',
    '0',
    '7',
    '42',
    '0x1f',
    '-3.5',
    '2021-03-03T04:05:06Z',
    '23:59:01',
    '10.1.2.3',
    '::ffff:10.0.0.1',
  ),
);
const event = fc.dictionary(fc.constantFrom(...FIELDS), content, { maxKeys: FIELDS.length });

const some = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 }), fc.array(value, { minLength: 1, maxLength: 1 }));
const keyed = (modifiers: readonly string[], value: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(...FIELDS, 'image', 'absent'), fc.constantFrom(...modifiers), value);
const item = fc.oneof(
  {
    weight: 6,
    arbitrary: keyed(['', '|contains', '|startswith', '|endswith', '|cased', '|contains|cased', '|neq'], some(text)),
  },
  { weight: 2, arbitrary: keyed(['|contains|windash', '|windash', '|base64offset|contains', '|wide', '|utf16'], text) },
  {
    weight: 2,
    arbitrary: keyed(
      ['|contains|all', '|all', '|contains|all|cased', '|neq|all'],
      fc.array(text, { minLength: 2, maxLength: 3 }),
    ),
  },
  {
    weight: 1,
    arbitrary: keyed(
      ['|re', '|re|i', '|re|i|m|s', '|re|neq'],
      fc.constantFrom('^c', 'exe$', '(ab)+', '[^a-z]{2,4}', 'who.*mi', '.', 'K', 's'),
    ),
  },
  { weight: 1, arbitrary: keyed(['|lt', '|lte', '|gt', '|gte', '|gte|neq'], fc.constantFrom(-4, 0, 7, 31, 42.5)) },
  {
    weight: 1,
    arbitrary: keyed(
      ['|hour', '|minute', '|day', '|week', '|month|gte', '|year'],
      fc.constantFrom(3, 4, 5, 9, 23, 59, 2021),
    ),
  },
  { weight: 1, arbitrary: keyed(['|exists'], fc.boolean()) },
  { weight: 1, arbitrary: keyed([''], fc.constantFrom(null, '', 7, 42, 0)) },
  { weight: 1, arbitrary: keyed(['|cidr'], fc.constantFrom('10.0.0.0/8', '::/0', '10.1.2.3')) },
  {
    weight: 1,
    arbitrary: keyed(
      ['|fieldref', '|fieldref|contains', '|fieldref|endswith', '|fieldref|neq'],
      fc.constantFrom('Image', 'User'),
    ),
  },
);
const map = fc
  .array(item, { minLength: 1, maxLength: 3 })
  .map((items) => Object.fromEntries(items.map(([field, modifiers, value]) => [field + modifiers, value])));
const keywords = fc.array(
  text.filter((one) => /[^*?\\]/.test(one)),
  { minLength: 1, maxLength: 3 },
);
const search = fc.oneof(
  { weight: 5, arbitrary: map as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: keywords },
  {
    weight: 1,
    arbitrary: fc
      .array(
        text.filter((one) => /[^*?\\]/.test(one)),
        { minLength: 2, maxLength: 3 },
      )
      .map((all) => ({ '|all': all })),
  },
);
const detection = fc.record({
  a: search,
  ab: search,
  _c: search,
  condition: fc.constantFrom(
    'a',
    'not a',
    'a and ab',
    'a or ab and not _c',
    '(a or ab) and not _c',
    '1 of them',
    'all of them',
    'all of a*',
    '1 of *b or not _c',
    'not (a and not ab)',
    'a and not 1 of _*',
  ),
});

test('the engine and the interpreter agree on any rules and any events', () => {
  let matches = 0;
  let valid = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 40 }),
      fc.array(event, { minLength: 1, maxLength: 6 }),
      (detections, events) => {
        const documents = detections.map((one, i) => ({
          title: `rule ${i}`,
          id: String(i),
          logsource: {},
          detection: one,
        }));
        const rules = documents.flatMap((document) => parseSigma(document, 'test.yml').rule ?? []);
        valid += rules.length;
        const set = new RuleSet(rules, []);
        for (const given of events) {
          // Without an id it would be no Windows event, and keywords would be looked for in its line.
          const values = { ...given, EventID: given.EventID || '1' };
          const engine = set.matchFact(new FactEvent({ product: 'windows' }, values));
          const found = engine.map(({ rule }) => rule.id);
          const expected = rules
            .filter(({ id }) => interpretRule(documents[Number(id)] as Yaml, values))
            .map(({ id }) => id);
          const wrong = [
            ...found.filter((id) => !expected.includes(id)),
            ...expected.filter((id) => !found.includes(id)),
          ];
          expect({ values, wrong: wrong.map((id) => detections[Number(id)]) }).toEqual({ values, wrong: [] });
          matches += found.length;
        }
      },
    ),
    { numRuns: Number(process.env.ALLCLEAR_FUZZ_RUNS ?? 150) },
  );
  expect(matches).toBeGreaterThan(300);
  expect(valid).toBeGreaterThan(500);
}, 600_000);

describe('correlations', () => {
  const rule = (name: string): SigmaRule => {
    const document = { title: name, id: name, name, logsource: {}, detection: { s: { a: 1 }, condition: 's' } };
    const parsed = parseSigma(document, 'r.yml').rule;
    if (parsed === undefined) throw new Error('no rule');
    return parsed;
  };
  const rules = ['a', 'b', 'c'].map(rule);
  const limit = fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'neq'), fc.integer({ min: 0, max: 4 }));
  const counted = limit.map(([operator, value]) => ({ [operator]: value }));
  const valued = counted.map((criteria) => ({ field: 'n', ...criteria }));
  const block = fc.oneof(
    fc.record({ type: fc.constant('event_count'), condition: counted }),
    fc.record({ type: fc.constant('temporal'), condition: counted }),
    fc.record({ type: fc.constantFrom('temporal', 'temporal_ordered') }),
    fc.record({
      type: fc.constant('temporal'),
      condition: fc.constantFrom('a and not b', 'a or b and c', 'all of them'),
    }),
    fc.record({
      type: fc.constantFrom('value_count', 'value_sum', 'value_avg', 'value_percentile'),
      condition: valued,
    }),
    fc.record({ type: fc.constant('value_percentile'), condition: valued.map((one) => ({ ...one, percentile: 50 })) }),
  );
  const hit = fc.record({
    rule: fc.constantFrom('a', 'b', 'c'),
    time: fc.integer({ min: 0, max: 40 }),
    fields: fc.record({
      user: fc.constantFrom('Anna', 'ANNA', 'bert', ''),
      other: fc.constantFrom('anna', 'bert'),
      n: fc.constantFrom('1', '2', '3', 'x'),
    }),
  });

  test('the engine and the interpreter find the same groups', () => {
    let groups = 0;
    fc.assert(
      fc.property(
        block,
        fc.constantFrom([], ['user'], ['who'], ['user', 'other']),
        fc.constantFrom('5s', '20s', '1m'),
        fc.array(hit, { maxLength: 14 }),
        (one, groupBy, timespan, hits) => {
          const correlation = {
            ...one,
            rules: ['a', 'b', 'c'],
            timespan,
            'group-by': groupBy,
            aliases: { who: { a: 'user', b: 'other', c: 'other' } },
          };
          const parsed = parseSigma({ title: 'x', id: 'x', correlation }, 'c.yml').correlation;
          if (parsed === undefined) throw new Error('no correlation');
          const matches = hits.map(({ rule: ruleId, time, fields }, line) => ({
            ruleId,
            time: time * 1000,
            place: { file: 'f', line: line + 1 },
            fields,
          }));
          const engine = correlate([parsed], rules, matches).map(({ group }) =>
            JSON.stringify(groupBy.map((name) => group[name]?.toLowerCase())),
          );
          const expected = interpretCorrelation(correlation, hits).map((group) => JSON.stringify(group));
          expect([...new Set(engine)].sort()).toEqual([...new Set(expected)].sort());
          groups += expected.length;
        },
      ),
      { numRuns: Number(process.env.ALLCLEAR_FUZZ_RUNS ?? 1500) },
    );
    expect(groups).toBeGreaterThan(300);
  });
});
