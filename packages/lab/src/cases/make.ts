import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ArchiveEntry, writeTar, writeZip } from '@allclear/evidence';
import { collected, contentOf, entrySize, isCollected, type LabEntry, laidOut, layouter } from '../evidence/index.js';
import { generate, Production, type Scenario, type ScenarioDay } from '../scenario/index.js';
import { ordinaryDays } from '../stream/index.js';
import { inOrder, threadRunner } from '../threads/index.js';
import { concat, DAY } from '../write/index.js';
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

/** How much of it, and how it is made. */
export interface MakeOptions {
  /** Further days before the story begins, with all ordinary traffic of the case. */
  readonly days?: number;
  /** Web logs of ordinary days before that, in bytes; as many days as it takes. */
  readonly bytes?: number;
  /** Threads; 0: in this one. They do not change the result. */
  readonly workers?: number;
}

/** More days would need more request ids than the lab keeps apart. */
export const MOST_DAYS = 400;

/**
 * The same, of any length: one day and one piece of a long log in memory at a time, whatever the size (event logs grow
 * with `days`). Throws RangeError where the case has no web logs, or where they have rolled over.
 */
export function makeStream(
  labCase: LabCase,
  options: MakeOptions = {},
): { truth: CaseTruth; entries: () => AsyncGenerator<LabEntry> } {
  const { scenario, variant } = labCase;
  const { days = 0, bytes = 0, workers = 0 } = options;
  if (days + bytes > 0 && variant.evidence !== 'complete' && variant.evidence !== 'logs-only')
    throw new RangeError(`${labCase.id} has no logs of earlier days: choose a variant "complete" or "logs-only"`);
  const longer = days === 0 ? scenario : lengthened(scenario, Math.min(days, MOST_DAYS));
  const production = new Production(longer);
  return { truth: truthOf(labCase, production.truth), entries };

  async function* entries(): AsyncGenerator<LabEntry> {
    const { place, rest } = layouter(variant.layout, production.truth.host);
    for await (const entry of all()) if (isCollected(entry.path, variant.evidence)) yield place(entry);
    yield* rest();
  }

  async function* all(): AsyncGenerator<LabEntry> {
    if (bytes > 0) yield* ordinaryDays(longer.server, longer.seed, longer.period.from, bytes);
    const long = production.longFiles();
    const made =
      workers === 0
        ? [{ run: async (day: number) => production.day(day), close: async () => undefined }]
        : Array.from({ length: workers }, () => threadRunner<ScenarioDay>(DAY_WORKER, longer));
    for await (const day of inOrder(production.days, made)) {
      yield* day.entries;
      long.addDay(day.long);
    }
    yield* long.entries();
    yield* production.disk();
  }
}

const DAY_WORKER = new URL('../scenario/worker.js', import.meta.url);

function lengthened(scenario: Scenario, days: number): Scenario {
  const from = scenario.period.from - days * DAY;
  return {
    ...scenario,
    period: { ...scenario.period, from },
    retention: { ...scenario.retention, iis: from, exchange: from, events: from },
  };
}

/** One tar archive, as a stream. */
export async function* tarOf(entries: AsyncIterable<LabEntry>): AsyncGenerator<Uint8Array> {
  yield* writeTar(tarMembers(entries));
}

async function* tarMembers(entries: AsyncIterable<LabEntry>): AsyncGenerator<ArchiveEntry> {
  for await (const entry of entries) {
    const { path, modified } = entry;
    yield { path, modified, size: entrySize(entry), data: pieces(entry) };
  }
}

async function* pieces(entry: LabEntry): AsyncGenerator<Uint8Array> {
  yield* contentOf(entry);
}

/** Writes the files below a folder with their times. */
export async function writeFolder(
  entries: Iterable<LabEntry> | AsyncIterable<LabEntry>,
  folder: string,
): Promise<void> {
  for await (const entry of entries) {
    const file = join(folder, ...entry.path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contentOf(entry));
    await utimes(file, entry.modified / 1000, entry.modified / 1000);
  }
}

/** One zip in memory: for small cases. */
export async function zipOf(entries: Iterable<LabEntry>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(zipMembers(entries), { method: 'deflate' })) parts.push(part);
  return concat(parts);
}

/** One zip on disk, as a stream. */
export async function writeZipFile(entries: Iterable<LabEntry> | AsyncIterable<LabEntry>, file: string): Promise<void> {
  await writeFile(file, writeZip(zipMembers(entries), { method: 'deflate' }));
}

async function* zipMembers(entries: Iterable<LabEntry> | AsyncIterable<LabEntry>): AsyncGenerator<ArchiveEntry> {
  for await (const entry of entries) {
    const data = entry.stream === undefined ? concat(entry.chunks) : pieces(entry);
    yield { path: entry.path, modified: entry.modified, data };
  }
}
