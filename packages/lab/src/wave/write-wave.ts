/** A whole wave on disk, part by part: memory does not grow with the population. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadKnowledge } from '@allclear/assessment';
import { inOrder, type Runner, threadRunner } from '../threads/index.js';
import { iso } from '../write/index.js';
import { actorsOf, COMMON_BODY, COMMON_PARAMETER, SCANNERS, SHARED_PROXIES } from './actors.js';
import { SCANS } from './observations.js';
import {
  HEADERS,
  PartMaker,
  type PartResult,
  partCount,
  scanFile,
  sha256,
  type Totals,
  type WavePlan,
} from './part.js';

export interface WaveProgress {
  readonly parts: number;
  readonly of: number;
}

/**
 * Writes the wave below `folder`, which is made. Equal plan, equal bytes, for any number of `workers` (0: in this thread).
 * Returns the sums over the population. Throws where the disk does.
 */
export async function writeWave(
  plan: WavePlan,
  folder: string,
  workers: number,
  onProgress: (progress: WaveProgress) => void = () => undefined,
): Promise<Totals> {
  mkdirSync(folder, { recursive: true });
  const files = new Appender(folder);
  const totals: Record<string, number> = {};
  const count = partCount(plan);
  try {
    for (const [path, header] of HEADERS) await files.append(path, Buffer.from(header));
    let parts = 0;
    for await (const { pieces, totals: own } of inOrder(count, await runners(plan, workers))) {
      for (const [path, piece] of pieces) {
        if (path.startsWith('bundles/')) await writeNew(join(folder, path), piece);
        else await files.append(path, piece);
      }
      for (const [name, number] of Object.entries(own)) totals[name] = (totals[name] ?? 0) + number;
      onProgress({ parts: ++parts, of: count });
    }
    await files.append('observations/series.json', Buffer.from(series(totals)));
    await files.append('truth.json', Buffer.from(summary(plan, totals)));
  } finally {
    await files.close();
  }
  return totals;
}

async function runners(plan: WavePlan, workers: number): Promise<Runner<PartResult>[]> {
  if (workers > 0)
    return Array.from({ length: workers }, () =>
      threadRunner<PartResult>(new URL('./worker.js', import.meta.url), plan),
    );
  const maker = new PartMaker(plan, plan.assessments ? await loadKnowledge() : undefined);
  return [{ run: (part) => maker.make(part), close: async () => undefined }];
}

/** Files that grow piece by piece. */
class Appender {
  readonly #open = new Map<string, FileHandle>();

  constructor(private readonly folder: string) {}

  async append(path: string, piece: Uint8Array): Promise<void> {
    let file = this.#open.get(path);
    if (file === undefined) {
      const target = join(this.folder, path);
      await mkdir(dirname(target), { recursive: true });
      file = await open(target, 'wx');
      this.#open.set(path, file);
    }
    await file.appendFile(piece);
  }

  async close(): Promise<void> {
    for (const file of this.#open.values()) await file.close();
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes, { flag: 'wx' });
}

/** Every scan with its method and what it was counted over: without both, two numbers cannot be compared. */
function series(totals: Totals): string {
  return json(
    SCANS.map((one) => ({
      ...one,
      file: scanFile(one),
      unit: 'servers',
      denominator: totals.servers ?? 0,
      found: totals[`scan ${one.day} ${one.source}`] ?? 0,
    })),
  );
}

function summary(plan: WavePlan, totals: Totals): string {
  const actors = actorsOf(plan.seed, plan.organisations).map(({ body, from, to, weight, ...actor }) => ({
    ...actor,
    from: iso(from),
    to: iso(to),
    sha256: sha256(body),
  }));
  return json({
    synthetic: true,
    plan,
    totals: Object.fromEntries(Object.entries(totals).sort(([a], [b]) => (a < b ? -1 : 1))),
    actors,
    common: {
      scanners: SCANNERS,
      sharedProxies: SHARED_PROXIES,
      parameter: COMMON_PARAMETER,
      sha256: createHash('sha256').update(COMMON_BODY).digest('hex'),
    },
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
