import { FactEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule } from './compiled-rule.js';
import { MAX_CONDITION_DEPTH } from './condition.js';
import { parseSigma } from './parse.js';

type Values = Record<string, string | number | boolean>;

function ruleOf(detection: Record<string, unknown>): ReturnType<typeof compileRule> {
  const { rule, problems } = parseSigma({ title: 'Test', logsource: {}, detection }, 'test.yml');
  expect(problems).toEqual([]);
  if (rule === undefined) throw new Error('no rule');
  return compileRule(rule);
}

function matches(selection: unknown, values: Values): boolean {
  return ruleOf({ selection, condition: 'selection' }).matches(new FactEvent({}, values));
}

function encoded(content: string | readonly number[], encoding: BufferEncoding = 'utf8'): string {
  return (typeof content === 'string' ? Buffer.from(content, encoding) : Buffer.from(content)).toString('base64');
}

function fault(detection: unknown): string {
  const { rule, problems } = parseSigma({ title: 'Test', logsource: {}, detection }, 'test.yml');
  expect(rule).toBeUndefined();
  expect(problems).toHaveLength(1);
  expect(problems[0]?.code).toBe('ALC-R001');
  return problems[0]?.detail ?? '';
}

describe('forms of a detection', () => {
  test('a map is AND, a list of values OR', () => {
    const selection = { EventID: [517, 1102], Channel: 'Security' };
    expect(matches(selection, { EventID: 1102, Channel: 'security' })).toBe(true);
    expect(matches(selection, { EventID: 1103, Channel: 'Security' })).toBe(false);
    expect(matches(selection, { EventID: 517 })).toBe(false);
  });
  test('a list of maps is OR', () => {
    const selection = [{ a: '1', b: '2' }, { c: '3' }];
    expect(matches(selection, { a: 1, b: 2 })).toBe(true);
    expect(matches(selection, { c: 3 })).toBe(true);
    expect(matches(selection, { a: 1, c: 2 })).toBe(false);
  });
  test('keywords are looked for in the whole record', () => {
    expect(matches(['event::clear', 'event::drop'], { x: 'say EVENT::drop now' })).toBe(true);
    expect(matches(['event::clear', 'event::drop'], { x: 'event' })).toBe(false);
    expect(
      matches({ '|all': ['OabVirtualDirectory', ' -ExternalUrl '] }, { p: 'Set-OabVirtualDirectory -ExternalUrl x' }),
    ).toBe(true);
    expect(matches({ '|all': ['OabVirtualDirectory', ' -ExternalUrl '] }, { p: 'Set-OabVirtualDirectory' })).toBe(
      false,
    );
    expect(matches('alone', { x: 'standing alone here' })).toBe(true);
  });
  test('null and the empty string: the field is absent or empty', () => {
    expect(matches({ a: null }, { b: 1 })).toBe(true);
    expect(matches({ a: null }, { a: 1 })).toBe(false);
    expect(matches({ a: '' }, { a: '' })).toBe(true);
    expect(matches({ a: '*' }, { b: 1 })).toBe(false);
  });
});

describe('modifiers', () => {
  test.each<[string, Record<string, unknown>, Values, boolean]>([
    ['contains', { f: 'x', 'f|contains': 'BC' }, { f: 'x' }, false],
    ['contains', { 'f|contains': 'BC' }, { f: 'abcd' }, true],
    ['contains with a wildcard', { 'f|contains': 'a*c' }, { f: 'xaxcx' }, true],
    ['startswith', { 'f|startswith': 'ab' }, { f: 'ABc' }, true],
    ['startswith', { 'f|startswith': 'ab' }, { f: 'xab' }, false],
    ['endswith', { 'f|endswith': '\\cmd.exe' }, { f: 'C:\\Windows\\CMD.exe' }, true],
    ['all', { 'f|contains|all': ['a', 'b'] }, { f: 'xbya' }, true],
    ['all', { 'f|contains|all': ['a', 'b'] }, { f: 'xb' }, false],
    ['cased', { 'f|cased': 'Ab' }, { f: 'ab' }, false],
    ['cased', { 'f|contains|cased': 'Ab' }, { f: 'xAbx' }, true],
    ['exists', { 'f|exists': true }, { f: 1 }, true],
    ['exists', { 'f|exists': false }, { f: 1 }, false],
    ['exists', { 'f|exists': 'false' }, { g: 1 }, true],
    ['re is case-sensitive', { 'f|re': 'ab+c' }, { f: 'xABBC' }, false],
    ['re|i', { 'f|re|i': 'ab+c' }, { f: 'xABBC' }, true],
    ['re|m|s', { 'f|re|m|s': '^b.c$' }, { f: 'a\nb\nc' }, true],
    ['re keeps its backslashes', { 'f|re': '\\\\cmd\\.exe' }, { f: 'a\\cmd.exe' }, true],
    ['neq', { 'f|neq': 'a' }, { f: 'b' }, true],
    ['neq of a list', { 'f|neq': ['a', 'b'] }, { f: 'b' }, false],
    ['neq, absent', { 'f|neq': 'a' }, { g: 'b' }, true],
    ['cidr', { 'f|cidr': '10.0.0.0/8' }, { f: '10.200.3.4' }, true],
    ['cidr', { 'f|cidr': ['192.168.0.0/16', 'fe80::/10'] }, { f: 'fe80::1%4' }, true],
    ['cidr', { 'f|cidr': '10.0.0.0/8' }, { f: '::ffff:10.1.2.3' }, true],
    ['cidr', { 'f|cidr': '10.0.0.0/8' }, { f: '11.0.0.1' }, false],
    ['cidr', { 'f|cidr': '2001:db8::/33' }, { f: '2001:db8:8000::1' }, false],
    ['cidr of nonsense', { 'f|cidr': '0.0.0.0/0' }, { f: 'localhost' }, false],
    ['lt', { 'f|lt': 10 }, { f: '9' }, true],
    ['lte', { 'f|lte': 10 }, { f: '10' }, true],
    ['gt', { 'f|gt': '10' }, { f: '11.5' }, true],
    ['gte', { 'f|gte': 10 }, { f: '0xa' }, true],
    ['gt of no number', { 'f|gt': 1 }, { f: 'many' }, false],
    ['fieldref', { 'f|fieldref': 'g' }, { f: 'Same', g: 'same' }, true],
    ['fieldref|neq', { 'f|fieldref|neq': 'g' }, { f: 'a', g: 'b' }, true],
    ['fieldref|startswith', { 'f|fieldref|startswith': 'g' }, { f: 'abc', g: 'AB' }, true],
    ['fieldref, other absent', { 'f|fieldref': 'g' }, { f: 'a' }, false],
    ['base64', { 'f|base64': 'foobar' }, { f: 'Zm9vYmFy' }, true],
    ['base64offset', { 'f|base64offset|contains': 'foobar' }, { f: encoded('xxfoobarxx') }, true],
    ['base64offset', { 'f|base64offset|contains': 'foobar' }, { f: encoded('xfoobarx') }, true],
    ['wide', { 'f|wide|base64offset|contains': 'ping' }, { f: encoded('a ping b', 'utf16le') }, true],
    ['utf16be', { 'f|utf16be|base64': 'hi' }, { f: encoded([0, 104, 0, 105]) }, true],
    ['utf16', { 'f|utf16|base64': 'cmd' }, { f: encoded([0xff, 0xfe, 0x63, 0, 0x6d, 0, 0x64, 0]) }, true],
    ['utf16le of non-ASCII', { 'f|utf16le|base64': '\u00e9' }, { f: encoded('\u00e9', 'utf16le') }, true],
    ['windash', { 'f|contains|windash': ' -enc' }, { f: 'powershell /enc AA' }, true],
    ['windash', { 'f|windash|contains': ' -enc' }, { f: 'powershell \u2013enc AA' }, true],
    ['windash leaves dashes in words', { 'f|contains|windash': 'a-b' }, { f: 'a/b' }, false],
    ['hour', { 'f|hour': 4 }, { f: '2021-03-03T04:05:06Z' }, true],
    ['hour of a clock', { 'f|hour|gte': 22 }, { f: '23:00:00' }, true],
    ['minute', { 'f|minute': 5 }, { f: '2021-03-03 04:05:06' }, true],
    ['day', { 'f|day': [1, 3] }, { f: '2021-03-03' }, true],
    ['month', { 'f|month|lt': 3 }, { f: '2021-03-03' }, false],
    ['year', { 'f|year': 2021 }, { f: '2021-03-03' }, true],
    ['week', { 'f|week': 53 }, { f: '2021-01-03' }, true],
    ['week', { 'f|week': 1 }, { f: '2021-01-04' }, true],
    ['true and false are text', { f: true }, { f: 'True' }, true],
  ])('%s: %j on %j', (_, selection, values, expected) => {
    expect(matches(selection, values)).toBe(expected);
  });

  test.each([
    [{ 'f|frob': 'x' }, /unknown modifier/],
    [{ 'f|expand': '%Servers%' }, /placeholders/],
    [{ 'f|contains': null }, /null/],
    [{ 'f|cidr': '10.0.0.0/33' }, /CIDR/],
    [{ 'f|lt': 'many' }, /number/],
    [{ 'f|exists': 'maybe' }, /true or false/],
    [{ 'f|re': '(' }, /regular expression/],
    [{ 'f|base64': 'a*' }, /wildcards/],
    [{ 'f|contains|startswith': 'a' }, /exclude/],
    [{ 'f|i': 'a' }, /after re/],
    [{ f: { g: 1 } }, /value must be/],
    [{ f: [] }, /empty/],
    [{}, /empty/],
    [[], /empty/],
    [null, /empty/],
    [[null], /keyword/],
    [[''], /keyword/],
  ])('refuses %j', (selection, message) => {
    expect(fault({ selection, condition: 'selection' })).toMatch(message);
  });
});

describe('conditions', () => {
  const detection = { a: { f: 1 }, b: { g: 1 }, sel_x: { f: 2 }, sel_y: { g: 2 }, _hidden: { h: 1 } };
  test.each<[string | string[], Values, boolean]>([
    ['a and b', { f: 1 }, false],
    ['a or b and sel_x', { f: 1 }, true],
    ['(a or b) and sel_x', { f: 1 }, false],
    ['a and not b', { f: 1 }, true],
    ['not a or b', { f: 2 }, true],
    ['not (a or b)', { f: 1 }, false],
    ['not not a', { f: 1 }, true],
    ['1 of sel_*', { g: 2 }, true],
    ['all of sel_*', { f: 2 }, false],
    ['all of sel_*', { f: 2, g: 2 }, true],
    ['1 of *_y', { g: 2 }, true],
    ['any of sel*', { f: 2 }, true],
    ['1 of them', { h: 1 }, false],
    ['1 of _*', { h: 1 }, true],
    ['not 1 of them', { h: 1 }, true],
    ['a AND NOT b', { f: 1 }, true],
    [['a', 'b'], { g: 1 }, true],
  ])('%s on %j', (condition, values, expected) => {
    expect(ruleOf({ ...detection, condition }).matches(new FactEvent({}, values))).toBe(expected);
  });
  test.each(['', 'a b', 'a and', '(a', 'a)', 'nothing', '1 of no*', '2 of sel*', 'a | count() > 5', 'and a', 'not'])(
    'refuses %j',
    (condition) => {
      expect(fault({ ...detection, condition })).not.toBe('');
    },
  );
  test('depth is capped', () => {
    const n = MAX_CONDITION_DEPTH + 1;
    expect(fault({ ...detection, condition: `${'('.repeat(n)}a${')'.repeat(n)}` })).toMatch(/deep/);
  });
});

describe('documents', () => {
  test('head, log source, fields', () => {
    const { rule } = parseSigma(
      {
        title: 'T',
        id: 'abc',
        level: 'High',
        author: 'A. U. Thor',
        date: new Date('2021-03-03'),
        tags: ['attack.t1190'],
        falsepositives: ['none'],
        logsource: { product: 'Windows', service: 'IIS', definition: 'x' },
        fields: ['c-ip'],
        detection: { s: { a: 1 }, condition: 's' },
      },
      'x.yml',
    );
    expect(rule).toMatchObject({
      id: 'abc',
      level: 'high',
      author: 'A. U. Thor',
      date: '2021-03-03',
      logSource: { product: 'windows', service: 'iis' },
      fields: ['c-ip'],
    });
  });
  test('the block allclear is checked', () => {
    const base = { title: 'T', logsource: {}, detection: { s: { a: 1 }, condition: 's' } };
    expect(parseSigma({ ...base, allclear: { checks: 'x' } }, 'x.yml').problems[0]?.detail).toMatch(
      /^allclear: checks/,
    );
    const meta = {
      checks: [],
      outcome: 'probe',
      phase: 'exploitation',
      confidence: 'low',
      what: 'a',
      why: 'b',
      next: 'c',
      misses: 'd',
    };
    expect(parseSigma({ ...base, allclear: meta }, 'x.yml').rule?.meta?.standalone).toBe(true);
  });
  test('log sources: each part equal or not named', () => {
    const { rule } = parseSigma(
      { title: 'T', logsource: { product: 'windows', service: 'iis' }, detection: { s: { a: 1 }, condition: 's' } },
      'x',
    );
    if (rule === undefined) throw new Error('no rule');
    const compiled = compileRule(rule);
    expect(compiled.appliesTo({ product: 'windows', service: 'iis', category: 'webserver' })).toBe(true);
    expect(compiled.appliesTo({ product: 'windows' })).toBe(false);
  });
  test('matchedFields names what made it match', () => {
    const rule = ruleOf({ s: { 'A|contains': 'x', B: [1, 2] }, f: { C: 1 }, condition: 's and not f' });
    expect(rule.matchedFields(new FactEvent({}, { a: 'xx', b: 2, c: 3 }))).toEqual(['A', 'B']);
    expect(rule.matchedFields(new FactEvent({}, { a: 'xx', b: 3 }))).toEqual([]);
  });
  test('any value is a rule or a problem, never an exception', () => {
    const anything = fc.anything({ maxDepth: 4, withBigInt: true, withDate: true });
    const shaped = fc.record({
      title: fc.constant('T'),
      logsource: fc.constant({}),
      detection: anything,
      correlation: fc.option(anything, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.oneof(anything, shaped), (document) => {
        const { rule, correlation, problems } = parseSigma(document, 'x.yml');
        expect(problems.length === 0).toBe(rule !== undefined || correlation !== undefined);
      }),
      { numRuns: 500 },
    );
  });
});
