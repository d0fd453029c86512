/** Packs and files of ill will: bounds are kept, nothing throws, nothing hangs, and what was left undone is said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from './language/parse.js';
import { FILE_STEPS, MAX_NESTING, MAX_REPEAT, MAX_RULE_FILE, REGEX_SPAN } from './limits.js';
import { YaraPack } from './pack.js';
import { VECTORS } from './testing/vectors.js';

const pack = (rules: string): YaraPack => new YaraPack([{ origin: 'hostile.yar', bytes: bytesOf(rules) }]);
const rule = (strings: string, condition = '$a'): string =>
  `rule one {${strings === '' ? '' : ` strings: ${strings}`} condition: ${condition} }`;
const reasons = (rules: string): string[] => pack(rules).refused.map(({ reason }) => reason);
const SECONDS = 1000;

describe('rules that cannot be honoured are refused with the reason', () => {
  test.each([
    ['a regular expression that is not closed', rule('$a = /abc'), /not closed/],
    ['a text that is not closed', rule('$a = "abc'), /not closed/],
    ['a group of another engine', rule('$a = /(?:abc)/'), /not known to YARA/],
    ['mixed repetitions', rule('$a = /a.*b.*?c/'), /mixed/],
    ['a repetition too large', rule(`$a = /ab{${MAX_REPEAT + 1}}/`), /too large/],
    ['a program too large', rule('$a = /((ab?){1000}c?){1000}/'), /too large/],
    ['parentheses without end', rule('$a = "abc"', `${'('.repeat(MAX_NESTING + 1)}$a`), /nested/],
    ['signs without end', rule('', `${'-'.repeat(MAX_NESTING + 1)}1 == 1`), /nested/],
    ['groups without end', rule(`$a = /${'('.repeat(MAX_NESTING + 1)}a/`), /nested/],
    ['alternatives without end', rule(`$a = { ${'( 41 '.repeat(MAX_NESTING + 1)} }`), /nested/],
    ['an unknown string', rule('$a = "abc"', '$b'), /unknown string/],
    ['an unknown name', rule('', 'nobody'), /unknown name/],
    ['a module that is not imported', rule('', 'pe.number_of_sections == 1'), /unknown name/],
    ['entrypoint', rule('', 'entrypoint == 0'), /entrypoint/],
    ['a number too large', rule('', 'filesize < 99999999999999999999'), /too large/],
    ['a jump at the end', rule('$a = { 41 42 [2] }'), /jump/],
    ['a second rule of a name', `${rule('$a = "abc"')} ${rule('$a = "abc"')}`, /second rule/],
  ])('%s', (_, rules, reason) => {
    expect(reasons(rules).join()).toMatch(reason);
  });

  test('a bad rule costs only itself, and those that refer to it', () => {
    const good = 'rule good { strings: $a = "good_TEST" condition: $a }';
    const made = pack(`${rule('$a = /(/')}\n${good}\nrule child { condition: one }\n`);
    expect(made.rules.map(({ name }) => name)).toEqual(['good']);
    expect(made.refused.map((r) => r.rule)).toEqual(['one', 'child']);
    expect(made.refused.map(({ line }) => line)).toEqual([1, 3]);
    expect(made.scan(bytesOf('good_TEST')).matches).toHaveLength(1);
  });

  test('a rule file larger than the bound is told of', () => {
    const bytes = new Uint8Array(MAX_RULE_FILE + 1).fill(0x20);
    expect(new YaraPack([{ origin: 'x', bytes }]).refused[0]?.reason).toMatch(/too large/);
  });
});

describe('hostile expressions on hostile files end in time', () => {
  test.each([
    ['nested repetitions', rule('$a = /(a+)+b/'), 'a'.repeat(200_000)],
    ['overlapping repetitions', rule('$a = /a.*a.*a.*a.*b/s'), 'a'.repeat(100_000)],
    ['large counts', rule('$a = /a.{1,4000}[^a]/s'), 'a'.repeat(100_000)],
    ['many alternatives', rule('$a = /(a|aa|aaa|b)*c/'), 'ab'.repeat(100_000)],
    [
      'loops in loops',
      rule('', 'for all i in (0..1000000000) : ( for all j in (0..1000000000) : ( i + j > 0 ) )'),
      'x',
    ],
    ['counts of single bytes', rule('$a = "a"', '#a > 10'), 'a'.repeat(3_000_000)],
  ])('%s', (_, rules, data) => {
    const made = pack(rules);
    expect(made.refused).toEqual([]);
    const started = performance.now();
    made.scan(bytesOf(data));
    expect(performance.now() - started).toBeLessThan(20 * SECONDS);
  });

  test('what the allowance did not reach is told, and is no match', () => {
    const made = pack(rule('', `for all i in (0..${FILE_STEPS}) : ( true )`));
    const { matches, unfinished } = made.scan(bytesOf('x'));
    expect(unfinished).toBe(true);
    expect(matches).toEqual([]);
    expect(made.scan(bytesOf('x')).unfinished).toBe(true);
  });

  test('the next file has an allowance of its own', () => {
    const made = pack(rule('', `for all i in (0..filesize * ${FILE_STEPS}) : ( i < 1 )`));
    expect(made.scan(bytesOf('x')).unfinished).toBe(true);
    expect(made.scan(new Uint8Array())).toMatchObject({ unfinished: false, matches: [{ rule: { name: 'one' } }] });
  });

  test('a regular expression spans a bounded stretch, as in YARA', () => {
    const made = pack(rule('$a = /BEGIN_TEST.*END/s'));
    const found = (gap: number): number => made.scan(bytesOf(`BEGIN_TEST${'.'.repeat(gap)}END`)).matches.length;
    expect(found(REGEX_SPAN - 13)).toBe(1);
    expect(found(REGEX_SPAN)).toBe(0);
  });
});

describe('mutated input', () => {
  const sources = VECTORS.map(({ rules }) => rules);
  const files = VECTORS.flatMap((vector) => vector.files.map(({ data }) => data));
  const mutated = (texts: readonly string[]): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.constantFrom(...texts),
        fc.array(
          fc.tuple(fc.nat(), fc.nat(4), fc.constantFrom(...'(){}[]/\\"$*?|.-#@!~ \n\0aZ09', 'for', ' of ', '{0,}')),
          {
            maxLength: 6,
          },
        ),
      )
      .map(([text, edits]) =>
        edits.reduce((now, [at, cut, put]) => {
          const place = now.length === 0 ? 0 : at % now.length;
          return now.slice(0, place) + put + now.slice(place + cut);
        }, text),
      );

  test('rules and files changed at random: no throw, and every rule is run or refused', () => {
    fc.assert(
      fc.property(mutated(sources), mutated(files), (rules, data) => {
        const made = pack(rules);
        const { matches } = made.scan(bytesOf(data));
        for (const { rule: matched, places } of matches) {
          expect(matched.isPrivate).toBe(false);
          for (const { offset, length } of places) expect(offset + length).toBeLessThanOrEqual(data.length);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('a function of ours with too few arguments refuses the rule, not the pack', () => {
    const made = pack('import "math"\nrule r { condition: math.in_range(1.0, 9.0) }\nrule ok { condition: true }');
    expect(made.refused.map((r) => r.reason)).toEqual([expect.stringMatching(/wrong number of arguments/)]);
    expect(made.scan(bytesOf('x')).matches.map((m) => m.rule.name)).toEqual(['ok']);
  });

  test('noise as a pack', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        new YaraPack([{ origin: 'noise', bytes }]).scan(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('one file after the other gives what each gives alone', () => {
    const made = pack(sources[0] ?? '');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...files), { maxLength: 5 }), (some) => {
        for (const data of some) {
          const names = (one: YaraPack): string[] => one.scan(bytesOf(data)).matches.map((m) => m.rule.name);
          expect(names(made)).toEqual(names(pack(sources[0] ?? '')));
        }
      }),
      { numRuns: 50 },
    );
  });
});
