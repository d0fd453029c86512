/** Services behind the parts of the server, as each part sees them. */

/** Content-addressed: the name of a blob is the SHA-256 of its bytes. */
export interface BlobStore {
  /** Stores a stream; returns its hash and size. Nothing is visible before it is whole. */
  put(content: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string; readonly size: number }>;
  /** @throws when there is none */
  get(sha256: string): AsyncIterable<Uint8Array>;
  has(sha256: string): Promise<boolean>;
  /** Path on this machine, for programs that read files; undefined where blobs are elsewhere. */
  path(sha256: string): string | undefined;
}

/** Work for later, kept in the database: done at least once, by any of the workers. */
export interface Jobs {
  send(
    queue: string,
    data: Readonly<Record<string, unknown>>,
    options?: { readonly key?: string; readonly startAfterSeconds?: number },
  ): Promise<void>;
  work(
    queue: string,
    handler: (data: Readonly<Record<string, unknown>>) => Promise<void>,
    options?: { readonly concurrency?: number },
  ): Promise<void>;
}
