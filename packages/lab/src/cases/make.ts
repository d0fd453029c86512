import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeZip } from '@allclear/evidence';
import { collected, type LabEntry, laidOut } from '../evidence/index.js';
import { generate } from '../scenario/index.js';
import { concat } from '../write/index.js';
import type { LabCase } from './case.js';
import { type CaseTruth, truthOf } from './truth.js';

/** The files of a case as the collector laid them out, in a fixed order, and the truth about them. */
export function makeCase(labCase: LabCase): { truth: CaseTruth; entries: () => Generator<LabEntry> } {
  const { truth, entries } = generate(labCase.scenario);
  const { evidence, layout } = labCase.variant;
  return {
    truth: truthOf(labCase, truth),
    entries: () => laidOut(collected(entries(), evidence), layout, truth.host),
  };
}

/** Writes the files below a folder with their times. */
export async function writeFolder(entries: Iterable<LabEntry>, folder: string): Promise<void> {
  for (const entry of entries) {
    const file = join(folder, ...entry.path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, concat(entry.chunks));
    await utimes(file, entry.modified / 1000, entry.modified / 1000);
  }
}

/** The same as one zip, in memory: cases are small. */
export async function zipOf(entries: Iterable<LabEntry>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(members(entries), { method: 'deflate' })) parts.push(part);
  return concat(parts);
}

export async function writeZipFile(entries: Iterable<LabEntry>, file: string): Promise<void> {
  await writeFile(file, await zipOf(entries));
}

function* members(entries: Iterable<LabEntry>): Generator<{ path: string; data: Uint8Array; modified: number }> {
  for (const entry of entries) yield { path: entry.path, data: concat(entry.chunks), modified: entry.modified };
}
