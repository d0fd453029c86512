/** One file of a synthetic collection. */
export interface LabEntry {
  /** Path inside the collection, `/` between folders. */
  readonly path: string;
  /** ms, UTC. */
  readonly modified: number;
  /** The content in order; a file never needs to be in memory as one piece. */
  readonly chunks: readonly Uint8Array[];
}

export function entrySize(entry: LabEntry): number {
  return entry.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** `C:\inetpub\x` becomes `C/inetpub/x`, as KAPE copies it. */
export function kapePath(windowsPath: string): string {
  return windowsPath.replace(/^([A-Za-z]):\\/, '$1/').replaceAll('\\', '/');
}
