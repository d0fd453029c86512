/** One file of a synthetic collection. */
export interface LabEntry {
  /** Path inside the collection, `/` between folders. */
  readonly path: string;
  /** ms, UTC. */
  readonly modified: number;
  /** The content in order; a file never needs to be in memory as one piece. */
  readonly chunks: readonly Uint8Array[];
  /** A file that is too large for memory: it has no chunks, and its content is made each time that it is asked for. */
  readonly stream?: { readonly size: number; content(): Iterable<Uint8Array> };
}

export function entrySize(entry: LabEntry): number {
  if (entry.stream !== undefined) return entry.stream.size;
  return entry.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** The content in order. */
export function contentOf(entry: LabEntry): Iterable<Uint8Array> {
  return entry.stream === undefined ? entry.chunks : entry.stream.content();
}

/** `C:\inetpub\x` becomes `C/inetpub/x`, as KAPE copies it. */
export function kapePath(windowsPath: string): string {
  return windowsPath.replace(/^([A-Za-z]):\\/, '$1/').replaceAll('\\', '/');
}
