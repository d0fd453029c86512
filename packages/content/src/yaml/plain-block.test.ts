import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { LineCounter, parseAllDocuments } from 'yaml';
import { parsePlainBlock } from './plain-block.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/sigma', import.meta.url));

/** What the library says; `fault` where it says that this is no YAML, or more than one document. */
function library(text: string): unknown {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const [only] = Array.isArray(documents) ? documents : [];
  if (!Array.isArray(documents) || documents.length !== 1 || only === undefined) return 'fault';
  if (only.errors.length + only.warnings.length > 0) return 'fault';
  return { value: only.toJS(), line: lineCounter.linePos(only.contents?.range?.[0] ?? 0).line };
}

const expectEqual = (text: string): boolean => {
  const fast = parsePlainBlock(text);
  if (fast === undefined) return false;
  expect([text, fast]).toEqual([text, library(text)]);
  return true;
};

describe('the fast path for plain YAML', () => {
  it('reads what rules look like', () => {
    const text =
      "# rule\n\ntitle: A b (c)\nlist:\n    - 'it''s' # why\n    - \"x # y\"\n    - a: 1\n      b: null\nn: 07\n";
    expect(parsePlainBlock(text)).toBeUndefined();
    expect(parsePlainBlock(text.replace('07', '7'))).toEqual({
      value: { title: 'A b (c)', list: ["it's", 'x # y', { a: 1, b: null }], n: 7 },
      line: 3,
    });
    expect(parsePlainBlock('d: |\n  one\n\n    two\n\ne:\n- 1\n- x\nf:\n')?.value).toEqual({
      d: 'one\n\n  two\n',
      e: [1, 'x'],
      f: null,
    });
  });

  it.each([
    'a: &x 1',
    'a: *x',
    'a: !hidden eA==',
    'a: [1]',
    'a: {b: 1}',
    'a: >\n  x',
    'a: |-\n  x',
    'a: "\\n"',
    'a: x\n  y',
    'a: 1\na: 2',
    '---\na: 1',
    'a: 1\n---\nb: 2',
    'a: 1\n...',
    '%YAML 1.2\n---\na: 1',
    '- a',
    'a',
    'a: b: c',
    '? a\n: b',
    'a:\tb',
    '<<: 1',
    'true: 1',
    '__proto__: 1',
    'a: 0x1f',
    'a: 1.5',
    'a: -1',
    'a: TRUE',
    'a: ~',
    'a: \u00a0b',
    '',
    'a:\n  - b\n c: d',
    ' a: 1\nb: 2',
    "a: 'x' y",
    'a: - b',
    'a: @b',
    'a: |\n  x',
    'a:\r\n  b: 1\r\n',
  ])('leaves %j to the library', (text) => {
    expect(parsePlainBlock(text)).toBeUndefined();
  });

  it('says what the library says, or nothing: pieces of every kind', () => {
    const word = fc.constantFrom(
      'a',
      'b|all',
      'c d',
      'null',
      'true',
      '12',
      '1.5',
      '0x1',
      "'q'",
      "'it''s'",
      '"d"',
      '"',
      "'",
    );
    const odd = fc.constantFrom(
      'x: y',
      'x:',
      '# c',
      ' # c',
      '[1]',
      '{a: 1}',
      '|',
      '>',
      '- ',
      '&a',
      '*a',
      '!t',
      '\\w',
      '%',
      '@',
    );
    const indent = fc.constantFrom('', '', ' ', '  ', '  ', '    ', '      ');
    const line = fc.oneof(
      fc
        .tuple(indent, fc.constantFrom('k', 'l', 'm|re', 'n o'), fc.oneof(word, odd, fc.constant('')))
        .map(([i, key, value]) => `${i}${key}: ${value}`),
      fc.tuple(indent, fc.oneof(word, odd)).map(([i, value]) => `${i}- ${value}`),
      fc.tuple(indent, word).map(([i, key]) => `${i}- ${key}: v`),
      fc.tuple(indent, fc.constantFrom('k', 'l', 'm')).map(([i, key]) => `${i}${key}:`),
      fc.tuple(indent, fc.oneof(word, odd, fc.string({ maxLength: 6 }))).map(([i, value]) => `${i}${value}`),
      fc.constantFrom('', '  ', '# c', '---', '...'),
    );
    let answered = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 7 }), fc.boolean(), (lines, end) => {
        if (expectEqual(lines.join('\n') + (end ? '\n' : ''))) answered++;
      }),
      { numRuns: 8000 },
    );
    expect(answered).toBeGreaterThan(50);
  });
});

/** One of everything that the fast path reads. */
const WHOLE = `# c
title: A b
id: 12
d: |
    one
      two

    three
list:
    - 'it''s' # why
    - "x # y"
    - a: 1
      b|re: null
    - c:
        - d
      e: true
low:
- x
- y z
empty:
# c
sub:
  k: C:\\x\\y.exe

  l: v # c
`;

test('says what the library says, or nothing: a whole document with a few pieces put in, taken out, exchanged', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\n\n',
      '# ',
      ' #',
      ':',
      ': ',
      '- ',
      '-',
      "'",
      '"',
      '|',
      '|\n',
      '    ',
      '\n  ',
      '0',
      '.',
    ),
    fc.constantFrom(
      'e1',
      '~',
      'null',
      'true',
      '\\',
      '&',
      '*',
      '!',
      '<<',
      '[',
      '{',
      '}',
      ',',
      '?',
      '? ',
      '%',
      '---\n',
      '\t',
    ),
    fc.string({ maxLength: 2, unit: 'binary' }),
  );
  const change = fc.record({ at: fc.nat(WHOLE.length), remove: fc.nat(6), put: fc.oneof(fc.constant(''), piece) });
  let answered = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      let text = WHOLE;
      for (const { at, remove, put } of changes) text = text.slice(0, at) + put + text.slice(at + remove);
      if (expectEqual(text)) answered++;
    }),
    { numRuns: Number(process.env.YAML_RUNS ?? 1500) },
  );
  expect(answered).toBeGreaterThan(300);
}, 300_000);

const available = existsSync(SAMPLES);
if (!available) console.warn('SKIPPED: the public Sigma rules are not beside the repository.');
test.skipIf(!available)(
  'all public rules: as the library reads them, and nearly all by the fast path',
  () => {
    const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
    const fast = files.filter((name) => expectEqual(readFileSync(join(SAMPLES, name), 'utf8')));
    expect(files.length).toBeGreaterThan(3000);
    expect(fast.length / files.length).toBeGreaterThan(0.8);
  },
  120_000,
);
