import { createHash } from 'node:crypto';
import { type LabEntry, ZipWriter } from '../evidence/index.js';
import type { Truth } from '../intrusion/index.js';
import { generate, type Scenario } from '../scenario/index.js';
import { concat } from '../write/index.js';

/** SHA-256 of each file's content by path: what must not change, whatever compressor a Node version brings. */
export type ContentHashes = Readonly<Record<string, string>>;

export interface Example {
  readonly zip: Uint8Array;
  readonly truth: Truth;
  readonly hashes: ContentHashes;
}

/** Builds the archive of a scenario in memory (examples are a few MB). */
export function buildExample(scenario: Scenario): Example {
  const { truth, entries } = generate(scenario);
  const writer = new ZipWriter();
  const parts: Uint8Array[] = [];
  const hashes: Record<string, string> = {};
  for (const entry of entries()) {
    const bytes = concat(entry.chunks);
    if (hashes[entry.path] !== undefined) throw new Error(`written twice: ${entry.path}`);
    hashes[entry.path] = hashOf(entry);
    parts.push(...writer.member({ path: entry.path, bytes, modified: entry.modified }));
  }
  return { zip: concat([...parts, writer.end()]), truth, hashes };
}

export function hashOf(entry: LabEntry): string {
  const hash = createHash('sha256');
  for (const chunk of entry.chunks) hash.update(chunk);
  return hash.digest('hex');
}
