import type { Trace } from '../traffic/index.js';
import type { Truth } from './truth.js';

/** A file as it stands, or stood, on the server's disk. */
export interface WorldFile {
  /** Windows path with drive. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly modified: number;
  /** Absent: still there when the evidence was collected. */
  removed?: number;
}

/** What the steps of an intrusion change together: traces in logs, files on disk, and the truth about both. */
export interface World {
  readonly traces: Trace[];
  readonly files: Map<string, WorldFile>;
  readonly truth: Truth;
}

export function exists(world: World, path: string, time: number): boolean {
  const file = world.files.get(path.toLowerCase());
  return file !== undefined && file.modified <= time && (file.removed === undefined || time < file.removed);
}

export function putFile(world: World, file: WorldFile): void {
  world.files.set(file.path.toLowerCase(), file);
}
