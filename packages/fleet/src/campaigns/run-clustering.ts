/** Clustering beside the server's own work: in a thread where the program is built, else in place. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Cluster, clusterHosts } from './cluster-hosts.js';
import type { HostActivity } from './group.js';
import type { AddressUse } from './rarity.js';

export interface ClusteringInput {
  readonly activities: readonly HostActivity[];
  readonly addresses: readonly AddressUse[];
}

const THREAD = new URL('./clustering-thread.js', import.meta.url);

export async function runClustering(input: ClusteringInput): Promise<readonly Cluster[]> {
  if (!existsSync(fileURLToPath(THREAD))) return clusterHosts(input.activities, input);
  const worker = new Worker(THREAD, { workerData: input });
  try {
    return await new Promise<readonly Cluster[]>((resolve, reject) => {
      worker.once('message', (clusters: readonly Cluster[]) => resolve(clusters));
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the clustering thread ended with ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}
