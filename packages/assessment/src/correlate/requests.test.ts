import { parseSigma, type SigmaRule } from '@allclear/detection';
import { expect, test } from 'vitest';
import { makeFinding, makeRecord, makeSighting } from '../testing/make.js';
import { countRequests } from './requests.js';

const rule = (id: string, service: string): SigmaRule => {
  const parsed = parseSigma(
    { title: id, id, logsource: { service }, detection: { s: { a: 'bcde' }, condition: 's' } },
    id,
  );
  if (!parsed.rule) throw new Error(parsed.problems[0]?.detail);
  return parsed.rule;
};
const PROXY = '00000000-0000-4000-8000-000000000001';
const PROXY_2 = '00000000-0000-4000-8000-000000000002';
const WEB = '00000000-0000-4000-8000-000000000003';
const FILE = '00000000-0000-4000-8000-000000000004';
const rules = new Map([
  [PROXY, rule(PROXY, 'httpproxy')],
  [PROXY_2, rule(PROXY_2, 'httpproxy')],
  [WEB, rule(WEB, 'iis')],
  [FILE, rule(FILE, 'ecp-server')],
]);
const by = { entities: [{ kind: 'client' as const, value: '203.0.113.7' }] };
const finding = (id: string) => makeFinding({ rule: { id, title: '', author: '', references: [], checks: [] }, ...by });

test('a request that several rules saw counts once, and only in one log', () => {
  const sightings = [
    makeSighting(PROXY, [makeRecord('p', 1), makeRecord('p', 2)], by),
    makeSighting(PROXY_2, [makeRecord('p', 2), makeRecord('p', 3)], by),
    makeSighting(WEB, [makeRecord('w', 1), makeRecord('w', 2), makeRecord('w', 3), makeRecord('w', 4)], by),
  ];
  expect(countRequests([finding(PROXY), finding(PROXY_2), finding(WEB)], sightings, rules)).toBe(3);
  expect(countRequests([finding(WEB)], sightings, rules)).toBe(4);
});

test('requests of other addresses are not counted, those that were not kept are', () => {
  const other = { entities: [{ kind: 'client' as const, value: '198.51.100.1' }] };
  const sightings = [
    makeSighting(PROXY, [makeRecord('p', 1)], { ...by, count: 1000 }),
    makeSighting(PROXY, [makeRecord('p', 2)], other),
  ];
  expect(countRequests([finding(PROXY)], sightings, rules)).toBe(1000);
});

test('no log of requests: nothing to count', () => {
  expect(countRequests([finding(FILE)], [makeSighting(FILE, [makeRecord('e', 1)], by)], rules)).toBeUndefined();
});
