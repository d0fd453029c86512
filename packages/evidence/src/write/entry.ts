/** A file to be written into an archive. */
export interface ArchiveEntry {
  /** '/'-separated. */
  readonly path: string;
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
  /** Needed by tar for streamed data. */
  readonly size?: number;
  /** Milliseconds since 1970 UTC; 1980-01-01 without. */
  readonly modified?: number;
}

export const DEFAULT_MODIFIED = Date.UTC(1980, 0, 1);

export async function* chunksOf(data: ArchiveEntry['data']): AsyncGenerator<Uint8Array> {
  if (data instanceof Uint8Array) yield data;
  else yield* data;
}
