import { describe, expect, test } from 'vitest';
import { nameHost } from './host-name.js';

const clue = (name: string, weight = 5) => ({ name, source: 'a log', weight });

describe('the name of the server', () => {
  test('nothing tells it', () => {
    expect(nameHost([], [])).toEqual({ name: 'unknown-host', source: 'no log names the server' });
  });
  test('a fully qualified name completes the short one', () => {
    expect(nameHost([clue('MAIL01'), clue('mail01.example.com', 1)], []).name).toBe('mail01.example.com');
  });
  test('of several servers the one with most rows', () => {
    expect(
      nameHost(
        [clue('ex02', 5)],
        [
          ['EX01', 900],
          ['EX02', 100],
        ],
      ).name,
    ).toBe('ex01');
  });
  test('a name that only begins alike is another server', () => {
    expect(nameHost([clue('ex1'), clue('ex10.example.com', 1)], []).name).toBe('ex1');
  });
  test.each(['localhost', '127.0.0.1', '10.1.2.3', ''])('%j is no name', (name) => {
    expect(nameHost([clue(name, 100)], [[name, 100]]).name).toBe('unknown-host');
  });
});
