import { CheckDescription } from '@allclear/content';
import { EMPTY_STATISTICS } from '@allclear/parsers';
import { expect, test } from 'vitest';
import { makeFinding, makeHost, makePatch, makeReport } from '../testing/make.js';
import { checkResults } from './checks.js';

const check = (over: Partial<CheckDescription> = {}): CheckDescription =>
  CheckDescription.parse({
    id: 'EX-PL-001',
    title: 'a check of one thing',
    status: 'covered',
    evidence: [['exchange-httpproxy'], ['iis-log', 'exchange-ecp-server']],
    howToCollect: 'Copy the folder with the logs.',
    ...over,
  });
const log = (artifact: string, first: string, last: string) =>
  makeReport(`C/${artifact}.log`, {
    artifact,
    statistics: { ...EMPTY_STATISTICS, first: Date.parse(first), last: Date.parse(last) },
  });
const run = (one: CheckDescription, host = makeHost(), findings = [makeFinding()], patch = makePatch()) =>
  checkResults([one], findings, host, patch, [])[0];
const proxy = log('exchange-httpproxy', '2021-03-01T00:00:00Z', '2021-03-15T00:00:00Z');

test('evidence is not there: could not check, and how to collect it', () => {
  expect(run(check())).toMatchObject({
    status: 'could-not-check',
    sources: [],
    note: 'Not in the evidence. Copy the folder with the logs.',
  });
});

test('only half of what belongs together is there', () => {
  expect(run(check(), makeHost(log('iis-log', '2021-01-01T00:00:00Z', '2021-06-01T00:00:00Z')))?.status).toBe(
    'could-not-check',
  );
});

test('no hit holds for the period of the evidence, and says where that is short', () => {
  const result = run(check({ period: { from: '2021-01-03T00:00:00Z' } }), makeHost(proxy));
  expect(result).toMatchObject({
    status: 'no-hit',
    sources: ['exchange-httpproxy'],
    period: { from: '2021-03-01T00:00:00.000Z', to: '2021-03-15T00:00:00.000Z' },
    note: 'The evidence begins 2021-03-01; this was seen from 2021-01-03 on.',
  });
  expect(run(check({ period: { from: '2021-03-01T00:00:00.000Z' } }), makeHost(proxy))).toMatchObject({
    status: 'no-hit',
  });
});

test('a hit names its findings', () => {
  const hit = makeFinding({ checks: ['EX-PL-002', 'EX-PL-001'] });
  expect(run(check(), makeHost(proxy), [makeFinding(), hit])).toMatchObject({ status: 'hit', findings: [hit.id] });
});

test('what this version has no rule for is not called checked', () => {
  const later = check({ status: 'not-yet', reason: 'It needs the registry.' });
  expect(run(later, makeHost(proxy))).toMatchObject({ status: 'could-not-check', note: 'It needs the registry.' });
});

test('the build check is answered by the build', () => {
  const build = check({ id: 'EX-VU-001' });
  const known = makePatch({ current: { build: '15.1.2176.2', source: 'file-version' } });
  const open = {
    ...known,
    vulnerabilities: [{ id: 'CVE-2021-26855', status: 'vulnerable' as const, knownExploited: true }],
  };
  expect(run(build)?.status).toBe('could-not-check');
  expect(run(build, makeHost(), [], known)?.status).toBe('no-hit');
  expect(run(build, makeHost(), [], open)?.status).toBe('hit');
});
