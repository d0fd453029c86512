import { createHash } from 'node:crypto';
import { writeZip } from '@allclear/evidence';
import type { LabEntry } from '../evidence/index.js';
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
export async function buildExample(scenario: Scenario): Promise<Example> {
  const { truth, entries } = generate(scenario);
  const hashes: Record<string, string> = {};
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(members(), { method: 'deflate' })) parts.push(part);
  return { zip: concat(parts), truth, hashes };

  function* members(): Generator<{ path: string; data: Uint8Array; modified: number }> {
    for (const entry of entries()) {
      if (hashes[entry.path] !== undefined) throw new Error(`written twice: ${entry.path}`);
      hashes[entry.path] = hashOf(entry);
      yield { path: entry.path, data: concat(entry.chunks), modified: entry.modified };
    }
  }
}

export function hashOf(entry: LabEntry): string {
  const hash = createHash('sha256');
  for (const chunk of entry.chunks) hash.update(chunk);
  return hash.digest('hex');
}
