import { FactEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { compileContent, documentsForMatching } from './rules.js';

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

test('what other threads are given compiles to the same rules, and refuses the same ones', () => {
  const bad = [{ title: 'no detection', logsource }, { ...rule, id: 'x', level: 'unheard of', detection: {} }, 7, null];
  const told = documents.map(({ origin, document }) => ({ origin, document: { ...document, description: 'long' } }));
  const all = [...told, ...bad.map((document, i) => ({ origin: `bad${i}.yml`, document }))];
  const sent = documentsForMatching(all);
  expect(JSON.stringify(sent)).not.toContain('long');
  const whole = compileContent(all);
  const part = compileContent(sent);
  expect(part.problems).toEqual(whole.problems);
  expect(whole.problems.length).toBeGreaterThanOrEqual(4);
  expect(part.rules).toEqual(whole.rules.map((one) => ({ ...one, description: undefined })));
});
