/** Blobs in a folder: `ab/cd/<sha256>`. Written aside, synced, then renamed: what has a name is whole. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from './services.js';

const ASIDE = 'incoming';
/** What a process that died left behind is removed after this time, ms. */
const ABANDONED = 24 * 3_600_000;

export async function openBlobFolder(folder: string): Promise<BlobStore> {
  const aside = join(folder, ASIDE);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await removeAbandoned(aside);
  const place = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256 in lower-case hexadecimal');
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  const has = (sha256: string): Promise<boolean> =>
    access(place(sha256)).then(
      () => true,
      () => false,
    );
  return {
    has,
    path: (sha256) => place(sha256),
    async *get(sha256) {
      const path = place(sha256);
      if (!(await has(sha256))) throw new Error(`there is no blob ${sha256}`);
      for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
    },
    async put(content) {
      const temporary = join(aside, randomUUID());
      const hash = createHash('sha256');
      let size = 0;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          for await (const chunk of content) {
            hash.update(chunk);
            size += chunk.length;
            for (let from = 0; from < chunk.length; )
              from += (await file.write(chunk, from, chunk.length - from)).bytesWritten;
          }
          await file.sync();
        } finally {
          await file.close();
        }
        const sha256 = hash.digest('hex');
        const path = place(sha256);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return { sha256, size };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

/** The name is on the disk, too. Windows has no such call for folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function removeAbandoned(aside: string): Promise<void> {
  for (const name of await readdir(aside)) {
    const path = join(aside, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED) await rm(path, { force: true });
  }
}
