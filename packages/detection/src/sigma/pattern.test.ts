import { describe, expect, test } from 'vitest';
import { StringPattern, surround, tokenise } from './pattern.js';
import { fold } from './text.js';

function matches(pattern: string, value: string, cased = false): boolean {
  return new StringPattern(tokenise(pattern), cased).test(cased ? value : fold(value));
}

describe('escapes, as the specification lists them', () => {
  test.each([
    ['a plain backslash', 'C:\\Windows', 'C:\\Windows', true],
    ['a doubled backslash is one', 'C:\\\\Windows', 'C:\\Windows', true],
    ['an escaped star is a star', 'a\\*b', 'a*b', true],
    ['an escaped star is no wildcard', 'a\\*b', 'axb', false],
    ['an escaped question mark', 'a\\?b', 'a?b', true],
    ['backslash, then wildcard', 'a\\\\*', 'a\\anything', true],
    ['backslash, then wildcard: the backslash is wanted', 'a\\\\*', 'anything', false],
    ['backslash and star, both plain', 'a\\\\\\*', 'a\\*', true],
    ['backslash and star, both plain: no wildcard', 'a\\\\\\*', 'a\\x', false],
    ['three backslashes are two', '\\\\\\server', '\\\\server', true],
    ['four backslashes are two', '\\\\\\\\server', '\\\\server', true],
    ['a backslash at the end', 'dir\\', 'dir\\', true],
  ])('%s', (_, pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });
});

describe('wildcards', () => {
  test.each([
    ['*', '', true],
    ['a*c', 'ac', true],
    ['a*c', 'abcbc', true],
    ['a*c', 'abcb', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['prog?.exe', 'progA.exe', true],
    ['prog?.exe', 'prog.exe', false],
    ['*.as?x', '/x.aspx', true],
    ['*?b*?b*', 'abab', true],
    ['*?b*?b*', 'bab', false],
    ['a*a', 'a', false],
  ])('%s on %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test('upper and lower case are one unless cased', () => {
    expect(matches('CMD.exe', 'cmd.EXE')).toBe(true);
    expect(matches('CMD.exe', 'cmd.EXE', true)).toBe(false);
    expect(matches('stra\u00dfe \u00c4', 'STRA\u00dfE \u00e4')).toBe(true);
    // Letters outside ASCII never stand for ASCII ones: the literal filter sees bytes.
    expect(matches('kelvin', '\u212aelvin')).toBe(false);
  });
});

test('literals: every wildcard-free part, with what it is bound to', () => {
  expect(new StringPattern(surround(tokenise('Foo?bar'), true, false), false).literals()).toEqual([
    { text: 'foo', atStart: false, atEnd: false },
    { text: 'bar', atStart: false, atEnd: true },
  ]);
  expect(new StringPattern(tokenise('Post'), true).literals()).toEqual([{ text: 'post', atStart: true, atEnd: true }]);
});
