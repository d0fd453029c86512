import type { LogRemoval } from '../evidence/day-files.js';
import type { Trace } from '../traffic/index.js';
import type { ConfigurationChanges, RegistryChange, WmiSubscription } from '../write/index.js';
import type { Truth } from './truth.js';

/** A file as it stands, or stood, on the server's disk. */
export interface WorldFile {
  /** Windows path with drive. */
  readonly path: string;
  bytes: Uint8Array;
  modified: number;
  /** Absent: still there when the evidence was collected. */
  removed?: number;
}

/** What the steps of an intrusion change together: traces in logs, files on disk, and the truth about both. */
export interface World {
  readonly traces: Trace[];
  readonly files: Map<string, WorldFile>;
  readonly truth: Truth;
  readonly configuration: MutableChanges;
  /** Since when a file is there, where its own time was set back; by path in lower case. */
  readonly written: Map<string, number>;
  /** What was changed in the registry, in order of time. */
  readonly registry: RegistryChange[];
  readonly subscriptions: WmiSubscription[];
  /** Logs that the intruder deleted. */
  readonly removals: LogRemoval[];
}

/** What the steps add up to. */
export type MutableChanges = { -readonly [K in keyof ConfigurationChanges]: ConfigurationChanges[K] };

export function exists(world: World, path: string, time: number): boolean {
  const file = world.files.get(path.toLowerCase());
  const since = world.written.get(path.toLowerCase()) ?? file?.modified;
  return (
    file !== undefined && since !== undefined && since <= time && (file.removed === undefined || time < file.removed)
  );
}

export function putFile(world: World, file: WorldFile): void {
  world.files.set(file.path.toLowerCase(), file);
}
