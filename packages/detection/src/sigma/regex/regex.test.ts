import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAutomaton } from './automaton.js';
import { emitRegex } from './emit.js';
import { compileRegex, REGEX_INPUT_CAP, RegexSyntaxError } from './index.js';
import { MAX_PATTERN_DEPTH, MAX_PATTERN_LENGTH, parseRegex } from './parse.js';

const PLAIN = { ignoreCase: false, multiline: false, dotAll: false };

describe('what rules write', () => {
  test.each([
    ['^/ecp/[a-z0-9]{1,8}\\.js$', '/ecp/y.js', true],
    ['(?i)AUTODISCOVER', 'autodiscover', true],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'AB', false],
    ['(?i:ab)c', 'ABc', true],
    ['(?i:ab)c', 'ABC', false],
    ['(?-i)a', 'A', false],
    ['\\Aab\\z', 'ab', true],
    ['\\Aab\\z', 'xab', false],
    ['[[:digit:]]+\\h', '12 ', true],
    ['\\Q.*\\E', 'x.*y', true],
    ['\\Q.*\\E', 'xyz', false],
    ['(?>a+)b', 'aab', true],
    ['a++a', 'aaa', false],
    ['(?<q>[\'"])x\\k<q>', '"x"', true],
    ['(a)(?>b+)\\1', 'abba', true],
    ['(?=.*power)(?=.*auto)', 'auto then power', true],
    ['(?<!x)y', 'xy', false],
    ['(?#note)ab', 'ab', true],
    ['(?x) a b # note', 'ab', true],
    ['^xa{,2}y', 'xaay', true],
    ['[^a]', 'A', true],
    ['[]a]', ']', true],
    ['[a\\-z]', '-', true],
    ['\\x41\\x{42}', 'AB', true],
    ['{}', '{}', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(compileRegex(pattern, PLAIN).test(text)).toBe(expected);
  });

  test('flags: i, m, s', () => {
    expect(compileRegex('[a-c]x', { ...PLAIN, ignoreCase: true }).test('BX')).toBe(true);
    expect(compileRegex('[^a]', { ...PLAIN, ignoreCase: true }).test('A')).toBe(false);
    expect(compileRegex('^b$', PLAIN).test('a\nb\nc')).toBe(false);
    expect(compileRegex('^b$', { ...PLAIN, multiline: true }).test('a\nb\nc')).toBe(true);
    expect(compileRegex('a.c', PLAIN).test('a\nc')).toBe(false);
    expect(compileRegex('a.c', { ...PLAIN, dotAll: true }).test('a\nc')).toBe(true);
  });

  test.each([
    '(',
    ')',
    '[a',
    '*a',
    'a**',
    '\\',
    '\\p{L}',
    '(?R)',
    '(?(1)a)',
    '(a)\\2',
    '\\G',
    'a{3,1}',
    '[z-a]',
    '\\k<n>',
  ])('refuses %s', (pattern) => {
    expect(() => compileRegex(pattern, PLAIN)).toThrow(RegexSyntaxError);
  });
});

describe('hostile patterns and text', () => {
  test.each([
    '(a+)+$',
    '^(a|a)*$',
    '(a|aa)+$',
    '(a?){30}a{30}b',
    '(.*a){12}$b',
    '(x+x+)+y',
    'a*a*a*a*a*a*a*b',
    '(\\w+\\s?)*$!',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    `${'(a|a)'.repeat(24)}b`,
    '.*a.*a.*a.*b',
  ])('%s answers in bounded time', (pattern) => {
    const regex = compileRegex(pattern, PLAIN);
    const started = performance.now();
    expect(regex.test(`${'a'.repeat(4000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('exponential together with an assertion: refused', () => {
    expect(() => compileRegex('(?=x)(a+)+$', PLAIN)).toThrow(/exponential/);
    expect(() => compileRegex('((a+)+)\\1', PLAIN)).toThrow(/exponential/);
  });

  test('assertions on long text see its beginning only, and answer at once', () => {
    const regex = compileRegex('(?=.*autodiscover)(?=.*powershell)', PLAIN);
    expect(regex.test(`/autodiscover${'a'.repeat(300)}powershell`)).toBe(true);
    const started = performance.now();
    regex.test('autodiscover'.repeat(5000));
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('caps: length of the pattern, depth, length of the text', () => {
    expect(() => compileRegex('a'.repeat(MAX_PATTERN_LENGTH + 1), PLAIN)).toThrow(RegexSyntaxError);
    expect(() => compileRegex('('.repeat(MAX_PATTERN_DEPTH + 1), PLAIN)).toThrow(/nested/);
    expect(compileRegex('b', PLAIN).test(`${'a'.repeat(REGEX_INPUT_CAP - 1)}b`)).toBe(true);
    expect(compileRegex('b', PLAIN).test(`${'a'.repeat(REGEX_INPUT_CAP)}b`)).toBe(false);
  });

  test('any text is a pattern or refused, never another error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab01(){}[]|?*+.^$\\-:=!<>P#ixQEk,') }),
        fc.string(),
        (pattern, text) => {
          try {
            expect(typeof compileRegex(pattern, PLAIN).test(text)).toBe('boolean');
          } catch (error) {
            if (!(error instanceof RegexSyntaxError)) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Patterns without anything that only a backtracking engine knows. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\b', '\\B', '^', '$', 'ab', '(?i)A', ' '),
    tie('node').map((inner) => `(${inner})`),
  ),
  node: fc.oneof(
    { depthSize: 'small' },
    tie('atom'),
    fc.tuple(tie('atom'), tie('atom')).map(([a, b]) => a + b),
    fc.tuple(tie('atom'), tie('atom')).map(([a, b]) => `${a}|${b}`),
    fc.tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?', '+?')).map(([a, q]) => `(?:${a})${q}`),
  ),
})).node;

test('the automaton, the emitted RegExp and the platform agree', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '\n'), maxLength: 12 }),
      (source, text) => {
        const root = parseRegex(source, PLAIN);
        const emitted = new RegExp(emitRegex(root)).test(text);
        expect(buildAutomaton(root)?.test(text)).toBe(emitted);
        // `$` before a last line feed and `(?i)` are where PCRE and JavaScript differ.
        if (!source.includes('(?i)') && !text.includes('\n')) expect(new RegExp(source).test(text)).toBe(emitted);
      },
    ),
    { numRuns: 3000 },
  );
});
