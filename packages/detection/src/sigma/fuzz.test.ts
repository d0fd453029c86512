/** Rules of strangers on events of attackers: no exception, no hang. `ALLCLEAR_FUZZ_RUNS` asks for more than seconds. */
import { FactEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFilters } from './filter.js';
import { parseSigma } from './parse.js';
import { readPlaceholders } from './placeholders.js';
import { RuleSet } from './rule-set.js';

const RUNS = Number(process.env.ALLCLEAR_FUZZ_RUNS ?? 400);
/** A rule and an event may take so long together, on a busy machine. */
const MILLISECONDS = 5000;

const NAMES = [
  'title',
  'id',
  'name',
  'logsource',
  'detection',
  'condition',
  'correlation',
  'filter',
  'placeholders',
  'rules',
  'type',
  'timespan',
  'group-by',
  'aliases',
  'field',
  'gte',
  'generate',
  'level',
  'allclear',
  'selection',
  '__proto__',
  'constructor',
  'toString',
  'Image|re',
  'Image|contains|all',
  'Image|base64offset|contains',
  'Image|expand',
  'Image|windash|utf16',
  'Image|cidr',
  'Image|fieldref',
  'Image|gt',
  'Image|week',
  '|all',
  '|re|i',
  '',
];
const TEXTS = [
  'selection',
  'all of them',
  '1 of sel*',
  'not not not selection',
  '(((',
  'selection and (selection or not 1 of *)',
  'event_count',
  'temporal_ordered',
  'value_percentile',
  '5m',
  '999999d',
  '%a%%b%',
  '*?*?*?*?*?*?*',
  '\\\\*',
  '(a+)+$',
  '(?=.*a)(?=.*b)',
  '[',
  '10.0.0.0/8',
  '::ffff:1.2.3.4/97',
  '\ud800',
  '\u0000',
  'x'.repeat(3000),
];
const leaf = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('tree')), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}));
const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 20 }));
const odd = fc.tuple(
  fc.constantFrom(...NAMES.filter((name) => name.includes('|'))),
  fc.oneof(leaf, fc.array(leaf, { minLength: 1, maxLength: 4 })),
);
const plain = fc.tuple(fc.constantFrom('Image', 'User', 'Image|contains', 'User|endswith', 'Image|neq'), text);
const likely = fc
  .array(fc.oneof({ weight: 3, arbitrary: plain as fc.Arbitrary<[string, unknown]> }, { weight: 1, arbitrary: odd }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((pairs) => Object.fromEntries(pairs));
const selection = fc.oneof({ weight: 5, arbitrary: likely }, { weight: 1, arbitrary: tree });
const others = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: tree });
const document = fc
  .tuple(selection, selection, others, tree, fc.constantFrom('detection', 'correlation', 'filter', 'placeholders'))
  .map(([a, b, c, d, kind]) => ({
    title: 'a rule',
    logsource: { product: 'windows' },
    [kind]: {
      selection: a,
      selection2: b,
      condition: kind === 'correlation' ? d : 'selection or selection2',
      rules: ['a'],
      ...(typeof c === 'object' ? c : {}),
    },
  }));
const event = fc.dictionary(
  fc.constantFrom('Image', 'EventID', 'User', 'CommandLine', '__proto__'),
  fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 200 })),
);

describe('any document, any event', () => {
  test('gives a rule or a reason, and an answer, in bounded time', () => {
    let rules = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(document, tree), { minLength: 1, maxLength: 6 }),
        fc.array(event, { maxLength: 3 }),
        (all, events) => {
          const started = performance.now();
          const { placeholders, rest } = readPlaceholders(all.map((one, i) => ({ origin: `${i}.yml`, document: one })));
          const parsed = rest.map(({ origin, document: one }) => parseSigma(one, origin, { placeholders }));
          for (const { rule, correlation, filter, problems } of parsed)
            expect([rule, correlation, filter].filter((one) => one !== undefined).length + problems.length).toBe(1);
          const filters = parsed.flatMap(({ filter }) => filter ?? []);
          const applied = applyFilters(
            parsed.flatMap(({ rule }) => rule ?? []),
            filters,
          );
          const set = new RuleSet(
            applied.rules,
            parsed.flatMap(({ correlation }) => correlation ?? []),
          );
          for (const values of events) {
            const one = new FactEvent({ product: 'windows' }, values);
            for (const rule of set.matchFact(one)) rule.matchedFields(one);
          }
          rules += applied.rules.length;
          expect(performance.now() - started).toBeLessThan(MILLISECONDS);
        },
      ),
      { numRuns: RUNS },
    );
    expect(rules).toBeGreaterThan(20);
  }, 3_600_000);
});

describe('patterns made to take for ever, on texts made for them', () => {
  const evil = [
    '(a+)+$',
    '([a-z]+)*1',
    '(a|aa)+$',
    '(a|a?)+$',
    '(.*a){12}b',
    '(.*)*x',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(a*)*(b*)*(c*)*d',
    '.*.*.*.*.*=.*;',
    '(\\w+\\s?)*:$',
  ];
  const texts = ['a'.repeat(65_000), `${'ab '.repeat(20_000)}!`, '='.repeat(65_000)];
  test.each(evil)('%s', (pattern) => {
    for (const key of ['CommandLine|re', 'CommandLine|re|i', '|re']) {
      const map = { [key]: pattern };
      const { rule, problems } = parseSigma(
        { title: 'x', logsource: { product: 'windows' }, detection: { s: map, condition: 's' } },
        'x.yml',
      );
      expect(problems.length + (rule === undefined ? 0 : 1)).toBe(1);
      if (rule === undefined) continue;
      const set = new RuleSet([rule], []);
      for (const text of texts) {
        const started = process.cpuUsage();
        set.matchFact(new FactEvent({ product: 'windows' }, { EventID: '1', CommandLine: text }));
        const { user } = process.cpuUsage(started);
        expect(user / 1000).toBeLessThan(MILLISECONDS);
      }
    }
  });
  test('wildcards', () => {
    const value = `*${'a?*'.repeat(200)}b`;
    const { rule } = parseSigma(
      { title: 'x', logsource: {}, detection: { s: { CommandLine: value }, condition: 's' } },
      'x.yml',
    );
    if (rule === undefined) throw new Error('no rule');
    const started = process.cpuUsage();
    new RuleSet([rule], []).matchFact(new FactEvent({ product: 'windows' }, { CommandLine: 'a'.repeat(250_000) }));
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(MILLISECONDS);
  });
});
