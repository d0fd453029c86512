import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from '../testing/compromised.js';
import { cannotTellAssessment, floodedAssessment, hostileAssessment } from '../testing/others.js';
import { code, text } from './escape.js';
import { renderMarkdown } from './render.js';

describe('escaping', () => {
  test.each([
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['![x](http://e/)', '\\!\\[x\\](http\\://e/)'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['# x', '\\# x'],
    ['- x', '\\- x'],
    ['1. x', '1\\. x'],
    ['15.1.2176', '15.1.2176'],
    ['a|b', 'a\\|b'],
    ['C:\\x', 'C:\\\\x'],
    ['a\nb', 'a\\\\nb'],
  ])('text %j', (value, escaped) => {
    expect(text(value)).toBe(escaped);
  });

  test('a code span is longer fenced than anything in it', () => {
    expect(code('plain')).toBe('`plain`');
    expect(code('a`b``c')).toBe('``` a`b``c ```');
    expect(code('a|b')).toBe('`a\\|b`');
    expect(code(' ')).toBe('(empty)');
  });

  test('any text stays on its line and in its cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        for (const shown of [text(value), code(value)]) {
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(shown.replaceAll('\\|', '')).not.toContain('|');
        }
        expect(text(value)).not.toMatch(/[<>]|(?<!\\)(?:\\\\)*[`[\]*]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('renderMarkdown', () => {
  test('answers first, then what to do', () => {
    const report = renderMarkdown(compromisedAssessment());
    const heads = [...report.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(heads).toEqual([
      'The answers',
      'What to do in the next hour, and after',
      'How they went about it',
      'Web shells',
      'Mailboxes',
      'Addresses',
      'Findings (11)',
      'Patch state',
      'What was checked',
      'Coverage',
      'Not examined',
    ]);
    expect(report).toContain('# COMPROMISED (confirmed): mail01.townhall.example');
    expect(report).toContain(
      'patched: **partly** · compromised: **yes, confirmed** · cleaned and verified: **partly**',
    );
    expect(report).toContain('`cs-uri-stem` = `/ecp/y.js`');
    expect(report).toContain('4 scanners asked too');
  });

  test('says what could not be checked', () => {
    expect(renderMarkdown(cannotTellAssessment())).toContain('1 could not be checked');
  });

  test('hostile values add no line, no cell and no control byte', () => {
    const report = renderMarkdown(hostileAssessment());
    expect(report.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const block of report.split('\n\n')) {
      if (!block.startsWith('| ')) continue;
      const cells = block.split('\n').map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
    expect(report).not.toMatch(/^VERDICT/m);
  });

  test('a flood is capped', () => {
    const report = renderMarkdown(floodedAssessment(2000));
    expect(report).toContain('and 1,900 more in assessment.json');
    expect(report.length).toBeLessThan(200_000);
  });
});
