import { FactEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { isInlineBetter } from './detect-inline.js';
import { compileContent } from './rules.js';

const logsource = { product: 'windows', service: 'security' };
const rule = { title: 'logons of administrators', id: 'r', name: 'logons', logsource };
const documents = [
  {
    ...rule,
    detection: { s: { EventID: 4624, User: '%x%' }, e: { 'User|expand': '%Admins%' }, condition: 'e and not s' },
  },
  { placeholders: { admins: ['adm_*'] } },
  { placeholders: { Admins: ['root'] } },
  { title: 'our scanner', logsource, filter: { rules: ['logons'], f: { Ip: '192.0.2.1' }, condition: 'f' } },
].map((document, i) => ({ origin: `${i}.yml`, document }));

const matches = (content: ReturnType<typeof compileContent>, values: Record<string, string>): number =>
  content.ruleSet.matchFact(new FactEvent(logsource, { EventID: '4624', ...values })).length;

describe('content that is compiled', () => {
  test('gives placeholders their values and rules their filters, in whatever order the files come', () => {
    for (const order of [documents, [...documents].reverse()]) {
      const content = compileContent(order);
      expect(content.problems).toEqual([]);
      expect(matches(content, { User: 'adm_anna' })).toBe(1);
      expect(matches(content, { User: 'ROOT', Ip: '192.0.2.7' })).toBe(1);
      expect(matches(content, { User: 'root', Ip: '192.0.2.1' })).toBe(0);
      expect(matches(content, { User: 'anna' })).toBe(0);
    }
  });
  test('refuses a rule without the value of its placeholder, and tells a filter that filters nothing', () => {
    const details = compileContent([0, 3].flatMap((i) => documents[i] ?? [])).problems.map(({ detail }) => detail);
    expect(details).toEqual([expect.stringContaining('%Admins%'), expect.stringContaining('no effect')]);
  });
});

test('threads of their own are for much evidence and for files that would take long at a time', () => {
  const unit = (bytes: number) => ({
    path: 'a',
    bytes,
    kind: 'file' as const,
    locator: { kind: 'file' as const, path: 'a' },
  });
  const units = (...bytes: number[]) => bytes.map(unit) as never;
  expect(isInlineBetter(units(10, 10), 20, 4)).toBe(true);
  expect(isInlineBetter(units(1e9, 1e9), 2e9, 1)).toBe(true);
  expect(isInlineBetter(units(1e9, 1e9), 2e9, 2)).toBe(false);
  expect(isInlineBetter(units(2e9), 2e9, 1)).toBe(false);
});
