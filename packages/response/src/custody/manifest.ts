/** Chain of custody: what was examined or preserved, by whom, when, with which tool; signed, so that nothing can be added or cut. */
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { writeSums } from './sums.js';

export const MANIFEST_VERSION = '1.0';

export const ManifestItem = z.object({
  /** Relative to the folder of the manifest's `root`, with `/`. */
  path: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Nanoseconds since 1970-01-01 UTC, as decimal text. */
  modified: z.string(),
  created: z.string(),
});
export type ManifestItem = z.infer<typeof ManifestItem>;

export const Manifest = z.object({
  manifestVersion: z.literal(MANIFEST_VERSION),
  /** What this is the list of, in the words of who made it. */
  about: z.string(),
  by: z.string(),
  machine: z.string(),
  /** When it was begun and ended, ISO 8601 UTC, by the clock of that machine. */
  began: z.string(),
  ended: z.string(),
  tool: z.object({ name: z.literal('allclear'), version: z.string(), content: z.string() }),
  root: z.string(),
  count: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** SHA-256 of the file SHA256SUMS as written: whoever cuts a line breaks it. */
  sums: z.string().regex(/^[0-9a-f]{64}$/),
  items: z.array(ManifestItem),
  /** Links and files that could not be read, with the reason: said, never skipped silently. */
  leftOut: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** SHA-256 of the manifest before this one, where it continues one. */
  previous: z.string().optional(),
});
export type Manifest = z.infer<typeof Manifest>;

export interface ManifestOptions {
  readonly root: string;
  readonly about: string;
  readonly by: string;
  readonly machine: string;
  readonly toolVersion: string;
  readonly contentVersion: string;
  readonly previous?: string;
  /** Paths (absolute) that are not listed: the manifest's own files. */
  readonly without?: readonly string[];
  readonly now?: () => Date;
  readonly onFile?: (path: string) => void;
}

/** Lists and hashes all files below the root, in byte order of their paths. Links are named, never followed. */
export async function makeManifest(options: ManifestOptions): Promise<{ manifest: Manifest; sums: string }> {
  const now = options.now ?? (() => new Date());
  const began = now().toISOString();
  const root = resolve(options.root);
  const without = new Set((options.without ?? []).map((path) => resolve(path)));
  const items: ManifestItem[] = [];
  const leftOut: Manifest['leftOut'] = [];
  for (const path of filesBelow(root, leftOut, root)) {
    if (without.has(path)) continue;
    const name = nameOf(path, root);
    options.onFile?.(name);
    try {
      const stats = lstatSync(path, { bigint: true });
      const { sha256, size } = await hashFile(path);
      items.push({ path: name, size, sha256, modified: String(stats.mtimeNs), created: String(stats.birthtimeNs) });
    } catch (error) {
      leftOut.push({
        path: name,
        reason: error instanceof Error ? error.message.replaceAll(path, name) : String(error),
      });
    }
  }
  items.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  const sums = writeSums(items);
  return {
    sums,
    manifest: {
      manifestVersion: MANIFEST_VERSION,
      about: options.about,
      by: options.by,
      machine: options.machine,
      began,
      ended: now().toISOString(),
      tool: { name: 'allclear', version: options.toolVersion, content: options.contentVersion },
      root,
      count: items.length,
      bytes: items.reduce((sum, item) => sum + item.size, 0),
      sums: createHash('sha256').update(sums).digest('hex'),
      items,
      leftOut,
      ...(options.previous === undefined ? {} : { previous: options.previous }),
    },
  };
}

function* filesBelow(folder: string, leftOut: Manifest['leftOut'], root: string): Generator<string> {
  const entries = (() => {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      leftOut.push({ path: nameOf(folder, root), reason: error instanceof Error ? error.message : String(error) });
      return [];
    }
  })();
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, leftOut, root);
    else if (entry.isFile()) yield path;
    else
      leftOut.push({
        path: nameOf(path, root),
        reason: entry.isSymbolicLink() ? 'a link, not followed' : 'not an ordinary file',
      });
  }
}

function nameOf(path: string, root: string): string {
  return relative(root, path).split(sep).join('/');
}

export async function hashFile(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}
