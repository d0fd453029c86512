import { EMPTY_STATISTICS } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { makeFinding, makeRecord, makeSighting } from '../testing/make.js';
import { isOwnAddress, summariseClients } from './clients.js';

const by = (address: string) => ({ entities: [{ kind: 'client' as const, value: address }] });
const roles = (...findings: Parameters<typeof summariseClients>[0]): [string, string][] =>
  summariseClients(findings, undefined, () => [], []).map((c) => [c.address, c.role]);

describe('the role of an address', () => {
  test.each([
    ['a weighty success', { outcome: 'success-likely', severity: 'high' }, 'intruder'],
    ['a success of little weight', { outcome: 'success-likely', severity: 'low' }, 'suspicious'],
    ['an attempt', { outcome: 'attempt', severity: 'medium' }, 'attacker'],
    ['an attempt that every server sees', { outcome: 'attempt', severity: 'low' }, 'scanner'],
    ['a probe, whatever its severity', { outcome: 'probe', severity: 'high' }, 'scanner'],
    ['something odd', { outcome: 'supporting', severity: 'medium' }, 'suspicious'],
  ] as const)('%s', (_, over, role) => {
    expect(roles(makeFinding({ ...over, ...by('203.0.113.7') }))).toEqual([['203.0.113.7', role]]);
  });

  test('the worst that it did decides; intruders come first, then by time', () => {
    expect(
      roles(
        makeFinding({ outcome: 'probe', severity: 'info', first: '2021-03-01T00:00:00.000Z', ...by('198.51.100.9') }),
        makeFinding({ outcome: 'probe', severity: 'info', first: '2021-03-01T00:00:00.000Z', ...by('203.0.113.7') }),
        makeFinding({ outcome: 'success', first: '2021-03-03T00:00:00.000Z', ...by('203.0.113.7') }),
        makeFinding({ outcome: 'success', first: '2021-03-02T00:00:00.000Z', ...by('203.0.113.8') }),
      ),
    ).toEqual([
      ['203.0.113.7', 'intruder'],
      ['203.0.113.8', 'intruder'],
      ['198.51.100.9', 'scanner'],
    ]);
  });

  test.each(['127.0.0.1', '::1', 'fe80::8d1c:57b2:4a0e:91f3%3'])('the server itself (%s) is nobody', (address) => {
    expect(isOwnAddress(address)).toBe(true);
    expect(roles(makeFinding(by(address)))).toEqual([]);
  });
  test.each(['128.0.0.1', '1.127.0.0', '::11', 'fe8:80::1', '10.0.0.1'])('%s is somebody', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });
});

test('requests come from the statistics of all lines, not from the matches alone', () => {
  const clients = [
    { address: '203.0.113.7', requests: 41, posts: 0, errors4xx: 0, errors5xx: 0, distinctPages: 1, pageSketch: [] },
  ];
  const statistics = { ...EMPTY_STATISTICS, clients };
  const finding = makeFinding({ count: 3, ...by('203.0.113.7') });
  expect(summariseClients([finding], statistics, () => [], [])[0]?.requests).toBe(41);
  expect(summariseClients([finding], undefined, () => [], [])[0]?.requests).toBe(3);
});

test('sessions end with half an hour of silence; scanners have none', () => {
  const finding = makeFinding({
    rule: { id: 'r', title: 't', author: 'a', references: [], checks: [] },
    ...by('203.0.113.7'),
  });
  const at = (time: string) => makeRecord('x', 1, `2021-03-03T${time}:00.000Z`);
  const sightings = [makeSighting('r', [at('06:00'), at('06:20'), at('06:50'), at('07:21')], by('203.0.113.7'))];
  const sessions = (f: typeof finding) => summariseClients([f], undefined, () => [], sightings)[0]?.sessions;
  expect(sessions(finding)).toEqual([
    { from: '2021-03-03T06:00:00.000Z', to: '2021-03-03T06:50:00.000Z', records: 3 },
    { from: '2021-03-03T07:21:00.000Z', to: '2021-03-03T07:21:00.000Z', records: 1 },
  ]);
  expect(sessions({ ...finding, outcome: 'probe' })).toEqual([]);
});

test('what is published about an address is context and decides nothing', () => {
  const [client] = summariseClients(
    [makeFinding({ outcome: 'probe', ...by('203.0.113.7') })],
    undefined,
    () => ['seen elsewhere'],
    [],
  );
  expect([client?.role, client?.context]).toEqual(['scanner', ['seen elsewhere']]);
});
