import { FactEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { demandedEventIds } from './event-index.js';
import { parseSigma } from './parse.js';
import type { SigmaRule } from './rule.js';
import { RuleSet } from './rule-set.js';

function rule(id: string, detection: object, logsource: object = { product: 'windows' }): SigmaRule {
  const parsed = parseSigma({ title: `rule ${id}`, id, logsource, detection }, 'test.yml').rule;
  if (parsed === undefined) throw new Error('no rule');
  return parsed;
}

describe('event ids that a rule demands', () => {
  test.each<[string, object, readonly string[] | undefined]>([
    ['one', { s: { EventID: 1102 }, condition: 's' }, ['1102']],
    ['a list', { s: { EventID: [1, 2] }, condition: 's' }, ['1', '2']],
    ['one of two selections', { a: { EventID: 1 }, b: { EventID: '2' }, condition: '1 of *' }, ['1', '2']],
    ['both at once', { a: { EventID: [1, 2] }, b: { EventID: [2, 3] }, condition: 'a and b' }, ['2']],
    ['beside other fields', { a: { EventID: 1, Image: 'x' }, f: { User: 'y' }, condition: 'a and not f' }, ['1']],
    ['an alternative without', { a: { EventID: 1 }, b: { Image: 'x' }, condition: 'a or b' }, undefined],
    ['only excluded', { a: { EventID: 1 }, b: { Image: 'x' }, condition: 'b and not a' }, undefined],
    ['a wildcard', { a: { EventID: '41*' }, condition: 'a' }, undefined],
    ['other fields only', { a: { Image: 'x' }, condition: 'a' }, undefined],
  ])('%s', (_, detection, ids) => {
    const demanded = demandedEventIds(rule('a', detection).detection);
    expect(demanded === undefined ? undefined : [...demanded].sort()).toEqual(ids);
  });

  test('rules are found as without the index, in their order', () => {
    const rules = [
      rule('1', { s: { EventID: 5 }, condition: 's' }),
      rule('2', { s: { X: 'y' }, condition: 's' }),
      rule('3', { s: { EventID: [5, 6] }, condition: 's' }),
      rule('4', { s: { EventID: 6 }, condition: 's' }, { product: 'linux' }),
    ];
    const set = new RuleSet(rules, []);
    const ids = (values: Record<string, string>): string[] =>
      set.matchFact(new FactEvent({ product: 'windows', service: 'system' }, values)).map((r) => r.rule.id);
    expect(ids({ EventID: '5', X: 'y' })).toEqual(['1', '2', '3']);
    expect(ids({ EventID: '6' })).toEqual(['3']);
    expect(ids({ EventID: '7', X: 'y' })).toEqual(['2']);
    expect(ids({ X: 'y' })).toEqual(['2']);
  });
});

test('a rule on registry events sees keys that are made, set and deleted', () => {
  const any = rule('1', { s: { TargetObject: 'HKLM' }, condition: 's' }, { category: 'registry_event' });
  const set = rule('2', { s: { TargetObject: 'HKLM' }, condition: 's' }, { category: 'registry_set' });
  const rules = new RuleSet([any, set], []);
  const match = (category: string): string[] =>
    rules.matchFact(new FactEvent({ category }, { TargetObject: 'HKLM' })).map((r) => r.rule.id);
  expect(match('registry_set')).toEqual(['1', '2']);
  expect(match('registry_delete')).toEqual(['1']);
  expect(match('registry_event')).toEqual(['1']);
  expect(match('file_event')).toEqual([]);
});
