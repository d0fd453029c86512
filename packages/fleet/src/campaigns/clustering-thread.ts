/** The thread of runClustering. */
import { parentPort, workerData } from 'node:worker_threads';
import { clusterHosts } from './cluster-hosts.js';
import type { ClusteringInput } from './run-clustering.js';

const input = workerData as ClusteringInput;
parentPort?.postMessage(clusterHosts(input.activities, input));
