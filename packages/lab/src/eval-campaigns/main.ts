/**
 * `npm run eval:campaigns -- DIR [--threshold N] [--without KINDS] [--json FILE] [--show]`: how well the clusters of a wave's
 * assessments fit the groups that the wave was made of. DIR: what `allclear lab wave --out DIR` wrote. KINDS
 * (`program,clients,names,ways`): as if nobody had looked at these. Prints precision, recall, time and memory.
 */
import { writeFileSync } from 'node:fs';
import { CLUSTER_DEFAULTS, type Cluster, clusterHosts, type HostActivity } from '@allclear/fleet/campaigns';
import { bCubed, pairwise, type Score } from './b-cubed.js';
import { readWave } from './read-wave.js';

const { argv } = process;
const value = (name: string): string | undefined => {
  const at = argv.indexOf(name);
  return at < 0 ? undefined : argv[at + 1];
};
const folder = argv[2];
if (folder === undefined || folder.startsWith('--')) {
  console.error('eval:campaigns needs a folder that `allclear lab wave --out DIR` wrote');
  process.exit(2);
}
const threshold = Number(value('--threshold') ?? CLUSTER_DEFAULTS.threshold);
const started = process.cpuUsage();
const wave = await readWave(folder);
const reading = process.cpuUsage(started);
const before = process.cpuUsage();
const activities = without(
  wave.activities,
  new Set((value('--without') ?? '').split(',').filter((kind) => kind !== '')),
);
const clusters = clusterHosts(activities, { addresses: wave.addresses, threshold });
const clustering = process.cpuUsage(before);

const byHost = new Map<string, Set<string>>();
for (const [index, cluster] of clusters.entries()) {
  for (const { host } of cluster.members) {
    const known = byHost.get(host) ?? new Set();
    known.add(String(index));
    byHost.set(host, known);
  }
}
const withTraces = new Set(wave.activities.map(({ host }) => host));
const traced = new Map([...wave.truth].filter(([host]) => withTraces.has(host)));
const innocent = [...byHost.keys()].filter((host) => !wave.truth.has(host)).length;
const seconds = ({ user, system }: NodeJS.CpuUsage): string => ((user + system) / 1e6).toFixed(1);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const row = (name: string, { items, precision, recall }: Score): string =>
  `${name.padEnd(52)} ${String(items).padStart(7)} ${percent(precision).padStart(10)} ${percent(recall).padStart(10)}`;

console.log(
  `${wave.hosts} servers, ${wave.truth.size} entered, ${traced.size} of them with traces; ${wave.activities.length} activities`,
);
console.log(
  `${clusters.length} clusters of ${byHost.size} servers; ${innocent} of them never entered; threshold ${threshold}`,
);
const scores = {
  'B-cubed, all that were entered': bCubed(wave.truth, byHost),
  'B-cubed, entered and with traces': bCubed(traced, byHost),
  'pairs, entered and with traces': pairwise(traced, byHost),
};
console.log(`${''.padEnd(52)} ${'servers'.padStart(7)} ${'precision'.padStart(10)} ${'recall'.padStart(10)}`);
for (const [name, score] of Object.entries(scores)) console.log(row(name, score));
for (const kind of new Set(wave.evidence.values())) {
  const part = new Map([...traced].filter(([host]) => wave.evidence.get(host) === kind));
  console.log(row(`  B-cubed, evidence: ${kind}`, bCubed(part, byHost)));
}
const memory = process.resourceUsage().maxRSS / 1024;
console.log(
  `reading ${seconds(reading)} s, clustering ${seconds(clustering)} s of processor time; ${Math.round(memory)} MB at most`,
);
if (argv.includes('--show')) for (const cluster of clusters.slice(0, 60)) show(cluster);
const json = value('--json');
if (json !== undefined)
  writeFileSync(
    json,
    JSON.stringify({ scores, clustering: Number(seconds(clustering)), memory, clusters: clusters.length }),
  );

function show(cluster: Cluster): void {
  const groups = new Map<string, number>();
  for (const { host } of cluster.members)
    for (const group of wave.truth.get(host) ?? ['nobody']) groups.set(group, (groups.get(group) ?? 0) + 1);
  const order = [...groups].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const traits = cluster.traits.slice(0, 5).map((t) => `${t.kind}=${t.value.slice(0, 24)} x${t.hosts} w${t.weight}`);
  console.log(
    `${cluster.members.length}: ${order.map(([name, count]) => `${name} ${count}`).join(', ')} | ${traits.join('; ')}`,
  );
}

function without(activities: readonly HostActivity[], kinds: ReadonlySet<string>): HostActivity[] {
  return activities.map(({ host, activity: { body, hash, page, after, ...rest } }) => ({
    host,
    activity: {
      ...rest,
      ...(kinds.has('program') || body === undefined ? {} : { body }),
      ...(kinds.has('program') || hash === undefined ? {} : { hash }),
      ...(kinds.has('names') || page === undefined ? {} : { page }),
      ...(kinds.has('names') || after === undefined ? {} : { after }),
      ...(kinds.has('program') ? { parameters: [] } : {}),
      ...(kinds.has('clients') ? { clients: [] } : {}),
      ...(kinds.has('ways') ? { stems: [], agents: [], tasks: [] } : {}),
    },
  }));
}
