/**
 * A folder that others put assessments into: `<organisation's key>/…/x.json` (one assessment), `x.jsonl`, `x.jsonl.gz`
 * (lines as in the bulk import; below a key's folder they are that organisation's). What was taken goes to `done/`, what
 * was refused to `refused/` with the reason beside it.
 */
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Database, TenantContext } from '../database/index.js';
import { linesOf } from '../server/lines.js';
import { BULK_LIMITS, type BulkLine, takeInBulk } from './bulk.js';

const DONE = 'done';
const REFUSED = 'refused';
const NAMES = /\.(?:json|jsonl|jsonl\.gz)$/i;
/** A file that did not change for so long is whole, ms. */
const SETTLED = 3000;
const MOST_DEPTH = 6;

export interface WatchResult {
  readonly taken: number;
  readonly refused: number;
}

/** Looks through the folder once. @param now ms since 1970 */
export async function sweep(
  database: Database,
  context: TenantContext,
  folder: string,
  now: number = Date.now(),
): Promise<WatchResult> {
  let taken = 0;
  let refused = 0;
  for (const path of await filesOf(folder)) {
    const { mtimeMs, size } = await stat(path);
    if (now - mtimeMs < SETTLED || size === 0) continue;
    const inside = relative(folder, path);
    const [first = ''] = inside.split(sep);
    const organisation = inside.includes(sep) ? first : undefined;
    let problem: string | undefined;
    try {
      const result = await takeInBulk(database, context, linesIn(path, organisation));
      taken += result.taken;
      const [one] = result.refused;
      if (one) problem = result.refused.map((r) => `line ${r.line}: ${r.problem}`).join('\n');
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (problem !== undefined) refused++;
    const target = join(folder, problem === undefined ? DONE : REFUSED, inside);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    if (problem !== undefined) await writeFile(`${target}.txt`, `${problem}\n`);
  }
  return { taken, refused };
}

async function* linesIn(path: string, organisation: string | undefined): AsyncGenerator<BulkLine> {
  const owner = organisation === undefined ? {} : { organisation };
  if (/\.json$/i.test(path)) {
    const { size } = await stat(path);
    if (size > BULK_LIMITS.line) throw new Error(`larger than ${BULK_LIMITS.line} bytes`);
    const pieces: Uint8Array[] = [];
    for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) pieces.push(chunk);
    yield { number: 1, bytes: Buffer.concat(pieces), ...owner };
  } else for await (const line of linesOf(createReadStream(path), BULK_LIMITS)) yield { ...line, ...owner };
}

async function filesOf(folder: string, depth = 0): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (depth === 0 && (entry.name === DONE || entry.name === REFUSED)) continue;
    const path = join(folder, entry.name);
    // Links are not followed: what lies elsewhere is not ours to move.
    if (entry.isDirectory() && depth < MOST_DEPTH) found.push(...(await filesOf(path, depth + 1)));
    else if (entry.isFile() && NAMES.test(entry.name)) found.push(path);
  }
  return found.sort();
}

/** Sweeps until it is told to stop; each sweep begins some seconds after the one before has ended. */
export function watchFolder(
  database: Database,
  context: TenantContext,
  folder: string,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => undefined;
  const run = async (): Promise<void> => {
    while (!stopped) {
      await sweep(database, context, folder).catch(onError);
      if (stopped) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 5000);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    wake();
    await running;
  };
}
