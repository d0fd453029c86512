import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Activity } from '../intake/activities.js';
import { type Cluster, clusterHosts } from './cluster-hosts.js';
import type { HostActivity } from './group.js';

const activity = (part: Partial<Activity>): Activity => Activity.parse(part);
const on = (host: string, part: Partial<Activity>): HostActivity => ({ host, activity: activity(part) });
const hostsOf = (clusters: readonly Cluster[]): string[][] =>
  clusters.map(({ members }) => members.map(({ host }) => host).sort());
const page = (name: string): string => `/aspnet_client/${name}.aspx`;

/** Servers of one group: own parameter, three addresses, names of their own on each. */
function victims(group: string, count: number, part: Partial<Activity> = {}): HostActivity[] {
  return Array.from({ length: count }, (_, n) =>
    on(`${group}-${n}`, {
      page: page(`${group}${n}random`),
      at: `2021-03-0${3 + (n % 3)}T0${4 + (n % 4)}:00:00Z`,
      parameters: [`${group}parameter`],
      body: `body of ${group}`,
      clients: [`${group} address ${n % 3}`],
      stems: [`/ecp/${group}.js`],
      agents: ['python-requests/2.25.1'],
      ...part,
    }),
  );
}

describe('clusterHosts', () => {
  it('finds groups by what only they leave, and says what links each host', () => {
    const clusters = clusterHosts([...victims('a', 8), ...victims('b', 5)]);
    expect(hostsOf(clusters).map((hosts) => hosts.length)).toEqual([8, 5]);
    const [member] = clusters[0]?.members ?? [];
    expect(member?.because.map(({ kind }) => kind)).toContain('shell-parameter');
    expect(member?.because.every(({ hosts, weight }) => hosts > 1 && weight > 0)).toBe(true);
    expect(clusters[0]?.first).toBe('2021-03-03T04:00:00Z');
  });

  it('is not misled by a tool that groups share', () => {
    const tool = { parameters: ['shared'], body: 'shared body' };
    const groups = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((group, index) =>
      victims(group, 6, {
        ...tool,
        page: `/owa/auth/${index % 2 === 0 ? 'current/' : ''}${group}.aspx`,
      }),
    );
    for (const hosts of hostsOf(clusterHosts(groups))) {
      expect(new Set(hosts.map((host) => host.split('-')[0])).size).toBe(1);
    }
  });

  it('does not chain groups through an address that many come through', () => {
    const groups = ['a', 'b', 'c', 'd', 'e'].flatMap((group) => [
      ...victims(group, 6),
      ...victims(group, 2, { clients: ['shared proxy'] }).map((one, n) => ({ ...one, host: `${group}-proxy${n}` })),
    ]);
    const found = hostsOf(clusterHosts(groups));
    expect(found).toHaveLength(5);
    for (const hosts of found) expect(new Set(hosts.map((host) => host.split('-')[0])).size).toBe(1);
  });

  it('gives nothing for an address that asks everybody', () => {
    const two = [
      on('x', { clients: ['scanner'], stems: ['/ecp/x.js'], at: '2021-03-03T04:00:00Z' }),
      on('y', { clients: ['scanner'], stems: ['/ecp/x.js'], at: '2021-03-03T04:00:00Z' }),
    ];
    expect(clusterHosts(two)).toHaveLength(1);
    expect(clusterHosts(two, { addresses: [{ address: 'scanner', entered: 2, seen: 400 }] })).toEqual([]);
    // An address that is refused here and there but gets in elsewhere is no scanner.
    expect(clusterHosts(two, { addresses: [{ address: 'scanner', entered: 200, seen: 400 }] })).toHaveLength(1);
  });

  it('puts a host where several groups were into the cluster of each', () => {
    const both = [
      ...victims('a', 4),
      ...victims('b', 4),
      on('both', { page: page('a1'), parameters: ['aparameter'], clients: ['a address 1'], stems: ['/ecp/a.js'] }),
      on('both', { page: page('b1'), parameters: ['bparameter'], clients: ['b address 1'], stems: ['/ecp/b.js'] }),
    ];
    const clusters = clusterHosts(both);
    expect(clusters).toHaveLength(2);
    expect(clusters.every(({ members }) => members.some(({ host }) => host === 'both'))).toBe(true);
  });

  it('needs more than the way of working', () => {
    const alike = (host: string): HostActivity =>
      on(host, { page: page(host), stems: ['/ecp/y.js'], agents: ['tool'], at: '2021-03-03T04:00:00Z' });
    expect(clusterHosts([alike('x'), alike('y'), alike('z')])).toEqual([]);
  });

  it('links by the order of dropped names', () => {
    const host = (name: string): HostActivity[] => [
      on(name, { page: page('first'), clients: [], at: '2021-03-03T04:00:00Z' }),
      on(name, { page: page('second'), after: 'first.aspx', at: '2021-03-03T04:10:00Z' }),
    ];
    const clusters = clusterHosts([...host('x'), ...host('y')]);
    expect(clusters[0]?.traits.map(({ kind }) => kind)).toContain('name-order');
  });

  it('gives the same for any order of hosts, and takes any text', () => {
    const text = fc.oneof(
      fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', ''),
      fc.string({ maxLength: 8, unit: 'binary' }),
    );
    const one = fc.record({
      host: fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
      activity: fc.record({
        parameters: fc.array(text, { maxLength: 2 }),
        clients: fc.array(text, { maxLength: 2 }),
        stems: fc.array(text, { maxLength: 2 }),
        agents: fc.array(text, { maxLength: 1 }),
        tasks: fc.array(text, { maxLength: 1 }),
        page: text,
        at: fc.oneof(text, fc.constant('2021-03-03T04:00:00Z')),
      }),
    });
    fc.assert(
      fc.property(
        fc
          .array(one, { maxLength: 25 })
          .chain((items) =>
            fc.tuple(
              fc.constant(items),
              fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
            ),
          ),
        ([items, shuffled]) => {
          const clusters = clusterHosts(items);
          expect(clusterHosts(shuffled)).toEqual(clusters);
          for (const { members } of clusters) expect(new Set(members.map(({ host }) => host)).size).toBeGreaterThan(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays fast when a value is on every server', () => {
    const many = Array.from({ length: 6000 }, (_, n) =>
      on(`h${n}`, { page: page(`p${n}`), parameters: ['same'], clients: [`c${n}`], tasks: [`t${n % 4000}`] }),
    );
    const before = process.cpuUsage();
    clusterHosts(many);
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(40);
  }, 120_000);
});
