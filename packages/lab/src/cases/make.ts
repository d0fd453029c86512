import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
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
export function writeFolder(entries: Iterable<LabEntry>, folder: string): void {
  for (const entry of entries) {
    const file = join(folder, ...entry.path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, concat(entry.chunks));
    utimesSync(file, entry.modified / 1000, entry.modified / 1000);
  }
}

/** The same as one zip, in memory: cases are small. */
export async function zipOf(entries: Iterable<LabEntry>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(members(entries), { method: 'deflate' })) parts.push(part);
  return concat(parts);
}

function* members(entries: Iterable<LabEntry>): Generator<{ path: string; data: Uint8Array; modified: number }> {
  for (const entry of entries) yield { path: entry.path, data: concat(entry.chunks), modified: entry.modified };
}
