import type { PageStatistics } from '@allclear/parsers';
import { EMPTY_STATISTICS } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { answered, isPrivateAddress, isScheduled, proxiesOf, scopeOf, surroundingsOf } from './page-surroundings.js';

const page = (key: string, over: Partial<PageStatistics> = {}): PageStatistics => ({
  page: key,
  key,
  requests: 1,
  gets: 1,
  posts: 0,
  others: 0,
  status: [[200, 1]],
  clients: [['203.0.113.7', 1, 0]],
  clientCount: 1,
  agentRows: 1,
  emptyUserAgent: 0,
  refererRows: 1,
  noReferer: 1,
  withQuery: 0,
  samples: [],
  answeredPosts: [],
  ...over,
});
const names = (count: number, over: Partial<PageStatistics> = {}) =>
  Array.from({ length: count }, (_, n) => ({ page: page(`/aspnet_client/${n}.aspx`, over), area: 'aspnet_client' }));

describe('a server that answers every name alike', () => {
  test('is told by a sweep of many names, not of a few', () => {
    expect(surroundingsOf(names(12)).answeredAlike.size).toBe(12);
    expect(surroundingsOf(names(9)).answeredAlike.size).toBe(0);
  });
  test('is not one where the sweep found most names missing', () => {
    const found = surroundingsOf([...names(3), ...names(12, { status: [[404, 1]] })]);
    expect(found.answeredAlike.size).toBe(0);
    expect([...found.toldApart]).toEqual(['aspnet_client']);
  });
  test('a page that took data, or that somebody else asked for too, is judged on its own', () => {
    const used = { page: page('/aspnet_client/used.aspx', { posts: 1, gets: 0 }), area: 'aspnet_client' };
    const both = {
      page: page('/aspnet_client/both.aspx', {
        clientCount: 2,
        clients: [
          ['203.0.113.7', 1, 0],
          ['198.51.100.1', 9, 0],
        ],
      }),
      area: 'aspnet_client',
    };
    const alike = surroundingsOf([...names(12), used, both]).answeredAlike;
    expect(alike.has(used.page.key)).toBe(false);
    expect(alike.has(both.page.key)).toBe(false);
  });
});

test('requests of other methods do not count as answers, unless a sample shows one', () => {
  expect(answered(page('/x.aspx', { gets: 0, others: 1 }))).toBe(0);
  expect(answered(page('/x.aspx', { others: 1, status: [[200, 3]] }))).toBe(2);
  const sample = { line: 1, offset: 0, method: 'GET', status: 200 };
  expect(answered(page('/x.aspx', { others: 1, samples: [sample] }))).toBe(1);
});

test('addresses of the own network', () => {
  for (const own of [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.1.1',
    '100.64.0.1',
    'fd12::1',
    '127.0.0.1',
    'fe80::1%4',
  ])
    expect(isPrivateAddress(own), own).toBe(true);
  for (const other of ['172.32.0.1', '100.128.0.1', '203.0.113.7', '2001:db8::1', '11.0.0.1'])
    expect(isPrivateAddress(other), other).toBe(false);
  expect(scopeOf(page('/x.aspx', { clients: [] }))).toBeUndefined();
  expect(
    scopeOf(
      page('/x.aspx', {
        clients: [
          ['10.0.0.1', 1, 0],
          ['203.0.113.7', 1, 0],
        ],
      }),
    ),
  ).toBe('mixed');
});

test('by the clock: the rhythm of the first requests is that of all', () => {
  const HOUR = 3_600_000;
  const at = (...times: number[]) => times.map((time, line) => ({ line, offset: 0, time }));
  const regular = { requests: 49, first: 0, last: 48 * HOUR };
  expect(isScheduled(page('/x.aspx', { ...regular, samples: at(0, HOUR, 2 * HOUR) }))).toBe(true);
  expect(isScheduled(page('/x.aspx', { ...regular, samples: at(0, 9_000, 20_000) }))).toBe(false);
  expect(isScheduled(page('/x.aspx', { requests: 25, first: 0, last: 360_000, samples: at(0, 15_000, 30_000) }))).toBe(
    false,
  );
  expect(isScheduled(page('/x.aspx'))).toBe(false);
});

test('an address that most requests come from stands for everybody', () => {
  const client = { posts: 0, errors4xx: 0, errors5xx: 0, distinctPages: 1, pageSketch: [] };
  const clients = [
    { ...client, address: '10.0.0.254', requests: 900 },
    { ...client, address: '203.0.113.7', requests: 100 },
  ];
  expect([...proxiesOf({ ...EMPTY_STATISTICS, records: 1000, clients })]).toEqual(['10.0.0.254']);
  expect(proxiesOf({ ...EMPTY_STATISTICS, records: 10, clients }).size).toBe(0);
  expect(proxiesOf(undefined).size).toBe(0);
});
